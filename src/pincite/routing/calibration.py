"""Chances that come true as often as they say, and how far they are from it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pincite.routing.grouping import Groups

BINS = 10
DRAWS = 400

Array = NDArray[np.float64]


def lines(said: Array, happened: Array) -> tuple[tuple[float, float], ...]:
    """For each column the line (offset, slope) through what was said that comes nearest to what happened.

    A line and not a curve: a curve per tier would change which of two tiers is said to be better.
    """
    return tuple(_line(said[:, column], happened[:, column]) for column in range(said.shape[1]))


def _line(said: Array, happened: Array) -> tuple[float, float]:
    spread = float(said.var())
    slope = float(((said - said.mean()) * (happened - happened.mean())).mean()) / spread if spread > 1e-12 else 0.0
    slope = min(max(slope, 0.0), 1.5)
    return float(happened.mean() - slope * said.mean()), slope


def calibration_error(said: Sequence[float] | Array, happened: Sequence[float] | Array) -> float:
    """Mean distance between the chance said and the share that came true, over ten bins of equally many questions.

    >>> calibration_error([0.5] * 40, [1, 0] * 20)
    0.0

    Source: M. P. Naeini, G. F. Cooper, M. Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning",
    AAAI 2015 (there with bins of equal width; here of equal size, so that none is nearly empty).
    """
    order = np.argsort(np.asarray(said, dtype=np.float64), kind="stable")
    gaps = np.asarray(said, dtype=np.float64)[order] - np.asarray(happened, dtype=np.float64)[order]
    bins = np.array_split(gaps, min(BINS, len(gaps)))
    return float(sum(abs(part.sum()) for part in bins) / len(gaps))


def calibration_interval(said: Array, happened: Array, groups: Groups, seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of the mean calibration error of some tiers, a column each, by whole groups drawn again.

    An error of drawn questions is larger than that of all, as that of all is larger than the true one: chance adds to
    it. So the quantiles are mirrored at the error of all, and cut at 0.

    Source: B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13 (the basic bootstrap, there
    for quantities that may be negative).
    """
    draw = np.random.default_rng(seed)
    order = np.argsort(groups, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(groups))[:-1])
    errors = []
    for _ in range(DRAWS):
        rows = np.concatenate([members[group] for group in draw.integers(len(members), size=len(members))])
        errors.append(mean_calibration_error(said[rows], happened[rows]))
    low, high = np.percentile(errors, [2.5, 97.5])
    found = mean_calibration_error(said, happened)
    return max(2 * found - float(high), 0.0), max(2 * found - float(low), 0.0)


def mean_calibration_error(said: Array, happened: Array) -> float:
    """The mean of the calibration errors of some tiers, a column each."""
    return float(np.mean([calibration_error(said[:, tier], happened[:, tier]) for tier in range(said.shape[1])]))
