"""What a config.json says of its model, alone and beside its weights."""

import json
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from pincite.errors import ModelError
from pincite.models.architecture.architecture import (
    Architecture,
    Attention,
    Experts,
    FeedForward,
    Latent,
    Rope,
    Scaling,
)
from pincite.models.architecture.reading import read_architecture
from pincite.models.reference.building import reference_of
from pincite.models.reference.running import read as read_tokens

DATA = Path("tests/data/architectures")

PUBLISHED: dict[str, dict[str, Any]] = json.loads((DATA / "published.json").read_text(encoding="utf-8"))

COUNTED: dict[str, int] = json.loads((DATA / "counted.json").read_text(encoding="utf-8"))["parameters"]
"""By transformers, on the meta device (`runs/making/count_parameters.py`)."""


def configured(folder: Path, values: Mapping[str, Any]) -> Path:
    path = folder / "config.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def read(folder: Path, name: str, **changed: object) -> Architecture:
    return read_architecture(configured(folder, {**PUBLISHED[name], **changed}))


def refused(path: Path) -> str:
    with pytest.raises(ModelError) as refusal:
        read_architecture(path)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def test_every_published_configuration_was_counted() -> None:
    assert PUBLISHED.keys() == COUNTED.keys()
    assert len(PUBLISHED) >= 12


@pytest.mark.parametrize("name", PUBLISHED)
def test_parameters_are_those_that_transformers_counts(name: str, tmp_path: Path) -> None:
    assert read(tmp_path, name).parameters == COUNTED[name]


@pytest.mark.parametrize(
    ("name", "active"),
    [("Mixtral-8x7B", 12.9e9), ("Qwen3-30B-A3B", 3.3e9), ("Qwen1.5-MoE-A2.7B", 2.7e9), ("DeepSeek-V3", 37e9)],
)
def test_active_parameters_are_those_that_the_makers_name(name: str, active: float, tmp_path: Path) -> None:
    assert read(tmp_path, name).active_parameters == pytest.approx(active, rel=0.02)


def test_a_dense_model_uses_all_its_parameters(tmp_path: Path) -> None:
    dense = read(tmp_path, "Llama-3-8B")
    assert dense.active_parameters == dense.parameters
    assert dense.weights_bytes == 2 * dense.parameters


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Llama-2-7B", "MHA"), ("Llama-2-70B", "GQA"), ("Gemma-3-1B", "MQA"), ("DeepSeek-V3", "MLA"), ("T5-base", "MHA")],
)
def test_the_kind_of_attention_is_named(name: str, kind: str, tmp_path: Path) -> None:
    assert {layer.attention.kind for layer in read(tmp_path, name).layers} == {kind}


def windows(model: Architecture) -> list[int | None]:
    return [layer.attention.window for layer in model.layers]


def test_windows_are_those_of_the_family(tmp_path: Path) -> None:
    assert windows(read(tmp_path, "Mistral-7B-v0.1")) == [4096] * 32
    assert windows(read(tmp_path, "Mistral-7B-v0.1", sliding_window=None)) == [None] * 32
    assert windows(read(tmp_path, "Gemma-2-9B")) == [4096, None] * 21
    assert windows(read(tmp_path, "Gemma-3-1B")) == ([512] * 5 + [None]) * 4 + [512] * 2
    assert windows(read(tmp_path, "Qwen2.5-7B")) == [None] * 28
    used = read(tmp_path, "Qwen2.5-7B", use_sliding_window=True, sliding_window=4096, max_window_layers=20)
    assert windows(used) == [None] * 20 + [4096] * 8
    named = read(tmp_path, "Gemma-2-9B", layer_types=["full_attention", "sliding_attention"] * 21)
    assert windows(named) == [None, 4096] * 21


def test_layers_with_a_window_have_positions_of_their_own(tmp_path: Path) -> None:
    layers = read(tmp_path, "Gemma-3-1B", rope_scaling={"rope_type": "linear", "factor": 8.0}).layers
    assert layers[0].attention.rope == Rope(10_000.0, 256)
    assert layers[5].attention.rope == Rope(1_000_000.0, 256, Scaling("linear", 8.0))


def test_both_spellings_of_positions_are_read(tmp_path: Path) -> None:
    old = read(tmp_path, "Llama-3.1-70B")
    values = dict(PUBLISHED["Llama-3.1-70B"])
    parameters = {**values.pop("rope_scaling"), "rope_theta": values.pop("rope_theta")}
    new = read_architecture(configured(tmp_path, {**values, "rope_parameters": parameters}))
    assert old.layers == new.layers
    scaling = Scaling("llama3", 8.0, 8192, low_frequency=1.0, high_frequency=4.0)
    assert old.layers[0].attention.rope == Rope(500_000.0, 128, scaling)


def test_positions_by_kind_of_layer_are_read(tmp_path: Path) -> None:
    by_kind = {
        "sliding_attention": {"rope_type": "default", "rope_theta": 7.0},
        "full_attention": {"rope_type": "linear", "rope_theta": 9.0, "factor": 2.0},
    }
    layers = read(tmp_path, "Gemma-3-1B", rope_parameters=by_kind).layers
    assert layers[0].attention.rope == Rope(7.0, 256)
    assert layers[5].attention.rope == Rope(9.0, 256, Scaling("linear", 2.0))


def test_a_deepseek_has_a_latent_vector_and_dense_layers_first(tmp_path: Path) -> None:
    model = read(tmp_path, "DeepSeek-V3")
    attention = model.layers[0].attention
    assert attention.latent == Latent(kv_rank=512, query_rank=1536, plain_dim=128, rope_dim=64)
    assert (attention.key_dim, attention.value_dim) == (192, 128)
    assert attention.rope is not None
    assert attention.rope.dims == 64
    assert attention.rope.scaling is not None
    assert (attention.rope.scaling.kind, attention.rope.scaling.factor) == ("yarn", 40.0)
    experts = Experts(256, 8, 2048, 2048, "sigmoid", True, 2.5, 8, 4)
    assert [layer.feed_forward for layer in model.layers[2:4]] == [FeedForward(18432, is_gated=True), experts]


def test_an_encoder_and_a_decoder_that_attends_to_it(tmp_path: Path) -> None:
    bert = read(tmp_path, "BERT-base-uncased")
    assert (len(bert.encoder), len(bert.decoder), bert.positions) == (12, 0, "learned")
    assert bert.layers[0].attention == Attention(12, 12, 64, 64, is_causal=False)
    both = read(tmp_path, "T5-base")
    assert (len(both.encoder), len(both.decoder), both.trained_context) == (12, 12, 512)
    assert {layer.cross for layer in both.decoder} == {Attention(12, 12, 64, 64, is_causal=False)}
    assert {layer.cross for layer in both.encoder} == {None}


def test_a_model_that_sees_pictures_is_read_by_its_language_part(tmp_path: Path) -> None:
    within = {"model_type": "gemma3", "text_config": PUBLISHED["Gemma-3-1B"], "vision_config": {"hidden_size": 1}}
    model = read_architecture(configured(tmp_path, within))
    assert model.parameters == COUNTED["Gemma-3-1B"]
    assert "the part that sees pictures is not counted" in model.notes


@pytest.mark.parametrize("prefix", ["language_model.model.", "model.language_model."])
def test_a_part_that_sees_pictures_may_have_more_layers_and_is_in_the_bytes(prefix: str, tmp_path: Path) -> None:
    plain = read_architecture(stored(tmp_path).parent)
    shapes = {tensor.name: tensor.shape for tensor in plain.tensors}
    within = {prefix + name.removeprefix("model."): shape for name, shape in shapes.items() if "model." in name}
    text = {**SMALL, "hidden_act": "silu"}
    eyes = {f"vision_tower.encoder.layers.{at}.mlp.fc1.weight": (8, 8) for at in range(9)}
    stored(tmp_path, {**dict.fromkeys(shapes), "lm_head.weight": shapes["lm_head.weight"], **within, **eyes})
    model = read_architecture(configured(tmp_path, {"model_type": "llava", "text_config": text, "vision_config": {}}))
    assert model.weights_bytes == plain.weights_bytes + 9 * 2 * 64
    assert "of the part that sees pictures only the weights are counted" in model.notes
    assert read_tokens(reference_of(model), [1, 2, 3]).hidden.shape == (3, SMALL["hidden_size"])


SMALL = {
    "model_type": "llama",
    "hidden_size": 16,
    "intermediate_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": 40,
    "max_position_embeddings": 64,
    "rms_norm_eps": 1e-5,
    "torch_dtype": "bfloat16",
}


def stored(folder: Path, changed: Mapping[str, tuple[int, ...] | None] | None = None, name: str = "model") -> Path:
    """Weights of zeros as SMALL asks for them, but for changed shapes; None leaves a tensor out."""
    follow = read_architecture(configured(folder, SMALL)).tensors
    shapes: dict[str, tuple[int, ...] | None] = {tensor.name: tensor.shape for tensor in follow}
    entries: dict[str, object] = {}
    at = 0
    for tensor, shape in (shapes | dict(changed or {})).items():
        if shape is not None:
            size = 2
            for each in shape:
                size *= each
            entries[tensor] = {"dtype": "BF16", "shape": list(shape), "data_offsets": [at, at + size]}
            at += size
    return packed(folder / f"{name}.safetensors", entries, at)


def packed(path: Path, entries: object, size: int) -> Path:
    head = json.dumps(entries).encode()
    path.write_bytes(struct.pack("<Q", len(head)) + head + bytes(size))
    return path


def test_the_bytes_are_those_of_the_weights_beside_it(tmp_path: Path) -> None:
    alone = read_architecture(configured(tmp_path, SMALL))
    assert (alone.tensors_from, len(alone.notes)) == ("config.json", 1)
    stored(tmp_path)
    beside = read_architecture(tmp_path)
    assert (beside.tensors_from, beside.notes) == ("safetensors", ())
    assert (beside.parameters, beside.weights_bytes) == (alone.parameters, alone.weights_bytes)
    assert beside.tensors[0].offset is not None


def test_the_files_of_an_index_are_read(tmp_path: Path) -> None:
    whole = stored(tmp_path)
    whole.rename(tmp_path / "model-00001-of-00001.safetensors")
    names = [tensor.name for tensor in read_architecture(configured(tmp_path, SMALL)).tensors]
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": dict.fromkeys(names, "model-00001-of-00001.safetensors")}))
    assert read_architecture(tmp_path).tensors_from == "safetensors"
    index.write_text(json.dumps({"weight_map": dict.fromkeys(names, "model-00002-of-00002.safetensors")}))
    assert "names 1 files, and 1 are missing, first model-00002-of-00002.safetensors" in refused(tmp_path)
    index.write_text(json.dumps({"weight_map": dict.fromkeys(names, "../other/model.safetensors")}))
    assert "names the file '../other/model.safetensors', which is no safetensors file beside it" in refused(tmp_path)
    index.write_text(
        json.dumps({"weight_map": {**dict.fromkeys([*names, "more"], "model-00001-of-00001.safetensors")}})
    )
    assert "lacks the tensor 'more', which model.safetensors.index.json says is there" in refused(tmp_path)


Q, K = "model.layers.1.self_attn.q_proj.weight", "model.layers.1.self_attn.k_proj.weight"

CONTRADICTED: dict[str, tuple[Mapping[str, tuple[int, ...] | None], str]] = {
    "a tensor is missing": ({Q: None}, f"asks for the tensor '{Q}', which its weights do not have"),
    "another shape": ({K: (16, 16)}, f"says that the tensor '{K}' is 8 × 16, and in its weights it is 16 × 16"),
    "a layer more": (
        {"model.layers.2.mlp.up_proj.weight": (24, 16)},
        "says that there are 2 layers, and its weights have",
    ),
}


@pytest.mark.parametrize("name", CONTRADICTED)
def test_a_configuration_that_contradicts_its_weights_is_refused(name: str, tmp_path: Path) -> None:
    changed, expected = CONTRADICTED[name]
    stored(tmp_path, changed)
    assert expected in refused(tmp_path)


def test_experts_are_counted_in_the_weights(tmp_path: Path) -> None:
    small = {**SMALL, "model_type": "mixtral", "num_local_experts": 3, "num_experts_per_tok": 2}
    follow = read_architecture(configured(tmp_path, small)).tensors
    entries: dict[str, object] = {}
    at = 0
    for tensor in follow:
        count, shape = (tensor.shape[0], tensor.shape[1:]) if tensor.role == "expert" else (1, tensor.shape)
        for expert in range(count):
            size = tensor.bytes // count
            place = {"dtype": "BF16", "shape": list(shape), "data_offsets": [at, at + size]}
            entries[tensor.name.replace("*", str(expert))] = place
            at += size
    packed(tmp_path / "model.safetensors", entries, at)
    sound = read_architecture(tmp_path)
    assert sound.active_parameters == read_architecture(configured(tmp_path, small)).active_parameters
    configured(tmp_path, {**small, "num_local_experts": 4})
    assert "says that the tensor 'model.layers.0.block_sparse_moe.gate.weight' is 4 × 16, and in its" in refused(
        tmp_path
    )


def one(shape: list[int], offsets: list[int], kind: str = "BF16") -> dict[str, object]:
    return {"a": {"dtype": kind, "shape": shape, "data_offsets": offsets}}


DAMAGED: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda file: file.write_bytes(b""), "is cut off or no safetensors file"),
    "an endless header": (lambda file: file.write_bytes(struct.pack("<Q", 2**60)), "is cut off or no safetensors file"),
    "no JSON": (lambda file: file.write_bytes(struct.pack("<Q", 2) + b"{]"), "have a header that is not JSON"),
    "a list": (lambda file: packed(file, [], 0), "has a header that is no object of JSON"),
    "no shape": (
        lambda file: packed(file, {"a": {"dtype": "F32"}}, 0),
        "does not say the type, shape and place of the",
    ),
    "a layer of 5,000 digits": (
        lambda file: packed(file, {f"layers.{'9' * 5000}.a": one([1], [0, 2])["a"]}, 2),
        "has a tensor with a name of 5,009 characters, which none has",
    ),
    "an unknown type": (lambda file: packed(file, one([1], [0, 2], "Q9"), 2), "in the unknown type 'Q9'"),
    "10^30 numbers": (lambda file: packed(file, one([10**30], [0, 2]), 2), "gives the tensor 'a' an impossible shape"),
    "10^6 dimensions": (
        lambda file: packed(file, one([2**40] * 10**6, [0, 2]), 2),
        "gives the tensor 'a' 1,000,000 dimensions, more than any has",
    ),
    "too few bytes": (
        lambda file: packed(file, one([4], [0, 2]), 2),
        "gives the tensor 'a' 2 bytes, and its shape needs 8",
    ),
    "outside": (lambda file: packed(file, one([4], [8, 16]), 8), "is cut off: the tensor 'a' ends 8 bytes after it"),
    "overlapping": (
        lambda file: packed(
            file, {**one([4], [0, 8]), "b": {"dtype": "BF16", "shape": [4], "data_offsets": [4, 12]}}, 12
        ),
        "has the tensors 'a' and 'b' over one another",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_weights_end_in_a_sentence(name: str, tmp_path: Path) -> None:
    make, expected = DAMAGED[name]
    make(tmp_path / "model.safetensors")
    configured(tmp_path, SMALL)
    assert expected in refused(tmp_path)


WRONG: dict[str, tuple[str | Mapping[str, object], str]] = {
    "no JSON": ("{", "is not JSON"),
    "a list": ("[]", "is no object of JSON"),
    "nothing": ({"model_type": None}, "does not say its model_type"),
    "unknown": ({"model_type": "mamba"}, "is of the model_type 'mamba', whose layers keep a state"),
    "no width": ({"hidden_size": None}, "does not say its hidden_size"),
    "a width in words": ({"hidden_size": "16"}, "has the impossible hidden_size '16'"),
    "a width that steers the terminal": ({"hidden_size": "\x1b[2J\n"}, r"has the impossible hidden_size '\x1b[2J\n'"),
    "10^9 layers": ({"num_hidden_layers": 10**9}, "has the impossible num_hidden_layers 1000000000"),
    "heads that do not divide": (
        {"num_key_value_heads": 3},
        "has 4 heads, which 3 heads of keys and values cannot share",
    ),
    "dimensions that do not divide": ({"hidden_size": 18}, "divides 18 dimensions among 4 heads"),
    "an unknown type": ({"torch_dtype": "int3"}, "has numbers of the unknown type 'int3'"),
    "unknown positions": ({"rope_scaling": {"rope_type": "magic"}}, "stretches positions in the unknown way 'magic'"),
    "kinds of other layers": ({"layer_types": ["full_attention"]}, "has 2 layers, and names the kinds of 1"),
    "an unknown kind": ({"layer_types": ["full_attention", "linear_attention"]}, "of the kind 'linear_attention'"),
    "more experts than there are": (
        {"model_type": "mixtral", "num_local_experts": 2, "num_experts_per_tok": 3},
        "sends a token through 3 of 2 experts",
    ),
    "a base of 4,000 digits": ({"rope_theta": 10**4000}, "has the impossible rope_theta 1000"),
    "positions of base 0": ({"rope_theta": 0}, "has positions of the base 0"),
    "half a pair": ({"head_dim": 5}, "turns 5 of the 5 numbers of a head"),
    "factors of 4,000 digits": (
        {"rope_scaling": {"rope_type": "longrope", "short_factor": [10**4000]}},
        "has something else than numbers in short_factor",
    ),
    "positions stretched to nothing": (
        {"rope_scaling": {"rope_type": "linear", "factor": 0}},
        "stretches positions by 0, and that is at least 1",
    ),
    "no range of frequencies": (
        {"rope_scaling": {"rope_type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 4}},
        "stretches positions between the frequencies 4 and 4, which is no range",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_configuration_ends_in_a_sentence(name: str, tmp_path: Path) -> None:
    given, expected = WRONG[name]
    path = tmp_path / "config.json"
    path.write_text(given if isinstance(given, str) else json.dumps({**SMALL, **given}), encoding="utf-8")
    message = refused(path)
    assert expected in message
    assert message.startswith(f"the configuration {path} ")


def test_a_folder_without_a_model_is_a_sentence(tmp_path: Path) -> None:
    assert "has neither a config.json nor a GGUF file" in refused(tmp_path)
    for name in "ab":
        (tmp_path / f"{name}.gguf").write_bytes(b"GGUF")
    assert "has 2 GGUF files; name a GGUF file" in refused(tmp_path)


def test_quantised_weights_are_counted_by_their_configuration(tmp_path: Path) -> None:
    stored(tmp_path, {Q: (16, 2)})
    configured(tmp_path, {**SMALL, "quantization_config": {"quant_method": "gptq", "bits": 4}})
    model = read_architecture(tmp_path)
    assert model.weights_bytes == sum(tensor.bytes for tensor in model.tensors)
    (tmp_path / "model.safetensors").unlink()
    assert model.parameters == read_architecture(configured(tmp_path, SMALL)).parameters
    assert 2 * model.parameters == model.weights_bytes + 2 * 14 * 16
    assert model.notes == ("the weights are quantised (gptq): parameters are counted from config.json",)


FP8 = {"quantization_config": {"quant_method": "fp8", "weight_block_size": [128, 128]}}


def test_weights_in_8_bits_are_planned_at_a_byte_a_number(tmp_path: Path) -> None:
    plain = read_architecture(configured(tmp_path, SMALL))
    model = read_architecture(configured(tmp_path, {**SMALL, **FP8}))
    kept = sum(tensor.elements for tensor in plain.tensors if not tensor.name.endswith("_proj.weight"))
    assert model.weights_bytes == plain.parameters - kept + 2 * kept
    assert model.parameters == plain.parameters
    [note] = model.notes
    assert note.endswith("in bfloat16, and in 8 bits, without scales, where they are matrices of a layer")


def test_weights_in_8_bits_are_held_to_their_configuration_and_not_computed(tmp_path: Path) -> None:
    stored(tmp_path)
    with pytest.raises(ModelError, match="these are quantised in another way"):
        reference_of(read_architecture(configured(tmp_path, {**SMALL, **FP8})))
    stored(tmp_path, {Q: (16, 2)})
    assert "in its weights it is 16 × 2" in refused(configured(tmp_path, {**SMALL, **FP8}))


@pytest.mark.parametrize(
    ("family", "why"),
    [
        ("mamba2", "whose layers keep a state and not keys and values, so it is neither planned nor computed here"),
        ("qwen3_next", "whose layers keep a state"),
        ("clip", "which sees pictures, and of such a model only the part that writes is planned"),
        ("unheard_of", "which is not known here; known are llama, "),
    ],
)
def test_what_cannot_be_planned_is_said_of_its_kind(family: str, why: str, tmp_path: Path) -> None:
    assert f"is of the model_type '{family}', {why}" in refused(configured(tmp_path, {"model_type": family}))
