"""Several real processes at one provider, killed and not: nobody asks a model that is left alone, nor too often."""

import json
import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.copied import Copy, copy_running

from pincite.models.chat.fake_faults import FOREVER, Fault
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.limits.breaker import FAILURES, FIRST_OPEN_S

DOWN = Fault(status=503, retry_after="0")
PROCESSES = 3
ASKING = "import runpy; runpy.run_module('tests.models.limits.asking', run_name='__main__', alter_sys=True)"


@dataclass
class Firm:
    """A provider, where the processes keep its traffic, and the time that they are told."""

    folder: Path
    traffic: str
    provider: FakeProvider
    rates: tuple[int | None, int | None] = (None, None)

    def at(self, seconds: float) -> None:
        making = self.folder / "clock.making"
        making.write_text(str(1_800_000_000.0 + seconds), encoding="ascii")
        making.replace(self.folder / "clock")

    def asking(self, times: int) -> AbstractContextManager[Copy]:
        clock, rates = str(self.folder / "clock"), json.dumps(self.rates)
        return copy_running(ASKING, self.traffic, clock, self.provider.url, str(times), rates)

    def all_ask(self, times: int, processes: int = PROCESSES) -> list[str]:
        """How the requests of so many processes at once ended, each asking so many times."""
        with self.asking(times) as first:
            others = self.all_ask(times, processes - 1) if processes > 1 else []
            done = first.ended()
        assert done.returncode == 0, done.stderr
        return [*done.stdout.split(), *others]


@pytest.fixture(params=["file", "postgres"])
def firm(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Firm]:
    traffic = str(tmp_path / "traffic.db")
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_server")
        traffic = f"{server.url()} {server.schema()}"
    with running(FakeProvider()) as provider:
        made = Firm(tmp_path, traffic, provider)
        made.at(0)
        yield made


def test_a_breaker_opens_for_all_is_tried_by_one_and_recovers(firm: Firm) -> None:
    firm.provider.plan.extend([DOWN] * 1000)
    ended = firm.all_ask(times=6)
    sent = len(firm.provider.ledger)
    assert FAILURES <= sent < FAILURES + PROCESSES  # each other process may have one under way
    assert set(ended) == {"failed", "halted"}

    firm.at(FIRST_OPEN_S - 1)
    assert set(firm.all_ask(times=3)) == {"halted"}
    assert len(firm.provider.ledger) == sent

    firm.at(FIRST_OPEN_S)
    assert sorted(firm.all_ask(times=3)) == ["failed", *["halted"] * (3 * PROCESSES - 1)]
    assert len(firm.provider.ledger) == sent + 1

    firm.provider.plan.clear()
    firm.at(3 * FIRST_OPEN_S)
    assert firm.all_ask(times=3, processes=1) == ["answered"] * 3
    assert set(firm.all_ask(times=3)) == {"answered"}


def test_a_trial_that_is_killed_keeps_the_others_waiting_for_a_while_alone(firm: Firm) -> None:
    firm.provider.plan.extend([DOWN] * FAILURES)
    firm.all_ask(times=2, processes=1)
    sent = len(firm.provider.ledger)
    assert sent == FAILURES
    firm.at(FIRST_OPEN_S)
    firm.provider.plan.append(Fault(first_byte_s=FOREVER))
    with firm.asking(times=1) as trial:
        firm.provider.wait_for(lambda ledger: len(ledger) > sent)
        trial.send_signal(signal.SIGKILL)
    assert firm.all_ask(times=2) == ["halted"] * 2 * PROCESSES
    firm.at(FIRST_OPEN_S + 100)
    assert firm.all_ask(times=2, processes=1) == ["answered"] * 2


def test_no_more_is_sent_than_a_bucket_holds_whoever_asks(firm: Firm) -> None:
    firm.rates = (36, None)
    assert sorted(firm.all_ask(times=5)) == ["answered"] * 6 + ["halted"] * 9
    assert len(firm.provider.ledger) == 6
    firm.at(5)
    assert firm.all_ask(times=3).count("answered") == 3
    assert len(firm.provider.ledger) == 9


def test_what_a_killed_process_sent_counts(firm: Firm) -> None:
    firm.rates = (12, None)
    firm.provider.plan.append(Fault(first_byte_s=FOREVER))
    with firm.asking(times=1) as killed:
        firm.provider.wait_for(lambda ledger: len(ledger) == 1)
        killed.send_signal(signal.SIGKILL)
    assert sorted(firm.all_ask(times=2)) == ["answered"] + ["halted"] * 5


def test_tokens_are_counted_as_the_provider_counts_them(firm: Firm) -> None:
    firm.rates = (None, 1200)  # 200 at once
    ended = firm.all_ask(times=20)
    used = firm.provider.used
    assert used.prompt_tokens + used.completion_tokens <= 200
    assert ended.count("answered") > 1  # one request may have taken 115; what it did not take was given back
