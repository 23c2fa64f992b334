"""How the record covers the rules: a seal for each row of each table, and one digest for all.

A change is written beside the rules (`pending`), then recorded, then made. If the process dies in between, the rules
are either unchanged or can be brought to the recorded state, and to no other.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pincite.databases import Database
from pincite.sealing import Thing, Value, new_salt, plain, state_digest

COVERED: Final[Mapping[str, tuple[str, ...]]] = {
    "who": ("name", "kind", "active"),
    "workspace": ("owner", "version"),
    "membership": ("team", "member"),
    "provided": ("team", "member"),
    "matter": ("name",),
    "permission": ("who", "matter", "document", "label", "until"),
    "wall": ("who", "matter", "document"),
    "role": ("who", "role"),
    "two_person": ("action",),
    "signer": ("user", "public"),
    "classification": ("matter", "label", "level"),
    "change": ("number", "at", "user", "actor", "what", "added", "removed", "undoes"),
}
"""Tables whose every row the record covers, and their columns."""

LATER: Final = frozenset({"two_person", "signer", "provided", "classification"})
"""Tables that files of an earlier schema lack. An empty table counts as a missing one: both are covered alike."""

NAMED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "who": ("name",),
    "workspace": (),
    "permission": ("who", "matter", "document", "label"),
    "classification": ("matter", "label"),
    "change": ("number",),
}
"""The columns that identify a row; all columns for a table that is not listed."""

TOLD: Final[Mapping[str, str]] = {
    **{column: column for column in ("member", "who", "matter", "document", "label", "role", "number")},
    "team": "group",
    "owner": "owner",
}
"""Columns that the record's erasable part names, with the names that `audit.reading` knows."""

SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS salt (value BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS pending (after TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, "
    "user TEXT NOT NULL, actor TEXT NOT NULL, what TEXT NOT NULL, added TEXT NOT NULL, removed TEXT NOT NULL, "
    "undoes INTEGER)",
)
"""The tables that covering adds to an access file: the salt of its seals, and the change under way."""

IN_POSTGRES: Final = (
    "CREATE TABLE salt (value BYTEA NOT NULL)",
    'CREATE TABLE pending (after TEXT NOT NULL, number BIGINT NOT NULL, at TEXT NOT NULL, "user" TEXT NOT NULL, '
    "actor TEXT NOT NULL, what TEXT NOT NULL, added TEXT NOT NULL, removed TEXT NOT NULL, undoes BIGINT)",
)
"""The same tables in PostgreSQL, which are made with the others."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that was written down and may not have been made: the state after it, and its row of `change`."""

    after: str
    row: tuple[int, str, str, str, str, str, str, int | None]


def prepare(database: Database) -> None:
    """Add what covering needs to the file, within the caller's transaction."""
    if isinstance(database, sqlite3.Connection):
        for statement in SCHEMA:
            database.execute(statement)
    if database.execute("SELECT 1 FROM salt").fetchone() is None:
        database.execute("INSERT INTO salt VALUES (?)", (new_salt(),))


Named = tuple[str, tuple[Value, ...]]
"""A table, and what identifies a row in it."""


@dataclass(frozen=True, slots=True)
class Rows:
    """All that is covered at one moment: the salt of its seals, and the rows of each table, in a fixed order."""

    salt: bytes
    by_table: Mapping[str, Sequence[tuple[Value, ...]]]

    @property
    def digest(self) -> str:
        """The digest of all of it."""
        return state_digest([self.salt.hex(), self.by_table])

    def things(self, only: frozenset[Named] | None = None) -> list[Thing]:
        """One `Thing` a row; of the rows that go by some names where these are given."""
        return [thing for table in self.by_table for thing in self._of(table, only)]

    def _of(self, table: str, only: frozenset[Named] | None) -> Iterator[Thing]:
        columns = COVERED.get(table, ("name", "type", "sql"))
        names = {**TOLD, "name": "matter" if table == "matter" else "who"}
        name_of = _naming(table)
        known: Counter[tuple[Value, ...]] = Counter()
        for row in self.by_table[table]:
            named = name_of(row)
            if only is not None and (table, named) not in only:
                continue
            known[named] += 1
            # A second row of the same name is a thing of its own, so that no row can hide behind another.
            key = plain(named) if known[named] == 1 else plain([*named, known[named]])
            told = zip(columns, row, strict=True)
            known_as = {names[column]: str(value) for column, value in told if column in names and value is not None}
            yield Thing(table if table != "made" else str(row[1]), key, self.salt, plain(row), known_as)


def differing(before: Rows, after: Rows) -> frozenset[Named]:
    """The names of all rows that came, went or changed between two moments."""
    return frozenset(
        (table, _naming(table)(row))
        for table in before.by_table.keys() | after.by_table.keys()
        for one, other in ((before, after), (after, before))
        for row in Counter(one.by_table.get(table, ())) - Counter(other.by_table.get(table, ()))
    )


def _naming(table: str) -> Callable[[tuple[Value, ...]], tuple[Value, ...]]:
    """Tells what identifies a row of a table."""
    columns = COVERED.get(table, ("name", "type", "sql"))
    places = [columns.index(column) for column in NAMED_BY.get(table, columns)]
    return lambda row: tuple(row[place] for place in places)


def read(database: Database) -> Rows:
    """All that is covered, as it stands.

    It reads the tables themselves, never an index, which might disagree with them.
    """
    itself = " NOT INDEXED" if isinstance(database, sqlite3.Connection) else ""
    found: dict[str, Sequence[tuple[Value, ...]]] = {}
    for table, columns in COVERED.items():
        if table not in LATER or _has(database, table):
            named = ", ".join(f'"{column}"' for column in columns)
            rows = database.execute(f"SELECT {named} FROM {table}{itself}").fetchall()  # noqa: S608 - our own names
            found[table] = sorted((tuple(row) for row in rows), key=repr)
    found = {table: rows for table, rows in found.items() if rows or table not in LATER}
    if not isinstance(database, sqlite3.Connection):
        return Rows(_salt(database), {**found, "made": []})  # what acts by itself there is refused
    made = "SELECT name, type, sql FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name"
    return Rows(_salt(database), {**found, "made": database.execute(made).fetchall()})


def things(database: Database) -> list[Thing]:
    """All that is covered, one `Thing` a row."""
    return read(database).things()


def state(database: Database) -> str:
    """The digest of all that is covered."""
    return read(database).digest


def pending(database: Database) -> Pending | None:
    """The change under way; None if there is none."""
    if not _has(database, "pending"):
        return None
    row = database.execute(
        'SELECT after, number, at, "user", actor, what, added, removed, undoes FROM pending'
    ).fetchone()
    return None if row is None else Pending(row[0], tuple(row[1:]))


def note(database: Database, noted: Pending | None) -> None:
    """Write down the change under way, or none, in place of any other; within the caller's transaction."""
    database.execute("DELETE FROM pending")
    if noted is not None:
        database.execute("INSERT INTO pending VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (noted.after, *noted.row))


def _salt(database: Database) -> bytes:
    row = database.execute("SELECT value FROM salt").fetchone() if _has(database, "salt") else None
    return row[0] if row is not None and isinstance(row[0], bytes) else b""


def _has(database: Database, table: str) -> bool:
    if not isinstance(database, sqlite3.Connection):
        return True
    return database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is not None
