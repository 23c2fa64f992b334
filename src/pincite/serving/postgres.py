"""What a server keeps between requests, in PostgreSQL: for processes on several machines. Implements `serving.port`.

A worker holds an advisory lock in a session of its own, which the server lets go of when the session ends, however it
ends; the number of the lock is the worker's name. A machine that went without a word is noticed after half a minute.
"""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from pincite.databases import DatabaseFailed
from pincite.errors import WorkspaceError
from pincite.postgres.connection import Connection
from pincite.postgres.layout import Layout
from pincite.postgres.place import PostgresSchema
from pincite.postgres.scrubbing import scrub
from pincite.postgres.tables import Tables
from pincite.postgres.wording import JSON_EACH, made_for_postgres
from pincite.serving.tables import TABLES

SERVER: Final = Layout(1, (JSON_EACH, *made_for_postgres(*TABLES)))

MOST_SESSIONS: Final = 4
"""Of one process: a use takes milliseconds, and one server has some hundred sessions for all processes."""


class PostgresTables:
    """A server's tables in a schema. Implements `ServerTables`."""

    def __init__(self, place: PostgresSchema) -> None:
        """Open the tables, which are made where there are none.

        Raises:
            WorkspaceError: the server cannot be reached, or they are not as pincite made them.
        """
        self._place = place
        self._tables = Tables(place, SERVER, MOST_SESSIONS)
        with _reported(place):
            self._tables.make()

    def close(self) -> None:
        """End the sessions. No use may be under way."""
        self._tables.close()

    def require_writable(self) -> None:
        """Refuse to go on if nothing could be kept now.

        Raises:
            WorkspaceError: nothing could.
        """
        with self.changing():
            pass  # each change is counted, and so written

    def scrubbed(self) -> bool:
        """Have the tables written anew without what was deleted; the server's own log and its copies are its owner's.

        False if somebody has been reading for too long.

        Raises:
            WorkspaceError: the server cannot be reached.
        """
        names = ", ".join(name for kind, name in sorted(SERVER.made()) if kind == "TABLE")
        with _reported(self._place), self._tables.reading() as db:
            try:
                scrub(db, names)
            except DatabaseFailed as error:
                if error.is_lost:
                    raise
                return False
        return True

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """While this lasts, the only right to write; all of it is kept afterwards, or nothing when an error leaves it.

        Raises:
            WorkspaceError: the server refused something within this, or cannot be reached.
        """
        with _reported(self._place), self._tables.changing() as db:
            yield db

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The calling thread's session.

        Raises:
            WorkspaceError: the server refused something within this, or cannot be reached.
        """
        with _reported(self._place), self._tables.reading() as db:
            yield db


class WorkerSessions:
    """Workers by the sessions that they have with a server. Implements `Workers`."""

    def __init__(self, place: PostgresSchema) -> None:
        """`place` is where the server's tables lie, which stand already."""
        self._place = place
        self._session = Connection(place, SERVER)
        self._lock = threading.Lock()
        self._own: set[str] = set()
        self._process = 0

    def close(self) -> None:
        """End the session, and with it what its workers hold."""
        with self._lock:
            self._session.close()

    @contextmanager
    def at_work(self) -> Iterator[str]:
        """While this lasts, a worker with a new name, by which other processes can see that it lives.

        Raises:
            WorkspaceError: the server cannot be reached.
        """
        name = secrets.token_hex(8)
        with self._lock, _reported(self._place):
            self._require_own_held()
            self._hold(name)
            self._own.add(name)
        try:
            yield name
        finally:
            with self._lock:
                self._own.discard(name)
                try:
                    self._session.execute("SELECT pg_advisory_unlock(?)", (_number(name),))
                except DatabaseFailed:
                    self._session.close()  # which lets go of it too

    def is_alive(self, name: str) -> bool:
        """True while the worker of that name runs.

        Raises:
            WorkspaceError: the server cannot be reached.
        """
        number = _number(name)
        if number is None:
            return False
        with self._lock, _reported(self._place):
            self._require_own_held()
            if name in self._own:
                return True
            return not self._session.execute(FREE, (number, number)).fetchone()[0]

    def forget_the_dead(self) -> int:
        """Nothing is left of workers that were killed."""
        return 0

    def _require_own_held(self) -> None:
        """Take the locks of one's own workers again where the session was lost since."""
        [process] = self._session.execute("SELECT pg_backend_pid()").fetchone()
        if process != self._process:
            for name in self._own:
                self._hold(name)
            self._process = process

    def _hold(self, name: str) -> None:
        self._session.execute("SELECT pg_advisory_lock(?)", (_number(name),))


FREE: Final = "SELECT CASE WHEN pg_try_advisory_lock_shared(?) THEN pg_advisory_unlock_shared(?) ELSE false END"
"""True for a lock that nobody holds."""


def _number(name: str) -> int | None:
    """The number of a worker's lock: its name as 64 bits; None for what is no worker's name."""
    try:
        return int.from_bytes(bytes.fromhex(name), signed=True) if len(name) == 16 else None
    except ValueError:
        return None


@contextmanager
def _reported(place: PostgresSchema) -> Iterator[None]:
    """Turn what the server or its driver says into one sentence."""
    try:
        yield
    except DatabaseFailed as error:
        raise WorkspaceError(
            f"what the server keeps in the {place.name} cannot be used ({error}); see that PostgreSQL runs and can be "
            "reached"
        ) from error
