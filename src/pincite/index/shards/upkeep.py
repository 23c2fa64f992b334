"""Keeps an index in shards sound, and makes another beside it. This machine reads and folds the shards itself."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from typing import Self, TypeVar

from pincite.documents.span import DocumentId, VersionId
from pincite.index.lance import LanceIndex
from pincite.index.lance.bucket import SERVING
from pincite.index.notes import Fold, Made
from pincite.index.place_notes import PlaceNotes
from pincite.index.port import IndexReport, Row
from pincite.index.shards.manifest import Manifest
from pincite.index.shards.placing import by_shard, things_by_shard
from pincite.index.shards.writing import Writing
from pincite.index.status import IndexStatus

Item = TypeVar("Item")


class Upkeep(Writing):
    """Implements `index.port.Upkeep` and `index.port.Rebuilding`."""

    async def versions(self, documents: Collection[DocumentId] | None = None) -> dict[DocumentId, frozenset[VersionId]]:
        """Which content versions of which documents have rows, of some documents or of all.

        Raises:
            IndexingError: a shard cannot be read.
        """
        manifest = await self._manifest()
        own = None if documents is None else by_shard(documents, manifest.count)
        found: dict[DocumentId, frozenset[VersionId]] = {}
        for shard, table in enumerate(self._tables(manifest)):
            if own is None or shard in own:
                found |= await table.versions(None if own is None else own[shard])
        return found

    async def lacking(self) -> frozenset[DocumentId]:
        """Documents that were read in by a release that kept no vectors of sentences.

        Raises:
            IndexingError: a shard cannot be read.
        """
        return frozenset().union(*[await table.lacking() for table in self._tables(await self._manifest())])

    async def optimize(self, *, if_due: bool = False, is_whole: bool = False) -> None:
        """Fold each shard, one after the other; `if_due` those in which enough waits.

        Raises:
            IndexingError: a shard could not be written; searches go on as before.
        """
        if if_due and not any((await self._manifest()).fits):
            return
        async with self._writer() as writer:
            for shard in writer.shards():
                await shard.optimize(if_due=if_due, is_whole=is_whole)
                await writer.settle()

    async def status(self) -> IndexStatus:
        """How the shards stand together. The last fold is that of the shard that was folded last.

        Raises:
            IndexingError: a shard cannot be read.
        """
        manifest = await self._manifest()
        shards = [await table.status() for table in self._tables(manifest)]
        is_being_made = self._made is None and await asyncio.to_thread(self._home.being_made) is not None
        return _together(manifest.version, shards, is_being_made=is_being_made)

    async def rows(self, documents: Collection[DocumentId] | None = None) -> AsyncIterator[Row]:
        """Every row, of some documents or of all, in no certain order.

        Raises:
            IndexingError: a shard cannot be read.
        """
        for table in self._tables(await self._manifest()):
            async for row in table.rows(documents):
                yield row

    async def misled(self) -> list[DocumentId]:
        """Documents that a search by words misses, or finds by words that their rows do not have.

        Raises:
            IndexingError: a shard cannot be read.
        """
        tables = self._tables(await self._manifest())
        return sorted({document for table in tables for document in await table.misled()})

    async def verify(self) -> IndexReport:
        """Read every row and report what does not fit, also rows that lie in another shard than they should.

        Raises:
            IndexingError: a shard cannot be opened at all.
        """
        manifest = await self._manifest()
        reports, problems = [], list[str]()
        for shard, (name, table) in enumerate(zip(manifest.tables, self._tables(manifest), strict=True)):
            reports.append(await table.verify())
            problems += [f"{name}: {problem}" for problem in reports[-1].problems]
            astray = sorted(by_shard(await table.versions(), manifest.count).keys() - {shard})
            problems += [f"{name} has documents that belong to shard {other}" for other in astray]
        rows, documents = sum(report.rows for report in reports), sum(report.documents for report in reports)
        return IndexReport(rows, documents, manifest.version, tuple(problems))

    async def beside(self, purpose: str) -> Self:
        """The index that is being made for a purpose; it goes on where its making was interrupted.

        Raises:
            IndexingError: it cannot be made there.
        """
        return self._beside(await asyncio.to_thread(self._home.beside, purpose))

    async def note_made(self, made: Mapping[DocumentId, Made]) -> None:
        """Note of documents that their rows are in this index, which is being made."""
        manifest = await self._manifest()
        for shard, own in things_by_shard(((each, each) for each in made), manifest.count).items():
            notes = self._notes_of(manifest.tables[shard])
            await asyncio.to_thread(notes.note_made, {each: made[each] for each in own})

    async def made(self) -> Mapping[DocumentId, Made]:
        """The documents that were noted, except those whose rows were changed since."""
        found: dict[DocumentId, Made] = {}
        for table in (await self._manifest()).tables:
            found |= await asyncio.to_thread(self._notes_of(table).made)
        return found

    async def switch(self) -> None:
        """Have the index that is being made serve from now on, in one step. The caller keeps others from writing.

        Raises:
            IndexingError: the database cannot be reached; then the former one serves.
        """
        found = await asyncio.to_thread(self._home.being_made)
        if found is None:
            return
        async with self._home.writing(SERVING):
            await asyncio.to_thread(self._home.switch, found[0])
            for table in (await self._manifest()).tables:
                await asyncio.to_thread(self._notes_of(table).forget_made)

    def _tables(self, manifest: Manifest) -> list[LanceIndex]:
        """All shards at what counts."""
        return [self._own.table(table, fit) for table, fit in zip(manifest.tables, manifest.fits, strict=True)]

    def _notes_of(self, table: str) -> PlaceNotes:
        return PlaceNotes(self._home.notes, table, SERVING if self._made is None else self._made)


def _together(version: str, shards: Sequence[IndexStatus], *, is_being_made: bool) -> IndexStatus:
    sizes = Counter[str]()
    for shard in shards:
        sizes.update(shard.bytes)
    vectors = _given(shard.vectors for shard in shards)
    folds = _given(shard.folded for shard in shards)
    return IndexStatus(
        version=version,
        rows=sum(shard.rows for shard in shards),
        documents=sum(shard.documents for shard in shards),
        unfolded=sum(shard.unfolded for shard in shards),
        fragments=sum(shard.fragments for shard in shards),
        versions=max(shard.versions for shard in shards),
        vectors=sum(vectors) if vectors else None,
        parts=max(shard.parts for shard in shards),
        bytes=dict(sizes),
        folded=max(folds, key=_ended) if folds else None,
        keeps_numbers=all(shard.keeps_numbers for shard in shards),
        is_being_made=is_being_made,
    )


def _given(values: Iterable[Item | None]) -> list[Item]:
    return [value for value in values if value is not None]


def _ended(fold: Fold) -> str:
    return fold.at
