"""Questions that fail on the way: the record has how far they came."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.permitting import tier_of

from pincite.ask import Writer, ask
from pincite.errors import IndexingError, ModelError, PinciteError, WorkspaceError
from pincite.models.fakes import Scripted, WordOverlapEntailment
from pincite.session.asking import answer
from pincite.session.turns import read_turn
from pincite.verification.verifier import Verifier
from pincite.wiring import open_session

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

    from pincite.access.scope import Scope
    from pincite.ask import Reply
    from pincite.catalogue.port import Catalogue
    from pincite.index.port import Searching
    from pincite.security.scanner import Kind


class _Unsearched:
    """An index that counts its pieces, and whose search fails."""

    def __init__(self, index: "Searching") -> None:
        self._index = index

    async def search(self, *_: object) -> object:
        raise IndexingError("the index cannot be read")

    def partly(self, _: object) -> object:
        return self

    def __getattr__(self, name: str) -> object:
        return getattr(self._index, name)


class _Unread:
    """A scanner whose model for one kind of texts cannot be read."""

    name = "unread"

    def __init__(self, of: "Kind") -> None:
        self._of = of

    async def scores(self, kind: "Kind", texts: Sequence[str]) -> list[float]:
        if kind == self._of:
            raise ModelError("the model cannot be read")
        return [0.0] * len(texts)


def test_of_a_search_that_fails_the_record_says_what_was_to_be_read(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        unsearched: Any = _Unsearched(session.firm.engines.index)
        sources = replace(session.firm.sources, engines=replace(session.firm.engines, index=unsearched))
        reply = asyncio.run(ask("How much is the rent?", session.scope(), sources=sources, now=session.now))
    assert reply.refusal is not None
    assert reply.refusal.reason == "failed"
    assert reply.record is not None
    facts: Any = firm.json("audit", "show", str(reply.record.seq))["facts"]
    assert facts["read_of"] > 0
    assert facts["read_whole"] is True


def test_of_a_list_that_fails_at_its_end_the_record_has_what_came_nearest(shelf: "Firm") -> None:
    def renewed(_: object) -> "Scope":
        raise WorkspaceError("the rules cannot be read")

    with open_session(shelf.workspace) as session:
        sources = replace(session.firm.sources, renew=renewed)
        question = "Which contracts mention insurance on Jupiter's moons?"
        reply = asyncio.run(ask(question, session.scope(), sources=sources, now=session.now))
    assert reply.refusal is not None
    assert reply.refusal.reason == "failed"
    assert (reply.passages, reply.closest) == ((), ())
    assert reply.record is not None
    recorded: Any = shelf.json("audit", "show", str(reply.record.seq))
    assert recorded["content"]["passages"]
    assert recorded["facts"]["tier"] == "quote"


def _is_told_of_what_nobody_scanned(firm: "Firm", reply: "Reply") -> None:
    """The passages are there without their closest sentences; reply, record and page say so."""
    assert reply.refusal is not None
    assert reply.refusal.reason == "no_evidence"
    assert reply.passages
    assert reply.closest == ()
    [warning] = [one for one in reply.warnings if "the model cannot be read" in one]
    assert warning.startswith("the closest sentences are left out")
    assert reply.record is not None
    recorded: Any = firm.json("audit", "show", str(reply.record.seq))
    assert recorded["content"]["unscanned"] == "the model cannot be read"
    assert all("within" in row for row in recorded["content"]["passages"] if "closest" in row)
    with open_session(firm.workspace) as session:
        turn = asyncio.run(read_turn(session, reply.id))
    assert (turn.state, turn.closest) == ("refused", ())


@pytest.mark.parametrize(
    "question",
    ["How high is the moon?", "Which contracts mention insurance on Jupiter's moons?"],
    ids=["of one", "of many"],
)
def test_a_refusal_whose_closest_sentences_cannot_be_scanned_keeps_its_passages(shelf: "Firm", question: str) -> None:
    with open_session(shelf.workspace) as session:
        sources = replace(session.firm.sources, scanner=_Unread(of="document"))
        reply = asyncio.run(ask(question, session.scope(), sources=sources, now=session.now))
    _is_told_of_what_nobody_scanned(shelf, reply)


def test_a_refusal_of_write_mode_whose_closest_sentences_cannot_be_scanned_keeps_its_passages(shelf: "Firm") -> None:
    """The reader finds nothing that answers, so that the model is not asked, and no passage is scanned for it."""
    with open_session(shelf.workspace) as session:
        tier = tier_of(Scripted([]))
        writer = Writer(tier, Verifier(WordOverlapEntailment()), scanner=_Unread(of="document"))
        sources = replace(session.firm.sources, writers=(writer,))
        reply = asyncio.run(
            ask("How high is the moon?", session.scope(), sources=sources, now=session.now, mode="write")
        )
    _is_told_of_what_nobody_scanned(shelf, reply)


class _Unlisted:
    """A catalogue whose documents cannot be listed, nor what they are called."""

    def __init__(self, catalogue: "Catalogue") -> None:
        self._catalogue = catalogue

    def entries(self, *_: object) -> object:
        raise WorkspaceError("the documents cannot be listed")

    naming = entries

    def __getattr__(self, name: str) -> object:
        return getattr(self._catalogue, name)


@pytest.mark.parametrize(
    "question",
    [
        "Which contracts mention insurance on Jupiter's moons?",
        "Compare the rent of the lease and the supply agreement.",
    ],
    ids=["of many", "of two"],
)
def test_a_question_that_fails_before_it_is_known_of_how_many_it_asks_is_on_the_record(
    firm: "Firm", question: str
) -> None:
    with open_session(firm.workspace, "alice") as session:
        unlisted: Any = _Unlisted(session.firm.catalogue)
        sources = replace(session.firm.sources, engines=replace(session.firm.engines, catalogue=unlisted))
        reply = asyncio.run(ask(question, session.scope(), sources=sources, now=session.now))
    assert reply.refusal is not None
    assert (reply.refusal.reason, reply.passages) == ("failed", ())
    assert "cannot be listed" in reply.refusal.message
    assert reply.record is not None
    recorded: Any = firm.json("audit", "show", str(reply.record.seq))
    assert (recorded["kind"], recorded["user"], recorded["question"]) == ("failure", "alice", question)
    assert "cannot be listed" in recorded["content"]["refusal"]


def test_a_question_that_no_model_can_answer_is_on_the_record(firm: "Firm", tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"id": 1, "question": "Who insures?", "as": "alice"}\n', encoding="utf-8")
    firm.run("ask", "How much is the rent?", "--mode", "write", "--as", "bob", status=1)
    firm.run("ask", "--mode", "write", "--batch", str(batch), status=1)
    records: Any = firm.json("audit", "list", "-n", "2")["records"]
    told = [(one["kind"], one["user"], one["question"], one["facts"]["reason"]) for one in records]
    assert told == [
        ("failure", "bob", "How much is the rent?", "failed"),
        ("failure", "alice", "Who insures?", "failed"),
    ]
    assert "no language model is configured" in records[0]["content"]["refusal"]


@pytest.mark.parametrize("question", ["How much is the rent?", "Which contracts mention insurance on Jupiter's moons?"])
def test_a_question_over_altered_documents_is_on_the_record(firm: "Firm", question: str) -> None:
    with closing(sqlite3.connect(firm.workspace / "documents.db")) as database, database:
        database.execute("UPDATE document SET matter = 'supply'")
    reply: Any = firm.json("ask", question, "--as", "alice")
    assert (reply["refusal"]["reason"], reply["passages"]) == ("failed", [])
    with open_session(firm.workspace) as session:
        last = next(session.firm.audit.entries(backwards=True))
    assert last.content is not None
    assert (last.seq, last.kind, last.user) == (reply["audit"]["seq"], "failure", "alice")
    assert last.content["question"] == question


def test_a_question_that_goes_on_from_none_is_on_the_record(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        with pytest.raises(PinciteError, match="no question to go on from"):
            asyncio.run(answer(session, "And when?", after="1"))
        last = next(session.firm.audit.entries(backwards=True))
    assert last.content is not None
    assert (last.kind, last.content["question"]) == ("failure", "And when?")
    assert "no question to go on from" in str(last.content["refusal"])


def test_what_is_refused_or_is_no_question_is_not_recorded_as_a_failed_one(firm: "Firm") -> None:
    before: Any = firm.json("audit", "head")["seq"]
    firm.run("ask", "   ", status=1)
    firm.run("ask", "How much is the rent?", "--matter", "nowhere", status=1)
    after: Any = firm.json("audit", "head")["seq"]
    assert after == before + 1
