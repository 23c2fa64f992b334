"""Reads the header of a GGUF file, strictly: fields and the table of tensors, without a byte of the weights.

A file may come from anywhere. What it counts is held against what it has before anything is made of it, so a header is
read in the time and memory of the bytes that are there. Long arrays (a vocabulary) are passed over; `array` reads one.

The package gguf has a reader too. It took 2.4 s and 190 MB for a header of 1.7 MB (SmolLM2) and did not end within 20 s
on one that counts 10^9 tensors, and it finds no fault with tensors that overlap.

Source: the specification of GGUF, versions 2 and 3, in the repository of ggml (`docs/gguf.md`).
"""

import reprlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from pincite.errors import ModelError
from pincite.models.architecture.block_types import BLOCK_TYPES
from pincite.models.architecture.tensors import Tensor

Scalar = str | int | float | bool

MAGIC = b"GGUF"

STRING, ARRAY = 8, 9

SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
"""Type of a value -> its code in `struct`."""

SHORT_ARRAY = 1024
"""Arrays up to this length are read with the header: heads by layer, languages, the pattern of windows."""

LARGEST_HEADER = 64_000_000
"""Bytes; that of a model with 262,144 tokens and their merges has some 17 million. A file with holes is as large as one
likes and takes no room, so its size bounds nothing."""

MOST_FIELDS = 4096
MOST_TENSORS = 16_384
"""DeepSeek-V3, the largest that is published with all experts in one tensor a layer, has 1,086."""

MOST_ELEMENTS = 4_000_000
"""Elements of an array: the largest vocabulary in use has 262,144 tokens."""

LONGEST_NAME = 200
"""Bytes of the name of a field or tensor; llama.cpp takes 64 for a tensor's. It stands in sentences."""

LONGEST_QUOTED = 100
"""Characters of what is quoted in a sentence: an unprintable byte takes four of them."""

LONGEST_STRING = 8_000_000
"""Bytes; a chat template has up to 100,000."""

MOST_DIMENSIONS = 4
MOST_NUMBERS = 2**48

LEAST_FIELD_BYTES = 8 + 4 + 1
LEAST_TENSOR_BYTES = 8 + 4 + 8 + 4 + 8


_QUOTES = reprlib.Repr()
_QUOTES.maxstring = _QUOTES.maxother = _QUOTES.maxlong = LONGEST_QUOTED


@dataclass(frozen=True, slots=True)
class LongArray:
    """An array that was passed over: `length` values of a type, from `offset` in the file."""

    type: int
    length: int
    offset: int


@dataclass(frozen=True, slots=True)
class Header:
    """Fields and tensors of a GGUF file, in the file's order."""

    path: Path
    version: int
    fields: Mapping[str, Scalar | tuple[Scalar, ...] | LongArray]
    tensors: tuple[Tensor, ...]

    def array(self, name: str) -> tuple[Scalar, ...]:
        """All values of an array, a long one read from the file anew.

        Raises:
            ModelError: there is no such array, or the file was changed since.
        """
        found = self.fields.get(name)
        if isinstance(found, tuple):
            return found
        if not isinstance(found, LongArray):
            raise ModelError(f"{self.path} has no list {name}; it is no complete model file")
        with _opened(self.path) as file:
            reader = _Reader(self.path, file)
            reader.go_to(found.offset)
            return reader.values(found.type, found.length, name)


def read_header(path: Path) -> Header:
    """The header of a GGUF file.

    Raises:
        ModelError: the file cannot be read, is no GGUF file of version 2 or 3, or its header contradicts itself or what
            the file holds.
    """
    with _opened(path) as file:
        return _Reader(path, file).header()


def quoted(value: object) -> str:
    """A value of the file as a sentence has it, with its middle left out where it is long.

    >>> quoted("llama.block_count"), len(quoted(200 * chr(0)))
    ("'llama.block_count'", 100)
    """
    return _QUOTES.repr(value)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise ModelError(f"the model {path} cannot be read ({error.strerror}); name a file that can") from error


class _Reader:
    """Goes through a file once; every size is compared with what is left of it."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path, self._file = path, file
        self._size = file.seek(0, 2)
        file.seek(0)
        self._at = 0

    def header(self) -> Header:
        version = self._start()
        tensors, fields = self._number("Q"), self._number("Q")
        self._fits(tensors, LEAST_TENSOR_BYTES, MOST_TENSORS, "tensors")
        self._fits(fields, LEAST_FIELD_BYTES, MOST_FIELDS, "fields")
        found: dict[str, Scalar | tuple[Scalar, ...] | LongArray] = {}
        for _ in range(fields):
            name = self._text(LONGEST_NAME, "the name of a field")
            if name in found:
                raise self._wrong(f"has the field {quoted(name)} twice")
            found[name] = self._value(name)
        described = [self._described() for _ in range(tensors)]
        return Header(self._path, version, found, self._placed(described, self._alignment(found)))

    def values(self, kind: int, length: int, name: str) -> tuple[Scalar, ...]:
        if kind == STRING:
            return tuple(self._text(LONGEST_STRING, f"a text of {quoted(name)}") for _ in range(length))
        code = f"<{length}{SCALARS[kind]}"
        return struct.unpack(code, self._bytes(struct.calcsize(code)))

    def go_to(self, offset: int) -> None:
        self._file.seek(offset)
        self._at = offset

    def _start(self) -> int:
        if not self._size:
            raise self._wrong("is empty", "copy it anew")
        if self._size < len(MAGIC) or self._bytes(len(MAGIC)) != MAGIC:
            raise self._wrong("is no GGUF file, since it does not begin with GGUF", "name a GGUF file or a config.json")
        version = self._number("I")
        if version and not version & 0xFFFF:
            raise self._wrong("has its numbers in the order of big-endian machines", "convert it for this one")
        if version not in (2, 3):
            raise self._wrong(f"is of version {version} of the format, and 2 and 3 are known", "convert it anew")
        return version

    def _fits(self, count: int, least: int, most: int, what: str) -> None:
        if count > most or count * least > self._size - self._at:
            raise self._wrong(f"counts {count:,} {what}, which a file of {self._size:,} bytes cannot hold")

    def _value(self, name: str) -> Scalar | tuple[Scalar, ...] | LongArray:
        kind = self._number("I")
        if kind == STRING:
            return self._text(LONGEST_STRING, quoted(name))
        if kind != ARRAY:
            return self.values(self._known(kind, name), 1, name)[0]
        of, length = self._known(self._number("I"), name), self._number("Q")
        least = 8 if of == STRING else struct.calcsize(f"<{SCALARS[of]}")
        self._fits(length, least, MOST_ELEMENTS, f"values in {quoted(name)}")
        if length <= SHORT_ARRAY:
            return self.values(of, length, name)
        passed = LongArray(of, length, self._at)
        if of == STRING:
            self._pass_texts(length)
        else:
            self._bytes(least * length)
        return passed

    def _known(self, kind: int, name: str) -> int:
        if kind != STRING and kind not in SCALARS:
            raise self._wrong(f"has a value of an unknown type ({kind}) in {quoted(name)}")
        return kind

    def _described(self) -> tuple[str, tuple[int, ...], int, int]:
        name = self._text(LONGEST_NAME, "the name of a tensor")
        dimensions = self._number("I")
        if not 1 <= dimensions <= MOST_DIMENSIONS:
            raise self._wrong(f"gives the tensor {quoted(name)} {dimensions:,} dimensions, and 1 to 4 are possible")
        shape = struct.unpack(f"<{dimensions}Q", self._bytes(8 * dimensions))
        return name, tuple(reversed(shape)), self._number("I"), self._number("Q")

    def _placed(self, described: list[tuple[str, tuple[int, ...], int, int]], alignment: int) -> tuple[Tensor, ...]:
        """The tensors with their places in the file, each within the file and none over another."""
        start = -(-self._at // alignment) * alignment
        tensors = []
        for name, shape, kind, offset in described:
            size = self._size_of(name, shape, kind)
            if offset % alignment:
                raise self._wrong(f"has the tensor {quoted(name)} at {offset:,}, no multiple of {alignment}")
            if start + offset + size > self._size:
                missing = start + offset + size - self._size
                raise self._wrong(
                    f"is cut off: the tensor {quoted(name)} ends {missing:,} bytes after the file", "copy it anew"
                )
            tensors.append(Tensor(name, shape, BLOCK_TYPES[kind].name, size, self._path, start + offset))
        names = {tensor.name for tensor in tensors}
        if len(names) < len(tensors):
            raise self._wrong("has two tensors of the same name")
        for one, next_one in pairwise(sorted(tensors, key=lambda tensor: tensor.offset or 0)):
            if (one.offset or 0) + one.bytes > (next_one.offset or 0):
                raise self._wrong(f"has the tensors {quoted(one.name)} and {quoted(next_one.name)} over one another")
        return tuple(tensors)

    def _size_of(self, name: str, shape: tuple[int, ...], kind: int) -> int:
        if kind not in BLOCK_TYPES:
            raise self._wrong(
                f"has the tensor {quoted(name)} in an unknown type ({kind})", "update pincite, or convert it anew"
            )
        numbers = 1
        for size in shape:
            numbers *= size
        if not 0 < numbers <= MOST_NUMBERS:
            raise self._wrong(f"gives the tensor {quoted(name)} the impossible shape {' × '.join(map(str, shape))}")
        block = BLOCK_TYPES[kind]
        if shape[-1] % block.numbers:
            raise self._wrong(
                f"has rows of {shape[-1]:,} in {quoted(name)}, which blocks of {block.numbers} do not divide"
            )
        return block.size(numbers)

    def _alignment(self, fields: Mapping[str, object]) -> int:
        """What offsets of tensors are multiples of, in bytes."""
        found = fields.get("general.alignment", 32)
        if isinstance(found, bool) or not isinstance(found, int) or not 8 <= found <= 2**20 or found & (found - 1):
            raise self._wrong(f"aligns its tensors at {quoted(found)}, which is no power of 2 from 8 on")
        return found

    def _number(self, code: str) -> int:
        found: int = struct.unpack(f"<{code}", self._bytes(struct.calcsize(f"<{code}")))[0]
        return found

    def _text(self, longest: int, what: str) -> str:
        length = self._length(longest, what)
        try:
            return self._bytes(length).decode()
        except UnicodeDecodeError as error:
            raise self._wrong(f"has bytes in {what} that are no text in UTF-8") from error

    def _pass_texts(self, count: int) -> None:
        """Skip a number of texts; a vocabulary and its merges are some 300,000, so nothing is called for each."""
        read, length_of, end = self._file.read, struct.Struct("<Q").unpack, min(self._size, LARGEST_HEADER)
        for _ in range(count):
            if end - self._at < 8:
                raise self._beyond(self._at + 8)
            (length,) = length_of(read(8))
            self._at += 8 + length
            if self._at > end:
                raise self._beyond(self._at)
            read(length)

    def _length(self, longest: int, what: str) -> int:
        length = self._number("Q")
        if length > longest:
            raise self._wrong(f"gives {what} {length:,} bytes, more than any has")
        return length

    def _bytes(self, count: int) -> bytes:
        if self._at + count > min(self._size, LARGEST_HEADER):
            raise self._beyond(self._at + count)
        found = self._file.read(count)
        if len(found) < count:
            raise self._wrong("became shorter while it was read", "copy it anew")
        self._at += count
        return found

    def _beyond(self, end: int) -> ModelError:
        """The error that a header goes on to `end`, where the file has no more or no header reaches."""
        if end <= self._size:
            return self._wrong(f"has a header of more than {LARGEST_HEADER:,} bytes, which none has")
        return self._wrong(f"is cut off or damaged within its header, and has {self._size:,} bytes", "copy it anew")

    def _wrong(self, what: str, remedy: str = "get it anew from where it was published") -> ModelError:
        return ModelError(f"the model {self._path} {what}; {remedy}")
