from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tests.models.architecture.made_gguf import llama

from pincite.models.architecture.gguf_header import read_header
from pincite.models.architecture.tensors import Tensor
from pincite.models.comparing.gguf_copy import f32_bytes, fields_of, write_f32


def counted(tensor: Tensor, start: int, stop: int) -> NDArray[np.float32]:
    numbers = np.arange(tensor.elements, dtype=np.float32).reshape(tensor.shape)
    return numbers[start:stop]


def test_a_copy_has_the_same_fields_and_the_given_numbers(tmp_path: Path) -> None:
    header = read_header(llama().write(tmp_path / "m.gguf"))
    write_f32(tmp_path / "copy.gguf", header, counted, fields_of(header))
    copy = read_header(tmp_path / "copy.gguf")
    assert copy.fields == header.fields
    assert [(one.name, one.shape) for one in copy.tensors] == [(one.name, one.shape) for one in header.tensors]
    content = (tmp_path / "copy.gguf").read_bytes()
    for tensor in copy.tensors:
        assert tensor.offset is not None
        stored = np.frombuffer(content[tensor.offset : tensor.offset + tensor.bytes], "<f4")
        assert (stored == np.arange(tensor.elements)).all()
    assert f32_bytes(header) == sum(tensor.bytes for tensor in copy.tensors)


def test_a_field_keeps_its_type(tmp_path: Path) -> None:
    header = read_header(llama().write(tmp_path / "m.gguf"))
    others: dict[str, float | str] = {
        "general.name": "Another, longer",
        "llama.rope.freq_base": 500_000.0,
        "llama.context_length": 4096,
    }
    fields = [field.with_value(others[field.name]) if field.name in others else field for field in fields_of(header)]
    write_f32(tmp_path / "copy.gguf", header, counted, fields)
    assert read_header(tmp_path / "copy.gguf").fields == {**header.fields, **others}
