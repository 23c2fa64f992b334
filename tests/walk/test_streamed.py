"""A written answer that goes out while the model writes it, against a real provider that streams, breaks and stalls."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.permitting import Public
from tests.walk.conftest import Firm

from pincite.ask import BY_ASKER, Released, Reply, Writer, ask
from pincite.ask.charging import Accounts, Purse
from pincite.ask.classifying import About
from pincite.ask.model_calls import Purpose
from pincite.ask.recorded_model import RecordedModel
from pincite.ledger import Account, Budgets
from pincite.ledger.memory import MemoryLedger
from pincite.models.chat.anthropic_chat import AnthropicChat
from pincite.models.chat.fake_faults import Fault
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.fake_wires import FakeRequest
from pincite.models.chat.openai_chat import OpenAIChat
from pincite.models.chat.prices import Prices
from pincite.models.chat.tier import Tier
from pincite.models.chat.transport import Endpoint
from pincite.models.fakes import WordOverlapEntailment
from pincite.models.ports import Completion, Message, Provider, Task, Usage
from pincite.routing.permits import Allowed, Classification
from pincite.sensitivity import Sensitivity
from pincite.verification.verifier import Verifier
from pincite.wiring import open_session

RENT = ("The Tenant shall pay rent of $4,200 per month in advance.", "The Tenant shall pay rent of $4,200 per month")
WRONG = ("The Tenant shall pay rent of $9,900 per month in advance.", "The Tenant shall pay rent of $4,200 per month")
LATE = ("Rent that is unpaid for ten (10) days bears interest at 6% per annum.", "bears interest at 6% per annum")
TERM = ("The term of this lease ends on 30 September 2029.", "The term of this lease ends on 30 September 2029")
BESIDE = ("The term of this lease ends on 30 September 2029.", "bears interest at 6% per annum")
LONG = (RENT, LATE, TERM)

each_wire = pytest.mark.parametrize("wire", ["openai", "anthropic"])


def _said(*statements: tuple[str, str]) -> str:
    """A model's reply: statements with quotes from the first passage."""
    return json.dumps(
        {
            "answered": bool(statements),
            "statements": [{"text": text, "citations": [{"label": 1, "quote": quote}]} for text, quote in statements],
        }
    )


@dataclass
class Asked:
    """A question whose answer a provider streams: what is done at each release, and what became of it."""

    firm: Firm
    provider: FakeProvider
    wire: str = "openai"
    timeout_s: float = 20
    accepts: Sensitivity = Sensitivity.CONFIDENTIAL
    level: Sensitivity = Sensitivity.INTERNAL
    version: int = 1
    at_release: Callable[["Asked"], Awaitable[None]] | None = None
    cheaper: Provider | None = None
    is_awaited: bool = True
    given: list[str] = field(default_factory=list)
    record: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, provider: Provider | None = None) -> Reply:
        with open_session(self.firm.workspace, "alice") as session:
            models = [*([self.cheaper] if self.cheaper else []), provider or self._model()]
            writers = tuple(
                Writer(
                    Tier(f"tier {at}", model, Prices.always(str(at), str(at)), True, self.accepts, 8_000, 1_000),
                    Verifier(WordOverlapEntailment()),
                )
                for at, model in enumerate(models, start=1)
            )
            sources = replace(session.firm.sources, writers=writers, classify=self._classify)
            try:
                return asyncio.run(
                    ask(
                        "How much is the rent, what does late rent bear, and when does the term end?",
                        session.scope(),
                        sources=sources,
                        now=session.now,
                        mode="write",
                        release=self._release if self.is_awaited else None,
                    )
                )
            finally:
                last = list(session.firm.audit.entries())[-1]
                self.record = json.loads(self.firm.run("audit", "show", str(last.seq), "--json").stdout)

    def _model(self) -> Provider:
        adapter = OpenAIChat if self.wire == "openai" else AnthropicChat
        return adapter(Endpoint(self.provider.url, "small", None, self.timeout_s, attempts=2), _no_pause)

    def _classify(self, about: About, words: Sequence[str]) -> Classification:
        assert words
        return Classification(self.version, self.level, (f"matter lease: {self.level.word}",))

    async def _release(self, released: Released) -> None:
        self.given.append(released.support.statement.text)
        if self.at_release is not None:
            await self.at_release(self)


async def _no_pause(seconds: float) -> None:
    pass


@contextmanager
def speaking(*replies: str) -> Iterator[FakeProvider]:
    """A provider that gives these replies in turn."""
    left = list(replies)

    def said(question: FakeRequest) -> str:
        return left.pop(0)

    with running(FakeProvider(said)) as provider:
        yield provider


STALLED_S = 8
"""Seconds until a reply that stalls is given up; what came before it has long been looked at then, on any machine."""


@each_wire
def test_statements_go_out_while_the_model_still_writes(firm: Firm, wire: str) -> None:
    whole_then: list[bool] = []

    async def look(asked: Asked) -> None:
        [entry] = asked.provider.ledger
        whole_then.append(entry.is_whole)

    with speaking(_said(*LONG, TERM, TERM)) as provider:
        provider.plan.append(Fault(breaks="stalls half way"))
        asked = Asked(firm, provider, wire, timeout_s=STALLED_S, at_release=look)
        reply = asked()
        [entry] = provider.wait_for(lambda entries: entries[0].client_left)
    assert asked.given == [RENT[0], LATE[0]]
    assert whole_then == [False, False]
    assert entry.body["stream"] is True
    assert [one.statement.text for one in reply.statements] == asked.given


@each_wire
def test_a_whole_reply_is_as_good_as_one_that_comes_at_once(firm: Firm, wire: str) -> None:
    with speaking(_said(*LONG), _said(*LONG)) as provider:
        streamed = Asked(firm, provider, wire)
        at_once = Asked(firm, provider, wire, is_awaited=False)
        first, second = streamed(), at_once()
        assert [entry.body.get("stream", False) for entry in provider.ledger] == [True, False]
    assert streamed.given == [text for text, _ in LONG]
    assert first.refusal is None
    assert first.statements == second.statements
    assert first.coverage == second.coverage
    assert (first.model, first.tier) == (second.model, second.tier) == ("small", "tier 1")
    for shown in (streamed.record, at_once.record):
        assert shown["kind"] == "answer"
        assert shown["content"]["model_replies"] == [_said(*LONG)]
        assert shown["facts"]["model_calls"] == 1


@each_wire
@pytest.mark.parametrize(
    ("fault", "released", "why"),
    [
        (Fault(breaks="half way"), LONG[:1], "broke off its reply after"),
        (Fault(breaks="stalls half way"), LONG[:1], f"did not end its reply within {STALLED_S} s; raise timeout_s"),
        (Fault(breaks="before the end event"), LONG, "broke off its reply after"),
    ],
    ids=["reset", "stall", "no end"],
)
def test_what_was_released_before_a_stream_breaks_stands_and_the_rest_is_refused(
    firm: Firm, wire: str, fault: Fault, released: Sequence[tuple[str, str]], why: str
) -> None:
    with speaking(_said(*LONG)) as provider:
        provider.plan.append(fault)
        asked = Asked(firm, provider, wire, timeout_s=STALLED_S)
        reply = asked()
        assert len(provider.ledger) == 1
    texts = [text for text, _ in released]
    assert asked.given == texts
    assert [one.statement.text for one in reply.statements] == texts
    assert reply.refusal is not None
    assert reply.refusal.reason == "incomplete"
    assert reply.refusal.message.startswith(
        "what is stated was checked and stands, and the rest of the answer is missing: the language model small at "
    )
    assert why in reply.refusal.message
    assert (reply.model, bool(reply.passages)) == ("small", True)
    content, facts = asked.record["content"], asked.record["facts"]
    assert (asked.record["kind"], facts["reason"], facts["answered"]) == ("refusal", "incomplete", False)
    assert [one["text"] for one in content["statements"]] == texts
    assert content["refusal"] == reply.refusal.message
    used = provider.used
    assert facts["prompt_tokens"] >= used.prompt_tokens > 0
    assert facts["completion_tokens"] >= used.completion_tokens > 0
    [call] = content["calls"]
    assert why in call["problem"]
    assert _said(*LONG).startswith(call["broken"])
    assert texts[-1] in call["broken"]


def test_a_stream_that_breaks_before_a_statement_is_a_failure(firm: Firm) -> None:
    with speaking(_said(*LONG)) as provider:
        provider.plan.append(Fault(breaks="before the head"))
        provider.plan.append(Fault(breaks="before the head"))
        asked = Asked(firm, provider)
        reply = asked()
    assert reply.refusal is not None
    assert (reply.refusal.reason, asked.given, reply.passages) == ("failed", [], ())


def test_a_reply_that_turns_invalid_behind_a_statement_is_refused_from_there_on(firm: Firm) -> None:
    with speaking(_said(*LONG)[:-2] + ', "and so on"]}') as provider:
        asked = Asked(firm, provider)
        reply = asked()
        assert len(provider.ledger) == 1
    assert asked.given == [text for text, _ in LONG]
    assert reply.refusal is not None
    assert reply.refusal.reason == "incomplete"
    assert (
        "the reply of small cannot be used to its end: its reply is not in the form that was asked"
        in reply.refusal.message
    )
    assert asked.record["content"]["model_replies"][0].endswith('"and so on"]}')


def test_an_invalid_reply_without_a_statement_is_asked_for_once_more(firm: Firm) -> None:
    with speaking("Of course!", _said(RENT)) as provider:
        asked = Asked(firm, provider)
        assert asked().refusal is None
        assert [entry.body["stream"] for entry in provider.ledger] == [True, True]
    assert asked.given == [RENT[0]]


def test_the_repair_round_is_for_what_has_not_gone_out(firm: Firm) -> None:
    with speaking(_said(RENT, BESIDE, LATE), _said(TERM)) as provider:
        asked = Asked(firm, provider)
        reply = asked()
        assert len(provider.ledger) == 2
    assert asked.given == [RENT[0], TERM[0], LATE[0]]
    assert reply.refusal is None


def test_only_abstentions_in_words_are_an_abstention(firm: Firm) -> None:
    with speaking(_said(("The passages do not mention any deposit.", RENT[1]))) as provider:
        asked = Asked(firm, provider)
        reply = asked()
    assert reply.refusal is not None
    assert (reply.refusal.reason, asked.given) == ("no_evidence", [])
    assert asked.record["facts"]["abstained"] is True


@each_wire
@pytest.mark.parametrize("fault", [Fault(breaks="stalls half way"), Fault()], ids=["silent", "going on"])
def test_a_wall_that_is_put_up_while_it_streams_ends_the_stream(firm: Firm, wire: str, fault: Fault) -> None:
    async def wall(asked: Asked) -> None:
        await asyncio.to_thread(firm.run, "access", "wall", "add", "alice", "--matter", "lease")

    with speaking(_said(*LONG)) as provider:
        provider.plan.append(fault)
        asked = Asked(firm, provider, wire, at_release=wall, timeout_s=1_000)
        reply = asked()
        [entry] = provider.wait_for(lambda entries: entries[0].client_left or entries[0].is_whole)
        assert entry.client_left or fault == Fault()
        assert len(provider.ledger) == 1
    assert asked.given == [RENT[0]]
    assert reply.refusal is not None
    assert (reply.refusal.reason, reply.statements, reply.passages) == ("failed", (), ())


@each_wire
@pytest.mark.parametrize("fault", [Fault(breaks="stalls half way"), Fault()], ids=["silent", "going on"])
def test_a_label_that_is_raised_while_it_streams_ends_the_stream(firm: Firm, wire: str, fault: Fault) -> None:
    async def raised(asked: Asked) -> None:
        asked.level = Sensitivity.PRIVILEGED

    with speaking(_said(*LONG)) as provider:
        provider.plan.append(fault)
        asked = Asked(firm, provider, wire, at_release=raised, timeout_s=60)
        reply = asked()
        [entry] = provider.wait_for(lambda entries: entries[0].client_left or entries[0].is_whole)
        assert entry.client_left or fault == Fault()
        assert len(provider.ledger) == 1
    assert asked.given == [RENT[0]]
    assert reply.refusal is not None
    assert reply.refusal.reason == "incomplete"
    assert "what would be sent is privileged (matter lease: privileged)" in reply.refusal.message
    [call] = asked.record["content"]["calls"]
    assert [leave["sensitivity"] for leave in call["leaves"]] == ["internal"]
    assert asked.record["facts"]["completion_tokens"] >= provider.used.completion_tokens > 0


def test_rules_that_change_and_still_permit_let_it_go_on_and_are_on_the_record(firm: Firm) -> None:
    async def changed(asked: Asked) -> None:
        asked.version += 1
        asked.level = Sensitivity.CONFIDENTIAL

    with speaking(_said(*LONG)) as provider:
        asked = Asked(firm, provider, at_release=changed)
        assert asked().refusal is None
        assert len(provider.ledger) == 1
    [sent] = asked.record["facts"]["sent"]
    assert sent["sensitivity"] == "confidential"


def test_what_may_not_be_sent_is_not_streamed_either(firm: Firm) -> None:
    with speaking() as provider:
        asked = Asked(firm, provider, level=Sensitivity.PRIVILEGED)
        reply = asked()
        assert provider.ledger == ()
    assert reply.refusal is not None
    assert reply.refusal.reason == "no_permitted_model"


@each_wire
def test_whoever_stops_it_has_the_connection_closed_and_the_record_says_what_was_sent(firm: Firm, wire: str) -> None:
    async def stopped(asked: Asked) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel(BY_ASKER)

    with speaking(_said(*LONG)) as provider:
        provider.plan.append(Fault(breaks="stalls half way"))
        asked = Asked(firm, provider, wire, at_release=stopped, timeout_s=60)
        with pytest.raises(asyncio.CancelledError):
            asked()
        provider.wait_for(lambda entries: entries[0].client_left)
        assert len(provider.ledger) == 1
    facts, content = asked.record["facts"], asked.record["content"]
    assert facts["reason"] == "stopped"
    assert [one["text"] for one in content["statements"]] == asked.given == [RENT[0]]
    [call] = content["calls"]
    assert call["problem"] == "it was given up before there was a reply"
    assert RENT[0] in call["broken"]
    used = provider.used
    assert (facts["tokens_estimated"], facts["completion_tokens"]) == (True, 1_000)
    assert facts["prompt_tokens"] >= used.prompt_tokens > 0
    [sent] = facts["sent"]
    assert (sent["purpose"], sent["sensitivity"]) == ("write", "internal")


def test_nothing_of_a_cheaper_model_goes_out_before_it_holds(firm: Firm) -> None:
    with speaking(_said(WRONG), _said(RENT)) as provider:
        asked = Asked(firm, provider)
        asked.cheaper = asked._model()  # the same provider, asked as another tier
        reply = asked()
        assert [entry.body["stream"] for entry in provider.ledger] == [True, True]
    assert (asked.given, reply.tier) == ([RENT[0]], "tier 2")


@dataclass
class Whole:
    """A provider that gives each reply whole. Implements `Provider`."""

    name: str = "whole"

    async def complete(
        self,
        allowed: Allowed[Provider],
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        task: Task = "citing",
    ) -> Completion:
        await allowed.require(self, messages, schema)
        return Completion(_said(*LONG), self.name, Usage(300, 60))


def test_a_provider_that_does_not_stream_is_asked_for_the_whole(firm: Firm) -> None:
    with speaking() as provider:
        asked = Asked(firm, provider)
        reply = asked(Whole())
    assert reply.refusal is None
    assert asked.given == [text for text, _ in LONG]


@dataclass
class Tasked(Whole):
    """The same, which notes for which task it is asked."""

    tasks: list[str] = field(default_factory=list)

    async def complete(
        self,
        allowed: Allowed[Provider],
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        task: Task = "citing",
    ) -> Completion:
        self.tasks.append(task)
        return await super().complete(allowed, messages, max_tokens, schema, task=task)


@pytest.mark.parametrize(
    ("purpose", "task"),
    [("understand", "extraction"), ("write", "citing"), ("check", "judging"), ("judge", "judging"), ("try", "citing")],
)
def test_a_provider_is_told_the_task_which_chooses_the_temperature(purpose: Purpose, task: str) -> None:
    provider = Tasked()
    tier = Tier("own", provider, Prices(), False, Sensitivity.PRIVILEGED, 8_000, 600)
    purse = Purse(Accounts(MemoryLedger(), Budgets()), Account("alice", frozenset()), "r", lambda: datetime.now(UTC))
    model = RecordedModel(tier, Public(), purpose, [], purse)
    asyncio.run(model.complete([Message("user", "How much is the rent?")], 60))
    assert provider.tasks == [task]


@each_wire
def test_a_stream_that_breaks_before_its_first_statement_begins_again(firm: Firm, wire: str) -> None:
    with speaking(_said(), _said(RENT, LATE)) as provider:
        provider.plan.append(Fault(breaks="half way"))
        asked = Asked(firm, provider, wire)
        reply = asked()
        assert len(provider.ledger) == 2
        least = sum(entry.counted.prompt_tokens for entry in provider.ledger)
    assert reply.refusal is None
    assert asked.given == [RENT[0], LATE[0]]
    [charge] = asked.record["facts"]["charges"]
    assert charge["prompt_tokens"] >= least
    [call] = asked.record["content"]["calls"]
    assert call["problem"] == ""


@each_wire
def test_a_stream_that_breaks_again_and_again_is_given_up(firm: Firm, wire: str) -> None:
    with speaking(_said(), _said(), _said()) as provider:
        provider.plan.extend([Fault(breaks="half way")] * 3)
        asked = Asked(firm, provider, wire)  # which tries twice
        reply = asked()
        assert len(provider.ledger) == 2
    assert reply.refusal is not None
    assert (reply.refusal.reason, asked.given) == ("failed", [])
