"""Any cell of the rules or the documents set to anything: found and refused, or nothing is changed by it."""

# ruff: noqa: S608 - the statements are put together from the tables' own names

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.covering.conftest import elsewhere
from tests.covering.firm import Firm

from pincite.access import covering as rules
from pincite.errors import PinciteError
from pincite.wiring import open_workspace

NOT_COVERED = {
    "access.db": {
        "salt",
        "pending",  # the change under way, see `test_interrupted`
        "request",  # what waits for a second person and is no rule yet: not covered so far
    },
    "documents.db": {
        "history",  # which versions a document had: what of them is shown is covered by itself
        "removed",  # where documents lay that were removed: nothing of them is shown
        "erasing",  # what is being erased, and what was
        "erased",
        "staged_place",  # what is under way
        "pending",
        "sealed_document",  # what the others are compared with: see the tests below
        "sealed_version",
        "sealed_pieces",
        "sealed_move",
    },
}
"""Tables that hold no rule and nothing of what is shown."""

UNUSED = {("document", "staged"), ("content", "version")}
"""A version under way; the key of a content, without which it is not found."""

VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.binary(max_size=40),
    st.sampled_from([0, 1, 2, "bob", "alice", "pumps", "Lease", "Supply", "[]", '["open"]', "2099-01-01T00:00:00"]),
)


class Copy:
    """A copy of the firm's workspace that is altered again and again, and all cells of its stores."""

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        self.content = {name: (firm.workspace / name).read_bytes() for name in NOT_COVERED}
        self.cells: list[tuple[str, str, int, str]] = []
        for name, left_out in NOT_COVERED.items():
            with closing(sqlite3.connect(firm.workspace / name)) as db:
                for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                    if table in left_out:
                        continue
                    cursor = db.execute(f"SELECT * FROM {table}")
                    count = len(cursor.fetchall())
                    columns = [column[0] for column in cursor.description]
                    self.cells += [
                        (name, table, row, column)
                        for row in range(min(count, 12))
                        for column in columns
                        if (table, column) not in UNUSED
                    ]
        self.told = self.tell()

    def restore(self, name: str) -> None:
        for leftover in self.firm.workspace.glob(f"{name}-*"):
            leftover.unlink()
        (self.firm.workspace / name).write_bytes(self.content[name])

    def tell(self) -> object:
        """All rules, and all that is kept of the documents, as everybody is told; None where it is refused."""
        try:
            with open_workspace(self.firm.workspace, None, create=False) as workspace:
                scopes = [workspace.scope(who) for who in (None, "alice", "bob")]
                said: list[object] = [repr(workspace.rules), repr(scopes[1].matters), repr(scopes[2].matters)]
                for scope in scopes:
                    for entry in workspace.catalogue.entries(scope):
                        assert entry.version is not None
                        workspace.catalogue.require_cards([entry.document])
                        said += [entry, workspace.catalogue.content(entry.version)]
                return said
        except PinciteError:
            return None

    def problems(self) -> int:
        with open_workspace(self.firm.workspace, None, create=False) as workspace:
            return len(asyncio.run(workspace.compared()).problems)


@pytest.fixture(scope="module")
def copy(built: Firm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    place = tmp_path_factory.mktemp("any") / "copy"
    shutil.copytree(built.folder, place)
    with pytest.MonkeyPatch.context() as patch:
        elsewhere(place, patch)
        yield Copy(Firm(place))


def everything(path: Path) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        quoted = [db.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
        return [[tuple((type(value), value) for value in row) for row in rows] for rows in quoted]


@settings(
    max_examples=int(os.environ.get("ALTERATIONS", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(cell=st.integers(0, 100_000), value=VALUES)
def test_any_cell_set_to_anything_is_named_and_told_to_nobody(copy: Copy, cell: int, value: object) -> None:
    name, table, row, column = copy.cells[cell % len(copy.cells)]
    for store in NOT_COVERED:
        copy.restore(store)
    file = copy.firm.workspace / name
    before = everything(file)
    with closing(sqlite3.connect(file)) as db:
        key = ", ".join(column[1] for column in db.execute(f"PRAGMA table_info({table})") if column[5]) or "rowid"
        try:
            with db:
                db.execute(
                    f"UPDATE {table} SET {column} = ? WHERE ({key}) = (SELECT {key} FROM {table} LIMIT 1 OFFSET ?)",
                    (value, row),
                )
        except sqlite3.IntegrityError:
            return
    is_changed = everything(file) != before
    told = copy.tell()
    assert told is None or told == copy.told, (name, table, row, column, value)
    try:
        named = copy.problems() > 0
    except PinciteError:
        named = True  # nothing can be opened at all
    assert named == is_changed, (name, table, row, column, value)


def test_every_table_and_column_of_the_rules_is_covered(copy: Copy) -> None:
    """Whoever adds one has to decide whether the record covers it."""
    copy.restore("access.db")
    with closing(sqlite3.connect(copy.firm.workspace / "access.db")) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        columns = {
            table: tuple(column[1] for column in db.execute(f"PRAGMA table_info({table})"))
            for table in tables
            if table not in NOT_COVERED["access.db"] and not table.startswith("sqlite_")
        }
    assert columns == dict(rules.COVERED)
