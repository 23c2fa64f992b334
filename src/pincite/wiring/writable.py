"""Whether what a workspace has to write can be written at the moment: tried, not guessed."""

import os
import secrets
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from pincite.errors import WorkspaceError

LEAST_FREE = 50_000_000
"""Bytes: some ten thousand records, or a large file that is being read in."""

PATIENCE_S = 5.0
"""Seconds that another writer of a database may take."""


def require_writable(folders: tuple[Path, ...], databases: tuple[Path, ...]) -> None:
    """Refuse to go on where a folder or a database cannot be written.

    A page is written durably into each folder, and taken away again; each database is locked for writing.

    Raises:
        WorkspaceError: one of them cannot be written, or its disk is full.
    """
    for folder in dict.fromkeys(folders):
        _try_folder(folder)
    for database in databases:
        _try_database(database)


def _try_folder(folder: Path) -> None:
    probe = folder / f".writable-{secrets.token_hex(8)}"
    try:
        free = shutil.disk_usage(folder).free
        if free < LEAST_FREE:
            raise WorkspaceError(f"the disk of {folder} is full ({free:,} bytes are left); make room on it")
        descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, bytes(4096))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
            probe.unlink()
    except OSError as error:
        raise WorkspaceError(f"nothing can be written in {folder} ({error.strerror}); check its disk") from error


def _try_database(database: Path) -> None:
    try:
        name = f"{database.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(name, uri=True, isolation_level=None, timeout=PATIENCE_S)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise WorkspaceError(f"{database} cannot be written ({error}); check its disk and its permissions") from error
