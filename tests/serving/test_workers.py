"""The locks by which workers know that another one lives."""

from pathlib import Path

from pincite.serving.workers import WorkerFiles


def test_a_worker_is_alive_while_it_is_at_work(tmp_path: Path) -> None:
    with WorkerFiles(tmp_path / "workers").at_work() as name:
        assert WorkerFiles(tmp_path / "workers").is_alive(name)
        assert not WorkerFiles(tmp_path / "workers").is_alive("another")
    assert not WorkerFiles(tmp_path / "workers").is_alive(name)


def test_locks_of_workers_that_were_killed_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / "workers"
    with WorkerFiles(folder).at_work() as name:
        for dead in ("one", "two"):
            (folder / f"{dead}.lock").touch()
        assert WorkerFiles(folder).forget_the_dead() == 2
        assert WorkerFiles(folder).is_alive(name)
        assert [file.stem for file in folder.iterdir()] == [name]


def test_where_there_were_no_workers_there_is_nothing_to_remove(tmp_path: Path) -> None:
    assert WorkerFiles(tmp_path / "workers").forget_the_dead() == 0
