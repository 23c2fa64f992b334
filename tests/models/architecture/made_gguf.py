"""Writes small GGUF files, sound and broken ones: the fields of a Llama with two layers, and what a test changes."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pincite.models.architecture.block_types import BLOCK_TYPES

U32, F32, STRING, ARRAY = 4, 6, 8, 9

ALIGNMENT = 32


@dataclass(frozen=True)
class Made:
    """A file as it is to be written; `at` overrides where a tensor says that it lies."""

    fields: Mapping[str, object]
    tensors: Mapping[str, tuple[Sequence[int], int]]
    at: Mapping[str, int] = field(default_factory=dict)
    version: int = 3
    counted: tuple[int, int] | None = None

    def bytes(self) -> bytes:
        tensors, fields = self.counted or (len(self.tensors), len(self.fields))
        head = b"GGUF" + struct.pack("<IQQ", self.version, tensors, fields)
        head += b"".join(text(name) + value(each) for name, each in self.fields.items())
        placed = 0
        for name, (shape, kind) in self.tensors.items():
            head += text(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *reversed(shape))
            head += struct.pack("<IQ", kind, self.at.get(name, placed))
            placed += padded(size(shape, kind))
        return head + bytes(-len(head) % ALIGNMENT) + bytes(placed)

    def write(self, path: Path) -> Path:
        path.write_bytes(self.bytes())
        return path


def padded(count: int) -> int:
    return -(-count // ALIGNMENT) * ALIGNMENT


def size(shape: Sequence[int], kind: int) -> int:
    numbers = 1
    for each in shape:
        numbers *= each
    return BLOCK_TYPES[kind].size(numbers) if kind in BLOCK_TYPES else numbers


def text(words: str) -> bytes:
    raw = words.encode()
    return struct.pack("<Q", len(raw)) + raw


def value(each: object) -> bytes:
    """A field's type and value; bytes are written as they are."""
    match each:
        case bytes():
            return each
        case bool():
            return struct.pack("<I?", 7, each)
        case int():
            return struct.pack("<II", U32, each)
        case float():
            return struct.pack("<If", F32, each)
        case str():
            return struct.pack("<I", STRING) + text(each)
        case [str(), *_]:
            return struct.pack("<IIQ", ARRAY, STRING, len(each)) + b"".join(text(str(word)) for word in each)
        case [*numbers]:
            return struct.pack("<IIQ", ARRAY, U32, len(numbers)) + struct.pack(f"<{len(numbers)}I", *numbers)
    raise AssertionError(each)


LLAMA: Mapping[str, object] = {
    "general.architecture": "llama",
    "general.name": "Tiny",
    "general.license": "apache-2.0",
    "llama.block_count": 2,
    "llama.context_length": 128,
    "llama.embedding_length": 64,
    "llama.feed_forward_length": 96,
    "llama.attention.head_count": 4,
    "llama.attention.head_count_kv": 2,
    "llama.attention.layer_norm_rms_epsilon": 1e-5,
    "llama.rope.freq_base": 10_000.0,
    "tokenizer.ggml.tokens": [f"t{at}" for at in range(40)],
    "tokenizer.chat_template": "{{ messages }}",
}


def llama_tensors(kind: int = 0) -> dict[str, tuple[Sequence[int], int]]:
    found: dict[str, tuple[Sequence[int], int]] = {
        "token_embd.weight": ((40, 64), kind),
        "output_norm.weight": ((64,), 0),
    }
    for at in range(2):
        found |= {
            f"blk.{at}.attn_norm.weight": ((64,), 0),
            f"blk.{at}.attn_q.weight": ((64, 64), kind),
            f"blk.{at}.attn_k.weight": ((32, 64), kind),
            f"blk.{at}.attn_v.weight": ((32, 64), kind),
            f"blk.{at}.attn_output.weight": ((64, 64), kind),
            f"blk.{at}.ffn_norm.weight": ((64,), 0),
            f"blk.{at}.ffn_gate.weight": ((96, 64), kind),
            f"blk.{at}.ffn_up.weight": ((96, 64), kind),
            f"blk.{at}.ffn_down.weight": ((64, 96), kind),
        }
    return found


def llama(**changed: object) -> Made:
    """A sound Llama; `changed` has other values of fields, with `__` for a point, None to leave one out."""
    fields = {**LLAMA, **{name.replace("__", "."): each for name, each in changed.items()}}
    return Made({name: each for name, each in fields.items() if each is not None}, llama_tensors())
