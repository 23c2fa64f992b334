"""Keeps an index sound: folds what was written, compares the index with itself, and reads all of it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, cast

import lancedb
import numpy as np
from lancedb.expr import col

from pincite.documents.span import DocumentId, VersionId
from pincite.index.checks import UNIT_NORM_TOLERANCE, Findings
from pincite.index.lance.columns import HIT_COLUMNS, SENTENCES, chunks_of, hits_of, matrix_of, rows_of
from pincite.index.lance.opened import first_line, version_of
from pincite.index.lance.searching import nearest_rows
from pincite.index.lance.words import indexed_rows
from pincite.index.lance.writing import SEARCH_STRUCTURES, Writing
from pincite.index.port import IndexReport, Row

RETENTION = timedelta(seconds=20)
"""How long old versions stay on disk after they were replaced. It is longer than a search or `verify` reads one
snapshot (0.15 s per 45,000 rows), and short because each `optimize` rewrites the rows (75 MB per 45,000) and an ingest
calls it often. A slower reader gets an error, never a mixture."""

DUE_ROWS, DUE_FRAGMENTS = 1_000, 16
"""Folding is due from so many unfolded rows, or so many fragments of the table. Adding one file to 65,000 rows took 1.8
s, of which folding, which rewrites them all, took 1.2; every sixteenth time it does no harm."""

DUE_SHARE = 0.05
"""Share of unfolded rows from which it is due too."""

SAMPLED_ROWS = 20
"""How many rows `verify` searches for: enough to touch every search structure, few enough to take under a second."""


class Upkeep(Writing):
    """Implements `index.port.Upkeep`."""

    async def versions(self) -> dict[DocumentId, frozenset[VersionId]]:
        """Which content versions of which documents have rows; for reconciling with the catalogue."""
        snapshot = await self._snapshot()
        if snapshot is None:
            return {}
        with self._engine_errors("be read"):
            pairs = await snapshot.table.query().select(["document", "version"]).to_arrow()
        found: dict[DocumentId, frozenset[VersionId]] = {}
        for pair in pairs.group_by(["document", "version"]).aggregate([]).to_pylist():
            document = DocumentId(pair["document"])
            found[document] = found.get(document, frozenset()) | {VersionId(pair["version"])}
        return found

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

    async def optimize(self, *, if_due: bool = False) -> None:
        """Fold new rows into the search structures and drop old versions of the index.

        It rewrites all rows. `if_due` leaves it for later while little waits (`DUE_ROWS`, `DUE_FRAGMENTS`): unfolded
        rows are searched all the same.

        Raises:
            IndexingError: the index could not be written; searches go on as before.
        """
        snapshot = await self._snapshot()
        if snapshot is None or (if_due and not await self._is_due(snapshot.table)):
            return

        async def commit(table: lancedb.AsyncTable) -> int:
            await table.optimize(cleanup_older_than=RETENTION)
            indexed = {column for index in await table.list_indices() for column in index.columns}
            # LanceDB's annotation of create_index forgets IvfSq, which its code takes.
            if "vector" not in indexed and await table.count_rows() >= self._vector_index_from:
                await table.create_index("vector", config=self._vectors())  # type: ignore[arg-type]
            return int(await table.version())

        await self._write(commit, (), folds=True)

    async def _is_due(self, table: lancedb.AsyncTable) -> bool:
        with self._engine_errors("be read"):
            stats = cast(Mapping[str, Any], await table.stats())  # no object, as LanceDB's annotation has it
            fragments = stats["fragment_stats"]["num_fragments"]
            unfolded = max((index.num_unindexed_rows or 0 for index in await table.list_indices()), default=0)
        return bool(fragments >= DUE_FRAGMENTS or unfolded > min(DUE_ROWS, DUE_SHARE * stats["num_rows"]))

    async def rows(self) -> AsyncIterator[Row]:
        """Every row, in no certain order.

        Raises:
            IndexingError: the index cannot be read.
        """
        snapshot = await self._snapshot()
        if snapshot is None:
            return
        with self._engine_errors("be read"):
            columns = [*HIT_COLUMNS, "vector", *([SENTENCES] if snapshot.has_sentences else [])]
            async for batch in await snapshot.table.query().select(columns).to_batches():
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
            rows = [row async for batch in indexed_rows(snapshot.table, None) for row in batch]
            return await asyncio.to_thread(self._postings.misled, rows)

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
            others.append(f"reading stopped: {first_line(error)}")
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
