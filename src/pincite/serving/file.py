"""The one file in which a server keeps things between requests, shared by all of its threads and processes."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from pincite.databases import made_by, planted, quieten, transaction, write_ahead
from pincite.errors import WorkspaceError
from pincite.file_stamps import which_file
from pincite.serving.tables import TABLES

MOST_IDLE: Final = 8
"""Connections that are kept for the next use. A server's threads come and go: with a connection for each, that stayed
when its thread ended, a worker had 116 after 200 questions."""


class ServerFile:
    """The file: any number of threads and processes may use it at once, each use over a connection of its own.

    Every use waits for the disk, so none is made on an event loop.
    """

    def __init__(self, path: Path, *, create: bool = True) -> None:
        """Open the file, or make it where `create` allows for that, with all `TABLES`.

        Whoever starts a server makes it; its processes, which are started again and again, do not: a file that was
        taken away would be replaced by an empty one.

        Raises:
            WorkspaceError: it cannot be opened, is not such a file, holds what this release does not make, or is gone.
        """
        if not create and which_file(path) is None:
            raise WorkspaceError(
                f"the server's file {path} is gone; put it back from a copy, or end the server and start it again: "
                "everybody then sets a new password"
            )
        self._path = path
        self._mine = threading.local()
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._opened_file: tuple[int, int] | None = None
        with ExitStack() as refused:
            refused.callback(self.close)
            self._make_tables()
            refused.pop_all()
        self._opened_file = which_file(path)

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self._path

    def close(self) -> None:
        """Let go of the file. No use may be under way."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _make_tables(self) -> None:
        with self.reading() as db:
            lacking = _lacking(db)
        if lacking:
            with self.changing() as db:
                for statement in "".join(TABLES).split(";\n"):
                    db.execute(statement)

    def require_writable(self) -> None:
        """Refuse to go on if nothing could be kept now.

        Raises:
            WorkspaceError: the file is gone, or nothing can be written to it.
        """
        with self.changing() as db:
            db.execute("PRAGMA user_version = 0")  # changes nothing, and is written all the same

    def scrubbed(self) -> bool:
        """Write the file anew without what was deleted, and empty its write-ahead log: both may still have its words.

        False if a process has been reading for too long, so that the log is not empty.

        Raises:
            WorkspaceError: the file cannot be used.
        """
        with self.reading() as db:
            db.execute("VACUUM")
            busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """While this lasts, the right to write; all of it is kept afterwards, or nothing when an error leaves it.

        Raises:
            WorkspaceError: SQLite refused something within this, or the file cannot be opened.
        """
        with self.reading() as db, transaction(db):
            yield db

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection, for this use alone.

        Raises:
            WorkspaceError: SQLite refused something within this, or the file cannot be opened, or is gone.
        """
        if self._opened_file is not None and which_file(self._path) != self._opened_file:
            raise WorkspaceError(
                f"the server's file {self._path} was removed or replaced while the server runs, so nothing is kept; "
                "end the server, put the file back from a copy where there is one, and start the server again"
            )
        try:
            with self._lent() as db:
                yield db
        except sqlite3.Error as error:
            raise WorkspaceError(
                f"the server's file {self._path} cannot be used ({error}); check the disk and the file's permissions. "
                "If it is damaged, delete it: everybody then sets a new password"
            ) from error

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        """A connection that no other thread uses meanwhile; within another use on this thread, that one's."""
        mine: sqlite3.Connection | None = getattr(self._mine, "db", None)
        if mine is not None:
            yield mine
            return
        with self._lock:
            idle = self._idle.pop() if self._idle else None
        self._mine.db = db = idle if idle is not None else self._connected()
        try:
            yield db
        finally:
            self._mine.db = None
            self._give_back(db)

    def _give_back(self, db: sqlite3.Connection) -> None:
        with self._lock:
            is_kept = len(self._idle) < MOST_IDLE
            if is_kept:
                self._idle.append(db)
        if not is_kept:
            db.close()

    def _connected(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, isolation_level=None, timeout=30, check_same_thread=False)
        try:
            quieten(db)
            if found := planted(db, made_by(*TABLES)):
                raise WorkspaceError(
                    f"the server's file {self._path} is not used: {found[0]}. If a later release of pincite made it, "
                    "start that one; otherwise put the file back from a copy"
                )
            write_ahead(db)
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA secure_delete = ON")
        except BaseException:
            db.close()
            raise
        return db


def is_earlier(db: sqlite3.Connection) -> bool:
    """True for the file of an earlier release, which gets the tables that it lacks when it is opened.

    Raises:
        sqlite3.Error: it is no database.
    """
    return bool(_lacking(db)) and bool(_tables(db))


def _lacking(db: sqlite3.Connection) -> set[str]:
    return {name for kind, name, _ in made_by(*TABLES) if kind == "table"} - _tables(db)


def _tables(db: sqlite3.Connection) -> set[str]:
    return {str(name) for [name] in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
