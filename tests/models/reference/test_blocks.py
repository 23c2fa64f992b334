"""Blocks of the cache are those of ggml, byte for byte."""

import gguf
import numpy as np
import pytest

from pincite.models.reference.arrays import Floats
from pincite.models.reference.blocks import Kind, packed, row_bytes, unpacked

KINDS: tuple[tuple[Kind, gguf.GGMLQuantizationType], ...] = (
    ("q8_0", gguf.GGMLQuantizationType.Q8_0),
    ("q4_0", gguf.GGMLQuantizationType.Q4_0),
)


def _rows() -> Floats:
    """Rows of very different sizes, one of zeros, one whose largest number comes twice with both signs."""
    random = np.random.default_rng(7)
    rows = (random.standard_normal((50, 96)) * 10.0 ** random.integers(-1, 4, (50, 1))).astype(np.float32)
    rows[3] = 0
    rows[4, :32] = np.linspace(-2, 2, 32)
    return rows


@pytest.mark.parametrize(("kind", "theirs"), KINDS)
def test_bytes_are_those_of_ggml(kind: Kind, theirs: gguf.GGMLQuantizationType) -> None:
    ours = packed(_rows(), kind)
    assert np.array_equal(ours, gguf.quants.quantize(_rows(), theirs))
    assert np.array_equal(unpacked(ours, kind), gguf.quants.dequantize(ours, theirs))
    assert ours.shape == (50, row_bytes(96, kind))


@pytest.mark.parametrize(("kind", "share"), [("q8_0", 1 / 254), ("q4_0", 1 / 8)])
def test_a_number_moves_by_a_share_of_the_largest_of_its_block(kind: Kind, share: float) -> None:
    rows = _rows()
    moved = np.abs(unpacked(packed(rows, kind), kind) - rows).reshape(-1, 32).max(axis=-1)
    largest = np.abs(rows).reshape(-1, 32).max(axis=-1)
    assert (moved <= largest * (share + 1e-3)).all()
    assert moved.max() > 0


def test_numbers_kept_whole_do_not_move() -> None:
    assert np.array_equal(unpacked(packed(_rows(), "f32"), "f32"), _rows())
