"""Distributions of times and costs, in four numbers, since means hide the slow answers.

Source: R. J. Hyndman, Y. Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50(4), 1996; of its
definitions this is the seventh (linear between neighbours, the usual default).
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from pincite.evaluation.bootstrap import DRAWS, SEED, Interval, Samples, drawn_rows, interval_of


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95 % interval, resampled by whole documents."""

    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Distribution:
    """The distribution of a quantity over questions, in its own unit (milliseconds, US$).

    `total` covers only the `measured` questions; `unmeasured` counts those without a value, so that a total over half
    of the questions is not read as one over all. `largest` has no interval: resampling cannot show a larger value.
    """

    mean: Estimate
    p50: Estimate
    p95: Estimate
    largest: float
    total: float
    measured: int
    unmeasured: int


def distribution(
    values: Sequence[float | None], clusters: Sequence[Hashable], *, draws: int = DRAWS, seed: int = SEED
) -> Distribution | None:
    """The distribution of values, one per question, None for one not measured; None if no question was measured.

    `clusters` names the document of each question. With few questions in the tail (about twenty in all), the interval
    of p95 ends at the largest value seen and is too narrow at the top.

    Raises:
        ValueError: there are not as many clusters as values, or a value is not finite.
    """
    pairs = [(value, cluster) for value, cluster in zip(values, clusters, strict=True) if value is not None]
    if not pairs:
        return None
    measured = np.array([value for value, _ in pairs], dtype=np.float64)
    if not np.isfinite(measured).all():
        raise ValueError("a time or a cost is a finite number, or None where it was not measured")
    rows = drawn_rows([cluster for _, cluster in pairs], draws=draws, seed=seed)
    samples = np.array([mean_p50_p95(measured[drawn]) for drawn in rows])
    mean, p50, p95 = (
        Estimate(value, interval_of(samples[:, column])) for column, value in enumerate(mean_p50_p95(measured))
    )
    unmeasured = len(values) - len(pairs)
    return Distribution(mean, p50, p95, float(measured.max()), math.fsum(measured), len(pairs), unmeasured)


def mean_p50_p95(values: Samples) -> tuple[float, float, float]:
    """The mean, the median and the 95th percentile of values, shape (n,), n at least 1."""
    ordered = np.sort(values)
    return float(ordered.mean()), _quantile(ordered, 0.5), _quantile(ordered, 0.95)


def _quantile(ordered: Samples, share: float) -> float:
    """The value at position (n - 1) x share, linear between neighbours; numpy's takes ten times as long."""
    place = (len(ordered) - 1) * share
    below = int(place)
    lower, upper = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)])
    return lower + (place - below) * (upper - lower)
