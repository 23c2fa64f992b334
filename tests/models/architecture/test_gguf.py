"""What a GGUF file says of its model, and how a broken or hostile one ends: in one sentence, without its weights."""

import hashlib
import struct
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from gguf.constants import GGML_QUANT_SIZES
from gguf.gguf_reader import GGUFReader
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.models.architecture.made_gguf import ARRAY, F32, LLAMA, STRING, Made, llama, llama_tensors, text

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Attention, FeedForward, Layer, Rope
from pincite.models.architecture.block_types import BLOCK_TYPES
from pincite.models.architecture.gguf_header import read_header
from pincite.models.architecture.reading import read_architecture

SMOLLM2 = Path(".models/SmolLM2-135M-Instruct.Q4_1.gguf")


def refused(made: bytes | Made, folder: Path) -> str:
    path = folder / "m.gguf"
    path.write_bytes(made if isinstance(made, bytes) else made.bytes())
    with pytest.raises(ModelError) as refusal:
        read_architecture(path)
    message = str(refusal.value)
    assert message.startswith(f"the model {path} ")
    assert "\n" not in message
    return message.removeprefix(f"the model {path} ")


def test_the_table_of_types_is_that_of_the_package_gguf() -> None:
    theirs = {int(kind): (kind.name.lower(), *sizes) for kind, sizes in GGML_QUANT_SIZES.items()}
    assert {number: (kind.name, kind.numbers, kind.bytes) for number, kind in BLOCK_TYPES.items()} == theirs


def test_a_llama_is_read(tmp_path: Path) -> None:
    read = read_architecture(llama().write(tmp_path / "m.gguf"))
    rope = Rope(10_000.0, 16)
    assert read.layers == (Layer(Attention(4, 2, 16, 16, rope=rope), FeedForward(96, is_gated=True)),) * 2
    assert (read.family, read.title, read.licence, read.vocabulary) == ("llama", "Tiny", "apache-2.0", 40)
    assert (read.trained_context, read.is_tied, read.tensors_from) == (128, True, "gguf")
    assert read.norm_epsilon == pytest.approx(1e-5)
    assert read.chat_template_sha256 == hashlib.sha256(b"{{ messages }}").hexdigest()
    assert read.parameters == 40 * 64 + 64 + 2 * (2 * 64 + 64 * 64 * 2 + 32 * 64 * 2 + 96 * 64 * 3)
    assert read.weights_bytes == 4 * read.parameters


def test_a_vocabulary_is_read_only_when_it_is_wanted(tmp_path: Path) -> None:
    words = [f"word {at}" for at in range(5000)]
    made = replace(llama(), fields={**LLAMA, "tokenizer.ggml.tokens": words}, tensors={})
    header = read_header(made.write(tmp_path / "m.gguf"))
    assert not isinstance(header.fields["tokenizer.ggml.tokens"], tuple)
    assert header.array("tokenizer.ggml.tokens") == tuple(words)


def test_tensors_lie_where_the_package_gguf_finds_them(tmp_path: Path) -> None:
    path = Made(LLAMA, llama_tensors(kind=8)).write(tmp_path / "m.gguf")
    theirs = [
        (
            tensor.name,
            tuple(reversed(tensor.shape.tolist())),
            tensor.tensor_type.name.lower(),
            tensor.n_bytes,
            tensor.data_offset,
        )
        for tensor in GGUFReader(path).tensors
    ]
    read = read_architecture(path)
    assert [(each.name, each.shape, each.type, each.bytes, each.offset) for each in read.tensors] == theirs


@pytest.mark.skipif(not SMOLLM2.is_file(), reason="the GGUF of SmolLM2 could not be fetched")
def test_the_bytes_and_parameters_of_smollm2_are_those_that_llama_cpp_logs() -> None:
    read = read_architecture(SMOLLM2)
    assert f"{read.parameters / 1e6:.2f} M, {read.weights_bytes / 2**20:.2f} MiB" == "134.52 M, 92.10 MiB"
    assert (read.parameters, read.weights_bytes) == (134_515_008, 96_576_768)


def test_a_file_that_counts_a_billion_tensors_takes_no_memory(tmp_path: Path) -> None:
    path = replace(llama(), counted=(10**9, 0)).write(tmp_path / "m.gguf")
    tracemalloc.start()
    with pytest.raises(ModelError, match="counts 1,000,000,000 tensors, which a file of"):
        read_architecture(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000


def billion(kind: int) -> bytes:
    """An array field that counts 10^9 values."""
    return struct.pack("<IIQ", ARRAY, kind, 10**9)


def without(name: str) -> Made:
    return replace(llama(), tensors={each: shaped for each, shaped in llama_tensors().items() if each != name})


def with_experts(**changed: int) -> Made:
    """A Llama with four experts in each layer, of which a token uses two."""
    said = {
        "llama.expert_count": 4,
        "llama.expert_used_count": 2,
        **{f"llama.{name}": changed[name] for name in changed},
    }
    tensors = {name: shaped for name, shaped in llama_tensors().items() if ".ffn_" not in name or "norm" in name}
    for at in range(2):
        tensors |= {f"blk.{at}.ffn_{part}_exps.weight": ((4, 96, 64), 0) for part in ("gate", "up")}
        tensors[f"blk.{at}.ffn_down_exps.weight"] = ((4, 64, 96), 0)
    return Made({**LLAMA, **said}, tensors)


BROKEN: dict[str, tuple[Callable[[], bytes | Made], str]] = {
    "empty": (lambda: b"", "is empty; copy it anew"),
    "another format": (lambda: b"PK\3\4" + bytes(100), "is no GGUF file, since it does not begin with GGUF"),
    "cut after the counts": (lambda: llama().bytes()[:24], "counts 20 tensors, which a file of 24 bytes cannot hold"),
    "cut in its header": (lambda: llama().bytes()[:1000], "is cut off or damaged within its header"),
    "cut in its weights": (
        lambda: llama().bytes()[:-100],
        "is cut off: the tensor 'blk.1.ffn_down.weight' ends 100 bytes",
    ),
    "big-endian": (lambda: replace(llama(), version=3 << 24), "has its numbers in the order of big-endian machines"),
    "version 1": (lambda: replace(llama(), version=1), "is of version 1 of the format"),
    "10^12 fields": (lambda: replace(llama(), counted=(0, 10**12)), "counts 1,000,000,000,000 fields, which"),
    "10^9 texts": (lambda: llama(tokenizer__ggml__tokens=billion(STRING)), "counts 1,000,000,000 values in 'tokenizer"),
    "10^9 numbers": (lambda: llama(general__sizes=billion(F32)), "counts 1,000,000,000 values in 'general.sizes'"),
    "a list of lists": (lambda: llama(general__x=billion(ARRAY)), "has a value of an unknown type (9) in 'general.x'"),
    "an endless text": (
        lambda: llama(general__name=struct.pack("<IQ", STRING, 2**60)),
        "gives 'general.name' 1,152,921,504,606,846,976 bytes, more than any has",
    ),
    "no text": (
        lambda: llama(general__name=struct.pack("<IQ", STRING, 2) + b"\xff\xfe"),
        "has bytes in 'general.name' that are no text in UTF-8",
    ),
    "an unknown type of tensor": (
        lambda: Made(LLAMA, {"a": ((32, 32), 99)}),
        "has the tensor 'a' in an unknown type (99)",
    ),
    "half a block": (
        lambda: Made(LLAMA, {"a": ((4, 33), 8)}),
        "has rows of 33 in 'a', which blocks of 32 do not divide",
    ),
    "no numbers": (lambda: Made(LLAMA, {"a": ((0, 32), 0)}), "gives the tensor 'a' the impossible shape 0 × 32"),
    "10^18 numbers": (
        lambda: (
            Made(LLAMA, {"a": ((1, 1), 0)}).bytes().replace(struct.pack("<QQ", 1, 1), struct.pack("<QQ", 10**9, 10**9))
        ),
        "gives the tensor 'a' the impossible shape 1000000000 × 1000000000",
    ),
    "an offset outside": (
        lambda: replace(llama(), at={"output_norm.weight": 2**40}),
        "is cut off: the tensor 'output_norm.weight' ends",
    ),
    "an offset of 2^64": (
        lambda: replace(llama(), at={"output_norm.weight": 2**64 - 32}),
        "is cut off: the tensor 'output_norm.weight' ends",
    ),
    "an odd offset": (
        lambda: replace(llama(), at={"output_norm.weight": 7}),
        "has the tensor 'output_norm.weight' at 7, no multiple of 32",
    ),
    "overlapping tensors": (
        lambda: replace(llama(), at={"output_norm.weight": 0}),
        "has the tensors 'token_embd.weight' and 'output_norm.weight' over one another",
    ),
    "an alignment of 3": (lambda: llama(general__alignment=3), "aligns its tensors at 3, which is no power of 2"),
    "no architecture": (lambda: llama(general__architecture=None), "does not say its architecture"),
    "an unknown architecture": (
        lambda: llama(general__architecture="mamba"),
        "has the architecture 'mamba', whose layers keep a state",
    ),
    "a part": (lambda: llama(split__count=3), "is one of 3 parts; join them with llama-gguf-split --merge"),
    "no layers": (lambda: llama(llama__block_count=None), "does not say its llama.block_count"),
    "10^9 layers": (lambda: llama(llama__block_count=10**9), "has the impossible llama.block_count 1000000000"),
    "a layer too many": (
        lambda: llama(llama__block_count=3),
        "says that it has 3 layers, and has no tensor of layer 2",
    ),
    "heads that do not divide": (
        lambda: llama(llama__attention__head_count_kv=3),
        "has 4 heads, which 3 heads of keys",
    ),
    "other heads": (
        lambda: llama(llama__attention__head_count_kv=4),
        "says by its fields that the tensor 'blk.0.attn_k.weight' is 64 × 64, and it is 32 × 64",
    ),
    "another vocabulary": (
        lambda: llama(tokenizer__ggml__tokens=["a", "b"]),
        "says by its fields that the tensor 'token_embd.weight' is 2 × 64, and it is 40 × 64",
    ),
    "no epsilon": (lambda: llama(llama__attention__layer_norm_rms_epsilon=None), "has no usable epsilon of its norms"),
    "a base that is no number": (
        lambda: llama(llama__rope__freq_base=float("nan")),
        "has the impossible llama.rope.freq_base nan",
    ),
    "a list where one number belongs": (
        lambda: llama(llama__context_length=[1] * 2000),
        "has the impossible llama.context_length (a list of 2,000 values)",
    ),
    "a number in words": (
        lambda: llama(llama__context_length="\x1b[2J\nmany" + "!" * 10**6),
        "has the impossible llama.context_length '\\x1b[2J\\nmany!!!",
    ),
    "a name without end": (
        lambda: Made({**LLAMA, "a" * 60_000: 1}, llama_tensors()),
        "gives the name of a field 60,000 bytes, more than any has",
    ),
    "a tensor's name without end": (
        lambda: Made(LLAMA, {**llama_tensors(), f"blk.{'9' * 5000}.attn_q.weight": ((32,), 0)}),
        "gives the name of a tensor 5,018 bytes, more than any has",
    ),
    "a layer without its last matrix": (
        lambda: without("blk.1.ffn_down.weight"),
        "lacks the tensor 'blk.1.ffn_down.weight'",
    ),
    "a layer without queries": (lambda: without("blk.0.attn_q.weight"), "lacks the tensor 'blk.0.attn_q.weight'"),
    "experts without weights": (
        lambda: llama(llama__expert_count=2**24, llama__expert_used_count=1),
        "lacks the tensor 'blk.0.ffn_down_exps.weight'",
    ),
    "more experts than there are": (
        lambda: with_experts(expert_used_count=5),
        "sends a token through 5 of 4 experts",
    ),
    "groups that do not divide": (lambda: with_experts(expert_group_count=3), "takes 1 of 3 groups of 4 experts"),
    "groups with too few experts": (
        lambda: with_experts(expert_group_count=4),
        "sends a token through 2 experts of groups that have 1",
    ),
    "positions of base 0": (
        lambda: llama(llama__rope__freq_base=0.0),
        "has positions of the base 0, and theirs is above 1",
    ),
    "half a pair": (
        lambda: llama(llama__rope__dimension_count=7),
        "turns 7 of the 16 numbers of a head by its position, and they turn in pairs",
    ),
    "more than a head": (lambda: llama(llama__rope__dimension_count=18), "turns 18 of the 16 numbers of a head"),
    "positions stretched to nothing": (
        lambda: llama(llama__rope__scaling__type="linear", llama__rope__scaling__factor=1e-30),
        "stretches positions by 1e-30, and that is at least 1",
    ),
    "no range to stretch": (
        lambda: llama(llama__rope__scaling__type="yarn", llama__rope__scaling__yarn_beta_fast=0.0),
        "stretches positions between 1 and 0 turns, which is no range",
    ),
    "no vocabulary": (
        lambda: replace(llama(), tensors={name: each for name, each in llama_tensors().items() if "embd" not in name}),
        "lacks the tensor 'token_embd.weight'",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_ends_in_a_sentence(name: str, tmp_path: Path) -> None:
    made, expected = BROKEN[name]
    assert refused(made(), tmp_path).startswith(expected)


@pytest.mark.parametrize("each", [900, 2000])
def test_a_header_of_holes_is_left_before_it_is_read(each: int, tmp_path: Path) -> None:
    """A file of 16 GB that takes no room: `each` texts of 8 MB in one list, short enough to be kept or passed over."""
    path, long = tmp_path / "m.gguf", 7_999_992
    with path.open("wb") as file:
        file.write(struct.pack("<4sIQQ", b"GGUF", 3, 0, 1) + text("general.tags"))
        file.write(struct.pack("<IIQ", ARRAY, STRING, each))
        for _ in range(each):
            file.write(struct.pack("<Q", long))
            file.seek(long, 1)
        file.truncate()
    tracemalloc.start()
    with pytest.raises(ModelError, match="has a header of more than 64,000,000 bytes, which none has"):
        read_architecture(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 80_000_000


def test_what_a_file_says_of_itself_goes_on_the_record_shortened(tmp_path: Path) -> None:
    made = llama(general__license="free\n" * 10**6, general__name="n" * 10**6)
    read = read_architecture(made.write(tmp_path / "m.gguf"))
    assert read.licence == "free\n" * 40 + "…"
    assert read.title == "n" * 200 + "…"


def test_a_factor_of_nothing_is_none_as_llama_cpp_takes_it(tmp_path: Path) -> None:
    made = llama(llama__rope__scaling__type="linear", llama__rope__scaling__factor=0.0)
    rope = read_architecture(made.write(tmp_path / "m.gguf")).layers[0].attention.rope
    assert rope is not None
    assert rope.scaling is not None
    assert rope.scaling.factor == 1


@pytest.mark.parametrize("every", [7])
def test_a_file_that_is_cut_anywhere_ends_in_a_sentence(every: int, tmp_path: Path) -> None:
    whole = llama().bytes()
    for length in range(0, 2200, every):
        refused(whole[:length], tmp_path)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(changes=[(435, bytes(4) + b"\x9e")])
@given(changes=st.lists(st.tuples(st.integers(0, 1900), st.binary(min_size=1, max_size=8)), min_size=1, max_size=4))
def test_a_file_with_changed_bytes_is_read_or_refused_in_a_sentence(
    changes: list[tuple[int, bytes]], tmp_path: Path
) -> None:
    raw = bytearray(llama().bytes())
    for at, new in changes:
        raw[at : at + len(new)] = new
    path = tmp_path / "m.gguf"
    path.write_bytes(raw)
    refusal = read_or_refused(path)
    assert refusal is None or ("\n" not in refusal and len(refusal) < 500)


def read_or_refused(path: Path) -> str | None:
    """Why the file is refused; None where it is read, and has as many bytes as it says."""
    try:
        read = read_architecture(path)
    except ModelError as error:
        return str(error)
    assert read.weights_bytes <= path.stat().st_size
    return None


def test_a_field_or_tensor_that_comes_twice_is_refused(tmp_path: Path) -> None:
    whole = llama().bytes()
    twice = whole.replace(b"general.license", b"general.nam\0\0\0\0").replace(b"blk.1.attn_v", b"blk.1.attn_k")
    assert "has two tensors of the same name" in refused(twice, tmp_path)
    again = llama(general__size=1, general__sizf=2).bytes().replace(b"general.sizf", b"general.size")
    assert "has the field 'general.size' twice" in refused(again, tmp_path)


def test_a_model_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"there is no model at .*; name a GGUF file, a config.json, or its folder"):
        read_architecture(tmp_path / "none.gguf")
