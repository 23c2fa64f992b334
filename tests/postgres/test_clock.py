"""The time of a server, told from what it said last."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from tests.postgres.conftest import NOTES

from pincite.postgres.clock import ServerClock, running
from pincite.postgres.connection import Connection
from pincite.postgres.place import PostgresSchema

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


class Machine:
    """Runs as long as the test says."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __call__(self) -> float:
        return self.seconds


def test_the_time_is_the_servers_and_goes_on_with_the_machine() -> None:
    machine = Machine(100.0)
    clock = ServerClock(machine)
    clock.told(NOON.timestamp())
    assert clock.now() == NOON
    machine.seconds += 60
    assert clock.now() == NOON + timedelta(seconds=60)


def test_what_the_server_said_last_counts() -> None:
    clock = ServerClock(Machine(100.0))
    clock.told(NOON.timestamp())
    clock.told(NOON.timestamp() - 7)
    assert clock.now() == NOON - timedelta(seconds=7)


def test_a_machine_without_a_clock_of_its_sleep_goes_by_the_monotonic_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(time, "CLOCK_BOOTTIME")
    before = time.clock_gettime(time.CLOCK_MONOTONIC)
    assert before <= running() <= time.clock_gettime(time.CLOCK_MONOTONIC)


@pytest.mark.live
def test_a_session_that_is_long_in_coming_puts_no_clock_ahead(database: Connection, place: PostgresSchema) -> None:
    class Slow(Machine):
        """Ten minutes go by whenever somebody looks, as they would over a lost session."""

        def __call__(self) -> float:
            self.seconds += 600
            return self.seconds

    machine = Slow(0.0)
    clock = ServerClock(machine)
    with Connection(place, NOTES, clock) as session:
        session.writes()
    machine.seconds -= 600  # what asking the clock itself takes
    assert clock.now() - datetime.now(UTC) < timedelta(seconds=10)


@pytest.mark.live
def test_machines_that_started_at_different_times_have_the_servers_time(
    database: Connection, place: PostgresSchema
) -> None:
    clocks = [ServerClock(running), ServerClock(lambda: running() + 1e6)]
    for clock in clocks:
        with Connection(place, NOTES, clock) as session:
            session.writes()
            [said] = session.execute("SELECT clock_timestamp()").fetchone()
            assert abs(clock.now() - said) < timedelta(seconds=10)
    assert abs(clocks[0].now() - clocks[1].now()) < timedelta(seconds=10)


def test_before_the_server_has_said_any_time_the_machines_counts() -> None:
    assert abs(ServerClock(Machine(5.0)).now() - datetime.now(UTC)) < timedelta(minutes=1)
