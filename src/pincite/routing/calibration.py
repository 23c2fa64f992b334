"""Chances that come true as often as they say, and how far they are from it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BINS = 10

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
