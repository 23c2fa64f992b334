"""The tensors of safetensors files, by their headers; of the weights no byte is read.

Source: the format's description in the repository huggingface/safetensors (README).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from pincite.errors import ModelError
from pincite.models.architecture.tensors import Tensor
from pincite.strict_json import read_strictly

INDEX, WHOLE = "model.safetensors.index.json", "model.safetensors"

LARGEST_HEADER = 32_000_000
"""Bytes of the header of one file, or of the index; those of DeepSeek-V3 have up to 9 MB."""

MOST_TENSORS = 200_000

MOST_DIMENSIONS = 8

LONGEST_NAME = 500
"""Characters of a tensor's name; published ones have up to 100."""

TYPE_BYTES = {
    "F64": 8,
    "I64": 8,
    "U64": 8,
    "F32": 4,
    "I32": 4,
    "U32": 4,
    "F16": 2,
    "BF16": 2,
    "I16": 2,
    "U16": 2,
    "F8_E4M3": 1,
    "F8_E5M2": 1,
    "I8": 1,
    "U8": 1,
    "BOOL": 1,
}

PLAIN_NAME = re.compile(r"[\w.-]+\.safetensors")


def tensors_beside(config: Path) -> tuple[Tensor, ...]:
    """The tensors of the weights in a configuration's folder; empty where there are none.

    Raises:
        ModelError: a file is missing, damaged, or contradicts itself.
    """
    index, whole = config.with_name(INDEX), config.with_name(WHOLE)
    files = _listed(index) if index.is_file() else {whole: None} if whole.is_file() else {}
    found: dict[str, Tensor] = {}
    for file, names in files.items():
        tensors = {tensor.name: tensor for tensor in _Header.read(file).tensors()}
        if names is not None and (missing := names - tensors.keys()):
            _refuse(file, f"lacks the tensor {min(missing)!r}, which {index.name} says is there")
        found |= tensors
    if len(found) > MOST_TENSORS:
        _refuse(index, f"names {len(found):,} tensors, more than any model has")
    return tuple(found.values())


def tensors_in(file: Path) -> tuple[Tensor, ...]:
    """The tensors of one file.

    Raises:
        ModelError: it is missing, damaged, or contradicts itself.
    """
    return tuple(_Header.read(file).tensors())


def _listed(index: Path) -> Mapping[Path, set[str]]:
    """The files that an index names, each with the tensors that it should have."""
    with index.open("rb") as opened:
        raw = opened.read(LARGEST_HEADER + 1)
    weights = _object(index, raw).get("weight_map")
    if not isinstance(weights, dict) or not weights:
        _refuse(index, "has no weight_map")
    files: dict[Path, set[str]] = {}
    for name, file in weights.items():
        if len(name) > LONGEST_NAME:
            _refuse(index, f"has a tensor with a name of {len(name):,} characters, which none has")
        if not isinstance(file, str) or not PLAIN_NAME.fullmatch(file):
            _refuse(index, f"names the file {str(file)[:60]!r}, which is no safetensors file beside it")
        files.setdefault(index.with_name(file), set()).add(name)
    if missing := sorted(file.name for file in files if not file.is_file()):
        _refuse(index, f"names {len(files)} files, and {len(missing)} are missing, first {missing[0]}", "copy them too")
    return files


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of one file: where its tensors' bytes begin, and how many there are."""

    path: Path
    entries: Mapping[str, object]
    start: int
    size: int

    @classmethod
    def read(cls, path: Path) -> "_Header":
        try:
            with path.open("rb") as file:
                size = file.seek(0, 2)
                file.seek(0)
                length = int.from_bytes(file.read(8), "little")
                if size < 8 or length > size - 8:
                    _refuse(path, "is cut off or no safetensors file", "copy it anew")
                raw = file.read(length) if length <= LARGEST_HEADER else b" " * (LARGEST_HEADER + 1)
        except OSError as error:
            raise ModelError(f"the weights {path} cannot be read ({error.strerror}); name files that can") from error
        return cls(path, _object(path, raw), 8 + length, size - 8 - length)

    def tensors(self) -> Iterator[Tensor]:
        """The tensors, each within the file and none over another."""
        found = sorted(
            (self._tensor(name, entry) for name, entry in self.entries.items() if name != "__metadata__"),
            key=lambda tensor: tensor.offset or 0,
        )
        for one, after in pairwise(found):
            if (one.offset or 0) + one.bytes > (after.offset or 0):
                _refuse(self.path, f"has the tensors {one.name!r} and {after.name!r} over one another")
        return iter(found)

    def _tensor(self, name: str, entry: object) -> Tensor:
        if len(name) > LONGEST_NAME:
            _refuse(self.path, f"has a tensor with a name of {len(name):,} characters, which none has")
        match entry:
            case {"dtype": str(kind), "shape": [*shape], "data_offsets": [int(first), int(last)]}:
                pass
            case _:
                _refuse(self.path, f"does not say the type, shape and place of the tensor {name!r}")
        if kind not in TYPE_BYTES:
            _refuse(self.path, f"has the tensor {name!r} in the unknown type {kind[:20]!r}")
        size = TYPE_BYTES[kind]
        if len(shape) > MOST_DIMENSIONS:
            _refuse(self.path, f"gives the tensor {name!r} {len(shape):,} dimensions, more than any has")
        for each in shape:
            if isinstance(each, bool) or not isinstance(each, int) or not 0 < each < 2**48:
                _refuse(self.path, f"gives the tensor {name!r} an impossible shape")
            size *= each
        if last - first != size:
            _refuse(self.path, f"gives the tensor {name!r} {last - first:,} bytes, and its shape needs {size:,}")
        if first < 0 or last > self.size:
            _refuse(
                self.path, f"is cut off: the tensor {name!r} ends {last - self.size:,} bytes after it", "copy it anew"
            )
        return Tensor(name, tuple(shape), kind.lower(), size, self.path, self.start + first)


def _object(path: Path, raw: bytes) -> dict[str, object]:
    if len(raw) > LARGEST_HEADER:
        _refuse(path, f"has a header of more than {LARGEST_HEADER:,} bytes, which none has")
    try:
        found = read_strictly(raw)
    except ValueError as error:
        raise ModelError(f"the weights {path} have a header that is not JSON ({error}); get them anew") from error
    if not isinstance(found, dict):
        _refuse(path, "has a header that is no object of JSON")
    return found


def _refuse(path: Path, what: str, remedy: str = "get it anew from where the model was published") -> NoReturn:
    raise ModelError(f"the file of weights {path} {what}; {remedy}")
