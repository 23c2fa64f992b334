"""Stores copied between files and PostgreSQL, row by row: all of them, or nothing.

What is copied into PostgreSQL comes there in one transaction over all schemas, so nobody ever sees half of it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from pincite.databases import Database, DatabaseFailed, stream
from pincite.postgres.connection import Connection
from pincite.postgres.layout import WRITING, Layout
from pincite.postgres.place import Place

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
            self.execute(f"SET LOCAL {WRITING} = 'yes'")
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

    def go_to(self, place: Place, layout: Layout) -> None:
        """Go on in another schema of the same database, until the transaction ends."""
        self.place, self.layout = place, layout
        self.execute("SELECT set_config('search_path', ?, true)", (f"{place.schema}, pg_temp",))

    def go_into(self, place: Place, layout: Layout) -> None:
        """Go on in another schema, in which a store of this version stands.

        Raises:
            DatabaseFailed: none stands there, it is of another version, or something was planted in it.
        """
        self.go_to(place, layout)
        self._require_version(self.version())
        self.require_as_made()

    def make_new(self, place: Place, layout: Layout) -> None:
        """Go on in another schema, in which an empty store is made.

        Raises:
            DatabaseFailed: one stands there already.
        """
        self.go_to(place, layout)
        if not self.make():
            raise DatabaseFailed(
                f"there is a store in schema {place.schema} already; name another database, or drop it"
            )


def copy_rows(source: Database, target: Database, tables: Sequence[str]) -> int:
    """Copy all rows of these tables, each after those that it refers to; how many there were.

    Rows of `source` are had by the names of their columns, and both are within a transaction.

    Raises:
        sqlite3.Error, DatabaseFailed: one of them cannot be used, or holds what the other cannot.
    """
    count = 0
    for table in tables:
        rows = stream(source, f"SELECT * FROM {table}")  # noqa: S608 - our own names
        while some := list(islice(rows, TOGETHER)):
            columns = ", ".join(f'"{name}"' for name in some[0].keys())  # noqa: SIM118 - a row gives its values
            marks = ", ".join("?" * len(some[0]))
            target.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 - our own names
                [tuple(row) for row in some],
            )
            count += len(some)
    return count
