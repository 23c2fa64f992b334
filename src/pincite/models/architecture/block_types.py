"""The number types of GGUF files: how many numbers a block has, and how many bytes it takes with its scales.

Source: `ggml.h` and `ggml-common.h` of llama.cpp; `tests/models/architecture` compares the table with the package gguf.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BlockType:
    """A type whose numbers are kept in blocks; `bytes` counts the scales too."""

    name: str
    numbers: int
    bytes: int

    def size(self, count: int) -> int:
        """Bytes of a count of numbers, which must be whole blocks."""
        return count // self.numbers * self.bytes


F32, F16, BF16 = BlockType("f32", 1, 4), BlockType("f16", 1, 2), BlockType("bf16", 1, 2)

Q8_0 = BlockType("q8_0", 32, 34)
"""32 whole numbers of 8 bits and one scale of 16: 34 bytes for 32 numbers, 53 % of f16 and not 50 %."""

Q4_0 = BlockType("q4_0", 32, 18)
"""32 whole numbers of 4 bits and one scale of 16: 18 bytes for 32 numbers, 28 % of f16 and not 25 %."""

BLOCK_TYPES = {
    0: F32,
    1: F16,
    2: Q4_0,
    3: BlockType("q4_1", 32, 20),
    6: BlockType("q5_0", 32, 22),
    7: BlockType("q5_1", 32, 24),
    8: Q8_0,
    9: BlockType("q8_1", 32, 40),
    10: BlockType("q2_k", 256, 84),
    11: BlockType("q3_k", 256, 110),
    12: BlockType("q4_k", 256, 144),
    13: BlockType("q5_k", 256, 176),
    14: BlockType("q6_k", 256, 210),
    15: BlockType("q8_k", 256, 292),
    16: BlockType("iq2_xxs", 256, 66),
    17: BlockType("iq2_xs", 256, 74),
    18: BlockType("iq3_xxs", 256, 98),
    19: BlockType("iq1_s", 256, 50),
    20: BlockType("iq4_nl", 32, 18),
    21: BlockType("iq3_s", 256, 110),
    22: BlockType("iq2_s", 256, 82),
    23: BlockType("iq4_xs", 256, 136),
    24: BlockType("i8", 1, 1),
    25: BlockType("i16", 1, 2),
    26: BlockType("i32", 1, 4),
    27: BlockType("i64", 1, 8),
    28: BlockType("f64", 1, 8),
    29: BlockType("iq1_m", 256, 56),
    30: BF16,
    34: BlockType("tq1_0", 256, 54),
    35: BlockType("tq2_0", 256, 66),
    39: BlockType("mxfp4", 32, 17),
    40: BlockType("nvfp4", 64, 36),
    41: BlockType("q1_0", 128, 18),
}
"""Number in the file -> type."""
