"""The rules of a workspace on disk: one SQLite file that only the workspace's owner may change.

Reading gives a frozen `Rules`. Every write is one transaction that is on disk when it returns and, when it changed
anything, raises the version of the rules by one.
"""

import os
import shlex
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Self
from urllib.parse import quote

from pincite.access.rules import Rules, clean_name
from pincite.access.scope import Principal
from pincite.documents.span import MatterId
from pincite.errors import AccessError, WorkspaceError

BUSY_SECONDS = 30.0
"""How long a write waits for another process's: a write takes milliseconds, so half a minute means a stuck process."""

SCHEMA_VERSION = 1

# A wall does not go when its group goes (no cascade): taking a wall down is always a step of its own.
SCHEMA = (
    """
    CREATE TABLE who (
        name TEXT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('user', 'group')),
        active INTEGER NOT NULL CHECK (active IN (0, 1))
    )
    """,
    """
    CREATE TABLE workspace (
        owner TEXT NOT NULL REFERENCES who (name),
        version INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE membership (
        team TEXT NOT NULL REFERENCES who (name) ON DELETE CASCADE,
        member TEXT NOT NULL REFERENCES who (name),
        PRIMARY KEY (team, member)
    )
    """,
    """
    CREATE TABLE matter (
        name TEXT NOT NULL PRIMARY KEY
    )
    """,
    """
    CREATE TABLE permission (
        who TEXT NOT NULL REFERENCES who (name) ON DELETE CASCADE,
        matter TEXT NOT NULL REFERENCES matter (name),
        PRIMARY KEY (who, matter)
    )
    """,
    """
    CREATE TABLE wall (
        who TEXT NOT NULL REFERENCES who (name),
        matter TEXT NOT NULL REFERENCES matter (name),
        PRIMARY KEY (who, matter)
    )
    """,
)


class AccessStore:
    """Users, groups, matters, grants and walls of one workspace.

    Adding a user, group or matter that exists is refused; a grant, wall or membership that stands already is left
    standing. Each write returns the version of the rules after it.
    """

    def __init__(self, path: Path) -> None:
        """Open the rules of an existing workspace.

        Raises:
            WorkspaceError: the file is missing, damaged, or of another version.
        """
        missing = f"there are no access rules at {path}; make a workspace with: pincite ingest PATH --matter M"
        if not path.is_file():
            raise WorkspaceError(missing)
        self._path = path
        self._mutex = threading.RLock()
        self._seen: tuple[tuple[int, int], Rules] | None = None
        self._database = _connect(path)
        try:
            with self._reported():
                found = self._database.execute("PRAGMA user_version").fetchone()[0]
            if found == 0:
                raise WorkspaceError(missing)
            if found != SCHEMA_VERSION:
                raise WorkspaceError(
                    f"the access rules at {path} are of version {found}, and this pincite reads version "
                    f"{SCHEMA_VERSION}; use the pincite that made them, or restore the file from a backup"
                )
        except WorkspaceError:
            self._database.close()
            raise

    @classmethod
    def create(cls, path: Path, owner: str) -> Self:
        """Make the rules of a new workspace, which knows only its owner.

        Raises:
            AccessError: the owner's name cannot be a name.
            WorkspaceError: the file exists or cannot be written.
        """
        name = clean_name(owner, "user")
        with _reported(path), closing(_connect(path)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("BEGIN IMMEDIATE")
            # A file of version 0 is what a creation that was killed leaves behind; it holds nothing.
            if database.execute("PRAGMA user_version").fetchone()[0] != 0:
                raise WorkspaceError(
                    f"there are access rules at {path} already; open that workspace, or choose another"
                )
            for statement in SCHEMA:
                database.execute(statement)
            database.execute("INSERT INTO who VALUES (?, 'user', 1)", (name,))
            database.execute("INSERT INTO workspace VALUES (?, 1)", (name,))
            database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            database.execute("COMMIT")
        return cls(path)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def rules(self) -> Rules:
        """The rules as they stand now; read anew only when some process has changed them.

        Raises:
            WorkspaceError: the file cannot be read.
        """
        with self._mutex, self._reported():
            self._database.execute("BEGIN")
            try:
                version = self._database.execute("SELECT version FROM workspace").fetchone()[0]
                # data_version moves when another connection writes, also one that forgot to raise the version.
                state = (self._database.execute("PRAGMA data_version").fetchone()[0], version)
                if self._seen is None or self._seen[0] != state:
                    self._seen = (state, _read(self._database))
            finally:
                self._database.execute("ROLLBACK")
            return self._seen[1]

    def add_user(self, by: Principal, user: str) -> int:
        """Make a user known.

        Raises:
            AccessError: not by the owner, the name is taken or cannot be a name.
        """
        with self._changing(by) as database:
            name = clean_name(user, "user")
            _require_free(database, name)
            database.execute("INSERT INTO who VALUES (?, 'user', 1)", (name,))
        return self._version()

    def disable_user(self, by: Principal, user: str) -> int:
        """Shut a user out; their grants, groups and walls stay for the day they are enabled again.

        Raises:
            AccessError: not by the owner, an unknown user, or the owner themselves.
        """
        with self._changing(by) as database:
            name = _require_who(database, user, "user")
            if name == by.user:
                raise AccessError(f"{name} owns this workspace and cannot be disabled; disable another user")
            database.execute("UPDATE who SET active = 0 WHERE name = ? AND active = 1", (name,))
        return self._version()

    def enable_user(self, by: Principal, user: str) -> int:
        """Let a disabled user in again.

        Raises:
            AccessError: not by the owner, or an unknown user.
        """
        with self._changing(by) as database:
            name = _require_who(database, user, "user")
            database.execute("UPDATE who SET active = 1 WHERE name = ? AND active = 0", (name,))
        return self._version()

    def add_group(self, by: Principal, group: str, members: Iterable[str]) -> int:
        """Make a group of known users.

        Raises:
            AccessError: not by the owner, the name is taken or cannot be a name, or a member is unknown.
        """
        with self._changing(by) as database:
            name = clean_name(group, "group")
            _require_free(database, name)
            database.execute("INSERT INTO who VALUES (?, 'group', 1)", (name,))
            _add_members(database, name, members)
        return self._version()

    def add_members(self, by: Principal, group: str, members: Iterable[str]) -> int:
        """Put users into a group.

        Raises:
            AccessError: not by the owner, or the group or a member is unknown.
        """
        with self._changing(by) as database:
            _add_members(database, _require_who(database, group, "group"), members)
        return self._version()

    def remove_members(self, by: Principal, group: str, members: Iterable[str]) -> int:
        """Take users out of a group, and so from behind its walls and out of its matters.

        Raises:
            AccessError: not by the owner, or the group or a member is unknown.
        """
        with self._changing(by) as database:
            team = _require_who(database, group, "group")
            for member in members:
                name = _require_who(database, member, "user")
                database.execute("DELETE FROM membership WHERE team = ? AND member = ?", (team, name))
        return self._version()

    def remove_group(self, by: Principal, group: str) -> int:
        """Undo a group: its members lose what it granted them.

        Raises:
            AccessError: not by the owner, an unknown group, or a wall stands on it. Removing the group would lift the
                wall for all its members without anybody having said so.
        """
        with self._changing(by) as database:
            name = _require_who(database, group, "group")
            walled = database.execute("SELECT matter FROM wall WHERE who = ? ORDER BY matter", (name,)).fetchone()
            if walled is not None:
                raise AccessError(
                    f"the group {name!r} is behind a wall from matter {walled[0]!r}, which would go with it; take the "
                    f"wall down first: pincite access wall remove {shlex.quote(name)} --matter {shlex.quote(walled[0])}"
                )
            database.execute("DELETE FROM who WHERE name = ?", (name,))
        return self._version()

    def add_matter(self, by: Principal, matter: str) -> int:
        """Open a matter; whoever creates it becomes its member.

        Raises:
            AccessError: not by the owner, the matter exists, or its name cannot be a name.
        """
        with self._changing(by) as database:
            name = clean_name(matter, "matter")
            if database.execute("SELECT 1 FROM matter WHERE name = ?", (name,)).fetchone():
                raise AccessError(f"there is a matter {name!r} already; choose another name, or use that one")
            database.execute("INSERT INTO matter VALUES (?)", (name,))
            database.execute("INSERT INTO permission VALUES (?, ?)", (by.user, name))
        return self._version()

    def grant(self, by: Principal, who: str, matter: str) -> int:
        """Make a user or group a member of a matter.

        Raises:
            AccessError: not by the owner, or the user, group or matter is unknown.
        """
        with self._changing(by) as database:
            pair = (_require_who(database, who), _require_matter(database, matter))
            database.execute("INSERT OR IGNORE INTO permission VALUES (?, ?)", pair)
        return self._version()

    def revoke(self, by: Principal, who: str, matter: str) -> int:
        """Take back a grant made to exactly this user or group.

        Raises:
            AccessError: not by the owner, or the user, group or matter is unknown.
        """
        with self._changing(by) as database:
            pair = (_require_who(database, who), _require_matter(database, matter))
            database.execute("DELETE FROM permission WHERE who = ? AND matter = ?", pair)
        return self._version()

    def add_wall(self, by: Principal, who: str, matter: str) -> int:
        """Raise an ethical wall between a user or group and a matter.

        Raises:
            AccessError: not by the owner, or the user, group or matter is unknown.
        """
        with self._changing(by) as database:
            pair = (_require_who(database, who), _require_matter(database, matter))
            database.execute("INSERT OR IGNORE INTO wall VALUES (?, ?)", pair)
        return self._version()

    def remove_wall(self, by: Principal, who: str, matter: str) -> int:
        """Take down a wall raised on exactly this user or group.

        Raises:
            AccessError: not by the owner, or the user, group or matter is unknown.
        """
        with self._changing(by) as database:
            pair = (_require_who(database, who), _require_matter(database, matter))
            database.execute("DELETE FROM wall WHERE who = ? AND matter = ?", pair)
        return self._version()

    @contextmanager
    def _changing(self, by: Principal) -> Iterator[sqlite3.Connection]:
        """One transaction of the owner's; raises the version when it changed a row, and undoes all when it fails."""
        with self._mutex, self._reported():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                owner = self._database.execute("SELECT owner FROM workspace").fetchone()[0]
                if by.user != owner:
                    raise AccessError(
                        f"only the workspace's owner ({owner}) may change access, and this would be done as {by.user}; "
                        f"ask {owner} to do it"
                    )
                before = self._database.total_changes
                yield self._database
                if self._database.total_changes != before:
                    self._database.execute("UPDATE workspace SET version = version + 1")
                self._database.execute("COMMIT")
            finally:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")

    def _version(self) -> int:
        with self._mutex, self._reported():
            return int(self._database.execute("SELECT version FROM workspace").fetchone()[0])

    @contextmanager
    def _reported(self) -> Iterator[None]:
        with _reported(self._path):
            yield


def _connect(path: Path) -> sqlite3.Connection:
    """A connection whose commits are on disk when they return; the caller begins and ends transactions."""
    # A read-only medium has no room for SQLite's shared memory; without a log beside it the file is whole by itself.
    still = path.exists() and not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()
    address = f"file:{quote(os.fsencode(path.absolute()))}{'?mode=ro&immutable=1' if still else ''}"
    with _reported(path):
        database = sqlite3.connect(
            address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            database.execute("PRAGMA synchronous = FULL")
            database.execute("PRAGMA foreign_keys = ON")
        except sqlite3.Error:
            database.close()
            raise
        return database


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise WorkspaceError(
            f"the access rules at {path} cannot be used ({error}); "
            f"check the disk and the file's permissions, or restore it from a backup"
        ) from error


def _read(database: sqlite3.Connection) -> Rules:
    owner, version = database.execute("SELECT owner, version FROM workspace").fetchone()
    groups: dict[str, set[str]] = {
        name: set() for (name,) in database.execute("SELECT name FROM who WHERE kind = 'group'")
    }
    for group, member in database.execute("SELECT team, member FROM membership"):
        groups[group].add(member)
    return Rules(
        version=version,
        owner=owner,
        users=MappingProxyType(
            {
                name: bool(active)
                for name, active in database.execute("SELECT name, active FROM who WHERE kind = 'user'")
            }
        ),
        groups=MappingProxyType({group: frozenset(members) for group, members in groups.items()}),
        matters=frozenset(MatterId(name) for (name,) in database.execute("SELECT name FROM matter")),
        grants=_by_name(database.execute("SELECT who, matter FROM permission")),
        walls=_by_name(database.execute("SELECT who, matter FROM wall")),
    )


def _by_name(pairs: Iterable[tuple[str, str]]) -> MappingProxyType[str, frozenset[MatterId]]:
    matters: dict[str, set[MatterId]] = {}
    for name, matter in pairs:
        matters.setdefault(name, set()).add(MatterId(matter))
    return MappingProxyType({name: frozenset(found) for name, found in matters.items()})


def _require_free(database: sqlite3.Connection, name: str) -> None:
    row = database.execute("SELECT kind FROM who WHERE name = ?", (name,)).fetchone()
    if row is not None:
        raise AccessError(
            f"there is a {row[0]} named {name!r} already; users and groups share their names, so choose another"
        )


def _require_who(database: sqlite3.Connection, text: str, kind: str | None = None) -> str:
    """The name as it is kept, of a user, a group, or (without `kind`) either."""
    name = clean_name(text, kind or "user or group")
    row = database.execute("SELECT kind FROM who WHERE name = ?", (name,)).fetchone()
    if row is None:
        ways = {
            "user": f"pincite access user add {shlex.quote(name)}",
            "group": f"pincite access group add {shlex.quote(name)} --member USER",
        }
        fix = ways[kind] if kind else f"{ways['user']}, or: {ways['group']}"
        raise AccessError(f"there is no {kind or 'user or group'} named {name!r}; add one with: {fix}")
    if kind and row[0] != kind:
        raise AccessError(f"{name!r} is a {row[0]}, and this needs a {kind}; name a {kind}")
    return name


def _require_matter(database: sqlite3.Connection, text: str) -> str:
    name = clean_name(text, "matter")
    if database.execute("SELECT 1 FROM matter WHERE name = ?", (name,)).fetchone() is None:
        raise AccessError(f"there is no matter {name!r}; open it with: pincite access matter add {shlex.quote(name)}")
    return name


def _add_members(database: sqlite3.Connection, group: str, members: Iterable[str]) -> None:
    for member in members:
        name = _require_who(database, member, "user")
        database.execute("INSERT OR IGNORE INTO membership VALUES (?, ?)", (group, name))
