"""Which documents does a question set side by side: two (`sides`), or a list ("the Acme, Brill and Corvo agreements")?

Each name of a list is looked for by itself, so a name elsewhere in the question takes no place of one in the list. A
name that no document bears is said to be none: a reply about the others alone would read as one about all.
"""

from dataclasses import dataclass

from pincite.access.scope import Scope
from pincite.catalogue.port import Catalogue
from pincite.documents.span import DocumentId
from pincite.index.port import Searching
from pincite.models.ports import Embedder
from pincite.retrieval.meant import Meant, meant
from pincite.retrieval.sides import sides
from pincite.retrieval.understanding.enumerated import Listed, enumerated, with_two
from pincite.retrieval.understanding.mentions import mentions_in
from pincite.retrieval.understanding.one_side import asked_of_one
from pincite.retrieval.understanding.opposing import is_comparing
from pincite.threads import on_thread

FEWEST_LISTED = 3
"""Names from which a list is more than a pair."""

MOST_LISTED = 12
"""The most names of a list that are looked for."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The documents that a question sets side by side, in its order, and what it asks about each.

    `unknown` are names in its list that stand on nothing that the scope permits, and `unclear` those of which it cannot
    be told which document they mean.
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
    for listed in lists:
        if len(listed.names) >= FEWEST_LISTED:
            found = await _of_list(question, listed, scope, catalogue, index)
            if found is not None:
                return found
    two = await sides(question, scope, catalogue, index, embedder)
    if two is not None:
        return SideBySide(two.documents, two.asked)
    for listed in lists if is_comparing(question) else ():
        if len(listed.names) < FEWEST_LISTED:
            found = await _of_list(question, listed, scope, catalogue, index)
            if found is not None and found.unknown:
                return found
    return None


def _may_be_asked(question: str, listed: Listed) -> bool:
    """False for a list of people beside a document that is named: "Did Acme, Brill and Corvo sign the Finch lease?"."""
    rest = f"{question[: listed.places[0][0]]}they{question[listed.places[-1][1] :]}"
    return listed.has_kind or not any(one.names for one in mentions_in(rest))


async def _of_list(
    question: str, listed: Listed, scope: Scope, catalogue: Catalogue, index: Searching
) -> SideBySide | None:
    """The documents of a list of names; None if fewer than two of its names are a document, or none and unknown."""
    names = listed.names[:MOST_LISTED]
    alone = [await _alone(name, scope, catalogue, index) for name in names]
    documents: dict[int, DocumentId] = {}
    for at, one in enumerate(alone):
        if len(one.documents) == 1:
            documents[at] = one.documents[0].document
    for at, one in enumerate(alone):
        if len(one.documents) > 1 and (chosen := await _beside(names, at, documents, one, scope, catalogue, index)):
            documents[at] = chosen
    unknown = [at for at, one in enumerate(alone) if not one.documents and (one.unknown or one.unmentioned)]
    if not documents or len(set(documents.values())) + len(unknown) < 2:
        return None
    if len(set(documents.values())) < 2 and not (is_comparing(question) or listed.has_kind):
        return None
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
