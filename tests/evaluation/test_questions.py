from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.cli.batch import Entry
from pincite.errors import PinciteError, QuestionError
from pincite.evaluation.questions import GoldPlace, Question, digest_of, questions


def _read(*lines: Mapping[str, Any]) -> list[Question | PinciteError]:
    entries = [(line.get("id"), Entry(f"line {number}", line)) for number, line in enumerate(lines, start=1)]
    return [one for _, one in questions(entries)]


def test_a_line_with_everything() -> None:
    gold = [{"path": "a/b.txt", "start": 3, "end": 9}, {"document": "lea-1", "start": 0, "end": 1}]
    line = {"id": "q", "question": "Who?", "as": "ines", "matter": "M", "reference": "She.", "gold": gold}
    places = (GoldPlace("a/b.txt", True, 3, 9), GoldPlace("lea-1", False, 0, 1))
    assert _read(line | {"answerable": True}) == [Question("q", "Who?", "ines", "M", "She.", places, True)]


def test_what_may_be_left_out() -> None:
    assert _read({"id": 12, "question": "Who?"}) == [Question("12", "Who?")]
    assert _read(
        {"id": "a", "question": "Who?", "reference": "  ", "gold": None, "answerable": None, "draft": True}
    ) == [Question("a", "Who?")]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({}, 'no "id"'),
        ({"id": True, "question": "?"}, 'no "id"'),
        ({"id": " ", "question": "?"}, 'empty "id"'),
        ({"id": "a"}, 'no "question"'),
        ({"id": "a", "question": 1}, 'no "question"'),
        ({"id": "a", "question": "\ud800"}, "surrogate"),
        ({"id": "a", "question": "?", "answerable": "yes"}, "neither true nor false"),
        ({"id": "a", "question": "?", "as": 1}, '"as" that is not a text'),
        ({"id": "a", "question": "?", "gold": {}}, "no list"),
        ({"id": "a", "question": "?", "gold": [[0, 1]]}, "gold place"),
        ({"id": "a", "question": "?", "gold": [{"path": "a", "document": "b", "start": 0, "end": 1}]}, "gold place"),
        ({"id": "a", "question": "?", "gold": [{"path": "a", "start": True, "end": 2}]}, "gold place"),
        ({"id": "a", "question": "?", "gold": [{"path": "a", "start": 2, "end": 2}]}, "gold place"),
        (
            {"id": "a", "question": "?", "answerable": False, "gold": [{"path": "a", "start": 0, "end": 2}]},
            "no answer, and where",
        ),
    ],
)
def test_what_does_not_fit_is_told_and_stops_nothing(line: Mapping[str, Any], told: str) -> None:
    wrong, right = _read(line, {"id": "next", "question": "Who?"})
    assert isinstance(wrong, QuestionError)
    assert told in str(wrong)
    assert str(wrong).startswith("line 1 ")
    assert isinstance(right, Question)


def test_the_second_of_two_like_ids_is_wrong() -> None:
    first, second = _read({"id": 7, "question": "Who?"}, {"id": "7", "question": "What?"})
    assert isinstance(first, Question)
    assert "line 2 repeats the id '7'" in str(second)


def test_a_damaged_line_keeps_its_place() -> None:
    damaged = QuestionError("line 1 is not JSON")
    assert list(questions([(None, damaged)])) == [(None, damaged)]


@given(st.dictionaries(st.sampled_from(["id", "question", "as", "gold", "reference"]), st.text() | st.integers()))
def test_any_line_is_a_question_or_a_sentence(line: Mapping[str, Any]) -> None:
    [found] = _read(line)
    said = found.text if isinstance(found, Question) else str(found).partition(" ")[0]
    assert said == (line["question"] if isinstance(found, Question) else "line")


def test_the_digest_names_what_is_known_of_the_answers_too() -> None:
    one, other = Question("a", "Who?"), Question("a", "Who?", answerable=False)
    assert digest_of([one]) == digest_of([one]) != digest_of([other])
