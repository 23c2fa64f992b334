"""Rows as SQLite gives them: values by place, and by the name of a column."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import psycopg


class Row(tuple[Any, ...]):
    """The values of one row; `places` are those of the columns by name."""

    __slots__ = ()
    places: dict[str, int] = {}  # noqa: RUF012 - one for each kind of row, see `_kind`

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - a place, a slice or a name
        return tuple.__getitem__(self, self.places[key] if isinstance(key, str) else key)

    def keys(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self.places)


@lru_cache(maxsize=256)
def _kind(names: tuple[str, ...]) -> type[Row]:
    return type("Row", (Row,), {"__slots__": (), "places": {name: place for place, name in enumerate(names)}})


def by_name(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], Row]:
    """Makes a `Row` of the values of each row of a cursor."""
    return _kind(tuple(column.name for column in cursor.description or ()))
