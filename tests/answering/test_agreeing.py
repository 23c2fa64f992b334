"""Asking a model several times: which replies agree, when asking ends, and what is said then."""

import asyncio
import json
import re

import pytest
from tests.answering.test_examples import prepared
from tests.answering.test_writing import ABSTAINS
from tests.permitting import AtOnce

from pincite.answering.agreeing import consistent
from pincite.answering.binding import Bound
from pincite.answering.sampling import Consistency, Sampling
from pincite.answering.writing import Written
from pincite.models.fakes import Scripted
from pincite.models.ports import Usage

WORDS = {"lease": "rent of $4,200 per month", "supply": "each pump is $915", "notice": "six (6) months' written notice"}
AT = {"lease": 1, "supply": 2, "notice": 3}


def citing(place: str, text: str = "That is so.") -> str:
    """A reply whose one statement cites a passage."""
    citation = {"label": AT[place], "quote": WORDS[place]}
    return json.dumps({"answered": True, "statements": [{"text": text, "citations": [citation]}]})


def asked(*replies: str, most: int = 3, sampling: Sampling | None = None) -> tuple[Written, Scripted]:
    """What is said after these replies, and the model."""
    model = Scripted([*replies])
    ready = prepared(replies=most)
    written = asyncio.run(consistent(ready, AtOnce(model), sampling or Sampling(most), lambda _: 0))
    return written, model


def cited(written: Written) -> list[str]:
    return [citation.quote for one in written.said if isinstance(one, Bound) for citation in one.statement.citations]


def test_asking_ends_as_soon_as_enough_agree() -> None:
    written, model = asked(citing("lease", "Rent is due."), citing("lease", "It is due."), citing("supply"))
    assert written.consistency == Consistency(2, 2, "agreed")
    assert len(model.asked) == 2
    assert [one.text for one in written.claims] == ["Rent is due."]


def test_what_most_cite_is_said_and_all_replies_are_kept() -> None:
    written, model = asked(citing("supply"), citing("lease"), citing("lease"))
    assert cited(written) == [WORDS["lease"]]
    assert written.consistency == Consistency(3, 2, "agreed")
    assert len(written.completions) == len(model.asked) == 3


def test_each_reply_is_asked_for_with_the_passages_in_another_order() -> None:
    _, model = asked(citing("supply"), citing("lease"), citing("notice"))
    orders = [re.findall(r'label="(\d)"', call[-1].content) for call in model.asked]
    assert orders == [["1", "3", "2"], ["3", "2", "1"], ["2", "1", "3"]]


def test_where_none_agree_the_first_is_said() -> None:
    written, _ = asked(citing("supply"), citing("lease"), citing("notice"))
    assert cited(written) == [WORDS["supply"]]
    assert written.consistency == Consistency(3, 1, "all asked")


def test_abstentions_agree_with_each_other_and_with_nothing_else() -> None:
    written, _ = asked(citing("lease"), ABSTAINS, ABSTAINS)
    assert (written.abstained, written.consistency) == (True, Consistency(3, 2, "agreed"))


def test_an_unusable_reply_agrees_with_none_and_is_said_only_if_all_are() -> None:
    written, _ = asked("no", "no", "no", "no", citing("lease"))
    assert (cited(written), written.problem) == ([WORDS["lease"]], "")
    assert written.consistency == Consistency(3, 1, "all asked")
    written, _ = asked("no", "no", "no", "no", "no", "no")
    assert written.problem
    assert len(written.completions) == 6


def test_no_further_reply_is_asked_for_that_could_take_too_many_tokens() -> None:
    _, model = asked(citing("supply"), citing("lease"), citing("lease"))
    each = max(len(" ".join(message.content for message in call).split()) for call in model.asked)
    written, model = asked(citing("supply"), citing("lease"), citing("lease"), sampling=Sampling(3, tokens=each))
    assert (len(model.asked), written.consistency) == (1, Consistency(1, 1, "cost"))


def test_no_further_reply_is_asked_for_that_could_cost_too_much() -> None:
    model = Scripted([citing("supply"), citing("lease"), citing("lease")])
    sampling = Sampling(3, tokens=10**9, pico_dollars=25)

    def cost_of(usage: Usage) -> int:
        assert usage.prompt_tokens
        return 10

    written = asyncio.run(consistent(prepared(replies=3), AtOnce(model), sampling, cost_of))
    assert (len(model.asked), written.consistency) == (2, Consistency(2, 1, "cost"))


@pytest.mark.parametrize(("replies", "ways"), [(1, 1), (2, 2), (3, 3), (9, 3)])
def test_there_are_no_more_ways_to_ask_than_orders(replies: int, ways: int) -> None:
    prompting = prepared(replies=replies).prompting
    assert prompting is not None
    assert 1 + len(prompting.again) == ways
