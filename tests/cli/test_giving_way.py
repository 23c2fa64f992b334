"""Who asks goes before what is read in."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from pincite.ingest.giving_way import NICENESS


def seen_while(*words: str) -> set[int]:
    """The niceness of the process of a command, as long as it runs."""
    seen = set[int]()
    command = [sys.executable, "-m", "pincite", *words]
    with psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            with suppress(psutil.NoSuchProcess):
                seen.add(int(process.nice()))
            time.sleep(0.02)
    assert process.returncode == 0
    return seen


def test_a_command_that_reads_documents_in_gives_way_to_those_that_ask(tmp_path: Path) -> None:
    note, firm, own = tmp_path / "note.txt", str(tmp_path / "firm"), os.getpriority(os.PRIO_PROCESS, 0)
    note.write_text("Rent is due on Monday.", "utf-8")
    reading = seen_while("ingest", str(note), "--matter", "notes", "--workspace", firm)
    assert max(reading) == min(own + NICENESS, 19)
    assert seen_while("search", "rent", "--workspace", firm) == {own}
