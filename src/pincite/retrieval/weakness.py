"""Has a first search probably missed? Then a second one, with more than the question's own words, has less to lose.

Measured on 659 questions, each in its own document (`runs/measuring/understanding.py`): 161 first searches are weak,
and hold .69 of what answers within their first 4,000 characters, the other 498 hold .89.
"""

from collections.abc import Hashable, Sequence

WEAK_COSINE = 0.45
"""Likeness of the best piece to the question below which it is weak whatever the words say."""

SURE_COSINE = 0.60
"""Likeness from which it is not weak, whether or not the words agree."""

AGREEING = 10
"""Places of either leg that are compared."""

FEW_AGREED = 0.2
"""Share of those places that both legs give to the same pieces, below which they disagree."""


def is_weak(cosines: Sequence[float], lexical: Sequence[Hashable], dense: Sequence[Hashable]) -> bool:
    """True when a first search has probably not found what answers.

    `cosines` are those of the dense leg, best first; `lexical` and `dense` the keys that each leg ranked, best first.

    >>> is_weak([0.7], ["a"], ["b"]), is_weak([0.5], ["a"], ["b"]), is_weak([], [], [])
    (False, True, True)
    """
    if not cosines:
        return True
    agreed = len(set(lexical[:AGREEING]) & set(dense[:AGREEING])) / AGREEING
    return cosines[0] < WEAK_COSINE or (cosines[0] < SURE_COSINE and agreed < FEW_AGREED)
