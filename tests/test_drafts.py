"""Files that are written whole: a process that is killed leaves no words behind, and nobody can foresee their names."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pincite import drafts
from pincite.drafts import sweep, write_whole, written_whole

KILLED = """
import os, signal, sys
from pathlib import Path
from pincite import drafts

if sys.argv[2] == "named":
    drafts.NAMELESS = 0
with drafts.written_whole(Path(sys.argv[1])) as stream:
    stream.write(b"the rent is $4,200")
    stream.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""
"""Begins to write a file and dies."""


def _killed(file: Path, how: str) -> list[Path]:
    ran = subprocess.run([sys.executable, "-c", KILLED, str(file), how], capture_output=True, check=False)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    return sorted(file.parent.iterdir())


@pytest.fixture(params=["nameless", "named"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "named":
        monkeypatch.setattr(drafts, "NAMELESS", 0)
    return str(request.param)


def _aged(file: Path) -> None:
    old = time.time() - 2 * drafts.ABANDONED
    os.utime(file, (old, old))


@pytest.mark.skipif(not drafts.NAMELESS, reason="this system has no files without a name")
def test_a_writer_that_is_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    assert _killed(tmp_path / "table.csv", "nameless") == []


def test_where_it_leaves_a_draft_the_next_file_takes_it_away(tmp_path: Path) -> None:
    [draft] = _killed(tmp_path / "table.csv", "named")
    with written_whole(tmp_path / "other.csv") as stream:
        stream.write(b"x")
    assert draft.exists()  # it may have been opened just now
    _aged(draft)
    with written_whole(tmp_path / "other.csv") as stream:
        stream.write(b"y")
    assert [one.name for one in tmp_path.iterdir()] == ["other.csv"]


def test_a_draft_that_is_being_written_and_what_is_no_draft_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "NAMELESS", 0)
    (tmp_path / "mine.part").write_text("mine")
    (tmp_path / ".0123456789abcdef.part").symlink_to(tmp_path / "mine.part")
    with written_whole(tmp_path / "table.csv") as stream:
        for file in tmp_path.iterdir():
            _aged(file)
        sweep(tmp_path)
        stream.write(b"whole")
    assert (tmp_path / "table.csv").read_bytes() == b"whole"
    assert (tmp_path / "mine.part").read_text() == "mine"
    assert (tmp_path / ".0123456789abcdef.part").is_symlink()


def test_a_file_stands_whole_for_its_owner_alone_or_not_at_all(tmp_path: Path, way: str) -> None:
    file = tmp_path / "table.csv"
    write_whole(file, "before")
    with pytest.raises(KeyError), written_whole(file) as stream:  # noqa: PT012 - what was written is what matters
        stream.write(b"half")
        raise KeyError
    assert file.read_text() == "before"
    with written_whole(file) as stream:
        stream.write(b"after")
        assert file.read_text() == "before"
    assert file.read_text() == "after"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["table.csv"], way


def test_a_link_in_the_place_of_a_file_is_replaced_and_what_it_led_to_stays(tmp_path: Path, way: str) -> None:
    other = tmp_path / "other"
    other.write_text("other")
    (tmp_path / "table.csv").symlink_to(other)
    write_whole(tmp_path / "table.csv", "new")
    assert other.read_text() == "other", way
    assert not (tmp_path / "table.csv").is_symlink()
