"""The databases that stores are kept in, and SQLite files whose writer may have been anybody.

A store is written once, in SQL that SQLite and PostgreSQL take alike, over a `Database`: a file of SQLite's, or a
session with a server (`postgres.connection`). A transaction is the only one that writes, in both.

What in an SQLite file could act by itself is turned off, or refused. A file brings its schema along. Triggers, views
and virtual tables in it run when somebody else reads or writes. An added index, or added statistics, decide from where
a question is answered, and an index that was left behind by its table answers otherwise than the table. So a file holds
exactly what pincite makes, as pincite words it, and each index says what its table says.
"""

import re
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cache, lru_cache
from typing import Any, Final, Protocol

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

BUSY_S: Final = 30.0
"""Seconds for which a file is tried that others open for the first time too."""

RETRY_S: Final = 0.01
"""Seconds between two tries."""

LONGEST_KEPT: Final = 4_000
"""Characters of a statement that is cut once for a process. Ours are shorter; a file may hold any."""


class DatabaseFailed(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A server did not do what it was asked; `is_lost` if the session with it has ended."""

    def __init__(self, sentence: str, *, is_lost: bool = False) -> None:
        super().__init__(sentence)
        self.is_lost = is_lost


class DatabaseConflict(DatabaseFailed):
    """A row cannot stand beside those that are there already."""


FAILURES: Final = (sqlite3.Error, DatabaseFailed)
"""What a database raises: a file, and a server."""


def write_ahead(db: sqlite3.Connection) -> None:
    """Have a file keep a log of what is written, so that readers do not wait for writers.

    SQLite changes a new file to that only if nobody else has it open at that moment, and does not wait for it, whatever
    the timeout of the connection.

    Raises:
        sqlite3.Error: the file cannot be written, or others were in the way all the time.
    """
    until = time.monotonic() + BUSY_S
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        else:
            return
        time.sleep(RETRY_S)


class Rows(Protocol):
    """The rows of a statement. Values are had by place, and where the database is so set by the name of a column."""

    @property
    def rowcount(self) -> int:
        """How many rows a statement changed."""
        ...

    def fetchone(self) -> Any:  # noqa: ANN401 - as SQLite's
        """The next row; None after the last."""
        ...

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class ServerDatabase(Protocol):
    """A session with a server, in the part of it that belongs to one store. Parameters are written `?`."""

    @property
    def in_transaction(self) -> bool:
        """True from the beginning of a transaction until its end."""
        ...

    def execute(self, statement: str, values: Sequence[object] = (), /) -> Rows:
        """The rows of one statement.

        Raises:
            DatabaseFailed: the server does not do it.
        """
        ...

    def executemany(self, statement: str, rows: Iterable[Sequence[object]], /) -> object:
        """Do one statement with the values of each row, within a transaction.

        Raises:
            DatabaseFailed: the server does not do it.
        """
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """See `transaction`."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """See `snapshot`."""
        ...

    def stream(self, statement: str, values: Sequence[object] = (), /) -> Iterator[Any]:
        """See `stream`."""
        ...

    def writes(self) -> int:
        """See `writes`."""
        ...

    def require_as_made(self) -> None:
        """Refuse a store that holds what pincite did not make.

        Raises:
            DatabaseFailed: it does.
        """
        ...


Database = sqlite3.Connection | ServerDatabase
"""What a store is kept in."""


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


MOST_PAGE_BYTES: Final = 16_000_000
"""Of pages of SQLite files that a server's process keeps in memory, over all of its connections. Each connection may
keep 2 MB, and a burst of questions leaves connections behind whose pages come to lie there one by one: 9 MB with three
questions at once and 50 MB after 600, nine at once. The system keeps these pages, too."""


def bound_pages(most: int = MOST_PAGE_BYTES) -> None:
    """Have SQLite keep no more bytes of pages in this process's memory where it can do without."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"PRAGMA soft_heap_limit = {most:d}")


@contextmanager
def transaction(database: Database) -> Iterator[None]:
    """While this lasts, the right to write; all of it is kept afterwards, or nothing when an error leaves it.

    The error of a statement that fails within it must leave it. SQLite undoes such a statement as it undoes a
    savepoint, which is not safe without `pages_kept`; a server refuses all that follows.

    Raises:
        sqlite3.Error, DatabaseFailed: somebody else did not let go of that right in time, or it cannot be kept.
    """
    if not isinstance(database, sqlite3.Connection):
        with database.transaction():
            yield
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    finally:
        if database.in_transaction:
            database.execute("ROLLBACK")


@contextmanager
def pages_kept(database: Database) -> Iterator[None]:
    """Have SQLite keep a transaction's written pages in memory until the commit, as `as_if` needs; nothing on a server.

    SQLite otherwise writes pages to its log before the commit once there are many. Then version 3.46.1 may leave frames
    without a checksum if a part of the transaction is undone and the rest is committed; 3.51.1 does not. Whoever opens
    the file after a kill finds that the log ends there. That commit and all later ones are lost, though each COMMIT had
    succeeded. A part is undone by going back to a savepoint, and by a statement that fails: SQLite undoes what the
    statement had written in the same way. So its error must leave the transaction, which is then undone whole.

    Raises:
        AssertionError: a transaction has begun; SQLite ignores the setting within one.
    """
    if not isinstance(database, sqlite3.Connection):
        yield
        return
    if database.in_transaction:
        raise AssertionError("pages are kept from the beginning of a transaction or not at all")
    database.execute("PRAGMA cache_spill = OFF")
    try:
        yield
    finally:
        database.execute("PRAGMA cache_spill = ON")


@contextmanager
def as_if(database: Database) -> Iterator[None]:
    """Undo what is written within this block at its end, and keep the rest of the transaction.

    On an error it undoes nothing itself: the caller's transaction does.

    Raises:
        AssertionError: the transaction did not begin within `pages_kept`.
    """
    if isinstance(database, sqlite3.Connection) and database.execute("PRAGMA cache_spill").fetchone() != (0,):
        raise AssertionError("as_if needs a transaction that began within pages_kept")
    database.execute("SAVEPOINT as_if")
    yield
    database.execute("ROLLBACK TO as_if")
    database.execute("RELEASE as_if")


@contextmanager
def snapshot(database: Database) -> Iterator[None]:
    """While this lasts, all that is read is of one moment.

    Raises:
        sqlite3.Error, DatabaseFailed: it cannot be read.
    """
    if not isinstance(database, sqlite3.Connection):
        with database.snapshot():
            yield
        return
    database.execute("BEGIN")
    try:
        yield
    finally:
        if database.in_transaction:
            database.execute("ROLLBACK")


def stream(database: Database, statement: str, values: Sequence[Any] = ()) -> Iterator[Any]:
    """The rows of one statement, read as they are asked for; on a server, only within a transaction or a snapshot.

    Raises:
        sqlite3.Error, DatabaseFailed: it cannot be read.
    """
    if isinstance(database, sqlite3.Connection):
        return database.execute(statement, values)
    return database.stream(statement, values)


def writes(database: Database) -> int:
    """A number that is another one once anybody else has written; in SQLite, not by what this connection wrote itself.

    Raises:
        sqlite3.Error, DatabaseFailed: it cannot be read.
    """
    if isinstance(database, sqlite3.Connection):
        return int(database.execute("PRAGMA data_version").fetchone()[0])
    return database.writes()


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
    before = set[Name]()
    for name, statement in found:
        kind, own, table = name
        wanted, is_second = made.get(name), name in before
        before.add(name)
        if wanted is None or is_second:
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
    return _cut_once(sql) if len(sql) <= LONGEST_KEPT else _cut(sql)


@lru_cache(maxsize=512)
def _cut_once(sql: str) -> Statement:
    return _cut(sql)


def _cut(sql: str) -> Statement:
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
