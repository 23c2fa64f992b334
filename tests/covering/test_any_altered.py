"""Any cell of the rules or the documents set to anything: found and refused, or nothing is changed by it."""

# ruff: noqa: S608 - the statements are put together from the tables' own names

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.covering.conftest import elsewhere
from tests.covering.copying import NOT_COVERED, Copy, everything
from tests.covering.firm import Firm

from pincite.access import covering as rules
from pincite.errors import PinciteError

VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.binary(max_size=40),
    st.sampled_from([0, 1, 2, "bob", "alice", "pumps", "Lease", "Supply", "[]", '["open"]', "2099-01-01T00:00:00"]),
)


@pytest.fixture(scope="module")
def copy(built: Firm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    place = tmp_path_factory.mktemp("any") / "copy"
    shutil.copytree(built.folder, place)
    with pytest.MonkeyPatch.context() as patch:
        elsewhere(place, patch)
        yield Copy(Firm(place))


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


STANDING = "(SELECT version FROM document WHERE version IS NOT NULL ORDER BY id LIMIT 1)"


@pytest.mark.parametrize(("table", "column"), [("document", "path"), ("content", "title")])
def test_a_name_that_is_no_text_any_more_is_named(copy: Copy, table: str, column: str) -> None:
    for store in NOT_COVERED:
        copy.restore(store)
    with closing(sqlite3.connect(copy.firm.workspace / "documents.db")) as db, db:
        assert db.execute(f"UPDATE {table} SET {column} = x'' WHERE version = {STANDING}").rowcount == 1
    assert copy.problems() > 0


@pytest.mark.parametrize("labels", ["0", "[[]]", "{}", "open", "[1]"])
def test_labels_that_are_no_list_of_words_are_named(copy: Copy, labels: str) -> None:
    for store in NOT_COVERED:
        copy.restore(store)
    with closing(sqlite3.connect(copy.firm.workspace / "documents.db")) as db, db:
        assert db.execute(f"UPDATE document SET labels = ? WHERE version = {STANDING}", (labels,)).rowcount == 1
    assert copy.problems() > 0


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
