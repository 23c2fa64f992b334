"""Which documents does a question set side by side: two (`sides`), or a list ("the Acme, Brill and Corvo agreements")?

Each name of a list is looked for by itself, so a name elsewhere in the question takes no place of one in the list. A
name that no document bears is said to be none: a reply about the others alone would read as one about all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.access.scope import Scope
from pincite.catalogue.copies import are_copies
from pincite.catalogue.port import Catalogue
from pincite.chunking.ordinary import name_words
from pincite.documents.span import DocumentId
from pincite.index.port import Searching
from pincite.models.ports import Embedder
from pincite.retrieval.called import called
from pincite.retrieval.meant import Meant, meant
from pincite.retrieval.sides import sides
from pincite.retrieval.understanding.enumerated import Listed, enumerated, with_two
from pincite.retrieval.understanding.mentions import kinds_in, mentions_in
from pincite.retrieval.understanding.one_side import asked_of_one
from pincite.retrieval.understanding.opposing import is_comparing
from pincite.threads import on_thread

FEWEST_LISTED = 3
"""Names from which a list is more than a pair."""

_JOINED = re.compile(
    r"\s?(?:[,;/]\s?|\s)?(?:(?:and|or|&|versus|vs\.?|against|with|than)\s)?(?:in\s|under\s|of\s)?(?:(?:the|our|their)\s)?"
)
"""What stands between two documents of a list."""

MOST_LISTED = 12
"""The most names of a list that are looked for."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The documents that a question sets side by side, in its order, and what it asks about each.

    `unknown` are names in its list by which nothing that the scope permits is called, and `unclear` those that
    could mean several documents, or none.
    """

    documents: tuple[DocumentId, ...]
    asked: str
    unknown: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()


async def side_by_side(
    question: str, scope: Scope, catalogue: Catalogue, index: Searching, embedder: Embedder | None = None
) -> SideBySide | None:
    """The documents that a question compares, among those that the scope permits; None if it compares none.

    Raises:
        Altered: the card of one of them was changed without pincite.
        IndexingError: the index could not be read.
        ModelError: the embedder's files are missing or damaged.
    """
    lists = [one for one in enumerated(question) if _may_be_asked(question, one)]
    unknown: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    for listed in lists:
        if len(listed.names) >= FEWEST_LISTED:
            found = await _of_list(question, listed, scope, catalogue, index)
            is_compared = len(found.documents) > 1 or listed.has_kind or is_comparing(question)
            if found.documents and len(found.documents) + len(found.unknown) > 1 and is_compared:
                return found
            if listed.has_kind:
                unknown, unclear = unknown + found.unknown, unclear + found.unclear
    by_kind = await on_thread(_of_kinds, question, scope, catalogue)
    if by_kind is not None:
        return by_kind
    two = await sides(question, scope, catalogue, index, embedder)
    if two is not None:
        return SideBySide(two.documents, two.asked, unknown, unclear)
    for listed in lists if is_comparing(question) else ():
        if len(listed.names) < FEWEST_LISTED:
            found = await _of_list(question, listed, scope, catalogue, index)
            if found.documents and found.unknown:
                return found
    return None


def _may_be_asked(question: str, listed: Listed) -> bool:
    """False for a list of people beside a document that is named: "Did Acme, Brill and Corvo sign the Finch lease?"."""
    rest = f"{question[: listed.places[0][0]]}they{question[listed.places[-1][1] :]}"
    return listed.has_kind or not any(one.names for one in mentions_in(rest))


def _of_kinds(question: str, scope: Scope, catalogue: Catalogue) -> SideBySide | None:
    """Three documents and more that a question lists by their kinds: "the MSA, the credit agreement and the lease".

    None if it mentions another one beside the list ("Does the lease ask for the policy, the notice and the plan?").
    """
    spoken, looked_for = called(question, scope, catalogue)
    is_list = all(
        _JOINED.fullmatch(question, one.mention.end, other.mention.start) is not None for one, other in pairwise(spoken)
    )
    documents = tuple(dict.fromkeys(one.documents[0] for one in spoken if one.documents and not one.others))
    if len(spoken) < FEWEST_LISTED or not is_list or not documents:
        return None
    catalogue.require_cards(documents, looked_for)
    first, last = spoken[0].mention, spoken[-1].mention
    kept = f"{question[: first.end]} and "
    places = ((first.start, first.end), (len(kept), len(kept) + last.end - last.start))
    several = [one for one in spoken if one.others or one.is_too_many]
    none = [one for one in spoken if not one.documents and one not in several]
    return SideBySide(
        documents,
        asked_of_one(f"{kept}{question[last.start :]}", places),
        tuple(question[one.mention.start : one.mention.end] for one in none),
        tuple(question[one.mention.start : one.mention.end] for one in several),
    )


async def _of_list(question: str, listed: Listed, scope: Scope, catalogue: Catalogue, index: Searching) -> SideBySide:
    """The documents of a list of names, which may be none."""
    names = listed.names[:MOST_LISTED]
    alone = [await _alone(name, scope, catalogue, index) for name in names]
    documents: dict[int, DocumentId] = {}
    for at, one in enumerate(alone):
        if one.documents and await _is_one(one, scope, catalogue):
            documents[at] = one.documents[0].document
    for at, one in enumerate(alone):
        if len(one.documents) > 1 and (chosen := await _beside(names, at, documents, one, scope, catalogue, index)):
            documents[at] = chosen
    lost = [at for at, one in enumerate(alone) if not one.documents]
    borne = await on_thread(_borne, [names[at] for at in lost], scope, catalogue)
    unknown = [at for at in lost if alone[at].unknown or alone[at].unmentioned or names[at] not in borne]
    unclear = [at for at in range(len(names)) if at not in documents and at not in unknown]
    said = [question[start:end] for start, end in listed.places]
    reduced, places = with_two(question, listed)
    looked_for = tuple(word for one in alone for word in one.looked_for)
    chosen_ones = tuple(dict.fromkeys(documents[at] for at in sorted(documents)))
    await on_thread(catalogue.require_cards, chosen_ones, looked_for)
    return SideBySide(
        chosen_ones,
        asked_of_one(reduced, places),
        tuple(said[at] for at in unknown),
        (*(said[at] for at in unclear), *said[MOST_LISTED:]),
    )


def _borne(names: Sequence[str], scope: Scope, catalogue: Catalogue) -> frozenset[str]:
    """Those of some names of which a word, its kind aside, stands on the card of a document."""
    own = {name: [word for word in name_words(name) if word not in kinds_in()] for name in names}
    words = tuple(sorted({word for each in own.values() for word in each}))
    weights = catalogue.naming(words, scope).weights if words else {}
    return frozenset(name for name, each in own.items() if any(weights.get(word) for word in each))


async def _is_one(found: Meant, scope: Scope, catalogue: Catalogue) -> bool:
    """True for one document, and for copies of one."""

    def are_same(first: DocumentId, others: Sequence[DocumentId]) -> bool:
        entries = catalogue.permitted({first, *others}, scope)
        known = [entries[one] for one in (first, *others) if one in entries]
        return len(known) == 1 + len(others) and all(are_copies(known[0], one, catalogue) for one in known[1:])

    first, *others = [one.document for one in found.documents]
    return not others or await on_thread(are_same, first, others)


async def _alone(name: str, scope: Scope, catalogue: Catalogue, index: Searching) -> Meant:
    """What a name means by itself; one that is no document's by itself is looked for as that of a party, too."""
    found = await meant(f"What does the {name} say?", scope, catalogue, index)
    if found.documents or found.unknown or found.unmentioned:
        return found
    return await meant(f"What does the agreement with {name} say?", scope, catalogue, index)


async def _beside(
    names: tuple[str, ...],
    at: int,
    documents: dict[int, DocumentId],
    several: Meant,
    scope: Scope,
    catalogue: Catalogue,
    index: Searching,
) -> DocumentId | None:
    """Which of several documents a name means: the one that it would mean beside another name of the list."""
    possible = {one.document for one in several.documents}
    for other, document in documents.items():
        pair = await sides(f"Compare the {names[at]} and the {names[other]}.", scope, catalogue, index)
        if pair is not None and pair.documents[1] == document and pair.documents[0] in possible:
            return pair.documents[0]
    return None
