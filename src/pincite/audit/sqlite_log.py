"""The record of one workspace in an SQLite file."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from pincite.audit.checkpoint import Head
from pincite.audit.connection import Connection, empty_log, usable
from pincite.audit.heads import HeadKeeper
from pincite.audit.kept_log import KeptLog
from pincite.audit.schema import SCHEMA
from pincite.audit.turn import turn
from pincite.audit.verification import Verification, verify
from pincite.databases import snapshot
from pincite.drafts import flush_to_disk


class FileTables:
    """The tables of a record in a file; see `Tables`. One thread at a time reads."""

    def __init__(self, path: Path) -> None:
        self.log = path
        self.name = str(path)
        self._mutex = threading.Lock()
        self._reader = Connection(path)
        self._writer = Connection(path)

    def usable(self) -> AbstractContextManager[None]:
        """See `Tables`."""
        return usable(self.log)

    def turn(self) -> AbstractContextManager[None]:
        """See `Tables`; the kernel lets go of it when the process dies."""
        return turn(self.log.with_suffix(".lock"))

    def exist(self) -> bool:
        """See `Tables`."""
        return self.log.exists()

    def make(self) -> None:
        """See `Tables`. Under another name first, so that nobody ever finds a record without its tables."""
        making = self.log.with_suffix(".making")
        making.unlink(missing_ok=True)
        with closing(sqlite3.connect(making, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            for statement in SCHEMA.values():
                database.execute(statement)
        making.replace(self.log)
        flush_to_disk(self.log.parent)

    def writing(self) -> sqlite3.Connection:
        """See `Tables`."""
        return self._writer.open()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """See `Tables`."""
        with self._mutex:
            database = self._reader.open()
            with snapshot(database):
                yield database

    def forget(self) -> None:
        """Empty the write-ahead log, in which an erasure may have left its text."""
        with self._mutex:
            empty_log(self._reader.open(), self.log)

    def verified(self, heads: HeadKeeper, noted: Sequence[Head] = (), *, alone: bool = False) -> Verification:
        """See `Tables`."""
        return verify(self.log, heads, noted, alone=alone)

    def close(self) -> None:
        """See `Tables`."""
        self._writer.close()
        with self._mutex:
            self._reader.close()


class SqliteAuditLog(KeptLog):
    """The audit record of a workspace, in a file, with its signed heads in a second place. Implements `AuditLog`."""

    def __init__(self, path: Path, heads: HeadKeeper) -> None:
        """Open the record, or start the record of a new workspace.

        Raises:
            RecordError: the file is gone although a head was signed for it, or it cannot be made.
        """
        self.path = path
        super().__init__(FileTables(path), heads)
