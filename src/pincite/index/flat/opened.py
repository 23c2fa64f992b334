"""The database of a flat index and its vectors, opened on first use; each reader sees one state of both."""

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from weakref import finalize

from pincite.databases import made_by, planted, quieten, refuse_planted
from pincite.drafts import flush_to_disk
from pincite.errors import IndexingError
from pincite.index import places
from pincite.index.flat import files
from pincite.index.flat.blocks import KeptMatters
from pincite.index.flat.tables import LAYOUT, SCHEMA, State, state_in
from pincite.index.flat.vectors import Mapped, mapped
from pincite.index.origin import Origin, require_origin
from pincite.index.posting_tables import METHOD
from pincite.index.postings import BUSY_SECONDS, PAGE_BYTES
from pincite.index.shelves import Kept

LOCK = "writer.lock"
"""The same file as that of a LanceDB table in this folder: one writes at a time, whatever the kind of the index."""

WRITER_WAIT_SECONDS = 120.0
"""How long to wait for a writer. A commit takes some 10 ms; a fold or an erasure rewrites files, some seconds."""

LOG_PAGES = 256
"""Pages of the write-ahead log from which a commit empties it: 4 MB. Each search reads it beside the file."""

TRIES = 5
"""How often a reader looks again for files that a fold or an erasure replaced just then."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the index: its database within a transaction, and the vectors that it names."""

    db: sqlite3.Connection
    file: Path
    state: State
    vectors: Mapped
    at: int | None = None

    @property
    def version(self) -> str:
        """The version that is read, opaque."""
        return version_of(self.state, self.at)


class OpenedIndex:
    """A flat index in a folder. `past` is the number of a version, and `place` where it is being made, if it is."""

    def __init__(
        self, folder: Path, embedder: str, dimensions: int, *, place: Path | None = None, past: int | None = None
    ) -> None:
        self._folder, self._place, self._past = folder.absolute(), place, past
        self._embedder, self._dimensions = embedder, dimensions
        self._idle: list[_Connection] = []
        finalize(self, close_all, self._idle)
        self._mapped: Mapped | None = None
        self._kept: Kept = {}
        self._matters: KeptMatters = {}

    async def version(self) -> str:
        """The newest version, opaque. It names this very index, so that a rebuilt one never repeats a version.

        Raises:
            IndexingError: the index cannot be opened.
        """
        return await asyncio.to_thread(self._version)

    def _version(self) -> str:
        with self._reading("be opened") as snapshot:
            return version_of(None) if snapshot is None else snapshot.version

    def _here(self) -> Path:
        """Where the index lies now: another one may have been put in its place since."""
        return places.serving(self._folder) if self._place is None else self._place

    def _at(self, place: Path | None, past: int | None = None) -> Self:
        """An index of the same kind at another place, or at an earlier version."""
        return type(self)(self._folder, self._embedder, self._dimensions, place=place, past=past)

    @contextmanager
    def _reading(self, what: str) -> Iterator[Snapshot | None]:
        """One state of the index, as long as the block lasts; None before the first write.

        Raises:
            IndexingError: the index could not do `what` was wanted.
        """
        with self._errors(what):
            snapshot = self._snapshot()
            if snapshot is None:
                yield None
                return
            with ExitStack() as unless_read:
                unless_read.callback(snapshot.db.close)
                yield snapshot
                if snapshot.db.in_transaction:
                    snapshot.db.execute("ROLLBACK")
                self._idle.append(_Connection(snapshot.file, _number(snapshot.file), snapshot.db))
                unless_read.pop_all()

    def _snapshot(self) -> Snapshot | None:
        """The newest state, in a transaction; looked for again where files were replaced meanwhile."""
        for _ in range(TRIES):
            file = files.database(self._here())
            if file is None:
                return None
            try:
                return self._opened(file)
            except FileNotFoundError as error:
                gone = error
            except sqlite3.OperationalError:
                if file.exists():
                    raise
                gone = FileNotFoundError(f"{file.name} is missing")
        raise gone

    def _opened(self, file: Path) -> Snapshot:
        db = self._connected(file)
        try:
            db.execute("BEGIN")
            state = self._state(db, file)
            there = files.vectors(file.parent, state.vectors)
            self._mapped = vectors = mapped(there, state.positions, self._dimensions, self._mapped)
            if self._past is not None and not state.oldest <= self._past <= state.version:
                raise IndexingError("that version of the search index was dropped meanwhile; ask again")
        except (sqlite3.Error, OSError, IndexingError):
            db.close()
            raise
        return Snapshot(db, file, state, vectors, self._past)

    def _state(self, db: sqlite3.Connection, file: Path) -> State:
        """The state, of an index that was made for this embedding model.

        Raises:
            IndexingError: it was made for another, or by another release.
        """
        found = db.execute("SELECT origin, embedder, dimensions, layout FROM state").fetchone()
        if found is not None:
            require_origin(Origin(*found), Origin(found[0], self._embedder, self._dimensions, LAYOUT), str(file.parent))
        return state_in(db)

    def _connected(self, file: Path) -> sqlite3.Connection:
        """A connection for reading; one that was used before where its file is still the same."""
        number = _number(file)
        while self._idle:
            try:
                known = self._idle.pop()
            except IndexError:
                break
            if (known.file, known.number) == (file, number) and known.schema == _schema(known.db):
                return known.db
            known.db.close()
        return connected(file)

    @contextmanager
    def _writing(self, what: str) -> Iterator[tuple[sqlite3.Connection, Path, State]]:
        """A connection for writing, to an index that is made where there is none yet. The caller has the lock.

        Raises:
            IndexingError: the index could not do `what` was wanted.
        """
        with self._errors(what):
            file = files.database(self._here()) or self._made(self._here())
            with closing(connected(file)) as db:
                with suppress(
                    sqlite3.OperationalError
                ):  # a copy from a backup whose readers are at work stays as it is
                    db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = FULL")
                db.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
                yield db, file, self._state(db, file)

    def _made(self, folder: Path) -> Path:
        """The database of a new index, which has no rows."""
        folder.mkdir(parents=True, exist_ok=True)
        files.sweep(folder, None, None)
        name = files.new_name()
        file = files.named_database(folder, name)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        with closing(connected(file)) as db:
            db.execute(f"PRAGMA page_size = {PAGE_BYTES}")
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(SCHEMA)
            db.execute(
                "INSERT INTO state VALUES (1, ?, ?, ?, ?, 0, 0, ?, 0, 0)",
                (files.new_name(), self._embedder, self._dimensions, LAYOUT, name),
            )
        there = files.vectors(folder, name)
        os.close(os.open(there, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        flush_to_disk(file)
        flush_to_disk(there)
        files.count_from_now_on(folder, name)
        return file

    @contextmanager
    def _errors(self, what: str) -> Iterator[None]:
        """Turn errors of the database and the disk into one sentence."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise IndexingError(
                f"the search index in {self._folder if self._place is None else self._place} could not {what}: "
                f"{error}; if it happens again, make it anew with: pincite index rebuild"
            ) from error


def connected(file: Path) -> sqlite3.Connection:
    """A connection to a database that is there.

    Raises:
        sqlite3.Error: it is not there, cannot be opened, or holds what pincite did not make.
    """
    db = sqlite3.connect(
        f"{file.as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        quieten(db)
        refuse_planted(planted(db, made_by(SCHEMA)))
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA temp_store = MEMORY")
    except sqlite3.Error:
        db.close()
        raise
    return db


class _Connection:
    """A connection that waits for the next reader, and what it is to: a file of that number with that schema."""

    __slots__ = ("db", "file", "number", "schema")

    def __init__(self, file: Path, number: int | None, db: sqlite3.Connection) -> None:
        self.file, self.number, self.db = file, number, db
        self.schema = _schema(db)


def close_all(idle: list[_Connection]) -> None:
    """Close connections that wait for a reader."""
    with suppress(IndexError):  # another thread may have taken the last one
        while True:
            idle.pop().db.close()


def _number(file: Path) -> int | None:
    try:
        return file.stat().st_ino
    except FileNotFoundError:
        return None


def _schema(db: sqlite3.Connection) -> int:
    version: int = db.execute("PRAGMA schema_version").fetchone()[0]
    return version


def version_of(state: State | None, at: int | None = None) -> str:
    """A version. It includes the method of weighing words: a search by another method cannot be repeated."""
    return "empty" if state is None else f"{state.origin}.{state.version if at is None else at}.{METHOD}"
