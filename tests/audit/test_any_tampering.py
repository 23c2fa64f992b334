"""Any cell of any table changed to anything, and any bit of the file turned over: found, or nothing changed by it."""

import asyncio
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audit.checks import CHECKS

from pincite.access.scope import Principal
from pincite.audit.event import Event, Held
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.documents.span import MatterId

TABLES = ("audit", "content", "signature", "tree", "text", "text_use")
OLGA = Principal("olga", "olga")
NOW = datetime(2026, 3, 2, tzinfo=UTC)

Cells = list[tuple[object, ...]]


class Made:
    """A record with all there can be in one: its bytes, and each cell as table, row (from 0) and column."""

    def __init__(
        self, log: SqliteAuditLog, heads: HeadKeeper, content: bytes, cells: list[tuple[str, int, str]]
    ) -> None:
        self.log, self.heads, self.content, self.cells = log, heads, content, cells


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("record")
    heads = HeadKeeper.create(folder / "workspace.vkey", Places(folder / "heads", folder / "keys"))
    log = SqliteAuditLog(folder / "audit.db", heads)

    async def fill() -> None:
        for number in range(9):
            event = Event(
                f"q{number}", "answer", OLGA, NOW, frozenset({MatterId("B")}), {"n": number}, {"a": "§ " * 40}
            )
            await log.append(replace(event, texts={"prompt": "Quote. " * 50, "own": f"text {number}"}))
        held = Held("record", "q1")
        await log.hold(held, OLGA, NOW, "suit")
        await log.erase_many(["q0", "q1", "q2"], OLGA, NOW, "retention", "olga")
        await log.release(held, OLGA, NOW, "settled")

    asyncio.run(fill())
    log.close()
    content = log.path.read_bytes()
    with closing(sqlite3.connect(log.path)) as raw:
        cells = [
            (table, row, column[0])
            for table in TABLES
            for cursor in [raw.execute(f"SELECT * FROM {table}")]  # noqa: S608 - our own names
            for row, _ in enumerate(cursor.fetchall())
            for column in cursor.description
        ]
    yield Made(log, heads, content, cells)
    log.close()


def everything(path: Path) -> dict[str, Cells]:
    with closing(sqlite3.connect(path)) as raw:
        raw.text_factory = bytes
        return {table: raw.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608 - our own names


def restore(log: SqliteAuditLog, content: bytes) -> None:
    for leftover in log.path.parent.glob("audit.db-*"):
        leftover.unlink()
    log.path.write_bytes(content)


VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.binary(max_size=40),
    st.sampled_from([0, 1, 2, 13, "erase", "hold", "1", "3", b"\x00" * 32, b"\x00" * 64, "0" * 64]),
)


@settings(max_examples=200, deadline=None)
@given(cell=st.integers(0, 10_000), value=VALUES)
def test_any_cell_changed_to_anything_is_found(made: Made, cell: int, value: object) -> None:
    log, heads, content, cells = made.log, made.heads, made.content, made.cells
    table, row, column = cells[cell % len(cells)]
    restore(log, content)
    before = everything(log.path)
    key = "(level, place) = (SELECT level, place" if table == "tree" else "rowid = (SELECT rowid"
    if table == "text_use":
        key = "(seq, digest) = (SELECT seq, digest"
    with closing(sqlite3.connect(log.path)) as raw:
        try:
            with raw:
                raw.execute(f"UPDATE {table} SET {column} = ? WHERE {key} FROM {table} LIMIT 1 OFFSET ?)", (value, row))  # noqa: S608
        except sqlite3.IntegrityError:
            return
    changed = everything(log.path) != before
    for name, check in CHECKS.items():
        assert bool(check(log.path, heads, None)) == changed, (name, table, row, column, value)


def test_any_bit_turned_over_is_found_or_changes_nothing(made: Made, tmp_path: Path) -> None:
    log, heads, content = made.log, made.heads, made.content
    restore(log, content)
    before = everything(log.path)
    chance = random.Random(7)  # noqa: S311 - the same bytes each time
    found = 0
    for _ in range(300):
        damaged = bytearray(content)
        damaged[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        restore(log, bytes(damaged))
        named = [bool(check(log.path, heads, None)) for check in CHECKS.values()]
        if not all(named):
            copy = Path(shutil.copy(log.path, tmp_path / "copy.db"))
            assert everything(copy) == before
        else:
            found += 1
    assert found > 50
