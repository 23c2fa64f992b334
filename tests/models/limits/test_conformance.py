"""What every store of traffic does, by the gate over it; and what the one in a file does beyond that."""

import asyncio
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from pincite.errors import ModelError
from pincite.models.chat.limits import Halted, HostedModel, Later, Rates, SharedGate, Ticket
from pincite.models.chat.limits.breaker import FAILURES, FIRST_OPEN_S
from pincite.models.chat.limits.sqlite import SqliteTraffic
from pincite.models.chat.limits.store import MemoryTraffic, TrafficStore
from pincite.models.chat.limits.traffic import Traffic

if TYPE_CHECKING:
    from pincite.models.chat.limits.postgres import PostgresTraffic

HERE = HostedModel("https://models.example.com/v1", "small")
NO_LIMIT = Rates()


class Clock:
    """Time as the test says."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.live)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TrafficStore]:
    if request.param == "memory":
        yield MemoryTraffic()
        return
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_server")
        with closing(in_postgres(server.url(), server.schema())) as stored:
            yield stored
        return
    with closing(SqliteTraffic(tmp_path / "traffic.db")) as kept:
        yield kept


def in_postgres(url: str, schema: str) -> "PostgresTraffic":
    from pincite.models.chat.limits.postgres import PostgresTraffic
    from pincite.postgres.place import place_of

    return PostgresTraffic(place_of(url, schema))


def _gate(store: TrafficStore, clock: Clock, rates: Rates = NO_LIMIT, model: HostedModel = HERE) -> SharedGate:
    return SharedGate(store, model, rates, 60, clock)


def _ask(gate: SharedGate, outcome: Literal["answered", "failed", "given up", "unsent"], tokens: int = 100) -> None:
    ticket = asyncio.run(gate.admit(tokens))
    assert isinstance(ticket, Ticket)
    asyncio.run(gate.settle(ticket, outcome))


def _opened(gate: SharedGate) -> None:
    for _ in range(FAILURES):
        _ask(gate, "failed")


def test_a_model_that_fails_is_left_alone_and_the_sentence_says_until_when(store: TrafficStore, clock: Clock) -> None:
    gate = _gate(store, clock)
    _opened(gate)
    clock.now += 10
    with pytest.raises(Halted, match=r"failed 5 times in a row and is left alone; it is tried again in 20 s, from "):
        asyncio.run(gate.admit(100))
    assert asyncio.run(gate.is_shut())


def test_all_who_ask_the_same_model_share_it_and_others_do_not(store: TrafficStore, clock: Clock) -> None:
    _opened(_gate(store, clock))
    assert asyncio.run(_gate(store, clock).is_shut())
    assert not asyncio.run(_gate(store, clock, model=HostedModel(HERE.url, "large")).is_shut())
    assert not asyncio.run(_gate(store, clock, model=HostedModel("https://other.example.com/v1", "small")).is_shut())


def test_one_trial_and_then_all_again(store: TrafficStore, clock: Clock) -> None:
    gate, other = _gate(store, clock), _gate(store, clock)
    _opened(gate)
    clock.now += FIRST_OPEN_S
    trial = asyncio.run(gate.admit(100))
    assert isinstance(trial, Ticket)
    with pytest.raises(Halted):
        asyncio.run(other.admit(100))
    asyncio.run(gate.settle(trial, "answered"))
    for _ in range(3):
        _ask(other, "answered")


def test_a_trial_that_came_to_no_end_keeps_nobody_for_ever(store: TrafficStore, clock: Clock) -> None:
    gate = _gate(store, clock)
    _opened(gate)
    clock.now += FIRST_OPEN_S
    asyncio.run(gate.admit(100))
    clock.now += 59
    assert asyncio.run(gate.is_shut())
    clock.now += 1
    _ask(gate, "answered")


def test_requests_a_minute(store: TrafficStore, clock: Clock) -> None:
    gate = _gate(store, clock, Rates(requests_per_minute=12))
    _ask(gate, "answered")
    _ask(gate, "failed")
    assert asyncio.run(gate.admit(100)) == Later(5.0)
    clock.now += 5
    _ask(gate, "unsent")
    _ask(gate, "given up")  # what was not sent left its place to this one
    assert asyncio.run(gate.admit(100)) == Later(5.0)


def test_tokens_a_minute_with_what_a_reply_did_not_take(store: TrafficStore, clock: Clock) -> None:
    gate = _gate(store, clock, Rates(tokens_per_minute=6000))
    _ask(gate, "answered", tokens=1000)
    assert asyncio.run(gate.admit(500)) == Later(5.0)
    asyncio.run(gate.give_back(500))
    _ask(gate, "unsent", tokens=500)
    _ask(gate, "answered", tokens=500)
    assert asyncio.run(gate.admit(500)) == Later(5.0)


def test_a_limit_that_is_taken_out_holds_nobody(store: TrafficStore, clock: Clock) -> None:
    _ask(_gate(store, clock, Rates(requests_per_minute=1)), "answered")
    for _ in range(3):
        _ask(_gate(store, clock), "answered")


def test_no_step_is_lost_between_threads(store: TrafficStore, clock: Clock) -> None:
    gate = _gate(store, clock, Rates(requests_per_minute=600))

    def admitted(_: int) -> bool:
        return isinstance(asyncio.run(gate.admit(1)), Ticket)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(admitted, range(300))) == 100


class TestTheFile:
    def test_holds_what_another_process_kept(self, tmp_path: Path, clock: Clock) -> None:
        with (
            closing(SqliteTraffic(tmp_path / "traffic.db")) as mine,
            closing(SqliteTraffic(tmp_path / "traffic.db")) as other,
        ):
            _opened(_gate(mine, clock, Rates(60, 6000)))
            assert mine.change(HERE.key, lambda traffic: (traffic, traffic)) == other.change(
                HERE.key, lambda traffic: (traffic, traffic)
            )
            assert asyncio.run(_gate(other, clock).is_shut())

    def test_may_be_taken_away_at_any_time(self, tmp_path: Path, clock: Clock) -> None:
        file = tmp_path / "traffic.db"
        with closing(SqliteTraffic(file)) as store:
            _opened(_gate(store, clock))
            for one in tmp_path.iterdir():
                one.unlink()
            assert store.change(HERE.key, lambda traffic: (traffic, traffic)) == Traffic()
            assert file.exists()

    @pytest.mark.parametrize("spoilt", ["no database", "planted"])
    def test_that_is_damaged_is_said_to_be(self, tmp_path: Path, clock: Clock, spoilt: str) -> None:
        file = tmp_path / "traffic.db"
        if spoilt == "planted":
            with closing(sqlite3.connect(file)) as db:
                db.execute("CREATE VIEW traffic AS SELECT 1")
        else:
            file.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
        with (
            closing(SqliteTraffic(file)) as store,
            pytest.raises(ModelError, match=r"traffic\.db, which cannot be used"),
        ):
            asyncio.run(_gate(store, clock).admit(100))
