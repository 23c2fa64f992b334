"""What transformers calls the tensors that llama.cpp knows by other names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class TensorSource:
    """What a tensor is made of in safetensors files: one tensor or a stack of several, and what is added to it."""

    stored: tuple[str, ...]
    is_stacked: bool = False
    added: float = 0.0


_BLOCK = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "attn_q_a": "self_attn.q_a_proj",
    "attn_q_a_norm": "self_attn.q_a_layernorm",
    "attn_q_b": "self_attn.q_b_proj",
    "attn_kv_a_mqa": "self_attn.kv_a_proj_with_mqa",
    "attn_kv_a_norm": "self_attn.kv_a_layernorm",
    "attn_kv_b": "self_attn.kv_b_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "ffn_gate_shexp": "mlp.shared_experts.gate_proj",
    "ffn_up_shexp": "mlp.shared_experts.up_proj",
    "ffn_down_shexp": "mlp.shared_experts.down_proj",
    "ffn_gate_inp": "mlp.gate",
}

_SANDWICHED = {
    "post_attention_norm": "post_attention_layernorm",
    "ffn_norm": "pre_feedforward_layernorm",
    "post_ffw_norm": "post_feedforward_layernorm",
}
"""Where Gemma 2 and 3 differ: a norm behind each step too."""

_MIXTRAL = {"ffn_gate": "w1", "ffn_down": "w2", "ffn_up": "w3"}


def decoder_names(model_type: str, layers: int, experts: int) -> dict[str, TensorSource]:
    """The tensors of a decoder. Gemma stores its norms less 1."""
    gemma = model_type.startswith("gemma")
    is_mixtral = model_type == "mixtral"
    block = _BLOCK | (_SANDWICHED if gemma else {}) | ({"ffn_gate_inp": "block_sparse_moe.gate"} if is_mixtral else {})
    added = 1.0 if gemma else 0.0
    names = {
        "token_embd.weight": TensorSource(("model.embed_tokens.weight",)),
        "output_norm.weight": TensorSource(("model.norm.weight",), added=added),
        "output.weight": TensorSource(("lm_head.weight",)),
    }
    for layer in range(layers):
        for name, stored in block.items():
            for kind in ("weight", "bias"):
                named = TensorSource((f"model.layers.{layer}.{stored}.{kind}",), added=added if "norm" in name else 0.0)
                names[f"blk.{layer}.{name}.{kind}"] = named
        correction = f"model.layers.{layer}.mlp.gate.e_score_correction_bias"
        names[f"blk.{layer}.exp_probs_b.bias"] = TensorSource((correction,))
        names |= _experts(layer, experts, is_mixtral=is_mixtral)
    return names


def _experts(layer: int, experts: int, *, is_mixtral: bool) -> dict[str, TensorSource]:
    if not experts:
        return {}
    inner = "block_sparse_moe.experts" if is_mixtral else "mlp.experts"
    return {
        f"blk.{layer}.{part}_exps.weight": TensorSource(
            tuple(
                f"model.layers.{layer}.{inner}.{expert}.{_MIXTRAL[part] if is_mixtral else _BLOCK[part][4:]}.weight"
                for expert in range(experts)
            ),
            is_stacked=True,
        )
        for part in ("ffn_gate", "ffn_up", "ffn_down")
    }


_BERT_BLOCK = {
    "attn_q": "attention.self.query",
    "attn_k": "attention.self.key",
    "attn_v": "attention.self.value",
    "attn_output": "attention.output.dense",
    "attn_output_norm": "attention.output.LayerNorm",
    "ffn_up": "intermediate.dense",
    "ffn_down": "output.dense",
    "layer_output_norm": "output.LayerNorm",
}

_BERT = {
    "token_embd": "embeddings.word_embeddings",
    "position_embd": "embeddings.position_embeddings",
    "token_types": "embeddings.token_type_embeddings",
    "token_embd_norm": "embeddings.LayerNorm",
}

_MPNET_BLOCK = _BERT_BLOCK | {
    "attn_q": "attention.attn.q",
    "attn_k": "attention.attn.k",
    "attn_v": "attention.attn.v",
    "attn_output": "attention.attn.o",
    "attn_output_norm": "attention.LayerNorm",
}

_MPNET = {name: stored for name, stored in _BERT.items() if name != "token_types"} | {
    "blk.0.attn_rel_b": "encoder.relative_attention_bias",
}
"""llama.cpp knows no MPNet. The table of distances has the name that it has in T5, where it is of all layers too."""

EncoderFamily = Literal["bert", "mpnet"]

_BERT_HEAD = {
    "head_dense": "cls.predictions.transform.dense",
    "head_norm": "cls.predictions.transform.LayerNorm",
    "output": "cls.predictions",
}
"""The head that guesses masked words; files for embedding have none, and llama.cpp no name for it."""


def encoder_names(layers: int, *, prefix: str, family: EncoderFamily = "bert") -> dict[str, TensorSource]:
    """The tensors of an encoder; `prefix` is `bert.` where the file has more than the encoder."""
    tables, block = (_MPNET, _MPNET_BLOCK) if family == "mpnet" else (_BERT, _BERT_BLOCK)
    pairs = {name: f"{prefix}{stored}" for name, stored in tables.items()} | _BERT_HEAD
    for layer in range(layers):
        pairs |= {f"blk.{layer}.{name}": f"{prefix}encoder.layer.{layer}.{part}" for name, part in block.items()}
    return {f"{name}.{kind}": TensorSource((f"{stored}.{kind}",)) for name, stored in pairs.items() for kind in _KINDS}


_KINDS = ("weight", "bias")

_T5_ATTENTION = {"q": "q", "k": "k", "v": "v", "o": "o", "rel_b": "relative_attention_bias"}


def encoder_decoder_names(encoder_layers: int, decoder_layers: int) -> dict[str, TensorSource]:
    """The tensors of an encoder-decoder."""
    pairs = {
        "token_embd": "shared",
        "output": "lm_head",
        "enc.output_norm": "encoder.final_layer_norm",
        "dec.output_norm": "decoder.final_layer_norm",
    }
    for layer in range(encoder_layers):
        pairs |= dict(_t5_block(f"enc.blk.{layer}", f"encoder.block.{layer}.layer", has_cross=False))
    for layer in range(decoder_layers):
        pairs |= dict(_t5_block(f"dec.blk.{layer}", f"decoder.block.{layer}.layer", has_cross=True))
    return {f"{name}.weight": TensorSource((f"{stored}.weight",)) for name, stored in pairs.items()}


def _t5_block(name: str, stored: str, *, has_cross: bool) -> Iterator[tuple[str, str]]:
    for short, long in _T5_ATTENTION.items():
        yield f"{name}.attn_{short}", f"{stored}.0.SelfAttention.{long}"
        if has_cross:
            yield f"{name}.cross_attn_{short}", f"{stored}.1.EncDecAttention.{long}"
    yield f"{name}.attn_norm", f"{stored}.0.layer_norm"
    yield f"{name}.cross_attn_norm", f"{stored}.1.layer_norm"
    last = f"{stored}.{2 if has_cross else 1}"
    yield f"{name}.ffn_norm", f"{last}.layer_norm"
    yield f"{name}.ffn_gate", f"{last}.DenseReluDense.wi_0"
    yield f"{name}.ffn_up", f"{last}.DenseReluDense.wi_1"
    yield f"{name}.ffn_down", f"{last}.DenseReluDense.wo"
