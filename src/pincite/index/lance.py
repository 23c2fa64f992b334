"""The embedded index: one LanceDB table in a folder of the workspace, and beside it the postings of its words.

Question: which chunks, among those a scope permits, match these words (BM25) and this meaning (cosine)? Many processes
may read while one writes. Every search opens the newest version and reads both legs from that one snapshot; every write
is one commit under a lock of ours, after which the postings follow. What a search gives is a function of the question
and of the rows that its scope permits: LanceDB's own word index is not used, because it weighs words by all rows.
"""

import asyncio
import re
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Self, TypeVar, cast

import lancedb
import numpy as np
import pyarrow as pa
from lancedb.expr import col
from lancedb.index import Bitmap, BTree, IvfSq, LabelList

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import IndexingError
from pincite.index.checks import UNIT_NORM_TOLERANCE, Findings, require_question, require_rows, within
from pincite.index.durable import make_durable
from pincite.index.lance_columns import (
    HIT_COLUMNS,
    LAYOUT,
    Origin,
    chunks_of,
    columns_of,
    hits_of,
    matrix_of,
    origin_of,
    require_origin,
    schema_of,
)
from pincite.index.lance_erasing import erase_rows
from pincite.index.port import Hit, IndexReport, Legs, Row, Standing, Vector
from pincite.index.postings import METHOD, Best, Fit, Indexed, Postings
from pincite.index.words import scored, wanted
from pincite.index.writer_lock import is_free, writer_lock

TABLE = "chunks"

VECTOR_INDEX_FROM = 100_000
"""Rows from which `optimize` builds a vector index; below, every search is an exact scan.

Measured on two cores, 384 dimensions, all rows permitted: the exact scan takes 29 ms at 45,000 rows and 47 ms at
100,000 (p95 85 ms), growing linearly; the vector index takes 7 ms at 100,000. Below, exact recall costs nothing.
"""

PARTITION_ROWS = 4_096
"""Rows per partition of the vector index, LanceDB's own choice: fewer make more centroids to compare with, more make
each probe longer."""

EXACT_SHARE = 0.01
"""Share of rows permitted up to which the vector index is passed by: there an exact scan is faster (1.7 against 3.6 ms
at 0.5 % of 100,000 rows) and cannot miss; at 10 % the index is the faster one."""

EVERY_PARTITION = 1_000_000
"""Partitions that are looked at: all. Which passages lie in one partition depends on every vector of the table, on both
sides of a wall; where all are looked at it does not show, and no user is starved. It costs no more up to twenty
partitions (80,000 rows), which were always looked at, and grows with the rows from there on."""

REFINE = 4
"""Candidates per result that are scored again on full vectors, so that what the index rounds off does not show. Of
60,000 clustered vectors, half of them permitted, the best 50 were those of the exact scan for 40 questions of 40, with
and without the other half. It took 15 ms of processor, with 2 candidates 10, the exact scan 96, all under load 17."""

RETENTION = timedelta(seconds=20)
"""Old versions stay on disk for this long after they were replaced: longer than a search or `verify` reads one snapshot
(0.15 s per 45,000 rows), short because each `optimize` writes the rows anew (75 MB per 45,000) and an ingest calls it
often. A reader that is slower still gets an error, never a mixture."""

DUE_ROWS, DUE_FRAGMENTS = 1_000, 16
"""Rows that were not folded, and pieces that the table is written in, from which folding is due. One file read into
65,000 rows took 1.8 s, of which folding, which writes them all anew, was 1.2; every sixteenth time it does no harm."""

DUE_SHARE = 0.05
"""Share of all rows from which it is due too."""

WRITER_WAIT_SECONDS = 120.0
"""A commit takes 5-200 ms and folding 50,000 rows about 1 s; longer than this means a stuck or suspended process."""

COMMIT_ATTEMPTS = 6
"""Tries of a commit that another writer got in front of; our lock makes even one such conflict rare."""

COMMIT_PAUSE_SECONDS = 0.05
"""Pause after the first lost commit; it doubles each time (1.6 s in all)."""

TIES = 8
"""Rows asked for beyond the best k by vector, so that of equal ones at the end those stay that come first by place,
whatever lies between them. Where all of these are equal too, more are asked for."""

SNAPSHOTS = 20
"""Times that a search looks for a version of the table with its postings, while others write."""

SEARCH_STRUCTURES: Mapping[str, Bitmap | BTree | LabelList] = {
    "matter": Bitmap(),
    "document": BTree(),
    "labels": LabelList(),
}
"""Made on the empty table, so that a filter never reads every row. Of 60,000 rows those of a label are searched in
12 ms, without its structure in 28 ms and in more with every row."""

NO_LONGER = ("search_text",)
"""Columns with a structure in tables of earlier releases, which is dropped with the next write."""

POSTINGS = "words.db"

WRITTEN_BATCH = 50_000
"""Rows whose words are taken up at once when the postings are made anew."""

SAMPLED_ROWS = 20
"""Rows that `verify` searches for: enough to touch every search structure, few enough to take under a second."""

SOURCE_PLACE = re.compile(r",? ?/\S+\.rs:\d+:\d+")

CONFLICT_WORDS = ("conflict", "concurrent writers", "failed to commit")
"""How LanceDB words a lost commit; it has no exception of its own for it."""

Result = TypeVar("Result")


class LanceIndex:
    """An index in a folder, opened at the first use. `embedder` and `dimensions` bind it to one embedding model.

    With `past`, the number of a version, it is read as it was then; it cannot be written.
    """

    def __init__(
        self,
        folder: Path,
        embedder: str,
        dimensions: int,
        *,
        vector_index_from: int = VECTOR_INDEX_FROM,
        partition_rows: int = PARTITION_ROWS,
        past: int | None = None,
    ) -> None:
        # Absolute, because LanceDB takes a relative path that begins with "db" for an address in its cloud.
        self._folder = folder.absolute()
        self._embedder = embedder
        self._dimensions = dimensions
        self._vector_index_from = vector_index_from
        self._partition_rows = partition_rows
        self._past = past
        self._postings = Postings(self._folder / POSTINGS)
        self._connection: lancedb.AsyncConnection | None = None

    async def upsert(self, rows: Sequence[Row], replacing: Sequence[DocumentId]) -> str:
        """Add rows and, in the same commit, drop every earlier row of the documents named in `replacing`.

        Raises:
            IndexingError: a row does not fit this index, or the commit failed; then nothing has changed.
        """
        if not rows:
            return await self.delete(replacing)
        require_rows(rows, self._dimensions)
        with self._engine_errors("take these rows"):
            columns = columns_of(rows, self._dimensions)

        async def commit(table: lancedb.AsyncTable) -> int:
            if not replacing:
                return int((await table.add(columns)).version)
            merge = table.merge_insert(["document", "version", "ordinal"])
            merge = merge.when_matched_update_all().when_not_matched_insert_all()
            merge = merge.when_not_matched_by_source_delete(col("document").isin(sorted(set(replacing))))
            return int((await merge.execute(columns)).version)

        return await self._write(commit, [*replacing, *(row.chunk.document for row in rows)])

    async def delete(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents.

        Raises:
            IndexingError: the commit failed; then nothing has changed.
        """
        if not documents:
            return await self.version()

        async def commit(table: lancedb.AsyncTable) -> int:
            return int((await table.delete(col("document").isin(sorted(set(documents))))).version)

        return await self._write(commit, documents)

    async def erase(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents, and whatever the folder's files still hold of rows dropped earlier.

        All rows that remain are written anew, which takes as long as `optimize` at its longest. Earlier versions go, so
        a search that is reading one fails.

        Raises:
            IndexingError: the index could not be written; then some of it may still be there, so erase again.
        """
        if await self._snapshot() is None:
            return _version(None)

        async def commit(table: lancedb.AsyncTable) -> int:
            return await erase_rows(table, documents, SEARCH_STRUCTURES, self._vectors(), self._vector_index_from)

        version = await self._write(commit, documents, folds=True)
        await asyncio.to_thread(self._postings.shrink)
        return version

    async def relabel(self, documents: Sequence[DocumentId], matter: MatterId, labels: Sequence[str]) -> str:
        """Give every row of these documents another matter and other labels; effective for every later search.

        Raises:
            IndexingError: the commit failed; then nothing has changed.
        """
        if not documents:
            return await self.version()
        values = {"matter": _literal(matter), "labels": _literal_list(labels)}

        async def commit(table: lancedb.AsyncTable) -> int:
            where = col("document").isin(sorted(set(documents)))
            return int((await table.update(where=where, updates_sql=values)).version)

        return await self._write(commit, documents)

    async def search(
        self, text: str, vector: Vector, scope: Scope, k: int, among: frozenset[DocumentId] | None = None
    ) -> Legs:
        """The best k of each leg among rows that the scope permits, and of the documents `among`, filtered first.

        Each leg is ordered by score, then by place in the documents, so that equal scores come in the same order.

        Raises:
            IndexingError: the vector does not fit this index, the engine failed, or a row lay outside the scope.
        """
        require_question(vector, self._dimensions, k)
        terms = wanted(text)
        for _ in range(SNAPSHOTS):
            snapshot = await self._agreed()
            if snapshot is None or scope.is_empty or among == frozenset():
                return Legs((), (), _version(snapshot))
            with self._engine_errors("be searched"):
                rows = await snapshot.table.count_rows()
                if rows == 0:
                    return Legs((), (), _version(snapshot))
                permitted = _permitted(scope, among)
                exact = rows < self._vector_index_from
                if not exact:
                    exact = await snapshot.table.count_rows(permitted) <= EXACT_SHARE * rows
                lexical, dense = await asyncio.gather(
                    self._lexical(snapshot, terms, scope, k, among),
                    _dense(snapshot.table, vector, permitted, k, exact),
                )
            if lexical is not None:
                return Legs(within(scope, lexical)[:k], within(scope, dense)[:k], _version(snapshot))
        raise self._unsettled()

    async def standing(self, words: Sequence[str], scope: Scope) -> Standing:
        """Where words stand among the rows that the scope permits, in the newest version.

        Raises:
            IndexingError: the postings cannot be read.
        """
        for _ in range(SNAPSHOTS):
            snapshot = await self._agreed()
            if snapshot is None or scope.is_empty:
                return Standing({}, {})
            found = await asyncio.to_thread(self._postings.standing, words, scope, snapshot.index, snapshot.number)
            if found is not None:
                return found
        raise self._unsettled()

    async def count(self, scope: Scope, among: frozenset[DocumentId] | None = None) -> int:
        """How many rows the scope permits, of all documents or of some."""
        snapshot = await self._snapshot()
        if snapshot is None or scope.is_empty or among == frozenset():
            return 0
        with self._engine_errors("be counted"):
            return int(await snapshot.table.count_rows(_permitted(scope, among)))

    async def version(self) -> str:
        """The newest version, opaque; it names this very index, so that one built anew never repeats a version."""
        return _version(await self._snapshot())

    async def at(self, version: str) -> Self | None:
        """The index as it was at a version, to be searched only; None when `optimize` has dropped it since.

        Raises:
            IndexingError: the index cannot be opened.
        """
        snapshot = await self._snapshot()
        if version == _version(snapshot):
            return self
        index, _, rest = version.partition(".")
        number, _, method = rest.partition(".")
        if snapshot is None or (index, method) != (snapshot.index, str(METHOD)):
            return None
        if not (number.isascii() and number.isdigit()):
            return None
        with self._engine_errors("be asked for its versions"):
            kept = {int(listed["version"]) for listed in await snapshot.table.list_versions()}  # type: ignore[no-untyped-call]
        if int(number) not in kept:
            return None
        return type(self)(
            self._folder,
            self._embedder,
            self._dimensions,
            vector_index_from=self._vector_index_from,
            partition_rows=self._partition_rows,
            past=int(number),
        )

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

    async def optimize(self, *, if_due: bool = False) -> None:
        """Fold new rows into the search structures and drop old versions of the index.

        It writes all rows anew. `if_due` leaves it for later while little waits (`DUE_ROWS`, `DUE_FRAGMENTS`): what was
        not folded is searched all the same.

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
            batches = await snapshot.table.query().select([*HIT_COLUMNS, "vector"]).to_batches()
            async for batch in batches:
                vectors = matrix_of(batch.column("vector"))
                matters, labels = batch.column("matter").to_pylist(), batch.column("labels").to_pylist()
                for chunk, matter, own, vector in zip(chunks_of(batch), matters, labels, vectors, strict=True):
                    yield Row(chunk, MatterId(matter), tuple(own), vector)

    async def misled(self) -> list[DocumentId]:
        """Documents that a search by words misses, or finds by words that their rows do not have.

        None are while the words are of another version than the rows: then the next search makes them anew.

        Raises:
            IndexingError: the index cannot be read.
        """
        snapshot = await self._snapshot()
        if snapshot is None:
            return []
        with self._engine_errors("be read"):
            if not await asyncio.to_thread(self._fits, snapshot):
                return []
            rows = [row async for batch in _indexed(snapshot.table, None) for row in batch]
            return await asyncio.to_thread(self._postings.misled, rows)

    async def verify(self) -> IndexReport:
        """Read every row and report what does not fit.

        Raises:
            IndexingError: the index cannot be opened at all.
        """
        findings, others = Findings(), list[str]()
        snapshot = await self._snapshot()
        if snapshot is None:
            return findings.report(_version(None), others)
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
            others.append(f"reading stopped: {_first_line(error)}")
        else:
            missing = [column for column in SEARCH_STRUCTURES if column not in structures]
            others += [f"the search structure on {column} is missing; the next write makes it" for column in missing]
        return findings.report(_version(snapshot), others)

    def _vectors(self) -> IvfSq:
        return IvfSq(distance_type="cosine", target_partition_size=self._partition_rows)

    async def _snapshot(self) -> "_Snapshot | None":
        """The newest version, or None before the first write."""
        if not _is_begun(self._folder / f"{TABLE}.lance"):
            return None
        with self._engine_errors("be opened"):
            table = await (await self._connect()).open_table(TABLE)
            if self._past is not None:
                await table.checkout(self._past)
            origin = origin_of(await table.schema(), self._folder)
            number = await table.version()
        require_origin(origin, Origin(origin.index, self._embedder, self._dimensions, LAYOUT), self._folder)
        return _Snapshot(table, origin.index, number)

    async def _create(self) -> "_Snapshot":
        origin = Origin(uuid.uuid4().hex[:8], self._embedder, self._dimensions, LAYOUT)
        table = await (await self._connect()).create_table(TABLE, schema=schema_of(origin))
        return _Snapshot(table, origin.index, await table.version())

    async def _connect(self) -> lancedb.AsyncConnection:
        if self._connection is None:
            self._connection = await lancedb.connect_async(str(self._folder))
        return self._connection

    async def _write(
        self,
        commit: Callable[[lancedb.AsyncTable], Awaitable[int]],
        touched: Sequence[DocumentId],
        *,
        folds: bool = False,
    ) -> str:
        """Run one commit under the writer's lock, again when another writer got in front; the version it made.

        `touched` are the documents whose rows it changes; with `folds` it also writes the others anew. The postings
        follow before this returns, and all of it is on the disk then, not only in the system's cache.
        """

        async def attempt() -> None:
            snapshot = await self._snapshot() or await self._create()
            await _complete(snapshot.table)
            before = await self._require_snapshot()
            agrees = await asyncio.to_thread(self._fits, before)
            if agrees and folds:
                await asyncio.to_thread(self._postings.note, Fit(before.index, before.number, folding=not touched))
            await commit(before.table)
            await self._follow(await self._require_snapshot(), touched if agrees else None, renumbers=folds)

        with self._engine_errors("be written"):
            self._folder.mkdir(parents=True, exist_ok=True)
            async with writer_lock(self._folder / "writer.lock", WRITER_WAIT_SECONDS):
                began = time.time_ns()
                await retry_on_conflict(attempt)
                await asyncio.to_thread(make_durable, self._folder, began)
                return await self.version()

    async def _require_snapshot(self) -> "_Snapshot":
        snapshot = await self._snapshot()
        if snapshot is None:
            raise IndexingError(f"the search index in {self._folder} went away while it was written; ingest again")
        return snapshot

    def _fits(self, snapshot: "_Snapshot") -> bool:
        fit = self._postings.fit()
        return fit is not None and fit.fits(snapshot.index, snapshot.number)

    async def _follow(self, snapshot: "_Snapshot", touched: Sequence[DocumentId] | None, *, renumbers: bool) -> None:
        """Bring the postings up to a version: those of the documents that were touched, or all where that is None."""
        fit = Fit(snapshot.index, snapshot.number, folding=False)
        if touched is None:
            await asyncio.to_thread(self._postings.clear)
            async for batch in _indexed(snapshot.table, None):
                await asyncio.to_thread(self._postings.add, batch)
            await asyncio.to_thread(self._postings.note, fit)
            return
        if touched:
            rows = [row async for batch in _indexed(snapshot.table, touched) for row in batch]
            await asyncio.to_thread(self._postings.replace, touched, rows, fit)
        if renumbers:
            places = await snapshot.table.query().select(["document", "version", "ordinal"]).with_row_id().to_arrow()
            columns = [places.column(name).to_pylist() for name in ("document", "version", "ordinal", "_rowid")]
            numbers = {(document, version, n): row for document, version, n, row in zip(*columns, strict=True)}
            await asyncio.to_thread(self._postings.renumber, numbers, fit)
        elif not touched:
            await asyncio.to_thread(self._postings.note, fit)

    async def _lexical(
        self,
        snapshot: "_Snapshot",
        terms: Mapping[str, float],
        scope: Scope,
        k: int,
        among: frozenset[DocumentId] | None,
    ) -> list[Hit] | None:
        """The best k by words; None when the postings are of another version of the table."""
        if self._past is not None:
            return await _reading_all(snapshot.table, terms, _permitted(scope, among), k)
        best = await asyncio.to_thread(self._postings.best, terms, scope, k, among, snapshot.index, snapshot.number)
        return None if best is None else await _rows_of(snapshot.table, best)

    async def _agreed(self) -> "_Snapshot | None":
        """The newest version that the postings agree with: the newest of all, except while a writer is at work.

        Where they agree with none and nobody writes, they are made anew: a writer was killed between its two commits,
        or the rows were written by a release that kept no postings.
        """
        newest = await self._snapshot()
        if newest is None or self._past is not None:
            return newest
        lock = self._folder / "writer.lock"
        fit = await asyncio.to_thread(self._postings.fit)
        if fit is not None and fit.fits(newest.index, newest.number):
            return newest
        if fit is not None and fit.origin == newest.index and not is_free(lock):
            with suppress(RuntimeError, ValueError, OSError):
                await newest.table.checkout(fit.version)
                return _Snapshot(newest.table, newest.index, fit.version)
        async with writer_lock(lock, WRITER_WAIT_SECONDS):
            newest = await self._require_snapshot()
            if not await asyncio.to_thread(self._fits, newest):
                with self._engine_errors("be brought up to date"):
                    began = time.time_ns()
                    await self._follow(newest, None, renumbers=False)
                    await asyncio.to_thread(make_durable, self._folder, began)
        return newest

    async def _unlike(self, snapshot: "_Snapshot") -> list[str]:
        """How the postings differ from the table, a sentence for each kind; nothing where they are not made yet."""
        if await asyncio.to_thread(self._postings.fit) is None:
            return []
        columns = ("document", "version", "ordinal", "matter", "labels")
        rows = await snapshot.table.query().select(list(columns)).to_arrow()
        stored = Counter(
            (document, version, ordinal, matter, tuple(labels))
            for document, version, ordinal, matter, labels in zip(
                *(rows.column(name).to_pylist() for name in columns), strict=True
            )
        )
        held = Counter(self._postings.held())
        found = []
        if lacking := stored - held:
            document, _, ordinal, _, _ = min(lacking)
            found.append(f"{lacking.total()} pieces are not found by words; the first is chunk {ordinal} of {document}")
        if foreign := held - stored:
            document, _, ordinal, _, _ = min(foreign)
            found.append(f"{foreign.total()} pieces have words and no row; the first is chunk {ordinal} of {document}")
        return found

    def _unsettled(self) -> IndexingError:
        return IndexingError(
            f"the search index in {self._folder} was written to without a pause and could not be searched; ask again"
        )

    @contextmanager
    def _engine_errors(self, what: str) -> Iterator[None]:
        """Turn what LanceDB raises into one sentence."""
        try:
            yield
        except (RuntimeError, ValueError, OSError) as error:
            raise IndexingError(
                f"the search index in {self._folder} could not {what}: {_first_line(error)}; "
                "if it happens again, remove that folder and ingest the documents anew"
            ) from error


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """A table opened at one version: it stays at that version whatever is written meanwhile."""

    table: lancedb.AsyncTable
    index: str
    number: int


async def retry_on_conflict(attempt: Callable[[], Awaitable[Result]]) -> Result:
    """The result of a commit, tried again after a growing pause while another writer gets in front of it.

    Raises:
        RuntimeError, ValueError, OSError: what the last attempt raised, or the first failure that is no conflict.
    """
    for tried in range(1, COMMIT_ATTEMPTS):
        try:
            return await attempt()
        except (RuntimeError, ValueError, OSError) as error:
            if not any(words in str(error).lower() for words in CONFLICT_WORDS):
                raise
        await asyncio.sleep(COMMIT_PAUSE_SECONDS * 2 ** (tried - 1))
    return await attempt()


def _is_begun(table: Path) -> bool:
    """True once the table's first commit is there, or rows without any commit, which opening will complain about.

    A process that is killed while it creates the table leaves the folder without either.
    """
    return any((table / "_versions").glob("*.manifest")) or any((table / "data").glob("*"))


async def _sample(table: lancedb.AsyncTable) -> list[Row]:
    """A few rows spread over the table."""
    step = max(1, await table.count_rows() // SAMPLED_ROWS)
    places = list(range(0, await table.count_rows(), step))[:SAMPLED_ROWS]
    found = await table.take_offsets(places).select([*HIT_COLUMNS, "vector"]).to_arrow()
    vectors = matrix_of(found.column("vector").combine_chunks()) if found.num_rows else ()
    return [
        Row(hit.chunk, hit.matter, hit.labels, vector)
        for hit, vector in zip(hits_of(found, [0.0] * found.num_rows), vectors, strict=True)
    ]


async def _probe(table: lancedb.AsyncTable, rows: Sequence[Row]) -> list[str]:
    """Look for stored rows by their vectors; a sentence where they are not found."""
    unlike = []
    for row in rows:
        permitted = col("matter").isin([row.matter]).to_sql()
        dense = await _dense(table, row.vector, permitted, 1, exact=False)
        if not dense or dense[0].score < 1 - UNIT_NORM_TOLERANCE:
            unlike.append(f"chunk {row.chunk.ordinal} of {row.chunk.document}")
    return [f"{len(unlike)} of {len(rows)} sampled pieces are not found by vector, first {unlike[0]}"] if unlike else []


async def _complete(table: lancedb.AsyncTable) -> None:
    """Make the search structures that are missing: all on a new table, the rest after a kill in between."""
    present = {index.columns[0]: index.name for index in await table.list_indices()}
    for column, structure in SEARCH_STRUCTURES.items():
        if column not in present:
            await table.create_index(column, config=structure)
    for column in NO_LONGER:
        if column in present:
            await table.drop_index(present[column])


async def _indexed(table: lancedb.AsyncTable, documents: Sequence[DocumentId] | None) -> AsyncIterator[list[Indexed]]:
    """The rows of some documents, or of all, as the postings need them, in batches."""
    query = table.query().select(["document", "version", "ordinal", "matter", "labels", "search_text"]).with_row_id()
    if documents is not None:
        query = query.where(col("document").isin(sorted(set(documents))))
    names = ("document", "version", "ordinal", "matter", "labels", "search_text", "_rowid")
    batch: list[Indexed] = []
    async for found in await query.to_batches():
        columns = (found.column(name).to_pylist() for name in names)
        batch += [
            Indexed(document, version, ordinal, matter, tuple(labels), text, row)
            for document, version, ordinal, matter, labels, text, row in zip(*columns, strict=True)
        ]
        if len(batch) >= WRITTEN_BATCH:
            yield batch
            batch = []
    yield batch


async def _rows_of(table: lancedb.AsyncTable, best: Sequence[Best]) -> list[Hit] | None:
    """The pieces that the postings gave, read from the table; None when one is not there.

    Their numbers are tried first; where rows were written anew since, they are looked for by their document.
    """
    if not best:
        return []
    scores = {(piece.document, piece.version, piece.ordinal): piece.score for piece in best}
    found = await table.take_row_ids([piece.row for piece in best]).select([*HIT_COLUMNS]).to_arrow()
    hits = _scored(found, scores)
    if len(hits) < len(best):
        documents = col("document").isin(sorted({piece.document for piece in best}))
        ordinals = col("ordinal").isin(sorted({piece.ordinal for piece in best}))
        found = await table.query().where(documents & ordinals).select([*HIT_COLUMNS]).to_arrow()
        hits = _scored(found, scores)
    return hits if len(hits) == len(best) else None


def _scored(found: pa.Table, scores: Mapping[tuple[DocumentId, VersionId, int], float]) -> list[Hit]:
    """Those of the rows read that have a score."""
    hits = hits_of(found, [0.0] * found.num_rows)
    keys = [(hit.chunk.document, hit.chunk.version, hit.chunk.ordinal) for hit in hits]
    return [replace(hit, score=scores[key]) for hit, key in zip(hits, keys, strict=True) if key in scores]


async def _reading_all(table: lancedb.AsyncTable, terms: Mapping[str, float], permitted: str, k: int) -> list[Hit]:
    """The best k by words of a version that has no postings any more: every permitted piece is read."""
    rows = await table.query().where(permitted).select([*HIT_COLUMNS]).to_arrow()
    scores = [scored(text, terms) for text in rows.column("search_text").to_pylist()]
    hits = [hit for hit in hits_of(rows, scores) if hit.score > 0]
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk.document, hit.chunk.ordinal))[:k]


async def _dense(table: lancedb.AsyncTable, vector: Vector, permitted: str, k: int, exact: bool) -> list[Hit]:
    """The best k by cosine, and whatever is as good as the last of them."""
    limit = k + TIES
    while True:
        query = table.query().nearest_to(vector).distance_type("cosine").where(permitted).limit(limit)
        query = query.bypass_vector_index() if exact else query.nprobes(EVERY_PARTITION).refine_factor(REFINE)
        found = await query.select([*HIT_COLUMNS, "_distance"]).to_arrow()
        distances = sorted(found.column("_distance").to_pylist())
        if len(distances) < limit or distances[k - 1] < distances[-1]:
            return hits_of(found, [1.0 - distance for distance in found.column("_distance").to_pylist()])
        limit *= 4


def _permitted(scope: Scope, among: frozenset[DocumentId] | None = None) -> str:
    """The scope as a filter that the engine applies before it ranks. The scope must not be empty.

    It says the same as `Scope.permits`, in the engine's words; what it lets through is held against that once more.
    It is SQL because the engine's own expressions (`lancedb.expr` of 0.40) know no function on lists.
    """
    ways = [_in("matter", scope.matters)] if scope.matters else []
    if scope.opens_singly:
        singly = [_in("document", scope.documents)] if scope.documents else []
        if anywhere := sorted(label for label, only in scope.labels if only is None):
            singly.append(f"array_has_any(labels, make_array({', '.join(map(_literal, anywhere))}))")
        singly += [
            f"({_in('matter', [only])} AND array_has(labels, {_literal(label)}))"
            for label, only in sorted((label, only) for label, only in scope.labels if only is not None)
        ]
        ways.append(f"({_in('matter', scope.reach)} AND ({' OR '.join(singly)}))")
    kept = [f"({' OR '.join(ways)})"]
    if scope.denied:
        kept.append(f"NOT {_in('document', scope.denied)}")
    if among is not None:
        kept.append(_in("document", among))
    return " AND ".join(kept)


def _in(column: str, names: Iterable[str]) -> str:
    """True for rows whose column has one of these names; for none where there are none."""
    listed = ", ".join(_literal(name) for name in sorted(names))
    return f"({column} IN ({listed}))" if listed else "false"


def _literal(text: str) -> str:
    """A text as an SQL literal. The only place where a value is written into SQL by hand.

    The engine's own `to_sql` (LanceDB 0.40) takes a quotation mark after a backslash for one that is escaped already,
    so that a name could end the literal. In its SQL a backslash is a sign like any other, and only marks are doubled.
    """
    return "'" + text.replace("'", "''") + "'"


def _literal_list(texts: Sequence[str]) -> str:
    # The engine cannot tell the type of an empty list, and refuses it.
    return f"arrow_cast(make_array({', '.join(map(_literal, texts))}), 'List(Utf8)')"


def _version(snapshot: _Snapshot | None) -> str:
    """A version also says how words are weighed: a search that was made otherwise cannot be made again."""
    return "empty" if snapshot is None else f"{snapshot.index}.{snapshot.number}.{METHOD}"


def _first_line(error: Exception) -> str:
    """What an engine's error says, without the places in its source."""
    line = SOURCE_PLACE.sub("", str(error).strip().split("\n", 1)[0])
    return line.removeprefix("lance error: ").rstrip(".") or type(error).__name__
