"""Scaled dot-product attention with heads in groups, and the whole matrix of scores in memory.

Multi-head attention has as many key heads as query heads, multi-query attention has one, and grouped-query attention
has a number between. `tiled.py` computes the same in less memory.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pincite.models.reference.arrays import Floats, Positions
from pincite.models.reference.masks import Mask

Bias = Callable[[Positions, Positions], Floats]
"""From query positions (n,) and key positions (m,) to what is added to each head's scores, shape (heads, n, m)."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """How scores are made of queries and keys.

    `scale` multiplies each product. `softcap` bounds the scores, `bias` is added to them, and pairs outside `mask`
    do not count.
    """

    mask: Mask
    scale: float
    softcap: float | None = None
    bias: Bias | None = None


def scores(queries: Floats, keys: Floats, at: Positions, seen: Positions, scoring: Scoring) -> Floats:
    """What each query gives each key, shape (heads, n, m); minus infinity where it may not look.

    `queries` has shape (n, heads, size) and `keys` (m, groups, size), at positions `at` and `seen`. The products of
    two vectors of independent numbers of variance 1 have variance `size`; a scale of 1/√size restores 1.

    Sources: Vaswani et al., "Attention Is All You Need", 2017, equation 1; Shazeer, "Fast Transformer Decoding", 2019
    (one key head); Ainslie et al., "GQA", 2023, section 2.2; Gemma Team, "Gemma 2", 2024, section 2 (soft-capping:
    c·tanh(s/c)).
    """
    n, heads, size = queries.shape
    m, groups, _ = keys.shape
    grouped = queries.reshape(n, groups, heads // groups, size).transpose(1, 2, 0, 3)
    products = grouped @ keys.transpose(1, 2, 0)[:, None]
    made: Floats = products.reshape(heads, n, m) * np.float32(scoring.scale)
    if scoring.softcap is not None:
        made = np.tanh(made / np.float32(scoring.softcap)) * np.float32(scoring.softcap)
    if scoring.bias is not None:
        made = made + scoring.bias(at, seen)
    made[:, ~scoring.mask(at, seen)] = -np.inf
    return made


def weighted(weights: Floats, values: Floats) -> Floats:
    """The sum of values by weights (heads, n, m), shape (n, heads, size of a value); values are (m, groups, size)."""
    heads, n, m = weights.shape
    _, groups, size = values.shape
    grouped = weights.reshape(groups, heads // groups, n, m)
    summed: Floats = (grouped @ values.transpose(1, 0, 2)[:, None]).reshape(heads, n, size)
    return summed.transpose(1, 0, 2)


def attend(queries: Floats, keys: Floats, values: Floats, at: Positions, seen: Positions, scoring: Scoring) -> Floats:
    """The values that each query looks at, weighted by softmax(scores), shape (n, heads, size of a value).

    Source: Vaswani et al., "Attention Is All You Need", 2017, equation 1.
    """
    made = scores(queries, keys, at, seen, scoring)
    powers = np.exp(made - made.max(axis=-1, keepdims=True))
    return weighted(powers / powers.sum(axis=-1, keepdims=True), values)
