"""How far each word of a question says which document it means: by the documents' cards, and by their texts.

On a card a word counts by its rarity in legal documents and on these cards. In a text it counts by the number of the
document's pieces that have it: a name is in many pieces of its document, a chance word is not. Both are read only
within the scope.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pincite.access.scope import Scope
from pincite.catalogue.cards import Naming
from pincite.catalogue.port import Catalogue
from pincite.chunking.card import JOINED
from pincite.chunking.ordinary import is_everyday, name_words, rarity
from pincite.documents.span import DocumentId
from pincite.index.port import Searching
from pincite.index.words import terms
from pincite.retrieval.hints import TOGETHER, WORD, looked_up, scarcity
from pincite.retrieval.titled import APART
from pincite.retrieval.understanding.abbreviations import KINDS_IN_SHORT
from pincite.retrieval.understanding.names import OPENERS

MOST_WORDS = 40
"""The number of a question's first words that are looked for in the texts; nobody needs more to name a document."""

UNIQUE = 4.6
"""Factor on the rarity of a name that only one document has: its inverse document frequency among the 155 on which
these bounds were chosen. A word on cards, or with a capital, gets this factor however many documents there are, so that
a name also names its document in a small matter. Other words in a text get their own frequency: among few documents,
nearly any word is in only one."""

IN_TEXT_NAMED, IN_TEXT = 1.0, 0.5
"""How surely a word that is throughout a text names it: with a capital in the question, and without."""

IN_PLACE = 0.3
"""The same for a word after "in": it says where something happens, and any document may have the address."""

HALF = 2
"""The number of a document's pieces with a word at which the word counts half."""


@dataclass(frozen=True, slots=True)
class SayingWord:
    """A word of a question: as cards have it, as the index has it, and how surely it is a name if a text has it."""

    plain: str
    term: str
    share: float


_GOES_ON = re.compile(r"\s[A-Z][a-z]")
"""What makes initials of a kind a part of a name: "MSA Safety"."""


async def said_by_words(
    question: str, scope: Scope, catalogue: Catalogue, index: Searching
) -> tuple[dict[DocumentId, dict[str, float]], tuple[str, ...]]:
    """How far each word and each pair of words means each document, and the words that were looked for on cards.

    Raises:
        IndexingError: the index could not be read.
    """
    looked_for, pairs = looked_up(question)
    found = await asyncio.to_thread(catalogue.naming, looked_for, scope)
    return await parts_of(words_in(question), pairs, found, scope, catalogue, index), looked_for


async def parts_of(
    words: Sequence[SayingWord],
    pairs: Sequence[tuple[str, str, str]],
    found: Naming,
    scope: Scope,
    catalogue: Catalogue,
    index: Searching,
) -> dict[DocumentId, dict[str, float]]:
    """How far each document is meant by each word that its card or text has, and by each pair of words."""
    standing = await _standing(words, scope, catalogue, index)
    parts: dict[DocumentId, dict[str, float]] = {}

    def add(key: str, holding: Mapping[DocumentId, float]) -> None:
        for document, score in holding.items():
            parts.setdefault(document, {})[key] = score

    for word in words:
        best: dict[DocumentId, float] = {}
        for key in (word.plain, JOINED + word.plain):
            _raise(best, _on_cards(found, key, rarity(word.plain)))
        held = standing.get(word.term, {})
        shares = {document: word.share * count / (count + HALF) for document, count in held.items()}
        apart = _apart if word.share == IN_TEXT_NAMED else scarcity
        _raise(best, _weighed(shares, rarity(word.plain) * apart(found.documents, len(shares))))
        add(word.plain, best)
    for first, second, both in sorted(set(pairs)):
        add(both, _on_cards(found, both, rarity(both)))
        add(JOINED + both, _on_cards(found, JOINED + both, TOGETHER * max(rarity(first), rarity(second))))
    return parts


async def _standing(
    words: Sequence[SayingWord], scope: Scope, catalogue: Catalogue, index: Searching
) -> Mapping[str, Mapping[DocumentId, int]]:
    """In how many pieces of which documents that may be seen words occur.

    A row of the index may lie where its document does not: while that is being moved or removed, and after somebody
    changed the row. Then it says nothing.
    """
    found = (await index.standing([word.term for word in words if word.term][:MOST_WORDS], scope)).words
    held = {document for holding in found.values() for document in holding}
    if not await asyncio.to_thread(catalogue.closed, held, scope):
        return found
    shown = (await asyncio.to_thread(catalogue.permitted, held, scope)).keys()
    return {word: {one: n for one, n in holding.items() if one in shown} for word, holding in found.items()}


def _on_cards(found: Naming, key: str, weight: float) -> dict[DocumentId, float]:
    """How far a word means the documents whose cards have it."""
    shares = found.weights.get(key, {})
    return _weighed(shares, weight * _apart(found.documents, found.count(key)))


def _apart(documents: int, holding: int) -> float:
    """How far a name sets documents apart: `UNIQUE` if one has it, however many documents there are."""
    return UNIQUE * scarcity(documents, holding) / scarcity(documents, 1)


def _weighed(shares: Mapping[DocumentId, float], weight: float) -> dict[DocumentId, float]:
    return {document: weight * share for document, share in shares.items()}


def _raise(best: dict[DocumentId, float], scores: Mapping[DocumentId, float]) -> None:
    for document, score in scores.items():
        best[document] = max(best.get(document, 0.0), score)


def words_in(question: str) -> list[SayingWord]:
    """The words of a question that may name something, each once, as it first occurs."""
    found: dict[str, SayingWord] = {}
    is_where = False
    for match in WORD.finditer(question):
        plain = "".join(name_words(match[0]))
        if rarity(plain) > 0 and plain not in found:
            opens = question[: match.start()].rstrip()[-1:] in ("", *".?!:;")
            opens = opens and (match[0].lower() in OPENERS or is_everyday(plain))
            is_kind = plain in KINDS_IN_SHORT and match[0][1:].isupper() and not _GOES_ON.match(question, match.end())
            has_capital = any(map(str.isupper, match[0][:2])) and len(plain) > 1 and not (opens or is_kind)
            share = IN_PLACE if is_where else IN_TEXT_NAMED if has_capital else IN_TEXT
            term = next(terms(match[0]), "") if rarity(plain) > APART else ""
            found[plain] = SayingWord(plain, term, share)
        is_where = match[0].lower() == "in" or (is_where and match[0][0].isupper())  # "in San Diego"
    return list(found.values())
