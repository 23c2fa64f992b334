"""What an evaluation's judge is sent counts with all that its words may come from."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from tests.walk.conftest import Firm

from pincite.ask import Reply
from pincite.errors import NotPermitted
from pincite.evaluation.answered import Answered, FoundPassage
from pincite.evaluation.questions import Question
from pincite.evaluation.retrieval import FileRange
from pincite.models.ports import Message
from pincite.session import Session
from pincite.session.asking import answer
from pincite.session.evaluating.answering import instruments
from pincite.session.evaluating.judging import Judging
from pincite.wiring import open_session

ASKED = (Message("user", "Is the rent due?"),)
RENT = "How much is the rent?"


def _set_up(firm: Firm) -> None:
    """A scripted judge; what is in the lease is internal, and what is in the supply agreement confidential."""
    model = '[model]\nprovider = "scripted"\nreplies = "replies.jsonl"\naccepts = "confidential"\n'
    (firm.workspace / "settings.toml").write_text(f'embedder = "hashing"\n\n{model}', encoding="utf-8")
    (firm.workspace / "replies.jsonl").write_text('{"reply": "yes"}\n' * 4, encoding="utf-8")
    firm.run("access", "sensitivity", "lease", "internal")
    firm.run("access", "sensitivity", "supply", "confidential")


def _documents(firm: Firm) -> tuple[str, str]:
    by_matter = {one["matter"]: one["document"] for one in firm.documents()}
    return by_matter["lease"], by_matter["supply"]


def _sent(firm: Firm) -> list[list[str]]:
    """How sensitive each request of each judge's record was."""
    exported = firm.run("audit", "export", "--kind", "judge").stdout.splitlines()
    records: list[dict[str, Any]] = [json.loads(line) for line in exported]
    return [[one["sensitivity"] for one in record["facts"]["sent"]] for record in records]


def _answered(reply: Reply, lease: str) -> Answered:
    """The reply as it is kept, with one passage of the lease."""
    assert reply.record is not None
    passages = (FoundPassage(FileRange(lease, 0, 9), "the lease"),)
    seq, record = reply.record.seq, reply.record.id
    return Answered("q1", RENT, None, "", (), 1, 1, (), passages, "scripted", 0.0, "1", seq, {}, record=record)


def test_the_record_of_a_judge_names_the_replies_that_are_on_this_record(firm: Firm) -> None:
    _set_up(firm)
    lease, _ = _documents(firm)

    async def judged(session: Session) -> int:
        reply = await answer(session, RENT)
        assert reply.record is not None
        judging, kept = Judging(session, "eval prefer"), _answered(reply, lease)
        for replies in ((kept,), (kept, replace(kept, record="0123456789abcdef"))):
            async with judging.of([lease], replies, lambda: True):
                with suppress(NotPermitted):
                    await judging.model.complete(ASKED, 10)
        return reply.record.seq

    with open_session(firm.workspace) as session:
        asked = asyncio.run(judged(session))
    exported = firm.run("audit", "export", "--kind", "judge").stdout.splitlines()
    assert [json.loads(line)["facts"]["replies"] for line in exported] == [[asked], [asked]]


def test_a_reply_that_is_judged_counts_with_all_that_was_shown_for_it(firm: Firm) -> None:
    _set_up(firm)
    lease, _ = _documents(firm)

    async def judged(session: Session) -> None:
        reply = await answer(session, RENT)
        assert len({passage.span.document for passage in reply.passages}) == 2
        judging, kept = Judging(session, "eval prefer"), _answered(reply, lease)
        for replies in ((), (kept,)):
            async with judging.of([lease], replies, lambda: True):
                await judging.model.complete(ASKED, 10)
        of_elsewhere = replace(kept, record="0123456789abcdef")  # with a number that is another question's here
        for unknown in (of_elsewhere, replace(kept, seq=None, record=None)):
            async with judging.of([lease], (unknown,), lambda: True):
                with pytest.raises(NotPermitted, match="is privileged"):
                    await judging.model.complete(ASKED, 10)

    with open_session(firm.workspace) as session:
        asyncio.run(judged(session))
    assert _sent(firm) == [["internal"], ["confidential"], [], []]


def test_the_reference_of_a_question_counts_with_the_documents_that_it_is_of(firm: Firm) -> None:
    _set_up(firm)
    lease, supply = _documents(firm)
    places: Sequence[tuple[str | None, list[FileRange]]] = (
        (None, []),
        ("The rent is $4,200.", [FileRange(lease, 0, 9)]),
        ("Kestrel", [FileRange(supply, 0, 9)]),
        ("Kestrel", []),
    )

    async def judged(session: Session) -> None:
        reply = await answer(session, RENT, matter="lease")
        made = await instruments(session, "eval run", judged=True, warn=lambda _: None)
        assert made.judges is not None
        for reference, gold in places:
            async with made.watch(Question("q1", RENT, reference=reference), _answered(reply, lease), gold):
                await made.judges.claims.model.complete(ASKED, 10)

    with open_session(firm.workspace) as session:
        asyncio.run(judged(session))
    assert _sent(firm) == [["internal"], ["internal"], ["confidential"], ["confidential"]]
