"""How far two computations of the same log-probabilities lie apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pincite.models.comparing.engine import LogProbs

AT_ONCE: Final = 32
"""Positions whose distributions are compared at once: 6 MB in double precision for 49,152 tokens."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first position at which two computations hold different tokens for the most likely one."""

    position: int
    engine: int
    reference: int


@dataclass(frozen=True, slots=True)
class Apart:
    """How far the engine's log-probabilities are from the reference's.

    - `kl`: mean Kullback-Leibler divergence of the engine's distribution from the reference's, in nats a position.
    - `top1`: share of positions at which both hold the same token for the most likely one.
    - `median_kl`: its median over the positions; a fault of a few positions leaves it alone.
    - `largest`: largest difference of the log-probability that both give a token of the text itself, in nats.
    - `typical`: the median of these differences.
    - `first_difference`: where the most likely tokens first differ; None if they nowhere do.
    - `each`: the divergence at each position.
    """

    positions: int
    kl: float
    median_kl: float
    top1: float
    largest: float
    typical: float
    first_difference: Difference | None
    each: NDArray[np.float64]


def apart(engine: LogProbs, reference: LogProbs, tokens: Sequence[int]) -> Apart:
    """How far two computations lie apart on a text of these tokens.

    Source: Kullback and Leibler, Annals of Mathematical Statistics 1951; D(reference, engine) as in llama.cpp's
    perplexity tool.

    >>> sure, unsure = np.log(np.float32([[0.9, 0.1]])), np.log(np.float32([[0.5, 0.5]]))
    >>> round(apart(unsure, sure, [0]).kl, 4)
    0.3681
    """
    if engine.shape != reference.shape or len(tokens) != len(engine):
        raise ValueError(f"log-probabilities of shapes {engine.shape} and {reference.shape} for {len(tokens)} tokens")
    each = np.concatenate(
        [_divergence(engine[at : at + AT_ONCE], reference[at : at + AT_ONCE]) for at in range(0, len(engine), AT_ONCE)]
    )
    first, other = engine.argmax(axis=1), reference.argmax(axis=1)
    differing = np.flatnonzero(first != other)
    following = np.asarray(tokens[1:], dtype=np.intp)
    rows = np.arange(len(following))
    moved = np.abs(engine[rows, following] - reference[rows, following])
    at = int(differing[0]) if len(differing) else None
    return Apart(
        positions=len(tokens),
        kl=max(float(each.mean()), 0.0),
        median_kl=max(float(np.median(each)), 0.0),
        top1=1 - len(differing) / len(engine),
        largest=float(moved.max(initial=0.0)),
        typical=float(np.median(moved)) if len(moved) else 0.0,
        first_difference=None if at is None else Difference(at, int(first[at]), int(other[at])),
        each=each,
    )


def _divergence(engine: LogProbs, reference: LogProbs) -> NDArray[np.float64]:
    """The divergence of each row; rounding may make it negative by 1e-7 where the rows are equal."""
    wide = reference.astype(np.float64)
    divergence: NDArray[np.float64] = (np.exp(wide) * (wide - engine)).sum(axis=1)
    return divergence


def second_order(engine: LogProbs, reference: LogProbs) -> float:
    """Mean over the positions of half the mean square difference of log-probabilities, in nats.

    It is the divergence where the two are near each other, and has its digits where they are nearer than single
    precision: no large terms cancel in it.

    Source: Kullback, "Information Theory and Statistics", 1959, section 2.6 (the divergence of near distributions).
    """
    squares = [
        (np.exp(wide) * (wide - engine[at : at + AT_ONCE]) ** 2).sum(axis=1)
        for at in range(0, len(engine), AT_ONCE)
        for wide in (reference[at : at + AT_ONCE].astype(np.float64),)
    ]
    return float(np.concatenate(squares).mean() / 2)
