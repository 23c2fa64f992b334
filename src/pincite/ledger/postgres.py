"""The ledger of a firm in PostgreSQL, for processes on several machines. Implements `Ledger`.

Each change waits until it is on the server's disk, so a reservation outlives the server too. Where it is not known
whether a change was kept, since the session was lost over it, the call is refused, and what was reserved stays.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from pincite.databases import DatabaseFailed
from pincite.errors import LedgerError, WorkspaceError
from pincite.ledger.schema import TABLES
from pincite.ledger.stored import StoredLedger, recover
from pincite.postgres.connection import Connection
from pincite.postgres.layout import Layout
from pincite.postgres.place import PostgresSchema
from pincite.postgres.tables import Tables
from pincite.postgres.wording import made_for_postgres
from pincite.serving.port import Workers

LEDGER: Final = Layout(1, made_for_postgres(TABLES))

MOST_SESSIONS: Final = 2
"""Of one process: a call of a language model takes seconds, and what is written for it milliseconds."""


class PostgresLedger(StoredLedger):
    """The ledger in a schema. It is opened when it is first used, and calls of dead processes are found then."""

    def __init__(self, place: PostgresSchema, workers: Workers) -> None:
        """`workers` has the locks by which processes see that others live."""
        super().__init__(workers)
        self._place = place
        self._lock = threading.Lock()
        self._opened = ExitStack()
        self._tables: Tables | None = None

    def close(self) -> None:
        """End the sessions. What is under way then counts as abandoned."""
        with self._lock:
            self._opened.close()
            self._tables = None

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        with self._reported(), self._used().changing() as db:
            yield db

    @contextmanager
    def _using(self) -> Iterator[Connection]:
        with self._reported(), self._used().reading() as db:
            yield db

    def _used(self) -> Tables:
        with self._lock:
            if self._tables is not None:
                return self._tables
            with ExitStack() as opening:
                tables = Tables(self._place, LEDGER, MOST_SESSIONS)
                opening.callback(tables.close)
                tables.make()
                self._worker = opening.enter_context(self._workers.at_work())
                with tables.changing() as db:
                    recover(db, self._workers)
                self._opened.push(opening.pop_all())
            self._tables = tables
            return tables

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except (DatabaseFailed, WorkspaceError) as error:
            raise LedgerError(
                f"the ledger in the {self._place.name} cannot be used ({error}), so no language model is asked; see "
                "that PostgreSQL runs and can be reached"
            ) from error
