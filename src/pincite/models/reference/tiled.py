"""Exact attention in tiles: memory in proportion to the length, where the matrix of scores takes its square.

The number of operations stays the same. A tile of scores is used and forgotten; what is kept for each query is the
largest score so far, the sum of powers and the weighted sum of values, both relative to that largest score.
"""

import numpy as np

from pincite.models.reference.arrays import Floats, Positions
from pincite.models.reference.attention import Scoring, scores, weighted

TILE = 512
"""Queries and keys of a tile: 9 heads' scores of one take 9 MiB."""


def attend_in_tiles(
    queries: Floats,
    keys: Floats,
    values: Floats,
    at: Positions,
    seen: Positions,
    scoring: Scoring,
    tile: int = TILE,
) -> Floats:
    """As `attention.attend`, with tiles of `tile` queries and keys.

    Sources: Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018, algorithm 3; Dao et al.,
    "FlashAttention", 2022, algorithm 1.
    """
    parts = [
        _rows(queries[start : start + tile], keys, values, at[start : start + tile], seen, scoring, tile)
        for start in range(0, len(queries), tile)
    ]
    return np.concatenate(parts)


def _rows(
    queries: Floats, keys: Floats, values: Floats, at: Positions, seen: Positions, scoring: Scoring, tile: int
) -> Floats:
    """The output of one tile of queries, over all tiles of keys."""
    n, heads, _ = queries.shape
    largest = np.full((heads, n, 1), -np.inf, dtype=np.float32)
    total = np.zeros((heads, n, 1), dtype=np.float32)
    output = np.zeros((n, heads, values.shape[-1]), dtype=np.float32)
    for start in range(0, len(keys), tile):
        part = slice(start, start + tile)
        if not scoring.mask(at, seen[part]).any():
            continue
        made = scores(queries, keys[part], at, seen[part], scoring)
        higher = np.maximum(largest, made.max(axis=-1, keepdims=True))
        reference = np.where(np.isfinite(higher), higher, np.float32(0))
        shrunk = np.exp(largest - reference)
        powers = np.exp(made - reference)
        total = total * shrunk + powers.sum(axis=-1, keepdims=True)
        output = output * shrunk.transpose(1, 0, 2) + weighted(powers, values[part])
        largest = higher
    divided: Floats = output / total.transpose(1, 0, 2)
    return divided
