"""What is more sensitive than a model may read is not sent to it, whoever or whatever makes it so."""

import asyncio
import json
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from tests.copied import COMMAND_LINE, copy_running
from tests.interrupting import Interrupted
from tests.permitting import tier_of
from tests.walk.conftest import Firm

import pincite
from pincite.ask import BY_ASKER, Writer, ask
from pincite.ask.charging import Accounts
from pincite.ask.classifying import About
from pincite.ledger import Budget, Budgets, Limit, Reservation
from pincite.ledger.budget import Whose
from pincite.ledger.memory import MemoryLedger
from pincite.models.chat.fake_faults import Fault
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.fakes import Scripted, WordOverlapEntailment
from pincite.routing.permits import Classification
from pincite.security.detecting import detect
from pincite.sensitivity import Sensitivity
from pincite.session import Session
from pincite.verification.verifier import Verifier
from pincite.wiring import open_session

RENT = "The Tenant shall pay rent of $4,200 per month, in advance"
ANSWER = {
    "answered": True,
    "statements": [
        {
            "text": "The Tenant shall pay rent of $4,200 per month in advance.",
            "citations": [{"label": 1, "quote": RENT}],
        }
    ],
}


@pytest.fixture
def office(firm: Firm) -> Firm:
    """The firm with a scripted model that may read what is internal at most."""
    (firm.workspace / "settings.toml").write_text(
        'embedder = "hashing"\n\n[[models]]\ntier = "cheap"\nprovider = "scripted"\nreplies = "replies.jsonl"\n'
        'accepts = "internal"\n',
        encoding="utf-8",
    )
    (firm.workspace / "replies.jsonl").write_text(json.dumps({"reply": ANSWER}) + "\n", encoding="utf-8")
    return firm


def _ask(office: Firm, question: str = "How much is the rent?", *more: str, user: str = "alice") -> dict[str, Any]:
    return office.json("ask", question, "--mode", "write", "--as", user, *more)


def _record(office: Firm, reply: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(office.run("audit", "show", reply["audit"]["id"], "--json").stdout)
    return found


def _refused(office: Firm, reply: dict[str, Any], why: str) -> None:
    assert reply["refusal"]["reason"] == "no_permitted_model"
    assert why in reply["refusal"]["message"]
    assert reply["passages"]
    assert reply["model"] is None
    record = _record(office, reply)
    assert record["facts"]["sent"] == []
    assert record["content"]["calls"] == []


def test_a_matter_that_nobody_classified_is_privileged(office: Firm) -> None:
    _refused(office, _ask(office), "it is privileged (matter lease: unknown, which counts as privileged)")


def test_a_matter_that_was_classified_low_enough_is_sent(office: Firm) -> None:
    office.run("access", "sensitivity", "lease", "internal")
    reply = _ask(office)
    assert reply["answered"] is True
    assert reply["tier"] == "cheap"
    record = _record(office, reply)
    assert record["facts"]["sensitivity"] == "internal"
    [sent] = record["facts"]["sent"]
    assert (sent["tier"], sent["accepts"], sent["sensitivity"]) == ("cheap", "internal", "internal")
    assert record["content"]["sensitive_because"][0] == "matter lease: internal"


def test_a_matter_that_was_classified_too_high_is_not(office: Firm) -> None:
    office.run("access", "sensitivity", "lease", "confidential")
    _refused(office, _ask(office), "it is confidential (matter lease: confidential)")


def test_a_label_raises_what_carries_it(office: Firm) -> None:
    office.run("access", "sensitivity", "lease", "internal")
    office.run("ingest", str(office.folder / "lease"), "--matter", "lease", "--label", "privileged")
    _refused(office, _ask(office), "it is privileged (label of a document: privileged)")


def test_a_label_that_raises_nothing_is_no_reason(office: Firm) -> None:
    office.run("access", "sensitivity", "lease", "internal")
    office.run("ingest", str(office.folder / "lease"), "--matter", "lease", "--label", "precedent")
    record = _record(office, _ask(office))
    assert record["content"]["sensitive_because"] == ["matter lease: internal"]
    assert "label" not in json.dumps([call["leaves"] for call in record["content"]["calls"]])


def test_a_number_of_a_person_in_the_question_raises_it(office: Firm) -> None:
    office.run("access", "sensitivity", "lease", "internal")
    _refused(office, _ask(office, "How much is the rent of the tenant with SSN 536-22-8145?"), "US SSN: confidential")


def test_what_a_question_goes_on_from_counts(office: Firm) -> None:
    office.run("access", "sensitivity", "lease", "internal")
    office.run("access", "grant", "alice", "--matter", "supply")
    earlier = ("ask", "What is the price of each pump?", "--as", "alice")
    before: dict[str, Any] = office.json(*earlier)
    _refused(office, _ask(office, "And how much is the rent?", "--after", before["audit"]["id"]), "privileged")
    office.run("access", "sensitivity", "supply", "public")
    again: dict[str, Any] = office.json(*earlier)
    reply = _ask(office, "And how much is the rent?", "--after", again["audit"]["id"])
    assert [sent["sensitivity"] for sent in _record(office, reply)["facts"]["sent"]] == ["internal"]


def test_all_that_was_shown_with_an_earlier_answer_counts_in_a_follow_up_though_another_document_was_cited(
    office: Firm,
) -> None:
    """Whoever asks on has read the passages too, and may say words of them."""
    office.run("access", "sensitivity", "lease", "public")
    office.run("access", "grant", "alice", "--matter", "supply")
    before: dict[str, Any] = office.json("ask", "How much is the rent?", "--as", "alice")
    assert len({one["document"] for said in before["statements"] for one in said["citations"]}) == 1
    assert {"project Kestrel" in passage["text"] for passage in before["passages"]} == {True, False}
    after = ("--after", before["audit"]["id"], "--matter", "lease")
    asked = "And is the rent due though Kestrel is confidential?"
    _refused(office, _ask(office, asked, *after), "privileged (an earlier turn: privileged)")
    office.run("access", "sensitivity", "supply", "internal")
    sent = _record(office, _ask(office, asked, *after))["facts"]["sent"]
    assert [one["sensitivity"] for one in sent] == ["internal"]


def test_all_that_an_earlier_question_rests_on_counts_in_a_follow_up_within_another_matter(office: Firm) -> None:
    """Not only the document that it was about first, and with the labels that it carries by then."""
    for matter in ("lease", "supply"):
        office.run("access", "sensitivity", matter, "public")
    office.run("access", "grant", "alice", "--matter", "supply")
    before: dict[str, Any] = office.json("ask", "What is the rent and the price of each pump?", "--as", "alice")
    assert len({passage["document"] for passage in before["passages"]}) == 2
    after = ("--after", before["audit"]["id"], "--matter", "lease")
    assert _record(office, _ask(office, "And how much is the rent?", *after))["facts"]["sent"]
    office.run("ingest", str(office.folder / "supply"), "--matter", "supply", "--label", "privileged")
    _refused(office, _ask(office, "And how much is the rent?", *after), "privileged (an earlier turn: privileged)")
    second = _ask(office, "And how much is the rent?", *after)["audit"]["id"]
    _refused(office, _ask(office, "And how much is it?", "--after", second), "privileged (an earlier turn: privileged)")


def test_what_is_closed_by_now_counts_in_a_follow_up(office: Firm) -> None:
    """The words of the earlier question may be those of a document that its asker has lost since."""
    for matter in ("lease", "supply"):
        office.run("access", "sensitivity", matter, "public")
    office.run("access", "grant", "alice", "--matter", "supply")
    before: dict[str, Any] = office.json("ask", "How many cats of the Tenant may guard the pumps?", "--as", "alice")
    assert before["refusal"]["reason"] == "no_evidence"
    assert len({passage["document"] for passage in before["passages"]}) == 2
    after = ("--after", before["audit"]["id"], "--matter", "lease")
    assert _record(office, _ask(office, "And how much is the rent?", *after))["facts"]["sent"]
    office.run("access", "sensitivity", "supply", "privileged")
    office.run("access", "revoke", "alice", "--matter", "supply")
    _refused(office, _ask(office, "And how much is the rent?", *after), "privileged (an earlier turn: privileged)")


def test_a_file_that_was_exchanged_since_an_earlier_question_counts_as_unknown(office: Firm) -> None:
    """One that only changed counts as it is labelled and placed now."""
    office.run("access", "sensitivity", "lease", "internal")
    file = next((office.folder / "lease").glob("*"))
    office.run("ingest", str(file), "--matter", "lease", "--label", "privileged")
    before: dict[str, Any] = office.json("ask", "How much is the rent?", "--as", "alice")
    after = ("--after", before["audit"]["id"])
    [lease] = [one["document"] for one in office.documents() if one["matter"] == "lease"]
    office.run("remove", lease)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("4,200", "5,300"), encoding="utf-8")
    office.run("ingest", str(file), "--matter", "lease")
    _refused(office, _ask(office, "And when is it due?", *after), "privileged (an earlier turn: privileged)")
    again: dict[str, Any] = office.json("ask", "How much is the rent?", "--as", "alice")
    file.write_text(text.replace("4,200", "6,400"), encoding="utf-8")
    office.run("ingest", str(file), "--matter", "lease")
    sent = _record(office, _ask(office, "And when is it due?", "--after", again["audit"]["id"]))["facts"]["sent"]
    assert [one["sensitivity"] for one in sent] == ["internal"]


def test_an_earlier_question_that_found_nothing_counts_as_unknown(office: Firm) -> None:
    """Nobody knows what it was about, whatever the question before it was about."""
    office.run("access", "sensitivity", "lease", "public")
    office.run("access", "matter", "add", "vacant")
    office.run("access", "grant", "alice", "--matter", "vacant")
    first: dict[str, Any] = office.json("ask", "How much is the rent of Unit 4?", "--as", "alice")
    after = ("--after", first["audit"]["id"])
    second: dict[str, Any] = office.json("ask", "And the fee?", *after, "--matter", "vacant", "--as", "alice")
    assert second["passages"] == []
    after = ("--after", second["audit"]["id"])
    _refused(office, _ask(office, "And how much is the rent?", *after), "privileged (an earlier turn: privileged)")


def test_before_a_search_all_that_the_asker_may_see_counts(office: Firm) -> None:
    """A model that reads the question alone is asked when nobody knows yet what will be found."""
    settings = office.workspace / "settings.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "understands = true\n", encoding="utf-8")
    office.run("access", "sensitivity", "lease", "internal")
    office.run("access", "grant", "alice", "--matter", "supply")
    calls = _record(office, _ask(office))["content"]["calls"]
    assert [(call["purpose"], len(call["leaves"])) for call in calls] == [("understand", 0)]
    assert "(matter that would be searched: unknown, which counts as privileged)" in calls[0]["problem"]
    assert "supply" not in json.dumps(calls)
    (office.workspace / "replies.jsonl").write_text(
        json.dumps("no JSON") + "\n" + json.dumps({"reply": ANSWER}) + "\n", encoding="utf-8"
    )
    within = _record(office, _ask(office, "How much is the rent?", "--matter", "lease"))["content"]["calls"]
    assert [(call["purpose"], len(call["leaves"])) for call in within] == [("understand", 1), ("write", 1)]


def test_prompts_of_our_own_raise_nothing() -> None:
    prompts = sorted(Path(pincite.__file__).parent.rglob("*prompts*/*"))
    assert prompts
    for prompt in prompts:
        if prompt.suffix == ".md":
            assert detect(prompt.read_text(encoding="utf-8")).level is Sensitivity.PUBLIC, prompt.name


def test_what_was_sent_is_on_one_record_of_a_question_that_was_given_up_while_it_was_recorded(office: Firm) -> None:
    office.run("access", "sensitivity", "lease", "internal")

    async def given_up(session: Session) -> None:
        task = asyncio.create_task(asking(session, lambda: task.cancel(BY_ASKER)))
        with pytest.raises(asyncio.CancelledError):
            await task

    async def asking(session: Session, stop: Callable[[], object]) -> None:
        sources = replace(session.firm.writing, audit=Interrupted(session, "answer", stop))
        await ask("How much is the rent?", session.scope(), sources=sources, now=session.now, mode="write")

    with open_session(office.workspace, "alice") as session:
        asyncio.run(given_up(session))
        answer, withheld = list(session.firm.audit.entries())[-2:]
    assert withheld.facts["withholds"] == answer.seq
    assert answer.facts["model_calls"] == 1
    [sent] = cast("list[dict[str, str]]", answer.facts["sent"])
    assert (sent["purpose"], sent["sensitivity"]) == ("write", "internal")
    assert withheld.facts["sent"] == []


def test_what_was_stopped_before_it_went_out_is_not_on_the_record_as_sent(office: Firm) -> None:
    """Leave was given, and the question was stopped while that was looked at once more, right before the request."""
    office.run("access", "sensitivity", "lease", "internal")

    async def stopped(session: Session) -> None:
        loop, writing = asyncio.get_running_loop(), session.firm.writing
        looks = [0]

        def classified(about: About, words: Sequence[str]) -> Classification:
            looks[0] += 1
            if looks[0] == 3:  # the first look is the router's, the second gives leave
                loop.call_soon_threadsafe(task.cancel, BY_ASKER)
            return writing.classify(about, words)

        sources = replace(writing, classify=classified)
        asking = ask("How much is the rent?", session.scope(), sources=sources, now=session.now, mode="write")
        task = asyncio.create_task(asking)
        with pytest.raises(asyncio.CancelledError):
            await task

    with open_session(office.workspace, "alice") as session:
        asyncio.run(stopped(session))
        [failure] = list(session.firm.audit.entries())[-1:]
    assert (failure.facts["reason"], failure.facts["sent"]) == ("stopped", [])
    assert failure.content is not None
    [call] = cast("list[dict[str, Any]]", failure.content["calls"])
    assert call["problem"] == "it was given up before there was a reply"


def test_what_became_sensitive_while_its_cost_was_reserved_is_not_sent(office: Firm) -> None:
    """A reservation waits while other processes write, and meanwhile a matter is classified higher."""
    office.run("access", "sensitivity", "lease", "internal")
    classified: list[str] = []

    class Waits(MemoryLedger):
        def reserve(self, reservation: Reservation, limits: Sequence[Limit]) -> None:
            classified.append(office.run("access", "sensitivity", "lease", "privileged").stdout)
            super().reserve(reservation, limits)

    model = Scripted([json.dumps(ANSWER)])
    with open_session(office.workspace, "alice") as session:
        tier = replace(tier_of(model), accepts=Sensitivity.INTERNAL)
        writer = Writer(tier, Verifier(WordOverlapEntailment()))
        sources = replace(session.firm.writing, writers=(writer,), accounts=Accounts(Waits(), Budgets()))
        asking = ask("How much is the rent?", session.scope(), sources=sources, now=session.now, mode="write")
        reply = asyncio.run(asking)
    assert (len(classified), model.asked) == (1, ())
    assert reply.refusal is not None
    assert reply.refusal.reason == "no_permitted_model"


def test_words_of_a_file_that_was_exchanged_after_the_search_are_not_sent_as_the_other_files(office: Firm) -> None:
    """Whoever removes a privileged file and adds a public one at its path has said nothing of the words that were."""
    office.run("access", "sensitivity", "lease", "internal")
    file = next((office.folder / "lease").glob("*"))
    office.run("ingest", str(file), "--matter", "lease", "--label", "privileged")
    exchanged: list[str] = []

    class Looks(MemoryLedger):
        def spent(self, whose: Whose, name: str, month: str) -> int:
            if not exchanged:  # after the search, and before the first look at how sensitive its words are
                [lease] = [one["document"] for one in office.documents() if one["matter"] == "lease"]
                office.run("remove", lease)
                file.write_text("The Tenant may keep two cats.", encoding="utf-8")
                exchanged.append(office.run("ingest", str(file), "--matter", "lease").stdout)
            return super().spent(whose, name, month)

    model = Scripted([json.dumps(ANSWER)])
    with open_session(office.workspace, "alice") as session:
        tier = replace(tier_of(model), accepts=Sensitivity.INTERNAL)
        writer = Writer(tier, Verifier(WordOverlapEntailment()))
        accounts = Accounts(Looks(), Budgets((Budget("firm", "", 10**15),)))
        sources = replace(session.firm.writing, writers=(writer,), accounts=accounts)
        asking = ask("How much is the rent?", session.scope(), sources=sources, now=session.now, mode="write")
        reply = asyncio.run(asking)
    assert (len(exchanged), model.asked) == (1, ())
    assert reply.refusal is not None


@pytest.mark.live
def test_what_was_sent_is_on_the_record_where_the_process_is_told_to_end(office: Firm) -> None:
    office.run("access", "sensitivity", "lease", "internal")
    with running(FakeProvider()) as provider:
        provider.plan.append(Fault(first_byte_s=60))
        (office.workspace / "settings.toml").write_text(
            'embedder = "hashing"\n\n[[models]]\ntier = "cheap"\nprovider = "openai"\n'
            f'url = "{provider.url}"\nname = "m"\naccepts = "internal"\n',
            encoding="utf-8",
        )
        office.run("workspace", "trust", "--yes")
        asked = ("ask", "How much is the rent?", "--mode", "write", "--as", "alice")
        with copy_running(COMMAND_LINE, "--workspace", str(office.workspace), *asked) as process:
            provider.wait_for(lambda entries: len(entries) == 1)
            process.send_signal(signal.SIGTERM)
            done = process.ended()
    assert (done.returncode, done.stderr.count("\n")) == (130, 1)
    listed: dict[str, Any] = office.json("audit", "list", "-n", "1")
    record = json.loads(office.run("audit", "show", listed["records"][0]["id"], "--json").stdout)
    assert record["kind"] == "failure"
    assert [sent["sensitivity"] for sent in record["facts"]["sent"]] == ["internal"]
