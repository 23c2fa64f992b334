"""The tables of one store for all threads of a program: each thread at work has a session of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pincite.postgres.connection import Connection
from pincite.postgres.connections import Connections
from pincite.postgres.layout import Layout
from pincite.postgres.place import PostgresSchema


class Tables:
    """Sessions with a store, one for each thread that is at work in it; within a block a thread has the same again."""

    def __init__(self, place: PostgresSchema, layout: Layout, most: int = 8) -> None:
        """`most` threads are at work at once, and others wait; a server has one limit for the sessions of all."""
        self.place, self.layout = place, layout
        self._sessions = Connections(place, layout, most)
        self._mine = threading.local()

    def close(self) -> None:
        """End the sessions."""
        self._sessions.close()

    def make(self) -> None:
        """Make the tables where there are none yet.

        Raises:
            DatabaseFailed: the server cannot be reached, or does not make them.
        """
        with Connection(self.place, self.layout) as session:
            if not session.make():
                session.require_as_made()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The calling thread's session.

        Raises:
            DatabaseFailed: the server cannot be reached, or refused something within this.
        """
        held: Connection | None = getattr(self._mine, "held", None)
        if held is not None:
            yield held
            return
        with self._sessions.one() as session:
            self._mine.held = session
            try:
                yield session
            finally:
                self._mine.held = None

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """While this lasts, the right to write; all of it is kept afterwards, or nothing when an error leaves it.

        Raises:
            DatabaseFailed: as `reading`.
        """
        with self.reading() as session, session.transaction():
            yield session
