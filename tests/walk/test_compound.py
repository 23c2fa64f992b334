"""Questions that ask several things: each part is answered by itself, and a part that is not is named."""

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from pincite.session.turns import read_turn
from pincite.wiring import open_session

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

RENT_AND_NOTICE = "How much rent does the Tenant pay per month, and how many months' written notice ends this lease?"
LACKING = "how many parking spaces does the Tenant have?"
RENT_AND_PARKING = f"How much rent does the Tenant pay per month, and {LACKING}"


def test_each_part_is_answered_in_the_order_of_the_question(standing_firm: "Firm") -> None:
    reply: dict[str, Any] = standing_firm.json("ask", RENT_AND_NOTICE)
    said = " ".join(statement["text"] for statement in reply["statements"])
    assert 0 <= said.find("$4,200 per month") < said.find("six (6) months' written notice")
    assert not any("one part" in warning for warning in reply["warnings"])
    for statement in reply["statements"]:
        [citation] = statement["citations"]
        passage = reply["passages"][citation["label"] - 1]
        assert passage["start"] <= citation["start"] < citation["end"] <= passage["end"]


def test_a_part_that_nothing_answers_is_named(standing_firm: "Firm") -> None:
    reply: dict[str, Any] = standing_firm.json("ask", RENT_AND_PARKING)
    assert "$4,200 per month" in reply["statements"][0]["text"]
    [warning] = [warning for warning in reply["warnings"] if "one part" in warning]
    assert "parking spaces" in warning
    assert warning in " ".join(standing_firm.run("ask", RENT_AND_PARKING).stdout.split())
    with open_session(standing_firm.workspace) as session:
        turn = asyncio.run(read_turn(session, reply["id"]))
    assert warning in turn.notes


@pytest.mark.parametrize("first", ["Who are the parties to the lease", "Which law governs the lease", "Who signs it"])
def test_no_part_takes_the_place_of_the_whole(standing_firm: "Firm", first: str) -> None:
    reply: dict[str, Any] = standing_firm.json("ask", f"{first}, and how much rent does the Tenant pay per month?")
    assert "$4,200 per month" in " ".join(statement["text"] for statement in reply["statements"])


def test_where_no_part_is_answered_it_is_a_refusal(standing_firm: "Firm") -> None:
    reply: dict[str, Any] = standing_firm.json("ask", f"How many cats may the Tenant keep, and {LACKING}")
    assert reply["refusal"]["reason"] == "no_evidence"
    assert not any("one part" in warning for warning in reply["warnings"])


@pytest.mark.parametrize("question", ["How much rent does the Tenant pay per month?", "What is the rent and the term?"])
def test_a_question_that_asks_one_thing_is_answered_as_a_whole(standing_firm: "Firm", question: str) -> None:
    reply: dict[str, Any] = standing_firm.json("ask", question)
    assert not any("one part" in warning for warning in reply["warnings"])
