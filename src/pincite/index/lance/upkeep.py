"""Keeps an index sound: folds what was written, compares the index with itself, and reads all of it."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import timedelta

import lancedb
import numpy as np
from lancedb.expr import col

from pincite.documents.span import DocumentId, VersionId
from pincite.index.checks import UNIT_NORM_TOLERANCE, Findings
from pincite.index.lance.columns import HIT_COLUMNS, SENTENCES, chunks_of, hits_of, matrix_of, rows_of
from pincite.index.lance.opened import version_of
from pincite.index.lance.reading import indexed_rows
from pincite.index.lance.searching import nearest_rows
from pincite.index.lance.wording import PanicsAsErrors
from pincite.index.lance.writing import SEARCH_STRUCTURES, Writing, retry_on_conflict
from pincite.index.notes import Fit, UnderWay
from pincite.index.port import IndexReport, Row
from pincite.index.posting_pieces import Piece, pieces_in

RETENTION = timedelta(seconds=20)
"""How long old versions stay on disk after they were replaced. It is longer than a search or `verify` reads one
snapshot (0.15 s per 45,000 rows), and short because each `optimize` rewrites the rows (75 MB per 45,000) and an ingest
calls it often. A slower reader gets an error, never a mixture."""

DUE_SHARE, LEAST_DUE, MOST_DUE = 0.05, 1_000, 20_000
"""Folding is due from this share of unfolded rows, at least and at most so many of them. A search reads them all: at
20,000 that takes some 8 ms. A fold costs 0.2 to 0.5 s of processor time and adds one part to the vector index."""

DUE_FRAGMENTS = 64
"""Number of fragments since the last fold from which those with unfolded rows are made one: each file that is added
makes one or two, and a search opens them all."""

SAMPLED_ROWS = 20
"""How many rows `verify` searches for: enough to touch every search structure, few enough to take under a second."""


class Upkeep(Writing):
    """Implements `index.port.Upkeep`."""

    async def versions(self, documents: Collection[DocumentId] | None = None) -> dict[DocumentId, frozenset[VersionId]]:
        """Which content versions of which documents have rows, of some documents or of all.

        Raises:
            IndexingError: the index cannot be read.
        """
        if await self._agreed() is None:
            return {}
        return await asyncio.to_thread(self._postings.versions, documents)

    async def lacking(self) -> frozenset[DocumentId]:
        """Documents that were read in by a release that kept no vectors of sentences.

        Raises:
            IndexingError: the index cannot be read.
        """
        snapshot = await self._snapshot()
        if snapshot is None:
            return frozenset()
        with self._engine_errors("be read"):
            query = snapshot.table.query().select(["document"])
            if snapshot.has_sentences:
                query = query.where(f"{SENTENCES} IS NULL")
            return frozenset((await query.to_arrow()).column("document").unique().to_pylist())

    async def optimize(self, *, if_due: bool = False, is_whole: bool = False) -> None:
        """Fold what was written since the last fold into the search structures, and drop old versions of the index.

        It rewrites what waits, and of an index below the size of a vector index all rows. `if_due` leaves it for later
        while little waits (`DUE_SHARE`, `DUE_FRAGMENTS`): unfolded rows are searched all the same. `is_whole` makes the
        vector index anew and joins the parts that earlier folds made.

        Raises:
            IndexingError: the index could not be written; searches go on as before.
        """
        snapshot = await self._snapshot()
        if snapshot is None:
            return
        state = await self._state(snapshot.table)
        if not if_due or state.unfolded > min(MOST_DUE, max(LEAST_DUE, DUE_SHARE * state.rows)):
            await self._fold(state.unfolded, is_whole=is_whole)
        elif state.fragments - await self._folded_fragments() >= DUE_FRAGMENTS:
            await self._join(await asyncio.to_thread(self._notes.waiting))

    async def _fold(self, waiting: int, *, is_whole: bool) -> None:
        """Fold what waits, under the writer's lock."""
        with self._engine_errors("be folded"):
            async with self._writing():
                began, since = time.time_ns(), time.perf_counter()
                before = await self._ready()
                folding = Fit(before.index, before.number, folding=True)
                await asyncio.to_thread(self._notes.begin, UnderWay(before.number, False, ()), folding)
                await retry_on_conflict(lambda: self._folded(before.table, is_whole=is_whole))
                await asyncio.to_thread(self._here.folded)
                await self._noted_fold(waiting, time.perf_counter() - since, is_whole=is_whole)
                await asyncio.to_thread(self._here.make_durable, began)

    async def _folded(self, table: lancedb.AsyncTable, *, is_whole: bool) -> None:
        """Fold what waits in a table.

        The engine joins only fragments that the same parts of the vector index cover: so what earlier folds made stays
        as it is, until the vector index is made anew.
        """
        indexed = {column for index in await table.list_indices() for column in index.columns}
        wants_vectors = await table.count_rows() >= self._vector_index_from
        if is_whole and wants_vectors:
            await table.create_index("vector", config=self._vectors(), replace=True)  # type: ignore[arg-type]
        await table.optimize(cleanup_older_than=RETENTION)
        # LanceDB's annotation of create_index forgets IvfSq, which its code takes.
        if wants_vectors and not is_whole and "vector" not in indexed:
            await table.create_index("vector", config=self._vectors())  # type: ignore[arg-type]

    async def _join(self, documents: Sequence[DocumentId]) -> None:
        """Put the rows of some documents into one fragment: those that were written since the last fold."""

        async def commit(table: lancedb.AsyncTable) -> None:
            written = col("document").isin(sorted(set(documents)))
            await self._next_version(table, table.update(where=written, updates_sql={"matter": "matter"}))

        await self._write(commit, documents)

    async def _folded_fragments(self) -> int:
        """How many fragments the last fold left; 0 if none was noted."""
        fold = await asyncio.to_thread(self._notes.last_fold)
        return 0 if fold is None else fold.fragments

    async def rows(self, documents: Collection[DocumentId] | None = None) -> AsyncIterator[Row]:
        """Every row, of some documents or of all, in no certain order.

        Raises:
            IndexingError: the index cannot be read.
        """
        snapshot = await self._snapshot()
        if snapshot is None:
            return
        with self._engine_errors("be read"):
            columns = [*HIT_COLUMNS, "vector", *([SENTENCES] if snapshot.has_sentences else [])]
            query = snapshot.table.query().select(columns)
            if documents is not None:
                query = query.where(col("document").isin(sorted(set(documents))))
            async for batch in await query.to_batches():
                for row in rows_of(batch):
                    yield row

    async def misled(self) -> list[DocumentId]:
        """Documents that a search by words misses, or finds by words that their rows do not have.

        It is empty while the postings fit another version than the rows: then the next search makes them again.

        Raises:
            IndexingError: the index cannot be read.
        """
        snapshot = await self._snapshot()
        if snapshot is None:
            return []
        with self._engine_errors("be read"):
            if not await asyncio.to_thread(self._fits, snapshot):
                return []
            pieces = Counter[Piece]()
            async for batch in indexed_rows(snapshot.table, None):
                pieces.update(await asyncio.to_thread(pieces_in, batch))
            return await asyncio.to_thread(self._postings.misled, pieces)

    async def verify(self) -> IndexReport:
        """Read every row and report what does not fit.

        Raises:
            IndexingError: the index cannot be opened at all.
        """
        findings, others = Findings(), list[str]()
        snapshot = await self._snapshot()
        if snapshot is None:
            return findings.report(version_of(None), others)
        try:
            with PanicsAsErrors():
                batches = await snapshot.table.query().select([*HIT_COLUMNS, "vector"]).to_batches()
                async for batch in batches:
                    norms = np.linalg.norm(matrix_of(batch.column("vector")), axis=1).tolist()
                    for chunk, matter, norm in zip(
                        chunks_of(batch), batch.column("matter").to_pylist(), norms, strict=True
                    ):
                        findings.read(chunk, matter, norm)
                structures = {index.columns[0]: index for index in await snapshot.table.list_indices()}
                others += await _probe(snapshot.table, await _sample(snapshot.table))
                others += await self._unlike(snapshot)
        except (RuntimeError, ValueError, OSError) as error:
            others.append(f"reading stopped: {self._here.said(error)}")
        else:
            missing = [column for column in SEARCH_STRUCTURES if column not in structures]
            others += [f"the search structure on {column} is missing; the next write makes it" for column in missing]
        return findings.report(version_of(snapshot), others)


async def _sample(table: lancedb.AsyncTable) -> list[Row]:
    """A few rows, spread over the table."""
    step = max(1, await table.count_rows() // SAMPLED_ROWS)
    places = list(range(0, await table.count_rows(), step))[:SAMPLED_ROWS]
    found = await table.take_offsets(places).select([*HIT_COLUMNS, "vector"]).to_arrow()
    vectors = matrix_of(found.column("vector").combine_chunks()) if found.num_rows else ()
    return [
        Row(hit.chunk, hit.matter, hit.labels, vector)
        for hit, vector in zip(hits_of(found, [0.0] * found.num_rows), vectors, strict=True)
    ]


async def _probe(table: lancedb.AsyncTable, rows: Sequence[Row]) -> list[str]:
    """Search for stored rows by their vectors; return a sentence if some are not found."""
    unlike = []
    for row in rows:
        permitted = col("matter").isin([row.matter]).to_sql()
        dense = await nearest_rows(table, row.vector, permitted, 1, exact=False)
        if not dense or dense[0].score < 1 - UNIT_NORM_TOLERANCE:
            unlike.append(f"chunk {row.chunk.ordinal} of {row.chunk.document}")
    return [f"{len(unlike)} of {len(rows)} sampled pieces are not found by vector, first {unlike[0]}"] if unlike else []
