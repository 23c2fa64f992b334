"""What a search asks of each shard, which part of it concerns which shard, and how the answers become one.

A document lies in one shard, so that the answers of two shards have nothing in common. A piece's scores depend on the
question and on the piece alone (`index.words`, cosines), so the best of all shards are the best of one table.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self, TypeVar

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId
from pincite.index.checks import within
from pincite.index.port import Legs, Searching, Standing, Vector
from pincite.index.shards.placing import by_shard, things_by_shard

Result = TypeVar("Result")


class Question(Protocol[Result]):
    """Something that each shard is asked; it can be sent to another machine."""

    def of_shard(self, shard: int, count: int) -> Self | None:
        """The part that concerns one of the shards; None if nothing does."""
        ...

    async def put_to(self, index: Searching) -> Result:
        """The answer of one shard.

        Raises:
            IndexingError: it could not be searched.
        """
        ...

    def merged(self, answers: Sequence[Result], version: str) -> Result:
        """The answers of shards as one; `version` is that of the whole index."""
        ...


@dataclass(frozen=True, slots=True)
class Best:
    """The best k of each leg. Implements `Question`."""

    text: str
    vector: Vector
    scope: Scope
    k: int
    among: frozenset[DocumentId] | None

    def of_shard(self, shard: int, count: int) -> Self | None:
        """The same among those documents that lie in the shard."""
        own = _lying_in(shard, count, self.among)
        return None if own == frozenset() else replace(self, among=own)

    async def put_to(self, index: Searching) -> Legs:
        """The best of one shard."""
        return await index.search(self.text, self.vector, self.scope, self.k, self.among)

    def merged(self, answers: Sequence[Legs], version: str) -> Legs:
        """The best of all, each held against the scope once more: shards may have answered from other machines."""
        lexical = within(self.scope, (hit for legs in answers for hit in legs.lexical))
        dense = within(self.scope, (hit for legs in answers for hit in legs.dense))
        return Legs(lexical[: self.k], dense[: self.k], version)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Vectors of sentences by their keys. Implements `Question`."""

    keys: frozenset[bytes]
    places: frozenset[tuple[DocumentId, int]]
    scope: Scope

    def of_shard(self, shard: int, count: int) -> Self | None:
        """The same at those places that lie in the shard."""
        own = things_by_shard(((place[0], place) for place in self.places), count).get(shard)
        return None if own is None else replace(self, places=frozenset(own))

    async def put_to(self, index: Searching) -> dict[bytes, Vector]:
        """Those of one shard."""
        return await index.sentences(self.keys, self.places, self.scope)

    def merged(self, answers: Sequence[dict[bytes, Vector]], version: str) -> dict[bytes, Vector]:  # noqa: ARG002
        """Those of all."""
        return {key: vector for found in answers for key, vector in found.items()}


@dataclass(frozen=True, slots=True)
class Holding:
    """Which documents have words. Implements `Question`."""

    words: tuple[str, ...]
    scope: Scope

    def of_shard(self, shard: int, count: int) -> Self | None:  # noqa: ARG002
        """The same."""
        return self

    async def put_to(self, index: Searching) -> Standing:
        """Those of one shard."""
        return await index.standing(self.words, self.scope)

    def merged(self, answers: Sequence[Standing], version: str) -> Standing:  # noqa: ARG002
        """Those of all, the words in the order of the question."""
        found: dict[str, dict[DocumentId, int]] = {}
        for word in self.words:
            own = {document: pieces for one in answers for document, pieces in one.words.get(word, {}).items()}
            if own:
                found[word] = own
        return Standing(found, {document: pieces for one in answers for document, pieces in one.pieces.items()})


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows a scope permits. Implements `Question`."""

    scope: Scope
    among: frozenset[DocumentId] | None

    def of_shard(self, shard: int, count: int) -> Self | None:
        """The same of those documents that lie in the shard."""
        own = _lying_in(shard, count, self.among)
        return None if own == frozenset() else replace(self, among=own)

    async def put_to(self, index: Searching) -> int:
        """Those of one shard."""
        return await index.count(self.scope, self.among)

    def merged(self, answers: Collection[int], version: str) -> int:  # noqa: ARG002
        """The sum."""
        return sum(answers)


def _lying_in(shard: int, count: int, among: frozenset[DocumentId] | None) -> frozenset[DocumentId] | None:
    """Those of some documents that lie in a shard; None stands for all documents, of the index and of the shard."""
    return None if among is None else frozenset(by_shard(among, count).get(shard, ()))
