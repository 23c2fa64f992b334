"""The primary dies while 16 append, and the standby takes over. More with: python -m runs.attacking.failover 20."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.postgres_server import MISSING, programs

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.live, pytest.mark.skipif(programs() is None, reason=MISSING)]


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "runs.attacking.failover", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_no_record_that_was_given_back_is_lost_when_the_standby_takes_over() -> None:
    ended = run("1")
    assert ended.returncode == 0, ended.stderr
    assert "1 changes of servers" in ended.stdout
    assert "0 lost" in ended.stdout


def test_records_that_no_standby_had_are_seen_to_be_lost_and_no_other_takes_their_place() -> None:
    ended = run("--control")
    assert ended.returncode == 0, ended.stderr
    assert "records that were given back are lost; the next one is refused" in ended.stdout
