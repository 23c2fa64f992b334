"""Stores copied between files and PostgreSQL, row by row: all of them, or nothing.

What is copied into PostgreSQL comes there in one transaction over all schemas, so nobody ever sees half of it.
"""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from pincite.databases import Database, DatabaseFailed, stream
from pincite.postgres.connection import Connection
from pincite.postgres.layout import Layout
from pincite.postgres.place import PostgresSchema

TOGETHER = 50
"""Rows that are held at once; the content of a record may have a megabyte."""


class Several(Connection):
    """One transaction over several schemas of a database."""

    @contextmanager
    def writing(self) -> Iterator[None]:
        """While this lasts, stores may be made and filled; all of it is kept afterwards, or nothing.

        Raises:
            DatabaseFailed: the server cannot be reached, or does not keep it.
        """
        self._begin("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", is_made=False)
        try:
            yield
            self._commit()
        finally:
            self._roll_back()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """While this lasts, all that is read of all schemas is of one moment.

        Raises:
            DatabaseFailed: the server cannot be reached.
        """
        self._begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", is_made=False)
        try:
            yield
        finally:
            self._roll_back()

    def go_to(self, place: PostgresSchema, layout: Layout) -> None:
        """Go on in another schema of the same database, until the transaction ends."""
        self.place, self.layout = place, layout
        self.execute("SELECT set_config('search_path', ?, true)", (f"{place.schema}, pg_temp",))

    def require_this_version(self) -> None:
        """Refuse a schema in which no store of this version stands.

        Raises:
            DatabaseFailed: none stands there, it is of another version, or something was planted in it.
        """
        self._require_version(self.version())
        self.require_as_made()

    def make_new(self, place: PostgresSchema, layout: Layout) -> None:
        """Go on in another schema, in which an empty store is made.

        Raises:
            DatabaseFailed: one stands there already.
        """
        self.go_to(place, layout)
        if not self.make():
            raise DatabaseFailed(
                f"there is a store in schema {place.schema} already; name another database, or drop it"
            )


ROWID = "rowid"
"""SQLite's number of a row, in the order in which rows came. PostgreSQL has such a column where it is needed."""


def copy_rows(source: Database, target: Database, tables: Sequence[str], in_order: Collection[str] = ()) -> int:
    """Copy all rows of these tables, each after those that it refers to; how many there were.

    Those of tables `in_order` come in the order in which they were written. Both are within a transaction.

    Raises:
        sqlite3.Error, DatabaseFailed: one of them cannot be used, or holds what the other cannot.
    """
    count = 0
    for table in tables:
        names = [name for name in _columns(source, table) if name != ROWID]
        columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        ordered = f" ORDER BY {ROWID}" if table in in_order else ""
        rows = stream(source, f"SELECT {columns} FROM {table}{ordered}")  # noqa: S608 - our own names
        while some := list(islice(rows, TOGETHER)):
            target.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 - our own names
                [tuple(row) for row in some],
            )
            count += len(some)
    return count


def _columns(database: Database, table: str) -> list[str]:
    if isinstance(database, sqlite3.Connection):
        return [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    found = database.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ? "
        "ORDER BY ordinal_position",
        (table,),
    )
    return [name for (name,) in found]
