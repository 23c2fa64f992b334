"""Where weights come from: a port, whatever the file, and what is read of it at a time.

Tensors have the names of llama.cpp's GGUF files and the shapes of PyTorch: a matrix is (out, in), and the experts of a
layer are one tensor (experts, out, in). Norms are what vectors are multiplied with, whatever the file adds to them.
"""

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from pincite.models.reference.arrays import Floats

ROWS = 8192
"""Rows of a large matrix that are in memory at a time: 128 MiB for vectors of 4096 numbers."""


class Weights(Protocol):
    """The tensors of a model."""

    def __contains__(self, name: str) -> bool:
        """Whether there is a tensor of that name."""
        ...

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor.

        Raises:
            ModelError: The file has no tensor of that name.
        """
        ...

    def rows(self, name: str, start: int, stop: int) -> Floats:
        """The part [start, stop) of a tensor along its first axis, in float32, read at this moment.

        Raises:
            ModelError: The file has no tensor of that name, is damaged, or cannot be read.
        """
        ...


def whole(weights: Weights, name: str) -> Floats:
    """A tensor with all its rows."""
    return weights.rows(name, 0, weights.shape(name)[0])


def optional(weights: Weights, name: str) -> Floats | None:
    """A tensor, if the model has it."""
    return whole(weights, name) if name in weights else None


def linear(weights: Weights, name: str, vectors: Floats) -> Floats:
    """Vectors (n, in) times a matrix, plus its bias where it has one, shape (n, out).

    >>> linear(Kept({"a.weight": np.eye(2, dtype=np.float32)}), "a", np.ones((1, 2), np.float32)).tolist()
    [[1.0, 1.0]]
    """
    made: Floats = vectors @ whole(weights, f"{name}.weight").T
    bias = optional(weights, f"{name}.bias")
    return made if bias is None else made + bias


def chosen_rows(weights: Weights, name: str, places: list[int]) -> Floats:
    """Some rows of a matrix, each read by itself, shape (n, in)."""
    return np.concatenate([weights.rows(name, place, place + 1) for place in places])


def parts(weights: Weights, name: str) -> Iterator[tuple[int, Floats]]:
    """A large matrix, some rows at a time, each with the place of its first."""
    for start in range(0, weights.shape(name)[0], ROWS):
        yield start, weights.rows(name, start, min(start + ROWS, weights.shape(name)[0]))


class Kept:
    """Tensors in memory."""

    def __init__(self, tensors: dict[str, Floats]) -> None:
        self._tensors = tensors

    def __contains__(self, name: str) -> bool:
        """Whether there is a tensor of that name."""
        return name in self._tensors

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor."""
        return self._tensors[name].shape

    def rows(self, name: str, start: int, stop: int) -> Floats:
        """Part of a tensor."""
        return self._tensors[name][start:stop]


class Remembered:
    """Tensors of another source, each kept in memory as float32 from when it is first used.

    A text that is written token by token would read and convert all weights for each token.
    """

    def __init__(self, source: Weights) -> None:
        self._source = source
        self._tensors: dict[str, Floats] = {}

    def __contains__(self, name: str) -> bool:
        """Whether there is a tensor of that name."""
        return name in self._source

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor."""
        return self._source.shape(name)

    def rows(self, name: str, start: int, stop: int) -> Floats:
        """Part of a tensor."""
        if name not in self._tensors:
            self._tensors[name] = whole(self._source, name)
        return self._tensors[name][start:stop]
