"""Hidden reasoning is taken out of a reply, whole or in pieces, and a reply in another form is not kept."""

import json

import pytest

from pincite.answering.claimed import Claim, Pointer, schema
from pincite.answering.growing import GrowingReply
from pincite.answering.reasoning import CUT_OFF, NOT_KEPT, without_reasoning

WHY = 'Clause 2 is \\"near\\" it, clause 3 says quibbleflax.'
STATEMENT = '{"text": "It is $5.", "citations": [{"label": 1, "quote": "five dollars a month"}]}'
SAID = Claim("It is $5.", (Pointer(1, "five dollars a month"),))


def reply(*members: str) -> str:
    return "{" + ", ".join(members) + "}"


REASONED = reply(f'"reasoning": "{WHY}"', '"answered": true', f'"statements": [{STATEMENT}]')


def test_the_rest_of_a_reply_is_kept_as_it_was() -> None:
    kept = json.loads(without_reasoning(REASONED))
    assert kept == {"answered": True, "statements": [json.loads(STATEMENT)]}


def test_a_reply_without_reasoning_is_kept() -> None:
    plain = reply('"answered": true', f'"statements": [{STATEMENT}]')
    assert json.loads(without_reasoning(plain)) == json.loads(plain)
    assert without_reasoning("") == ""


@pytest.mark.parametrize(
    "text",
    [
        f"{WHY} " + REASONED,
        reply(f'"thoughts": "{WHY}"', '"answered": false', '"statements": []'),
        reply('"answered": true', '"statements": [{"text": "It is $5.", "why": "quibbleflax", "citations": []}]'),
        reply(f'"reasoning": "{WHY}"', f'"answered": "{WHY}"', '"statements": []'),
        "[" + REASONED + "]",
    ],
    ids=["prose", "another key", "within a statement", "within answered", "a list"],
)
def test_a_reply_in_another_form_is_not_kept(text: str) -> None:
    assert without_reasoning(text) == NOT_KEPT


def test_of_a_reply_that_is_cut_off_only_that_is_kept() -> None:
    for end in range(1, len(REASONED)):
        assert "quibbleflax" not in without_reasoning(REASONED[:end])
    assert without_reasoning(REASONED[:50]) == CUT_OFF


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_claims_are_taken_from_behind_the_reasoning(size: int) -> None:
    growing = GrowingReply(reasons=True)
    pieces = [REASONED[at : at + size] for at in range(0, len(REASONED), size)]
    assert [claim for piece in pieces for claim in growing.feed(piece)] == [SAID]
    assert growing.problem == ""


def test_reasoning_that_was_not_asked_for_spoils_a_reply() -> None:
    growing = GrowingReply()
    assert list(growing.feed(REASONED)) == []
    assert "exactly the keys" in growing.problem


def test_reasoning_is_asked_for_before_the_statements() -> None:
    properties = schema(2, reasons=True)["properties"]
    assert isinstance(properties, dict)
    assert [*properties] == ["reasoning", "answered", "statements"]
    assert schema(2, reasons=True)["required"] == ["reasoning", "answered", "statements"]
