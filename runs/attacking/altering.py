"""Rules and documents altered behind pincite's back, any row and any cell: told to nobody, and named.

The firm is the one of `tests.covering`; what is altered, and into what, is drawn.
"""

# ruff: noqa: S608 - the statements are put together from the tables' own names

import os
import random
import sqlite3
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from tests.covering.copying import NOT_COVERED, Copy, everything
from tests.covering.firm import built_firm

from attacking.family import Attempt, Draw, Family
from pincite.errors import PinciteError

Cell = tuple[str, str, int, str]


def _key(db: sqlite3.Connection, table: str) -> str:
    return ", ".join(column[1] for column in db.execute(f"PRAGMA table_info({table})") if column[5]) or "rowid"


def _set(db: sqlite3.Connection, cell: Cell, value: object) -> str:
    _, table, row, column = cell
    key = _key(db, table)
    db.execute(
        f"UPDATE {table} SET {column} = ? WHERE ({key}) = (SELECT {key} FROM {table} LIMIT 1 OFFSET ?)", (value, row)
    )
    return f"{table}.{column} of row {row} = {value!r}"


def _value(db: sqlite3.Connection, cell: Cell) -> object:
    return db.execute(f"SELECT {cell[3]} FROM {cell[1]} LIMIT 1 OFFSET ?", (cell[2],)).fetchone()[0]


def _another_rows(db: sqlite3.Connection, cell: Cell, chance: random.Random) -> str:
    values = [value for (value,) in db.execute(f"SELECT {cell[3]} FROM {cell[1]}").fetchall()]
    return _set(db, cell, chance.choice(values))


def _bit(db: sqlite3.Connection, cell: Cell, chance: random.Random) -> str:
    value = _value(db, cell)
    if isinstance(value, bytes) and value:
        at = chance.randrange(len(value))
        return _set(db, cell, value[:at] + bytes([value[at] ^ 1 << chance.randrange(8)]) + value[at + 1 :])
    if isinstance(value, str) and value:
        at = chance.randrange(len(value))
        return _set(db, cell, value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :])
    return _set(db, cell, 1 if value is None else int(value or 0) ^ 1)  # type: ignore[call-overload]


def _figures(db: sqlite3.Connection, cell: Cell, chance: random.Random) -> str:
    """A figure exchanged for another, in words or bytes; another number."""
    value = _value(db, cell)
    if isinstance(value, (bytes, str)):
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        places = [at for at, sign in enumerate(text) if sign in string.digits]
        if places:
            at = chance.choice(places)
            other = chance.choice([figure for figure in string.digits if figure != text[at]])
            text = text[:at] + other + text[at + 1 :]
        return _set(db, cell, text.encode("latin-1") if isinstance(value, bytes) else text)
    return _set(db, cell, chance.randint(-5, 5) + (value if isinstance(value, int) else 0))


def _dressed(db: sqlite3.Connection, cell: Cell, chance: random.Random) -> str:
    """The same to the eye: a space more, other capitals, another type."""
    value = _value(db, cell)
    if isinstance(value, bytes):
        return _set(db, cell, chance.choice((value + b" ", b"\n" + value, value.decode("latin-1"))))
    text = "" if value is None else str(value)
    return _set(db, cell, chance.choice((f"{text} ", text.upper(), text.swapcase(), text.encode(), f"{text}\u200b")))


def _row_gone(db: sqlite3.Connection, cell: Cell, _: random.Random) -> str:
    key = _key(db, cell[1])
    db.execute(f"DELETE FROM {cell[1]} WHERE ({key}) = (SELECT {key} FROM {cell[1]} LIMIT 1 OFFSET ?)", (cell[2],))
    return f"row {cell[2]} of {cell[1]} gone"


def _all_gone(db: sqlite3.Connection, cell: Cell, _: random.Random) -> str:
    db.execute(f"DELETE FROM {cell[1]}")
    return f"all of {cell[1]} gone"


def _row_more(db: sqlite3.Connection, cell: Cell, chance: random.Random) -> str:
    """One more row, like another but for some of its cells. A text to which no document leads is shown to nobody."""
    if cell[1] == "content":
        raise ValueError("another table")
    columns = [column[1] for column in db.execute(f"PRAGMA table_info({cell[1]})")]
    row = list(db.execute(f"SELECT {', '.join(columns)} FROM {cell[1]} LIMIT 1 OFFSET ?", (cell[2],)).fetchone())
    for at in chance.sample(range(len(row)), chance.randint(1, len(row))):
        values = [value for (value,) in db.execute(f"SELECT {columns[at]} FROM {cell[1]}").fetchall()]
        row[at] = chance.choice([*values, "bob", "alice", "Lease", "Supply", None, 7, "x-1"])
    db.execute(f"INSERT INTO {cell[1]} VALUES ({', '.join('?' * len(row))})", row)
    return f"row {row!r}"[:200] + f" more in {cell[1]}"


def _swapped(db: sqlite3.Connection, cell: Cell, chance: random.Random) -> str:
    """Two cells of a column exchanged."""
    count = db.execute(f"SELECT count(*) FROM {cell[1]}").fetchone()[0]
    other = (*cell[:2], chance.randrange(count), cell[3])
    one, two = _value(db, cell), _value(db, other)
    return f"{_set(db, cell, two)[:80]}; {_set(db, other, one)[:80]}"


def _planted(db: sqlite3.Connection, cell: Cell, chance: random.Random) -> str:
    """Something that acts later."""
    name = "".join(chance.choices(string.ascii_lowercase, k=6))
    when, what = chance.choice(("AFTER", "BEFORE")), chance.choice(("INSERT", "UPDATE", "DELETE"))
    statement = chance.choice(
        (
            f"CREATE TRIGGER {name} {when} {what} ON {cell[1]} BEGIN DELETE FROM {cell[1]}; END",
            f"CREATE VIEW {name} AS SELECT * FROM {cell[1]}",
            f"CREATE TRIGGER {name} INSTEAD OF {what} ON {cell[1]} BEGIN SELECT 1; END",
            f"CREATE TRIGGER {name} {when} UPDATE OF {cell[3]} ON {cell[1]} BEGIN SELECT RAISE(IGNORE); END",
        )
    )
    db.execute(statement)
    return statement


KINDS: Mapping[str, Callable[[sqlite3.Connection, Cell, random.Random], str]] = {
    "another row's value": _another_rows, "one bit": _bit, "another figure": _figures, "the same to the eye": _dressed,
    "a row gone": _row_gone, "a table emptied": _all_gone, "a row more": _row_more, "two cells exchanged": _swapped,
    "something that acts later": _planted,
}  # fmt: skip


TRIES = 20
"""Cells that are tried for one attack, until the database takes it."""


def tried(draws: Sequence[Draw], place: Path) -> Iterator[Attempt]:
    """Alter, and have everybody read everything."""
    os.environ |= {"XDG_STATE_HOME": str(place / "state"), "XDG_CONFIG_HOME": str(place / "config")}
    copy = Copy(built_firm(place / "firm"))
    for draw in draws:
        for _ in range(TRIES):
            for store in NOT_COVERED:
                copy.restore(store)
            cell = draw.chance.choice(copy.cells)
            file = copy.firm.workspace / cell[0]
            before = everything(file)
            with closing(sqlite3.connect(file, isolation_level=None)) as db:
                try:
                    made = f"{cell[0]}: {KINDS[draw.kind](db, cell, draw.chance)}"
                    break
                except (sqlite3.Error, ValueError, OverflowError, TypeError):
                    continue  # the database itself refuses it
        else:
            continue
        is_changed = everything(file) != before
        told = copy.tell()
        try:
            named = copy.problems() > 0
        except PinciteError:
            named = True  # nothing can be opened at all
        came = "" if told is None or told == copy.told else "somebody is told something else"
        if is_changed and not named:
            came = came or "nothing names it"
        yield Attempt(draw.number, draw.kind, made[:400], came)


FAMILY = Family("altering", "an altered store tells something else, or is not named", tuple(KINDS), tried)
