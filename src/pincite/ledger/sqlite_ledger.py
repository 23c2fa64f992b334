"""The ledger of a workspace: a SQLite file that all of its processes share. Implements `Ledger`.

A process holds a lock for as long as it lives, which the kernel lets go of however it ends. By that others see that a
call under way will never be settled.

What is written is kept however a process ends. Only a failure of the machine can lose the newest charges: no call waits
for the disk, since the record of what the call was for does, and has the same amounts.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pincite.databases import made_by, planted, quieten, refuse_planted, transaction, write_ahead
from pincite.errors import LedgerError, WorkspaceError
from pincite.file_stamps import which_file
from pincite.ledger.schema import TABLES
from pincite.ledger.stored import StoredLedger, recover
from pincite.serving.port import Workers

BUSY_S = 30
"""Seconds that a process waits while others write; each needs some milliseconds."""

LOG_PAGES = 8_000
"""Pages of 4,096 bytes in SQLite's log before it is carried over into the file. The call at which that happens waits
for the disk. With SQLite's own 1,000 that is one call in 35, with 8,000 fewer than one in 200, for a log of 33 MB."""


class SqliteLedger(StoredLedger):
    """The ledger in a file. It is opened when it is first used, and its calls of killed processes are found then."""

    def __init__(self, path: Path, workers: Workers) -> None:
        """`workers` has the locks by which processes see that others live."""
        super().__init__(workers)
        self._path = path
        self._lock = threading.Lock()
        self._opened = ExitStack()
        self._db: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None

    def close(self) -> None:
        """Let go of the file. What is under way then counts as abandoned."""
        with self._lock:
            self._opened.close()
            self._db = None

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """While this lasts, the right to write; all of it is kept afterwards, or nothing when an error leaves it."""
        with self._using() as db, transaction(db):
            yield db

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._file is not None and which_file(self._path) != self._file:
                raise LedgerError(
                    f"the ledger {self._path} was removed or replaced while pincite runs, so nothing can be charged "
                    "and no language model is asked; end what runs, put the file back, and start again"
                )
            try:
                yield self._connected()
            except (sqlite3.Error, OverflowError) as error:
                raise LedgerError(
                    f"the ledger {self._path} cannot be used ({error}), so no language model is asked; check the disk "
                    "and the file's permissions. If it is damaged, put it back from a backup"
                ) from error

    def _connected(self) -> sqlite3.Connection:
        if self._db is not None:
            return self._db
        with ExitStack() as opening:
            try:
                worker = opening.enter_context(self._workers.at_work())
            except WorkspaceError as error:
                raise LedgerError(f"the ledger {self._path} cannot be used: {error}") from error
            db = sqlite3.connect(self._path, isolation_level=None, timeout=BUSY_S, check_same_thread=False)
            opening.callback(db.close)
            quieten(db)
            refuse_planted(planted(db, made_by(TABLES)))
            write_ahead(db)
            db.execute("PRAGMA synchronous = NORMAL")  # see the module
            db.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
            with transaction(db):
                for statement in TABLES.split(";\n"):
                    db.execute(statement)
                recover(db, self._workers)
            self._opened.push(opening.pop_all())
        self._db, self._worker, self._file = db, worker, which_file(self._path)
        return db
