"""Which documents does a question set side by side that lists their names: "the Acme, Brill and Corvo agreements"?

Two of the names at a time are looked for as the two sides of a comparison are (`sides`), so each is found by what sets
it apart. A name that no document bears is said to be none: a reply about the others alone would read as one about all.
"""

from dataclasses import dataclass

from pincite.access.scope import Scope
from pincite.catalogue.port import Catalogue
from pincite.documents.span import DocumentId
from pincite.index.port import Searching
from pincite.models.ports import Embedder
from pincite.retrieval.meant import meant
from pincite.retrieval.sides import Sides, sides
from pincite.retrieval.understanding.enumerated import enumerated, with_only
from pincite.retrieval.understanding.one_side import asked_of_one
from pincite.retrieval.understanding.opposing import is_comparing

FEWEST_LISTED = 3
"""Names from which a list is more than a pair."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The documents that a question sets side by side, in its order, and what it asks about each.

    `unknown` are the names in its list that it gives no document that the scope permits.
    """

    documents: tuple[DocumentId, ...]
    asked: str
    unknown: tuple[str, ...] = ()


async def side_by_side(
    question: str, scope: Scope, catalogue: Catalogue, index: Searching, embedder: Embedder | None = None
) -> SideBySide | None:
    """The documents that a question compares, among those that the scope permits; None if it compares none.

    Raises:
        Altered: the card of one of them was changed without pincite.
        IndexingError: the index could not be read.
        ModelError: the embedder's files are missing or damaged.
    """
    places = enumerated(question)

    async def pair(first: int, second: int) -> Sides | None:
        return await sides(with_only(question, places, (first, second)), scope, catalogue, index, embedder)

    if len(places) >= FEWEST_LISTED:
        for base in range(len(places) - 1):
            found = {at: await pair(base, at) for at in range(base + 1, len(places))}
            if any(found.values()):
                return _of_pairs(question, places, base, found)
    two = await sides(question, scope, catalogue, index, embedder)
    if two is not None:
        return SideBySide(two.documents, two.asked)
    return await _of_one(question, places, scope, catalogue, index) if len(places) == 2 else None


def _of_pairs(
    question: str, places: tuple[tuple[int, int], ...], base: int, found: dict[int, Sides | None]
) -> SideBySide:
    """The documents of a list, each found beside the one at `base`; that of a name which has it already is unknown."""
    pairs = {at: one for at, one in found.items() if one is not None}
    first = next(iter(pairs.values()))
    documents = {base: first.documents[0]}
    for at, one in pairs.items():
        others = [document for document in one.documents if document not in documents.values()]
        if len(others) == 1:
            documents[at] = others[0]
    unknown = tuple(question[start:end] for at, (start, end) in enumerate(places) if at not in documents)
    return SideBySide(tuple(documents.values()), first.asked, unknown)


async def _of_one(
    question: str, places: tuple[tuple[int, int], ...], scope: Scope, catalogue: Catalogue, index: Searching
) -> SideBySide | None:
    """The one document that a question names of two, if the other's name stands nowhere; otherwise None."""
    if not is_comparing(question):
        return None
    alone = [await meant(with_only(question, places, (at,)), scope, catalogue, index) for at in range(len(places))]
    named = [one for one in alone if one.documents]
    unknown = tuple(one.unknown for one in alone if one.unknown)
    if len(named) != 1 or not unknown:
        return None
    [one] = named
    catalogue.require_cards((one.documents[0].document,), one.looked_for)
    return SideBySide((one.documents[0].document,), asked_of_one(question, places), unknown)
