"""Weights read from the files of a model, GGUF or safetensors, a few rows at a time.

Bytes are read with plain reads and not mapped, so that memory holds what is computed with and nothing else.
"""

from collections.abc import Mapping
from typing import NoReturn

import numpy as np

from pincite.errors import ModelError
from pincite.models.architecture.tensors import Tensor
from pincite.models.reference.arrays import Bytes, Floats
from pincite.models.reference.naming import TensorSource

PLAIN: Mapping[str, np.dtype[np.float32] | np.dtype[np.float16]] = {
    "f32": np.dtype(np.float32),
    "F32": np.dtype(np.float32),
    "f16": np.dtype(np.float16),
    "F16": np.dtype(np.float16),
}
"""Types of numbers without blocks, as the two formats call them."""

HALVED = ("bf16", "BF16")
"""The upper half of a float32."""

BLOCKS = 32_768
"""Blocks of 32 or 256 numbers that are converted at a time, 4 or 32 MiB of float32: converting takes thrice as much."""


class FileWeights:
    """The weights of a model's files under the names of llama.cpp."""

    def __init__(self, tensors: Mapping[str, Tensor], names: Mapping[str, TensorSource]) -> None:
        """Takes the tensors by the names of the files, and what each tensor of the model is made of."""
        self._tensors, self._names = tensors, names

    def __contains__(self, name: str) -> bool:
        """Whether the files have all that the tensor is made of."""
        named = self._names.get(name)
        return named is not None and all(part in self._tensors for part in named.stored)

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor; stacked ones have their number as the first axis."""
        named = self._named(name)
        first = self._tensors[named.stored[0]].shape
        return (len(named.stored), *first) if named.is_stacked else first

    def rows(self, name: str, start: int, stop: int) -> Floats:
        """Part of a tensor in float32, read from its file."""
        named = self._named(name)
        if named.is_stacked:
            return np.stack([_read(self._tensors[part]) for part in named.stored[start:stop]])
        numbers = _read(self._tensors[named.stored[0]], start, stop)
        return numbers + np.float32(named.added) if named.added else numbers

    def _named(self, name: str) -> TensorSource:
        if name not in self:
            wanted = self._names[name].stored[0] if name in self._names else name
            raise ModelError(f"the model's files have no tensor {wanted}; fetch the whole model")
        return self._names[name]


def _read(tensor: Tensor, start: int = 0, stop: int | None = None) -> Floats:
    """Rows of a tensor in float32."""
    count, *row = tensor.shape
    stop = count if stop is None else min(stop, count)
    width = tensor.bytes // count if count else 0
    if tensor.file is None or tensor.offset is None:
        raise ModelError(f"tensor {tensor.name} follows from a configuration alone; give the model's weights too")
    try:
        with tensor.file.open("rb") as opened:
            opened.seek(tensor.offset + start * width)
            stored = np.frombuffer(opened.read((stop - start) * width), dtype=np.uint8)
    except OSError as error:
        raise ModelError(f"{tensor.file} cannot be read: {error.strerror}") from error
    if len(stored) != (stop - start) * width:
        raise ModelError(f"{tensor.file.name} ends before tensor {tensor.name}; fetch it again")
    return _numbers(tensor, stored).reshape(stop - start, *row)


def _numbers(tensor: Tensor, stored: Bytes) -> Floats:
    """What stored bytes stand for."""
    if tensor.type in PLAIN:
        return np.frombuffer(stored, dtype=PLAIN[tensor.type]).astype(np.float32)
    if tensor.type in HALVED:
        widened: Floats = (stored.view(np.uint16).astype(np.uint32) << 16).view(np.float32)
        return widened
    try:
        from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, quants
    except ImportError as error:
        raise ModelError("blocks of a GGUF file need the package gguf; install pincite[llm]") from error
    try:
        kind = GGMLQuantizationType[tensor.type.upper()]
        blocks, width = GGML_QUANT_SIZES[kind]
        numbers = np.empty(len(stored) // width * blocks, dtype=np.float32)
        for start in range(0, len(stored), BLOCKS * width):
            part = quants.dequantize(stored[start : start + BLOCKS * width], kind)
            numbers[start // width * blocks :][: part.size] = part
    except (KeyError, NotImplementedError):
        _refuse(tensor)
    return numbers


def _refuse(tensor: Tensor) -> NoReturn:
    raise ModelError(f"tensor {tensor.name} has numbers of type {tensor.type}, which cannot be read; convert the file")
