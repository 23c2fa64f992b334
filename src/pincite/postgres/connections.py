"""The sessions of one program with a store, shared by its threads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pincite.postgres.connection import Connection
from pincite.postgres.layout import Layout
from pincite.postgres.place import PostgresSchema


class Connections:
    """The sessions of one program with a store: as many as are in use at the same time, and never more than `most`."""

    def __init__(self, place: PostgresSchema, layout: Layout, most: int = 8) -> None:
        self.place, self.layout = place, layout
        self._free = threading.BoundedSemaphore(most)
        self._mutex = threading.Lock()
        self._idle: list[Connection] = []
        self._is_closed = False

    @contextmanager
    def one(self) -> Iterator[Connection]:
        """A session that nobody else uses while this lasts; it waits for one if all are in use."""
        with self._free:
            with self._mutex:
                self._is_closed = False
                connection = self._idle.pop() if self._idle else Connection(self.place, self.layout)
            try:
                yield connection
            finally:
                with self._mutex:
                    is_kept = not self._is_closed and not connection.in_transaction
                    if is_kept:
                        self._idle.append(connection)
                if not is_kept:
                    connection.close()

    def close(self) -> None:
        """End all sessions, those in use once they are given back; whoever asks for one later gets a new one."""
        with self._mutex:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
