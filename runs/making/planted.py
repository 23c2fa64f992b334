"""Models and engines with a fault planted, and sound ones, for `models verify` to be tried on.

Faults of a real model are planted in copies of SmolLM2's file, or in how its engine is run. What SmolLM2 has not
(experts, windows) is planted in small random models that have its tokenizer.
"""

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pincite.models.architecture.block_types import BLOCK_TYPES
from pincite.models.architecture.gguf_header import ARRAY, SCALARS, STRING, read_header
from pincite.models.comparing.engine import Engine, LogProbs, Opener, Running, Tokens
from pincite.models.comparing.gguf_copy import Field, fields_of
from pincite.models.comparing.verifying import Subject
from pincite.sandbox.llama_library import llama_library
from pincite.sandbox.llama_program import log_softmax

U32, F32, BOOL, TEXT = 4, 6, 7, 8

NUMBER_OF = {kind.name: number for number, kind in BLOCK_TYPES.items()}

Raw = NDArray[np.uint8]
"""A tensor's bytes, one row for each of its rows."""

Change = Callable[[Raw], Raw]

Value = float | str | bool

ALIGNMENT = 32

TEMPLATE = "tokenizer.chat_template"

MERGES = "tokenizer.ggml.merges"

ALL = 49_152
"""Tokens of SmolLM2."""

FEW_TOKENS = 4_096
"""What tests leave a small model of them: a trial costs in proportion to the vocabulary, and no fault lies in it."""

UNMERGED = 252
"""Tokens of SmolLM2 that are not made of two others: marks and bytes. They come first; the rest follow its merges."""


@dataclass(frozen=True)
class Trial:
    """A trial of `verified`: what is compared, how the engine is opened, and words of the fault, empty without one."""

    name: str
    subject: Subject
    fault: str = ""
    opened: Opener = field(default=llama_library)


def field_of(name: str, value: Value) -> Field:
    """A field of a GGUF file, of the type that llama.cpp expects for such a value."""
    if isinstance(value, bool):
        return Field(name, BOOL, struct.pack("<?", value))
    if isinstance(value, str):
        return Field(name, TEXT, b"").with_value(value)
    kind = U32 if isinstance(value, int) else F32
    return Field(name, kind, b"").with_value(value)


def rewritten(
    source: Path, target: Path, fields: Mapping[str, Value], changes: Mapping[str, Change] | None = None
) -> Path:
    """A copy of a model with other fields, and with the bytes of the rows of some tensors changed.

    A change is of all tensors whose name it is part of.
    """
    header = read_header(source)
    kept = [one for one in fields_of(header) if one.name not in fields]
    written = [*kept, *(field_of(name, value) for name, value in fields.items())]
    content = source.read_bytes()
    tensors: list[tuple[str, Sequence[int], int, bytes]] = []
    for tensor in header.tensors:
        assert tensor.offset is not None
        raw = np.frombuffer(content[tensor.offset : tensor.offset + tensor.bytes], np.uint8)
        rows = raw.reshape(tensor.elements // tensor.shape[-1], -1)
        for part, change in (changes or {}).items():
            if part in tensor.name:
                rows = change(rows)
        tensors.append((tensor.name, tensor.shape, NUMBER_OF[tensor.type], rows.tobytes()))
    return write(target, written, tensors)


def write(target: Path, fields: Sequence[Field], tensors: Sequence[tuple[str, Sequence[int], int, bytes]]) -> Path:
    """A GGUF file of fields and tensors (name, shape rows first, number of the type, bytes)."""

    def text(words: str) -> bytes:
        return struct.pack("<Q", len(words.encode())) + words.encode()

    head = struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(fields))
    head += b"".join(text(one.name) + struct.pack("<I", one.type) + one.value for one in fields)
    offset, body = 0, []
    for name, shape, kind, content in tensors:
        head += text(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *reversed(shape))
        head += struct.pack("<IQ", kind, offset)
        padded = content + bytes(-len(content) % ALIGNMENT)
        body.append(padded)
        offset += len(padded)
    target.write_bytes(head + bytes(-len(head) % ALIGNMENT) + b"".join(body))
    return target


def unpermuted(heads: int) -> Change:
    """Rows of queries or keys as they were before llama.cpp's conversion."""

    def change(rows: Raw) -> Raw:
        by_head = rows.reshape(heads, -1, rows.shape[-1])
        return np.concatenate((by_head[:, ::2], by_head[:, 1::2]), axis=1)

    return change


def in_order(count: int, order: Sequence[int]) -> Change:
    """Equal parts of the rows in another order."""
    return lambda rows: rows.reshape(count, -1, rows.shape[-1])[list(order)]


def flipped(row: int, block: int, size: int) -> Change:
    """All bits of one block of a row turned over, but for its two scales of two bytes."""

    def change(rows: Raw) -> Raw:
        made = rows.copy()
        made[row, block * size + 4 : (block + 1) * size] ^= 0xFF
        return made

    return change


Wrong = Callable[[Engine, Sequence[int], Running], LogProbs]
"""Log-probabilities as an engine with a fault gives them, from one without."""


class Faulty:
    """An engine of which something is wrong; only its log-probabilities are another's. Implements `Engine`."""

    def __init__(self, engine: Engine, wrong: Wrong) -> None:
        """`wrong` gives the log-probabilities in the engine's place."""
        self._engine, self._wrong = engine, wrong

    @property
    def name(self) -> str:
        """The engine's."""
        return self._engine.name

    def tokens(self, text: str) -> Tokens:
        """The tokens of a text."""
        return self._engine.tokens(text)

    def log_probs(self, tokens: Sequence[int], running: Running) -> LogProbs:
        """What the fault makes of them."""
        return self._wrong(self._engine, tokens, running)


def faulty(wrong: Wrong) -> Opener:
    """Opens an engine with a fault."""

    @contextmanager
    def opened(gguf: Path, adapter: Path | None) -> Iterator[Engine]:
        with llama_library(gguf, adapter) as engine:
            yield Faulty(engine, wrong)

    return opened


def stale(kept: int) -> Opener:
    """Opens an engine that answers a text with what it kept of another: so many tokens are taken for that one's.

    The beginning is right, since it was computed before; what follows rests on another text's.
    """

    def wrong(engine: Engine, tokens: Sequence[int], running: Running) -> LogProbs:
        earlier = [*reversed(tokens[:kept]), *tokens[kept:]]
        return np.concatenate((engine.log_probs(tokens, running)[:kept], engine.log_probs(earlier, running)[kept:]))

    return faulty(wrong)


def astray(is_astray: Callable[[Running], bool]) -> Opener:
    """Opens an engine that gives the log-probabilities of half of each logit under some settings."""

    def wrong(engine: Engine, tokens: Sequence[int], running: Running) -> LogProbs:
        rows = engine.log_probs(tokens, running)
        return log_softmax(rows / np.float32(2)) if is_astray(running) else rows

    return faulty(wrong)


@contextmanager
def without_adapter(gguf: Path, adapter: Path | None) -> Iterator[Engine]:  # noqa: ARG001 - that is the fault
    """Opens an engine that ignores the adapter."""
    with llama_library(gguf) as engine:
        yield engine


def adapter_for(source: Path, target: Path, seed: int = 1, rank: int = 4) -> Path:
    """A random LoRA adapter in a GGUF file, on the queries and values of all layers of a model."""
    header, draws = read_header(source), np.random.default_rng(seed)
    tensors: list[tuple[str, Sequence[int], int, bytes]] = []
    for tensor in header.tensors:
        if ".attn_q.weight" in tensor.name or ".attn_v.weight" in tensor.name:
            out, into = tensor.shape
            for part, shape in ((".lora_a", (rank, into)), (".lora_b", (out, rank))):
                numbers = draws.normal(0, 0.05, shape).astype("<f4")
                tensors.append((tensor.name + part, shape, 0, numbers.tobytes()))
    fields: dict[str, Value] = {
        "general.type": "adapter",
        "general.architecture": str(header.fields["general.architecture"]),
        "adapter.type": "lora",
        "adapter.lora.alpha": 8.0,
    }
    return write(target, [field_of(name, value) for name, value in fields.items()], tensors)


SMALL: Mapping[str, Value] = {
    "llama.block_count": 3,
    "llama.context_length": 1024,
    "llama.embedding_length": 64,
    "llama.feed_forward_length": 96,
    "llama.attention.head_count": 4,
    "llama.attention.head_count_kv": 2,
    "llama.rope.dimension_count": 16,
    "llama.rope.freq_base": 10_000.0,
    "llama.attention.layer_norm_rms_epsilon": 1e-5,
}
"""A Llama of three layers."""


def small(
    source: Path, target: Path, family: str, said: Mapping[str, Value], seed: int, vocabulary: int | None = None
) -> Path:
    """A small random model with the tokenizer of `source`: a Llama, one with experts, a Qwen 2 or a Gemma 3.

    `said` are fields beyond those of the Llama, without the family's name before them. `vocabulary` is how many of
    SmolLM2's tokens it has, in their order; all without it. What a comparison costs is in proportion to it.
    """
    own: dict[str, Value] = {name.replace("llama.", f"{family}."): value for name, value in SMALL.items()}
    own |= {f"{family}.{name}": value for name, value in said.items()}
    tokenizer = [one for one in fields_of(read_header(source)) if one.name.startswith("tokenizer.")]
    if vocabulary is not None:
        tokenizer = [_cut(one, {MERGES: vocabulary - UNMERGED}.get(one.name, vocabulary)) for one in tokenizer]
    fields = [field_of("general.architecture", family), *(field_of(*pair) for pair in own.items()), *tokenizer]
    draws = np.random.default_rng(seed)
    tensors: list[tuple[str, Sequence[int], int, bytes]] = []
    for name, shape in _shapes(family, own, ALL if vocabulary is None else vocabulary):
        is_norm = "norm" in name
        spread = 0.2 if is_norm else 1.5 / shape[-1] ** 0.5
        numbers = draws.normal(1.0 if is_norm else 0.0, spread, shape).astype("<f4")
        tensors.append((name, shape, 0, numbers.tobytes()))
    return write(target, fields, tensors)


def _cut(field: Field, length: int) -> Field:
    """The field with the first so many of its values, where it has more than one."""
    if field.type != ARRAY:
        return field
    of, had = struct.unpack_from("<IQ", field.value)
    assert length <= had
    start = end = struct.calcsize("<IQ")
    for _ in range(length):
        end += 8 + struct.unpack_from("<Q", field.value, end)[0] if of == STRING else struct.calcsize(SCALARS[of])
    return Field(field.name, field.type, struct.pack("<IQ", of, length) + field.value[start:end])


def _shapes(family: str, own: Mapping[str, Value], vocabulary: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    width, inner, heads, groups = (
        int(own[f"{family}.{name}"])
        for name in ("embedding_length", "feed_forward_length", "attention.head_count", "attention.head_count_kv")
    )
    size = int(own.get(f"{family}.attention.key_length", width // heads))
    experts = int(own.get(f"{family}.expert_count", 0))
    yield "token_embd.weight", (vocabulary, width)
    yield "output_norm.weight", (width,)
    for layer in range(int(own[f"{family}.block_count"])):
        at = f"blk.{layer}"
        yield f"{at}.attn_norm.weight", (width,)
        yield f"{at}.ffn_norm.weight", (width,)
        for name, shape in (("q", (heads * size, width)), ("k", (groups * size, width)), ("v", (groups * size, width))):
            yield f"{at}.attn_{name}.weight", shape
            if family == "qwen2":
                yield f"{at}.attn_{name}.bias", shape[:1]
        yield f"{at}.attn_output.weight", (width, heads * size)
        if family == "gemma3":
            yield from ((f"{at}.{name}.weight", (size,)) for name in ("attn_q_norm", "attn_k_norm"))
            yield from ((f"{at}.{name}.weight", (width,)) for name in ("post_attention_norm", "post_ffw_norm"))
        if experts:
            yield f"{at}.ffn_gate_inp.weight", (experts, width)
        of = (experts,) if experts else ()
        suffix = "_exps" if experts else ""
        for name, shape in (("gate", (inner, width)), ("up", (inner, width)), ("down", (width, inner))):
            yield f"{at}.ffn_{name}{suffix}.weight", (*of, *shape)


MIXTURE: Mapping[str, Value] = {"expert_count": 4, "expert_used_count": 2}

WINDOWED: Mapping[str, Value] = {
    "block_count": 6,
    "attention.sliding_window": 24,
    "attention.key_length": 16,
    "attention.value_length": 16,
}


def faults(smol: Path, folder: Path) -> Iterator[Trial]:
    """Twelve faults, each planted alone."""

    def copy(name: str, fields: Mapping[str, Value], changes: Mapping[str, Change] | None = None) -> Path:
        return rewritten(smol, folder / f"{name}.gguf", fields, changes)

    def trial(name: str, engine: Path, fault: str, reference: Path = smol) -> Trial:
        return Trial(name, Subject(engine, reference, Running()), fault)

    yield trial("rope base", copy("base", {"llama.rope.freq_base": 10_000.0}), "RoPE base is 10,000")
    yarn: dict[str, Value] = {
        "llama.rope.scaling.type": "yarn",
        "llama.rope.scaling.factor": 4.0,
        "llama.rope.scaling.original_context_length": 2048,
    }
    yield trial("YaRN ignored", smol, "(YaRN) is ignored", copy("yarn", yarn))
    rows = {".attn_q.": unpermuted(9), ".attn_k.": unpermuted(3)}
    yield trial("q and k not permuted", copy("rows", {}, rows), "not permuted")
    swapped = {".attn_k.": in_order(3, (1, 0, 2)), ".attn_v.": in_order(3, (1, 0, 2))}
    yield trial("KV heads swapped", copy("heads", {}, swapped), "heads 0 and 1 of keys and values are exchanged")
    yield trial("norm epsilon", copy("epsilon", {"llama.attention.layer_norm_rms_epsilon": 1e-6}), "epsilon of 1e-06")
    yield trial("flipped block", copy("block", {}, {"blk.7.ffn_down.": flipped(5, 3, 20)}), "layer 7 ")
    yield trial("BOS", copy("bos", {"tokenizer.ggml.add_bos_token": True}), "BOS")
    yield trial("template", copy("template", {TEMPLATE: "{{ messages }}"}), "chat template")
    adapter = adapter_for(smol, folder / "adapter.gguf")
    subject = Subject(smol, smol, Running(), adapter)
    yield Trial("adapter ignored", subject, "the adapter is ignored", without_adapter)
    mixture = small(smol, folder / "mixture.gguf", "llama", MIXTURE, 3)
    others = {f"ffn_{name}_exps": in_order(4, (0, 2, 1, 3)) for name in ("gate", "up", "down")}
    wrong = rewritten(mixture, folder / "expert.gguf", {}, others)
    yield trial("wrong expert", wrong, "experts 1 and 2 are exchanged", mixture)
    windowed = small(smol, folder / "windowed.gguf", "gemma3", WINDOWED, 4)
    shorter = rewritten(windowed, folder / "window.gguf", {"gemma3.attention.sliding_window": 23})
    yield trial("window off by one", shorter, "window of 24 tokens is 23", windowed)
    yield Trial("stale cache", Subject(smol, smol, Running()), "right up to position 40", stale(40))
    subject, contradicted = Subject(smol, smol, Running()), "the engine contradicts itself"
    yield Trial("flash attention wrong", subject, contradicted, astray(lambda running: running.flash))
    yield Trial("one at a time wrong", subject, contradicted, astray(lambda running: running.at_once == 1))


def sound(smol: Path, folder: Path) -> Iterator[Trial]:
    """Twenty files and settings without a fault."""

    def trial(name: str, gguf: Path, running: Running, adapter: Path | None = None) -> Trial:
        return Trial(name, Subject(gguf, gguf, running, adapter))

    for running in (Running(), Running(flash=False), Running("q8_0"), Running("q4_0"), Running("f32", flash=False)):
        yield trial(f"SmolLM2, {running.words}", smol, running)
    adapter = adapter_for(smol, folder / "adapter.gguf", seed=2)
    yield trial("SmolLM2 with an adapter", smol, Running(), adapter)
    yarn: dict[str, Value] = {
        "llama.rope.scaling.type": "yarn",
        "llama.rope.scaling.factor": 4.0,
        "llama.rope.scaling.original_context_length": 2048,
    }
    yield trial("SmolLM2 with YaRN", rewritten(smol, folder / "yarn.gguf", yarn), Running())
    linear: dict[str, Value] = {"llama.rope.scaling.type": "linear", "llama.rope.scaling.factor": 2.0}
    yield trial("SmolLM2, positions halved", rewritten(smol, folder / "linear.gguf", linear), Running())
    for family, said in (("llama", {}), ("llama", MIXTURE), ("qwen2", {}), ("gemma3", WINDOWED)):
        for seed in (11, 12, 13):
            made = small(smol, folder / f"{family}{seed}{len(said)}.gguf", family, said, seed)
            words = "with experts" if said is MIXTURE else "with a window" if said is WINDOWED else ""
            yield trial(f"small {family} {words} {seed}".replace("  ", " "), made, Running(flash=seed != 13))
