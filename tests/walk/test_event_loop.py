"""Nothing waits for a disk on the event loop: no statement of SQLite runs on a thread with a running loop.

Real stores, from the first use of a firm on: each of these opens the workspace anew.
"""

import asyncio
import json
from collections import Counter
from typing import Any

import pytest
from tests.released import unheard
from tests.walk.conftest import Firm
from tests.walk.on_loop import Use, asked, heard, on_the_loop

from pincite.ask import Reply
from pincite.errors import NotVisible
from pincite.session import Session
from pincite.session.asking import answer
from pincite.session.comparing import compare_documents
from pincite.session.reading import (
    as_amended,
    follow_references,
    list_documents,
    open_document,
)
from pincite.session.records import read_newest, read_record
from pincite.session.refusals import refusals_recorded
from pincite.session.searching import find_passages
from pincite.session.showing import show_citation

RENT = "How much rent does the Tenant pay per month?"


def test_what_runs_on_the_loop_is_heard(standing_firm: Firm) -> None:
    async def use(session: Session) -> object:
        return session.scope()

    _, said = heard(standing_firm, use)
    assert on_the_loop(said)


@pytest.mark.parametrize(
    "question",
    [RENT, "Who won the racing pigeons cup?", "And the other one?", "What is the Kestrel Undertaking about?"],
    ids=["answered", "refused", "asked back", "unknown name"],
)
def test_a_question_waits_for_no_disk_on_the_loop(standing_firm: Firm, question: str) -> None:
    _, said = heard(standing_firm, asked(question))
    assert on_the_loop(said) == Counter()


def test_a_follow_up_waits_for_no_disk_on_the_loop(standing_firm: Firm) -> None:
    before, _ = heard(standing_firm, asked(RENT))
    assert isinstance(before, Reply)
    assert before.record is not None
    reply, said = heard(standing_firm, asked("And if it is paid late?", str(before.record.seq)))
    assert isinstance(reply, Reply)
    assert reply.about
    assert on_the_loop(said) == Counter()


def test_a_written_answer_waits_for_no_disk_on_the_loop(firm: Firm) -> None:
    quote = "The Tenant shall pay rent of $4,200 per month, in advance"
    said = {"text": "The Tenant shall pay rent of $4,200 per month.", "citations": [{"label": 1, "quote": quote}]}
    lines = json.dumps(json.dumps({"answered": True, "statements": [said]})) + "\n"
    (firm.workspace / "replies.jsonl").write_text(lines, encoding="utf-8")
    (firm.workspace / "settings.toml").write_text(
        'embedder = "hashing"\n\n[model]\nprovider = "scripted"\nreplies = "replies.jsonl"\n', encoding="utf-8"
    )

    async def use(session: Session) -> Reply:
        return await answer(session, "How much is the rent?", mode="write", release=unheard)

    reply, spoken = heard(firm, use)
    assert isinstance(reply, Reply)
    assert reply.answered
    assert on_the_loop(spoken) == Counter()


async def _listed(session: Session) -> object:
    return await list_documents(session)


async def _searched(session: Session) -> object:
    return await find_passages(session, "rent per month")


async def _opened(session: Session) -> object:
    return await open_document(session, "Lease 0007 Unit 4.txt", "text")


async def _followed(session: Session) -> object:
    return await follow_references(session, await open_document(session, "Lease 0007 Unit 4.txt", "outline"))


async def _amended(session: Session) -> object:
    return await as_amended(session, (await open_document(session, "Lease 0007 Unit 4.txt", "text")).entry)


async def _compared(session: Session) -> object:
    return await compare_documents(session, "Lease 0007 Unit 4.txt", "Lease 0007 Unit 4.txt")


async def _shown(session: Session) -> object:
    opened = await open_document(session, "Lease 0007 Unit 4.txt", "text")
    return await show_citation(session, f"{opened.entry.document}:10-40")


async def _newest(session: Session) -> object:
    return await read_newest(session, 5, "audit list")


async def _refused(session: Session) -> object:
    with pytest.raises(NotVisible):
        async with refusals_recorded(session, "text"):
            await open_document(session, "no such document", "text")
    return None


@pytest.mark.parametrize(
    "use", [_listed, _searched, _opened, _followed, _amended, _compared, _shown, _newest, _refused]
)
def test_what_is_read_waits_for_no_disk_on_the_loop(standing_firm: Firm, use: Use) -> None:
    _, said = heard(standing_firm, use)
    assert on_the_loop(said) == Counter()


def test_a_statement_and_its_record_are_shown_without_waiting_on_the_loop(standing_firm: Firm) -> None:
    reply, _ = heard(standing_firm, asked(RENT))
    assert isinstance(reply, Reply)
    assert reply.record is not None
    seq = reply.record.seq

    async def use(session: Session) -> object:
        return await show_citation(session, f"{seq}.1"), await read_record(session, str(seq), "audit show")

    _, said = heard(standing_firm, use)
    assert on_the_loop(said) == Counter()


def test_a_refused_command_runs_one_event_loop(standing_firm: Firm) -> None:
    loops: list[object] = []

    class Counted(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self) -> asyncio.AbstractEventLoop:
            loops.append(loop := super().new_event_loop())
            return loop

    before = asyncio.get_event_loop_policy()
    asyncio.set_event_loop_policy(Counted())
    try:
        standing_firm.run("text", "no such document", status=1)
        assert len(loops) == 1
        loops.clear()
        standing_firm.run("access", "user", "add", "carol", "--as", "alice", status=1)
        assert not loops
    finally:
        asyncio.set_event_loop_policy(before)
    newest: dict[str, Any] = standing_firm.json("audit", "list", "-n", "2")
    assert [each["kind"] for each in newest["records"]] == ["failure", "failure"]
