"""Budgets: an exhausted one routes down, then has documents quoted, and says whose it is and when it renews."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import pytest
from tests.copied import COMMAND_LINE, copy_running
from tests.permitting import tier_of
from tests.walk.conftest import Firm

from pincite.ask import Writer, ask
from pincite.ask.charging import Accounts
from pincite.ledger import Budget, Budgets, Limit, Reservation
from pincite.ledger.charge import month_of
from pincite.ledger.memory import MemoryLedger
from pincite.models.chat.fake_faults import Fault
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.fake_wires import FakeRequest
from pincite.models.chat.prices import PICO, Prices
from pincite.models.fakes import Scripted, WordOverlapEntailment
from pincite.verification.verifier import Verifier
from pincite.wiring import open_session

RENT = "The Tenant shall pay rent of $4,200 per month, in advance"
SAID = "The Tenant shall pay rent of $4,200 per month in advance."
WRITE = ("ask", "How much is the rent?", "--mode", "write", "--as", "alice")
COSTS = {"cheap": "1", "dear": "100"}
"""US$ per million tokens, read and written."""


def _answer(_: FakeRequest) -> str:
    return _answer_text()


def _answer_text() -> str:
    return json.dumps({"answered": True, "statements": [{"text": SAID, "citations": [{"label": 1, "quote": RENT}]}]})


@dataclass(frozen=True)
class Office:
    firm: Firm
    cheap: FakeProvider
    dear: FakeProvider

    def set_up(self, *budgets: str, tiers: tuple[str, ...] = ("cheap", "dear")) -> None:
        """Name models, each with its price, and budgets."""
        tables = ['embedder = "hashing"\nreader = "none"']
        for tier in tiers:
            url, cost = getattr(self, tier).url, COSTS[tier]
            lines = [f'tier = "{tier}"', 'provider = "openai"', f'url = "{url}"', 'name = "m"', "context_tokens = 4096"]
            prices = [f"prompt_usd_per_million = {cost}", f"completion_usd_per_million = {cost}"]
            tables.append("\n".join(["[[models]]", *lines, *prices]))
        tables += [f"[[budgets]]\n{budget}" for budget in budgets]
        (self.firm.workspace / "settings.toml").write_text("\n\n".join(tables) + "\n", encoding="utf-8")
        self.firm.run("workspace", "trust", "--yes")

    def ask(self, *more: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """A reply and its record."""
        reply: dict[str, Any] = self.firm.json(*WRITE, *more)
        record: dict[str, Any] = self.firm.json("audit", "show", reply["audit"]["id"])
        return reply, record


@pytest.fixture
def office(firm: Firm) -> Iterator[Office]:
    with running(FakeProvider(_answer)) as cheap, running(FakeProvider(_answer)) as dear:
        yield Office(firm, cheap, dear)


def test_a_budget_that_allows_for_all_changes_nothing(office: Office) -> None:
    office.set_up('user = "*"\nusd_per_month = 20')
    reply, record = office.ask()
    assert (reply["tier"], reply["warnings"]) == ("cheap", [])
    assert record["facts"]["routing"]["path"] == ["cheap", "dear"]


def test_a_dear_model_that_might_exceed_a_budget_is_not_on_the_path(office: Office) -> None:
    office.set_up("usd_per_month = 0.10")
    office.cheap.plan.extend([Fault(status=400)] * 9)
    reply, record = office.ask()
    assert len(office.dear.ledger) == 0
    assert reply["answered"] is False
    routing = record["facts"]["routing"]
    assert routing["path"] == ["cheap"]
    assert "dear: over the budget of the firm" in routing["reasons"]


@pytest.mark.parametrize(
    ("budget", "brief", "owner"),
    [
        ('user = "alice"\nusd_per_month = 0.0001', "the user", "user alice"),
        ('user = "*"\nusd_per_month = 0.0001', "the user", "user alice"),
        ('matter = "lease"\nusd_per_month = 0', "a matter", "matter lease"),
        ("usd_per_month = 0.0001", "the firm", "the firm"),
    ],
)
def test_where_no_model_fits_documents_are_quoted_at_no_cost(
    budget: str, brief: str, owner: str, office: Office
) -> None:
    office.set_up(budget)
    reply, record = office.ask()
    assert (reply["answered"], reply["tier"], reply["model"], reply["cost_usd"]) == (True, "quote", None, 0.0)
    assert RENT in reply["statements"][0]["text"]
    [warning] = reply["warnings"]
    assert warning.startswith(
        f"no language model was asked, so documents are quoted instead: the budget of {owner} for "
    )
    assert "is left, and this may cost $" in warning
    assert "; it renews on 20" in warning
    assert office.cheap.ledger == office.dear.ledger == ()
    routing = record["facts"]["routing"]
    assert (routing["tier"], routing["path"]) == ("quote", ["quote"])
    over = f"over the budget of {brief}"
    assert routing["reasons"][-3:] == [f"cheap: {over}", f"dear: {over}", "quote: costs nothing"]
    assert record["content"]["over_budget"] in warning
    assert record["facts"]["sent"] == record["facts"]["charges"] == []


def test_what_cannot_be_quoted_is_refused_with_the_budget(office: Office) -> None:
    office.set_up("usd_per_month = 0")
    reply: dict[str, Any] = office.firm.json(
        "ask", "Which colour has the moon on Tuesdays?", "--mode", "write", "--as", "alice"
    )
    assert reply["answered"] is False
    assert "no language model was asked, since the budget of the firm for " in reply["refusal"]["message"]


def test_others_are_not_limited_by_the_budget_of_one(office: Office) -> None:
    office.set_up('user = "bob"\nusd_per_month = 0')
    assert office.ask()[0]["tier"] == "cheap"


def test_processes_that_ask_at_once_do_not_exceed_a_budget(office: Office) -> None:
    office.set_up("usd_per_month = 0.006", tiers=("cheap",))
    command = (COMMAND_LINE, "--workspace", str(office.firm.workspace), *WRITE, "--json")
    with ExitStack() as stack:
        asking = [stack.enter_context(copy_running(*command)) for _ in range(3)]
        replies = [json.loads(process.ended().stdout) for process in asking]
    written = [reply for reply in replies if reply["model"] is not None]
    assert sum(reply["cost_usd"] for reply in written) <= 0.006
    assert len(office.cheap.ledger) == len(written)


def test_a_request_after_the_first_that_would_exceed_a_budget_is_not_made(office: Office) -> None:
    """A reply that cannot be read is asked for once more, which the budget has no room for."""
    with running(FakeProvider(lambda _: "no JSON " * 400)) as talkative:
        Office(office.firm, talkative, office.dear).set_up("usd_per_month = 0.0035", tiers=("cheap",))
        reply, record = office.ask()
    assert (reply["answered"], len(talkative.ledger)) == (False, 1)
    assert "the budget of the firm for " in reply["refusal"]["message"]
    assert [bool(one["pico_usd"]) for one in record["facts"]["charges"]] == [True]
    assert len(record["facts"]["sent"]) == 1


class SpentMeanwhile(MemoryLedger):
    """A ledger in which another process spends all that is left between the decision and the call."""

    def reserve(self, reservation: Reservation, limits: Sequence[Limit]) -> None:
        [limit] = limits
        month = month_of(reservation.at)
        left = limit.most - self.spent(limit.whose, limit.name, month)
        super().reserve(replace(reservation, id=f"before {reservation.id}", amount=left), ())
        super().reserve(reservation, limits)


def test_a_budget_that_is_spent_between_the_decision_and_the_call_is_refused_by_that_name(firm: Firm) -> None:
    model = Scripted([_answer_text()])
    with open_session(firm.workspace, "alice") as session:
        writer = Writer(tier_of(model, Prices.always("1", "1")), Verifier(WordOverlapEntailment()))
        accounts = Accounts(SpentMeanwhile(), Budgets((Budget("firm", "", PICO),)))
        sources = replace(session.firm.sources, writers=(writer,), accounts=accounts)
        reply = asyncio.run(
            ask("How much is the rent?", session.scope(), sources=sources, now=session.now, mode="write")
        )
    assert reply.refusal is not None
    assert (reply.refusal.reason, model.asked) == ("over_budget", ())
    assert reply.refusal.message.startswith(
        "no answer was written, since asking a language model might cost too much: the budget of the firm for 20"
    )
    assert "$0.00 of $1.00 is left" in reply.refusal.message
    assert reply.passages
