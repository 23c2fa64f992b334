"""Numbers of 16 bits, as an engine has them that runs a model in half precision.

The reference computes in float32. Rounded wherever such an engine would round, it says how far sound computations may
lie apart.
"""

from typing import Literal

import numpy as np

from pincite.models.reference.arrays import Floats
from pincite.models.reference.weights import Weights

Half = Literal["bf16", "f16"]
"""bfloat16, the upper half of a float32, or the half precision of IEEE 754."""


def rounded(numbers: Floats, kind: Half | None) -> Floats:
    """The nearest numbers of 16 bits, ties to even; without a kind the numbers as they are.

    >>> rounded(np.float32([1.001, 3.14159]), "bf16").tolist()
    [1.0, 3.140625]
    """
    if kind is None:
        return numbers
    if kind == "f16":
        return numbers.astype(np.float16).astype(np.float32)
    bits = np.ascontiguousarray(numbers).view(np.uint32)
    nearest = bits + np.uint32(0x7FFF) + (bits >> np.uint32(16) & np.uint32(1))
    cut: Floats = (nearest & np.uint32(0xFFFF0000)).view(np.float32)
    return cut


class Halved:
    """Weights in 16 bits. Implements `Weights`."""

    def __init__(self, weights: Weights, kind: Half) -> None:
        self._weights, self._kind = weights, kind

    def __contains__(self, name: str) -> bool:
        """Whether there is a tensor of that name."""
        return name in self._weights

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor."""
        return self._weights.shape(name)

    def rows(self, name: str, start: int, stop: int) -> Floats:
        """Part of a tensor."""
        return rounded(self._weights.rows(name, start, stop), self._kind)
