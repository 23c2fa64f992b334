"""Which documents does a question mean? "What does the Acme NDA say about…" is answered from that NDA first.

The words of the question are compared with the cards of the documents that the asker may see (`chunking.card`). No
fixed wording is expected: a document may be named before, after or inside of what is asked. A word counts by its rarity
in legal documents, and by its rarity on these cards; two neighbouring words that are also together on a card count once
more.
"""

import math
import re
from collections.abc import Collection
from dataclasses import dataclass

from pincite.access.scope import Scope
from pincite.catalogue.cards import Naming
from pincite.catalogue.port import Catalogue
from pincite.chunking.card import JOINED, joined
from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.span import DocumentId
from pincite.retrieval.terms import content_words

TOGETHER = 0.5
"""What a pair of neighbouring words adds, to what its rarer word counts alone."""

MOST_HINTS = 8
"""The most documents that a question can mean at once; with more, the whole collection is asked."""

CARRIED = 50.0
"""Score of a document that an earlier question was about: above what one rare name gives, so that it is looked into by
itself and its pieces stand before all others."""

SURE = 0.6
"""Weight of a word on a card from which it counts as part of a name: in the file's name, the title, a party."""

TELLING = 6.0
"""Rarity times inverse document frequency from which a word names a document by itself."""

GLUE = frozenset(name_words("a an and at by for from in of on or the to with between v vs x"))
"""What joins the words of a name. Other words may be as common in contracts ("end", "may"), but ask for something."""

LEGAL_FORMS = frozenset(
    name_words(
        "inc incorporated corp corporation co company llc llp lp ltd limited plc gmbh ag se bv nv as sa sarl spa pty"
    )
)
"""What stands after the name of a company, and belongs to it."""

FEWEST_LEFT = 1
"""Content words that a question must have left when the names are taken out."""

WORD = re.compile(r"[^\W_]+(?:['’]s\b)?")


@dataclass(frozen=True, slots=True)
class Hint:
    """A document that a question seems to mean; `score`, from 0 up, can be compared within one question only."""

    document: DocumentId
    score: float


@dataclass(frozen=True, slots=True)
class Named:
    """What a question says about where to look: `hints` best first, and `rest`, the question without their names.

    `looked_for` are the words that were looked for on cards.
    """

    hints: tuple[Hint, ...]
    rest: str
    looked_for: tuple[str, ...]


def named(question: str, scope: Scope, catalogue: Catalogue) -> Named:
    """The documents that a question means, among those that the scope permits."""
    looked_for, pairs = looked_up(question)
    wanted = {word for word in name_words(question) if rarity(word) > 0}
    found = catalogue.naming(looked_for, scope)
    scores: dict[DocumentId, float] = {}

    def count(key: str, weight: float) -> None:
        holding = found.weights.get(key, {})
        idf = scarcity(found.documents, found.count(key))
        for document, share in holding.items():
            scores[document] = scores.get(document, 0.0) + weight * idf * share

    for word in sorted(wanted):
        count(word, rarity(word))
        count(JOINED + word, rarity(word))
    for first, second, both in sorted(set(pairs)):
        count(both, rarity(both))
        count(JOINED + both, TOGETHER * max(rarity(first), rarity(second)))
    ranked = sorted(scores.items(), key=lambda scored: (-scored[1], scored[0]))[:MOST_HINTS]
    hints = tuple(Hint(document, score) for document, score in ranked)
    rest = without(question, hints[0].document, found) if hints else question
    return Named(hints, rest, looked_for)


def looked_up(question: str) -> tuple[tuple[str, ...], list[tuple[str, str, str]]]:
    """What is looked for on cards, and the neighbouring words of a question with what they are as one."""
    words = name_words(question)
    pairs = list(joined(words))
    wanted = sorted({word for word in words if rarity(word) > 0})
    both_ways = (key for *_, both in pairs for key in (both, JOINED + both))
    return (*wanted, *(JOINED + word for word in wanted), *both_ways), pairs


def without(question: str, best: DocumentId, found: Naming) -> str:
    """A question without the words that name a document, by its card."""
    words = name_words(question)
    telling = {word for word in words if _tells(word, best, found)}
    on_card = telling | (LEGAL_FORMS & set(words))
    on_card |= {word for word in words if found.weights.get(word, {}).get(best, 0.0) >= SURE}
    on_card |= {word for word in words if found.weights.get(JOINED + word, {}).get(best, 0.0) >= SURE}
    for first, second, both in joined(words):
        if found.weights.get(both, {}).get(best, 0.0) >= SURE:
            on_card |= {first, second}
    return _without(question, on_card, telling)


def carrying(aim: Named, question: str, documents: Collection[DocumentId]) -> Named:
    """The aim turned to documents that an earlier question was about: the question means these, whatever else it names.

    `documents` are those of them that the asker may see; if there are none, the aim is unchanged.
    """
    if not documents:
        return aim
    known = bool(aim.hints) and aim.hints[0].document in documents
    hints = tuple(Hint(document, CARRIED) for document in sorted(documents)[:MOST_HINTS])
    return Named(hints, aim.rest if known else question, aim.looked_for)


def _tells(word: str, document: DocumentId, found: Naming) -> bool:
    """True if a word is on the document's card, and only this document or a few others have it there."""
    return any(
        document in found.weights.get(key, {}) and rarity(word) * scarcity(found.documents, found.count(key)) >= TELLING
        for key in (word, JOINED + word)
    )


def _without(question: str, on_card: set[str], telling: set[str]) -> str:
    """A question without the runs of words that name a document; the question itself when too little would be left.

    A run is made of words on the document's card and of words that join them, begins and ends with one on the card, and
    holds one that is `telling`.
    """
    tokens = [(match.start(), match.end(), "".join(name_words(match[0]))) for match in WORD.finditer(question)]
    kept: list[str] = []
    at = place = 0
    while place < len(tokens):
        end = place
        while end < len(tokens) and (tokens[end][2] in on_card or tokens[end][2] in GLUE):
            end += 1
        run = [number for number in range(place, end) if tokens[number][2] in on_card]
        if run and any(tokens[number][2] in telling for number in run):
            kept.append(question[at : tokens[run[0]][0]])
            at = tokens[run[-1]][1]
        place = max(end, place + 1)
    kept.append(question[at:])
    rest = " ".join("".join(kept).split())
    return rest if len(content_words(rest)) >= FEWEST_LEFT else question


def scarcity(documents: int, holding: int) -> float:
    """Inverse document frequency as in BM25 (Robertson and Spärck Jones 1976), never below 0."""
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))
