"""Which passages do several rankings agree on? The rankings of the two legs become one.

The same for every index, so that a change of engine changes no order.
"""

from collections.abc import Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

RANK_OFFSET = 60
"""The `k` of the formula, as in the source: a smaller one lets a single leg's first rank decide, a larger one counts
agreement almost regardless of rank."""


def fused_scores(
    rankings: Sequence[Sequence[Key]], k: int = RANK_OFFSET, weights: Sequence[float] | None = None
) -> list[tuple[Key, float]]:
    """Everything ranked, with its fused score, best first.

    A key scores the sum over rankings of weight / (k + rank), rank counted from 1; without `weights` each ranking has
    the weight 1. A key that a ranking repeats counts once, at its first place. Ties keep the order of first appearance,
    so the result is reproducible.

    Source: Cormack, Clarke, Buettcher, "Reciprocal rank fusion outperforms Condorcet", SIGIR 2009.

    >>> fused_scores([["a", "b"], ["b"]], k=1)
    [('b', 0.8333333333333333), ('a', 0.5)]
    """
    scores: dict[Key, float] = {}
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        places: dict[Key, int] = {}
        for rank, key in enumerate(ranking, start=1):
            places.setdefault(key, rank)
        for key, rank in places.items():
            scores[key] = scores.get(key, 0.0) + weight / (k + rank)
    return sorted(scores.items(), key=lambda scored: -scored[1])


def reciprocal_rank_fusion(rankings: Sequence[Sequence[Key]], k: int = RANK_OFFSET) -> list[Key]:
    """The keys of several rankings as one ranking, best first; see `fused_scores`.

    >>> reciprocal_rank_fusion([["a", "b"], ["b", "c"]])
    ['b', 'a', 'c']
    """
    return [key for key, _ in fused_scores(rankings, k)]
