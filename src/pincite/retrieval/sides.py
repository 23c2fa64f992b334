"""Which two documents does a question set side by side, as in "Compare the notice periods of the Acme and the Brill"?

Each side is named by words of its own, and what both have in common ("lease") may stand once for both. So the pair is
sought whose cards together have most of the question's words, each side some that the other lacks; and between the
words of the one and those of the other stands what joins or opposes two things ("and", "versus", "or").
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

from pincite.access.scope import Scope
from pincite.catalogue.catalogue import Catalogue
from pincite.chunking.card import JOINED, joined
from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.span import DocumentId
from pincite.index.port import Index
from pincite.retrieval.hints import TOGETHER, scarcity
from pincite.retrieval.meant import said_by_words
from pincite.retrieval.terms import content_words
from pincite.retrieval.understanding.intent import intent_of
from pincite.retrieval.understanding.names import OPENERS

MOST_CONSIDERED = 40
"""Documents of which pairs are made: those whose cards have most of the question."""

LEAST_OWN, LEAST_OWN_COMPARED = 7.0, 4.0
"""What the words that one side alone has must weigh, as in `hints`; less where the question says that it compares."""

SHARED = 0.8
"""Weight of what both sides have, so that of two guides on California the one on the same subject is meant."""

OWN_WORD = 3.0
"""What a word must weigh more on one side to be that side's."""

NAMING = 2.5
"""What a word with a capital weighs at least, as a rarity, where the question compares: "California" and "Corporate"
are in many texts, and name a document by its title all the same."""

FEWEST_LEFT = 2
"""Content words that must be left to be asked of each side."""

_WORD = re.compile(r"[^\W_]+(?:['’]s\b)?")
_JOINS = re.compile(r"\b(?:and|or|vs|versus|against|than|with|from|to|between)\b|[,/–—&:]", re.IGNORECASE)
_JOINS_AT_ONCE = re.compile(
    r"^\W*(?:(?:nda|lease|contract|agreement|licen[cs]e|deal|guide|policy|terms)\W+)?"
    r"(?:and|or|vs|versus|against|,|/|–|—|&)\W*(?:(?:in|under|for|the|a|that|of)\W+){0,3}$",
    re.IGNORECASE,
)
_JOINED_AT_ONCE = re.compile(r"\w\W*(?:\b(?:and|or|vs|versus|against)\b|/|–|—|&)\W*\w", re.IGNORECASE)
_COMPARING = re.compile(
    r"\b(?:compare[ds]?|comparing|comparison|both|respectively|side\sby\sside|differ\w*|versus|vs|against|longer|shorter|"
    r"higher|lower|dearer|cheaper|stricter|broader|narrower|same|which\sof\sthe\stwo|as\sopposed)\b|"
    r"\b(?:how\s\w+|which|what)\b.{3,120}\band\s(?:how\s\w+|which|what)\b",
    re.IGNORECASE,
)

_SAYING_SO = re.compile(
    r"\b(?:compare[ds]?|comparing|(?:as\s)?compared\s(?:with|to)|how\sdo(?:es)?(?=.*\bdiffer)|differ|versus|vs|respectively|"
    r"as\sagainst|as\sopposed\sto)\b",
    re.IGNORECASE,
)
"""What only says that two things are compared, and is not asked of either."""

_NAMES_JOINED = re.compile(
    r"\b[A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*){0,4},?\s(?:and|or|vs\.?|against)\s(?:(?:in|under|for|the)\s){0,2}[A-Z]"
)

_Units = Mapping[str, Mapping[DocumentId, float]]


@dataclass(frozen=True, slots=True)
class Sides:
    """Two documents that a question sets side by side, in the order in which it names them, and what it asks of each.

    `asked` is the question without what names them; the question itself where too little would be left.
    """

    documents: tuple[DocumentId, DocumentId]
    asked: str


async def sides(question: str, scope: Scope, catalogue: Catalogue, index: Index) -> Sides | None:
    """The two documents that a question sets side by side, among those that the scope permits; None where it does not.

    Raises:
        Altered: the card of one of them was changed without pincite.
        IndexingError: the index could not be read.
    """
    if not (_is_comparing(question) or _JOINED_AT_ONCE.search(question)):
        return None
    units, looked_for = await _units(question, scope, catalogue, index)
    totals: dict[DocumentId, float] = {}
    for held in units.values():
        for document, weight in held.items():
            totals[document] = totals.get(document, 0.0) + weight
    considered = sorted(totals, key=lambda document: (-totals[document], document))[:MOST_CONSIDERED]
    least = LEAST_OWN_COMPARED if _says_so(question) else LEAST_OWN
    best: tuple[float, DocumentId, DocumentId] | None = None
    for one, other in combinations(considered, 2):
        if min(_own(units, one, other), _own(units, other, one)) < least:
            continue
        together = sum(max(held.get(one, 0.0), held.get(other, 0.0)) for held in units.values())
        fit = together + SHARED * (totals[one] + totals[other])
        if best is None or fit > best[0]:
            best = fit, one, other
    if best is None or (found := _arranged(question, best[1], best[2], units)) is None:
        return None
    if len(catalogue.permitted(found.documents, scope)) < len(found.documents):
        return None
    catalogue.require_cards(found.documents, looked_for)
    return found


def _is_comparing(question: str) -> bool:
    """True for a question that says that it compares, or joins two names."""
    return _says_so(question) or _NAMES_JOINED.search(question) is not None


def _says_so(question: str) -> bool:
    return intent_of(question) == "compare" or _COMPARING.search(question) is not None


def _is_name(question: str, word: re.Match[str]) -> bool:
    """True for a word with a capital that it does not have for opening a sentence."""
    before = question[: word.start()].rstrip()
    opens = before[-1:] in ("", ".", "?", "!")
    follows = question[word.end() : word.end() + 40]
    is_joined = re.match(r"\W{0,2}(?:and|vs|versus|against|/)\W", follows.lstrip()) is not None
    return word[0][:1].isupper() and word[0].lower() not in OPENERS and (not opens or is_joined)


async def _units(question: str, scope: Scope, catalogue: Catalogue, index: Index) -> tuple[_Units, tuple[str, ...]]:
    """What each word of a question, and each pair of neighbours, weighs for which documents; and what was looked up."""
    words = name_words(question)
    capital = {"".join(name_words(match[0])) for match in _WORD.finditer(question) if _is_name(question, match)}
    capital = capital if _is_comparing(question) else set()
    wanted = sorted({word for word in words if rarity(word) > 0})
    pairs = sorted(set(joined(words)))
    looked_for = (
        *(key for word in wanted for key in (word, JOINED + word)),
        *(key for *_, both in pairs for key in (both, JOINED + both)),
    )
    found = catalogue.naming(looked_for, scope)
    units: dict[str, dict[DocumentId, float]] = {}

    def add(unit: str, key: str, weight: float) -> None:
        holding = found.weights.get(key, {})
        worth = weight * scarcity(found.documents, math.ceil(sum(holding.values())))
        held = units.setdefault(unit, {})
        for document, share in holding.items():
            held[document] = max(held.get(document, 0.0), worth * share)

    for word in wanted:
        weight = max(rarity(word), NAMING) if word in capital else rarity(word)
        add(word, word, weight)
        add(word, JOINED + word, weight)
    for first, second, both in pairs:
        add(both, both, rarity(both))
        add(both, JOINED + both, TOGETHER * max(rarity(first), rarity(second)))
    names = {"".join(name_words(match[0])) for match in _WORD.finditer(question) if _is_name(question, match)}
    said, also = await said_by_words(question, scope, catalogue, index)
    for document, parts in said.items():
        for unit, weight in parts.items():
            if unit in names:
                held = units.setdefault(unit, {})
                held[document] = max(held.get(document, 0.0), weight)
    return units, tuple(dict.fromkeys((*looked_for, *also)))


def _own(units: _Units, one: DocumentId, other: DocumentId) -> float:
    """What the words that one side has and the other lacks weigh."""
    return sum(max(0.0, held.get(one, 0.0) - held.get(other, 0.0)) for held in units.values())


def _arranged(question: str, one: DocumentId, other: DocumentId, units: _Units) -> Sides | None:
    """The pair in the order of the question; None where nothing stands between their words that joins two things."""
    owned: list[tuple[int, int, DocumentId]] = []
    for match in _WORD.finditer(question):
        held = units.get("".join(name_words(match[0])), {})
        more = held.get(one, 0.0) - held.get(other, 0.0)
        if abs(more) >= OWN_WORD:
            owned.append((match.start(), match.end(), one if more > 0 else other))
    joins = _JOINS if _says_so(question) else _JOINS_AT_ONCE
    for (_, end, first), (start, _, second) in pairwise(owned):
        if first != second and joins.search(question[end:start]):
            return Sides((first, second), _without(question, owned))
    return None


def _without(question: str, owned: list[tuple[int, int, DocumentId]]) -> str:
    """A question without the words that name either side."""
    kept, at = "", 0
    for start, end, _ in owned:
        kept += question[at:start]
        at = end
    rest = " ".join(_SAYING_SO.sub(" ", kept + question[at:]).split())
    return rest if len(content_words(rest)) >= FEWEST_LEFT else question
