"""Where ticks and labels of a chart stand: round figures for its axes, and labels moved apart."""

import math
from collections.abc import Sequence
from itertools import count

LINE = 15
"""Pixels between the base lines of two labels that do not touch."""

MOST_DECADES = 5
"""Powers of ten on an axis up to which doubles and halves are labelled too, without touching."""

ALL_PERCENT = (0.0, 0.25, 0.5, 0.75, 1.0)


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions near the given ones, in the same order, at least `gap` apart and, where they fit, within bounds.

    >>> spread([50, 51, 10], 10, 0, 60)
    [50, 60, 10]
    >>> spread([58, 59], 10, 0, 60)
    [50, 60]
    """
    order = sorted(range(len(places)), key=lambda at: places[at])
    moved = list(places)
    floor = low
    for at in order:
        moved[at] = max(moved[at], floor)
        floor = moved[at] + gap
    ceiling = high
    for at in reversed(order):
        moved[at] = min(moved[at], ceiling)
        ceiling = moved[at] - gap
    return moved


def round_counts(most: int) -> list[int]:
    """Up to five counts for an axis, from 0."""
    step = next(step for power in count() for step in (10**power, 2 * 10**power, 5 * 10**power) if most / step <= 4)
    return list(range(0, most + 1, step))


def round_amounts(most: float) -> list[float]:
    """Up to six amounts for an axis, from 0."""
    power = 10.0 ** math.floor(math.log10(most / 5))
    step = next(factor * power for factor in (1, 2, 5, 10) if most / (factor * power) <= 5)
    return [step * at for at in range(int(most / step) + 1)]


def round_values(low: float, high: float) -> list[float]:
    """1, 2 and 5 times the powers of ten between two values; only the powers where there would be many."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    factors = (1, 2, 5) if len(powers) <= MOST_DECADES else (1,)
    return [factor * 10.0**power for power in powers for factor in factors if low <= factor * 10.0**power <= high]
