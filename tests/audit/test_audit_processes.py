"""Several writers at once, and writers that die."""

import asyncio
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.audit.appending import event, opened
from tests.postgres_server import shared

import pincite
from pincite.audit.heads import HeadKeeper, Places

PROGRAM = Path(__file__).with_name("appending.py")
ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgres"])
def served(request: pytest.FixtureRequest) -> list[str]:
    """Where the record is: in the workspace's file, or at an address in a schema."""
    if request.param == "sqlite":
        return []
    server = shared()
    return [server.url(), server.schema()]


def start(workspace: Path, places: Places, name: str, count: int, served: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, PROGRAM, workspace, places.heads, places.keys, name, str(count), *served],
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
def test_four_processes_write_one_chain(workspace: Path, places: Places, heads: HeadKeeper, served: list[str]) -> None:
    writers = [start(workspace, places, f"w{number}", 50, served) for number in range(4)]
    records: dict[int, str] = {}
    for writer in writers:
        own = acknowledged(writer)
        assert writer.returncode == 0
        assert not own.keys() & records.keys()
        records |= own
    assert sorted(records) == list(range(1, 201))
    with opened(workspace, heads, served) as log:
        found = log.verified()
        assert (found.ok, found.records, found.problems) == (True, 200, ())
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
    workspace: Path, places: Places, heads: HeadKeeper, served: list[str], trial: int
) -> None:
    writer = start(workspace, places, "killed", 100_000, served)
    assert writer.stdout is not None
    first = writer.stdout.readline().split()
    time.sleep(random.Random(trial).uniform(0.01, 0.4))  # noqa: S311 - a moment, not a secret
    writer.kill()
    records = {int(first[0]): first[1]} | acknowledged(writer)

    with opened(workspace, heads, served) as log:
        # A server may still be ending the session of a writer that is gone; whoever takes its turn waits for that.
        asyncio.run(log.append(event("after")))
        found = log.verified()
        assert found.problems == ()
        assert len(records) + 1 <= found.records <= len(records) + 3
        survivor = start(workspace, places, "next", 2, served)
        after = acknowledged(survivor)
        assert sorted(after) == [found.records + 1, found.records + 2]
        kept = {entry.seq: entry.hash for entry in log.entries()}
        assert kept.items() >= (records | after).items()
        assert log.verified().ok
