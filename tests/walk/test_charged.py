"""What an answer cost is in the ledger as it is on the record, also where the process was killed while it asked."""

import json
import signal
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.copied import COMMAND_LINE, copy_running
from tests.walk.conftest import Firm

from pincite.ledger import Account, Charge, Reservation
from pincite.ledger.charge import ON_RECORD
from pincite.ledger.sqlite_ledger import SqliteLedger
from pincite.models.chat.fake_faults import Fault
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.fake_wires import FakeRequest
from pincite.models.chat.prices import Rates
from pincite.models.ports import Usage
from pincite.serving.workers import WorkerFiles

RENT = "The Tenant shall pay rent of $4,200 per month, in advance"
SAID = "The Tenant shall pay rent of $4,200 per month in advance."
QUESTION = ("ask", "How much is the rent?", "--mode", "write", "--as", "alice")
RATES = Rates.per_million("3", "15")

MODEL = """
embedder = "hashing"
reader = "none"

[[models]]
tier = "premium"
provider = "openai"
url = "{url}"
name = "large-2"
"""
PRICES = """
[[premium]]
from = 2026-01-01
prompt_usd_per_million = 3
completion_usd_per_million = 15
"""


def _answer(_: FakeRequest) -> str:
    return json.dumps({"answered": True, "statements": [{"text": SAID, "citations": [{"label": 1, "quote": RENT}]}]})


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with running(FakeProvider(_answer)) as fake:
        yield fake


def set_up(firm: Firm, provider: FakeProvider, more: str = "") -> None:
    (firm.workspace / "settings.toml").write_text(MODEL.format(url=provider.url) + more, encoding="utf-8")
    (firm.workspace / "prices.toml").write_text(PRICES, encoding="utf-8")
    firm.run("workspace", "trust", "--yes")


def charges(workspace: Path) -> tuple[Charge, ...]:
    with closing(SqliteLedger(workspace / "ledger.db", WorkerFiles(workspace / "workers"))) as ledger:
        return ledger.charges(datetime(2026, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def test_an_answer_costs_the_same_in_the_reply_on_the_record_and_in_both_ledgers(
    firm: Firm, provider: FakeProvider
) -> None:
    set_up(firm, provider)
    reply: dict[str, Any] = firm.json(*QUESTION)
    [charge] = charges(firm.workspace)
    assert (charge.state, charge.tier, charge.account.user) == ("counted", "premium", "alice")
    assert charge.account.matters == {"lease"}
    assert charge.used == provider.used
    assert charge.amount == RATES.cost(provider.used)
    assert charge.request == ON_RECORD + reply["audit"]["id"]
    record: dict[str, Any] = firm.json("audit", "show", reply["audit"]["id"])
    facts = record["facts"]
    assert reply["cost_usd"] == facts["cost_usd"] == charge.amount / 10**12
    [on_record] = facts["charges"]
    assert on_record == {
        "tier": "premium",
        "pico_usd": charge.amount,
        "prices_of": "2026-01-01",
        "prompt_tokens": provider.used.prompt_tokens,
        "completion_tokens": provider.used.completion_tokens,
        "cache_read_tokens": 0,
        "cache_write_tokens": 0,
        "estimated": False,
    }


def test_a_process_that_is_killed_while_a_model_writes_leaves_a_charge_of_the_most_it_can_have_used(
    firm: Firm, provider: FakeProvider
) -> None:
    set_up(firm, provider)
    provider.plan.append(Fault(breaks="stalls half way"))
    with copy_running(COMMAND_LINE, "--workspace", str(firm.workspace), *QUESTION) as asking:
        provider.wait_for(lambda entries: any(one.reply_bytes for one in entries), 120)
        asking.send_signal(signal.SIGKILL)
        assert asking.ended().returncode == -signal.SIGKILL
    [entry] = provider.ledger
    [charge] = charges(firm.workspace)
    assert charge.state == "abandoned"
    assert charge.amount >= RATES.cost(entry.counted) > 0
    assert [one.state for one in charges(firm.workspace)] == ["abandoned"]
    for _ in range(2):
        proved: dict[str, Any] = firm.json(
            "audit", "prove", "--sensitive", "--from", "2020-01-01", "--to", "2099-12-31", status=1
        )
        assert (proved["requests"], len(proved["not_allowed"])) == (1, 1)
    told = [json.loads(line) for line in firm.run("audit", "export", "--kind", "failure").stdout.splitlines()]
    assert [one["facts"]["killed"] for one in told] == [charge.request.removeprefix(ON_RECORD)]
    assert [one["tier"] for one in told[0]["facts"]["sent"]] == [charge.tier]
    firm.json(*QUESTION)
    assert [one.state for one in charges(firm.workspace)] == ["abandoned", "counted"]


def test_a_process_that_was_killed_after_a_model_replied_and_before_the_record_is_found_out(
    firm: Firm, provider: FakeProvider
) -> None:
    set_up(firm, provider)
    firm.json(*QUESTION)
    proof = ("audit", "prove", "--sensitive", "--from", "2020-01-01", "--to", "2099-12-31")
    assert firm.json(*proof)["requests"] == 1
    asked = ON_RECORD + "0123456789abcdef"
    file, workers = firm.workspace / "ledger.db", WorkerFiles(firm.workspace / "workers")
    with closing(SqliteLedger(file, workers)) as ledger:
        ledger.reserve(Reservation("c1", asked, Account("alice"), "premium", datetime.now(UTC), 100), ())
        ledger.settle("c1", Usage(3, 1), 50)
        assert firm.json(*proof)["requests"] == 1  # whoever asks may still put it on the record
    for _ in range(2):
        proved: dict[str, Any] = firm.json(*proof, status=1)
        assert (proved["requests"], len(proved["not_allowed"])) == (2, 1)
    [told] = [json.loads(line) for line in firm.run("audit", "export", "--kind", "failure").stdout.splitlines()]
    assert (told["facts"]["killed"], len(told["facts"]["sent"])) == ("0123456789abcdef", 1)


def test_a_backup_has_the_ledger_and_the_prices(firm: Firm, provider: FakeProvider) -> None:
    set_up(firm, provider)
    firm.json(*QUESTION)
    before = charges(firm.workspace)
    firm.run("backup", str(firm.folder / "copy"))
    assert charges(firm.folder / "copy") == before
    assert (firm.folder / "copy" / "prices.toml").read_text(encoding="utf-8") == PRICES
