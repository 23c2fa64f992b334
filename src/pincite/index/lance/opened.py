"""The table at its place, opened at its newest version or at an earlier one."""

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Self

import lancedb
from lancedb.index import IvfSq

from pincite.errors import IndexingError
from pincite.index.lance.columns import LAYOUT, SENTENCES, origin_of, schema_of
from pincite.index.lance.folder import Folder
from pincite.index.lance.home import TABLE, Home, Place
from pincite.index.lance.reading import indexed_rows
from pincite.index.lance.wording import PanicsAsErrors
from pincite.index.notes import Fit, Notes
from pincite.index.origin import Origin, require_origin
from pincite.index.posting_tables import METHOD
from pincite.index.postings import Postings

VECTOR_INDEX_FROM = 100_000
"""Number of rows from which `optimize` builds a vector index; below, every search is an exact scan.

Measured on two cores, 384 dimensions, all rows permitted: the exact scan takes 29 ms at 45,000 rows and 47 ms at
100,000 (p95 85 ms), growing linearly; the vector index takes 7 ms at 100,000. Below, exact recall costs nothing.
"""

PARTITION_ROWS = 500_000
"""Rows per partition of the vector index. Every search probes all partitions, so small ones would save it nothing.
Folds keep to the partitions that are there; one that has four times as many rows is split, which reads the whole index
and rewrites most rows. With LanceDB's own 4,096 this came with every second fold from 300,000 rows on, and took 3.5 s
of processor time instead of 0.2; with 500,000 it did not come up to 1,000,000."""

STORAGE = {"new_table_enable_stable_row_ids": "true"}
"""A new table's rows keep their numbers, whatever is folded: the postings need not be numbered anew."""

WRITER_WAIT_SECONDS = 120.0
"""How long to wait for a writer. A commit takes 5-200 ms, and folding 50,000 rows about 1 s; a longer wait means a
stuck or suspended process."""


SETTLED_TRIES = 3
"""How often a reader tries to open a settled version that folds drop meanwhile; each takes longer than a search."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A table opened at one version; it stays at that version whatever is written meanwhile.

    `has_sentences` is false for a table of an earlier release, which kept no vectors of sentences. `keeps_numbers` is
    false for one whose rows get other numbers with every fold.
    """

    table: lancedb.AsyncTable
    index: str
    number: int
    has_sentences: bool = True
    keeps_numbers: bool = True


class OpenedIndex:
    """One LanceDB table and its postings, opened on first use: in a folder, or wherever its home is."""

    def __init__(
        self,
        home: Path | Home,
        embedder: str,
        dimensions: int,
        *,
        vector_index_from: int = VECTOR_INDEX_FROM,
        partition_rows: int = PARTITION_ROWS,
        past: int | None = None,
        place: Place | None = None,
    ) -> None:
        # Absolute, because LanceDB takes a relative path that begins with "db" for an address in its cloud.
        self._home: Home = Folder(home.absolute()) if isinstance(home, Path) else home
        self._place = place
        self._embedder = embedder
        self._dimensions = dimensions
        self._vector_index_from = vector_index_from
        self._partition_rows = partition_rows
        self._past = past
        self._found = place
        self._kept: tuple[str, Fit, Snapshot] | None = None
        self._connection_there: tuple[str, lancedb.AsyncConnection] | None = None

    async def _find(self) -> Place:
        """Where the index lies now: another one may have been put in its place since."""
        if self._place is None:
            found = await asyncio.to_thread(self._home.serving)
            if self._found is None or self._found.address != found.address:
                self._found = found
        return self._here

    @property
    def _here(self) -> Place:
        """Where the index was found to lie last."""
        if self._found is None:
            self._found = self._home.serving()
        return self._found

    @property
    def _postings(self) -> Postings:
        """The postings of the index where it was found last."""
        return self._here.postings

    @property
    def _notes(self) -> Notes:
        """What writers note of the table where it was found last."""
        return self._here.notes

    def _writing(self) -> AbstractAsyncContextManager[None]:
        """While this lasts, the only right to write: one for whatever index serves."""
        return self._home.writing(self._place, WRITER_WAIT_SECONDS)

    async def version(self) -> str:
        """The newest version, opaque. It names this very index, so that a rebuilt one never repeats a version."""
        return version_of(await self._snapshot())

    def _at(self, place: Place | None, past: int | None = None) -> Self:
        """An index of the same kind at another place, or at an earlier version."""
        sizes = {"vector_index_from": self._vector_index_from, "partition_rows": self._partition_rows}
        return type(self)(self._home, self._embedder, self._dimensions, past=past, place=place, **sizes)

    def _vectors(self) -> IvfSq:
        return IvfSq(distance_type="cosine", target_partition_size=self._partition_rows)

    async def _snapshot(self) -> Snapshot | None:
        """The version that readers read: the newest; where machines share the table, the newest that was settled.

        None before the first write.
        """
        if (await self._find()).is_shared and self._past is None:
            return await self._settled()
        return await self._newest()

    async def _settled(self) -> Snapshot | None:
        """The newest version that was settled, with postings here that fit it; None before the first.

        Raises:
            IndexingError: it is not in the store.
        """
        for tried in range(SETTLED_TRIES):
            place = await self._find()
            fit = await asyncio.to_thread(place.notes.fit)
            if fit is None:
                return None
            try:
                snapshot = await self._settled_at(place, fit)
            except IndexingError:
                # A fold may have dropped it since it was noted.
                if tried + 1 == SETTLED_TRIES or fit == await asyncio.to_thread(place.notes.fit):
                    raise
            else:
                with self._engine_errors("be read"):
                    await place.catch_up(partial(indexed_rows, snapshot.table), fit)
                return snapshot
        return None

    async def _settled_at(self, place: Place, fit: Fit) -> Snapshot:
        if self._kept is not None and self._kept[:2] == (place.address, fit):
            return self._kept[2]
        snapshot = await self._newest()
        if snapshot is None or snapshot.index != fit.origin or snapshot.number < fit.version:
            raise IndexingError(
                f"the search index in {place.name} is not the one that was written there last: the store was emptied "
                "or put back; make it anew with: pincite index rebuild"
            )
        if not fit.folding:
            with self._engine_errors("be opened"):
                await snapshot.table.checkout(fit.version)
            snapshot = replace(snapshot, number=fit.version)
            self._kept = place.address, fit, snapshot
        return snapshot

    async def _newest(self) -> Snapshot | None:
        """The newest version, which may be half of a write; None if there is no table yet."""
        place = await self._find()
        if not await asyncio.to_thread(place.is_begun):
            return None
        with self._engine_errors("be opened"):
            table = await (await self._connect()).open_table(TABLE)
            if self._past is not None:
                await table.checkout(self._past)
            schema = await table.schema()
            origin = origin_of(schema, place.name)
            number = await table.version()
        require_origin(origin, Origin(origin.index, self._embedder, self._dimensions, LAYOUT), place.name)
        return Snapshot(table, origin.index, number, SENTENCES in schema.names, origin.keeps_numbers)

    async def _require_snapshot(self) -> Snapshot:
        snapshot = await self._newest()
        if snapshot is None:
            raise IndexingError(f"the search index in {self._here.name} went away while it was written; ingest again")
        return snapshot

    async def _create(self) -> Snapshot:
        origin = Origin(uuid.uuid4().hex[:8], self._embedder, self._dimensions, LAYOUT, keeps_numbers=True)
        table = await (await self._connect()).create_table(TABLE, schema=schema_of(origin))
        return Snapshot(table, origin.index, await table.version())

    async def _connect(self) -> lancedb.AsyncConnection:
        place = self._here
        if self._connection_there is None or self._connection_there[0] != place.address:
            options = {**STORAGE, **place.options}
            self._connection_there = place.address, await lancedb.connect_async(place.address, storage_options=options)
        return self._connection_there[1]

    @contextmanager
    def _engine_errors(self, what: str) -> Iterator[None]:
        """Turn LanceDB's errors into one sentence."""
        try:
            with PanicsAsErrors():
                yield
        except (RuntimeError, ValueError, OSError) as error:
            raise IndexingError(
                f"the search index in {self._here.name} could not {what}: {self._here.said(error)}; "
                "if it happens again, make it anew with: pincite index rebuild"
            ) from error


def version_of(snapshot: Snapshot | None) -> str:
    """A version. It includes the method of weighing words: a search by another method cannot be repeated."""
    return "empty" if snapshot is None else f"{snapshot.index}.{snapshot.number}.{METHOD}"
