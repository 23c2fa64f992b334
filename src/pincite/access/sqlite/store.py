"""The rules of a workspace on disk: one SQLite file that the workspace's owner and administrators may change.

Reading gives a frozen `Rules`. Every write is one transaction that is on disk when it returns and, when it changed
anything, raises the version of the rules by one and leaves a `Change` with that number in the history.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from pincite.access.connection import HELP, connect, reported
from pincite.access.names import clean_name
from pincite.access.port import Recorder
from pincite.access.schema import MIGRATIONS, SCHEMA, SCHEMA_VERSION, migrate, version_of
from pincite.access.second import BY_RULES, Confirming
from pincite.access.tables.opened import begin_rules, utc_now
from pincite.access.tables.waiting import Waiting
from pincite.access.verbs import Verbs
from pincite.databases import transaction
from pincite.errors import Remedy, WorkspaceError


class SqliteAccess(Waiting, Verbs):
    """Users, groups, matters, grants, walls and roles of one workspace, and how they came to be; see `AccessStore`.

    `now` dates changes. The `recorder` records each change before it is made, and rules that differ from its record
    are given to nobody (`access.covering`).
    """

    def __init__(
        self,
        path: Path,
        recorder: Recorder,
        now: Callable[[], datetime] = utc_now,
        confirming: Confirming = BY_RULES,
    ) -> None:
        """Open the rules of an existing workspace, bringing a file of an earlier version up to date.

        Raises:
            WorkspaceError: the file is missing, damaged, or of another version.
        """
        missing = f"there are no access rules at {path}"
        make = Remedy("make a workspace with: pincite ingest PATH --matter M", "make a workspace with create=True")
        if not path.is_file():
            raise WorkspaceError(missing, remedy=make)
        database = connect(path)
        super().__init__(f"at {path}", database, recorder, now, confirming)
        self._path = path
        try:
            with self._reported():
                found = version_of(database)
                if found in MIGRATIONS:
                    migrate(database)
                    found = version_of(database)
            if found == 0:
                raise WorkspaceError(missing, remedy=make)
            self._require_version(found)
        except WorkspaceError:
            database.close()
            raise
        self._file = database

    @staticmethod
    def create(path: Path, owner: str) -> None:
        """Make the rules of a new workspace, which knows only its owner.

        Raises:
            AccessError: the owner's name cannot be a name.
            WorkspaceError: the file exists or cannot be written.
        """
        name = clean_name(owner, "user")
        with reported(path), closing(connect(path)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            with transaction(database):
                if version_of(database) != 0:
                    raise WorkspaceError(
                        f"there are access rules at {path} already; open that workspace, or choose another"
                    )
                make_rules(database, name)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _standing(self) -> tuple[str, int]:
        """See `RulesDatabase`; rules that a later pincite has brought up to date meanwhile are refused."""
        self._require_version(version_of(self._file))
        return super()._standing()

    def _require_version(self, found: int) -> None:
        if found != SCHEMA_VERSION:
            raise WorkspaceError(
                f"the access rules at {self._path} are of version {found}, and this pincite reads version "
                f"{SCHEMA_VERSION}; use the pincite that made them, or restore the file from a backup"
            )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """See `RulesDatabase`; the kernel lets go of it when the process dies."""
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

    def _help(self) -> str:
        return HELP


def make_rules(database: sqlite3.Connection, owner: str) -> None:
    """Make the tables of rules that know only their owner, within the caller's transaction."""
    for statement in SCHEMA:
        database.execute(statement)
    begin_rules(database, owner)
    database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
