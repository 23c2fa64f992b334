"""Searches an index in shards: all of them at one version of each, or it says which were not searched."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId
from pincite.errors import IndexingError
from pincite.index.checks import require_question
from pincite.index.missing import LOST, Missing
from pincite.index.port import Legs, Standing, Vector
from pincite.index.port import Searching as Port
from pincite.index.shards.gathering import Gathered, MovedOn, gathered
from pincite.index.shards.manifest import EMPTY, Manifest, versions_in
from pincite.index.shards.opened import OpenedIndex
from pincite.index.shards.questions import Best, Count, Holding, Question, Sentences
from pincite.index.shards.replicas import Ask

SNAPSHOTS = 20
"""How often a search begins again because others wrote meanwhile."""

Result = TypeVar("Result")


class ShardQuestions(ABC):
    """What can be asked of shards, as one question put to each of them."""

    async def search(
        self, text: str, vector: Vector, scope: Scope, k: int, among: frozenset[DocumentId] | None = None
    ) -> Legs:
        """The best k of each leg among rows that the scope permits, only of the documents `among` if these are given.

        Raises:
            IndexingError: the vector does not fit this index, or a shard could not be searched.
        """
        return await self._asked(Best(text, vector, scope, k, among), Legs((), (), ""))

    async def sentences(
        self, keys: Collection[bytes], places: Collection[tuple[DocumentId, int]], scope: Scope
    ) -> dict[bytes, Vector]:
        """Vectors of sentences by their keys, from the rows at these places that the scope permits.

        Raises:
            IndexingError: a shard could not be searched.
        """
        return await self._asked(Sentences(frozenset(keys), frozenset(places), scope), {})

    async def standing(self, words: Sequence[str], scope: Scope) -> Standing:
        """Which documents have the words, among the rows that the scope permits.

        Raises:
            IndexingError: a shard could not be searched.
        """
        return await self._asked(Holding(tuple(words), scope), Standing({}, {}))

    async def count(self, scope: Scope, among: frozenset[DocumentId] | None = None) -> int:
        """How many rows the scope permits, of all documents or of some.

        Raises:
            IndexingError: a shard could not be searched.
        """
        return await self._asked(Count(scope, among), 0)

    @abstractmethod
    async def _asked(self, question: Question[Result], nothing: Result) -> Result:
        """The answer of the shards; `nothing` where there are no rows.

        Raises:
            IndexingError: a shard could not be searched.
        """
        ...


class Searching(OpenedIndex, ShardQuestions):
    """Implements `index.port.Searching`: of all shards, or not at all."""

    async def search(
        self, text: str, vector: Vector, scope: Scope, k: int, among: frozenset[DocumentId] | None = None
    ) -> Legs:
        """The best k of each leg among rows that the scope permits, only of the documents `among` if these are given.

        Raises:
            IndexingError: the vector does not fit this index, or a shard could not be searched.
        """
        require_question(vector, self._sizes.dimensions, k)
        return await super().search(text, vector, scope, k, among)

    async def version(self) -> str:
        """The newest version: those of all shards."""
        return (await self._manifest()).version

    async def at(self, version: str) -> Port | None:
        """The index as it was at a version, for searching only; None if a shard has dropped it.

        Of a search that went without some shards it is what that search read: the others.

        Raises:
            IndexingError: a shard cannot be opened.
        """
        manifest = await self._manifest()
        if version == manifest.version:
            return self
        shards: list[Port] = []
        for table, fit, own in zip(manifest.tables, manifest.fits, versions_in(version, manifest.count), strict=False):
            if own not in (EMPTY, LOST):
                found = await self._own.table(table, fit).at(own)
                if found is None:
                    return None
                shards.append(found)
        return Together(tuple(shards), version) if shards else None

    def partly(self, lost: Callable[[Missing], None]) -> Port:
        """The same without shards that are lost, which `lost` is told; itself where it is set to be searched whole."""
        return Partly(self, lost) if self._may_lack else self

    async def _asked(self, question: Question[Result], nothing: Result) -> Result:
        found, manifest = await self.gathered_from(question)
        if found.lost:
            raise _of_lost(found, manifest)
        return question.merged(found.answers or (nothing,), manifest.version)

    async def gathered_from(self, question: Question[Result]) -> tuple[Gathered[Result], Manifest]:
        """What the shards answer, at what counted then.

        Raises:
            IndexingError: others wrote without a pause.
        """
        manifest = await self._manifest()
        for _ in range(SNAPSHOTS):
            asks = [ask for ask in _asks(question, manifest) if ask.fit is not None]
            try:
                found = await gathered(asks, self._replicas, self._deadline_seconds, self._is_current(manifest))
            except MovedOn:
                manifest = await self._manifest()
                continue
            return found, manifest
        raise IndexingError(
            f"the search index in {self._home.name} was written to without a pause and could not be searched; ask again"
        )

    def _is_current(self, manifest: Manifest) -> Callable[[], Awaitable[bool]]:
        async def is_current() -> bool:
            return await self._manifest() == manifest

        return is_current


@dataclass(frozen=True, slots=True)
class Partly(ShardQuestions):
    """An index without the lost shards; `lost` is told each of them. Implements `index.port.Searching`."""

    whole: Searching
    lost: Callable[[Missing], None]

    async def version(self) -> str:
        """The newest version."""
        return await self.whole.version()

    async def at(self, version: str) -> Port | None:
        """The index as it was at a version."""
        return await self.whole.at(version)

    def partly(self, lost: Callable[[Missing], None]) -> "Partly":
        """The same, telling somebody else."""
        return Partly(self.whole, lost)

    async def _asked(self, question: Question[Result], nothing: Result) -> Result:
        found, manifest = await self.whole.gathered_from(question)
        lost = frozenset(manifest.tables.index(one.table) for one in found.lost)
        if lost and len(lost) == sum(fit is not None for fit in manifest.fits):
            raise _of_lost(found, manifest)
        if lost and not isinstance(question, Sentences):  # vectors that are not kept are made anew
            self.lost(Missing(lost, manifest.count))
        return question.merged(found.answers or (nothing,), manifest.version_without(lost))


def _asks(question: Question[Result], manifest: Manifest) -> Iterator[Ask[Result]]:
    """What each shard is asked; those that a question does not concern are not asked."""
    for shard, (table, fit) in enumerate(zip(manifest.tables, manifest.fits, strict=True)):
        own = question.of_shard(shard, manifest.count)
        if own is not None:
            yield Ask(table, fit, own)


def _of_lost(found: Gathered[Result], manifest: Manifest) -> IndexingError:
    """What is said where some of the shards are not taken for all."""
    return IndexingError(
        f"{len(found.lost)} of {manifest.count} shards of the search index could not be searched, so nothing is "
        f"said of what there is; the first is {found.lost[0].table}: {'; '.join(found.lost[0].reasons)}"
    )


@dataclass(frozen=True, slots=True)
class Together(ShardQuestions):
    """Shards as they were at a version, searched in this process. Implements `index.port.Searching`."""

    shards: tuple[Port, ...]
    their_version: str

    async def version(self) -> str:
        """The version that it is at."""
        return self.their_version

    async def at(self, version: str) -> "Together | None":
        """Itself at its own version."""
        return self if version == self.their_version else None

    def partly(self, lost: Callable[[Missing], None]) -> "Together":  # noqa: ARG002 - the port names it
        """Itself: these shards, or none."""
        return self

    async def _asked(self, question: Question[Result], nothing: Result) -> Result:
        answers = [await question.put_to(shard) for shard in self.shards]
        return question.merged(answers or (nothing,), self.their_version)
