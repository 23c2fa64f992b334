"""The architecture that a GGUF header describes.

Names of fields are those of llama.cpp (`gguf-py/gguf/constants.py`). What llama.cpp fixes in its own code and no file
says (which layers of Gemma have a window) is a table here.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping

from pincite.errors import ModelError
from pincite.models.architecture.architecture import (
    Architecture,
    Attention,
    Experts,
    FeedForward,
    Latent,
    Layer,
    Rope,
    Scaling,
    ScalingKind,
)
from pincite.models.architecture.gguf_fields import MOST_CONTEXT, MOST_LAYERS, Fields
from pincite.models.architecture.gguf_header import Header, LongArray
from pincite.models.architecture.unknown import why_unknown

DECODERS = (
    "llama",
    "qwen2",
    "qwen2moe",
    "qwen3",
    "qwen3moe",
    "gemma",
    "gemma2",
    "gemma3",
    "phi3",
    "deepseek2",
    "gpt-oss",
    "granite",
    "olmo2",
)
"""Architectures that only write, and whose cache is laid out by the fields that are read here."""

ENCODERS = ("bert",)
ENCODER_DECODERS = ("t5",)
KNOWN = (*DECODERS, *ENCODERS, *ENCODER_DECODERS)

WINDOW_PERIODS = {"gemma2": 2, "gemma3": 6, "gpt-oss": 2}
"""Of so many layers in turn the last attends to everything, the others to a window (`llama-model.cpp`)."""

LOCAL_BASES = {"gemma3": 10_000.0}
"""Base of the rotary positions in layers with a window, where it is another."""

SCALINGS: Mapping[str, ScalingKind] = {"linear": "linear", "yarn": "yarn", "longrope": "longrope"}

SIGMOID = 2
"""`expert_gating_func` of models whose gate is a sigmoid (DeepSeek-V3)."""

LAYER_NAME = re.compile(r"^(enc\.|dec\.|)blk\.([0-9]+)\.")


def architecture_of(header: Header) -> Architecture:
    """What the header of a GGUF file describes.

    Raises:
        ModelError: the file is one part of several, of an architecture that is not known here, lacks a field, or its
            tensors have other shapes than its fields say.
    """
    fields = Fields(header, _family(header))
    is_encoder, is_both = fields.family in ENCODERS, fields.family in ENCODER_DECODERS
    template = fields.text("tokenizer.chat_template")
    read = Architecture(
        family=fields.family,
        title=fields.said("general.name"),
        hidden=fields.number("embedding_length"),
        vocabulary=_vocabulary(fields),
        layers=_encoded(fields) if is_both else _stacked(fields, is_causal=not is_encoder),
        trained_context=fields.maybe("context_length", most=MOST_CONTEXT),
        positions="learned" if is_encoder else "relative" if is_both else "rope",
        norm="layer" if is_encoder else "rms",
        norm_epsilon=_epsilon(fields),
        is_tied=all(tensor.name != "output.weight" for tensor in header.tensors),
        tensors=header.tensors,
        tensors_from="gguf",
        chat_template_sha256=None if template is None else hashlib.sha256(template.encode()).hexdigest(),
        licence=fields.said("general.license"),
        metadata=fields.scalars(),
        notes=tuple(_notes(fields)),
    )
    _agree(read, fields)
    return read


def _family(header: Header) -> str:
    parts = header.fields.get("split.count", 0)
    if isinstance(parts, int) and parts > 1:
        raise ModelError(
            f"the model {header.path} is one of {parts} parts; join them with llama-gguf-split --merge, then name that"
        )
    found = header.fields.get("general.architecture")
    if not isinstance(found, str):
        raise ModelError(f"the model {header.path} does not say its architecture; convert it again from its source")
    if found not in KNOWN:
        raise ModelError(f"the model {header.path} has the architecture {found[:40]!r}, {why_unknown(found, KNOWN)}")
    return found


def _stacked(fields: Fields, *, is_causal: bool) -> tuple[Layer, ...]:
    dense = fields.number("leading_dense_block_count", 0, least=0)
    has_experts = fields.number("expert_count", 0, least=0) > 0
    return tuple(
        Layer(
            _attention(fields, at, is_causal=is_causal),
            _experts(fields) if has_experts and at >= dense else _dense(fields, at, is_gated=is_causal),
            is_encoder=not is_causal,
        )
        for at in range(fields.number("block_count", most=MOST_LAYERS))
    )


def _encoded(fields: Fields) -> tuple[Layer, ...]:
    """The layers of a T5: an encoder's, then a decoder's with attention to the encoder in each."""
    feed_forward = _dense(fields, 0, is_gated=any("ffn_gate" in tensor.name for tensor in fields.header.tensors))
    both, causal = _attention(fields, 0, is_causal=False), _attention(fields, 0, is_causal=True)
    count = fields.number("block_count", most=MOST_LAYERS)
    read = (Layer(both, feed_forward, is_encoder=True),) * count
    written = (Layer(causal, feed_forward, cross=both),) * fields.number("decoder_block_count", count, most=MOST_LAYERS)
    return read + written


def _attention(fields: Fields, at: int, *, is_causal: bool) -> Attention:
    heads = fields.by_layer("attention.head_count", at)
    kv_heads = fields.by_layer("attention.head_count_kv", at, heads)
    if heads % kv_heads:
        raise fields.wrong(f"has {heads} heads, which {kv_heads} heads of keys and values cannot share evenly")
    each = max(1, fields.number("embedding_length") // heads)
    key, value = fields.number("attention.key_length", each), fields.number("attention.value_length", each)
    latent = _latent(fields)
    if latent is not None:
        kv_heads = heads
        key, value = fields.number("attention.key_length_mla"), fields.number("attention.value_length_mla")
    window = _window(fields, at)
    has_rope = is_causal and fields.family not in ENCODER_DECODERS
    rope = _rope(fields, key, is_local=window is not None) if has_rope else None
    return Attention(heads, kv_heads, key, value, window, latent, rope, is_causal)


def _latent(fields: Fields) -> Latent | None:
    """The latent vector of a DeepSeek; None where the file is made for a cache of whole keys and values."""
    if fields.family != "deepseek2" or not fields.has("attention.key_length_mla"):
        return None
    rope, key = fields.number("rope.dimension_count"), fields.number("attention.key_length_mla")
    if rope >= key:
        raise fields.wrong(f"turns {rope} dimensions of a head that has {key}")
    return Latent(fields.number("attention.kv_lora_rank"), fields.maybe("attention.q_lora_rank"), key - rope, rope)


def _window(fields: Fields, at: int) -> int | None:
    period = WINDOW_PERIODS.get(fields.family)
    if period is None:
        return None
    window = fields.number("attention.sliding_window", 0, least=0, most=MOST_CONTEXT)
    pattern = fields.header.fields.get(f"{fields.family}.attention.sliding_window_pattern", period)
    if isinstance(pattern, tuple):
        is_local = at < len(pattern) and bool(pattern[at])
    else:
        is_local = isinstance(pattern, int) and pattern > 0 and at % pattern < pattern - 1
    return window if window and is_local else None


def _rope(fields: Fields, head: int, *, is_local: bool) -> Rope:
    dims = fields.number("rope.dimension_count", head)
    if is_local and fields.family in LOCAL_BASES:
        return Rope(fields.decimal("rope.freq_base_swa", LOCAL_BASES[fields.family]), dims)
    return Rope(fields.decimal("rope.freq_base", 10_000.0), dims, _scaling(fields))


def _scaling(fields: Fields) -> Scaling | None:
    kind = fields.text(f"{fields.family}.rope.scaling.type")
    original = fields.maybe("rope.scaling.original_context_length", most=MOST_CONTEXT)
    names = {tensor.name for tensor in fields.header.tensors if tensor.role == "table"}
    if "rope_freqs.weight" in names:
        return Scaling("llama3", fields.decimal("rope.scaling.factor", 8.0), original)
    if any(name.startswith("rope_factors_long") for name in names):
        return Scaling("longrope", fields.decimal("rope.scaling.factor", 1.0), original)
    if kind in (None, "none"):
        return None
    if kind not in SCALINGS:
        raise fields.wrong(f"stretches positions in the unknown way {kind[:40]!r}")
    return Scaling(
        SCALINGS[kind],
        fields.decimal("rope.scaling.factor", 1.0) or 1.0,  # llama.cpp takes 0 for not said
        original,
        beta_fast=fields.decimal("rope.scaling.yarn_beta_fast", 32.0),
        beta_slow=fields.decimal("rope.scaling.yarn_beta_slow", 1.0),
        attention_factor=fields.maybe_decimal("rope.scaling.attn_factor"),
        mscale_all_dim=fields.maybe_decimal("rope.scaling.yarn_log_multiplier"),
    )


def _dense(fields: Fields, at: int, *, is_gated: bool) -> FeedForward:
    return FeedForward(fields.by_layer("feed_forward_length", at), is_gated)


def _experts(fields: Fields) -> Experts:
    count, used = fields.number("expert_count"), fields.number("expert_used_count")
    width = fields.maybe("expert_feed_forward_length") or fields.by_layer("feed_forward_length", 0)
    shared = fields.number("expert_shared_feed_forward_length", 0, least=0)
    return Experts(
        count,
        used,
        width,
        shared or fields.number("expert_shared_count", 0, least=0) * width,
        "sigmoid" if fields.number("expert_gating_func", 1, least=0) == SIGMOID else "softmax",
        fields.is_true("expert_weights_norm", fields.family != "deepseek2"),
        fields.decimal("expert_weights_scale", 1.0) or 1.0,
        fields.number("expert_group_count", 1),
        fields.number("expert_group_used_count", 1),
    )


def _vocabulary(fields: Fields) -> int:
    tokens = fields.header.fields.get("tokenizer.ggml.tokens")
    if isinstance(tokens, LongArray):
        return tokens.length
    return len(tokens) if isinstance(tokens, tuple) and tokens else fields.number("vocab_size")


def _epsilon(fields: Fields) -> float:
    rms = fields.maybe_decimal("attention.layer_norm_rms_epsilon")
    found = rms if rms is not None else fields.maybe_decimal("attention.layer_norm_epsilon")
    if found is None or not 0 < found < 1:
        raise fields.wrong("has no usable epsilon of its norms")
    return found


def _notes(fields: Fields) -> Iterator[str]:
    if fields.family == "deepseek2" and _latent(fields) is None:
        yield "the file is made for a cache of whole keys and values, without the latent vector of MLA"
    if fields.family == "phi3" and fields.has("attention.sliding_window"):
        yield "llama.cpp gives the layers of Phi-3 no window, though the file names one"


def _agree(read: Architecture, fields: Fields) -> None:
    """Refuse a file whose tensors have other shapes than its fields say, or that lacks some."""
    shapes = {tensor.name: tensor.shape for tensor in read.tensors}
    for name, shape in _expected_shapes(read):
        if name in shapes and shapes[name] != shape:
            is_shaped, said = (" × ".join(map(str, each)) for each in (shapes[name], shape))
            raise fields.wrong(f"says by its fields that the tensor {name!r} is {said}, and it is {is_shaped}")
    if "token_embd.weight" not in shapes:
        raise fields.wrong("lacks the tensor 'token_embd.weight'")
    numbered = {(found[1], int(found[2])) for name in shapes if (found := LAYER_NAME.match(name))}
    is_both = fields.family in ENCODER_DECODERS
    for prefix, layers in (("enc." if is_both else "", read.encoder), ("dec." if is_both else "", read.decoder)):
        if missing := {(prefix, at) for at in range(len(layers))} - numbered:
            raise fields.wrong(f"says that it has {len(layers)} layers, and has no tensor of layer {min(missing)[1]}")
        for at, layer in enumerate(layers):
            for names in _needed(layer):
                if not any(f"{prefix}blk.{at}.{name}.weight" in shapes for name in names):
                    raise fields.wrong(f"lacks the tensor '{prefix}blk.{at}.{names[0]}.weight'")


def _needed(layer: Layer) -> tuple[tuple[str, ...], ...]:
    """What a layer has in every family, under one of the names that families have for it."""
    has_experts = isinstance(layer.feed_forward, Experts)
    last = ("ffn_down_exps", "ffn_down.0") if has_experts else ("ffn_down",)
    return ("attn_q", "attn_qkv", "attn_q_b"), ("attn_output", "attn_o"), last


def _expected_shapes(read: Architecture) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Names and shapes of the tensors whose shape the fields determine."""
    yield "token_embd.weight", (read.vocabulary, read.hidden)
    yield "output.weight", (read.vocabulary, read.hidden)
    yield "output_norm.weight", (read.hidden,)
    if read.family in ENCODER_DECODERS:
        return
    for at, layer in enumerate(read.layers):
        attention, block = layer.attention, f"blk.{at}"
        yield f"{block}.attn_norm.weight", (read.hidden,)
        if attention.latent is None:
            yield f"{block}.attn_q.weight", (attention.heads * attention.key_dim, read.hidden)
            yield f"{block}.attn_k.weight", (attention.kv_heads * attention.key_dim, read.hidden)
            yield f"{block}.attn_v.weight", (attention.kv_heads * attention.value_dim, read.hidden)
        yield f"{block}.attn_output.weight", (read.hidden, attention.heads * attention.value_dim)
        if isinstance(layer.feed_forward, Experts):
            experts = layer.feed_forward
            yield f"{block}.ffn_up_exps.weight", (experts.count, experts.width, read.hidden)
            yield f"{block}.ffn_gate_exps.weight", (experts.count, experts.width, read.hidden)
            yield f"{block}.ffn_down_exps.weight", (experts.count, read.hidden, experts.width)
        elif read.family != "phi3":  # whose one matrix is gate and up together
            yield f"{block}.ffn_up.weight", (layer.feed_forward.width, read.hidden)
            yield f"{block}.ffn_gate.weight", (layer.feed_forward.width, read.hidden)
            yield f"{block}.ffn_down.weight", (read.hidden, layer.feed_forward.width)
