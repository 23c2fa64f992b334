"""Quotes that were found stand on the record and on the screen before a language model is asked to write."""

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.interrupting import Interrupted
from tests.walk.conftest import Firm

import pincite
from pincite.ask import Found, Reply
from pincite.errors import NotVisible
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.fake_wires import FakeRequest
from pincite.session import Session
from pincite.session.asking import answer, given_out
from pincite.session.showing import show_citation
from pincite.session.turns import read_turn
from pincite.views.carried import as_text
from pincite.views.wording import FOUND, FOUND_SO_FAR
from pincite.wiring import open_session

ASKED = "How much is the rent?"
RENT = "The Tenant shall pay rent of $4,200 per month, in advance, on the first day of each month."
WRITTEN = "The Tenant shall pay rent of $4,200 per month in advance."
QUOTE = "The Tenant shall pay rent of $4,200 per month, in advance"
WRONG = "The Tenant shall pay rent of $9,900 per month in advance."


def _said(text: str) -> str:
    citations = [{"label": 1, "quote": QUOTE}]
    return json.dumps({"answered": True, "statements": [{"text": text, "citations": citations}]})


@contextmanager
def _writing(firm: Firm, said: Callable[[FakeRequest], str] = lambda _: _said(WRITTEN)) -> Iterator[FakeProvider]:
    """A model for a firm, which says the same whatever it is asked."""
    with running(FakeProvider(said)) as provider:
        (firm.workspace / "settings.toml").write_text(
            f'embedder = "hashing"\nreader = "none"\n\n[[models]]\ntier = "premium"\nprovider = "openai"\n'
            f'url = "{provider.url}"\nname = "m"\naccepts = "privileged"\n',
            encoding="utf-8",
        )
        firm.run("workspace", "trust", "--yes")
        yield provider


@dataclass
class Waiting:
    """Somebody who waits for a written answer: what they were shown before the model was asked."""

    provider: FakeProvider
    found: list[Found] = field(default_factory=list)
    asked_before: list[int] = field(default_factory=list)

    def __call__(self, session: Session, question: str = ASKED) -> Reply:
        return asyncio.run(answer(session, question, mode="write", found=self._shown))

    async def _shown(self, found: Found) -> None:
        self.found.append(found)
        self.asked_before.append(len(self.provider.ledger))


def _record(firm: Firm, seq: int | None) -> dict[str, Any]:
    shown: Any = firm.json("audit", "show", str(seq))
    return dict(shown)


def test_quotes_are_on_the_record_and_shown_before_the_model_is_asked(firm: Firm) -> None:
    with _writing(firm) as provider, open_session(firm.workspace, "alice") as session:
        waiting = Waiting(provider)
        reply = waiting(session)
        view = asyncio.run(given_out(session, reply))
    [found] = waiting.found
    assert waiting.asked_before == [0]
    assert [one.statement.text for one in found.supports] == [RENT]
    assert [one.statement.text for one in reply.statements] == [WRITTEN]
    assert reply.found == found
    assert view.found is not None
    assert view.json()["found"] == {
        "seq": found.record.seq,
        "statements": [one.json() for one in view.found.statements],
    }
    assert reply.record is not None
    kept, last = _record(firm, found.record.seq), _record(firm, reply.record.seq)
    assert (kept["kind"], kept["facts"]["reply"], kept["question"]) == ("found", reply.id, ASKED)
    assert (last["kind"], last["facts"]["found"]) == ("answer", found.record.seq)
    assert kept["seq"] < last["seq"]


def test_what_was_found_stays_when_the_written_answer_is_refused(firm: Firm) -> None:
    with _writing(firm, lambda _: _said(WRONG)) as provider, open_session(firm.workspace, "alice") as session:
        reply = Waiting(provider)(session)
        turn = asyncio.run(read_turn(session, reply.id))
        [quote] = turn.found
        shown = asyncio.run(show_citation(session, quote.place))
    assert reply.refusal is not None
    assert reply.refusal.reason == "unsupported"
    assert reply.found is not None
    assert (turn.state, turn.said) == ("refused", ())
    assert (quote.text, quote.is_quote) == (RENT, True)
    assert RENT not in [one.text for one in turn.closest]
    assert shown.content.text[shown.cited.start : shown.cited.end] == RENT
    assert as_text([turn]).index(FOUND) < as_text([turn]).index("$4,200 per month")


def test_what_was_found_is_no_part_of_an_answer_that_is_taken_along(firm: Firm) -> None:
    with _writing(firm) as provider, open_session(firm.workspace, "alice") as session:
        turn = asyncio.run(read_turn(session, Waiting(provider)(session).id))
    assert [one.text for one in turn.found] == [RENT]
    assert FOUND not in as_text([turn])


def test_a_wall_that_goes_up_while_the_model_writes_takes_it_off(firm: Firm) -> None:
    def walled(_: FakeRequest) -> str:
        _elsewhere(firm, "access", "wall", "add", "alice", "--matter", "lease")
        return _said(WRITTEN)

    with _writing(firm, walled) as provider, open_session(firm.workspace, "alice") as session:
        waiting = Waiting(provider)
        reply = waiting(session)
        [found] = waiting.found
        assert (reply.found, reply.statements, reply.passages) == (None, (), ())
        with pytest.raises(NotVisible):
            asyncio.run(read_turn(session, reply.id))
        with pytest.raises(NotVisible):
            asyncio.run(show_citation(session, f"{found.record.seq}.1"))
    assert _record(firm, found.record.seq)["kind"] == "found"
    assert firm.run("audit", "show", str(found.record.seq), "--as", "alice", status=1)


def test_quotes_that_were_closed_while_they_were_recorded_are_not_shown(firm: Firm) -> None:
    with _writing(firm) as provider, open_session(firm.workspace, "alice") as session:
        wall = lambda: _elsewhere(firm, "access", "wall", "add", "alice", "--matter", "lease")  # noqa: E731
        vars(session.firm)["audit"] = Interrupted(session, "found", wall)
        waiting = Waiting(provider)
        reply = waiting(session)
    assert waiting.found == []
    assert provider.ledger == ()
    assert (reply.found, reply.passages) == (None, ())
    newest: Any = firm.json("audit", "list", "-n", "4")["records"]
    withheld = [one["facts"]["withholds"] for one in newest if one["kind"] == "failure" and "withholds" in one["facts"]]
    assert [_record(firm, seq)["kind"] for seq in withheld] == ["found"]


def test_nothing_is_looked_for_where_quote_mode_would_refuse(firm: Firm) -> None:
    with _writing(firm) as provider, open_session(firm.workspace, "alice") as session:
        waiting = Waiting(provider)
        reply = waiting(session, "How many parking spaces does Zanzibar Holdings have?")
    assert waiting.found == []
    assert reply.found is None


def test_nobody_who_waits_for_the_whole_reply_alone_gets_quotes_before_it(firm: Firm) -> None:
    with _writing(firm):
        assert firm.json("ask", ASKED, "--mode", "write", "--as", "alice")["found"] is None
        assert firm.json("ask", ASKED, "--as", "alice")["found"] is None
    listed: Any = firm.json("audit", "list", "-n", "9")["records"]
    assert "found" not in [one["kind"] for one in listed]


def test_the_terminal_prints_quotes_above_the_written_answer(firm: Firm) -> None:
    with _writing(firm):
        said = firm.run("ask", ASKED, "--mode", "write", "--as", "alice").stdout
        lines = [json.loads(line) for line in firm.run(
            "ask", ASKED, "--mode", "write", "--stream", "--as", "alice", "--json"
        ).stdout.splitlines()]  # fmt: skip
    assert said.index(FOUND_SO_FAR) < said.index("The written answer") < said.index(WRITTEN)
    found, released, reply = lines
    assert [one["text"] for one in found["found"]["statements"]] == [RENT]
    assert (released["number"], reply["found"]) == (1, found["found"])
    quote: Any = firm.json("show", f"{found['found']['seq']}.1", "--as", "alice")
    assert quote["quote"] == RENT


def test_a_program_hears_of_quotes_before_the_model_is_asked(firm: Firm) -> None:
    heard: list[tuple[int, pincite.Found]] = []
    with _writing(firm) as provider, pincite.open(firm.workspace) as opened:
        session = opened.session("alice")
        reply = session.ask(ASKED, mode="write", on_found=lambda one: heard.append((len(provider.ledger), one)))
    [(asked, found)] = heard
    assert (asked, [one.text for one in found.statements]) == (0, [RENT])
    assert reply.found == found


def test_what_was_found_is_erased_with_its_document(firm: Firm) -> None:
    with _writing(firm) as provider, open_session(firm.workspace, "alice") as session:
        waiting = Waiting(provider)
        waiting(session)
    [found] = waiting.found
    [lease] = [one["document"] for one in firm.documents() if "Lease 0007" in one["path"]]
    firm.run("remove", lease, "--erase", "--with-record", "--reason", "asked for")
    assert _record(firm, found.record.seq)["question"] is None
    everything = b"".join(file.read_bytes() for file in firm.workspace.rglob("*") if file.is_file())
    assert b"in advance, on the first day" not in everything


def _elsewhere(firm: Firm, *words: str) -> None:
    """Run a command on a thread, since verbs have an event loop of their own."""
    with ThreadPoolExecutor(1) as somebody:
        somebody.submit(firm.run, *words).result()
