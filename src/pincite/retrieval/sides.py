"""Which two documents does a question compare, as in "Compare the notice periods of the Acme and the Brill"?

Each side is named by words of its own; a word for both ("lease") may be said once. So the search is for the pair whose
cards together have most of the question's words, where each side has some that the other lacks. Between the words of
one side and those of the other, there must be a word that joins or opposes two things ("and", "versus", "or").
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from pincite.access.scope import Scope
from pincite.catalogue.cards import Naming
from pincite.catalogue.port import Catalogue
from pincite.chunking.card import JOINED, joined
from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.span import DocumentId
from pincite.index.port import Searching
from pincite.models.ports import Embedder
from pincite.retrieval.called import Called, called, pair_of
from pincite.retrieval.hints import TOGETHER, scarcity
from pincite.retrieval.places_apart import places_apart
from pincite.retrieval.saying import said_by_words
from pincite.retrieval.titled import TITLED, by_title
from pincite.retrieval.understanding.names import DOCUMENTS, OPENERS
from pincite.retrieval.understanding.one_side import asked_of_one
from pincite.retrieval.understanding.opposing import (
    compares_beyond_parties,
    is_comparing,
    joining,
    joins_at_once,
    may_name_two,
    opposes,
    speaks_of_two,
)
from pincite.structure.facts.places import with_places
from pincite.threads import on_thread

MOST_CONSIDERED = 40
"""The most documents of which pairs are made: those that have most of the question's words."""

LEAST_OWN, LEAST_OWN_COMPARED = 7.0, 4.0
"""The least weight, as in `hints`, of the words that only one side has; less if the question says that it compares."""

LEAST_OWN_PLAIN = 20.0
"""Their least weight if nothing says that two things are compared or joins them: two names, each of one document
only."""

TIED, AS_MUCH, MOST_TIED = 0.2, 0.8, 6
"""The share of the best pair's fit by which another pair may be behind and still be examined, the share of its names
that the other must have, and the most pairs that are examined."""

SHARED = 0.8
"""Weight of the words that both sides have, so that of two guides on California the one on the same subject wins."""

OWN_WORD = 3.0
"""How much more a word must weigh on one side to belong to it."""

NAMING = 2.5
"""The least weight of a word with a capital, as a rarity, if the question compares: "California" and "Corporate" are in
many texts, and still name a document by its title."""

WHOLE = 0.9
"""Share of a pair's weight of names that one document must have for the question to be about it alone. One has all of
"Crane 23 of Ochre Storage", so another client's Crane 23 and another crane of Ochre Storage are no pair."""

RARE = 3.0
"""Rarity from which a word in lower case may name a side ("the pretzel franchise")."""

_JOINT = re.compile(r"\s(?:and|&)\s")
_WORD = re.compile(r"[^\W_]+(?:['’]s\b)?")

_UnitWeights = Mapping[str, Mapping[DocumentId, float]]


@dataclass(frozen=True, slots=True)
class Sides:
    """Two documents that a question compares, in the order in which it names them, and what it asks about each.

    `asked` is the question without the words that name them, or the question itself if too little would be left.
    """

    documents: tuple[DocumentId, DocumentId]
    asked: str


async def sides(
    question: str, scope: Scope, catalogue: Catalogue, index: Searching, embedder: Embedder | None = None
) -> Sides | None:
    """The two documents that a question compares, among those that the scope permits; None if it compares none.

    If several pairs are named about equally well, an `embedder` finds the one with most about what is asked: for two
    licences between the same parties, or the guides on two states, the names do not decide.

    Raises:
        Altered: the card of one of them was changed without pincite.
        IndexingError: the index could not be read.
        ModelError: the embedder's files are missing or damaged.
    """
    question = with_places(question)
    spoken, by_kind = await on_thread(_spoken, question, scope, catalogue)
    if by_kind is None and (shorter := _with_short_titles(question, spoken)) != question:
        question = shorter
        spoken, by_kind = await on_thread(_spoken, question, scope, catalogue)
    if by_kind is not None:
        return by_kind
    by_place = await _by_place(question, spoken, scope, catalogue, index, embedder)
    if by_place is not None:
        return by_place
    if not may_name_two(question):
        return None
    units, looked_for = await _units(question, spoken, scope, catalogue, index)
    found = await on_thread(
        _named_pairs, question, units, spoken, scope, catalogue, most=1 if embedder is None else MOST_TIED
    )
    if not found:
        return None
    chosen = found[0][1] if embedder is None or len(found) == 1 else await _fullest(found, scope, index, embedder)
    await on_thread(catalogue.require_cards, chosen.documents, looked_for)
    return chosen


def _spoken(question: str, scope: Scope, catalogue: Catalogue) -> tuple[tuple[Called, ...], Sides | None]:
    """What a question calls by its kind, and the two documents that it compares by that; None if it does not.

    Raises:
        Altered: the card of one of them was changed without pincite.
    """
    spoken, of_kinds = called(question, scope, catalogue)
    by_kind = _by_kind(question, spoken)
    if by_kind is not None:
        catalogue.require_cards(by_kind.documents, of_kinds)
    return spoken, by_kind


def _with_short_titles(question: str, spoken: Sequence[Called]) -> str:
    """A question in which what joins the words of one document's title ("license and resale agreement") is left out."""
    for one in sorted(spoken, key=lambda each: -each.mention.start):
        start, end = one.mention.start, one.mention.end
        joint = _JOINT.search(question, start, end)
        if one.documents and joint is not None:
            question = f"{question[: joint.start()]}{question[end:]}"
    return question


def _named_pairs(
    question: str, units: _UnitWeights, spoken: Sequence[Called], scope: Scope, catalogue: Catalogue, *, most: int
) -> list[tuple[float, Sides]]:
    """The permitted pairs that a question names about equally well, at most so many, the best first.

    None if one document has nearly all of the names and the question does not compare.
    """
    of_names = _of_names(units, question)
    found: list[tuple[float, Sides]] = []
    first = 0.0
    whole = 0.0 if compares_beyond_parties(question) else _most_of_one(of_names)
    for fit, one, other in _pairs(question, units, of_names):
        if whole and whole >= WHOLE * _together(of_names, one, other):
            return []
        if found and (fit < found[0][0] * (1 - TIED) or len(found) == most):
            break
        own = min(_own(of_names, one, other), _own(of_names, other, one))
        first = own if not found else first
        if own < AS_MUCH * first:
            continue
        arranged = _arranged(question, one, other, units, spoken, is_plain=own >= LEAST_OWN_PLAIN)
        if arranged is not None and len(catalogue.permitted(arranged.documents, scope)) == len(arranged.documents):
            found.append((fit, arranged))
        elif not found:
            return []
    return found


def _by_kind(question: str, spoken: Sequence[Called]) -> Sides | None:
    """Two documents that are mentioned by their kinds, if the question opposes or joins them; otherwise None."""
    many = [one for one in spoken if one.mention.is_many and len(one.others) == 1 and one.documents]
    pair = pair_of(spoken)
    if pair is not None:
        one, other = pair
        between = question[one.mention.end : other.mention.start]
        rest = question[: one.mention.start] + between + question[other.mention.end :]
        if not opposes(question, between, rest):
            return None
        documents = one.documents[0], other.documents[0]
    elif len(many) == 1 and speaks_of_two(question):
        documents = many[0].documents[0], many[0].others[0]
    else:
        return None
    return Sides(documents, asked_of_one(question, _places(spoken, documents)))


async def _by_place(
    question: str,
    spoken: Sequence[Called],
    scope: Scope,
    catalogue: Catalogue,
    index: Searching,
    embedder: Embedder | None,
) -> Sides | None:
    """The guides on two places that a question joins, if it names no other document; otherwise None."""
    apart = None if any(one.documents for one in spoken) else places_apart(question, scope, catalogue)
    if apart is None:
        return None
    asked = asked_of_one(question, apart.mentions)
    found = [(1.0, Sides(pair, asked)) for pair in apart.pairs]
    chosen = found[0][1] if embedder is None or len(found) == 1 else await _fullest(found, scope, index, embedder)
    catalogue.require_cards(chosen.documents, apart.looked_for)
    return chosen


def _places(spoken: Sequence[Called], documents: tuple[DocumentId, ...]) -> list[tuple[int, int]]:
    """The places at which a question mentions some documents by their kinds."""
    chosen = set(documents)
    sure = [one for one in spoken if chosen & {*one.documents} and chosen >= {*one.others}]
    return [(one.mention.start, one.mention.end) for one in sure if one.mention.is_many or not one.others]


def _pairs(question: str, units: _UnitWeights, of_names: _UnitWeights) -> list[tuple[float, DocumentId, DocumentId]]:
    """Pairs of documents that each have words of their own, best fit first."""
    telling = units if is_comparing(question) else of_names
    totals: dict[DocumentId, float] = {}
    for held in units.values():
        for document, weight in held.items():
            totals[document] = totals.get(document, 0.0) + weight
    considered = sorted(totals, key=lambda document: (-totals[document], document))[:MOST_CONSIDERED]
    least = LEAST_OWN if joins_at_once(question) else LEAST_OWN_PLAIN
    if is_comparing(question):
        least = LEAST_OWN_COMPARED
    found = []
    # words of its own are among all of its words: most documents have too few whatever the other side has
    telling_enough = [one for one in considered if _own(telling, one) >= least]
    for one, other in combinations(telling_enough, 2):
        if _own(telling, one, other) < least or _own(telling, other, one) < least:
            continue
        found.append((_together(units, one, other) + SHARED * (totals[one] + totals[other]), one, other))
    return sorted(found, key=lambda pair: (-pair[0], pair[1], pair[2]))


async def _fullest(found: Sequence[tuple[float, Sides]], scope: Scope, index: Searching, embedder: Embedder) -> Sides:
    """Of pairs that are named about equally well, the one whose best pieces are nearest to what is asked."""
    asked = found[0][1].asked
    vector = (await embedder.embed([asked]))[0]
    near: dict[DocumentId, float] = {}
    for document in dict.fromkeys(document for _, pair in found for document in pair.documents):
        legs = await index.search(asked, vector, scope, 1, frozenset({document}))
        near[document] = max((hit.score for hit in legs.dense), default=0.0)

    def full(one: tuple[float, Sides]) -> float:
        fit, pair = one
        return fit / found[0][0] + sum(near[document] for document in pair.documents)

    return max(found, key=full)[1]


def _is_name(question: str, word: re.Match[str]) -> bool:
    """True for a word with a capital that does not come from the beginning of a sentence."""
    before = question[: word.start()].rstrip()
    opens = before[-1:] in ("", ".", "?", "!")
    follows = question[word.end() : word.end() + 40]
    is_joined = re.match(r"\W{0,2}(?:and|vs?|versus|against|/)\W|,\s?[A-Z]", follows.lstrip()) is not None
    return word[0][:1].isupper() and word[0].lower() not in OPENERS and (not opens or is_joined)


async def _units(
    question: str, spoken: Sequence[Called], scope: Scope, catalogue: Catalogue, index: Searching
) -> tuple[_UnitWeights, tuple[str, ...]]:
    """The weight of each word and each pair of neighbours for each document, and the words that were looked up.

    What is `spoken` of by its kind counts like a title, if it can be one document only and the question compares.
    """
    words = name_words(question)
    capital = {"".join(name_words(match[0])) for match in _WORD.finditer(question) if _is_name(question, match)}
    capital = capital if is_comparing(question) else set()
    wanted = sorted({word for word in words if rarity(word) > 0})
    pairs = sorted(set(joined(words)))
    looked_for = (
        *(key for word in wanted for key in (word, JOINED + word)),
        *(key for *_, both in pairs for key in (both, JOINED + both)),
    )
    found, titled, for_titles = await on_thread(_on_cards, question, looked_for, scope, catalogue)
    units: dict[str, dict[DocumentId, float]] = {}

    def add(unit: str, key: str, weight: float) -> None:
        holding = found.weights.get(key, {})
        worth = weight * scarcity(found.documents, found.common.get(key) or math.ceil(sum(holding.values())))
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
    for document, title in titled.items() if len(set(titled.values())) > 1 else ():
        held = units.setdefault(title[0], {})
        held[document] = max(held.get(document, 0.0), TITLED)
    for one in spoken if is_comparing(question) else ():
        if len(one.documents) == 1 and not one.others and one.mention.names:
            held = units.setdefault(one.mention.names[0], {})
            held[one.documents[0]] = max(held.get(one.documents[0], 0.0), TITLED)
    return units, tuple(dict.fromkeys((*looked_for, *also, *for_titles)))


def _on_cards(
    question: str, looked_for: tuple[str, ...], scope: Scope, catalogue: Catalogue
) -> tuple[Naming, dict[DocumentId, tuple[str, ...]], tuple[str, ...]]:
    """Which cards have these words, and what `by_title` finds."""
    return catalogue.naming(looked_for, scope), *by_title(question, scope, catalogue)


def _of_names(units: _UnitWeights, question: str) -> _UnitWeights:
    """The weights of words with a capital, alone and with a neighbour: they name a document and are not asked about."""
    names = {"".join(name_words(match[0])) for match in _WORD.finditer(question) if _is_name(question, match)}
    return {unit: held for unit, held in units.items() if any(name and name in unit for name in names)}


def _together(units: _UnitWeights, one: DocumentId, other: DocumentId) -> float:
    """The weight of the words that either side has."""
    return sum(max(held.get(one, 0.0), held.get(other, 0.0)) for held in units.values())


def _most_of_one(units: _UnitWeights) -> float:
    """The greatest weight of words that a single document has."""
    totals: dict[DocumentId, float] = {}
    for held in units.values():
        for document, weight in held.items():
            totals[document] = totals.get(document, 0.0) + weight
    return max(totals.values(), default=0.0)


def _own(units: _UnitWeights, one: DocumentId, other: DocumentId | None = None) -> float:
    """The weight of the words that one side has and the other lacks; of all that it has where there is no other."""
    if other is None:
        return sum(held.get(one, 0.0) for held in units.values())
    return sum(max(0.0, held.get(one, 0.0) - held.get(other, 0.0)) for held in units.values())


def _arranged(
    question: str, one: DocumentId, other: DocumentId, units: _UnitWeights, spoken: Sequence[Called], *, is_plain: bool
) -> Sides | None:
    """The pair in the order of the question; None if nothing between their words joins two things.

    If it `is_plain` that both are named, joining words are not needed.
    """
    owned: list[tuple[int, int, DocumentId]] = []
    words = list(_WORD.finditer(question))
    plain = ["".join(name_words(match[0])) for match in words]
    for at, match in enumerate(words):
        both = [plain[at] + plain[at + 1]] if at + 1 < len(words) else []
        for unit in (plain[at], *both):
            held = units.get(unit, {})
            more = held.get(one, 0.0) - held.get(other, 0.0)
            if abs(more) >= OWN_WORD:
                owned.append((match.start(), match.end(), one if more > 0 else other))
                break
    joins = joining(question)
    for (_, end, first), (start, _, second) in pairwise(owned):
        if first != second and (is_plain or joins.search(question[end:start])):
            return Sides((first, second), _without(question, owned, _places(spoken, (first, second))))
    return None


def _without(question: str, owned: list[tuple[int, int, DocumentId]], mentions: Sequence[tuple[int, int]] = ()) -> str:
    """A question without the words that name either side, as it would be asked about one of them.

    If each side is named with a capital, other words that only one side has may be what is asked.
    """
    capitals = [one for one in owned if question[one[0]].isupper() and question[one[0] : one[1]].lower() not in OPENERS]
    rare = [one for one in owned if rarity("".join(name_words(question[one[0] : one[1]]))) >= RARE]
    for telling in (rare, owned):  # words with a capital come first, then rare ones, then any
        named = {document for *_, document in capitals}
        capitals += [one for one in telling if one[2] not in named]
    places = [(start, end) for start, end, _ in capitals if question[start:end].lower() not in DOCUMENTS]
    outside = [(start, end) for start, end in places if not any(a <= start < b for a, b in mentions)]
    return asked_of_one(question, [*mentions, *outside])
