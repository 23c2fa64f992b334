"""Times and costs in four numbers."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.evaluation.distribution import distribution


def test_a_spread_by_hand() -> None:
    """100 .. 500 at equal steps: the 95th percentile lies .8 of the way from the fourth to the fifth."""
    found = distribution([500, 100, 300, 200, 400], "abcde")
    assert found is not None
    assert (found.mean.value, found.p50.value, found.p95.value) == pytest.approx((300, 300, 480))
    assert (found.largest, found.total, found.measured, found.unmeasured) == (500, 1500, 5, 0)


def test_what_was_not_measured_is_counted_and_in_no_total() -> None:
    found = distribution([1.0, None, 3.0, None], "abcd")
    assert found is not None
    assert (found.total, found.measured, found.unmeasured) == (4.0, 2, 2)
    assert distribution([None, None], "ab") is None
    assert distribution([], []) is None


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_time_is_finite(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        distribution([1.0, value], "ab")


def test_questions_about_one_document_are_not_independent() -> None:
    """Two slow and two fast documents of 25 questions: drawn singly, the median's interval is far too narrow."""
    values = [float(ms) for base in (10, 20, 500, 600) for ms in range(base, base + 25)]
    clustered = distribution(values, [at // 25 for at in range(100)])
    single = distribution(values, range(100))
    assert clustered is not None
    assert single is not None
    assert (
        clustered.mean.interval.high - clustered.mean.interval.low
        > single.mean.interval.high - single.mean.interval.low
    )


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1e6), st.sampled_from("abc")), min_size=1, max_size=20))
def test_a_spread_is_ordered_and_lies_within_the_values(rows: list[tuple[float, str]]) -> None:
    values = [ms for ms, _ in rows]
    found = distribution(values, [document for _, document in rows], draws=20)
    assert found is not None
    assert (found.p50.value, found.p95.value) == pytest.approx(np.percentile(values, [50, 95]).tolist())
    assert min(values) <= found.p50.value <= found.p95.value <= found.largest == max(values)
    assert found.total == pytest.approx(np.sum(values))
    for quantity in (found.mean, found.p50, found.p95):
        assert min(values) - 1e-6 <= quantity.interval.low <= quantity.interval.high <= max(values) + 1e-6
