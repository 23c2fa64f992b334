"""A file that many open at once for the first time."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from pincite.databases import write_ahead

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
