"""The general question behind a question, as a model puts it, and what becomes of one that cannot be used."""

import asyncio
import json

import pytest

from pincite.models.fakes import Scripted
from pincite.retrieval.query import understand
from pincite.retrieval.stepping_back import step_back

ASKED = understand("May the tenant of Unit 4 keep a dog?")


def test_the_general_question_is_searched_for_like_any_other() -> None:
    model = Scripted([json.dumps({"broader": "What may a tenant do in the premises?"})])
    found = asyncio.run(step_back(model, ASKED))
    assert found.query is not None
    assert found.query.text == "What may a tenant do in the premises?"
    assert found.reason == ""


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("What may a tenant do?", "not one JSON object"),
        ('{"broader": ""}', "general already"),
        ('{"broader": "...?!"}', "the question is empty"),
        (json.dumps({"broader": "why-" * 80}), "at most 240 characters"),
        ('{"broader": ["a"]}', "no text"),
        ('{"question": "a"}', "exactly the keys broader"),
    ],
)
def test_what_is_no_general_question_is_left_out_with_the_reason(reply: str, why: str) -> None:
    found = asyncio.run(step_back(Scripted([reply]), ASKED))
    assert found.query is None
    assert why in found.reason
