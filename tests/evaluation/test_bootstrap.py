"""Intervals by resampling whole clusters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.evaluation.bootstrap import (
    Interval,
    Stratum,
    clustered_interval,
    differences,
    mean_interval,
    resampled_means,
)

VALUED = st.lists(st.tuples(st.floats(0, 1), st.sampled_from("abcdef")), min_size=1, max_size=30)


def _stratum(pairs: list[tuple[float, str]]) -> Stratum:
    return Stratum([value for value, _ in pairs], [cluster for _, cluster in pairs])


@settings(deadline=None)
@given(VALUED)
def test_a_resample_is_the_mean_of_every_value_of_the_clusters_drawn(pairs: list[tuple[float, str]]) -> None:
    clusters = list(dict.fromkeys(cluster for _, cluster in pairs))
    drawn = np.random.default_rng(3).integers(0, len(clusters), (20, len(clusters)))
    slowly = [np.mean([value for at in row for value, cluster in pairs if cluster == clusters[at]]) for row in drawn]
    assert resampled_means(_stratum(pairs), draws=20, seed=3) == pytest.approx(np.array(slowly))


@settings(deadline=None)
@given(VALUED)
def test_an_interval_lies_within_the_values(pairs: list[tuple[float, str]]) -> None:
    interval = clustered_interval(_stratum(pairs), draws=50)
    assert min(value for value, _ in pairs) - 1e-9 <= interval.low <= interval.high
    assert interval.high <= max(value for value, _ in pairs) + 1e-9


@settings(deadline=None)
@given(VALUED)
def test_the_same_seed_gives_the_same_interval(pairs: list[tuple[float, str]]) -> None:
    assert clustered_interval(_stratum(pairs), draws=30) == clustered_interval(_stratum(pairs), draws=30)


def test_a_single_cluster_gives_a_point() -> None:
    assert clustered_interval(Stratum([0.0, 1.0], ["a", "a"])) == Interval(0.5, 0.5)


def test_two_documents_worked_by_hand() -> None:
    """Drawn twice with replacement, a (0) and b (1) have mean 0, a half or 1; the ends are beyond the middle 95 %."""
    assert clustered_interval(Stratum([0.0, 1.0], ["a", "b"])) == Interval(0.0, 1.0)


def test_the_mean_of_strata_counts_each_alike_whatever_its_size() -> None:
    large, small = Stratum([0.0] * 50, range(50)), Stratum([1.0], ["x"])
    assert mean_interval([large, small]) == Interval(0.5, 0.5)


def test_what_two_systems_share_does_not_widen_the_interval_of_their_difference() -> None:
    ours = [0.1, 0.9, 0.5, 0.3, 0.7]
    theirs = [value - 0.05 for value in ours]
    interval = clustered_interval(differences(ours, theirs, range(5)))
    assert (interval.low, interval.high) == pytest.approx((0.05, 0.05))


def test_differences_need_the_same_questions() -> None:
    with pytest.raises(ValueError, match="zip"):
        differences([1.0], [1.0, 0.5], ["a", "b"])


def test_intervals_hold_the_true_mean_about_as_often_as_they_say_and_only_when_clusters_are_drawn() -> None:
    """200 collections of 40 documents with 5 questions each, whose recall depends on the document."""
    random = np.random.default_rng(0)
    by_document = by_question = 0
    for _ in range(200):
        values = (random.normal(0, 1, (40, 1)) + random.normal(0, 0.5, (40, 5))).ravel().tolist()
        documents = [document for document in range(40) for _ in range(5)]
        by_document += _holds(clustered_interval(Stratum(values, documents), draws=400), 0.0)
        by_question += _holds(clustered_interval(Stratum(values, range(200)), draws=400), 0.0)
    assert 0.87 <= by_document / 200 <= 0.98  # with 40 clusters, percentile intervals are a little narrow
    assert by_question / 200 < 0.75


def _holds(interval: Interval, value: float) -> bool:
    return interval.low <= value <= interval.high
