"""Machines over one database whose own clocks are apart: what one writes holds on all others, and ends for all."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.copied import COMMAND_LINE, run_copy
from tests.postgres_server import Server
from tests.wiring.over_postgres import Place, placed

pytestmark = pytest.mark.live

OTHER_MACHINE = """
import datetime, sys, time

APART = float(sys.argv.pop(1))
real = time.time

class Machine(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().fromtimestamp(real() + APART, tz)

datetime.datetime, time.time = Machine, lambda: real() + APART
for module in [*sys.modules.values()]:
    if getattr(module, "datetime", None) is Machine.__base__:
        module.datetime = Machine
"""
"""A machine whose clock is so many seconds ahead, for what a program in Python sees of it."""


@pytest.fixture
def place(postgres_server: Server, tmp_path: Path) -> Iterator[Place]:
    made = placed(postgres_server, tmp_path)
    made.run("access", "matter", "add", "Lease")
    yield made
    postgres_server.drop(made.url)


def elsewhere(place: Place, ahead: timedelta, *words: str) -> Any:  # noqa: ANN401 - JSON
    """What a command says on a machine whose clock is so far ahead."""
    program = OTHER_MACHINE + COMMAND_LINE
    seconds = str(ahead.total_seconds())
    done = run_copy(
        program, seconds, "--workspace", str(place.workspace), "--json", *words, environment=place.environment()
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(hours=-1)], ids=["ahead", "behind"])
def test_a_machine_with_another_time_writes_the_databases(place: Place, ahead: timedelta) -> None:
    elsewhere(place, ahead, "access", "user", "add", "alice")
    elsewhere(place, ahead, "search", "rent")
    place.run("search", "rent")
    found = place.read("access", "clock")
    for written in ("newest_record", "newest_rule"):
        assert abs(datetime.fromisoformat(found[written]) - datetime.now(UTC)) < timedelta(minutes=30)


def test_a_machine_with_another_time_that_copies_the_stores_stops_nobody(place: Place) -> None:
    elsewhere(place, timedelta(hours=1), "store", "copy", "--back")
    found = place.read("access", "clock")
    assert abs(datetime.fromisoformat(found["newest_record"]) - datetime.now(UTC)) < timedelta(minutes=30)
