"""SQLite files whose writer may have been anybody: what in them could act by itself is turned off, or refused.

A file's own schema can hold triggers, views and virtual tables, which run when somebody else reads or writes. pincite
makes plain tables and indexes only, so anything else was planted.
"""

import sqlite3

PLAIN = ("CREATE TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX ")
"""How every statement begins by which pincite makes something in a file; SQLite obeys the statement, not its kind."""

SWITCHES = (("SQLITE_DBCONFIG_DEFENSIVE", True), ("SQLITE_DBCONFIG_ENABLE_TRIGGER", False))
"""What Python 3.12 and later can set; before, what is refused has to do."""


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


def refuse_planted(database: sqlite3.Connection) -> None:
    """Refuse a file that holds what pincite never makes.

    Raises:
        sqlite3.DatabaseError: it has a view, a trigger or a virtual table.
    """
    for name, statement in database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
        if not isinstance(statement, str) or not statement.startswith(PLAIN) or " AS SELECT " in statement.upper():
            raise sqlite3.DatabaseError(
                f"{str(name)[:80]!r} in it was not made by pincite, and could act when the file is used"
            )
