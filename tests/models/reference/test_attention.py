"""Attention in tiles is attention, and each mask shows what it says."""

import math
import tracemalloc
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.models.reference.arrays import Floats, Positions
from pincite.models.reference.attention import Bias, Scoring, attend
from pincite.models.reference.masks import Mask, causal, everything, sliding
from pincite.models.reference.relative_bias import bucket, relative_bias
from pincite.models.reference.tiled import attend_in_tiles


def _random(shape: tuple[int, ...], seed: int) -> Floats:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def _by_the_book(
    queries: Floats, keys: Floats, values: Floats, at: Positions, seen: Positions, scoring: Scoring
) -> Floats:
    """Equation 1 of Vaswani et al., one query and head at a time, in float64."""
    n, heads, _ = queries.shape
    groups = keys.shape[1]
    made = np.zeros((n, heads, values.shape[-1]))
    sees = scoring.mask(at, seen)
    bias = scoring.bias(at, seen) if scoring.bias is not None else np.zeros((heads, n, len(seen)))
    for query in range(n):
        for head in range(heads):
            group = head // (heads // groups)
            products = keys[:, group].astype(float) @ queries[query, head] * scoring.scale
            if scoring.softcap is not None:
                products = scoring.softcap * np.tanh(products / scoring.softcap)
            powers = np.where(sees[query], np.exp(products + bias[head, query]), 0.0)
            made[query, head] = powers / powers.sum() @ values[:, group]
    return made.astype(np.float32)


@given(
    heads=st.sampled_from([(4, 4), (4, 2), (4, 1), (1, 1)]),
    length=st.integers(1, 40),
    before=st.integers(0, 30),
    mask=st.sampled_from([causal, sliding(1), sliding(5), everything]),
    softcap=st.sampled_from([None, 3.0]),
    is_biased=st.booleans(),
    tile=st.integers(1, 50),
    seed=st.integers(0, 99),
)
@settings(max_examples=60, deadline=None)
def test_attention_in_tiles_is_attention(
    heads: tuple[int, int],
    length: int,
    before: int,
    mask: Mask,
    softcap: float | None,
    is_biased: bool,
    tile: int,
    seed: int,
) -> None:
    queries = _random((length, heads[0], 8), seed)
    keys = _random((before + length, heads[1], 8), seed + 1)
    values = _random((before + length, heads[1], 6), seed + 2)
    at, seen = np.arange(before, before + length), np.arange(before + length)
    bias: Bias | None = relative_bias(_random((8, heads[0]), seed + 3), 12, is_both_ways=False) if is_biased else None
    scoring = Scoring(mask, 1 / math.sqrt(8), softcap, bias)
    plain = attend(queries, keys, values, at, seen, scoring)
    assert np.abs(plain - _by_the_book(queries, keys, values, at, seen, scoring)).max() <= 1e-5
    assert np.abs(plain - attend_in_tiles(queries, keys, values, at, seen, scoring, tile)).max() <= 1e-5


def _peak(attention: Callable[..., Floats], length: int) -> int:
    """Bytes that attention over a text takes at most, beyond its operands."""
    operands = [_random((length, 2, 8), seed) for seed in (1, 2, 3)]
    places = np.arange(length)
    tracemalloc.start()
    attention(*operands, places, places, Scoring(causal, 1.0))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_of_tiles_does_not_grow_with_the_square_of_the_length() -> None:
    tiled = partial(attend_in_tiles, tile=64)
    assert _peak(attend, 2048) > 3.5 * _peak(attend, 1024)
    assert _peak(tiled, 2048) < 2.5 * _peak(tiled, 1024)
    assert _peak(tiled, 2048) < _peak(attend, 2048) / 50


def test_large_scores_do_not_overflow_in_tiles() -> None:
    queries, keys, values = (_random((64, 2, 8), seed) * size for seed, size in ((1, 60), (2, 60), (3, 1)))
    places = np.arange(64)
    scoring = Scoring(causal, 1.0)
    plain = attend(queries, keys, values, places, places, scoring)
    tiled = attend_in_tiles(queries, keys, values, places, places, scoring, 16)
    assert np.isfinite(tiled).all()
    assert np.abs(plain - tiled).max() <= 1e-5


@pytest.mark.parametrize(("window", "seen"), [(1, [7]), (3, [5, 6, 7]), (8, list(range(8))), (99, list(range(8)))])
def test_a_window_counts_the_token_itself(window: int, seen: list[int]) -> None:
    (row,) = sliding(window)(np.array([7]), np.arange(10))
    assert np.flatnonzero(row).tolist() == seen


def test_a_head_sees_the_keys_of_its_own_group() -> None:
    queries, values = _random((3, 4, 8), 1), _random((3, 2, 8), 3)
    keys = _random((3, 2, 8), 2)
    places, scoring = np.arange(3), Scoring(everything, 0.5)
    plain = attend(queries, keys, values, places, places, scoring)
    keys[:, 1] = 0
    changed = attend(queries, keys, values, places, places, scoring)
    assert np.abs(plain - changed).max(axis=(0, 2)).round(6).tolist()[:2] == [0.0, 0.0]
    assert np.abs(plain - changed).max(axis=(0, 2))[2:].min() > 0.01


def test_scores_have_variance_one_after_scaling() -> None:
    size = 256
    products = np.einsum("id,id->i", _random((20_000, size), 1), _random((20_000, size), 2))
    assert products.var() == pytest.approx(size, rel=0.05)
    assert (products / math.sqrt(size)).var() == pytest.approx(1, rel=0.05)


def test_distances_of_t5_share_buckets_the_farther_they_are() -> None:
    distances = np.array([-200, -20, -9, -8, -7, -1, 0, 1, 7, 8, 200])
    assert bucket(distances, 32, 128, is_both_ways=True).tolist() == [15, 10, 8, 8, 7, 1, 0, 17, 23, 24, 31]
    assert bucket(distances, 32, 128, is_both_ways=False).tolist() == [31, 17, 9, 8, 7, 1, 0, 0, 0, 0, 0]


def test_a_far_bucket_begins_every_half_power_of_two() -> None:
    begins = np.array([8, 12, 16, 23, 32, 46, 64, 91])
    assert bucket(-begins, 32, 128, is_both_ways=True).tolist() == list(range(8, 16))
    assert bucket(1 - begins, 32, 128, is_both_ways=True).tolist() == list(range(7, 15))
