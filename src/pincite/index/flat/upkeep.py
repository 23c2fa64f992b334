"""Keeps a flat index sound: folds what was written, compares the index with itself, and reads all of it."""

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime

import numpy as np

from pincite.databases import stale, transaction
from pincite.documents.span import DocumentId, VersionId
from pincite.index import merged, notes, places
from pincite.index.checks import Findings
from pincite.index.flat import files
from pincite.index.flat.opened import Snapshot, version_of
from pincite.index.flat.tables import (
    Block,
    State,
    blocks_in,
    chunks_in,
    damaged,
    forget_dropped,
    indexed_in,
    sentences_in,
    state_in,
)
from pincite.index.flat.writing import Writing
from pincite.index.notes import Fold
from pincite.index.port import IndexReport, Row
from pincite.index.posting_pieces import Piece, pieces_in
from pincite.index.posting_tables import fit_in
from pincite.index.postings import Held, held_in, misled_in, unlike
from pincite.index.status import IndexStatus
from pincite.models.ports import Vectors
from pincite.threads import entered_on_thread

DUE_SHARE, LEAST_DUE, MOST_DUE = 0.05, 1_000, 20_000
"""A fold is due from this share of rows that came since the last one, at least and at most so many of them: their words
are read document by document."""

GROUPED_SHARE = 0.5
"""The vectors are written anew, matter by matter, once so many came or went for each that was there then. So each is
written some three times in all however large the index gets, and a commit never waits for it."""


class Upkeep(Writing):
    """Implements `index.port.Upkeep`."""

    async def versions(self, documents: Collection[DocumentId] | None = None) -> dict[DocumentId, frozenset[VersionId]]:
        """Which content versions of which documents have rows, of some documents or of all.

        Raises:
            IndexingError: the index cannot be read.
        """
        return await asyncio.to_thread(self._versions, documents)

    def _versions(self, documents: Collection[DocumentId] | None) -> dict[DocumentId, frozenset[VersionId]]:
        with self._reading("be read") as snapshot:
            if snapshot is None:
                return {}
            found: dict[DocumentId, frozenset[VersionId]] = {}
            for block in blocks_in(snapshot.db, at=snapshot.at, documents=documents):
                found[block.document] = found.get(block.document, frozenset()) | {block.version}
            return found

    async def lacking(self) -> frozenset[DocumentId]:
        """No documents: an index of this kind always kept vectors of sentences."""
        return frozenset()

    async def optimize(self, *, if_due: bool = False, is_whole: bool = False) -> None:
        """Fold what was written since the last fold, and forget rows that were dropped, with their versions.

        The words of new documents are merged with those of their matters. The vectors are written anew, matter by
        matter and without those that were dropped, once enough came or went (`GROUPED_SHARE`), or with `is_whole`.
        `if_due` leaves it all for later while little waits.

        Raises:
            IndexingError: the index could not be written; searches go on as before.
        """
        if not await asyncio.to_thread(self._waits, if_due=if_due):
            return
        await self._locked(self._fold, is_whole)

    def _waits(self, *, if_due: bool) -> bool:
        with self._reading("be read") as snapshot:
            if snapshot is None:
                return False
            waiting = max(_unfolded(snapshot.db), _dropped(snapshot.db))
            return not if_due or waiting > min(MOST_DUE, max(LEAST_DUE, DUE_SHARE * snapshot.state.positions))

    def _fold(self, is_whole: bool) -> str:
        began = time.perf_counter()
        with self._writing("be folded") as (db, file, state):
            waiting = _unfolded(db)
            with transaction(db):
                if forget_dropped(db):
                    db.execute("UPDATE state SET oldest = ?", (state.version,))
            with transaction(db):
                shelves = merged.shelves_to_merge(db)
            for shelf in shelves:
                with transaction(db):
                    merged.merge(db, shelf)
            if is_whole or _is_scattered(db):
                self._group(db, file)
                self._sweep(file.parent)
            at, seconds = datetime.now(UTC).isoformat(timespec="seconds"), round(time.perf_counter() - began, 3)
            with transaction(db):
                notes.note_fold(db, Fold(at, seconds, waiting, 1, is_whole))
            return version_of(state)

    async def status(self) -> IndexStatus:
        """How the index stands.

        Raises:
            IndexingError: the index cannot be read.
        """
        return await asyncio.to_thread(self._status)

    def _status(self) -> IndexStatus:
        with self._reading("be read") as snapshot:
            here = self._here()
            sizes = files.sizes(here, files.database(here))
            if snapshot is None:
                return IndexStatus(version_of(None), 0, 0, 0, 0, 0, None, 0, sizes, None, True, is_flat=True)
            rows, documents = snapshot.db.execute(
                """SELECT coalesce(sum(count), 0), count(DISTINCT document)
                   FROM block JOIN body ON body.id = block.body WHERE dropped IS NULL"""
            ).fetchone()
            return IndexStatus(
                version=snapshot.version,
                rows=rows,
                documents=documents,
                unfolded=_unfolded(snapshot.db),
                fragments=1,
                versions=1
                + snapshot.db.execute("SELECT count(DISTINCT dropped) FROM block WHERE dropped IS NOT NULL").fetchone()[
                    0
                ],
                vectors=None,
                parts=0,
                bytes=sizes,
                folded=notes.last_fold(snapshot.db),
                keeps_numbers=True,
                is_being_made=self._place is None and places.being_made(self._folder) is not None,
                is_flat=True,
            )

    async def rows(self, documents: Collection[DocumentId] | None = None) -> AsyncIterator[Row]:
        """Every row, of some documents or of all, in no certain order.

        Raises:
            IndexingError: the index cannot be read.
        """
        async with entered_on_thread(self._reading("be read")) as snapshot:
            if snapshot is not None:
                found = await asyncio.to_thread(lambda: [*blocks_in(snapshot.db, at=snapshot.at, documents=documents)])
                for block in found:
                    for row in await asyncio.to_thread(_rows_of, snapshot, block):
                        yield row

    async def misled(self) -> list[DocumentId]:
        """Documents that a search by words misses, or finds by words that their rows do not have.

        Raises:
            IndexingError: the index cannot be read.
        """
        return await asyncio.to_thread(self._misled)

    def _misled(self) -> list[DocumentId]:
        with self._reading("be read") as snapshot:
            if snapshot is None or fit_in(snapshot.db) is None:
                return []
            pieces = Counter[Piece]()
            for block in blocks_in(snapshot.db):
                pieces.update(pieces_in(indexed_in(snapshot.db, block)))
            return misled_in(snapshot.db, pieces)

    async def verify(self) -> IndexReport:
        """Read every row and report what does not fit.

        Raises:
            IndexingError: the index cannot be opened at all.
        """
        return await asyncio.to_thread(self._verify)

    def _verify(self) -> IndexReport:
        findings, others = Findings(), list[str]()
        with self._reading("be read") as snapshot:
            if snapshot is None:
                return findings.report(version_of(None), others)
            try:
                if odd := stale(snapshot.db):
                    others.append(f"reading stopped: {odd}")
                else:
                    others += _read_all(snapshot, findings)
            except (sqlite3.Error, OSError) as error:
                others.append(f"reading stopped: {error}")
            return findings.report(snapshot.version, others)


def _read_all(snapshot: Snapshot, findings: Findings) -> list[str]:
    """Read every row; return what is wrong with other things than rows, a sentence each."""
    stored = Counter[Held]()
    for block in blocks_in(snapshot.db):
        norms = np.linalg.norm(_vectors_of(snapshot, block), axis=1).tolist()
        for place, chunk in sorted(chunks_in(snapshot.db, block).items()):
            findings.read(chunk, block.matter, norms[place])
            stored[block.document, block.version, chunk.ordinal, block.matter, block.labels] += 1
        if len(sentences_in(snapshot.db, block, range(block.count))) < block.count:
            findings.note("pieces lack what is kept of their sentences", f"chunk 0 of {block.document}")
    if fit_in(snapshot.db) is None:
        return []
    return unlike(stored, Counter(held_in(snapshot.db)))


def _vectors_of(snapshot: Snapshot, block: Block) -> Vectors:
    if block.first + block.count > snapshot.state.positions:
        raise damaged("where the vectors of a document lie")
    return snapshot.vectors.matrix[block.first : block.first + block.count]


def _rows_of(snapshot: Snapshot, block: Block) -> list[Row]:
    vectors = _vectors_of(snapshot, block).copy()
    sentences = sentences_in(snapshot.db, block, range(block.count))
    return [
        Row(chunk, block.matter, block.labels, vectors[place], sentences.get(place, b""))
        for place, chunk in sorted(chunks_in(snapshot.db, block).items())
    ]


def _unfolded(db: sqlite3.Connection) -> int:
    """How many rows came since the last fold."""
    question = """SELECT coalesce(sum(count), 0) FROM waiting JOIN block USING (document)
                  JOIN body ON body.id = block.body WHERE dropped IS NULL"""
    rows: int = db.execute(question).fetchone()[0]
    return rows


def _dropped(db: sqlite3.Connection) -> int:
    """How many superseded rows are kept."""
    question = """SELECT coalesce(sum(count), 0) FROM block JOIN body ON body.id = block.body
                  WHERE dropped IS NOT NULL"""
    rows: int = db.execute(question).fetchone()[0]
    return rows


def _is_scattered(db: sqlite3.Connection) -> bool:
    """True if enough vectors came or went since the last writing matter by matter that it is due again."""
    state: State = state_in(db)
    standing: int = db.execute("SELECT coalesce(sum(count), 0) FROM body").fetchone()[0]
    return state.positions - state.grouped + state.positions - standing > GROUPED_SHARE * state.grouped
