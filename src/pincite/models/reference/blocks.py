"""Numbers in blocks of 32 with one scale, as llama.cpp keeps a quantised cache.

A block of q8_0 is 34 bytes (a float16 scale and 32 signed bytes), one of q4_0 is 18 (the scale and 16 bytes of two
numbers each): 53 and 28 % of float16. Source: ggml, `quantize_row_q8_0_ref` and `quantize_row_q4_0_ref`.
"""

from typing import Literal

import numpy as np

from pincite.models.reference.arrays import Bytes, Floats

Kind = Literal["f32", "q8_0", "q4_0"]

BLOCK = 32
"""Numbers of a block."""

BYTES: dict[Kind, int] = {"f32": 128, "q8_0": 34, "q4_0": 18}
"""Bytes of a block."""


def packed(numbers: Floats, kind: Kind) -> Bytes:
    """Rows of numbers (n, size) as bytes (n, bytes of a row); `size` is a multiple of 32 unless the kind is f32."""
    if kind == "f32":
        return np.ascontiguousarray(numbers, dtype=np.float32).view(np.uint8)
    blocks = np.ascontiguousarray(numbers, dtype=np.float32).reshape(-1, BLOCK)
    made = _to_q8_0(blocks) if kind == "q8_0" else _to_q4_0(blocks)
    return made.reshape(len(numbers), -1)


def unpacked(rows: Bytes, kind: Kind) -> Floats:
    """The numbers that rows of bytes stand for, float32."""
    if kind == "f32":
        return np.ascontiguousarray(rows).view(np.float32)
    blocks = np.ascontiguousarray(rows).reshape(-1, BYTES[kind])
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    if kind == "q8_0":
        whole = blocks[:, 2:].copy().view(np.int8).astype(np.float32)
    else:
        halves = np.concatenate((blocks[:, 2:] & 15, blocks[:, 2:] >> 4), axis=-1)
        whole = halves.astype(np.float32) - 8
    return (whole * scales).reshape(len(rows), -1)


def rounded_to_bytes(numbers: Floats) -> Floats:
    """Numbers as a graph in whole numbers takes them: 256 steps from the least to the largest, with 0 among them.

    Source: ONNX, operator `DynamicQuantizeLinear`.
    """
    least, largest = np.minimum(numbers.min(), np.float32(0)), np.maximum(numbers.max(), np.float32(0))
    step = (largest - least) / np.float32(255)
    if step == 0:
        return numbers
    zero = np.clip(np.rint(-least / step), 0, 255)
    whole = np.clip(np.rint(numbers / step) + zero, 0, 255)
    made: Floats = (whole - zero) * step
    return made


def row_bytes(size: int, kind: Kind) -> int:
    """Bytes of a row of `size` numbers.

    >>> row_bytes(192, "f32"), row_bytes(192, "q8_0"), row_bytes(192, "q4_0")
    (768, 204, 108)
    """
    return size * BYTES[kind] // BLOCK


def _to_q8_0(blocks: Floats) -> Bytes:
    scales = np.abs(blocks).max(axis=-1, keepdims=True) / np.float32(127)
    scaled = blocks * _inverse(scales)
    whole = np.sign(scaled) * np.floor(np.abs(scaled) + np.float32(0.5))
    return np.concatenate((scales.astype(np.float16).view(np.uint8), whole.astype(np.int8).view(np.uint8)), axis=-1)


def _to_q4_0(blocks: Floats) -> Bytes:
    """The number farthest from 0 becomes -8, whatever its sign."""
    farthest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=-1)[:, None], axis=-1)
    scales = farthest / np.float32(-8)
    whole = np.clip(np.trunc(blocks * _inverse(scales) + np.float32(8.5)), 0, 15).astype(np.uint8)
    nibbles = whole[:, :16] | (whole[:, 16:] << 4)
    return np.concatenate((scales.astype(np.float16).view(np.uint8), nibbles), axis=-1)


def _inverse(scales: Floats) -> Floats:
    return np.divide(np.float32(1), scales, out=np.zeros_like(scales), where=scales != 0)
