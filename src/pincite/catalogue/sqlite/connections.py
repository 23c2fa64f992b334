"""The connections to a catalogue's file: one for each thread that is at work in it, kept for the next that comes.

A connection may wait for the disk or for a lock, and SQLite lets one thread at a time use it. With one for each thread
nobody waits for somebody else's query, and a reader sees no half of another thread's change.
"""

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pincite.access.scope import Scope
from pincite.catalogue.covering import Leaves
from pincite.catalogue.listing import Sought, bears, file_name, folded, has_all, states
from pincite.catalogue.rows import facts_of
from pincite.catalogue.schema import bring_up_to_date, foreign, require_as_made
from pincite.databases import quieten, refuse_planted, transaction
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import WorkspaceError


@dataclass(slots=True)
class Connection:
    """A connection, and how far what it sees was compared with the record; see `sqlite.recorded`.

    `sound` is the state of the file (`PRAGMA data_version`) that was the record's, and `leaves` are those of the
    documents then; `noted` is the state that a change leads to which was planned on this connection. `whole` is the
    state whose schema and indexes were looked through, with whether every table was.
    """

    db: sqlite3.Connection
    sound: int | None = None
    leaves: Leaves | None = None
    noted: str | None = None
    whole: tuple[int | None, bool] = (None, False)
    is_covered: bool = False
    _scope: Scope | None = None
    _sought: Sought | None = None

    def __post_init__(self) -> None:
        self.db.create_function("permits", 3, self._permits)
        self.db.create_function("states", 1, self._states)
        self.db.create_function("bears", 1, lambda facts: bears(facts_of(facts)), deterministic=True)
        for name, made in (("folded", folded), ("file_name", file_name)):
            self.db.create_function(name, 1, made, deterministic=True)
        self.db.create_function("has_all", 2, has_all, deterministic=True)

    def state(self) -> int:
        """A number that moves when another connection writes to the file."""
        at: int = self.db.execute("PRAGMA data_version").fetchone()[0]
        return at

    def permitted(self, columns: str, documents: Collection[DocumentId], scope: Scope) -> list[tuple[Any, ...]]:
        """These columns of those of some documents (`d`) that stand and that a scope permits, in no particular order.

        SQLite asks `Scope.permits` of each row before it reads anything else of a document, unless its matter is one
        in which nothing is open. The plus keeps it from looking documents up by matter, whose time would tell of them.
        """
        self._scope = scope
        matters = json.dumps(sorted(scope.matters | scope.reach))
        try:
            return self.db.execute(
                f"""SELECT {columns} WHERE d.id IN (SELECT value FROM json_each(?)) AND d.version IS NOT NULL
                    AND +d.matter IN (SELECT value FROM json_each(?)) AND permits(d.matter, d.id, d.labels)""",  # noqa: S608 - our own names
                (json.dumps([*documents]), matters),
            ).fetchall()
        finally:
            self._scope = None

    @contextmanager
    def asking(self, scope: Scope, sought: Sought) -> Iterator[sqlite3.Connection]:
        """While this lasts, `permits` and `states` decide by these."""
        self._scope, self._sought = scope, sought
        try:
            yield self.db
        finally:
            self._scope = self._sought = None

    def _states(self, facts: str) -> bool:
        return self._sought is not None and states(facts_of(facts), self._sought)

    def _permits(self, matter: str, document: str, labels: str) -> bool:
        scope = self._scope
        own = () if labels == "[]" else json.loads(labels)  # most documents have none, and all are asked for
        return scope is not None and scope.permits(MatterId(matter), DocumentId(document), own)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """While this lasts, the right to write; all of it is on disk afterwards, or nothing when an error leaves it."""
        with transaction(self.db):
            yield self.db


class Connections:
    """Gives each thread a connection of its own for as long as it is at work; the last one used is the next one given.

    The first is made at once, and makes the file's tables.
    """

    def __init__(self, file: Path) -> None:
        """Open the file, creating it when missing.

        Raises:
            WorkspaceError: it is not a catalogue or cannot be opened.
        """
        self._file = file
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._is_shared = False
        self._is_closed = False
        self._mine = threading.local()
        with self._told():
            self._idle = [self._opened()]

    def close(self) -> None:
        """Let go of the file; a connection that is in use goes when whoever uses it is done."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.db.close()

    @contextmanager
    def one(self) -> Iterator[Connection]:
        """The calling thread's connection; within this the same one again.

        Raises:
            WorkspaceError: SQLite refused something within this, or the file cannot be opened.
        """
        held: Connection | None = getattr(self._mine, "held", None)
        if held is not None:
            yield held
            return
        with self._told(), self._turn if self._is_shared else nullcontext():
            connection = self._taken()
            self._mine.held = connection
            try:
                yield connection
            finally:
                self._mine.held = None
                self._give_back(connection)

    @contextmanager
    def shared(self) -> Iterator[None]:
        """While this lasts, all threads use one connection, in turn.

        What one connection writes, every other one compares with the record as if a stranger had written it.
        """
        was, self._is_shared = self._is_shared, True
        try:
            yield
        finally:
            self._is_shared = was

    def _taken(self) -> Connection:
        with self._lock:
            if self._is_closed:
                raise sqlite3.ProgrammingError("it was closed")
            if self._idle:
                return self._idle.pop()
        return self._opened()

    def _give_back(self, connection: Connection) -> None:
        with self._lock:
            if not self._is_closed:
                self._idle.append(connection)
                return
        connection.db.close()

    def _opened(self) -> Connection:
        db = sqlite3.connect(self._file, isolation_level=None, timeout=30, check_same_thread=False)
        try:
            quieten(db)
            refuse_planted(foreign(db))
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")
            made = Connection(db)
            bring_up_to_date(db, made.transaction)
            require_as_made(db)
        except (sqlite3.Error, WorkspaceError):
            db.close()
            raise
        return made

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what SQLite raises into one sentence."""
        try:
            yield
        except sqlite3.Error as error:
            raise WorkspaceError(
                f"the catalogue {self._file} cannot be used ({error}); check the disk and the file's permissions, or "
                "restore it from a backup"
            ) from error
