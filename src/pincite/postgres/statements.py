"""Statements as both engines take them, put into the words of PostgreSQL's driver."""

import re
from functools import lru_cache
from typing import Final

SIGN: Final = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|\?\d+|[?%]", re.DOTALL)


@lru_cache(maxsize=1024)
def translated(statement: str) -> str:
    """The statement with `%s` for each `?` outside quotes, and each `%` doubled.

    >>> translated("SELECT body FROM text WHERE digest = ? AND body <> '?' AND seq % 2 = 1")
    "SELECT body FROM text WHERE digest = %s AND body <> '?' AND seq %% 2 = 1"

    Raises:
        ValueError: it has a numbered parameter, which only SQLite takes.
    """
    return SIGN.sub(_put, statement)


def _put(found: re.Match[str]) -> str:
    sign = found[0]
    if sign == "?":
        return "%s"
    if sign.startswith("?"):
        raise ValueError(f"only SQLite takes the numbered parameter {sign}")
    return sign.replace("%", "%%")
