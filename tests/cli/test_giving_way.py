"""Who asks goes before what is read in."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from pincite.niceness import NICENESS, NICEST_SESSION, SHARE_OF_SESSION

needs_shares = pytest.mark.skipif(not SHARE_OF_SESSION.exists(), reason="sessions have no shares on this system")


def nice(process: psutil.Process) -> int:
    """The niceness of a process beside others of its session."""
    return int(process.nice())


def share(process: psutil.Process) -> int:
    """The niceness of the session of a process beside other sessions; 0 where its session has no share of its own."""
    found = re.search(r" nice (-?\d+)", Path(f"/proc/{process.pid}/autogroup").read_text("ascii"))
    return int(found[1]) if found else 0


def seen_last(look: Callable[[psutil.Process], int], *words: str, of_its_own: bool = False) -> dict[int, int]:
    """What was seen last of a command and of what it started; `of_its_own`: in a session of its own."""
    seen = dict[int, int]()
    command = [sys.executable, "-m", "pincite", *words]
    quiet = subprocess.DEVNULL
    with psutil.Popen(command, stdout=quiet, stderr=quiet, start_new_session=of_its_own) as process:
        while process.poll() is None:
            for each in family(process):
                with suppress(psutil.NoSuchProcess, OSError):
                    seen[each.pid] = look(each)
            time.sleep(0.02)
    assert process.returncode == 0
    return seen


def family(process: psutil.Process) -> Iterator[psutil.Process]:
    yield process
    with suppress(psutil.NoSuchProcess):
        yield from process.children(recursive=True)


@pytest.fixture
def reading(tmp_path: Path) -> tuple[str, ...]:
    """A command that reads a document in."""
    note = tmp_path / "note.txt"
    note.write_text("Rent is due on Monday.", "utf-8")
    return "ingest", str(note), "--matter", "notes", "--workspace", str(tmp_path / "firm")


def niceness() -> int:
    """How nice a process becomes that gives way to this one."""
    return min(os.getpriority(os.PRIO_PROCESS, 0) + NICENESS, 19)


def test_a_command_that_reads_documents_in_gives_way_to_those_that_ask(reading: tuple[str, ...]) -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert set(seen_last(nice, *reading).values()) == {niceness()}
    assert set(seen_last(nice, "search", "rent", "--workspace", reading[-1]).values()) == {own}


@needs_shares
def test_sessions_of_their_own_that_read_documents_in_give_way_to_other_sessions(reading: tuple[str, ...]) -> None:
    seen = seen_last(share, *reading, of_its_own=True)
    assert len(seen) > 1  # what reads the file has a session of its own, too
    assert set(seen.values()) == {NICEST_SESSION}


@needs_shares
def test_the_session_of_a_terminal_stays_as_it_is(reading: tuple[str, ...]) -> None:
    before = share(psutil.Process())
    seen_last(share, *reading)
    assert share(psutil.Process()) == before
