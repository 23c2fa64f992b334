"""Has a first search probably missed the answer? Then a second one with more than the question's words risks less.

Measured on 659 questions, each in its own document (`runs/measuring/understanding.py`): 161 first searches are weak and
have .69 of what answers within their first 4,000 characters; the other 498 have .89.
"""

from collections.abc import Hashable, Sequence

WEAK_COSINE = 0.45
"""Likeness of the best piece to the question below which a search is weak, whatever the lexical leg says."""

SURE_COSINE = 0.60
"""Likeness from which a search is not weak, whether or not the lexical leg agrees."""

AGREEING = 10
"""The number of first places of each leg that are compared."""

FEW_AGREED = 0.2
"""The share of pieces in those places that both legs have, below which they disagree."""


def is_weak(cosines: Sequence[float], lexical: Sequence[Hashable], dense: Sequence[Hashable]) -> bool:
    """True if a first search has probably not found the answer.

    `cosines` are those of the dense leg, best first; `lexical` and `dense` are the keys as each leg ranked them.

    >>> is_weak([0.7], ["a"], ["b"]), is_weak([0.5], ["a"], ["b"]), is_weak([], [], [])
    (False, True, True)
    """
    if not cosines:
        return True
    agreed = len(set(lexical[:AGREEING]) & set(dense[:AGREEING])) / AGREEING
    return cosines[0] < WEAK_COSINE or (cosines[0] < SURE_COSINE and agreed < FEW_AGREED)
