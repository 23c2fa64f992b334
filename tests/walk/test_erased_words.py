"""Erasing a question takes all that repeats its words: sentences given out before it, and what goes on from it."""

import asyncio
import json
from typing import Any

import pytest
from tests.walk.conftest import Firm

from pincite.ask import Released
from pincite.session.asking import answer
from pincite.wiring import open_session

FIRST, THEN, LAST = (
    "How much is the rent, since Zebrahill asks?",
    "And when is it due?",
    "And who pays it?",
)
OTHER = "Who may terminate the lease?"
WHY = ("--reason", "the client's instruction")


async def _given_out(_: Released) -> None:
    """Somebody reads each sentence as soon as it is on the record."""


def asked(firm: Firm, question: str, after: str | None = None) -> str:
    """The id of the answer to a question that somebody waits for."""
    with open_session(firm.workspace, "alice") as session:
        return asyncio.run(answer(session, question, release=_given_out, after=after)).id


def followed(firm: Firm) -> tuple[str, str, str]:
    """A question, one that goes on from it, and one that goes on from that."""
    first = asked(firm, FIRST)
    then = asked(firm, THEN, first)
    return first, then, asked(firm, LAST, then)


def records(firm: Firm) -> list[dict[str, Any]]:
    """All records that have a question, as the owner exports them."""
    exported = map(json.loads, firm.run("audit", "export").stdout.splitlines())
    return [one for one in exported if "question" in (one.get("content") or {})]


def replies(firm: Firm) -> set[str]:
    """The ids of the replies that these records are of."""
    return {one["facts"].get("reply", one["id"]) for one in records(firm)}


@pytest.mark.parametrize("by", ["its number", "its document"])
def test_erasing_a_question_takes_its_sentences_and_what_goes_on_from_it(firm: Firm, by: str) -> None:
    first, then, last = followed(firm)
    other = asked(firm, OTHER)
    assert replies(firm) == {first, then, last, other}
    assert "statement" in {one["kind"] for one in records(firm)}
    if by == "its number":
        firm.run("audit", "erase", first, *WHY)
        assert replies(firm) == {other}
    else:
        [lease] = [one["document"] for one in firm.documents() if one["matter"] == "lease"]
        firm.run("remove", lease, "--erase", "--with-record", *WHY)
    assert "zebrahill" not in json.dumps(records(firm)).lower()
    firm.run("audit", "verify")


def test_erasing_a_question_leaves_the_one_that_it_goes_on_from(firm: Firm) -> None:
    first, then, _ = followed(firm)
    firm.run("audit", "erase", then, *WHY)
    assert replies(firm) == {first}


def test_what_was_asked_before_a_day_is_erased_without_what_goes_on_from_it_later(firm: Firm) -> None:
    first, then, last = followed(firm)
    at = {one["id"]: one["at"] for one in records(firm)}
    firm.run("audit", "erase", "--before", at[then], *WHY)
    assert replies(firm) == {then, last} - {first}
