"""What a goal comes to on questions that a router was not learnt from: which share of quality, at which cost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.routing.decision import NEAR

Array = NDArray[np.float64]
"""Shape (n_questions, n_tiers), cheapest tier first."""

SHARES = (0.8, 0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98, 0.99, 1.0)
"""Shares of the dearest tier's quality that a router says a rate for, as far as it reaches them."""

TARGETS = (0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
"""Chances for which a router says what came of them; 0.85 is asked for where nothing else is."""

STEPS = 200


@dataclass(frozen=True, slots=True)
class Promised:
    """The rate that keeps a share of the dearest tier's quality, with what it came to on questions not learnt from.

    `cost` is relative to sending all to the dearest tier; `tiers` has the share of questions that each tier got.
    """

    share: float
    rate: float
    cost: float
    tiers: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Met:
    """What came of asking for a chance, on questions not learnt from.

    `promised` is the mean chance of the tiers chosen, `got` the share of questions that these answered well; `cost` and
    `tiers` are as in `Promised`.
    """

    target: float
    promised: float
    got: float
    cost: float
    tiers: tuple[float, ...]


def chosen(p_ok: Array, costs: Array, doubt: NDArray[np.float64], rate: float) -> NDArray[np.int64]:
    """For each question the first tier from which no step up is worth its cost, as `decide` chooses it."""
    places = np.full(len(p_ok), p_ok.shape[1] - 1)
    for place in range(p_ok.shape[1] - 2, -1, -1):
        gains = p_ok[:, place + 1 :] + doubt[:, None] - p_ok[:, place, None]
        dearer = costs[:, place + 1 :] - costs[:, place, None]
        stays = (gains <= rate * dearer).all(axis=1)
        places[stays] = place
    return places


def at_least(p_ok: Array, doubt: NDArray[np.float64], target: float) -> NDArray[np.int64]:
    """For each question the cheapest tier with that chance, else the cheapest as good as the best, as `decide` does."""
    counted = p_ok - doubt[:, None]
    counted[:, -1] = p_ok[:, -1]
    best_above = np.full_like(p_ok, -np.inf)
    for place in range(p_ok.shape[1] - 2, -1, -1):
        best_above[:, place] = np.maximum(best_above[:, place + 1], p_ok[:, place + 1] + doubt)
    clears, is_best = counted >= target, best_above - p_ok <= NEAR
    places: NDArray[np.int64] = np.where(clears.any(axis=1), clears.argmax(axis=1), is_best.argmax(axis=1))
    return places


def met(p_ok: Array, doubt: NDArray[np.float64], ok: Array, spent: Array) -> tuple[Met, ...]:
    """What comes of each of `TARGETS`; all rows are of questions that the chances were not learnt from."""
    rows = np.arange(len(ok))
    found = []
    for target in TARGETS:
        places = at_least(p_ok, doubt, target)
        shares = np.bincount(places, minlength=ok.shape[1]) / len(ok)
        found.append(
            Met(
                target,
                float(p_ok[rows, places].mean()),
                float(ok[rows, places].mean()),
                float(spent[rows, places].sum() / spent[:, -1].sum()),
                tuple(float(share) for share in shares),
            )
        )
    return tuple(found)


def rates(p_ok: Array, costs: Array, doubt: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rates at which choices change, from the one that sends all to the cheapest tier to the one that sends none."""
    n_tiers = p_ok.shape[1]
    switches = np.concatenate(
        [
            (p_ok[:, above] + doubt - p_ok[:, below]) / (costs[:, above] - costs[:, below])
            for below in range(n_tiers)
            for above in range(below + 1, n_tiers)
        ]
    )
    steps = np.quantile(switches, np.linspace(1, 0, STEPS))
    return np.concatenate([[steps[0] + 1], steps, [steps[-1] - 1]])


def promises(p_ok: Array, costs: Array, doubt: NDArray[np.float64], ok: Array, spent: Array) -> tuple[Promised, ...]:
    """For each share the highest rate that kept it, on questions whose outcomes are in `ok` and `spent`.

    All rows are of questions that the chances were not learnt from.
    """
    best, dearest = ok[:, -1].sum(), spent[:, -1].sum()
    rows = np.arange(len(ok))
    found: dict[float, Promised] = {}
    for rate in rates(p_ok, costs, doubt):
        places = chosen(p_ok, costs, doubt, float(rate))
        kept = ok[rows, places].sum() / best
        for share in SHARES:
            if share not in found and kept >= share:
                got = np.bincount(places, minlength=ok.shape[1]) / len(ok)
                cost = float(spent[rows, places].sum() / dearest)
                found[share] = Promised(share, float(rate), cost, tuple(float(part) for part in got))
    return tuple(found[share] for share in SHARES if share in found)
