"""Summaries: quote mode says that it makes none, and quotes what a document states of itself."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

OVERVIEW = "Summarise the Saltmarsh lease."


@pytest.mark.parametrize(
    "question", [OVERVIEW, "What does the lease of Unit 4 say?", "Give me an overview of the lease"]
)
def test_a_summary_is_not_made_and_what_the_document_states_is_quoted(standing_firm: "Firm", question: str) -> None:
    reply: dict[str, Any] = standing_firm.json("ask", question)
    assert reply["answered"]
    assert any("pincite quotes and does not summarise" in warning for warning in reply["warnings"])
    said = [statement["text"] for statement in reply["statements"]]
    assert "3.1 The term of this lease ends on 30 September 2029." in said
    for statement in reply["statements"]:
        [citation] = statement["citations"]
        place = ("--start", str(citation["start"]), "--end", str(citation["end"]))
        assert standing_firm.run("text", citation["document"], *place).stdout == citation["quote"]


def test_the_clauses_of_the_document_are_named_below(standing_firm: "Firm") -> None:
    printed = standing_firm.run("ask", OVERVIEW).stdout
    below = printed[printed.index("Its clauses:") :]
    assert [line.strip() for line in below.splitlines()[1:4]] == ["1 DEFINITIONS", "2 RENT", "3 TERM"]


def test_a_document_that_states_nothing_of_itself_is_not_answered_by_some_sentence(standing_firm: "Firm") -> None:
    reply: dict[str, Any] = standing_firm.json("ask", "What does the supply agreement say?")
    assert reply["statements"] == []
    assert reply["refusal"]["reason"] == "no_evidence"
    assert reply["refusal"]["message"].startswith(
        "in quote mode pincite quotes and does not summarise, and nothing that "
    )


def test_a_summary_of_one_clause_is_a_question_about_that_clause(standing_firm: "Firm") -> None:
    reply: dict[str, Any] = standing_firm.json("ask", "Summarise the late payment of rent in the Saltmarsh lease.")
    assert not any("does not summarise" in warning for warning in reply["warnings"])
    assert "does not summarise" not in ((reply["refusal"] or {}).get("message") or "")
