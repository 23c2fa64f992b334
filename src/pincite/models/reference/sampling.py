"""From log-probabilities to the next token: temperature, top-k, top-p."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pincite.errors import ModelError
from pincite.models.reference.arrays import Doubles, Floats

Uniform = Callable[[], float]
"""Gives a number of [0, 1) at each call, such as `numpy.random.default_rng(seed).random`."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How freely a token is chosen, applied in this order; a temperature of 0 takes the most likely token.

    `top_k` keeps the k most likely tokens; `top_p` then keeps the fewest whose probabilities reach p.

    Raises:
        ModelError: A temperature below 0, a `top_k` below 1, or a `top_p` outside (0, 1].
    """

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float = 1.0

    def __post_init__(self) -> None:
        if not self.temperature >= 0:
            raise ModelError(f"a temperature cannot be {self.temperature}; give 0 or more")
        if self.top_k is not None and self.top_k < 1:
            raise ModelError(f"top-k cannot keep {self.top_k} tokens; keep at least 1")
        if not 0 < self.top_p <= 1:
            raise ModelError(f"top-p cannot be {self.top_p}; give a share above 0 and up to 1")


def probabilities(log_probabilities: Floats, sampling: Sampling) -> Doubles:
    """The distribution that tokens are drawn from, shape (..., vocabulary); rows sum to 1.

    Sources: Ackley, Hinton and Sejnowski, "A Learning Algorithm for Boltzmann Machines", 1985 (temperature); Fan et
    al., "Hierarchical Neural Story Generation", 2018, section 5.4 (top-k); Holtzman et al., "The Curious Case of Neural
    Text Degeneration", 2019, equations 2 and 3 (top-p).
    """
    numbers = np.asarray(log_probabilities, dtype=np.float64)
    order = np.argsort(-numbers, axis=-1, kind="stable")
    ranked = np.take_along_axis(numbers, order, axis=-1)
    if sampling.temperature == 0:
        kept = np.zeros_like(ranked)
        kept[..., 0] = 1.0
    else:
        kept = np.exp((ranked - ranked[..., :1]) / sampling.temperature)
        if sampling.top_k is not None:
            kept[..., sampling.top_k :] = 0.0
        kept /= kept.sum(axis=-1, keepdims=True)
        before = np.cumsum(kept, axis=-1) - kept
        kept[before >= sampling.top_p] = 0.0
        kept /= kept.sum(axis=-1, keepdims=True)
    drawn_from = np.empty_like(kept)
    np.put_along_axis(drawn_from, order, kept, axis=-1)
    return drawn_from


def draw(distribution: Doubles, uniform: Uniform) -> int:
    """One token of a distribution (vocabulary,), by the inverse of its cumulative sum."""
    possible = np.flatnonzero(distribution)
    cumulative = np.cumsum(distribution[possible])
    place = np.searchsorted(cumulative, uniform() * cumulative[-1], side="right")
    return int(possible[min(int(place), len(possible) - 1)])
