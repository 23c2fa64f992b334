"""The relative positions of T5 and MPNet: a number per head and distance, added to the scores."""

import math

import numpy as np

from pincite.models.reference.arrays import Floats, Positions
from pincite.models.reference.attention import Bias


def bucket(distance: Positions, buckets: int, farthest: int, *, is_both_ways: bool) -> Positions:
    """The bucket of a distance (key less query): one each for short ones, logarithmic ones up to `farthest`.

    Source: Raffel et al., "Exploring the Limits of Transfer Learning", 2019, section 2.1, and the authors' code.
    """
    found = np.zeros_like(distance)
    if is_both_ways:
        buckets //= 2
        found = np.where(distance > 0, buckets, 0)
        steps = np.abs(distance)
    else:
        steps = np.maximum(-distance, 0)
    exact = buckets // 2
    growth = np.log(np.maximum(steps, 1).astype(np.float32) / exact) / math.log(farthest / exact)
    far = np.minimum(exact + (growth * (buckets - exact)).astype(np.int64), buckets - 1)
    return found + np.where(steps < exact, steps, far)


def relative_bias(table: Floats, farthest: int, *, is_both_ways: bool) -> Bias:
    """What is added to the scores; `table` has shape (buckets, heads)."""

    def added(queries: Positions, keys: Positions) -> Floats:
        places = bucket(keys[None, :] - queries[:, None], len(table), farthest, is_both_ways=is_both_ways)
        return table[places].transpose(2, 0, 1)

    return added
