"""Writes to an index in shards: each write is committed to the tables that it concerns, and then counts in one step."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pincite.documents.span import DocumentId, MatterId
from pincite.index.checks import require_rows
from pincite.index.lance import LanceIndex
from pincite.index.lance.bucket import SERVING
from pincite.index.port import Row
from pincite.index.shards.home import ShardsHome
from pincite.index.shards.manifest import Manifest
from pincite.index.shards.opened import OpenedIndex
from pincite.index.shards.places import OneTable
from pincite.index.shards.placing import by_shard, things_by_shard
from pincite.index.shards.replicas import TableSizes
from pincite.index.shared_notes import Settled


@dataclass(frozen=True, slots=True)
class Writer:
    """Whoever has the right to write to all shards of an index, for one write."""

    home: ShardsHome
    sizes: TableSizes
    manifest: Manifest
    lock: str
    unsettled: dict[str, Settled] = field(default_factory=dict)

    def shard(self, number: int) -> LanceIndex:
        """A shard, whose commits do not count yet."""
        place = self.home.written(self.manifest.tables[number], self.unsettled, self.lock)
        return self.sizes.table(OneTable(place))

    def shards(self) -> list[LanceIndex]:
        """All of them."""
        return [self.shard(number) for number in range(self.manifest.count)]

    async def settle(self) -> None:
        """Have all that was committed count."""
        await asyncio.to_thread(self.home.settle, self.lock, self.unsettled)


class Writing(OpenedIndex):
    """Implements `index.port.Writing`."""

    async def upsert(self, rows: Sequence[Row], replacing: Sequence[DocumentId]) -> str:
        """Add rows and, in the same step, drop every earlier row of the documents named in `replacing`.

        Raises:
            IndexingError: a row does not fit this index, or a commit failed; then nothing has changed.
        """
        if rows:
            require_rows(rows, self._sizes.dimensions)

        async def commit(writer: Writer) -> None:
            count = writer.manifest.count
            added = things_by_shard(((row.chunk.document, row) for row in rows), count)
            dropped = by_shard(replacing, count)
            for shard in sorted(added.keys() | dropped.keys()):
                await writer.shard(shard).upsert(added.get(shard, []), dropped.get(shard, []))

        return await self._write(commit)

    async def delete(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents.

        Raises:
            IndexingError: a commit failed; then nothing has changed.
        """
        return await self._of_each(documents, lambda shard, own: shard.delete(own))

    async def relabel(self, documents: Sequence[DocumentId], matter: MatterId, labels: Sequence[str]) -> str:
        """Give every row of these documents another matter and other labels; effective for every later search.

        Raises:
            IndexingError: a commit failed; then nothing has changed.
        """
        return await self._of_each(documents, lambda shard, own: shard.relabel(own, matter, labels))

    async def erase(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents in one step, and then for good, shard by shard.

        Raises:
            IndexingError: a shard could not be written; then some of it may still be there, so erase again.
        """
        if self._made is None:
            await asyncio.to_thread(self._home.sweep, at_once=True)
            beside = await asyncio.to_thread(self._home.being_made)
            if beside is not None:
                await self._beside(beside[0]).erase(documents)
        await self.delete(documents)

        async def commit(writer: Writer) -> None:
            own = by_shard(documents, writer.manifest.count)
            for number, shard in enumerate(writer.shards()):
                await shard.erase(own.get(number, []))

        return await self._write(commit)

    async def _of_each(
        self, documents: Sequence[DocumentId], change: Callable[[LanceIndex, Sequence[DocumentId]], Awaitable[object]]
    ) -> str:
        """Change the shards that have documents."""

        async def commit(writer: Writer) -> None:
            own: Mapping[int, list[DocumentId]] = by_shard(documents, writer.manifest.count)
            for number in sorted(own):
                await change(writer.shard(number), own[number])

        return await self._write(commit) if documents else (await self._manifest()).version

    async def _write(self, commit: Callable[[Writer], Awaitable[None]]) -> str:
        """Make a write under the writer's lock; return the version."""
        async with self._writer() as writer:
            await commit(writer)
            await writer.settle()
            if self._made is None:
                await asyncio.to_thread(self._home.sweep)
            return (await self._manifest()).version

    @asynccontextmanager
    async def _writer(self) -> AsyncIterator[Writer]:
        """The only right to write, while this lasts.

        Raises:
            IndexingError: another process has it, or the database cannot be reached.
        """
        lock = SERVING if self._made is None else self._made
        async with self._home.writing(lock):
            manifest = await (asyncio.to_thread(self._home.begun) if self._made is None else self._manifest())
            yield Writer(self._home, self._sizes, manifest, lock)
