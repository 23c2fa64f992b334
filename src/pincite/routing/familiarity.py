"""How far a question is from those that a router was taught by, and what that counts for.

What is learnt of one kind of question does not hold for another. So an unlike question goes up: the further it is from
every labelled question, the more a dearer tier may be better than the chances say.
"""

import numpy as np
from numpy.typing import NDArray

from pincite.routing.grouping import Groups
from pincite.routing.kernel import Matrix

BLOCK = 2_048
"""Questions compared at a time, so that ten thousand labels take tens of megabytes."""


def distances(vectors: Matrix, known: Matrix) -> Matrix:
    """For each question 1 - the cosine to the nearest known one, shape (n_questions,); 0 for a known one."""
    nearest: Matrix = 1 - (vectors @ known.T).max(axis=1)
    return nearest


def distances_left_out(vectors: Matrix, groups: Groups, known: NDArray[np.int64]) -> Matrix:
    """The same among the questions of `vectors`, to those in rows `known` that are of other groups."""
    found = np.empty(len(vectors), dtype=np.float32)
    for start in range(0, len(vectors), BLOCK):
        rows = slice(start, start + BLOCK)
        likeness = vectors[rows] @ vectors[known].T
        likeness[groups[rows, None] == groups[None, known]] = -1
        found[rows] = 1 - likeness.max(axis=1)
    return found


def doubted(distance: Matrix, familiar: float, doubt: float) -> Matrix:
    """How much of the distance counts for dearer tiers: nothing as long as the question is a familiar one."""
    counted: Matrix = (doubt * np.maximum(distance - familiar, 0)).astype(np.float32)
    return counted
