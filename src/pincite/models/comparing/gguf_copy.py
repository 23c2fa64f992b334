"""Writes a GGUF file anew: with other numbers, or in another type, and its fields as they were.

A copy in float32 is what engine and reference are compared on most sharply: llama.cpp rounds what it multiplies with
weights in blocks, and nothing of a model in float32.

Source: the specification of GGUF, version 3, in the repository of ggml (`docs/gguf.md`).
"""

import re
import struct
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from pincite.models.architecture.gguf_header import ARRAY, MAGIC, SCALARS, STRING, Header, read_header
from pincite.models.architecture.tensors import Tensor
from pincite.models.reference.file_weights import FileWeights
from pincite.models.reference.naming import TensorSource

VERSION: Final = 3

F32: Final = 0
"""ggml's number of the type float32."""

ALIGNMENT: Final = "general.alignment"

AT_ONCE: Final = 1024
"""Rows that are converted at once: 200 MB of the widest matrix of a model with a vocabulary of 49,152 tokens."""

Numbers = Callable[[Tensor, int, int], NDArray[np.float32]]
"""The rows [start, stop) of a tensor, along its first axis, in float32."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a file: its name, the number of its type, and its value's bytes."""

    name: str
    type: int
    value: bytes

    def with_value(self, value: float | str) -> "Field":
        """The field with another value of the same type."""
        if self.type == STRING:
            encoded = str(value).encode()
            return Field(self.name, self.type, struct.pack("<Q", len(encoded)) + encoded)
        return Field(self.name, self.type, struct.pack(f"<{SCALARS[self.type]}", value))


def fields_of(header: Header) -> tuple[Field, ...]:
    """The fields of a file whose header was read before, with their bytes.

    Raises:
        OSError: the file cannot be read.
    """
    with header.path.open("rb") as file:
        file.seek(len(MAGIC) + 4 + 8)
        (count,) = struct.unpack("<Q", file.read(8))
        return tuple(_field(file) for _ in range(count))


def _field(file: BinaryIO) -> Field:
    name = _text(file)[8:].decode()
    (kind,) = struct.unpack("<I", file.read(4))
    if kind != ARRAY:
        return Field(name, kind, _value(file, kind))
    head = file.read(12)
    of, length = struct.unpack("<IQ", head)
    values = (_value(file, of) for _ in range(length)) if of == STRING else (file.read(_size(of) * length),)
    return Field(name, kind, head + b"".join(values))


def _value(file: BinaryIO, kind: int) -> bytes:
    return _text(file) if kind == STRING else file.read(_size(kind))


def _size(kind: int) -> int:
    return struct.calcsize(f"<{SCALARS[kind]}")


def _text(file: BinaryIO) -> bytes:
    head = file.read(8)
    return head + file.read(struct.unpack("<Q", head)[0])


def write_f32(target: Path, header: Header, numbers: Numbers, fields: Sequence[Field]) -> None:
    """Write a model in float32, tensor after tensor.

    Raises:
        OSError: the file cannot be written.
    """
    with target.open("wb") as file:
        file.write(struct.pack("<4sIQQ", MAGIC, VERSION, len(header.tensors), len(fields)))
        for field in fields:
            file.write(_with_length(field.name) + struct.pack("<I", field.type) + field.value)
        alignment = _alignment(header)
        offset = 0
        for tensor in header.tensors:
            file.write(_with_length(tensor.name) + struct.pack("<I", len(tensor.shape)))
            file.write(struct.pack(f"<{len(tensor.shape)}Q", *reversed(tensor.shape)))
            file.write(struct.pack("<IQ", F32, offset))
            offset += -(-tensor.elements * 4 // alignment) * alignment
        for tensor in header.tensors:
            file.write(b"\0" * (-file.tell() % alignment))
            for piece in _pieces(tensor, numbers):
                file.write(piece.astype("<f4").tobytes())
        file.write(b"\0" * (-file.tell() % alignment))


def _pieces(tensor: Tensor, numbers: Numbers) -> Iterator[NDArray[np.float32]]:
    for start in range(0, tensor.shape[0], AT_ONCE):
        yield numbers(tensor, start, min(start + AT_ONCE, tensor.shape[0]))


def f32_bytes(header: Header) -> int:
    """Bytes of the tensors of a model in float32."""
    return sum(tensor.elements * 4 for tensor in header.tensors)


def _alignment(header: Header) -> int:
    found = header.fields.get(ALIGNMENT, 32)
    return found if isinstance(found, int) else 32


def _with_length(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack("<Q", len(encoded)) + encoded


LAYER: Final = re.compile(r"blk\.(\d+)\.")


@contextmanager
def copied_f32(source: Path, layers: int | None = None) -> Iterator[Path]:
    """A copy of a model in float32 for as long as it is used; of its first layers alone where a number is given.

    Raises:
        ModelError: the model cannot be read.
        OSError: the copy cannot be written.
    """
    header = read_header(source)
    names = {tensor.name: tensor for tensor in header.tensors}
    weights = FileWeights(names, {name: TensorSource((name,)) for name in names})
    fields = fields_of(header)
    if layers is not None:
        header = replace(header, tensors=tuple(one for one in header.tensors if _is_within(one.name, layers)))
        fields = tuple(field.with_value(layers) if field.name.endswith(".block_count") else field for field in fields)
    with tempfile.TemporaryDirectory(prefix="pincite-f32-") as folder:
        copy = Path(folder) / source.name
        write_f32(copy, header, lambda tensor, start, stop: weights.rows(tensor.name, start, stop), fields)
        yield copy


def _is_within(name: str, layers: int) -> bool:
    found = LAYER.match(name)
    return found is None or int(found[1]) < layers
