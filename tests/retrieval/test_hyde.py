"""A hypothetical clause: what it is made of, and what a failing model does to it."""

import asyncio
import json

import pytest

from pincite.models.fakes import Scripted
from pincite.retrieval.hyde import LONGEST_CLAUSE, hypothetical, template
from pincite.retrieval.prompts import prompt
from pincite.retrieval.query import understand


def test_without_a_model_the_clause_is_in_the_usual_wording_of_what_is_asked() -> None:
    hypothesis = asyncio.run(hypothetical(understand("Is there a cap on damages, and how much is it?"), model=None))
    assert (hypothesis.by, hypothesis.reason, hypothesis.prompt) == ("template", "", "")
    assert "aggregate liability" in hypothesis.text
    assert "US$" in hypothesis.text


def test_a_question_about_nothing_known_is_its_own_clause() -> None:
    assert template(understand("How tall is the chimney of mill 4?")) == "tall chimney mill 4."
    assert template(understand("who?")) == "who."


def test_a_model_writes_the_clause_and_gets_the_question_as_data() -> None:
    model = Scripted(["  Limitation of Liability.\n\nThe Supplier's liability shall not exceed $1. "])
    hypothesis = asyncio.run(hypothetical(understand('What is the "cap"?'), model=model))
    assert hypothesis.text == "Limitation of Liability. The Supplier's liability shall not exceed $1."
    assert (hypothesis.by, hypothesis.prompt) == ("model", prompt("hypothetical").digest)
    [[system, user]] = model.asked
    assert system.content == prompt("hypothetical").text
    assert json.loads(user.content) == 'What is the "cap"?'


@pytest.mark.parametrize(("replies", "reason"), [([], "wrote no clause"), ([""], "empty"), (["  …  "], "empty")])
def test_a_model_that_writes_nothing_leaves_the_template(replies: list[str], reason: str) -> None:
    query = understand("What is the cap?")
    hypothesis = asyncio.run(hypothetical(query, model=Scripted(replies)))
    assert (hypothesis.by, hypothesis.text) == ("template", template(query))
    assert reason in hypothesis.reason


def test_a_model_that_does_not_stop_is_cut() -> None:
    hypothesis = asyncio.run(hypothetical(understand("What is the cap?"), model=Scripted(["x" * 50_000])))
    assert len(hypothesis.text) == LONGEST_CLAUSE
