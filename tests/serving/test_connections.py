"""The server's file is used by threads that come and go, and keeps few connections for them."""

import threading
from contextlib import closing
from pathlib import Path

import psutil

from pincite.serving.file import MOST_IDLE, ServerFile


def _open(path: Path) -> int:
    """How many connections this process has to a file: each has its write-ahead log open once."""
    return sum(Path(one.path) == path.with_name(f"{path.name}-wal") for one in psutil.Process().open_files())


def _count(file: ServerFile, all_there: threading.Barrier | None = None) -> None:
    with file.reading() as db:
        assert db.execute("SELECT count(*) FROM account").fetchone() == (0,)
        if all_there is not None:
            all_there.wait(10)


def _in_threads(file: ServerFile, count: int, all_there: threading.Barrier | None = None) -> None:
    threads = [threading.Thread(target=_count, args=(file, all_there)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_threads_that_ended_leave_no_connection_behind(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    with closing(ServerFile(path)) as file:
        for _ in range(30):
            _in_threads(file, 1)
        assert _open(path) == 1
    assert _open(path) == 0


def test_after_many_uses_at_once_few_connections_stay(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    with closing(ServerFile(path)) as file:
        _in_threads(file, 3 * MOST_IDLE, threading.Barrier(3 * MOST_IDLE))
        assert 1 <= _open(path) <= MOST_IDLE


def test_a_use_within_another_sees_what_that_has_changed(tmp_path: Path) -> None:
    with closing(ServerFile(tmp_path / "server.db")) as file, file.changing() as db:
        db.execute("INSERT INTO account VALUES ('alice', 'a hash', 0)")
        with file.reading() as within:
            assert within.execute("SELECT count(*) FROM account").fetchone() == (1,)
