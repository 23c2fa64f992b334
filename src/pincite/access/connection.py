"""A connection to the rules file, with its failures as sentences."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from pincite.access.schema import foreign
from pincite.databases import quieten, refuse_planted
from pincite.errors import WorkspaceError

BUSY_SECONDS = 30.0
"""How long a write waits for another process. A write takes milliseconds, so half a minute means a stuck process."""

HELP = "check the disk and the file's permissions, or restore it from a backup"


def connect(path: Path) -> sqlite3.Connection:
    """A connection whose commits are on disk when they return; the caller begins and ends transactions."""
    # A read-only medium has no room for SQLite's shared memory; without a log beside it the file is whole by itself.
    still = path.exists() and not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()
    address = f"file:{quote(os.fsencode(path.absolute()))}{'?mode=ro&immutable=1' if still else ''}"
    with reported(path):
        database = sqlite3.connect(
            address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            quieten(database)
            refuse_planted(foreign(database))
            database.execute("PRAGMA synchronous = FULL")
            database.execute("PRAGMA foreign_keys = ON")
        except sqlite3.Error:
            database.close()
            raise
        return database


@contextmanager
def reported(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into one sentence.

    Raises:
        WorkspaceError: the file cannot be used.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise WorkspaceError(f"the access rules at {path} cannot be used ({error}); {HELP}") from error
