"""Several writers at once, and writers that die."""

import asyncio
import random
import signal
import subprocess
import sys
import time
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest
from tests.audit.appending import event, opened
from tests.copied import Copy, copy_running
from tests.postgres_server import shared

from pincite.audit.heads import HeadKeeper, Places

PROGRAM = f"import runpy; runpy.run_path({str(Path(__file__).with_name('appending.py'))!r}, run_name='__main__')"
ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgres"])
def served(request: pytest.FixtureRequest) -> list[str]:
    """Where the record is: in the workspace's file, or at an address in a schema."""
    if request.param == "sqlite":
        return []
    server = shared()
    return [server.url(), server.schema()]


def start(workspace: Path, places: Places, name: str, count: int, served: list[str]) -> AbstractContextManager[Copy]:
    return copy_running(PROGRAM, str(workspace), str(places.heads), str(places.keys), name, str(count), *served)


def acknowledged(writer: Copy) -> dict[int, str]:
    """Place and hash of each record that the writer was given back, once it has ended.

    A line cut short by its death is not one.
    """
    writer.ended()
    return {int(seq): digest for seq, digest in (line.split() for line in writer.lines)}


@pytest.mark.live
def test_four_processes_write_one_chain(workspace: Path, places: Places, heads: HeadKeeper, served: list[str]) -> None:
    records: dict[int, str] = {}
    with ExitStack() as running:
        writers = [running.enter_context(start(workspace, places, f"w{n}", 50, served)) for n in range(4)]
        for writer in writers:
            own = acknowledged(writer)
            assert writer.ended().returncode == 0
            assert not own.keys() & records.keys()
            records |= own
    assert sorted(records) == list(range(1, 201))
    with opened(workspace, heads, served) as log:
        found = log.verified()
        assert (found.ok, found.records, found.problems) == (True, 200, ())
        assert {entry.seq: entry.hash for entry in log.entries()} == records


@pytest.mark.live
def test_a_writer_under_load_that_is_killed_at_random_moments_loses_nothing_it_gave_back(tmp_path: Path) -> None:
    """Five kills; more with: python -m runs.attacking.kill_points 1000."""
    ended = subprocess.run(
        [sys.executable, "-m", "runs.attacking.kill_points", "5", "--folder", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("5 kills, ")
    assert "0 lost" in ended.stdout


@pytest.mark.live
@pytest.mark.parametrize("trial", range(5))
def test_a_writer_killed_at_any_moment_loses_no_acknowledged_record(
    workspace: Path, places: Places, heads: HeadKeeper, served: list[str], trial: int
) -> None:
    with start(workspace, places, "killed", 100_000, served) as writer:
        writer.first(1)
        time.sleep(random.Random(trial).uniform(0.01, 0.4))  # noqa: S311 - a moment, not a secret
        writer.send_signal(signal.SIGKILL)
        records = acknowledged(writer)

    with opened(workspace, heads, served) as log:
        # A server may still be ending the session of a writer that is gone; whoever takes its turn waits for that.
        asyncio.run(log.append(event("after")))
        found = log.verified()
        assert found.problems == ()
        assert len(records) + 1 <= found.records <= len(records) + 3
        with start(workspace, places, "next", 2, served) as survivor:
            after = acknowledged(survivor)
        assert sorted(after) == [found.records + 1, found.records + 2]
        kept = {entry.seq: entry.hash for entry in log.entries()}
        assert kept.items() >= (records | after).items()
        assert log.verified().ok
