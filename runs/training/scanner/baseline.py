"""A plain detector to compare with: weighted counts of words, pairs and parts of words, and a logistic line."""

import re
import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

PLACES = 1 << 18
TURNS, RATE, PULL = 6, 2.0, 1e-6


def _features(text: str) -> NDArray[np.int64]:
    words = re.findall(r"\w+|[?!]", text.lower())
    names = [*words, *(f"{a} {b}" for a, b in pairwise(words))]
    names += [f"#{word[at : at + 4]}" for word in words for at in range(max(1, len(word) - 3))]
    return np.unique([zlib.crc32(name.encode("utf-8", "replace")) % PLACES for name in names] or [0]).astype(np.int64)


class Baseline:
    """TF-IDF with logistic regression, by plain stochastic descent."""

    def __init__(self, texts: Sequence[str], labels: Sequence[int], seed: int = 7) -> None:
        rows = [_features(text) for text in texts]
        held = np.bincount(np.concatenate(rows), minlength=PLACES)
        self._rarity = np.log((1 + len(rows)) / (1 + held)).astype(np.float32)
        self._line, self._start = np.zeros(PLACES, np.float32), 0.0
        order = np.arange(len(rows))
        chooser = np.random.default_rng(seed)
        for turn in range(TURNS):
            chooser.shuffle(order)
            for at in order.tolist():
                found, weights = rows[at], self._weights(rows[at])
                wrong = labels[at] - 1 / (1 + np.exp(-np.clip(weights @ self._line[found] + self._start, -30, 30)))
                self._line[found] += RATE / (1 + turn) * (wrong * weights - PULL * self._line[found])
                self._start += 0.02 * wrong / (1 + turn)

    def _weights(self, found: NDArray[np.int64]) -> NDArray[np.float32]:
        weights = self._rarity[found]
        return weights / max(float(np.linalg.norm(weights)), 1e-6)

    def odds(self, texts: Sequence[str]) -> list[float]:
        """Log odds, one per text."""
        rows = [_features(text) for text in texts]
        return [float(self._weights(row) @ self._line[row] + self._start) for row in rows]
