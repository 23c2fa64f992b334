"""Puts rows in and takes them out: each write is one transaction, of rows and words alike, under a lock of ours.

Vectors are appended and flushed first. Until the transaction names them they are not there, so a writer that is killed
leaves nothing that has to be mended.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from pincite.databases import transaction
from pincite.documents.span import DocumentId, MatterId
from pincite.drafts import flush_to_disk
from pincite.index import merged, notes, places
from pincite.index.checks import require_rows
from pincite.index.flat import files
from pincite.index.flat.opened import LOCK, WRITER_WAIT_SECONDS, close_all, connected, version_of
from pincite.index.flat.searching import Searching
from pincite.index.flat.tables import (
    State,
    add_block,
    blocks_in,
    by_block,
    drop_blocks,
    forget_dropped,
    indexed_in,
    put_block,
    state_in,
)
from pincite.index.flat.vectors import append, copied, mapped
from pincite.index.notes import Fit
from pincite.index.port import Row
from pincite.index.posting_tables import TABLES, add_rows, drop_documents, fit_in, note_fit
from pincite.index.writer_lock import writer_lock

Change = Callable[[sqlite3.Connection, int], None]
"""Changes rows and words within a transaction that makes a version of this number."""


class Writing(Searching):
    """Implements `index.port.Writing`."""

    async def upsert(self, rows: Sequence[Row], replacing: Sequence[DocumentId]) -> str:
        """Add rows and, in the same commit, drop every earlier row of the documents named in `replacing`.

        Raises:
            IndexingError: a row does not fit this index, or the commit failed; then nothing has changed.
        """
        if not rows:
            return await self.delete(replacing)
        require_rows(rows, self._dimensions)
        return await self._locked(self._upsert, rows, replacing)

    def _upsert(self, rows: Sequence[Row], replacing: Sequence[DocumentId]) -> str:
        blocks = by_block(rows)
        ordered = [row for own in blocks.values() for row in own]
        with self._writing("take these rows") as (db, file, state):
            append(
                files.vectors(file.parent, state.vectors), state.positions, np.stack([row.vector for row in ordered])
            )

            def change(db: sqlite3.Connection, version: int) -> None:
                _drop(db, replacing, version)
                first = state.positions
                for key, own in blocks.items():
                    add_rows(db, add_block(db, key, own, first, version))
                    first += len(own)
                db.execute("UPDATE state SET positions = ?", (first,))

            return _committed(db, state, change, [*replacing, *(row.chunk.document for row in rows)])

    async def delete(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents.

        Raises:
            IndexingError: the commit failed; then nothing has changed.
        """
        return await self._locked(self._delete, documents) if documents else await self.version()

    def _delete(self, documents: Sequence[DocumentId]) -> str:
        with self._writing("be written") as (db, _, state):
            return _committed(db, state, lambda db, version: _drop(db, documents, version), documents)

    async def relabel(self, documents: Sequence[DocumentId], matter: MatterId, labels: Sequence[str]) -> str:
        """Give every row of these documents another matter and other labels; effective for every later search.

        Raises:
            IndexingError: the commit failed; then nothing has changed.
        """
        if not documents:
            return await self.version()
        return await self._locked(self._relabel, documents, matter, tuple(labels))

    def _relabel(self, documents: Sequence[DocumentId], matter: MatterId, labels: tuple[str, ...]) -> str:
        def change(db: sqlite3.Connection, version: int) -> None:
            moved = list(blocks_in(db, documents=documents))
            _drop(db, documents, version)
            for block in moved:
                put_block(db, (block.document, block.version, matter, labels), block.body, version)
            for block in blocks_in(db, documents=documents):
                add_rows(db, indexed_in(db, block))

        with self._writing("be written") as (db, _, state):
            return _committed(db, state, change, documents)

    async def erase(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents, and whatever the folder's files still have of rows dropped earlier.

        All remaining rows are written anew, which takes as long as copying the files. Earlier versions go.

        Raises:
            IndexingError: the index could not be written; then some of it may still be there, so erase again.
        """
        if self._place is None:
            await self.erase_beside(documents)
        if await self.version() == version_of(None):
            return version_of(None)
        return await self._locked(self._erase, documents)

    async def erase_beside(self, documents: Sequence[DocumentId]) -> None:
        """Erase documents from an index that is being made, and remove those that were replaced."""
        await asyncio.to_thread(places.sweep, self._folder, at_once=True)
        made = await asyncio.to_thread(places.being_made, self._folder)
        if made is not None:
            await self._at(made[0]).erase(documents)

    def _erase(self, documents: Sequence[DocumentId]) -> str:
        def change(db: sqlite3.Connection, version: int) -> None:
            _drop(db, documents, version)
            forget_dropped(db)
            merged.forget_those_that_left(db)
            db.execute("UPDATE state SET oldest = ?", (version,))

        with self._writing("be written") as (db, file, state):
            made = _committed(db, state, change, documents)
            with transaction(db):
                notes.forget_waiting(db)
            self._put_in_another_generation(db, file)
            return made

    def _put_in_another_generation(self, db: sqlite3.Connection, file: Path) -> None:
        """Copy what stands into new files, have them count, and remove all others."""
        name = files.new_name()
        there = files.named_database(file.parent, name)
        try:
            db.execute("VACUUM INTO ?", (str(there),))
            there.chmod(0o600)
            with closing(connected(there)) as copy:
                copy.execute("PRAGMA journal_mode = WAL")
                self._group(copy, there)
            flush_to_disk(there)
            files.count_from_now_on(file.parent, name)
        finally:
            counting = files.database(file.parent)
            if counting == there:
                self._mapped, self._kept, self._matters = None, {}, {}
                close_all(self._idle)
            self._sweep(file.parent)

    def _group(self, db: sqlite3.Connection, file: Path) -> None:
        """Write the vectors that stand into a new file, matter by matter, and have it count.

        Raises:
            sqlite3.Error, OSError: a disk refused; then the former file counts.
        """
        state, name = state_in(db), files.new_name()
        old = mapped(files.vectors(file.parent, state.vectors), state.positions, self._dimensions)
        bodies = db.execute(
            """SELECT body.id, first, count FROM body JOIN block ON block.body = body.id
               GROUP BY body.id ORDER BY min(matter), min(document), body.id"""
        ).fetchall()
        firsts, counts = [first for _, first, _ in bodies], [count for _, _, count in bodies]
        copied(files.vectors(file.parent, name), old.matrix, firsts, counts)
        ends = np.cumsum(counts).tolist()
        with transaction(db):
            db.executemany(
                "UPDATE body SET first = ? WHERE id = ?",
                [(end - count, body) for (body, _, count), end in zip(bodies, ends, strict=True)],
            )
            positions = ends[-1] if ends else 0
            db.execute("UPDATE state SET vectors = ?, positions = ?, grouped = ?", (name, positions, positions))

    def _sweep(self, folder: Path) -> None:
        """Remove the files of an index that do not count."""
        counting = files.database(folder)
        if counting is not None:
            with closing(connected(counting)) as db:
                files.sweep(folder, counting, files.vectors(folder, state_in(db).vectors))

    async def _locked(self, do: Callable[..., str], *values: object) -> str:
        """What a write gives, done under the writer's lock."""
        place = self._place or self._folder
        with self._errors("be written"):
            await asyncio.to_thread(lambda: place.mkdir(parents=True, exist_ok=True))
            async with writer_lock(place / LOCK, WRITER_WAIT_SECONDS):
                done = await asyncio.to_thread(do, *values)
                if self._place is None:
                    with suppress(FileNotFoundError):
                        await asyncio.to_thread(places.sweep, self._folder)
                return done


def _committed(db: sqlite3.Connection, state: State, change: Change, touched: Sequence[DocumentId]) -> str:
    """Make a change and the version that has it, in one transaction that outlives a loss of power."""
    number = state.version + 1
    with transaction(db):
        _require_words(db, state)
        change(db, number)
        db.execute("UPDATE state SET version = ?", (number,))
        note_fit(db, Fit(state.origin, number, folding=False))
        notes.end(db, touched)
    return version_of(state, number)


def _drop(db: sqlite3.Connection, documents: Sequence[DocumentId], version: int) -> None:
    drop_blocks(db, documents, version)
    drop_documents(db, documents)


def _require_words(db: sqlite3.Connection, state: State) -> None:
    """Make the postings anew where another release weighed words otherwise."""
    if fit_in(db) is None and state.version:
        for table in TABLES:
            db.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        for block in blocks_in(db):
            add_rows(db, indexed_in(db, block))
