"""Where the server of a workspace listens, as a command that makes a link learns it."""

from pathlib import Path

from pincite.serving.listening import address_announced, announced
from pincite.serving.workers import WorkerFiles


def test_the_address_is_known_while_the_server_runs(tmp_path: Path) -> None:
    folder = tmp_path / "workers"
    assert address_announced(folder) is None
    with announced(folder, "https://pincite.example.com:8977"):
        assert address_announced(folder) == "https://pincite.example.com:8977"
        WorkerFiles(folder).forget_the_dead()
        assert address_announced(folder) == "https://pincite.example.com:8977"
    assert address_announced(folder) is None


def test_the_next_server_is_known_by_its_own_address(tmp_path: Path) -> None:
    for address in ("http://127.0.0.1:18977", "http://127.0.0.1:1"):
        with announced(tmp_path, address):
            assert address_announced(tmp_path) == address


def test_of_two_servers_the_first_one_is_known_as_long_as_it_runs(tmp_path: Path) -> None:
    with announced(tmp_path, "http://127.0.0.1:1"), announced(tmp_path, "http://127.0.0.1:2"):
        assert address_announced(tmp_path) == "http://127.0.0.1:1"
