"""What somebody does to a SQLite file whom no schema stops: indexes that are left behind by their tables."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

MASTER = "type, name, tbl_name, rootpage, sql"


def edited(file: Path, *statements: str) -> None:
    """Change the schema's own table, which SQLite reads again when the file is next opened."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            database.execute(statement)


def left_behind(file: Path, index: str, change: Callable[[sqlite3.Connection], object], made: str = "") -> None:
    """Change tables without an index's noticing; `made` makes the index first, where it is not there."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        if made:
            database.execute(made)
        row = database.execute(f"SELECT {MASTER} FROM sqlite_master WHERE name = ?", (index,)).fetchone()  # noqa: S608
        database.execute("PRAGMA writable_schema = ON")
        database.execute("DELETE FROM sqlite_master WHERE name = ?", (index,))
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        change(database)
        database.execute("PRAGMA writable_schema = ON")
        database.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)


def swapped_root(file: Path, key: str, made: str, change: str, back: str) -> None:
    """Give the index of a key the pages of one that was made while the table said something else."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute(change)
        database.execute(made)
        (root,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'evil'").fetchone()
    edited(file, "DELETE FROM sqlite_master WHERE name = 'evil'")
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute(back)
    edited(file, f"UPDATE sqlite_master SET rootpage = {root} WHERE name = '{key}'")  # noqa: S608
