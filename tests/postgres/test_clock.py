"""The time of a server, told from what it said last."""

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
    machine.seconds += 0.5
    clock.told(NOON.timestamp(), asked=100.0)
    assert clock.now() == NOON + timedelta(seconds=0.25)
    machine.seconds += 60
    assert clock.now() == NOON + timedelta(seconds=60.25)


def test_what_the_server_said_last_counts() -> None:
    clock = ServerClock(Machine(100.0))
    clock.told(NOON.timestamp(), asked=100.0)
    clock.told(NOON.timestamp() - 7, asked=100.0)
    assert clock.now() == NOON - timedelta(seconds=7)


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
