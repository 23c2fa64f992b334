"""Models that fail, and several processes that ask: nobody waits for a model that is known to be down."""

import asyncio
import json
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from tests.copied import COMMAND_LINE, copy_running
from tests.walk.conftest import Firm

from pincite.models.chat.fake_faults import FOREVER, Fault
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.fake_wires import FakeRequest
from pincite.models.chat.limits.breaker import FAILURES
from pincite.session.turns import read_turn
from pincite.wiring import open_session

RENT = "The Tenant shall pay rent of $4,200 per month, in advance"
SAID = "The Tenant shall pay rent of $4,200 per month in advance."
DOWN = Fault(status=503, retry_after="0")
QUESTION = ("ask", "How much is the rent?", "--mode", "write", "--as", "alice")
PROCESSES = 3


def _answer(question: FakeRequest) -> str:
    citation = {"label": 1, "quote": RENT}
    return json.dumps({"answered": True, "statements": [{"text": SAID, "citations": [citation]}]})


@dataclass(frozen=True)
class Office:
    """A firm with two models, each behind a provider of its own."""

    firm: Firm
    cheap: FakeProvider
    dear: FakeProvider

    def set_up(self, **limits: int) -> None:
        """Name both models in the settings, the cheap one with these limits."""
        tables = []
        for tier, provider, keys in (("cheap", self.cheap, limits), ("dear", self.dear, {})):
            lines = [f'tier = "{tier}"', 'provider = "openai"', f'url = "{provider.url}"', 'name = "small"']
            tables.append("\n".join(["[[models]]", *lines, *(f"{key} = {value}" for key, value in keys.items())]))
        text = "\n\n".join(['embedder = "hashing"\nreader = "none"', *tables]) + "\n"
        (self.firm.workspace / "settings.toml").write_text(text, encoding="utf-8")
        self.firm.run("workspace", "trust", "--yes")

    def ask(self) -> dict[str, Any]:
        reply: dict[str, Any] = self.firm.json(*QUESTION)
        return reply

    def ask_at_once(self) -> list[dict[str, Any]]:
        """The replies to processes that ask at the same time."""
        command = (COMMAND_LINE, "--workspace", str(self.firm.workspace), *QUESTION, "--json")
        with ExitStack() as stack:
            asking = [stack.enter_context(copy_running(*command)) for _ in range(PROCESSES)]
            return [json.loads(process.ended().stdout) for process in asking]

    def fell_short(self, reply: dict[str, Any]) -> list[dict[str, str]]:
        record: dict[str, Any] = self.firm.json("audit", "show", reply["audit"]["id"])
        fell: list[dict[str, str]] = record["content"].get("fell_short", [])
        return fell


@pytest.fixture
def office(firm: Firm) -> Iterator[Office]:
    with running(FakeProvider(_answer)) as cheap, running(FakeProvider(_answer)) as dear:
        yield Office(firm, cheap, dear)


def test_a_model_that_is_down_is_left_alone_by_all_and_the_next_answers(office: Office) -> None:
    office.set_up()
    office.cheap.plan.extend([DOWN] * 1000)
    assert [reply["tier"] for reply in office.ask_at_once()] == ["dear"] * PROCESSES
    sent = len(office.cheap.ledger)
    assert FAILURES <= sent < FAILURES + PROCESSES
    reply = office.ask()
    assert (reply["tier"], reply["statements"][0]["text"]) == ("dear", SAID)
    [fell] = office.fell_short(reply)
    assert fell["tier"] == "cheap"
    assert "failed 5 times in a row and is left alone; it is tried again in" in fell["problem"]
    assert len(office.cheap.ledger) == sent


def test_whoever_asks_is_told_that_a_model_failed_and_who_answered(office: Office) -> None:
    office.set_up()
    settings = office.firm.workspace / "settings.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "completion_usd_per_million = 10\n", encoding="utf-8")
    office.firm.run("workspace", "trust", "--yes")
    office.cheap.plan.append(Fault(status=500))
    reply = office.ask()
    [warning] = reply["warnings"]
    assert warning == "the model cheap did not answer, so dear was asked in its place, for money; the record says why"
    [fell] = office.fell_short(reply)
    assert "(500" in fell["problem"]
    with open_session(office.firm.workspace, "alice") as session:
        assert asyncio.run(read_turn(session, reply["audit"]["id"])).notes_below == (warning,)
    office.cheap.plan.append(Fault(status=500))
    assert "Caution: the model cheap did not answer, so dear was asked" in " ".join(
        office.firm.run(*QUESTION).stdout.split()
    )
    assert office.ask()["warnings"] == []


def test_where_no_model_may_read_what_was_found_the_terminal_shows_it(office: Office) -> None:
    office.set_up()
    settings = office.firm.workspace / "settings.toml"
    lowered = settings.read_text(encoding="utf-8").replace("[[models]]", '[[models]]\naccepts = "internal"')
    settings.write_text(lowered, encoding="utf-8")
    office.firm.run("workspace", "trust", "--yes")
    shown = " ".join(office.firm.run(*QUESTION).stdout.split())
    assert "No answer: no answer was written, since no language model may read what was found" in shown
    assert RENT in shown
    assert (office.cheap.ledger, office.dear.ledger) == ((), ())


def test_where_all_are_down_the_refusal_says_when_they_are_tried_again(office: Office) -> None:
    office.set_up()
    office.cheap.plan.extend([DOWN] * 1000)
    office.dear.plan.extend([DOWN] * 1000)
    office.ask()
    office.ask()
    sent = len(office.cheap.ledger), len(office.dear.ledger)
    reply = office.ask()
    assert (reply["answered"], reply["refusal"]["reason"]) == (False, "failed")
    assert "it is tried again in" in reply["refusal"]["message"]
    assert (len(office.cheap.ledger), len(office.dear.ledger)) == sent


def test_a_model_that_was_asked_enough_leaves_the_rest_to_the_next(office: Office) -> None:
    office.set_up(requests_per_minute=1)
    assert sorted(reply["tier"] for reply in office.ask_at_once()) == ["cheap", *["dear"] * (PROCESSES - 1)]
    assert len(office.cheap.ledger) == 1


def test_a_question_that_is_stopped_says_no_more_than_is_so(office: Office) -> None:
    office.set_up()
    office.cheap.plan.append(Fault(first_byte_s=FOREVER))
    with copy_running(COMMAND_LINE, "--workspace", str(office.firm.workspace), *QUESTION) as process:
        office.cheap.wait_for(lambda ledger: len(ledger) == 1)
        process.send_signal(signal.SIGTERM)
        done = process.ended()
    assert done.returncode == 130
    assert done.stderr.splitlines()[-1] == (
        "pincite: stopped; what was asked and sent by then is on the record, and the same command asks all of it anew"
    )
    listed: dict[str, Any] = office.firm.json("audit", "list", "-n", "1")
    [record] = listed["records"]
    assert [one["tier"] for one in record["facts"]["sent"]] == ["cheap"]


def test_a_replay_says_whether_the_models_would_be_the_same_today(office: Office) -> None:
    office.set_up()
    office.firm.run("access", "sensitivity", "lease", "internal")
    record = office.ask()["audit"]["id"]

    def decided() -> dict[str, Any]:
        replayed: dict[str, Any] = office.firm.json("audit", "replay", record)
        routing: dict[str, Any] = replayed["routing"]
        return routing

    same = decided()
    assert (same["same"], same["changed"]) == (True, [])
    assert same["then"] == same["now"] == {**same["now"], "tier": "cheap", "sensitivity": "internal"}
    assert "decision on models: the same today" in office.firm.run("audit", "replay", record).stdout

    office.firm.run("access", "sensitivity", "lease", "privileged")
    settings = office.firm.workspace / "settings.toml"
    lowered = settings.read_text(encoding="utf-8").replace('tier = "cheap"', 'tier = "cheap"\naccepts = "internal"')
    settings.write_text(lowered, encoding="utf-8")
    office.firm.run("workspace", "trust", "--yes")
    other = decided()
    assert other["same"] is False
    assert other["changed"][:3] == [
        "what was found counts as privileged (matter lease: privileged), and counted as internal",
        "the first model asked would be dear, and was cheap",
        "asked in turn would be dear, and could be cheap, dear",
    ]
    assert "a reason today: cheap: not allowed for privileged" in other["changed"]
    assert (other["then"], other["now"]["tier"]) == (same["then"], "dear")

    settings.write_text('embedder = "hashing"\nreader = "none"\n', encoding="utf-8")
    office.firm.run("workspace", "trust", "--yes")
    gone = decided()
    assert "the first model asked would be none, and was cheap" in gone["changed"]
    assert "cheap is not among the models any more" in gone["changed"]


def test_a_question_about_earlier_words_is_decided_again_with_them(office: Office) -> None:
    office.set_up()
    first = office.ask()["audit"]["id"]
    asked = ("ask", "And who pays it?", "--mode", "write", "--as", "alice", "--after", first)
    followed: dict[str, Any] = office.firm.json(*asked)
    record = followed["audit"]["id"]
    replayed: dict[str, Any] = office.firm.json("audit", "replay", record)
    assert (replayed["routing"]["same"], replayed["routing"]["changed"]) == (True, [])


def test_limits_are_for_models_at_an_address(firm: Firm) -> None:
    (firm.workspace / "settings.toml").write_text(
        '[[models]]\ntier = "a"\nprovider = "scripted"\nreplies = "r.jsonl"\nrequests_per_minute = 3\n',
        encoding="utf-8",
    )
    assert "which is for models at an address; take it out" in firm.run("models", status=1).stderr
