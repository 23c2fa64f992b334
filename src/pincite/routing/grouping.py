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

NEAR = 0.95
"""Cosine from which two questions are one asked twice: a letter more, a word in another place, a party's other name."""

MOST_PAIRS = 10
"""Near pairs for each question from which near means nothing: a form was filled in many times (`What does clause 17 say
of …`). Then only equal words count."""

BLOCK = 1_024
"""Questions compared at a time."""


def near_groups(questions: Sequence[str], vectors: Matrix) -> Groups:
    """Groups of questions with equal words, whatever their case and spaces, or with nearly equal vectors.

    What is near to a near one is in the group too. Groups are numbered in the order of their first questions.
    """
    equal = _numbered([" ".join(question.split()).casefold() for question in questions])
    pairs = _near_pairs(vectors)
    if pairs is None:
        return equal
    above = list(range(int(equal.max()) + 1))

    def top(group: int) -> int:
        while above[group] != group:
            above[group] = above[above[group]]
            group = above[group]
        return group

    for one, other in equal[pairs].tolist():
        first, second = sorted((top(one), top(other)))
        above[second] = first
    return _numbered([top(group) for group in equal.tolist()])


def _near_pairs(vectors: Matrix) -> NDArray[np.int64] | None:
    """Pairs of rows that are near each other, shape (n_pairs, 2); None where there are too many to mean anything."""
    found, count = [np.empty((0, 2), dtype=np.int64)], 0
    for start in range(0, len(vectors), BLOCK):
        near = np.triu(vectors[start : start + BLOCK] @ vectors[start:].T >= NEAR, k=1)
        count += int(near.sum())
        if count > MOST_PAIRS * len(vectors):
            return None
        found.append(np.argwhere(near) + start)
    return np.concatenate(found)


def folds_of(groups: Groups, n_folds: int, seed: int) -> Groups:
    """The fold of each question: whole groups, drawn at random, each into the fold that has the fewest questions."""
    sizes = np.bincount(groups)
    held = [0] * n_folds
    fold = np.zeros(len(sizes), dtype=np.int64)
    for group in np.random.default_rng(seed).permutation(len(sizes)).tolist():
        fold[group] = held.index(min(held))
        held[fold[group]] += int(sizes[group])
    folds: Groups = fold[groups]
    return folds


def _numbered(values: Sequence[str] | Sequence[int]) -> Groups:
    """Equal values by one number, in the order in which they first come."""
    numbers: dict[str | int, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int64)


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
