"""A router that is learnt from the workspace's own record: what checks found, and what people said of answers."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.walk.conftest import Firm

from pincite.errors import RoutingError
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.fake_wires import FakeRequest
from pincite.routing.labels import FEWEST
from pincite.session.asking import answer
from pincite.session.feedback import Change, give_feedback
from pincite.session.teaching import recorded_labels, sample
from pincite.wiring import open_session, operating_system_user

RENT = "The Tenant shall pay rent of $4,200 per month, in advance"
SAID = "The Tenant shall pay rent of $4,200 per month in advance."
EASY, HARD, ILL = "How much is the rent of unit {}?", "Which interest does late rent bear, case {}?", "Rent, {} please?"


def _answer(question: FakeRequest) -> str:
    """The small model finds no answer to what is hard; the large one always says what the rent is."""
    is_hard = "interest" in question.messages[-1].content.rpartition("<question")[2]
    if question.model == "small" and is_hard:
        return json.dumps({"answered": False, "statements": []})
    return json.dumps({"answered": True, "statements": [{"text": SAID, "citations": [{"label": 1, "quote": RENT}]}]})


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with running(FakeProvider(_answer)) as fake:
        yield fake


@pytest.fixture
def office(firm: Firm, provider: FakeProvider) -> Firm:
    tables = "".join(
        f'[[models]]\ntier = "{name}"\nprovider = "openai"\nurl = "{provider.url}"\nname = "{name}"\n'
        for name in ("small", "large")
    )
    text = f'embedder = "hashing"\nreader = "none"\n\n{tables}'
    (firm.workspace / "settings.toml").write_text(text, encoding="utf-8")
    firm.run("workspace", "trust", "--yes")
    return firm


async def _asked(workspace: Path, questions: Sequence[str], user: str | None = None) -> list[str]:
    """The records of answers to questions, asked one after the other."""
    with open_session(workspace, user) as session:
        replies = [await answer(session, question, matter="lease", mode="write") for question in questions]
    return [reply.record.id for reply in replies if reply.record is not None]


def asked(firm: Firm, *questions: str, user: str | None = None) -> list[str]:
    return asyncio.run(_asked(firm.workspace, questions, user))


def labels(firm: Firm, *options: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in firm.run("route", "labels", *options).stdout.splitlines()]


def test_what_checks_found_makes_labels_and_what_people_say_counts_before_it(office: Firm) -> None:
    easy, _hard = asked(office, EASY.format(1), HARD.format(1), user="alice")
    assert labels(office) == [
        {"question": EASY.format(1), "ok": {"small": True, "large": True}},
        {"question": HARD.format(1), "ok": {"small": False, "large": True}},
    ]
    office.run("feedback", easy, "--wrong-cite", "1.1", "--as", "alice")
    assert [one["question"] for one in labels(office)] == [HARD.format(1)]
    unknown = {"question": EASY.format(1), "ok": {"small": False}, "missing": ["large"]}
    assert labels(office, "--partly") == [unknown]
    office.run("feedback", easy, "--withdraw", "--as", "alice")
    assert len(labels(office)) == 2
    reads = [json.loads(line) for line in office.run("audit", "export", "--kind", "read").stdout.splitlines()]
    assert {read["facts"]["what"] for read in reads} >= {"route labels"}


def test_a_sample_asks_the_tiers_of_which_nothing_is_known(office: Firm, provider: FakeProvider) -> None:
    [record] = asked(office, ILL.format(1), user="alice")
    office.run("feedback", record, "--down", "--as", "alice")
    before = len(provider.ledger)
    office.run("route", "sample", "--count", "5")
    assert [entry.body["model"] for entry in provider.ledger[before:]] == ["large"]
    assert labels(office) == [{"question": ILL.format(1), "ok": {"small": False, "large": True}}]
    assert labels(office, "--partly") == []


def test_a_sample_is_as_sensitive_as_the_question_was(office: Firm, provider: FakeProvider) -> None:
    settings = office.workspace / "settings.toml"
    settings.write_text(f'{settings.read_text(encoding="utf-8")}accepts = "public"\n', encoding="utf-8")
    office.run("workspace", "trust", "--yes")
    guides = office.folder / "guides"
    guides.mkdir()
    (guides / "guide.txt").write_text(f"GUIDE\n\n1. {RENT}.\n", encoding="utf-8")
    office.run("ingest", str(guides), "--matter", "guides")
    office.run("access", "sensitivity", "guides", "public")
    office.run("access", "grant", "alice", "--matter", "supply")
    asked_once: Any = office.json("ask", ILL.format("of the Kestrel takeover"), "--mode", "write", "--as", "alice")
    office.run("feedback", asked_once["audit"]["id"], "--down", "--as", "alice")
    for document in office.documents():
        if document["matter"] != "guides":
            office.run("remove", document["document"])
    office.run("route", "sample", "--count", "5")
    assert [entry.body["model"] for entry in provider.ledger if "Kestrel" in json.dumps(entry.body)] == ["small"]


def test_what_is_closed_to_whoever_trains_or_erased_makes_no_label(office: Firm) -> None:
    first, _ = asked(office, EASY.format(1), EASY.format(2), user="alice")
    office.run("audit", "erase", first, "--reason", "the client asked for it")
    assert [one["question"] for one in labels(office)] == [EASY.format(2)]
    office.run("access", "wall", "add", operating_system_user(), "--matter", "lease")
    assert labels(office) == []


def test_whoever_may_not_change_rules_gets_none_and_too_few_are_refused(office: Firm) -> None:
    asked(office, EASY.format(1))
    assert "only the workspace's owner" in office.run("route", "labels", "--as", "alice", status=1).stderr
    said = office.run("route", "train", status=1).stderr
    assert "has 1 labelled question" in said
    assert f"{FEWEST} are needed" in said


ILLS = 21


async def _taught(firm: Firm) -> None:
    """Fill the record with what a router needs: questions of three kinds, one of which people call badly answered.

    Of the two other kinds one question each is asked, and its record repeated with other numbers in the question.
    """
    with open_session(firm.workspace) as session:
        for kind in (EASY, HARD):
            reply = await answer(session, kind.format(0), matter="lease", mode="write")
            entry = session.firm.audit.find(reply.record.id if reply.record is not None else "")
            assert entry is not None
            for number in range(1, (FEWEST - ILLS) // 2 + 1):
                content = {**(entry.content or {}), "question": kind.format(number), "calls": []}
                matters = entry.matters or frozenset()
                await session.firm.audit.append(session.event("answer", entry.facts, content, matters))
        for number in range(ILLS):
            reply = await answer(session, ILL.format(number), matter="lease", mode="write")
            if reply.record is not None:
                await give_feedback(session, reply.record.id, Change(useful=False))
        with pytest.raises(RoutingError, match=f"labelled questions; of {ILLS} more"):
            (await recorded_labels(session, "route train")).require_enough()
        found = await sample(session, 2 * ILLS)
        assert (found.questions, found.asked, found.failed) == (ILLS, ILLS, 0)


def test_feedback_changes_where_questions_go_once_a_router_is_trained(office: Firm, provider: FakeProvider) -> None:
    asyncio.run(_taught(office))
    before: dict[str, Any] = office.json("audit", "show", asked(office, ILL.format(7_777))[0])
    taught: dict[str, Any] = office.json("route", "train")
    assert [tier["tier"] for tier in taught["tiers"]] == ["small", "large"]
    assert taught["labels"] >= FEWEST
    start = len(provider.ledger)
    shown: list[Any] = [
        office.json("audit", "show", one) for one in asked(office, ILL.format(8_888), EASY.format(8_888))
    ]
    ill, easy = shown
    assert [entry.body["model"] for entry in provider.ledger[start:]] == ["large", "small"]
    assert before["facts"]["routing"]["path"][0] == "small"
    assert ill["facts"]["routing"]["path"] == ["large"]
    assert ill["facts"]["routing"]["p_ok"]["small"] < 0.5
    assert easy["facts"]["routing"]["p_ok"]["small"] > 0.7
