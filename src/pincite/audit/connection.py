"""A connection to the record's file that is at its path now, with its failures as sentences."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pincite.audit.schema import SCHEMA
from pincite.databases import made_by, planted, quieten, refuse_planted
from pincite.errors import RecordError

BUSY_SECONDS = 30.0
"""How long to wait for another program that has the file locked; our own writers take turns before they come here."""


class Connection:
    """A connection that is made when needed, and made anew when another file is at the path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None

    def open(self) -> sqlite3.Connection:
        """The connection to the file that is at the path now, which may have been replaced since the last call.

        Raises:
            OSError, sqlite3.Error: there is none, or it is not a database.
        """
        found = self.path.stat()
        if self._database is None or self._file != (found.st_dev, found.st_ino):
            self.close()
            database = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            try:
                quieten(database)
                refuse_planted(planted(database, made_by(*(f"{statement};" for statement in SCHEMA.values()))))
                database.row_factory = sqlite3.Row
                database.execute("PRAGMA synchronous = FULL")
                database.execute("PRAGMA secure_delete = ON")
            except sqlite3.Error:
                database.close()
                raise
            self._database, self._file = database, (found.st_dev, found.st_ino)
        return self._database

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()
        self._database = None


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """Turn a failure of the file at this path into a sentence.

    Raises:
        RecordError: the file cannot be used.
    """
    try:
        yield
    except (sqlite3.Error, OSError, UnicodeEncodeError) as error:
        raise RecordError(
            f"the audit record {path} cannot be used ({error}); check the disk and the file's permissions, "
            f"then run: pincite audit verify"
        ) from error


def empty_log(database: sqlite3.Connection, path: Path) -> None:
    """Empty SQLite's write-ahead log, in which erased text would otherwise stay readable.

    Raises:
        RecordError: another reader holds it for too long.
    """
    busy, *_ = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise RecordError(
            f"what was erased from {path} may still be in its write-ahead log, since another program reads it; end "
            "that program, then erase again"
        )
