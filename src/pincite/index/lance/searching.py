"""Runs both legs of a search on one version of the table, filtered by the scope before ranking."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Self

import lancedb
import pyarrow as pa
from lancedb.expr import col

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, VersionId
from pincite.index.checks import require_question, require_within, within
from pincite.index.lance.columns import HIT_COLUMNS, SENTENCES, hits_of
from pincite.index.lance.filters import permitted_rows
from pincite.index.lance.opened import Snapshot, version_of
from pincite.index.lance.words import TableWithPostings
from pincite.index.missing import Missing
from pincite.index.port import Hit, Legs, Standing, Vector
from pincite.index.posting_ranks import Best
from pincite.index.posting_tables import METHOD
from pincite.index.sentences import unpacked
from pincite.index.words import scored, wanted

EXACT_SHARE = 0.01
"""The vector index is not used if at most this share of rows is permitted. An exact scan is then faster (1.7 against
3.6 ms at 0.5 % of 100,000 rows) and misses nothing; at 10 % the index is faster."""

EVERY_PARTITION = 1_000_000
"""How many partitions are probed: all. The passages in one partition depend on every vector of the table, on both sides
of a wall; if all are probed, this does not show, and no user is starved. It costs no more up to twenty partitions
(80,000 rows), which were always probed, and grows with the rows from there on."""

REFINE = 4
"""Candidates per result that are scored again on full vectors, so that the index's rounding does not show. Of 60,000
clustered vectors, half of them permitted, the best 50 were those of the exact scan for 40 questions of 40, with and
without the other half. It took 15 ms of processor time, with 2 candidates 10, the exact scan 96, all under load 17."""

TIES = 8
"""Rows that are asked for beyond the best k by vector, so that among equal ones at the end those stay that come first
by place. If all of these are equal too, more are asked for."""

SNAPSHOTS = 20
"""How often a search tries to get a version of the table with its postings, while others write."""


class Searching(TableWithPostings):
    """Implements `index.port.Searching`."""

    async def search(
        self, text: str, vector: Vector, scope: Scope, k: int, among: frozenset[DocumentId] | None = None
    ) -> Legs:
        """The best k of each leg among rows that the scope permits, only of the documents `among` if these are given.

        Rows are filtered before they are ranked. Each leg is ordered by score, then by place in the documents, so that
        equal scores always come in the same order.

        Raises:
            IndexingError: the vector does not fit this index, the engine failed, or a row lay outside the scope.
        """
        require_question(vector, self._dimensions, k)
        terms = wanted(text)
        for _ in range(SNAPSHOTS):
            snapshot = await self._agreed()
            if snapshot is None or scope.is_empty or among == frozenset():
                return Legs((), (), version_of(snapshot))
            with self._engine_errors("be searched"):
                rows = await snapshot.table.count_rows()
                if rows == 0:
                    return Legs((), (), version_of(snapshot))
                permitted = permitted_rows(scope, among)
                exact = rows < self._vector_index_from
                if not exact:
                    exact = await snapshot.table.count_rows(permitted) <= EXACT_SHARE * rows
                lexical, dense = await asyncio.gather(
                    self._lexical(snapshot, terms, scope, k, among),
                    nearest_rows(snapshot.table, vector, permitted, k, exact),
                )
            if lexical is not None:
                return Legs(within(scope, lexical)[:k], within(scope, dense)[:k], version_of(snapshot))
        raise self._unsettled()

    async def sentences(
        self, keys: Collection[bytes], places: Collection[tuple[DocumentId, int]], scope: Scope
    ) -> dict[bytes, Vector]:
        """Vectors of sentences by their keys, from the rows at these places that the scope permits.

        Raises:
            IndexingError: the engine failed, or a row lay outside the scope.
        """
        snapshot = await self._agreed()
        if snapshot is None or not snapshot.has_sentences or scope.is_empty or not places:
            return {}
        numbers = ", ".join(str(number) for number in sorted({number for _, number in places}))
        permitted = permitted_rows(scope, frozenset(document for document, _ in places))
        with self._engine_errors("be searched"):
            query = snapshot.table.query().where(f"{permitted} AND ordinal IN ({numbers})")
            found = await query.select(["document", "matter", "labels", SENTENCES]).to_arrow()
            columns = (found.column(name).to_pylist() for name in ("matter", "document", "labels", SENTENCES))
            rows = list(zip(*columns, strict=True))
            require_within(scope, ((matter, document, tuple(labels)) for matter, document, labels, _ in rows))
            return unpacked((own or b"" for *_, own in rows), keys, self._dimensions)

    async def standing(self, words: Sequence[str], scope: Scope) -> Standing:
        """Which documents have the words, among the rows that the scope permits, in the newest version.

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
        snapshot = await self._agreed()
        if snapshot is None or scope.is_empty or among == frozenset():
            return 0
        with self._engine_errors("be counted"):
            return int(await snapshot.table.count_rows(permitted_rows(scope, among)))

    def partly(self, lost: Callable[[Missing], None]) -> Self:  # noqa: ARG002 - the port names it
        """Itself: one table is searched as a whole."""
        return self

    async def at(self, version: str) -> Self | None:
        """The index as it was at a version, for searching only; None if `optimize` has dropped it since.

        Raises:
            IndexingError: the index cannot be opened.
        """
        snapshot = await self._snapshot()
        if version == version_of(snapshot):
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
        return self._at(self._place, int(number))

    async def _lexical(
        self,
        snapshot: Snapshot,
        terms: Mapping[str, float],
        scope: Scope,
        k: int,
        among: frozenset[DocumentId] | None,
    ) -> list[Hit] | None:
        """The best k by words; None if the postings fit another version of the table."""
        if self._past is not None:
            return await _reading_all(snapshot.table, terms, permitted_rows(scope, among), k)
        best = await asyncio.to_thread(self._postings.best, terms, scope, k, among, snapshot.index, snapshot.number)
        return None if best is None else await _rows_of(snapshot.table, best)


async def _rows_of(table: lancedb.AsyncTable, best: Sequence[Best]) -> list[Hit] | None:
    """The pieces that the postings gave, read from the table; None if one is not there.

    Their row numbers are tried first; if rows were rewritten since, the pieces are looked for by document and ordinal.
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
    """Those of the found rows that have a score."""
    hits = hits_of(found, [0.0] * found.num_rows)
    keys = [(hit.chunk.document, hit.chunk.version, hit.chunk.ordinal) for hit in hits]
    return [replace(hit, score=scores[key]) for hit, key in zip(hits, keys, strict=True) if key in scores]


async def _reading_all(table: lancedb.AsyncTable, terms: Mapping[str, float], permitted: str, k: int) -> list[Hit]:
    """The best k by words in a version whose postings are gone: every permitted piece is read."""
    rows = await table.query().where(permitted).select([*HIT_COLUMNS]).to_arrow()
    scores = [scored(text, terms) for text in rows.column("search_text").to_pylist()]
    hits = [hit for hit in hits_of(rows, scores) if hit.score > 0]
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk.document, hit.chunk.ordinal))[:k]


async def nearest_rows(table: lancedb.AsyncTable, vector: Vector, permitted: str, k: int, exact: bool) -> list[Hit]:
    """The best k by cosine, and all that equal the last of them."""
    limit = k + TIES
    while True:
        query = table.query().nearest_to(vector).distance_type("cosine").where(permitted).limit(limit)
        query = query.bypass_vector_index() if exact else query.nprobes(EVERY_PARTITION).refine_factor(REFINE)
        found = await query.select([*HIT_COLUMNS, "_distance"]).to_arrow()
        distances = sorted(found.column("_distance").to_pylist())
        if len(distances) < limit or distances[k - 1] < distances[-1]:
            return hits_of(found, [1.0 - distance for distance in found.column("_distance").to_pylist()])
        limit *= 4
