"""A value or a reason, and what many of them come to."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.evaluation.bootstrap import (
    Stratum,
    clustered_interval,
    drawn_rows,
    resampled_means,
    resampled_ratios,
)
from pincite.evaluation.proportion import wilson
from pincite.evaluation.score import Scored, Unscorable, counted, figure_of, share

UNIT = st.floats(0, 1)
CLUSTERED = st.lists(st.tuples(UNIT, st.integers(0, 4), st.sampled_from("abcd")), min_size=1, max_size=25)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_score_is_never_not_a_number(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        Scored(value)
    with pytest.raises(ValueError, match="finite"):
        Scored(1.0, value)


def test_a_score_without_a_value_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        Unscorable("")


def test_a_share_of_nothing_has_a_reason_and_a_count_of_nothing_has_no_weight() -> None:
    assert share(0, 0, "no claim") == Unscorable("no claim")
    assert share(1, 4, "no claim") == Scored(0.25)
    assert counted(0, 0) == Scored(0.0, 0.0)
    assert counted(1, 4) == Scored(0.25, 4.0)


def test_what_cannot_be_scored_is_counted_and_is_in_no_mean() -> None:
    figure = figure_of([Scored(1.0), Unscorable("no claim"), Scored(0.0), Unscorable("no claim")], "aabb")
    assert (figure.value, figure.scored, figure.clusters, figure.weight) == (0.5, 2, 2, 2.0)
    assert figure.unscorable == {"no claim": 2}


@pytest.mark.parametrize(
    "scores", [[], [Unscorable("x")], [Scored(0.0, 0.0)]], ids=["none", "unscorable", "weightless"]
)
def test_over_nothing_there_is_no_mean(scores: list[Scored | Unscorable]) -> None:
    figure = figure_of(scores, "a" * len(scores))
    assert figure.value is None
    assert figure.interval is None


def test_counts_are_pooled_and_shares_are_averaged() -> None:
    assert figure_of([counted(1, 1), counted(0, 3)], "ab").value == 0.25
    assert figure_of([share(1, 1, "-"), share(0, 3, "-")], "ab").value == 0.5


def test_none_of_many_is_not_certainly_none() -> None:
    """Wilson for 0 of 10 documents: z^2 / (10 + z^2) = 3.8415 / 13.8415, whatever the number of questions."""
    figure = figure_of([Scored(0.0)] * 300, [at % 10 for at in range(300)])
    assert figure.interval is not None
    assert (figure.interval.low, figure.interval.high) == pytest.approx((0, 0.27753), abs=1e-5)
    whole = figure_of([Scored(1.0)] * 300, [at % 10 for at in range(300)])
    assert whole.interval is not None
    assert (whole.interval.low, whole.interval.high) == pytest.approx((1 - 0.27753, 1), abs=1e-5)


def test_documents_with_nothing_to_count_are_no_trials() -> None:
    assert figure_of([counted(2, 2), counted(0, 0), counted(0, 0)], "abc").interval == wilson(1, 1)
    assert figure_of([counted(0, 2), counted(0, 0), counted(0, 0)], "abc").interval == wilson(0, 1)


@settings(deadline=None)
@given(CLUSTERED)
def test_a_figure_is_the_weighted_mean_and_lies_in_its_interval_of_values(rows: list[tuple[float, int, str]]) -> None:
    figure = figure_of([Scored(value, weight) for value, weight, _ in rows], [at for *_, at in rows], draws=40)
    total = sum(weight for _, weight, _ in rows)
    if not total:
        assert figure.value is None
        return
    assert figure.value == pytest.approx(sum(value * weight for value, weight, _ in rows) / total)
    assert figure.interval is not None
    assert -1e-9 <= figure.interval.low <= figure.interval.high <= 1 + 1e-9


@settings(deadline=None)
@given(CLUSTERED)
def test_with_every_weight_alike_ratios_are_means(rows: list[tuple[float, int, str]]) -> None:
    values, clusters = [value for value, _, _ in rows], [cluster for *_, cluster in rows]
    ratios = resampled_ratios(values, [1.0] * len(values), clusters, draws=20, seed=4)
    assert ratios == pytest.approx(resampled_means(Stratum(values, clusters), draws=20, seed=4))


@settings(deadline=None)
@given(CLUSTERED)
def test_drawn_rows_are_the_rows_of_the_drawn_clusters(rows: list[tuple[float, int, str]]) -> None:
    values, clusters = np.array([value for value, _, _ in rows]), [cluster for *_, cluster in rows]
    by_rows = [values[drawn].mean() for drawn in drawn_rows(clusters, draws=20, seed=4)]
    assert by_rows == pytest.approx(resampled_means(Stratum(values.tolist(), clusters), draws=20, seed=4))


def test_a_mean_of_questions_has_the_interval_of_the_clustered_bootstrap() -> None:
    values, documents = [0.2, 0.9, 0.4, 0.7], ["a", "a", "b", "c"]
    assert figure_of([Scored(value) for value in values], documents).interval == clustered_interval(
        Stratum(values, documents)
    )


def test_a_resample_without_anything_to_count_is_left_out_of_the_interval() -> None:
    """Only document a has a refusal: a quarter of the resamples miss it and have no share."""
    figure = figure_of([counted(1, 2), counted(0, 0)], "ab")
    assert figure.value == 0.5
    assert figure.interval is not None
    assert (figure.interval.low, figure.interval.high) == (0.5, 0.5)


def test_scores_and_documents_go_together() -> None:
    with pytest.raises(ValueError, match="zip"):
        figure_of([Scored(1.0)], ["a", "b"])
