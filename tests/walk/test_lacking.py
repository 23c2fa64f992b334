"""Questions for which a part of the index could not be searched: what was found stands, and nothing is denied."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.index.lacking import Lacking
from tests.walk.conftest import Firm

from pincite.documents.span import DocumentId
from pincite.errors import IndexingError
from pincite.index.missing import Missing
from pincite.index.shards.placing import shard_of
from pincite.review import Review
from pincite.session import Session
from pincite.session.asking import answer, given_out
from pincite.session.replies import read_reply
from pincite.session.reviewing import plan_review, run_review
from pincite.session.searching import find_passages
from pincite.session.turns import read_turn
from pincite.wiring import open_session

MANY = 1024
"""Shards enough for each of four documents to have one of its own."""

SENTENCE = "1 of 1024 shards of the search index could not be searched: 1 of the 4 documents that you may see was not"


@contextmanager
def without(shelf: Firm, name: str) -> Iterator[Session]:
    """A session over an index whose shard with one of the contracts is lost."""
    [document] = [DocumentId(one["document"]) for one in shelf.documents() if Path(one["path"]).name.startswith(name)]
    with open_session(shelf.workspace) as session:
        missing = Missing(frozenset({shard_of(document, MANY)}), MANY)
        session.firm.__dict__["index"] = Lacking(session.firm.index, missing)
        yield session


def ask(session: Session, question: str) -> dict[str, Any]:
    async def asked() -> dict[str, Any]:
        return (await given_out(session, await answer(session, question))).json()

    return asyncio.run(asked())


def test_what_was_found_is_answered_with_a_sentence_on_what_was_not_searched(shelf: Firm) -> None:
    with without(shelf, "Corviston") as session:
        reply = ask(session, "What law governs the Dunmore agreement?")
        turn = asyncio.run(read_turn(session, reply["id"]))
        kept: dict[str, Any] = asyncio.run(read_reply(session, reply["id"])).json()
    assert "Ohio" in reply["statements"][0]["text"]
    assert reply["warnings"][0].startswith(SENTENCE)
    lacked = {"shards": 1, "of": MANY, "documents": 1, "seen": 4}
    assert reply["not_searched"] == {**lacked, "message": turn.notes[0]} == {**lacked, "message": reply["warnings"][0]}
    assert (reply["chance"], reply["context"], turn.sure, kept["chance"]) == (None, None, None, None)
    assert turn.looked[1] == 3
    assert kept["not_searched"] == reply["not_searched"]
    recorded: Any = shelf.json("audit", "show", str(reply["audit"]["seq"]))
    assert recorded["facts"]["not_searched"] == lacked


@pytest.mark.parametrize(
    "question",
    [
        "What law governs the Corviston agreement?",
        "Which contracts mention the moons of Jupiter?",
        "Are there any leases?",
        "What does our contract with Zylkenbrook say about rent?",
        "What is the Zylkenbrook surcharge?",
    ],
    ids=["of what is lost", "of many", "of a kind", "of a name that nothing has", "of a word that nothing has"],
)
def test_that_nothing_was_found_is_never_said_of_a_part(shelf: Firm, question: str) -> None:
    with without(shelf, "Corviston") as session:
        reply = ask(session, question)
        turn = asyncio.run(read_turn(session, reply["id"]))
    if reply["answered"]:  # another contract's clause, which says so
        assert reply["warnings"][0].startswith(SENTENCE)
        assert "Corviston" not in str(reply["statements"])
        return
    assert reply["refusal"]["reason"] == "failed"
    assert "could not be searched" in reply["refusal"]["message"]
    assert (reply["passages"], reply["statements"]) == ([], [])
    assert (turn.state, turn.message) == ("failed", reply["refusal"]["message"])


def test_a_list_says_of_a_document_in_a_lost_part_that_it_was_not_read(shelf: Firm) -> None:
    with without(shelf, "Corviston") as session:
        reply = ask(session, "Which contracts are governed by New York law?")
    states = {Path(one["path"]).name.split()[0]: one["state"] for one in reply["listing"]["documents"]}
    assert states == {
        "Brightwater": "not_found", "Corviston": "not_read", "Dunmore": "not_found", "Halvorsen": "found",
    }  # fmt: skip
    assert any(one.startswith(SENTENCE) for one in reply["warnings"])


def test_a_search_says_what_it_went_without_and_never_gives_nothing(shelf: Firm) -> None:
    with without(shelf, "Corviston") as session:
        found = asyncio.run(find_passages(session, "governing law", partly=True))
        with pytest.raises(IndexingError, match="could not be searched"):
            asyncio.run(find_passages(session, "governing law"))
    assert found.evidence.index_version.split("+").count("lost") == 1
    assert found.not_searched is not None
    assert found.not_searched.sentence.startswith(SENTENCE)
    assert {passage.path for passage in found.evidence.passages if "Corviston" in passage.path} == set()


def test_a_review_stops_at_a_lost_part_and_goes_on_when_it_is_back(shelf: Firm) -> None:
    async def reviewed(session: Session) -> list[str]:
        plan = plan_review(session, ["What law governs this agreement?"])
        return [one.answers[0].state async for one in run_review(session, plan, Review())]

    with without(shelf, "Corviston") as session, pytest.raises(IndexingError, match="could not be searched"):
        asyncio.run(reviewed(session))
    with open_session(shelf.workspace) as session:
        assert asyncio.run(reviewed(session)) == ["found"] * 4
