"""What a router must beat: length, words, nearest neighbours, the kind of task if it were known.

Each takes prompts to learn from and prompts to judge, and says of the latter what each tier's chance is, as `see` does.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from runs.measuring.router_curves import Array, Asked

NEIGHBOURS = 30
_WORD = re.compile(r"\w+|[^\w\s]")


def by_length(learnt: Asked, asked: Asked) -> Array:
    """A line through the logarithm of the number of characters, for each tier."""
    ours, theirs = (np.log1p([len(prompt) for prompt in part.prompts]) for part in (learnt, asked))
    centred = ours - ours.mean()
    slopes = centred @ learnt.ok / (centred @ centred)
    said: Array = learnt.ok.mean(axis=0) + np.outer(theirs - ours.mean(), slopes)
    return said


def by_neighbours(learnt: Asked, asked: Asked) -> Array:
    """The mean of the thirty nearest by the same vectors that the router has."""
    likeness = asked.vectors @ learnt.vectors.T
    nearest = np.argpartition(-likeness, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
    said: Array = learnt.ok[nearest].mean(axis=1)
    return said


def by_kind(learnt: Asked, asked: Asked) -> Array:
    """The mean of the kind of task, which no router is told; the overall mean for a kind that was not learnt."""
    means = {kind: learnt.ok[learnt.kind == kind].mean(axis=0) for kind in np.unique(learnt.kind)}
    overall = learnt.ok.mean(axis=0)
    return np.array([means.get(kind, overall) for kind in asked.kind])


def by_words(learnt: Asked, asked: Asked, penalty: float = 1.0, rounds: int = 40) -> Array:
    """TF-IDF of words and pairs of words, and a ridge regression for each tier, by conjugate gradients."""
    counts = [_counts(prompt) for prompt in learnt.prompts]
    held = Counter(word for each in counts for word in each)
    places = {word: place for place, word in enumerate(word for word, n in held.items() if n > 1)}
    rarity = np.array([1 + math.log((1 + len(counts)) / (1 + held[word])) for word in places])
    ours = _Sparse(counts, places, rarity)
    theirs = _Sparse([_counts(prompt) for prompt in asked.prompts], places, rarity)
    means = learnt.ok.mean(axis=0)
    columns = [_ridge(ours, learnt.ok[:, tier] - means[tier], penalty, rounds) for tier in range(learnt.ok.shape[1])]
    return np.stack([theirs @ column for column in columns], axis=1) + means


def _counts(prompt: str) -> Counter[str]:
    words = _WORD.findall(prompt.lower())
    return Counter([*words, *(f"{first} {second}" for first, second in pairwise(words))])


class _Sparse:
    """Rows of unit length with few entries, and their products."""

    def __init__(self, counts: Sequence[Counter[str]], places: dict[str, int], rarity: Array) -> None:
        entries = [
            (row, places[word], (1 + math.log(n)) * rarity[places[word]])
            for row, each in enumerate(counts)
            for word, n in each.items()
            if word in places
        ]
        self.rows = np.array([entry[0] for entry in entries], dtype=np.int64)
        self.columns = np.array([entry[1] for entry in entries], dtype=np.int64)
        values = np.array([entry[2] for entry in entries])
        lengths = np.sqrt(np.bincount(self.rows, values**2, len(counts)))
        self.values = values / np.maximum(lengths, 1e-12)[self.rows]
        self.shape = (len(counts), len(places))

    def __matmul__(self, vector: Array) -> Array:
        return np.bincount(self.rows, self.values * vector[self.columns], self.shape[0]).astype(np.float64)

    def transposed(self, vector: Array) -> NDArray[np.float64]:
        """The product of the transpose with a vector."""
        return np.bincount(self.columns, self.values * vector[self.rows], self.shape[1]).astype(np.float64)


def _ridge(rows: _Sparse, wanted: Array, penalty: float, rounds: int) -> Array:
    solution = np.zeros(rows.shape[1])
    residual = rows.transposed(wanted)
    direction, size = residual, residual @ residual
    for _ in range(rounds):
        product = rows.transposed(rows @ direction) + penalty * direction
        step = size / (direction @ product)
        solution, residual = solution + step * direction, residual - step * product
        size, before = residual @ residual, size
        if size < 1e-6 * before and size < 1e-8:
            break
        direction = residual + size / before * direction
    return solution
