"""The curves by which routers are measured, by values worked by hand, and that they choose as the router does."""

import numpy as np
import pytest
from runs.measuring.router_curves import Curve, apgr, folds_by, mixture, swept

from pincite.routing.calibration import calibration_error
from pincite.routing.promising import chosen

OK = np.array([[0, 1], [0, 1], [1, 1], [0, 0]], dtype=np.float64)


@pytest.mark.parametrize(
    ("score", "value"),
    [((4, 3, 2, 1), 0.75), ((1, 2, 3, 4), 0.25), ((4, 1, 3, 2), 0.5)],
    ids=["gains first", "gains last", "one first, one last"],
)
def test_apgr_is_the_area_under_what_strong_calls_win(score: tuple[float, ...], value: float) -> None:
    assert apgr(np.array(score, dtype=np.float64), OK) == value


def test_a_curve_reaches_a_quality_between_two_points() -> None:
    curve = Curve(cost=np.array([0.1, 0.5, 1.0]), quality=np.array([0.6, 0.9, 1.0]))
    assert curve.cost_at(0.95) == pytest.approx(0.75)
    assert curve.cost_at(0.5) == pytest.approx(0.1)
    assert curve.area == pytest.approx((0.4 * 0.375 + 0.5 * 0.875) / 0.9)


def test_the_blind_mixture_leaves_out_a_tier_that_is_not_worth_it() -> None:
    ok = np.array([[0, 0, 1], [0, 0, 1], [0, 1, 1], [0, 1, 1]], dtype=np.float64)
    assert len(mixture(ok, np.tile([0.0, 0.4, 1.0], (4, 1))).cost) == 3
    assert len(mixture(ok, np.tile([0.0, 0.6, 1.0], (4, 1))).cost) == 2


def test_the_curve_chooses_what_the_router_chooses() -> None:
    draw = np.random.default_rng(0)
    p_ok, ok = draw.random((200, 3)), (draw.random((200, 3)) < 0.6).astype(np.float64)
    expected = np.cumsum(draw.random((200, 3)) + 0.01, axis=1)
    for rate in (-0.1, 0.05, 0.3, 1.0):
        by_greatest = np.argmax(p_ok - rate * expected, axis=1)
        assert np.array_equal(chosen(p_ok, expected, np.zeros(200), rate), by_greatest)
    curve = swept(p_ok, expected, ok, expected)
    assert (curve.cost[-1], curve.quality[-1]) == (1, 1)


def test_equal_prompts_are_in_one_fold() -> None:
    folds = folds_by(["a", "b", "a", "c", "b"], 2, seed=0)
    assert (folds[0], folds[1]) == (folds[2], folds[4])


def test_the_calibration_error_is_the_distance_from_what_came_true() -> None:
    assert calibration_error([0.9] * 20, [0, 1] * 10) == pytest.approx(0.4)
