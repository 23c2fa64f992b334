"""SQLite files whose writer may have been anybody: what in them could act by itself is turned off, or refused.

A file brings its schema along. Triggers, views and virtual tables in it run when somebody else reads or writes. An
added index, or added statistics, decide from where a question is answered, and an index that was left behind by its
table answers otherwise than the table. So a file holds exactly what pincite makes, as pincite words it, and each index
says what its table says.
"""

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from typing import Final

SWITCHES = (("SQLITE_DBCONFIG_DEFENSIVE", True), ("SQLITE_DBCONFIG_ENABLE_TRIGGER", False))
"""What Python 3.12 and later can set; before, what is refused has to do."""

Name = tuple[str, str, str]
"""What something in a schema is: its type, its name, and the table that it is of."""

Statement = tuple[str, ...]
"""A statement without blanks and comments: what it begins with, each definition, and what comes after them."""

Made = Mapping[Name, Statement]
"""All that pincite makes in a file. An index that SQLite makes for a key has an empty statement."""

BLANK: Final = r"[ \t\n\f\r]+|--[^\n]*|/\*.*?(?:\*/|\Z)"
"""What SQLite reads over, and nothing else: what only looks blank to Python would hide words."""

TOKEN: Final = re.compile(
    rf"(?P<blank>{BLANK})|[xX]?'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`|\[[^\]]*\]|[\w$]+|.", re.DOTALL
)
"""Source: tokenize.c of SQLite."""


def quieten(database: sqlite3.Connection) -> None:
    """Let nothing in the file's schema call functions, and have damaged pages noticed where they are read.

    Raises:
        sqlite3.Error: the file is no database.
    """
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    for name, value in SWITCHES:
        if hasattr(database, "setconfig") and hasattr(sqlite3, name):
            database.setconfig(getattr(sqlite3, name), value)


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """While this lasts, the right to write; all of it is kept afterwards, or nothing when an error leaves it.

    Raises:
        sqlite3.Error: another process did not let go of that right in time, or the disk failed.
    """
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    finally:
        if database.in_transaction:
            database.execute("ROLLBACK")


@contextmanager
def snapshot(database: sqlite3.Connection) -> Iterator[None]:
    """While this lasts, all that is read is of one moment.

    Raises:
        sqlite3.Error: the file cannot be read.
    """
    database.execute("BEGIN")
    try:
        yield
    finally:
        if database.in_transaction:
            database.execute("ROLLBACK")


@cache
def made_by(*scripts: str) -> Made:
    """All that these statements make in a file."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        for script in scripts:
            database.executescript(script)
        return dict(_schema(database))


def planted(
    database: sqlite3.Connection, made: Made, lacking: Collection[tuple[str, str]] = (), older: Made | None = None
) -> list[str]:
    """What the file holds that pincite did not make or made otherwise, a sentence each; first what acts by itself.

    What it lacks is not told: that is made when it is needed. `lacking` are columns, each with its table, that a file
    of an earlier release lacks, and `older` what such a file has otherwise.

    Raises:
        sqlite3.Error: the file is no database.
    """
    found = _schema(database)
    acting, odd = list[str](), list[str]()
    for number, (name, statement) in enumerate(found):
        kind, own, table = name
        wanted = made.get(name)
        if wanted is None or name in dict(found[:number]):
            said = f"{own[:80]!r} in it was not made by pincite, and could act when the file is used"
            (odd if kind in ("table", "index") else acting).append(said)
        elif statement not in (wanted, _shorter(wanted, statement, table, lacking), (older or {}).get(name)):
            odd.append(f"{own[:80]!r} in it is not as pincite made it")
    # An index of a key comes with its table, and is not made again.
    tables, names = {name[1] for name, _ in found if name[0] == "table"}, {name for name, _ in found}
    if older is None:
        odd += [
            f"{name[1]!r} is missing from it"
            for name, statement in made.items()
            if not statement and name[2] in tables and name not in names
        ]
    return acting + odd


def refuse_planted(found: Sequence[str]) -> None:
    """Refuse a file in which something was `planted`.

    Raises:
        sqlite3.DatabaseError: something was.
    """
    if found:
        raise sqlite3.DatabaseError(found[0])


def stale(database: sqlite3.Connection, tables: Iterable[str] = ()) -> str:
    """Signs that an index disagrees with its table, or that rows are out of order; empty where there are none.

    `tables` are those that are looked through, all where none is named. What is read of each grows with its rows.

    Raises:
        sqlite3.Error: the file is no database.
    """
    for table in tables or [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]:
        named = str(table).replace('"', '""')
        [said, *_] = database.execute(f'PRAGMA integrity_check("{named}")').fetchone()
        if said != "ok":
            return " ".join(str(said).split())
    return ""


def _schema(database: sqlite3.Connection) -> list[tuple[Name, Statement]]:
    rows = database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return [((str(kind), str(name), str(table)), _parts(sql)) for kind, name, table, sql in rows]


def _parts(sql: object) -> Statement:
    """A statement, cut at the commas between its definitions."""
    if not isinstance(sql, str):
        return () if sql is None else (repr(sql),)
    parts: list[list[str]] = [[]]
    depth = 0
    for found in TOKEN.finditer(sql):
        if found["blank"]:
            continue
        sign = found[0]
        if sign == ")":
            depth -= 1
        if (sign == ")" and depth == 0) or (sign == "," and depth == 1):
            parts.append([])
        parts[-1].append(sign)
        if sign == "(":
            depth += 1
            if depth == 1:
                parts.append([])
    return tuple(" ".join(part).removeprefix(", ") for part in parts)


def _shorter(wanted: Statement, found: Statement, table: str, lacking: Collection[tuple[str, str]]) -> Sequence[str]:
    """A statement without the optional columns that the one in the file lacks."""
    return tuple(part for part in wanted if part in found or (table, part.partition(" ")[0]) not in lacking)
