"""Questions in groups, so that a router is judged by groups that it was not learnt from."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pincite.routing.kernel import Matrix

Groups = NDArray[np.int64]
"""Shape (n_questions,): the number of each question's group."""

ROUNDS = 20
PER_GROUP = 100
MOST_GROUPS = 10


def random_groups(questions: Sequence[str], n_groups: int, seed: int) -> Groups:
    """Groups of about equal size, drawn at random; equal questions are in one group."""
    places: dict[str, int] = {}
    of_question = np.array([places.setdefault(question, len(places)) for question in questions])
    drawn = np.random.default_rng(seed).permutation(len(places)) % n_groups
    groups: Groups = drawn[of_question]
    return groups


def groups_of_like(vectors: Matrix, seed: int) -> Groups:
    """Groups of questions about like things: k-means of their unit-length vectors, two to ten groups.

    Source: I. S. Dhillon, D. S. Modha, "Concept Decompositions for Large Sparse Text Data Using Clustering", Machine
    Learning 42, 2001 (spherical k-means).
    """
    n_groups = int(np.clip(len(vectors) // PER_GROUP, 2, MOST_GROUPS))
    centres = vectors[np.random.default_rng(seed).permutation(len(vectors))[:n_groups]]
    nearest = np.zeros(len(vectors), dtype=np.int64)
    for _ in range(ROUNDS):
        nearest = np.argmax(vectors @ centres.T, axis=1)
        sums = np.stack([vectors[nearest == group].sum(axis=0) for group in range(n_groups)])
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), centres)
    return np.unique(nearest, return_inverse=True)[1].astype(np.int64)
