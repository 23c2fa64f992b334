"""The tables of a store as SQLite makes them, put into PostgreSQL's words, so that they are written down once."""

import re
from typing import Final

SIGN: Final = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\bWITHOUT ROWID\b|\bIF NOT EXISTS\b|\w+(?:'')?|.", re.DOTALL)

WORDS: Final = {
    "TEXT": 'TEXT COLLATE "C"',  # by its signs, as SQLite orders text, whatever the database says
    "INTEGER": "BIGINT",
    "REAL": "DOUBLE PRECISION",
    "BLOB": "BYTEA",
    "x''": "''",
    "STRICT": "",
    "WITHOUT ROWID": "",
    "IF NOT EXISTS": "",
    "user": '"user"',
    "left": '"left"',
}
"""Types, what only SQLite says, and names of columns that are words of PostgreSQL's."""

JSON_EACH: Final = """CREATE FUNCTION json_each(listed text) RETURNS TABLE (value text) LANGUAGE sql IMMUTABLE
    AS 'SELECT jsonb_array_elements_text(listed::jsonb)'"""
"""SQLite's function by which a statement takes a list of texts as one value. A store's layout may have it."""


def made_for_postgres(*scripts: str) -> tuple[str, ...]:
    """The statements of scripts for SQLite, one by one.

    >>> made_for_postgres("CREATE TABLE IF NOT EXISTS a (user TEXT, n INTEGER) STRICT; -- names")
    ('CREATE TABLE a ("user" TEXT COLLATE "C", n BIGINT)',)
    """
    statements = "".join(_put(found[0]) for script in scripts for found in SIGN.finditer(script)).split(";")
    # A comma before the end is what a table option leaves.
    cleaned = (" ".join(statement.split()).removesuffix(",").rstrip() for statement in statements)
    return tuple(statement for statement in cleaned if statement)


def _put(sign: str) -> str:
    return "" if sign.startswith("--") else WORDS.get(sign, sign)
