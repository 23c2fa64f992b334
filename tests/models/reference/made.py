"""The tiny random models of tests/data/reference, and GGUF files made of them, laid out as llama.cpp converts them."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from numpy.typing import NDArray

from pincite.models.architecture.architecture import Rope, Scaling
from pincite.models.architecture.tensors import Tensor
from pincite.models.reference.arrays import Floats
from pincite.models.reference.file_weights import FileWeights
from pincite.models.reference.naming import decoder_names
from pincite.models.reference.rotary import frequencies
from pincite.models.reference.weights import whole

FOLDER = Path(__file__).parents[2] / "data" / "reference"

FAMILIES = {
    "llama": "llama",
    "mixtral": "llama",
    "qwen2": "qwen2",
    "qwen3": "qwen3",
    "gemma2": "gemma2",
    "gemma3": "gemma3",
    "deepseek": "deepseek2",
}
"""Tiny model -> what llama.cpp calls its architecture."""

SCALED = {"gemma2": "attn_q", "gemma3": "attn_q_norm"}
"""Where the scale of a tiny Gemma's scores goes: a GGUF file has no field for it."""


def expected(name: str) -> dict[str, Any]:
    """What transformers computes for a tiny model."""
    found: dict[str, Any] = json.loads((FOLDER / name / "expected.json").read_text(encoding="utf-8"))
    return found


Change = Callable[[str, Floats], Floats | NDArray[np.int8] | None]
"""What becomes of a tensor; None leaves it out."""


def _as_it_is(_name: str, numbers: Floats) -> Floats:
    return numbers


def gguf_of(name: str, file: Path, change: Change = _as_it_is, scaling: Mapping[str, Any] | None = None) -> Path:
    """Writes a tiny model as a GGUF file with all numbers in float32, each tensor changed on its way.

    `scaling` has the `rope_parameters` of a configuration, to be written in place of the model's own.
    """
    config = json.loads((FOLDER / name / "config.json").read_text(encoding="utf-8"))
    writer = gguf.GGUFWriter(file, FAMILIES[name])
    _describe(writer, config)
    if scaling is not None:
        _scale(writer, config["head_dim"], scaling)
    for tensor, numbers in _tensors(name, config):
        if (written := change(tensor, numbers)) is not None:
            writer.add_tensor(tensor, np.ascontiguousarray(written))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file


def _describe(writer: gguf.GGUFWriter, config: Mapping[str, Any]) -> None:
    rope = config["rope_parameters"]
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])
    writer.add_tokenizer_model("no_vocab")
    writer.add_rope_freq_base(rope.get("full_attention", rope)["rope_theta"])
    if config["model_type"] == "deepseek_v3":
        _describe_latent(writer, config)
    else:
        writer.add_head_count_kv(config["num_key_value_heads"])
        writer.add_key_length(config["head_dim"])
        writer.add_value_length(config["head_dim"])
        writer.add_rope_dimension_count(config["head_dim"])
    if config.get("num_local_experts"):
        writer.add_expert_count(config["num_local_experts"])
        writer.add_expert_used_count(config["num_experts_per_tok"])
    if config["model_type"].startswith("gemma"):
        writer.add_sliding_window(config["sliding_window"])
        writer.add_sliding_window_pattern([kind == "sliding_attention" for kind in config["layer_types"]])
    if config.get("final_logit_softcapping"):
        writer.add_attn_logit_softcapping(config["attn_logit_softcapping"])
        writer.add_final_logit_softcapping(config["final_logit_softcapping"])


def _scale(writer: gguf.GGUFWriter, size: int, scaling: Mapping[str, Any]) -> None:
    """The scaling of positions: as fields, or for a Llama 3.1 as a tensor of divisors of the frequencies."""
    original = scaling.get("original_max_position_embeddings")
    if scaling["rope_type"] == "llama3":
        plain, _ = frequencies(Rope(scaling["rope_theta"], size), 1)
        low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
        scaled, _ = frequencies(
            Rope(scaling["rope_theta"], size, Scaling("llama3", scaling["factor"], original, low, high)), 1
        )
        writer.add_tensor("rope_freqs.weight", (plain / scaled).astype(np.float32))
        return
    writer.add_rope_scaling_type(gguf.RopeScalingType(scaling["rope_type"]))
    writer.add_rope_scaling_factor(scaling["factor"])
    if original is not None:
        writer.add_rope_scaling_orig_ctx_len(original)


def _describe_latent(writer: gguf.GGUFWriter, config: Mapping[str, Any]) -> None:
    """A DeepSeek: one latent vector for all heads, experts in groups, and YaRN with a multiplier."""
    scaling = config["rope_parameters"]
    writer.add_head_count_kv(1)
    writer.add_key_length(config["kv_lora_rank"] + config["qk_rope_head_dim"])
    writer.add_value_length(config["kv_lora_rank"])
    writer.add_key_length_mla(config["qk_head_dim"])
    writer.add_value_length_mla(config["v_head_dim"])
    writer.add_q_lora_rank(config["q_lora_rank"])
    writer.add_kv_lora_rank(config["kv_lora_rank"])
    writer.add_rope_dimension_count(config["qk_rope_head_dim"])
    writer.add_leading_dense_block_count(config["first_k_dense_replace"])
    writer.add_expert_count(config["n_routed_experts"])
    writer.add_expert_used_count(config["num_experts_per_tok"])
    writer.add_expert_feed_forward_length(config["moe_intermediate_size"])
    writer.add_expert_shared_count(config["n_shared_experts"])
    writer.add_expert_weights_scale(config["routed_scaling_factor"])
    writer.add_expert_weights_norm(config["norm_topk_prob"])
    writer.add_expert_gating_func(gguf.ExpertGatingFuncType.SIGMOID)
    writer.add_expert_group_count(config["n_group"])
    writer.add_expert_group_used_count(config["topk_group"])
    writer.add_rope_scaling_type(gguf.RopeScalingType.YARN)
    writer.add_rope_scaling_factor(scaling["factor"])
    writer.add_rope_scaling_orig_ctx_len(scaling["original_max_position_embeddings"])
    writer.add_rope_scaling_yarn_log_mul(0.1 * scaling["mscale_all_dim"])


def _split(config: Mapping[str, Any], tensor: str, numbers: Floats) -> Iterator[tuple[str, Floats]]:
    """The matrix of keys and values as llama.cpp converts it: that of keys transposed, that of values by itself."""
    plain = config["qk_nope_head_dim"]
    heads = numbers.reshape(config["num_attention_heads"], plain + config["v_head_dim"], -1)
    yield tensor.replace("attn_kv_b", "attn_k_b"), heads[:, :plain].transpose(0, 2, 1)
    yield tensor.replace("attn_kv_b", "attn_v_b"), heads[:, plain:]


def _tensors(name: str, config: Mapping[str, Any]) -> Iterator[tuple[str, Floats]]:
    experts = config.get("num_local_experts") or config.get("n_routed_experts") or 0
    names = decoder_names(config["model_type"], config["num_hidden_layers"], experts)
    weights = FileWeights(stored(FOLDER / name / "model.safetensors"), names)
    for tensor in names:
        if tensor in weights:
            numbers = whole(weights, tensor)
            if FAMILIES[name] == "llama" and ("attn_q." in tensor or "attn_k." in tensor):
                numbers = adjacent(numbers, config["head_dim"])
            if "attn_q" in tensor and tensor.split(".")[2] == SCALED.get(name):
                numbers = numbers * np.float32((config["head_dim"] / config["query_pre_attn_scalar"]) ** 0.5)
            if "attn_kv_b" in tensor:
                yield from _split(config, tensor, numbers)
            else:
                yield tensor, numbers


def adjacent(rows: Floats, size: int) -> Floats:
    """Rows of queries or keys with those that turn together beside one another, as llama.cpp converts a Llama."""
    heads = rows.reshape(-1, 2, size // 2, rows.shape[-1])
    return heads.transpose(0, 2, 1, 3).reshape(rows.shape)


def stored(file: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file."""
    content = file.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    del header["__metadata__"]
    return {
        name: Tensor(
            name,
            tuple(entry["shape"]),
            entry["dtype"],
            entry["data_offsets"][1] - entry["data_offsets"][0],
            file,
            start + entry["data_offsets"][0],
        )
        for name, entry in header.items()
    }
