"""The connections to a catalogue: one for each thread that is at work in it, kept for the next that comes.

A connection may wait for the disk or for a lock, and serves one thread at a time. With one for each thread nobody waits
for somebody else's query, and a reader sees no half of another thread's change. What engines do otherwise is asked of
the connection.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from pincite.access.scope import Scope
from pincite.catalogue.leaves import Leaves
from pincite.catalogue.listing import Place, Sought
from pincite.databases import Database
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import WorkspaceError

Page = tuple[list[tuple[DocumentId, Place]], int, int]
"""Some documents with their places; and how many are looked for, of how many that may be seen."""


class Connection(ABC):
    """A connection, and how far what it sees was compared with the record; see `tables.recorded`.

    `sound` is the `state` of the tables that was the record's, and `leaves` are those of the documents then; `noted` is
    the state that a change leads to which was planned on this connection. `whole` is the state whose schema and indexes
    were looked through, with whether every table was. `compared` is when all of it was last compared, and how long that
    took, in seconds of a clock that only runs forward. `history` is the last row of the history that was there when
    `leaves` were made; `is_following` is true if these are not all from that comparison.
    """

    def __init__(self, db: Database) -> None:
        self.db = db
        self.sound: int | None = None
        self.leaves: Leaves | None = None
        self.noted: str | None = None
        self.whole: tuple[int | None, bool] = (None, False)
        self.is_covered = False
        self.compared = (0.0, 0.0)
        self.history = 0
        self.is_following = False

    @abstractmethod
    def close(self) -> None:
        """Let go of it."""

    @abstractmethod
    def state(self) -> int:
        """A number that moves when another connection writes."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Database]:
        """While this lasts, the right to write; all of it is on disk afterwards, or nothing when an error leaves it."""

    @abstractmethod
    def permitted(self, columns: str, documents: Collection[DocumentId], scope: Scope) -> list[Any]:
        """These columns of those of some documents (`d`) that stand and that a scope permits, in no particular order.

        The database leaves the others out before it reads anything of them but what decides that.
        """

    @abstractmethod
    def page(self, sought: Sought, after: Place | None, count: int, scope: Scope) -> Page:
        """Some of the documents that a scope permits and that are looked for, after a place."""

    @abstractmethod
    def beginning(self, name: str, scope: Scope, most: int | None) -> list[DocumentId]:
        """Those that a scope permits whose id or file's name begins so; the first `most` by matter and path."""

    @abstractmethod
    def in_order(self, after: tuple[MatterId, str] | None, count: int, scope: Scope) -> list[DocumentId]:
        """The first that a scope permits by matter and path, or those after such a place."""

    @abstractmethod
    def is_whole(self, *, every_table: bool) -> bool:
        """Whether each index says what its table says, in the tables that are not compared in full when they are read.

        Raises:
            sqlite3.Error, DatabaseFailed: there is something that pincite did not make.
        """

    @abstractmethod
    def renew_indexes(self) -> None:
        """Have each index say what its table says, within a transaction."""

    @abstractmethod
    def scrub(self) -> None:
        """Have nothing left of what was deleted.

        Raises:
            WorkspaceError: another program has been reading for too long.
        """

    @abstractmethod
    def scrub_log(self) -> None:
        """Have nothing left of it in what the engine keeps beside the tables, if nobody reads."""


class Connections(ABC):
    """Gives each thread a connection of its own for as long as it is at work; the last one used is the next one given.

    `name` is what they lead to, for sentences.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._is_shared = False
        self._is_closed = False
        self._mine = threading.local()
        self._idle: list[Connection] = []

    @abstractmethod
    def _opened(self) -> Connection:
        """A new connection."""

    @abstractmethod
    def _reported(self) -> AbstractContextManager[None]:
        """Turn what the engine raises into one sentence."""

    def close(self) -> None:
        """Let go of all; a connection that is in use goes when whoever uses it is done."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def one(self) -> Iterator[Connection]:
        """The calling thread's connection; within this the same one again.

        Raises:
            WorkspaceError: the engine refused something within this, or nothing can be opened.
        """
        held: Connection | None = getattr(self._mine, "held", None)
        if held is not None:
            yield held
            return
        with self._reported(), self._turn if self._is_shared else nullcontext():
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
                raise WorkspaceError(f"the catalogue {self.name} cannot be used (it was closed)")
            if self._idle:
                return self._idle.pop()
        return self._opened()

    def _give_back(self, connection: Connection) -> None:
        with self._lock:
            if not self._is_closed:
                self._idle.append(connection)
                return
        connection.close()
