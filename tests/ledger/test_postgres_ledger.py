"""What a ledger in PostgreSQL does beyond the port: processes that are killed over it, and a server that is away."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from tests.ledger.books import InPostgres, in_postgres
from tests.ledger.test_conformance import CALL, COUNTED, MONTH, all_of
from tests.postgres_server import Server

from pincite.errors import LedgerError

pytestmark = pytest.mark.live

ROOT = Path(__file__).parents[2]
PROCESSES = 3


@pytest.fixture
def books(postgres_server: Server) -> Iterator[InPostgres]:
    with in_postgres(postgres_server) as made:
        yield made


@contextmanager
def spending(number: int, server: Server, books: InPostgres) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.ledger.spending", str(number), server.url(), books.place.schema]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_nothing_is_lost_or_charged_twice_when_processes_are_killed(postgres_server: Server, books: InPostgres) -> None:
    said: list[str] = []
    for number in range(PROCESSES):
        with spending(number, postgres_server, books) as process:
            assert process.stdout is not None
            said += [process.stdout.readline() for _ in range(9 + number)]
            process.kill()
            said += process.stdout.read().splitlines()
    ledger = books.start()
    deadline = time.monotonic() + 30
    while any(one.state == "reserved" for one in all_of(ledger)) and time.monotonic() < deadline:
        ledger.recover()
    steps = [line.split() for line in said if line.count(" ") == 1]
    charges = {one.id: one for one in all_of(ledger)}
    assert {identity for _, identity in steps} <= set(charges)
    assert all(charges[identity].state == "counted" for step, identity in steps if step == "settled")
    assert {(one.state, one.amount) for one in charges.values()} <= {("counted", 300), ("abandoned", 1001)}
    assert sum(one.state == "abandoned" for one in charges.values()) <= PROCESSES
    assert ledger.spent("firm", "", MONTH) == sum(one.amount for one in charges.values())


def test_a_session_that_was_lost_is_opened_again(postgres_server: Server, books: InPostgres) -> None:
    ledger = books.start()
    ledger.reserve(CALL, ())
    with psycopg.connect(postgres_server.url(), autocommit=True) as session:
        session.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    ledger.settle("c1", COUNTED, 300)
    assert ledger.spent("firm", "", MONTH) == 300


def test_what_cannot_be_charged_is_refused_and_no_address_is_shown(books: InPostgres) -> None:
    from pincite.ledger.postgres import PostgresLedger
    from pincite.postgres.place import place_of
    from pincite.serving.postgres import WorkerSessions

    away = place_of("postgresql://pincite:s3cret@127.0.0.1:1/firm", "pincite_ledger")
    ledger = PostgresLedger(away, WorkerSessions(away))
    with pytest.raises(LedgerError, match="so no language model is asked; see that PostgreSQL runs") as refused:
        ledger.reserve(CALL, ())
    assert "s3cret" not in str(refused.value)
    with suppress(LedgerError):
        ledger.close()
