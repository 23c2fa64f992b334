"""What a ledger in a file does beyond the port: damage, a file that was taken away, and what stands in it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pincite.errors import LedgerError
from pincite.ledger import Account, Budget, Budgets, Limit, Reservation
from pincite.ledger.sqlite_ledger import SqliteLedger
from pincite.models.ports import Usage
from pincite.serving.workers import WorkerFiles

NOW = datetime(2026, 11, 29, tzinfo=UTC)
CALL = Reservation("c1", "r1", Account("alice", frozenset({"Lease"})), "premium", NOW, 100)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(file: Path) -> Iterator[SqliteLedger]:
    with closing(SqliteLedger(file, WorkerFiles(file.parent / "workers"))) as opened:
        yield opened


def test_nothing_is_made_before_the_ledger_is_used(file: Path, ledger: SqliteLedger) -> None:
    assert not file.exists()
    assert ledger.spent("firm", "", "2026-11") == 0
    assert file.exists()


def test_a_ledger_goes_on_where_another_process_left_it(file: Path, ledger: SqliteLedger) -> None:
    ledger.reserve(CALL, ())
    ledger.settle("c1", Usage(3, 1), 50)
    ledger.close()
    with closing(SqliteLedger(file, WorkerFiles(file.parent / "workers"))) as again:
        assert again.spent("matter", "Lease", "2026-11") == 50
    assert list((file.parent / "workers").iterdir()) == []


def test_two_hundred_calls_leave_the_file_alone(file: Path, ledger: SqliteLedger) -> None:
    ledger.spent("firm", "", "2026-11")
    before = file.read_bytes()
    for number in range(200):
        ledger.reserve(replace(CALL, id=str(number)), ())
        ledger.settle(str(number), Usage(3, 1), 50)
    assert file.read_bytes() == before  # the log is carried over by few calls, since that one waits for the disk
    assert ledger.spent("user", "alice", "2026-11") == 10_000


def test_a_ledger_that_was_taken_away_is_not_replaced_by_an_empty_one(file: Path, ledger: SqliteLedger) -> None:
    ledger.reserve(CALL, ())
    file.unlink()
    with pytest.raises(LedgerError, match="was removed or replaced while pincite runs"):
        ledger.settle("c1", Usage(3, 1), 50)


def test_a_file_that_acts_by_itself_is_refused(file: Path, ledger: SqliteLedger) -> None:
    ledger.reserve(CALL, ())
    ledger.close()
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TRIGGER free AFTER INSERT ON charge BEGIN UPDATE charge SET amount = 0; END")
    with (
        closing(SqliteLedger(file, WorkerFiles(file.parent / "workers"))) as again,
        pytest.raises(LedgerError, match="'free' in it"),
    ):
        again.spent("firm", "", "2026-11")


def test_a_damaged_file_is_said_to_be_one(file: Path) -> None:
    file.write_bytes(b"no database" * 999)
    with (
        closing(SqliteLedger(file, WorkerFiles(file.parent / "workers"))) as it,
        pytest.raises(LedgerError, match="cannot be used"),
    ):
        it.reserve(CALL, ())


def test_an_amount_beyond_64_bits_is_refused_and_nothing_is_kept(ledger: SqliteLedger) -> None:
    ledger.reserve(CALL, ())
    with pytest.raises(LedgerError, match="cannot be used"):
        ledger.extend("c1", 2**63, ())
    assert ledger.spent("firm", "", "2026-11") == 100


BUDGETS = Budgets((Budget("user", "*", 10), Budget("user", "alice", 20), Budget("matter", "Lease", 30)))


@pytest.mark.parametrize(
    ("account", "limits"),
    [
        (Account("alice"), [Limit("user", "alice", 20)]),
        (Account("bob"), [Limit("user", "bob", 10)]),
        (Account("bob", frozenset({"Lease", "Merger"})), [Limit("user", "bob", 10), Limit("matter", "Lease", 30)]),
    ],
)
def test_a_budget_by_name_comes_before_that_of_each(account: Account, limits: list[Limit]) -> None:
    assert list(BUDGETS.limits(account)) == limits
