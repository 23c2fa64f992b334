"""Every ledger keeps charges alike: within budgets, once each, and none lost with a process."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ledger.books import Processes, in_file, in_memory, in_postgres

from pincite.errors import LedgerError, OverBudget
from pincite.ledger import Account, Charge, Ledger, Limit, Reservation
from pincite.models.ports import Usage

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
MONTH = "2026-11"
ALICE = Account("alice", frozenset({"Lease", "Merger"}))
CALL = Reservation("c1", "r1", ALICE, "premium", NOW, 1001)
COUNTED = Usage(40, 10)
OF_ALICE = Limit("user", "alice", 1500)


@pytest.fixture(params=["memory", "file", pytest.param("postgres", marks=pytest.mark.live)])
def processes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Processes]:
    with _kind(request.param, request, tmp_path) as made:
        yield made


def _kind(name: str, request: pytest.FixtureRequest, folder: Path) -> AbstractContextManager[Processes]:
    match name:
        case "memory":
            return in_memory(folder)
        case "file":
            return in_file(folder)
    return in_postgres(request.getfixturevalue("postgres_server"))


def all_of(ledger: Ledger) -> tuple[Charge, ...]:
    return ledger.charges(NOW - timedelta(days=400), NOW + timedelta(days=400))


def test_what_is_reserved_counts_until_it_is_settled_and_then_what_was_used(processes: Processes) -> None:
    ledger = processes.start()
    ledger.reserve(CALL, ())
    assert [(one.state, one.amount) for one in all_of(ledger)] == [("reserved", 1001)]
    assert ledger.spent("user", "alice", MONTH) == ledger.spent("firm", "", MONTH) == 1001
    ledger.settle("c1", COUNTED, 300)
    assert all_of(ledger) == (Charge("c1", "r1", ALICE, "premium", NOW, "counted", 300, COUNTED),)
    assert ledger.spent("user", "alice", MONTH) == ledger.spent("firm", "", MONTH) == 300


def test_matters_bear_equal_shares_to_the_last_pico_dollar(processes: Processes) -> None:
    ledger = processes.start()
    ledger.reserve(CALL, ())
    assert [ledger.spent("matter", name, MONTH) for name in ("Lease", "Merger", "Other")] == [501, 500, 0]
    ledger.settle("c1", COUNTED, 7)
    assert [ledger.spent("matter", name, MONTH) for name in ("Lease", "Merger", "Other")] == [4, 3, 0]


def test_an_estimate_is_marked(processes: Processes) -> None:
    ledger = processes.start()
    ledger.reserve(CALL, ())
    used = Usage(90, 10, estimated=True, cache_read_tokens=5, cache_write_tokens=7)
    ledger.settle("c1", used, 900)
    assert [(one.state, one.used) for one in all_of(ledger)] == [("estimated", used)]


def test_a_call_is_charged_once(processes: Processes) -> None:
    ledger = processes.start()
    ledger.reserve(CALL, ())
    with pytest.raises(LedgerError, match="is in the ledger already"):
        ledger.reserve(CALL, ())
    ledger.settle("c1", COUNTED, 300)
    with pytest.raises(LedgerError, match="the call c1 is not under way in the ledger"):
        ledger.settle("c1", COUNTED, 300)
    with pytest.raises(LedgerError, match="the call c1 is not under way in the ledger"):
        ledger.extend("c1", 5, ())
    with pytest.raises(LedgerError, match="the call c2 is not under way"):
        ledger.settle("c2", COUNTED, 300)
    assert ledger.spent("firm", "", MONTH) == 300


def test_a_call_that_might_exceed_a_budget_is_refused_with_whose_what_is_left_and_when(processes: Processes) -> None:
    ledger = processes.start()
    ledger.reserve(CALL, (OF_ALICE,))
    with pytest.raises(OverBudget) as refused:
        ledger.reserve(replace(CALL, id="c2"), (OF_ALICE,))
    assert str(refused.value) == (
        "the budget of user alice for 2026-11 does not allow for it: $0.00000000050 of $0.0000000015 is left, and this "
        "may cost $0.0000000010; it renews on 2026-12-01"
    )
    assert [one.id for one in all_of(ledger)] == ["c1"]
    ledger.settle("c1", COUNTED, 300)
    ledger.reserve(replace(CALL, id="c2"), (OF_ALICE,))


@pytest.mark.parametrize(
    ("limit", "fits"),
    [
        (Limit("matter", "Lease", 501), True),
        (Limit("matter", "Lease", 500), False),
        (Limit("matter", "Merger", 500), True),
        (Limit("firm", "", 1000), False),
        (Limit("user", "alice", 1001), True),
    ],
)
def test_each_budget_bears_its_own_part(limit: Limit, fits: bool, processes: Processes) -> None:
    ledger = processes.start()
    with suppress(OverBudget):
        ledger.reserve(CALL, (limit,))
    assert bool(all_of(ledger)) is fits


def test_a_further_try_is_reserved_too_and_refused_like_the_first(processes: Processes) -> None:
    ledger = processes.start()
    ledger.reserve(CALL, (OF_ALICE,))
    ledger.extend("c1", 499, (OF_ALICE,))
    with pytest.raises(OverBudget):
        ledger.extend("c1", 1, (OF_ALICE,))
    assert ledger.spent("user", "alice", MONTH) == 1500
    ledger.settle("c1", COUNTED, 300)
    assert ledger.spent("user", "alice", MONTH) == 300


def test_a_month_begins_with_nothing_spent(processes: Processes) -> None:
    ledger = processes.start()
    ledger.reserve(CALL, (OF_ALICE,))
    december = replace(CALL, id="c2", at=datetime(2026, 12, 1, tzinfo=UTC))
    ledger.reserve(december, (OF_ALICE,))
    ledger.settle("c1", COUNTED, 300)
    assert [ledger.spent("user", "alice", month) for month in ("2026-10", "2026-11", "2026-12")] == [0, 300, 1001]


def test_charges_of_a_time_begin_with_its_first_moment_and_end_before_its_last(processes: Processes) -> None:
    ledger = processes.start()
    for hour in range(4):
        ledger.reserve(replace(CALL, id=f"c{hour}", at=NOW + timedelta(hours=hour)), ())
    found = ledger.charges(NOW + timedelta(hours=1), NOW + timedelta(hours=3))
    assert [one.id for one in found] == ["c1", "c2"]


def test_what_a_killed_process_had_under_way_is_charged_at_its_most_and_marked(processes: Processes) -> None:
    dead, alive = processes.start(), processes.start()
    dead.reserve(CALL, ())
    alive.reserve(replace(CALL, id="c2"), ())
    assert alive.recover() == 0
    processes.kill(dead)
    assert (alive.recover(), alive.recover()) == (1, 0)
    assert [(one.id, one.state, one.amount) for one in all_of(alive)] == [
        ("c1", "abandoned", 1001),
        ("c2", "reserved", 1001),
    ]
    assert alive.spent("firm", "", MONTH) == 2002
    with pytest.raises(LedgerError, match="is not under way"):
        alive.settle("c1", COUNTED, 1)


def test_charges_of_a_process_that_ended_are_unseen_until_somebody_has_seen_them(processes: Processes) -> None:
    dead, alive = processes.start(), processes.start()
    dead.reserve(CALL, ())
    dead.settle("c1", COUNTED, 1)
    dead.reserve(replace(CALL, id="c2"), ())
    alive.reserve(replace(CALL, id="c3"), ())
    assert alive.unseen(NOW) == ()
    processes.kill(dead)
    assert [(one.id, one.request) for one in alive.unseen(NOW)] == [("c1", CALL.request), ("c2", CALL.request)]
    assert alive.unseen(NOW + timedelta(hours=1)) == ()
    alive.recover()
    alive.seen(["c1"])
    assert [(one.id, one.state) for one in alive.unseen(NOW)] == [("c2", "abandoned")]
    assert [one.id for one in all_of(alive)] == ["c1", "c2", "c3"]


def test_many_at_once_never_exceed_a_budget(processes: Processes) -> None:
    ledgers = [processes.start() for _ in range(4)]
    limit = Limit("firm", "", 10 * CALL.amount + 5)
    refused = []

    def reserve(ledger: Ledger, worker: int) -> None:
        for number in range(10):
            try:
                ledger.reserve(replace(CALL, id=f"c{worker}-{number}"), (limit,))
            except OverBudget as error:
                refused.append(error)

    threads = [threading.Thread(target=reserve, args=(ledger, number)) for number, ledger in enumerate(ledgers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(all_of(ledgers[0])), len(refused)) == (10, 30)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "extend", "settle"]),
        st.integers(0, 5),
        st.integers(0, 2**40),
        st.frozensets(st.sampled_from(["a", "b", "c"])),
        st.sampled_from([(), (Limit("firm", "", 2**41),), (Limit("matter", "a", 2**39), Limit("user", "u", 2**40))]),
    ),
    max_size=25,
)


def outcome(ledger: Ledger, step: tuple[str, int, int, frozenset[str], tuple[Limit, ...]]) -> str:
    verb, number, amount, matters, limits = step
    try:
        match verb:
            case "reserve":
                at = NOW + timedelta(days=number)
                ledger.reserve(Reservation(f"c{number}", "r", Account("u", matters), "t", at, amount), limits)
            case "extend":
                ledger.extend(f"c{number}", amount, limits)
            case "settle":
                ledger.settle(f"c{number}", Usage(amount, 1, estimated=bool(matters)), amount)
    except (OverBudget, LedgerError) as error:
        return str(error)
    return ""


@pytest.mark.parametrize("kind", ["file", pytest.param("postgres", marks=pytest.mark.live)])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(steps=STEPS)
def test_all_ledgers_say_the_same_and_their_sums_are_those_of_their_charges(
    kind: str,
    steps: list[tuple[str, int, int, frozenset[str], tuple[Limit, ...]]],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with in_memory(Path()) as one, _kind(kind, request, tmp_path_factory.mktemp("ledger")) as other:
        first, second = one.start(), other.start()
        for step in steps:
            assert outcome(first, step) == outcome(second, step)
        assert all_of(first) == all_of(second)
        for month in ("2026-11", "2026-12"):
            charged = [charge for charge in all_of(second) if charge.at.strftime("%Y-%m") == month]
            total = sum(charge.amount for charge in charged)
            without = sum(charge.amount for charge in charged if not charge.account.matters)
            for ledger in (first, second):
                assert ledger.spent("firm", "", month) == ledger.spent("user", "u", month) == total
                assert sum(ledger.spent("matter", name, month) for name in "abc") == total - without
