"""A question that is given up is never on the record as answered, and the record says who gave it up."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest
from tests.interrupting import Interrupted
from tests.released import noted_in
from tests.walk.conftest import Firm

from pincite.ask import BY_ASKER, Released, Reply, ask
from pincite.models.chat.fake_faults import Fault
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.session import Session
from pincite.wiring import open_session

QUESTION = "How much is the rent?"

Asking = Callable[[Callable[[], object]], Coroutine[Any, Any, Reply]]


def _cancelled(asking: Asking, *why: str) -> None:
    """Ask a question that gets a call which cancels it."""

    async def both() -> None:
        task = asyncio.create_task(asking(lambda: task.cancel(*why)))
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(both())


def _asked(
    session: Session, stop: Callable[[], object], kind: str, reply_id: str | None = None
) -> Coroutine[Any, Any, Reply]:
    """Ask; the question is stopped as soon as its first record of a kind is durable."""
    sources = replace(session.firm.sources, audit=Interrupted(session, kind, stop))
    given: list[Released] = []
    return ask(
        QUESTION,
        session.scope(),
        sources=sources,
        now=session.now,
        release=noted_in(given),
        reply_id=reply_id,
    )


def _records(firm: Firm) -> list[Any]:
    """The records of the question, the oldest first."""
    records: Any = firm.json("audit", "list", "-n", "3")["records"]
    return [one for one in records if one["question"] == QUESTION]


@pytest.mark.parametrize(("why", "reason"), [((BY_ASKER,), "stopped"), ((), "failed")], ids=["stopped", "given up"])
def test_who_gives_up_while_the_answer_is_recorded_has_it_withheld(
    firm: Firm, why: tuple[str, ...], reason: str
) -> None:
    with open_session(firm.workspace, "alice") as session:
        _cancelled(lambda stop: _asked(session, stop, "answer"), *why)
    statement, answer, withheld = _records(firm)
    assert (statement["kind"], answer["kind"], withheld["kind"]) == ("statement", "answer", "failure")
    assert withheld["facts"]["withholds"] == answer["seq"]
    assert (withheld["facts"]["answered"], withheld["facts"]["reason"]) == (False, reason)
    shown: Any = firm.json("audit", "show", str(withheld["seq"]))["content"]
    released: Any = firm.json("audit", "show", str(statement["seq"]))["content"]
    assert shown["statements"] == released["statements"]


def test_a_reply_that_is_read_from_the_record_stands_once_it_is_there(firm: Firm) -> None:
    with open_session(firm.workspace, "alice") as session:
        _cancelled(lambda stop: _asked(session, stop, "answer", "a reply"), BY_ASKER)
    statement, answer = _records(firm)
    assert (answer["id"], answer["kind"], statement["kind"]) == ("a reply", "answer", "statement")


@pytest.mark.parametrize("reply_id", [None, "a reply"])
def test_who_stops_a_question_that_is_not_answered_yet_finds_it_stopped(firm: Firm, reply_id: str | None) -> None:
    with open_session(firm.workspace, "alice") as session:
        _cancelled(lambda stop: _asked(session, stop, "statement", reply_id), BY_ASKER)
    statement, stopped = _records(firm)
    assert (stopped["kind"], stopped["facts"]["reason"], statement["kind"]) == ("failure", "stopped", "statement")
    content: Any = firm.json("audit", "show", str(stopped["seq"]))["content"]
    assert "stopped by whoever asked it" in content["refusal"]
    assert reply_id in (None, stopped["id"])


@pytest.mark.parametrize("is_last", [True, False])
def test_what_was_given_out_before_a_question_was_stopped_is_on_its_record(firm: Firm, is_last: bool) -> None:
    """The last statement of a walk is followed by nothing that waits: even then it is not recorded as answered."""
    question = QUESTION if is_last else "How much is the rent, and what interest does late rent bear?"
    given: list[Released] = []

    def asking(stop: Callable[[], object]) -> Coroutine[Any, Any, Reply]:
        async def release(released: Released) -> None:
            given.append(released)
            stop()

        return ask(question, session.scope(), sources=session.firm.sources, now=session.now, release=release)

    with open_session(firm.workspace, "alice") as session:
        _cancelled(asking, BY_ASKER)
    stopped: Any = firm.json("audit", "list", "-n", "1")["records"]
    assert (stopped[0]["kind"], stopped[0]["facts"]["reason"]) == ("failure", "stopped")
    content: Any = firm.json("audit", "show", str(stopped[0]["seq"]))["content"]
    assert [one["text"] for one in content["statements"]] == [one.support.statement.text for one in given]
    assert len(given) == 1


def test_who_stopped_a_question_is_known_behind_a_librarys_own_error(firm: Firm) -> None:
    def asking(stop: Callable[[], object]) -> Coroutine[Any, Any, Reply]:
        async def release(_: Released) -> None:
            stop()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                raise asyncio.CancelledError("cancelled by a scope") from None

        return ask(QUESTION, session.scope(), sources=session.firm.sources, now=session.now, release=release)

    with open_session(firm.workspace, "alice") as session:
        _cancelled(asking, BY_ASKER)
    stopped: Any = firm.json("audit", "list", "-n", "1")["records"]
    assert stopped[0]["facts"]["reason"] == "stopped"


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "told to end"])
def test_who_stops_the_command_line_is_on_the_record_with_the_sentence_that_they_were_shown(
    firm: Firm, sign: signal.Signals
) -> None:
    said = "The Tenant shall pay rent of $4,200 per month in advance."
    cited = [{"label": 1, "quote": "The Tenant shall pay rent of $4,200 per month"}]
    reply = json.dumps({"answered": True, "statements": [{"text": said, "citations": cited}] * 4})
    with running(FakeProvider(lambda _: reply)) as provider:
        provider.plan.append(Fault(breaks="stalls half way"))
        (firm.workspace / "settings.toml").write_text(
            'embedder = "hashing"\nreader = "none"\n\n[[models]]\ntier = "cheap"\nprovider = "openai"\n'
            f'url = "{provider.url}"\nname = "m"\n',
            encoding="utf-8",
        )
        firm.run("workspace", "trust", "--yes")
        asked = ("ask", QUESTION, "--mode", "write", "--as", "alice")
        command = (sys.executable, "-u", "-m", "pincite", "--workspace", str(firm.workspace), *asked)
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                assert any(said in line for line in process.stdout)  # the quotes that were found come before it
                process.send_signal(sign)
                process.communicate(timeout=45)
            finally:
                process.kill()
    assert process.returncode == 130
    listed: dict[str, Any] = firm.json("audit", "list", "-n", "1")
    newest = listed["records"][0]
    record = json.loads(firm.run("audit", "show", newest["id"], "--json").stdout)
    assert (record["kind"], record["facts"]["reason"]) == ("failure", "stopped")
    assert said in [one["text"] for one in record["content"]["statements"]]
