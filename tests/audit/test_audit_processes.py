"""Several writers at once, and writers that die."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

import pincite
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.audit.verification import verify

PROGRAM = Path(__file__).with_name("appending.py")
ROOT = Path(__file__).parents[2]


def start(workspace: Path, places: Places, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, PROGRAM, workspace, places.heads, places.keys, name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(pincite.__file__).parents[1])},
    )


def acknowledged(process: subprocess.Popen[str]) -> dict[int, str]:
    """Place and hash of each record that the writer was given back; a line cut short by its death is not one.

    What a first line was read with is in the stream's buffer, which `communicate` does not look into.
    """
    assert process.stdout is not None
    with process.stdout as stream:
        output = stream.read()
    process.wait(timeout=120)
    lines = [line.split() for line in output.splitlines(keepends=True) if line.endswith("\n")]
    return {int(seq): digest for seq, digest in lines}


@pytest.mark.live
def test_four_processes_write_one_chain(workspace: Path, places: Places, heads: HeadKeeper) -> None:
    writers = [start(workspace, places, f"w{number}", 50) for number in range(4)]
    records: dict[int, str] = {}
    for writer in writers:
        own = acknowledged(writer)
        assert writer.returncode == 0
        assert not own.keys() & records.keys()
        records |= own
    assert sorted(records) == list(range(1, 201))
    found = verify(workspace / "audit.db", heads)
    assert (found.ok, found.records, found.problems) == (True, 200, ())
    with SqliteAuditLog(workspace / "audit.db", heads) as log:
        assert {entry.seq: entry.hash for entry in log.entries()} == records


@pytest.mark.live
def test_a_writer_under_load_that_is_killed_at_random_moments_loses_nothing_it_gave_back(tmp_path: Path) -> None:
    """Ten kills; more with: python -m runs.attacking.kill_points 1000."""
    ended = subprocess.run(
        [sys.executable, "-m", "runs.attacking.kill_points", "10", "--folder", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("10 kills, ")
    assert "0 lost" in ended.stdout


@pytest.mark.live
@pytest.mark.parametrize("trial", range(5))
def test_a_writer_killed_at_any_moment_loses_no_acknowledged_record(
    workspace: Path, places: Places, heads: HeadKeeper, trial: int
) -> None:
    writer = start(workspace, places, "killed", 100_000)
    assert writer.stdout is not None
    first = writer.stdout.readline().split()
    time.sleep(random.Random(trial).uniform(0.01, 0.4))  # noqa: S311 - a moment, not a secret
    writer.kill()
    records = {int(first[0]): first[1]} | acknowledged(writer)

    found = verify(workspace / "audit.db", heads)
    assert found.problems == ()
    assert len(records) <= found.records <= len(records) + 2
    survivor = start(workspace, places, "next", 2)
    after = acknowledged(survivor)
    assert sorted(after) == [found.records + 1, found.records + 2]
    with SqliteAuditLog(workspace / "audit.db", heads) as log:
        kept = {entry.seq: entry.hash for entry in log.entries()}
    assert kept.items() >= (records | after).items()
    assert verify(workspace / "audit.db", heads).ok
