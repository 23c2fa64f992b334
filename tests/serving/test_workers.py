"""The locks by which workers know that another one lives."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.serving.kinds import InPostgres, Kept, in_postgres
from tests.serving.test_deliveries import Post

from pincite.serving.workers import WorkerFiles

ROOT = Path(__file__).parents[2]


def test_a_worker_is_alive_for_all_while_it_is_at_work(kept: Kept) -> None:
    one, other = kept.workers(), kept.workers()
    with one.at_work() as name, other.at_work() as another:
        assert [one.is_alive(each) for each in (name, another, "0" * 16, "nobody")] == [True, True, False, False]
        assert [other.is_alive(each) for each in (name, another)] == [True, True]
    assert not one.is_alive(name)
    assert not other.is_alive(name)


@pytest.mark.live
def test_what_a_killed_process_was_reading_is_read_by_the_next(tmp_path: Path, kept: Kept) -> None:
    post = Post(tmp_path, kept)
    delivery = post.sent("a.txt", "b.txt")
    killed = subprocess.run(
        [sys.executable, "-m", "tests.serving.taking", *kept.named()], cwd=ROOT, capture_output=True, text=True
    )
    worker, taken = killed.stdout.split()
    assert taken == delivery.id
    deadline = time.monotonic() + 30
    while post.workers.is_alive(worker) and time.monotonic() < deadline:
        time.sleep(0.01)  # a server notices the end of a session in some milliseconds
    with post.others.at_work() as next_worker:
        portion = post.next(post.jobs(next_worker))
    assert portion.delivery.id == delivery.id
    assert [each.tries for each in portion.uploads] == [1, 1]


def test_whoever_was_taken_for_dead_takes_nothing_from_the_next(tmp_path: Path, kept: Kept) -> None:
    post = Post(tmp_path, kept)
    delivery = post.sent("a.txt")
    with post.others.at_work() as lost:
        late = post.jobs(lost)
        portion = post.next(late)
    with post.others.at_work() as worker:
        again = post.next(post.jobs(worker))
        assert late.note_progress(delivery.id, 1, 1, 0.5, None, "a.txt")  # it is to stop
        late.give_back(portion, "failed", "it took too long")
        assert post.deliveries.delivery(delivery.id, "ines").state == "reading"
        post.jobs(worker).note_read(again, {}, {})
    assert post.deliveries.delivery(delivery.id, "ines").state == "waiting"


@pytest.mark.live
@pytest.mark.parametrize("kept", [in_postgres], indirect=True, ids=["postgres"])  # a lock of a file is not lost
def test_a_worker_whose_session_was_lost_lives_on_once_it_looks(kept: InPostgres) -> None:
    one, other = kept.workers(), kept.workers()
    with one.at_work() as name:
        kept.end_sessions()
        assert one.is_alive(name)
        assert other.is_alive(name)


def test_locks_of_workers_that_were_killed_are_removed(tmp_path: Path) -> None:
    workers = WorkerFiles(tmp_path / "workers")
    with workers.at_work() as name:
        for dead in ("one", "two"):
            (workers.folder / f"{dead}.lock").touch()
        assert workers.forget_the_dead() == 2
        assert workers.is_alive(name)
        assert [file.stem for file in workers.folder.iterdir()] == [name]


def test_where_there_were_no_workers_there_is_nothing_to_remove(tmp_path: Path) -> None:
    assert WorkerFiles(tmp_path / "workers").forget_the_dead() == 0
