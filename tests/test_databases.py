"""SQLite files: first opened by many at once, and reopened after a kill."""

import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from pincite.databases import as_if, pages_kept, transaction, write_ahead

FILES, OPENERS = 40, 6
"""Without waiting, one in thirty who open a new file so fails; that none of these does is then very unlikely."""


def test_many_who_open_a_new_file_at_once_all_get_to_write(tmp_path: Path) -> None:
    failures: list[sqlite3.Error] = []

    def opened(path: Path, together: threading.Barrier) -> None:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as db:
            together.wait()
            try:
                write_ahead(db)
                db.execute("CREATE TABLE IF NOT EXISTS rows (one)")
            except sqlite3.Error as error:
                failures.append(error)

    for number in range(FILES):
        together = threading.Barrier(OPENERS)
        threads = [threading.Thread(target=opened, args=(tmp_path / f"{number}.db", together)) for _ in range(OPENERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
    with closing(sqlite3.connect(tmp_path / "0.db")) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_commits_after_a_part_was_undone_survive_a_kill(tmp_path: Path) -> None:
    """Where pages are written before the commit, SQLite 3.46.1 loses this commit and the next."""
    with (
        closing(sqlite3.connect(tmp_path / "one.db", isolation_level=None)) as db,
        closing(sqlite3.connect(tmp_path / "one.db", isolation_level=None)) as reader,
    ):
        write_ahead(db)
        db.execute("PRAGMA cache_size = 60")
        db.execute("CREATE TABLE filling (id INTEGER PRIMARY KEY, bytes BLOB)")
        db.execute("CREATE TABLE said (words TEXT)")
        with transaction(db):
            db.executemany("INSERT INTO filling VALUES (?, zeroblob(3000))", [(number,) for number in range(1_500)])
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        reader.execute("BEGIN")
        reader.execute(
            "SELECT count(*) FROM filling"
        ).fetchall()  # an open reader keeps the log from being copied into the file
        with pages_kept(db), transaction(db):
            with as_if(db):
                db.execute("UPDATE filling SET bytes = randomblob(3000) WHERE id < 300")
                for _ in range(2):
                    db.execute("UPDATE filling SET bytes = randomblob(3000) WHERE id > 700")
            db.execute("INSERT INTO said VALUES ('planned')")
        db.execute("INSERT INTO said VALUES ('made')")
        for ending in ("", "-wal"):
            shutil.copy(tmp_path / f"one.db{ending}", tmp_path / f"other.db{ending}")
        assert db.execute("PRAGMA cache_spill").fetchone() != (0,)
    with closing(sqlite3.connect(tmp_path / "other.db")) as left:
        assert left.execute("SELECT words FROM said").fetchall() == [("planned",), ("made",)]


def test_a_part_is_undone_only_where_pages_are_kept() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        with transaction(db), pytest.raises(AssertionError, match="within pages_kept"), as_if(db):
            pass
        with transaction(db), pytest.raises(AssertionError, match="or not at all"), pages_kept(db):
            pass
        with pages_kept(db), transaction(db):
            db.execute("CREATE TABLE said (words TEXT)")
            with as_if(db):
                db.execute("INSERT INTO said VALUES ('undone')")
        assert db.execute("SELECT count(*) FROM said").fetchone() == (0,)
