"""The firm's ledger and the provider's own agree to the token under every fault, but for what is marked as estimated.

The provider is the fake one on a real socket; it counts by itself what each request took.
"""

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.permitting import Public

from pincite.ask.charging import Accounts, Purse
from pincite.ask.model_calls import Calls
from pincite.ask.recorded_model import RecordedModel
from pincite.ask.watching import Watch
from pincite.errors import ModelError, OverBudget
from pincite.ledger import Account, Budget, Budgets, Charge
from pincite.ledger.charge import ON_RECORD
from pincite.ledger.sqlite_ledger import SqliteLedger
from pincite.models.chat.anthropic_chat import AnthropicChat
from pincite.models.chat.fake_faults import FOREVER, Fault
from pincite.models.chat.fake_ledger import Entry
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.openai_chat import Endpoint, OpenAIChat
from pincite.models.chat.prices import UNDATED, Prices, Rates
from pincite.models.chat.tier import Tier
from pincite.models.ports import Message, Provider, Usage
from pincite.sensitivity import Sensitivity
from pincite.serving.workers import WorkerFiles

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
RATES = Rates.per_million("3", "15", Decimal("0.30"), Decimal("3.75"))
TIMEOUT_S = 0.5
"""Seconds until a call that stalls is given up."""

FAULTS = (
    Fault(),
    Fault(status=400),
    Fault(status=401),
    Fault(status=429, retry_after="0"),
    Fault(status=500),
    Fault(status=503),
    Fault(status=529),
    Fault(first_byte_s=FOREVER),
    Fault(breaks="before the head"),
    Fault(breaks="half way"),
    Fault(breaks="stalls half way"),
    Fault(breaks="before the end event"),
    Fault(garbles="not JSON"),
    Fault(garbles="cut short"),
    Fault(usage="wrong"),
    Fault(usage="negative"),
    Fault(usage="huge"),
    Fault(usage="missing"),
    Fault(model="renamed-3"),
)


async def _no_pause(_: float) -> None:
    return


@pytest.fixture(params=["openai", "anthropic"])
def provider(request: pytest.FixtureRequest) -> Iterator[tuple[FakeProvider, Provider]]:
    with running(FakeProvider()) as fake:
        endpoint = Endpoint(fake.url, "large-2", None, TIMEOUT_S)
        chat = OpenAIChat if request.param == "openai" else AnthropicChat
        yield fake, chat(endpoint, _no_pause, lambda: 0.0)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    with closing(SqliteLedger(tmp_path / "ledger.db", WorkerFiles(tmp_path / "workers"))) as opened:
        yield opened


async def _look() -> None:
    return


def model_of(
    provider: Provider, ledger: SqliteLedger, calls: Calls, *budgets: Budget, streams: bool = False
) -> RecordedModel:
    tier = Tier("premium", provider, Prices(((UNDATED, RATES),)), True, Sensitivity.PRIVILEGED, 8_000, 60)
    purse = Purse(
        Accounts(ledger, Budgets(budgets)), Account("alice", frozenset({"Lease"})), f"r{len(calls)}", lambda: NOW
    )
    watch = Watch(_look, lambda _progress: None, in_pieces=True) if streams else None
    return RecordedModel(tier, Public(), "write", calls, purse, watch=watch)


async def ask(model: RecordedModel, question: str, give_up_after: float | None = None) -> None:
    """One call, which may fail, and may be given up."""
    try:
        await asyncio.wait_for(
            model.complete([Message("system", "Be brief."), Message("user", question)], 60), give_up_after
        )
    except (ModelError, TimeoutError):
        return


def charge_of(ledger: SqliteLedger, request: str) -> Charge | None:
    found = [one for one in ledger.charges(NOW, NOW + timedelta(days=1)) if one.request == ON_RECORD + request]
    assert len(found) <= 1
    return found[0] if found else None


def has_ended(entry: Entry) -> bool:
    """Whether a request has come as far as it will."""
    return bool(entry.status or entry.client_left or entry.counted.prompt_tokens)


def taken(entries: tuple[Entry, ...]) -> Usage:
    return sum((entry.counted for entry in entries), Usage(0, 0))


def told(entries: tuple[Entry, ...]) -> Usage:
    """What the provider said that the last of some requests took; nothing where none came."""
    return (entries[-1].said if entries else None) or Usage(0, 0)


def agrees(charge: Charge | None, entries: tuple[Entry, ...]) -> None:
    """Hold a charge against the requests that it is for."""
    used = taken(entries)
    if charge is None:
        assert entries == ()
    elif charge.state == "counted":
        assert charge.used in (used, told(entries))  # a provider that lies by a few tokens is believed
        assert charge.amount == RATES.cost(charge.used)
    else:
        assert charge.state == "estimated"
        assert charge.amount >= RATES.cost(used)


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault).removeprefix("Fault(")[:60])
def test_the_ledgers_agree_under_each_fault(
    fault: Fault, streams: bool, provider: tuple[FakeProvider, Provider], ledger: SqliteLedger
) -> None:
    fake, chat = provider
    fake.plan.append(fault)
    asyncio.run(ask(model_of(chat, ledger, [], streams=streams), "How much notice does the lease ask for?"))
    charge = charge_of(ledger, "r0")
    agrees(charge, fake.ledger)
    assert charge is not None


@pytest.mark.parametrize("chat", [OpenAIChat, AnthropicChat])
def test_what_was_counted_is_charged_as_it_was_counted(chat: Callable[..., Provider], ledger: SqliteLedger) -> None:
    with running(FakeProvider()) as fake:
        calls: Calls = []
        patient = chat(Endpoint(fake.url, "large-2", None, 60.0), _no_pause, lambda: 0.0)
        for number in range(2):  # the second reads from the cache what the first put there
            asyncio.run(ask(model_of(patient, ledger, calls), "How much notice does the lease ask for?"))
            charge = charge_of(ledger, f"r{number}")
            assert charge is not None
            assert (charge.state, charge.used) == ("counted", fake.ledger[number].counted)
            assert charge.amount == RATES.cost(charge.used)


def test_the_ledgers_agree_over_many_calls_of_mixed_faults_some_given_up(
    provider: tuple[FakeProvider, Provider], ledger: SqliteLedger
) -> None:
    fake, chat = provider
    draw, calls = random.Random(7), Calls()  # noqa: S311 - drawn alike each time
    for number in range(60):
        fake.plan.clear()
        fake.plan.extend(draw.choices(FAULTS, k=draw.randrange(4)))
        question = f"Question {number}: " + "why? " * draw.randrange(40)
        asyncio.run(
            ask(model_of(chat, ledger, calls, streams=number % 2 == 1), question, draw.choice([None, None, 0.02]))
        )
    entries = fake.wait_for(lambda entries: all(map(has_ended, entries)))
    for number, call in enumerate(calls):
        charge = charge_of(ledger, f"r{number}")
        agrees(charge, tuple(entry for entry in entries if f"Question {number}: " in str(entry.body)))
        assert call.cost == (charge.amount if charge else 0)
    charges = ledger.charges(NOW, NOW + timedelta(days=1))
    assert {one.state for one in charges} == {"counted", "estimated"}
    total = sum(one.amount for one in charges)
    assert (
        RATES.cost(taken(entries))
        <= total
        == ledger.spent("firm", "", "2026-11")
        == ledger.spent("matter", "Lease", "2026-11")
    )


def test_each_try_is_reserved_before_it_goes_out(provider: tuple[FakeProvider, Provider], ledger: SqliteLedger) -> None:
    fake, chat = provider
    fake.plan.extend([Fault(breaks="half way"), Fault(first_byte_s=FOREVER)])
    model = model_of(chat, ledger, [])
    message = [Message("user", "How much notice?")]

    async def watched() -> tuple[Charge | None, Charge | None]:
        asking = asyncio.ensure_future(model.complete(message, 60))
        await asyncio.to_thread(fake.wait_for, lambda entries: len(entries) == 2)
        during = charge_of(ledger, "r0")
        with pytest.raises(ModelError):
            await asking
        return during, charge_of(ledger, "r0")

    during, after = asyncio.run(watched())
    assert during is not None
    assert after is not None
    assert (during.state, after.state) == ("reserved", "estimated")
    assert RATES.cost(fake.used) <= after.amount <= during.amount


def test_a_budget_stops_the_try_that_would_exceed_it(
    provider: tuple[FakeProvider, Provider], ledger: SqliteLedger
) -> None:
    fake, chat = provider
    probe = model_of(chat, ledger, [])
    asyncio.run(ask(probe, "How much notice?"))
    assert len(fake.ledger) == 1
    fake.plan.extend([Fault(breaks="half way")] * 4)
    spent = ledger.spent("user", "alice", "2026-11")
    calls: Calls = []
    enough_for_one = Budget("user", "*", spent + 2_000_000_000)
    model = model_of(chat, ledger, calls, enough_for_one)
    with pytest.raises(OverBudget, match=r"the budget of user alice for 2026-11 .* it renews on 2026-12-01"):
        asyncio.run(model.complete([Message("user", "How much notice?")], 60))
    sent = len(fake.ledger) - 1
    assert 1 <= sent < 4
    assert calls[0].cost >= RATES.cost(taken(fake.ledger[1:]))
    assert ledger.spent("user", "alice", "2026-11") == spent + calls[0].cost <= enough_for_one.most


def test_an_exhausted_budget_sends_nothing_and_charges_nothing(
    provider: tuple[FakeProvider, Provider], ledger: SqliteLedger
) -> None:
    fake, chat = provider
    model = model_of(chat, ledger, [], Budget("matter", "Lease", 1_000))
    with pytest.raises(OverBudget, match="the budget of matter Lease for 2026-11"):
        asyncio.run(model.complete([Message("user", "How much notice?")], 60))
    assert fake.ledger == ()
    assert ledger.charges(NOW, NOW + timedelta(days=1)) == ()


def test_a_model_outside_without_a_price_is_not_asked_where_a_budget_bears_on_it(
    provider: tuple[FakeProvider, Provider], ledger: SqliteLedger
) -> None:
    fake, chat = provider
    tier = Tier("premium", chat, Prices(), True, Sensitivity.PRIVILEGED, 8_000, 60)
    accounts = Accounts(ledger, Budgets((Budget("firm", "", 10**15),)))
    model = RecordedModel(tier, Public(), "write", [], Purse(accounts, Account("alice"), "r", lambda: NOW))
    with pytest.raises(ModelError, match=r"no price of tier premium is known.*add a table \[\[premium\]\] to prices"):
        asyncio.run(model.complete([Message("user", "How much notice?")], 60))
    assert fake.ledger == ()
