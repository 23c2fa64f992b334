"""The embedded index: one LanceDB table in a folder of the workspace.

Question: which chunks, among those a scope permits, match these words (BM25) and this meaning (cosine)? Step 4 of the
walk of a question, last but one of the walk of a document. Many processes may read while one writes. Every search opens
the newest version and reads both legs from that one snapshot; every write is one commit under a lock of ours.
"""

import asyncio
import re
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Self, TypeVar, cast

import lancedb
import numpy as np
from lancedb.expr import col, lit
from lancedb.index import FTS, Bitmap, BTree, IvfSq, LabelList
from lancedb.query import MatchQuery

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
from pincite.index.port import Hit, IndexReport, Legs, Row, Vector
from pincite.index.writer_lock import writer_lock

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

MINIMUM_PROBES = 20
"""Partitions always looked at. The maximum is 0, which means: go on until k permitted rows are found. With a maximum, a
user whose matters exclude the question's topic got 44-90 % of the true best 50, and sometimes fewer than k."""

REFINE = 2
"""Candidates per result that are scored again on full vectors. Without it the quantised index lost 1-2 % of the best 50
and its cosines were off by up to 0.9; with 2 it lost none, for 1 ms more."""

RETENTION = timedelta(seconds=20)
"""Old versions stay on disk for this long after they were replaced: longer than a search or `verify` reads one snapshot
(0.15 s per 45,000 rows), short because each `optimize` writes the rows anew (75 MB per 45,000) and an ingest calls it
often. A reader that is slower still gets an error, never a mixture."""

DUE_ROWS, DUE_FRAGMENTS = 1_000, 16
"""Rows that were not folded, and pieces that the table is written in, from which folding is due. One file read into
65,000 rows took 1.8 s, of which folding, which writes them all anew, was 1.2; every sixteenth time it does no harm."""

DUE_SHARE = 0.05
"""Share of all rows from which it is due too. Words are weighed (BM25) by the rows that were folded where a row was, by
all where it was not: where 308 of 1,277 had not been, the first hit was another for one question in ten."""

WRITER_WAIT_SECONDS = 120.0
"""A commit takes 5-200 ms and folding 50,000 rows about 1 s; longer than this means a stuck or suspended process."""

COMMIT_ATTEMPTS = 6
"""Tries of a commit that another writer got in front of; our lock makes even one such conflict rare."""

COMMIT_PAUSE_SECONDS = 0.05
"""Pause after the first lost commit; it doubles each time (1.6 s in all)."""

UNFOLDED_ROWS_REPORTED = 20_000
"""Rows outside the word index are scanned one by one, 14 ms per 1,000: from here on a search takes twice its 150 ms."""

SEARCH_STRUCTURES: Mapping[str, FTS | Bitmap | BTree | LabelList] = {
    "search_text": FTS(with_position=False),
    "matter": Bitmap(),
    "document": BTree(),
    "labels": LabelList(),
}
"""Made on the empty table, so that new rows are found by every leg from their commit on. FTS keeps the engine's English
stemming and stop words: on 610 questions about 57 NDAs they gave recall@50 0.83 and MRR 0.31 (without stemming 0.82 and
0.31, with stop words kept 0.81 and 0.28, neither 0.80 and 0.27). Of 60,000 rows those of a label are searched in 12 ms,
without its structure in 28 ms and in more with every row."""

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

        return await self._write(commit)

    async def delete(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents.

        Raises:
            IndexingError: the commit failed; then nothing has changed.
        """
        if not documents:
            return await self.version()

        async def commit(table: lancedb.AsyncTable) -> int:
            return int((await table.delete(col("document").isin(sorted(set(documents))))).version)

        return await self._write(commit)

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

        return await self._write(commit)

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

        return await self._write(commit)

    async def search(
        self, text: str, vector: Vector, scope: Scope, k: int, among: frozenset[DocumentId] | None = None
    ) -> Legs:
        """The best k of each leg among rows that the scope permits, and of the documents `among`, filtered first.

        Each leg is ordered by score, then by place in the documents, so that equal scores come in the same order.

        Raises:
            IndexingError: the vector does not fit this index, the engine failed, or a row lay outside the scope.
        """
        require_question(vector, self._dimensions, k)
        snapshot = await self._snapshot()
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
                _lexical(snapshot.table, text, permitted, k), _dense(snapshot.table, vector, permitted, k, exact)
            )
        return Legs(within(scope, lexical), within(scope, dense), _version(snapshot))

    async def count(self, scope: Scope) -> int:
        """How many rows the scope permits."""
        snapshot = await self._snapshot()
        if snapshot is None or scope.is_empty:
            return 0
        with self._engine_errors("be counted"):
            return int(await snapshot.table.count_rows(_permitted(scope)))

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
        index, _, number = version.partition(".")
        if snapshot is None or index != snapshot.index or not (number.isascii() and number.isdigit()):
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

        await self._write(commit)

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
        except (RuntimeError, ValueError, OSError) as error:
            others.append(f"reading stopped: {_first_line(error)}")
        else:
            missing = [column for column in SEARCH_STRUCTURES if column not in structures]
            others += [f"the search structure on {column} is missing; the next write makes it" for column in missing]
            unfolded = max((index.num_unindexed_rows or 0 for index in structures.values()), default=0)
            if unfolded >= UNFOLDED_ROWS_REPORTED:
                others.append(f"{unfolded} rows are not folded into the search structures yet, so searches are slow")
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

    async def _write(self, commit: Callable[[lancedb.AsyncTable], Awaitable[int]]) -> str:
        """Run one commit under the writer's lock, again when another writer got in front; the version it made.

        It is on the disk, not only in the system's cache, when this returns.
        """

        async def attempt() -> str:
            snapshot = await self._snapshot() or await self._create()
            await _complete(snapshot.table)
            return _version(_Snapshot(snapshot.table, snapshot.index, await commit(snapshot.table)))

        with self._engine_errors("be written"):
            self._folder.mkdir(parents=True, exist_ok=True)
            async with writer_lock(self._folder / "writer.lock", WRITER_WAIT_SECONDS):
                began = time.time_ns()
                version = await retry_on_conflict(attempt)
                await asyncio.to_thread(make_durable, self._folder, began)
                return version

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
    """Look for stored rows through the search structures; a sentence for each leg that does not find them."""
    unlike, by_words = [], 0
    for row in rows:
        permitted = col("matter").isin([row.matter]).to_sql()
        dense = await _dense(table, row.vector, permitted, 1, exact=False)
        if not dense or dense[0].score < 1 - UNIT_NORM_TOLERANCE:
            unlike.append(f"chunk {row.chunk.ordinal} of {row.chunk.document}")
        by_words += len(await _lexical(table, row.chunk.search_text, permitted, 1))
    problems = (
        [f"{len(unlike)} of {len(rows)} sampled pieces are not found by vector, first {unlike[0]}"] if unlike else []
    )
    if rows and not by_words:
        problems.append(f"none of {len(rows)} sampled pieces is found by its words")
    return problems


async def _complete(table: lancedb.AsyncTable) -> None:
    """Make the search structures that are missing: all on a new table, the rest after a kill in between."""
    present = {index.columns[0] for index in await table.list_indices()}
    for column, structure in SEARCH_STRUCTURES.items():
        if column not in present:
            await table.create_index(column, config=structure)


async def _lexical(table: lancedb.AsyncTable, text: str, permitted: str, k: int) -> list[Hit]:
    """The best k by BM25; none when the text holds no word that is looked for."""
    # A match object is words by definition, whatever syntax a later release gives to plain strings; mypy does not see
    # its defaults. Halves of surrogate pairs, which come from undecodable command lines, cannot be passed on.
    words = MatchQuery(text.encode("utf-8", "replace").decode(), "search_text")  # type: ignore[call-arg]
    query = table.query().nearest_to_text(words).where(permitted).limit(k).select([*HIT_COLUMNS, "_score"])
    found = await query.to_arrow()
    return hits_of(found, found.column("_score").to_pylist())


async def _dense(table: lancedb.AsyncTable, vector: Vector, permitted: str, k: int, exact: bool) -> list[Hit]:
    """The best k by cosine."""
    query = table.query().nearest_to(vector).distance_type("cosine").where(permitted).limit(k)
    if exact:
        query = query.bypass_vector_index()
    else:
        query = query.minimum_nprobes(MINIMUM_PROBES).maximum_nprobes(0).refine_factor(REFINE)
    found = await query.select([*HIT_COLUMNS, "_distance"]).to_arrow()
    return hits_of(found, [1.0 - distance for distance in found.column("_distance").to_pylist()])


def _permitted(scope: Scope, among: frozenset[DocumentId] | None = None) -> str:
    """The scope as a filter that the engine applies before it ranks. The scope must not be empty.

    It says the same as `Scope.permits`, in the engine's words; what it lets through is held against that once more.
    It is SQL because the engine's own expressions (`lancedb.expr` of 0.40) know no function on lists.
    """
    matter, document = col("matter"), col("document")
    ways = [matter.isin(sorted(scope.matters)).to_sql()] if scope.matters else []
    if scope.opens_singly:
        singly = [document.isin(sorted(scope.documents)).to_sql()] if scope.documents else []
        if anywhere := sorted(label for label, only in scope.labels if only is None):
            singly.append(f"array_has_any(labels, make_array({', '.join(map(_literal, anywhere))}))")
        singly += [
            f"({matter.isin([only]).to_sql()} AND array_has(labels, {_literal(label)}))"
            for label, only in sorted((label, only) for label, only in scope.labels if only is not None)
        ]
        ways.append(f"({matter.isin(sorted(scope.reach)).to_sql()} AND ({' OR '.join(singly)}))")
    kept = [f"({' OR '.join(ways)})"]
    if scope.denied:
        kept.append((~document.isin(sorted(scope.denied))).to_sql())
    if among is not None:
        kept.append(document.isin(sorted(among)).to_sql())
    return " AND ".join(kept)


def _literal(text: str) -> str:
    """A text as an SQL literal. The only place where a value is written into SQL by hand."""
    return lit(text).to_sql()


def _literal_list(texts: Sequence[str]) -> str:
    # The engine cannot tell the type of an empty list, and refuses it.
    return f"arrow_cast(make_array({', '.join(map(_literal, texts))}), 'List(Utf8)')"


def _version(snapshot: _Snapshot | None) -> str:
    return "empty" if snapshot is None else f"{snapshot.index}.{snapshot.number}"


def _first_line(error: Exception) -> str:
    """What an engine's error says, without the places in its source."""
    line = SOURCE_PLACE.sub("", str(error).strip().split("\n", 1)[0])
    return line.removeprefix("lance error: ").rstrip(".") or type(error).__name__
