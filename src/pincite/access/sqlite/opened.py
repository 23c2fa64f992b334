"""The rules file: opened, read and written row by row, by one process at a time."""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from pincite.access.changes import Diff
from pincite.access.connection import reported
from pincite.access.facts import User
from pincite.access.history import Change, from_json, to_json
from pincite.access.port import Recorder
from pincite.access.rules import Rules
from pincite.access.schema import (
    SCHEMA,
    SCHEMA_VERSION,
    write_facts,
)
from pincite.access.scope import Principal
from pincite.errors import Altered, WorkspaceError


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Opened:
    """A database of rules; one thread at a time works in it."""

    recorder: Recorder | None = None

    def __init__(self, path: Path, database: sqlite3.Connection, now: Callable[[], datetime]) -> None:
        """Begin with a database that holds rules; `path` is what it is called."""
        self._path, self._database, self.now = path, database, now
        self._mutex = threading.RLock()
        self._seen: tuple[tuple[int, int], Rules] | None = None
        self._latest: tuple[int, datetime | None] = (0, None)
        self._whole: int | None = None
        self._let_in: tuple[int, Mapping[str, datetime]] | None = None
        self.two_person: frozenset[str] = frozenset()
        self.newest: Callable[[], str] | None = None

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _standing(self) -> tuple[str, int]:
        """The workspace's owner, and the version of the rules."""
        owner, version = self._database.execute("SELECT owner, version FROM workspace").fetchone()
        return owner, version

    def _keep(self, change: Change) -> None:
        """Write a change and the facts that it changes, within the caller's transaction."""
        write_facts(self._database, change.diff.added, change.diff.removed)
        self._database.execute(
            "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                change.number,
                change.at.astimezone(UTC).isoformat(timespec="microseconds"),
                change.by.user,
                change.by.actor,
                change.what,
                to_json(change.diff.added),
                to_json(change.diff.removed),
                change.undoes,
            ),
        )
        self._database.execute("UPDATE workspace SET version = ?", (change.number,))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the right to change the rules, from before the change is recorded until it is made."""
        lock = self._path.with_suffix(".lock")
        try:
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise WorkspaceError(
                f"the access rules at {self._path} cannot be changed ({error.strerror}: {lock}); check that you own "
                "the folder and that it can be written"
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def _reported(self) -> Iterator[None]:
        with reported(self._path):
            yield

    def _altered(self) -> Altered:
        return Altered(
            f"the access rules in {self._path} are not those that the record has: the file was changed without "
            "pincite, or put back from a copy, so nothing is shown by them. Restore it from a backup; or the owner can "
            "see what differs with pincite audit verify, and accept it with: pincite audit seal --reason TEXT"
        )


def make_rules(database: sqlite3.Connection, owner: str) -> None:
    """Make the tables of rules that know only their owner, within the caller's transaction."""
    for statement in SCHEMA:
        database.execute(statement)
    write_facts(database, [User(owner)], [])
    database.execute("INSERT INTO workspace VALUES (?, 1)", (owner,))
    database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def change_of(row: tuple[int, str, str, str, str, str, str, int | None]) -> Change:
    """A change as a row of the history has it."""
    number, at, user, actor, what, added, removed, undoes = row
    diff = Diff(from_json(added), from_json(removed))
    return Change(number, datetime.fromisoformat(at), Principal(user, actor), what, diff, undoes)
