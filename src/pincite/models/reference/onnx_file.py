"""What an ONNX graph holds: its nodes and its constants, read without a library and without running anything.

A file is one message of Protocol Buffers. Every length is held against what is left of the file before it is used.

Source: `onnx.proto` of ONNX (field numbers), and the encoding of Protocol Buffers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pincite.errors import ModelError

LARGEST = 2**31
"""Bytes of a file: a message of Protocol Buffers can be no larger."""

GRAPH = 7
NODE, INITIALIZER = 1, 5
INPUT, OUTPUT, OPERATOR, ATTRIBUTE = 1, 2, 4, 5
ATTRIBUTE_NAME, ATTRIBUTE_FLOAT = 1, 2
DIMS, TYPE, FLOATS, WHOLE, NAME, LONG, RAW = 1, 2, 4, 5, 8, 7, 9

TYPES: Mapping[int, type[np.generic]] = {
    1: np.float32,
    2: np.uint8,
    3: np.int8,
    6: np.int32,
    7: np.int64,
    9: np.bool_,
    10: np.float16,
}

VARINT, EIGHT, LENGTH, FOUR = 0, 1, 2, 5

Constant = NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a graph: its operator, the names of what goes in and comes out, and its attributes of one float."""

    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    floats: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """The nodes of a graph in order, and its constants by name."""

    nodes: tuple[Node, ...]
    constants: Mapping[str, Constant]


def read_graph(*files: Path) -> Graph:
    """The graph of an ONNX file, or of one that was cut into parts, in their order.

    Raises:
        ModelError: A file cannot be read, they are no ONNX file, or are damaged.
    """
    file, parts = files[0], []
    for part in files:
        try:
            if part.stat().st_size > LARGEST:
                raise ModelError(f"{part.name} is too large for one ONNX file; name the file of the graph")
            parts.append(part.read_bytes())
        except OSError as error:
            raise ModelError(f"{part} cannot be read: {error.strerror}") from error
    content = memoryview(b"".join(parts))
    try:
        graph = next(part for number, part in _fields(content) if number == GRAPH and isinstance(part, memoryview))
        held = [(number, part) for number, part in _fields(graph) if isinstance(part, memoryview)]
        constants = dict(_constant(part) for number, part in held if number == INITIALIZER)
        return Graph(tuple(_node(part) for number, part in held if number == NODE), constants)
    except (ValueError, StopIteration) as error:
        raise ModelError(f"{file.name} is no ONNX file, or is damaged; fetch it again") from error


def _fields(part: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """The fields of a message: their number, and a whole number or bytes."""
    at = 0
    while at < len(part):
        key, at = _varint(part, at)
        if key & 7 == VARINT:
            value, at = _varint(part, at)
            yield key >> 3, value
            continue
        if key & 7 == LENGTH:
            size, at = _varint(part, at)
        elif key & 7 in (EIGHT, FOUR):
            size = 8 if key & 7 == EIGHT else 4
        else:
            raise ValueError("an unknown kind of field")
        if size > len(part) - at:
            raise ValueError("a field that ends after its message")
        yield key >> 3, part[at : at + size]
        at += size


def _varint(part: memoryview, at: int) -> tuple[int, int]:
    """A whole number of seven bits a byte, and the place after it."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(part):
            raise ValueError("a number that ends after its message")
        value |= (part[at] & 127) << shift
        at += 1
        if part[at - 1] < 128 and value < 2**64:
            return value, at
    raise ValueError("a number of more than 64 bits")


def _text(value: int | memoryview) -> str:
    if isinstance(value, int):
        raise ValueError("a number in the place of a text")
    return bytes(value).decode()


def _node(part: memoryview) -> Node:
    fields = list(_fields(part))
    return Node(
        next((_text(value) for number, value in fields if number == OPERATOR), ""),
        tuple(_text(value) for number, value in fields if number == INPUT),
        tuple(_text(value) for number, value in fields if number == OUTPUT),
        dict(_float(value) for number, value in fields if number == ATTRIBUTE and isinstance(value, memoryview)),
    )


def _float(part: memoryview) -> tuple[str, float]:
    """The name of an attribute, with its float; not a number for one of another type."""
    fields = dict(_fields(part))
    number = fields.get(ATTRIBUTE_FLOAT)
    name = _text(fields.get(ATTRIBUTE_NAME, 0))
    if isinstance(number, memoryview) and len(number) == 4:
        return name, float(np.frombuffer(number, "<f4")[0])
    return name, float("nan")


def _constant(part: memoryview) -> tuple[str, Constant]:
    """The name and the numbers of a constant, in the shape that it says."""
    name, kind = "", 0
    shape: list[int] = []
    stored: list[Constant] = []
    for number, value in _fields(part):
        if number == DIMS:
            shape += [value] if isinstance(value, int) else _numbers(value)
        elif number == TYPE and isinstance(value, int):
            kind = value
        elif number == NAME:
            name = _text(value)
        elif number in (FLOATS, RAW, WHOLE, LONG):
            stored.append(_stored(number, value))
    if kind not in TYPES:
        raise ValueError("an unknown type of numbers")
    if any(side > LARGEST for side in shape):
        raise ValueError("a side longer than a file")
    numbers = np.concatenate(stored) if stored else np.empty(0, np.uint8)
    typed = numbers.view(TYPES[kind]) if numbers.dtype == np.uint8 else numbers.astype(TYPES[kind])
    return name, typed.reshape(shape)


def _stored(number: int, value: int | memoryview) -> Constant:
    """Numbers of a constant: bytes as they are, floats, or whole numbers one by one."""
    if isinstance(value, int):
        return np.array([value], dtype=np.uint64).view(np.int64)
    if number == RAW:
        return np.frombuffer(value, dtype=np.uint8)
    if number == FLOATS:
        return np.frombuffer(value, dtype="<f4")
    return np.array(_numbers(value), dtype=np.uint64).view(np.int64)


def _numbers(part: memoryview) -> list[int]:
    """Whole numbers without anything between them."""
    found, at = [], 0
    while at < len(part):
        value, at = _varint(part, at)
        found.append(value)
    return found
