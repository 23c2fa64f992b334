"""Two scorecards side by side on the questions that they share."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.errors import PinciteError
from pincite.evaluation.bootstrap import clustered_interval, differences
from pincite.evaluation.pairing import paired
from pincite.evaluation.score import Score, Scored, Unscorable, counted
from pincite.evaluation.scorecard import Conditions, Scorecard, ScorecardRow

BAD = Unscorable("the judge's reply is not JSON, or too long")


def card(name: str, scores: dict[str, Score], documents: str = "", ms: float | None = None) -> Scorecard:
    """One figure `f` over questions; the document of each is its letter in `documents`, else one for all."""
    named = documents or "d" * len(scores)
    rows = (ScorecardRow(key, named[at], {"f": score}, {"ms": ms}) for at, (key, score) in enumerate(scores.items()))
    return Scorecard(name, Conditions(settings={"k": 8}), tuple(rows))


def test_the_difference_is_b_over_a_on_shared_questions_that_both_scored() -> None:
    a = card("a", {"q1": Scored(0.5), "q2": Scored(0.5), "q3": BAD, "q4": Scored(0.0)})
    b = card("b", {"q1": Scored(1.0), "q2": Scored(0.5), "q3": Scored(1.0), "q5": Scored(1.0)})
    found = paired(a, b)
    difference = found.differences["f"]
    assert (difference.a, difference.b, difference.difference) == (0.5, 0.75, 0.25)
    assert (difference.questions, difference.left_out) == (2, 1)
    assert (found.only_a, found.only_b) == (("q4",), ("q5",))


def test_a_constant_advantage_is_clear_however_the_questions_vary() -> None:
    values = [0.1, 0.9, 0.4, 0.7]
    a = card("a", {f"q{at}": Scored(value) for at, value in enumerate(values)}, "wxyz")
    b = card("b", {f"q{at}": Scored(value + 0.05) for at, value in enumerate(values)}, "wxyz")
    difference = paired(a, b).differences["f"]
    assert difference.interval is not None
    assert (difference.interval.low, difference.interval.high) == pytest.approx((0.05, 0.05))
    assert difference.is_clear
    assert not paired(a, a).differences["f"].is_clear


def test_ratios_are_compared_as_ratios_though_each_counts_other_questions() -> None:
    """Refusal precision: a refuses q1 and q2, one rightly; b refuses q3, rightly."""
    a = card("a", {"q1": counted(1, 1), "q2": counted(0, 1), "q3": counted(0, 0)}, "xyz")
    b = card("b", {"q1": counted(0, 0), "q2": counted(0, 0), "q3": counted(1, 1)}, "xyz")
    difference = paired(a, b).differences["f"]
    assert (difference.a, difference.b, difference.questions) == (0.5, 1.0, 3)


def test_what_cannot_be_compared_is_named() -> None:
    nothing = card("b", {"q1": BAD})
    found = paired(card("a", {"q1": Scored(1.0)}), nothing)
    assert found.differences == {}
    assert found.incomparable == ("f", "ms.mean", "ms.p50", "ms.p95")
    assert paired(card("a", {}), card("b", {"q": Scored(1.0)})).only_b == ("q",)


def test_times_are_compared_in_mean_and_tail() -> None:
    scores: dict[str, Score] = {"q1": Scored(1.0), "q2": Scored(1.0)}
    found = paired(card("a", scores, ms=100.0), card("b", scores, ms=150.0)).differences
    for part in ("ms.mean", "ms.p50", "ms.p95"):
        assert (found[part].a, found[part].b, found[part].difference) == (100, 150, 50)
        assert found[part].is_clear


def test_a_question_moved_to_another_document_is_another_question() -> None:
    with pytest.raises(PinciteError, match="run both on the same question file"):
        paired(card("a", {"q": Scored(1.0)}, "x"), card("b", {"q": Scored(1.0)}, "y"))


def test_what_differs_in_how_they_were_made_is_listed() -> None:
    a = Scorecard("a", Conditions({"judge": "m1"}, {"useful": "x"}, {"k": 8, "seed": 0}), ())
    b = Scorecard("b", Conditions({"judge": "m2"}, {"useful": "x"}, {"k": 8}), ())
    assert paired(a, b).conditions == (("models.judge", "m1", "m2"), ("settings.seed", 0, None))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.sampled_from("abc")), min_size=1, max_size=12))
def test_means_have_the_interval_of_their_differences(rows: list[tuple[float, float, str]]) -> None:
    documents = "".join(document for *_, document in rows)
    a = card("a", {str(at): Scored(one) for at, (one, _, _) in enumerate(rows)}, documents)
    b = card("b", {str(at): Scored(other) for at, (_, other, _) in enumerate(rows)}, documents)
    difference = paired(a, b).differences["f"]
    expected = clustered_interval(
        differences([other for _, other, _ in rows], [one for one, _, _ in rows], list(documents))
    )
    assert difference.interval is not None
    assert (difference.interval.low, difference.interval.high) == pytest.approx((expected.low, expected.high), abs=1e-9)
