# /// script
# requires-python = ">=3.11"
# dependencies = ["torch==2.13.0", "transformers==5.24.0", "safetensors"]
# ///
"""Makes the tiny random models that the reference is tested on, with what transformers computes for each.

    python -m runs.making.make_tiny_models tests/data/reference

Weights are random numbers rounded to bfloat16, large enough that no part of a model can be left out unnoticed. The
expected figures are computed from the rounded weights in float32, with the eager attention of transformers.
"""

import argparse
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers import (
    BertConfig,
    BertForMaskedLM,
    DeepseekV3Config,
    DeepseekV3ForCausalLM,
    Gemma2Config,
    Gemma2ForCausalLM,
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    LlamaConfig,
    LlamaForCausalLM,
    MixtralConfig,
    MixtralForCausalLM,
    PreTrainedModel,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
    T5Config,
    T5ForConditionalGeneration,
)
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

SEED = 20261130

VOCABULARY = 96

COMMON = {
    "vocab_size": VOCABULARY,
    "hidden_size": 48,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "max_position_embeddings": 16,
    "tie_word_embeddings": False,
}

SCALINGS: Mapping[str, Mapping[str, Any]] = {
    "linear": {"rope_type": "linear", "factor": 4.0},
    "dynamic": {"rope_type": "dynamic", "factor": 4.0},
    "yarn": {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16},
    "llama3": {
        "rope_type": "llama3",
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 16,
    },
}
"""The scalings that a tiny Llama is run with, each on the same weights."""

TABLES: tuple[tuple[str, int, int, Mapping[str, Any]], ...] = (
    ("linear", 64, 4096, {"factor": 2.0, "rope_theta": 10_000.0}),
    ("dynamic", 64, 4096, {"factor": 2.0, "rope_theta": 10_000.0}),
    ("yarn", 64, 32_768, {"factor": 4.0, "rope_theta": 1e6, "original_max_position_embeddings": 32_768}),
    ("yarn", 128, 4096, {"factor": 16.0, "rope_theta": 1e4, "original_max_position_embeddings": 4096}),
    (
        "yarn",
        64,
        4096,
        {
            "factor": 40.0,
            "rope_theta": 1e4,
            "original_max_position_embeddings": 4096,
            "mscale": 0.707,
            "mscale_all_dim": 1.0,
        },
    ),
    (
        "yarn",
        64,
        4096,
        {
            "factor": 32.0,
            "rope_theta": 150_000.0,
            "original_max_position_embeddings": 4096,
            "beta_fast": 64.0,
            "beta_slow": 2.0,
            "attention_factor": 1.25,
        },
    ),
    (
        "llama3",
        128,
        131_072,
        {
            "factor": 8.0,
            "rope_theta": 500_000.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 8192,
        },
    ),
)
"""Kind of scaling, size of a head, longest context, settings: as Llama 2 and 3.1, Qwen 2.5, DeepSeek and others."""

LENGTHS = (None, 8192, 20_000)
"""Lengths of text that tables are made for; only dynamic NTK minds them."""


@dataclass(frozen=True)
class Tiny:
    """A model to be made: how, and the tokens that it is run on."""

    make: Callable[[], PreTrainedModel]
    tokens: int = 20
    source: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)


MODELS: Mapping[str, Tiny] = {
    "llama": Tiny(lambda: LlamaForCausalLM(LlamaConfig(**COMMON))),
    "qwen2": Tiny(lambda: Qwen2ForCausalLM(Qwen2Config(**{**COMMON, "head_dim": 12}))),
    "qwen3": Tiny(lambda: Qwen3ForCausalLM(Qwen3Config(**{**COMMON, "tie_word_embeddings": True}))),
    "gemma2": Tiny(
        lambda: Gemma2ForCausalLM(
            Gemma2Config(
                **{**COMMON, "tie_word_embeddings": True},
                sliding_window=5,
                query_pre_attn_scalar=24,
                attn_logit_softcapping=4.0,
                final_logit_softcapping=6.0,
            )
        )
    ),
    "gemma3": Tiny(
        lambda: Gemma3ForCausalLM(
            Gemma3TextConfig(
                **{**COMMON, "tie_word_embeddings": True},
                sliding_window=5,
                query_pre_attn_scalar=24,
                layer_types=["sliding_attention", "full_attention"],
            )
        )
    ),
    "mixtral": Tiny(
        lambda: MixtralForCausalLM(
            MixtralConfig(**{**COMMON, "intermediate_size": 32}, num_local_experts=4, num_experts_per_tok=2)
        ),
        options={"output_router_logits": True},
    ),
    "deepseek": Tiny(
        lambda: DeepseekV3ForCausalLM(
            DeepseekV3Config(
                **{**COMMON, "num_key_value_heads": 4, "head_dim": 8},
                q_lora_rank=24,
                kv_lora_rank=32,
                qk_nope_head_dim=12,
                qk_rope_head_dim=8,
                v_head_dim=10,
                first_k_dense_replace=1,
                n_routed_experts=8,
                n_shared_experts=1,
                num_experts_per_tok=2,
                moe_intermediate_size=16,
                n_group=4,
                topk_group=2,
                routed_scaling_factor=1.5,
                rope_scaling={
                    "rope_type": "yarn",
                    "factor": 4.0,
                    "original_max_position_embeddings": 16,
                    "mscale": 1.0,
                    "mscale_all_dim": 1.0,
                },
            )
        )
    ),
    "bert": Tiny(
        lambda: BertForMaskedLM(
            BertConfig(
                vocab_size=VOCABULARY,
                hidden_size=48,
                intermediate_size=64,
                num_hidden_layers=2,
                num_attention_heads=4,
                max_position_embeddings=32,
            )
        )
    ),
    "t5": Tiny(
        lambda: T5ForConditionalGeneration(
            T5Config(
                vocab_size=VOCABULARY,
                d_model=48,
                d_kv=16,
                d_ff=64,
                num_layers=2,
                num_decoder_layers=2,
                num_heads=4,
                relative_attention_num_buckets=8,
                relative_attention_max_distance=12,
                feed_forward_proj="gated-gelu",
            )
        ),
        tokens=14,
        source=20,
    ),
}


def fill(model: PreTrainedModel, random: torch.Generator) -> None:
    """Random weights in place: matrices keep the size of what goes through, norms are near 1, biases are not 0."""
    gemma = model.config.model_type.startswith("gemma")
    with torch.no_grad():
        for name, weight in sorted([*model.named_parameters(), *model.named_buffers()]):
            if "inv_freq" in name or "position_ids" in name or "token_type_ids" in name or "embed_scale" in name:
                continue
            noise = torch.randn(weight.shape, generator=random)
            if weight.dim() > 1:
                spread = 1.0 if "embed" in name or "shared" in name else 1.5 / math.sqrt(weight.shape[-1])
                made = noise * (1.0 if "relative_attention_bias" in name else spread)
            elif name.endswith("bias"):
                made = noise * 0.3
            else:
                made = noise * 0.2 + (0.0 if gemma else 1.0)
            weight.copy_(made.bfloat16().float())


def expected(model: PreTrainedModel, tiny: Tiny, random: torch.Generator) -> dict[str, Any]:
    """What transformers computes: log-probabilities, last hidden states, and of experts what they had to do."""
    tokens = torch.randint(3, VOCABULARY, (1, tiny.tokens), generator=random)
    made: dict[str, Any] = {"tokens": tokens[0].tolist()}
    inputs: dict[str, Any] = {"input_ids": tokens}
    if tiny.source:
        source = torch.randint(3, VOCABULARY, (1, tiny.source), generator=random)
        made["source"] = source[0].tolist()
        inputs = {"input_ids": source, "decoder_input_ids": tokens}
    if model.config.model_type == "bert":
        types = (torch.arange(tiny.tokens) >= tiny.tokens // 2).long()[None]
        made["types"] = types[0].tolist()
        inputs["token_type_ids"] = types
    with torch.no_grad():
        output = model(**inputs, output_hidden_states=True, **tiny.options)
    states = output.decoder_hidden_states if tiny.source else output.hidden_states
    made["hidden"] = rounded(states[-1][0, -1])
    made["log_probabilities"] = [rounded(row) for row in output.logits[0].double().log_softmax(-1)]
    if getattr(output, "router_logits", None) is not None:
        made["load_balancing_loss"] = round(float(output.aux_loss), 7)
        chosen = [logits.topk(2, dim=-1).indices.ravel() for logits in output.router_logits]
        made["loads"] = [torch.bincount(each, minlength=4).tolist() for each in chosen]
    return made


def rounded(numbers: torch.Tensor) -> list[float]:
    return [round(float(number), 6) for number in numbers]


def tables() -> list[dict[str, Any]]:
    """Frequencies of `ROPE_INIT_FUNCTIONS`, with the factor of cosines and sines."""
    made = []
    for kind, size, longest, settings in TABLES:
        parameters = {"rope_type": kind, **settings}
        config = LlamaConfig(
            hidden_size=size, num_attention_heads=1, max_position_embeddings=longest, rope_parameters=parameters
        )
        for length in LENGTHS if kind == "dynamic" else (None,):
            frequencies, factor = ROPE_INIT_FUNCTIONS[kind](config, None, seq_len=length)
            made.append(
                {
                    "config": {"rope_parameters": parameters, "max_position_embeddings": longest, "head_dim": size},
                    "length": length or 1,
                    "factor": factor,
                    "frequencies": [float(f"{float(number):.8g}") for number in frequencies],
                }
            )
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    versions = {"torch": torch.__version__, "transformers": transformers.__version__, "seed": SEED}
    for place, (name, tiny) in enumerate(MODELS.items()):
        random = torch.Generator().manual_seed(SEED + place)
        torch.manual_seed(SEED)
        model = tiny.make().eval()
        model.set_attn_implementation("eager")
        fill(model, random)
        target = folder / name
        wanted = {**versions, **expected(model, tiny, random)}
        if name == "llama":
            wanted["scaled"] = {kind: scaled(model, wanted["tokens"], scaling) for kind, scaling in SCALINGS.items()}
        model.to(torch.bfloat16).save_pretrained(target)
        (target / "generation_config.json").unlink(missing_ok=True)
        (target / "expected.json").write_text(json.dumps(wanted) + "\n", encoding="utf-8")
        print(name, sum(file.stat().st_size for file in target.iterdir()))
    (folder / "rotary.json").write_text(json.dumps({**versions, "tables": tables()}) + "\n", encoding="utf-8")


def scaled(model: PreTrainedModel, tokens: list[int], scaling: Mapping[str, Any]) -> dict[str, Any]:
    """The same weights with a scaling of positions."""
    parameters = {"rope_theta": 10_000.0, **scaling}
    other = LlamaForCausalLM(LlamaConfig(**COMMON, rope_parameters=dict(parameters))).eval()
    other.set_attn_implementation("eager")
    other.load_state_dict(model.state_dict())
    with torch.no_grad():
        logits = other(input_ids=torch.tensor([tokens])).logits[0]
    return {
        "rope_parameters": parameters,
        "log_probabilities": [rounded(row) for row in logits.double().log_softmax(-1)],
    }


if __name__ == "__main__":
    main()
