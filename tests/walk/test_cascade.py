"""The cheapest model that is good enough: tiers are asked in turn, and none that may not read the words."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from tests.permitting import tier_of
from tests.walk.conftest import Firm

from pincite.ask import Released, Reply, Writer, ask
from pincite.ask.classifying import About
from pincite.ask.sources import Expected
from pincite.models.chat.prices import Prices
from pincite.models.fakes import Scripted, WordOverlapEntailment
from pincite.routing.permits import Classification
from pincite.sensitivity import Sensitivity
from pincite.session import Session
from pincite.verification.verifier import Verifier
from pincite.wiring import open_session

RENT = "The Tenant shall pay rent of $4,200 per month, in advance"
GOOD = "The Tenant shall pay rent of $4,200 per month in advance."
BAD = "The Tenant shall pay rent of $9,900 per month in advance."


def _said(*texts: str, answered: bool = True) -> str:
    """A model's reply: statements that quote the rent from the first passage."""
    statements = [{"text": text, "citations": [{"label": 1, "quote": RENT}]} for text in texts]
    return json.dumps({"answered": answered, "statements": statements})


@dataclass
class Asked:
    """A question that two tiers may answer: what they say, what became of it, and what is on the record."""

    cheap: Scripted
    dear: Scripted
    level: Sensitivity = Sensitivity.INTERNAL
    accepted: tuple[Sensitivity, Sensitivity] = (Sensitivity.PRIVILEGED, Sensitivity.CONFIDENTIAL)
    given: list[Released] = field(default_factory=list)
    asked_when_given: list[int] = field(default_factory=list)

    def __call__(self, firm: Firm) -> tuple[Reply, dict[str, Any]]:
        with open_session(firm.workspace, "alice") as session:
            models = zip(("cheap", "dear"), (self.cheap, self.dear), ("1", "10"), self.accepted, strict=True)
            writers = tuple(
                Writer(
                    replace(tier_of(model, Prices.always(price, price)), name=name, accepts=accepts),
                    Verifier(WordOverlapEntailment()),
                )
                for name, model, price, accepts in models
            )
            sources = replace(session.firm.sources, writers=writers, classify=self.classify)
            reply = asyncio.run(
                ask(
                    "How much is the rent?",
                    session.scope(),
                    sources=sources,
                    now=session.now,
                    mode="write",
                    release=self.release,
                )
            )
        shown = json.loads(firm.run("audit", "show", str(reply.record.id if reply.record else ""), "--json").stdout)
        return reply, shown

    def classify(self, about: About, words: Sequence[str]) -> Classification:
        assert words
        assert about.documents
        return Classification(about.scope.rules_version, self.level, (f"matter lease: {self.level.word}",))

    async def release(self, released: Released) -> None:
        self.given.append(released)
        self.asked_when_given.append(len(self.cheap.asked) + len(self.dear.asked))


@dataclass
class Rising(Asked):
    """The same, of a matter whose level rises after the first look at it."""

    looks: int = 0

    def classify(self, about: About, words: Sequence[str]) -> Classification:
        self.looks += 1
        self.level = Sensitivity.INTERNAL if self.looks == 1 else Sensitivity.PRIVILEGED
        return super().classify(about, words)


def test_a_cheap_answer_that_holds_stands(firm: Firm) -> None:
    asked = Asked(Scripted([_said(GOOD)]), Scripted([]))
    reply, record = asked(firm)
    assert [support.statement.text for support in reply.statements] == [GOOD]
    assert (reply.tier, len(asked.dear.asked)) == ("cheap", 0)
    assert record["facts"]["sensitivity"] == "internal"
    routing = record["facts"]["routing"]
    assert (routing["tier"], routing["path"]) == ("cheap", ["cheap", "dear"])
    assert routing["attempts"] == [{"tier": "cheap", "stands": True}]
    [sent] = record["facts"]["sent"]
    assert {key: sent[key] for key in ("tier", "place", "accepts", "sensitivity")} == {
        "tier": "cheap",
        "place": "on-prem",
        "accepts": "privileged",
        "sensitivity": "internal",
    }
    assert record["content"]["sensitive_because"] == ["matter lease: internal"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([_said(BAD)], "nothing that it said was borne out"),
        ([_said(answered=False)], "it said that the passages do not answer"),
        ([], "the scripted model scripted has given all its 0 replies; prepare one more"),
    ],
    ids=["kept back", "abstained", "failed"],
)
def test_the_next_tier_is_asked_where_a_cheap_answer_does_not_hold(firm: Firm, said: list[str], why: str) -> None:
    asked = Asked(Scripted(said), Scripted([_said(GOOD)]))
    reply, record = asked(firm)
    assert [support.statement.text for support in reply.statements] == [GOOD]
    assert reply.tier == "dear"
    assert record["facts"]["routing"]["attempts"] == [
        {"tier": "cheap", "stands": False},
        {"tier": "dear", "stands": True},
    ]
    assert record["content"]["fell_short"] == [{"tier": "cheap", "problem": why}]
    assert BAD not in json.dumps([one.support.statement.text for one in asked.given])


def test_each_call_costs_what_its_own_tier_costs(firm: Firm) -> None:
    reply, record = Asked(Scripted([_said(BAD)]), Scripted([_said(GOOD)]))(firm)
    cheap, dear = record["content"]["calls"]
    assert (cheap["tier"], dear["tier"]) == ("cheap", "dear")
    facts = record["facts"]
    tokens = facts["prompt_tokens"] + facts["completion_tokens"]
    assert tokens / 2 * 11 / 1e6 == pytest.approx(reply.cost_usd, rel=0.05)


def test_nothing_of_a_cheap_answer_goes_out_before_it_is_known_to_stand(firm: Firm) -> None:
    asked = Asked(Scripted([_said(BAD, GOOD)]), Scripted([]))
    reply, _ = asked(firm)
    assert [one.support.statement.text for one in asked.given] == [GOOD]
    assert reply.coverage.released == 1


def test_a_tier_that_may_not_read_the_words_is_not_asked(firm: Firm) -> None:
    asked = Asked(Scripted([_said(BAD)]), Scripted([_said(GOOD)]), level=Sensitivity.PRIVILEGED)
    reply, record = asked(firm)
    assert reply.refusal is not None
    assert (reply.refusal.reason, len(asked.dear.asked)) == ("unsupported", 0)
    assert record["facts"]["routing"]["attempts"] == [{"tier": "cheap", "stands": False}]
    assert record["facts"]["routing"]["path"] == ["cheap"]
    assert record["facts"]["routing"]["reasons"][0] == "dear: not allowed for privileged"


def test_where_no_model_may_read_the_words_none_is_asked_and_the_passages_are_shown(firm: Firm) -> None:
    public = (Sensitivity.PUBLIC, Sensitivity.CONFIDENTIAL)
    asked = Asked(Scripted([]), Scripted([]), level=Sensitivity.PRIVILEGED, accepted=public)
    reply, record = asked(firm)
    assert reply.refusal is not None
    assert reply.refusal.reason == "no_permitted_model"
    assert reply.refusal.message == (
        "no answer was written, since no language model may read what was found: it is privileged (matter lease: "
        "privileged), and the models that are set up may read what is confidential at most; ask for quotes instead, or "
        "have whoever runs this set the level of the matter, or what a model accepts"
    )
    assert reply.passages
    assert record["kind"] == "refusal"
    assert record["facts"]["sent"] == []


def test_a_level_that_rises_after_the_decision_stops_what_would_be_sent(firm: Firm) -> None:
    """The decision is made on one look at the rules; the leave is given, and looked at, on later ones."""
    asked = Rising(Scripted([]), Scripted([_said(GOOD)]), accepted=(Sensitivity.PUBLIC, Sensitivity.CONFIDENTIAL))
    reply, record = asked(firm)
    assert reply.refusal is not None
    assert (reply.refusal.reason, asked.dear.asked) == ("no_permitted_model", ())
    assert record["facts"]["sent"] == []


def _taught(firm: Firm, tiers: tuple[str, str]) -> None:
    """A router that was learnt from labels: what speaks of rent is hard, what speaks of notice easy."""
    lines = [
        {"question": f"How much is the rent of unit {number}?", "ok": {tiers[0]: number % 9 == 0, tiers[1]: True}}
        for number in range(160)
    ] + [
        {"question": f"Which notice ends lease {number}?", "ok": {tiers[0]: number % 9 != 0, tiers[1]: True}}
        for number in range(160)
    ]
    labels = firm.folder / "labels.jsonl"
    labels.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    firm.run("route", "train", str(labels), "--tiers", ",".join(tiers))


ABOUT_RENT = "How much is the rent of unit 4?"


def _decided(firm: Firm, question: str = ABOUT_RENT) -> dict[str, Any]:
    """The decision about a question, of a workspace whose two models may read everything."""
    models = "".join(
        f'\n[[models]]\ntier = "{tier}"\nprovider = "openai"\nurl = "http://127.0.0.1:{9 + number}/v1"\nname = "m"\n'
        for number, tier in enumerate(("cheap", "dear"))
    )
    (firm.workspace / "settings.toml").write_text('embedder = "hashing"\n' + models, encoding="utf-8")
    firm.run("workspace", "trust", "--yes")

    async def asked(session: Session) -> Expected:
        return await session.firm.sources.expecting(question, ["cheap", "dear"])

    with open_session(firm.workspace, "alice") as session:
        expected = asyncio.run(asked(session))
    return {
        "p_ok": {chance.tier: chance.p_ok for chance in expected.outlook.chances},
        "learnt": expected.outlook.learnt,
        "note": expected.note,
    }


def test_a_router_that_the_firm_trained_says_what_is_expected(firm: Firm) -> None:
    assert _decided(firm)["learnt"] is False
    _taught(firm, ("cheap", "dear"))
    decided = _decided(firm)
    assert (decided["learnt"], decided["note"]) == (True, "")
    assert decided["p_ok"]["cheap"] < 0.5 < decided["p_ok"]["dear"]
    assert _decided(firm, f"Hello, could you help me with this, please? {ABOUT_RENT} Many thanks!") == decided


def test_a_router_of_other_tiers_or_one_that_was_exchanged_is_not_used(firm: Firm) -> None:
    _taught(firm, ("small", "large"))
    decided = _decided(firm)
    assert decided["learnt"] is False
    assert decided["note"] == "the kept router knows other tiers (small, large): not used"
    _taught(firm, ("cheap", "dear"))
    router = firm.workspace / "router.weights"
    router.write_bytes(router.read_bytes()[:-1] + b"x")
    assert _decided(firm)["note"] == "the kept router is damaged or not the recorded one: not used"
