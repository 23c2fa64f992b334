"""An index of which shards are lost: what lies in them is not found, and whoever may do without it is told."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId
from pincite.errors import IndexingError
from pincite.index.missing import BETWEEN, LOST, Missing
from pincite.index.port import Legs, Searching, Standing, Vector


@dataclass(frozen=True)
class Lacking:
    """An index as if it were in shards, some of which are lost. Without `told` it is searched as a whole, or not."""

    whole: Searching
    missing: Missing
    told: Callable[[Missing], None] | None = None

    async def search(
        self, text: str, vector: Vector, scope: Scope, k: int, among: frozenset[DocumentId] | None = None
    ) -> Legs:
        if among is not None and not any(map(self.missing.holds, among)):
            return await self.whole.search(text, vector, scope, k, among)
        self._tell()
        legs = await self.whole.search(text, vector, scope, 10_000, among)
        lexical, dense = (
            tuple(hit for hit in leg if not self.missing.holds(hit.chunk.document))[:k]
            for leg in (legs.lexical, legs.dense)
        )
        version = [LOST if shard in self.missing.shards else legs.version for shard in range(self.missing.of)]
        return Legs(lexical, dense, BETWEEN.join(version))

    async def sentences(
        self, keys: Collection[bytes], places: Collection[tuple[DocumentId, int]], scope: Scope
    ) -> dict[bytes, Vector]:
        left = [place for place in places if not self.missing.holds(place[0])]
        return await self.whole.sentences(keys, left, scope)

    async def standing(self, words: Sequence[str], scope: Scope) -> Standing:
        self._tell()
        found = await self.whole.standing(words, scope)
        left = {
            word: {one: pieces for one, pieces in holding.items() if not self.missing.holds(one)}
            for word, holding in found.words.items()
        }
        pieces = {one: count for one, count in found.pieces.items() if not self.missing.holds(one)}
        return Standing({word: holding for word, holding in left.items() if holding}, pieces)

    async def count(self, scope: Scope, among: frozenset[DocumentId] | None = None) -> int:
        self._tell()
        return await self.whole.count(scope, among)

    async def version(self) -> str:
        return await self.whole.version()

    async def at(self, version: str) -> Searching | None:
        return await self.whole.at(version)

    def partly(self, lost: Callable[[Missing], None]) -> "Lacking":
        return Lacking(self.whole, self.missing, lost)

    def _tell(self) -> None:
        if self.told is None:
            raise IndexingError("1 of 64 shards of the search index could not be searched")
        self.told(self.missing)
