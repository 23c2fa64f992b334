"""An evaluation is kept as a file and comes back as it was."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.errors import PinciteError
from pincite.evaluation.score import Scored, Unscorable, figure_of
from pincite.evaluation.scorecard import Conditions, Scorecard, ScorecardRow, read, written

NUMBER = st.floats(allow_nan=False, allow_infinity=False, width=64)
SCORE = st.one_of(st.builds(Scored, st.floats(-1, 1), st.floats(0, 9)), st.builds(Unscorable, st.text(min_size=1)))
ROW = st.builds(
    ScorecardRow,
    st.text(max_size=6),
    st.text(max_size=6),
    st.dictionaries(st.text(max_size=6), SCORE, max_size=3),
    st.dictionaries(st.text(max_size=6), st.one_of(st.none(), st.floats(0, 1e9)), max_size=1),
)
SETTING = st.one_of(st.text(max_size=5), st.integers(), NUMBER, st.booleans(), st.none())
CONDITIONS = st.builds(
    Conditions,
    st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2),
    st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2),
    st.dictionaries(st.text(max_size=4), SETTING, max_size=2),
)
CARD = Scorecard(
    "leases",
    Conditions({"judge": "word-judge-1"}, {"supported": "ab12"}, {"seed": 0, "threshold": 0.5}),
    (
        ScorecardRow("q1", "a.txt", {"faithfulness": Scored(0.5), "recall": Scored(1.0)}, {"ms": 120.0}),
        ScorecardRow("q2", "a.txt", {"faithfulness": Unscorable("the answer makes no claim")}, {"ms": None}),
        ScorecardRow("q3", "b.txt", {"faithfulness": Scored(1.0)}, {"ms": 80.0, "cost_usd": 0.01}),
    ),
)


@settings(deadline=None, max_examples=15)
@given(st.text(max_size=5), CONDITIONS, st.lists(ROW, max_size=5, unique_by=lambda row: row.id))
def test_a_scorecard_comes_back_exactly(name: str, conditions: Conditions, rows: list[ScorecardRow]) -> None:
    card = Scorecard(name, conditions, tuple(rows))
    text = written(card)
    assert read(text) == card
    assert written(read(text)) == text


def test_figures_are_over_the_questions_they_apply_to() -> None:
    assert CARD.figures["faithfulness"].value == 0.75
    assert CARD.figures["faithfulness"].unscorable == {"the answer makes no claim": 1}
    assert CARD.figures["recall"] == figure_of([Scored(1.0)], ["a.txt"])
    ms, cost = CARD.amounts["ms"], CARD.amounts["cost_usd"]
    assert ms is not None
    assert cost is not None
    assert (ms.total, ms.measured, ms.unmeasured) == (200.0, 2, 1)
    assert (cost.total, cost.unmeasured) == (0.01, 2)


def test_the_file_shows_figures_to_whoever_reads_it_and_they_are_not_read_back() -> None:
    said = json.loads(written(CARD))
    assert said["figures"]["faithfulness"]["value"] == 0.75
    said["figures"]["faithfulness"]["value"] = 1.0
    assert read(json.dumps(said)).figures["faithfulness"].value == 0.75


def test_a_question_stands_once() -> None:
    with pytest.raises(PinciteError, match="two rows of one question"):
        Scorecard("x", Conditions(), (CARD.rows[0], CARD.rows[0]))


def _changed(**change: object) -> str:
    return json.dumps({**json.loads(written(CARD)), **change})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "[" * 100_000,
        '{"format": 1}',
        _changed(format=2),
        _changed(rows=[{}]),
        _changed(rows=[{"id": 1, "document": "a", "scores": {}, "amounts": {}}]),
        _changed(rows=[{"id": "q", "document": "a", "scores": {"f": [float("nan"), 1]}, "amounts": {}}]),
        _changed(rows=[{"id": "q", "document": "a", "scores": {"f": [1, -1]}, "amounts": {}}]),
        _changed(rows=[{"id": "q", "document": "a", "scores": {"f": [True, 1]}, "amounts": {}}]),
        _changed(rows=[{"id": "q", "document": "a", "scores": {"f": 1}, "amounts": {}}]),
        _changed(rows=[{"id": "q", "document": "a", "scores": {"f": {"unscorable": ""}}, "amounts": {}}]),
        _changed(rows=[{"id": "q", "document": "a", "scores": {}, "amounts": {"ms": "1"}}]),
        _changed(conditions={"models": {"judge": 1}, "prompts": {}, "settings": {}}),
        _changed(conditions={"models": [], "prompts": {}, "settings": {}}),
        _changed(conditions={"models": {}, "prompts": {}, "settings": {"k": []}}),
        _changed(name=None),
    ],
    ids=range(19),
)
def test_a_damaged_file_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(PinciteError, match="scorecard"):
        read(text)
