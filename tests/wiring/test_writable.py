"""Whether what has to be written can be: tried on real folders and databases."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pincite.errors import WorkspaceError
from pincite.wiring.writable import require_writable


def _database(file: Path) -> Path:
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE one (thing TEXT)")
    return file


def test_what_can_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    database = _database(tmp_path / "a.db")
    require_writable((tmp_path, tmp_path), (database,))
    assert list(tmp_path.iterdir()) == [database]


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=f"nothing can be written in {tmp_path / 'gone'}"):
        require_writable((tmp_path / "gone",), ())


def test_a_disk_without_room_is_full() -> None:
    with pytest.raises(WorkspaceError, match="the disk of /proc is full"):
        require_writable((Path("/proc"),), ())


def test_a_database_that_is_gone_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be written"):
        require_writable((), (tmp_path / "gone.db",))
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_somebody_holds_is_not_waited_for_without_an_end(tmp_path: Path) -> None:
    database = _database(tmp_path / "a.db")
    with closing(sqlite3.connect(database, isolation_level=None)) as held:
        held.execute("BEGIN EXCLUSIVE")
        with pytest.raises(WorkspaceError, match="database is locked"):
            require_writable((), (database,))
