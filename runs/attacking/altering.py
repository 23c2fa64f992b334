"""Rules, documents and the record altered behind pincite's back, any row and any cell: told to nobody, and named.

The firm is the one of `tests.covering`; what is altered, and into what, is drawn: cells, rows, words of the schema,
bytes of a file, what lies beside it, two stores at once. What no digest covers may be altered, and tells nothing else.
"""

# ruff: noqa: S608 - the statements are put together from the tables' own names

import os
import random
import sqlite3
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from runs.attacking.family import Attempt, Draw, Family
from tests.covering.copying import NOT_COVERED, Copy
from tests.covering.firm import built_firm

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


def _retyped(db: sqlite3.Connection, cell: Cell, chance: random.Random) -> str:
    """A statement of the schema in which a column means something else, or another's pages are used."""
    old, new = chance.choice(
        (
            (" TEXT", " TEXT COLLATE NOCASE"),
            (" TEXT", " BLOB"),
            (" NOT NULL", ""),
            (" INTEGER", " TEXT"),
            ("PRIMARY KEY", "UNIQUE"),
            (")", " CHECK (1))"),
        )
    )
    (sql,) = db.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (cell[1],)).fetchone()
    places = [at for at in range(len(sql)) if sql.startswith(old, at)]
    if not places:
        raise ValueError("no such words")
    at = chance.choice(places)
    db.execute("PRAGMA writable_schema = ON")
    db.execute(
        "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?",
        (sql[:at] + new + sql[at + len(old) :], cell[1]),
    )
    return f"{cell[1]}: {old!r} becomes {new!r}"


def _several(db: sqlite3.Connection, cell: Cell, chance: random.Random) -> str:
    """A value put in the place of another in every row that has it, as whoever tidies up would."""
    values = [value for (value,) in db.execute(f"SELECT {cell[3]} FROM {cell[1]}").fetchall()]
    old, new = chance.choice(values), chance.choice([*values, "bob", "alice", "Lease", "Supply", None])
    db.execute(f"UPDATE {cell[1]} SET {cell[3]} = ? WHERE {cell[3]} IS ?", (new, old))
    return f"{cell[1]}.{cell[3]}: {old!r} becomes {new!r}"[:200]


def _numbered(db: sqlite3.Connection, _: Cell, chance: random.Random) -> str:
    """What the file says of itself."""
    what = chance.choice(("user_version", "application_id"))
    db.execute(f"PRAGMA {what} = {chance.choice((0, 1, 2, 3, 7, 99))}")
    return what


Way = Callable[[sqlite3.Connection, Cell, random.Random], str]

KINDS: Mapping[str, Way] = {
    "another row's value": _another_rows, "one bit": _bit, "another figure": _figures, "the same to the eye": _dressed,
    "a row gone": _row_gone, "a table emptied": _all_gone, "a row more": _row_more, "two cells exchanged": _swapped,
    "something that acts later": _planted, "a word of the schema": _retyped, "a value everywhere": _several,
    "what the file says of itself": _numbered,
}  # fmt: skip


def _byte(file: Path, _: Copy, chance: random.Random) -> str:
    content = bytearray(file.read_bytes())
    at = chance.randrange(len(content))
    content[at] ^= 1 << chance.randrange(8)
    file.write_bytes(bytes(content))
    return f"byte {at}"


def _page(file: Path, copy: Copy, chance: random.Random) -> str:
    """A page of the file in the place of another, or of one of another store."""
    content, other = bytearray(file.read_bytes()), copy.content[chance.choice(sorted(copy.content))]
    size = int.from_bytes(content[16:18]) or 4096
    source = bytes(content) if chance.random() < 0.6 else other
    to, at = chance.randrange(1, len(content) // size), chance.randrange(1, len(source) // size)
    content[to * size : (to + 1) * size] = source[at * size : (at + 1) * size]
    file.write_bytes(bytes(content))
    return f"page {at} in the place of page {to}"


def _beside(file: Path, copy: Copy, chance: random.Random) -> str:
    """A write-ahead log beside the file, in which a table was changed and that nobody has taken over."""
    name, table, row, column = chance.choice([cell for cell in copy.cells if cell[0] == file.name])
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA wal_autocheckpoint = 0")
        made = _another_rows(db, (name, table, row, column), chance)
        log = file.with_name(f"{file.name}-wal").read_bytes()
        main = file.read_bytes()
    file.write_bytes(main)
    file.with_name(f"{file.name}-wal").write_bytes(log)
    return f"in the log beside it, {made}"


def _cut(file: Path, _: Copy, chance: random.Random) -> str:
    content = file.read_bytes()
    size = chance.randrange(100, len(content))
    file.write_bytes(content[:size])
    return f"cut to {size} bytes"


OF_FILES: Mapping[str, Callable[[Path, Copy, random.Random], str]] = {
    "a bit of the file": _byte, "a page for another": _page, "a log beside it": _beside, "the file cut": _cut,
}  # fmt: skip

OPEN = "what nothing covers"
"""A kind of which only what is told counts: what waits, what was removed, digests."""

BOTH = "both stores at once"

TRIES = 20
"""Cells that are tried for one attack, until the database takes it."""


def tried(draws: Sequence[Draw], place: Path) -> Iterator[Attempt]:
    """Alter, and have everybody read everything."""
    os.environ |= {"XDG_STATE_HOME": str(place / "state"), "XDG_CONFIG_HOME": str(place / "config")}
    copy = Copy(built_firm(place / "firm"))
    open_cells = _open_cells(copy)
    for draw in draws:
        made = _altered(copy, draw, open_cells)
        if made is None:
            continue
        told = copy.tell()
        try:
            named = copy.problems() > 0
        except PinciteError:
            named = True  # nothing can be opened at all
        came = "" if told is None or told == copy.told else "somebody is told something else"
        if made[1] and not named and draw.kind != OPEN:
            came = came or "nothing names it"
        yield Attempt(draw.number, draw.kind, made[0][:400], came)


def _open_cells(copy: Copy) -> list[Cell]:
    """Cells that no digest covers."""
    found = []
    for name, tables in NOT_COVERED.items():
        with closing(sqlite3.connect(copy.firm.workspace / name)) as db:
            for table in sorted(tables):
                columns = [column[1] for column in db.execute(f"PRAGMA table_info({table})")]
                count = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                found += [(name, table, row, column) for row in range(min(count, 8)) for column in columns]
    return found


def _altered(copy: Copy, draw: Draw, open_cells: Sequence[Cell]) -> tuple[str, bool] | None:
    """What was altered, and whether anything of the stores is another; None where the databases take none of it."""
    for _ in range(TRIES):
        for store in NOT_COVERED:
            copy.restore(store)
        cells = open_cells if draw.kind == OPEN else copy.cells
        cell = draw.chance.choice(cells)
        files = {name: copy.firm.workspace / name for name in NOT_COVERED}
        before = {name: _covered(file) for name, file in files.items()}
        try:
            made = _done(copy, draw, cell, files)
        except (sqlite3.Error, ValueError, OverflowError, TypeError):
            continue  # the database itself refuses it
        return made, any(_covered(file) != before[name] for name, file in files.items())
    return None


def _covered(file: Path) -> object:
    """All rows that a digest covers, and all that is in the schema; None where they cannot be read."""
    try:
        with closing(sqlite3.connect(file)) as db:
            made = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
            tables = [name for kind, name, *_ in made if kind == "table" and name not in NOT_COVERED[file.name]]
            rows = [db.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
            return made, [[tuple((type(value), value) for value in row) for row in found] for found in rows]
    except sqlite3.Error:
        return None


def _done(copy: Copy, draw: Draw, cell: Cell, files: Mapping[str, Path]) -> str:
    chance = draw.chance
    if draw.kind in OF_FILES:
        return f"{cell[0]}: {OF_FILES[draw.kind](files[cell[0]], copy, chance)}"
    if draw.kind == BOTH:
        cells = [cell, chance.choice([one for one in copy.cells if one[0] != cell[0]])]
        ways: list[Way] = [chance.choice((_another_rows, _figures, _row_gone, _swapped, _several)) for _ in cells]
    else:
        cells = [cell]
        ways = [KINDS.get(draw.kind) or chance.choice((_another_rows, _bit, _row_gone, _row_more, _several))]
    made = []
    for one, way in zip(cells, ways, strict=True):
        with closing(sqlite3.connect(files[one[0]], isolation_level=None)) as db:
            made.append(f"{one[0]}: {way(db, one, chance)}")
    return "; ".join(made)


FAMILY = Family(
    "altering", "an altered store tells something else, or is not named", (*KINDS, *OF_FILES, BOTH, OPEN), tried
)
