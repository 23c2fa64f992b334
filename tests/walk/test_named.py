"""A question that names a document: only it answers, the reply says what was read, and the record can be replayed."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pincite.documents.span import DocumentId, MatterId
from pincite.wiring import open_workspace

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

UNSAID = "What does the Saltmarsh lease say on gluon lattices in chromodynamics?"


def test_only_the_document_that_is_named_answers(standing_firm: "Firm") -> None:
    reply: dict[str, Any] = standing_firm.json("ask", "When does the Saltmarsh lease end?")
    assert {Path(passage["path"]).name for passage in reply["passages"]} == {"Lease 0007 Unit 4.txt"}
    assert reply["context"]["message"].startswith("All of what the question names was read")


def test_a_refusal_names_what_was_read(standing_firm: "Firm") -> None:
    reply: dict[str, Any] = standing_firm.json("ask", UNSAID)
    assert reply["refusal"]["reason"] == "no_evidence"
    assert reply["refusal"]["message"] == (
        "nothing in LEASE OF UNIT 4 (Lease 0007 Unit 4.txt) answers this well enough to quote; it alone was read, "
        "since the question names it"
    )


@pytest.mark.parametrize("name", ["Saltmarsh", "Sandmarsh"])
def test_a_name_is_not_told_to_whom_its_document_is_hidden_from(standing_firm: "Firm", name: str) -> None:
    reply: dict[str, Any] = standing_firm.json("ask", UNSAID.replace("Saltmarsh", name), "--as", "bob")
    assert reply["refusal"] == {
        "reason": "no_evidence",
        "message": f"nothing that you may see is called “{name}”; check how the name is written, or ask without it; "
        "see what was found",
    }
    assert {Path(passage["path"]).name for passage in reply["passages"]} == {"supply.md"}


async def _relabel(firm: "Firm", document: str, matter: str) -> None:
    with open_workspace(firm.workspace, create=False) as workspace:
        await workspace.index.relabel([DocumentId(document)], MatterId(matter), [])


@pytest.mark.parametrize("question", [UNSAID, "Did Saltmarsh pay the fee in Zylkene?"])
def test_a_row_that_lies_where_its_document_does_not_tells_nothing_of_it(firm: "Firm", question: str) -> None:
    before: dict[str, Any] = firm.json("ask", question, "--as", "bob")
    [lease] = [one["document"] for one in firm.documents() if one["matter"] == "lease"]
    asyncio.run(_relabel(firm, lease, "supply"))
    after: dict[str, Any] = firm.json("ask", question, "--as", "bob")
    assert after["refusal"] == before["refusal"]
    assert "Saltmarsh" in before["refusal"]["message"]


def test_a_search_of_what_was_named_is_made_again_from_the_record(standing_firm: "Firm") -> None:
    reply: dict[str, Any] = standing_firm.json("ask", "When does the Saltmarsh lease end?")
    again: dict[str, Any] = standing_firm.json("audit", "replay", reply["audit"]["id"])
    assert again["evidence"]["ranks"] > 0
    assert again["evidence"]["moved"] == []


@pytest.mark.parametrize("place", ["Saltmarsh", "Sandmarsh"])
def test_what_stands_nowhere_is_not_answered_from_other_documents(standing_firm: "Firm", place: str) -> None:
    reply: dict[str, Any] = standing_firm.json("ask", f"How soon is an invoice for work in {place} due?", "--as", "bob")
    assert reply["refusal"] == {
        "reason": "no_evidence",
        "message": f"nothing that you may see mentions “{place}”; check how the name is written, or ask without it; "
        "see what was found",
    }


def test_an_agreement_that_is_named_may_be_asked_about_any_place(standing_firm: "Firm") -> None:
    reply: dict[str, Any] = standing_firm.json("ask", "When does the Saltmarsh lease end for people in Sandmarsh?")
    assert {Path(passage["path"]).name for passage in reply["passages"]} == {"Lease 0007 Unit 4.txt"}
    assert "mentions" not in (reply["refusal"] or {"message": ""})["message"]
