"""The locks by which workers know that another one lives."""

from pathlib import Path

from pincite.serving.workers import at_work, forget_the_dead, is_alive


def test_a_worker_is_alive_while_it_is_at_work(tmp_path: Path) -> None:
    with at_work(tmp_path / "workers") as name:
        assert is_alive(tmp_path / "workers", name)
        assert not is_alive(tmp_path / "workers", "another")
    assert not is_alive(tmp_path / "workers", name)


def test_locks_of_workers_that_were_killed_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / "workers"
    with at_work(folder) as name:
        for dead in ("one", "two"):
            (folder / f"{dead}.lock").touch()
        assert forget_the_dead(folder) == 2
        assert is_alive(folder, name)
        assert [file.stem for file in folder.iterdir()] == [name]


def test_where_there_were_no_workers_there_is_nothing_to_remove(tmp_path: Path) -> None:
    assert forget_the_dead(tmp_path / "workers") == 0
