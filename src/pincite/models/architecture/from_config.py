"""The architecture that a Hugging Face config.json describes.

Defaults are those of the family's configuration class in transformers, for values that published files leave out. Both
spellings of positions are read: `rope_theta` with `rope_scaling`, and `rope_parameters` of transformers 5.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pincite.errors import ModelError
from pincite.models.architecture.architecture import (
    Attention,
    Experts,
    FeedForward,
    Latent,
    Layer,
    Rope,
    Scaling,
    ScalingKind,
)
from pincite.models.architecture.config_fields import Config
from pincite.models.architecture.gguf_fields import MOST_CONTEXT, MOST_LAYERS
from pincite.models.architecture.unknown import why_unknown


@dataclass(frozen=True, slots=True)
class Family:
    """What distinguishes a family's matrices and norms from those of Llama, where its configuration does not say it.

    `norms` are of one layer. `bias` says which matrices of attention have one. `head_norm` norms queries and keys of
    each head. `window` is that of a file which does not mention windows. `has_gated_share`: the shared experts have a
    gate of their own.
    """

    bias: Literal["none", "qkv", "all"] = "none"
    norms: int = 2
    head_norm: bool = False
    is_fused: bool = False
    is_tied: bool = False
    base: float = 10_000.0
    window_period: int | None = None
    window: int | None = None
    has_gated_share: bool = False
    expert_names: Literal["mlp", "block_sparse_moe"] = "mlp"


FAMILIES: Mapping[str, Family] = {
    "llama": Family(),
    "mistral": Family(window=4096),
    "mixtral": Family(expert_names="block_sparse_moe", base=1_000_000.0),
    "qwen2": Family(bias="qkv"),
    "qwen2_moe": Family(bias="qkv", has_gated_share=True),
    "qwen3": Family(head_norm=True),
    "qwen3_moe": Family(head_norm=True),
    "gemma": Family(is_tied=True),
    "gemma2": Family(norms=4, is_tied=True, window_period=2, window=4096),
    "gemma3_text": Family(norms=4, head_norm=True, is_tied=True, window_period=6, window=4096, base=1_000_000.0),
    "phi3": Family(is_fused=True),
    "deepseek_v2": Family(),
    "deepseek_v3": Family(),
}
"""Families that only write; `model_type` -> how they differ."""

ENCODERS = ("bert",)
ENCODER_DECODERS = ("t5",)
KNOWN = (*FAMILIES, *ENCODERS, *ENCODER_DECODERS)

WITHIN = "text_config"
"""Where a model that also sees pictures keeps the configuration of its language model."""

SCALINGS: Mapping[str, ScalingKind] = {
    "linear": "linear",
    "dynamic": "dynamic",
    "ntk": "dynamic",
    "yarn": "yarn",
    "deepseek_yarn": "yarn",
    "llama3": "llama3",
    "longrope": "longrope",
    "su": "longrope",
}

LOCAL, GLOBAL = "sliding_attention", "full_attention"

GEMMA_LOCAL_BASE = 10_000.0


def family_of(config: Config) -> str:
    """The family, one of those that are known.

    Raises:
        ModelError: it is not known.
    """
    found = config.family
    if found not in KNOWN:
        raise ModelError(
            f"the configuration {config.path} is of the model_type {found[:40]!r}, {why_unknown(found, KNOWN)}"
        )
    return found


def layers_of(config: Config) -> tuple[Layer, ...]:
    """The layers, an encoder's first.

    Raises:
        ModelError: the configuration lacks a value, or has an impossible one.
    """
    family = family_of(config)
    if family in ENCODERS:
        heads = config.number("num_attention_heads")
        size = _divided(config, config.number("hidden_size"), heads)
        attention = Attention(heads, heads, size, size, is_causal=False)
        feed_forward = FeedForward(config.number("intermediate_size"), is_gated=False)
        return (Layer(attention, feed_forward, is_encoder=True),) * _count(config)
    if family in ENCODER_DECODERS:
        return _encoded(config)
    return tuple(_written(config, FAMILIES[family]))


def _encoded(config: Config) -> tuple[Layer, ...]:
    heads, size = config.number("num_heads"), config.number("d_kv")
    both = Attention(heads, heads, size, size, is_causal=False)
    causal = Attention(heads, heads, size, size)
    is_gated = "gated" in (config.text("feed_forward_proj") or "relu")
    feed_forward = FeedForward(config.number("d_ff"), is_gated)
    count = _count(config)
    written = config.number("num_decoder_layers", default=count, most=MOST_LAYERS)
    return (Layer(both, feed_forward, is_encoder=True),) * count + (Layer(causal, feed_forward, cross=both),) * written


def _written(config: Config, family: Family) -> Iterator[Layer]:
    windows = _windows(config, family)
    shared = {is_local: _attention(config, family, windows, is_local=is_local) for is_local in set(windows)}
    dense, experts = FeedForward(_width(config), is_gated=True), _experts(config)
    for at, is_local in enumerate(windows):
        yield Layer(shared[is_local], experts if experts is not None and _is_sparse(config, at) else dense)


def _attention(config: Config, family: Family, windows: tuple[bool, ...], *, is_local: bool) -> Attention:
    heads = config.number("num_attention_heads")
    kv_heads = config.number("num_key_value_heads", default=heads)
    window = _window(config, family) if is_local else None
    latent = _latent(config)
    if latent is not None:
        size, value = latent.plain_dim + latent.rope_dim, config.number("v_head_dim")
        rope = _rope(config, family, latent.rope_dim, is_local=is_local)
        return Attention(heads, heads, size, value, window, latent, rope)
    if heads % kv_heads:
        raise config.wrong(f"has {heads} heads, which {kv_heads} heads of keys and values cannot share evenly")
    size = config.maybe("head_dim") or _divided(config, config.number("hidden_size"), heads)
    turned = round(size * config.decimal("partial_rotary_factor", 1.0))
    is_marked = is_local and any(windows) and not all(windows)
    return Attention(heads, kv_heads, size, size, window, rope=_rope(config, family, turned, is_local=is_marked))


def _latent(config: Config) -> Latent | None:
    rank = config.maybe("kv_lora_rank")
    if rank is None:
        return None
    return Latent(
        rank, config.maybe("q_lora_rank"), config.number("qk_nope_head_dim"), config.number("qk_rope_head_dim")
    )


def _windows(config: Config, family: Family) -> tuple[bool, ...]:
    """For each layer whether it attends to a window only."""
    count = _count(config)
    kinds = config.values.get("layer_types")
    if isinstance(kinds, list):
        if len(kinds) != count:
            raise config.wrong(f"has {count} layers, and names the kinds of {len(kinds)}")
        if unknown := set(map(str, kinds)) - {LOCAL, GLOBAL}:
            raise config.wrong(f"has layers of the kind {min(unknown)[:40]!r}, which is not known here")
        return tuple(kind == LOCAL for kind in kinds)
    if _window(config, family) is None:
        return (False,) * count
    if family.window_period is not None:
        period = config.number("sliding_window_pattern", "_sliding_window_pattern", default=family.window_period)
        return tuple(bool((at + 1) % period) for at in range(count))
    is_qwen = _is_qwen(config)
    if not config.is_true("use_sliding_window", default=not is_qwen):
        return (False,) * count
    first = config.number("max_window_layers", default=28, least=0) if is_qwen else 0
    return tuple(at >= first for at in range(count))


def _window(config: Config, family: Family) -> int | None:
    """The length of windows; a file that says null has none."""
    return config.maybe("sliding_window", most=MOST_CONTEXT) if "sliding_window" in config.values else family.window


def _is_qwen(config: Config) -> bool:
    return config.family.startswith("qwen")


def _experts(config: Config) -> Experts | None:
    count = config.maybe("num_local_experts", "n_routed_experts", "num_experts")
    if count is None:
        return None
    used = config.number("num_experts_per_tok", default=2 if config.family == "mixtral" else None)
    width = config.number("moe_intermediate_size", "intermediate_size")
    shared = config.number("n_shared_experts", default=0, least=0) * width
    is_v3 = config.family == "deepseek_v3"
    return Experts(
        count,
        used,
        width,
        config.number("shared_expert_intermediate_size", default=shared, least=0),
        "sigmoid" if is_v3 or config.text("scoring_func") == "sigmoid" else "softmax",
        config.is_true("norm_topk_prob", default=is_v3 or config.family == "mixtral"),
        config.decimal("routed_scaling_factor", 1.0),
        config.number("n_group", default=1),
        config.number("topk_group", default=1),
    )


def _is_sparse(config: Config, at: int) -> bool:
    """True if a layer has experts, where the model has any."""
    plain = config.values.get("mlp_only_layers") or []
    if not isinstance(plain, list):
        raise config.wrong("has no list in mlp_only_layers")
    every = config.number("decoder_sparse_step", "moe_layer_freq", default=1)
    first = config.number("first_k_dense_replace", default=0, least=0)
    if config.family.startswith("deepseek"):
        return at >= first and at % every == 0
    return at not in plain and (at + 1) % every == 0


def _rope(config: Config, family: Family, dims: int, *, is_local: bool) -> Rope:
    parameters = config.part("rope_parameters")
    if parameters is not None and (by_kind := parameters.part(LOCAL if is_local else GLOBAL)) is not None:
        parameters = by_kind
    if parameters is not None:
        base = parameters.decimal("rope_theta", family.base)
        return Rope(base, dims, _scaling(config, parameters))
    if is_local and family.head_norm and family.window_period is not None:
        return Rope(config.decimal("rope_local_base_freq", GEMMA_LOCAL_BASE), dims)
    scaling = config.part("rope_scaling")
    base = config.decimal("rope_theta", family.base)
    return Rope(base, dims, None if scaling is None else _scaling(config, scaling))


def _scaling(config: Config, given: Config) -> Scaling | None:
    kind = given.text("rope_type", "type")
    if kind in (None, "default", "mrope"):
        return None
    if kind not in SCALINGS:
        raise config.wrong(f"stretches positions in the unknown way {kind[:40]!r}")
    original = given.maybe("original_max_position_embeddings", most=MOST_CONTEXT) or config.maybe(
        "original_max_position_embeddings", most=MOST_CONTEXT
    )
    trained = config.maybe("max_position_embeddings", most=MOST_CONTEXT)
    return Scaling(
        SCALINGS[kind],
        given.decimal("factor", trained / original if trained and original else 1.0),
        original,
        given.decimal("low_freq_factor", 1.0),
        given.decimal("high_freq_factor", 4.0),
        given.decimal("beta_fast", 32.0),
        given.decimal("beta_slow", 1.0),
        given.maybe_decimal("attention_factor"),
        given.maybe_decimal("mscale"),
        given.maybe_decimal("mscale_all_dim"),
        given.decimals("short_factor"),
        given.decimals("long_factor"),
    )


def _width(config: Config) -> int:
    return config.number("intermediate_size")


def _count(config: Config) -> int:
    return config.number("num_hidden_layers", "num_layers", most=MOST_LAYERS)


def _divided(config: Config, hidden: int, heads: int) -> int:
    if hidden % heads:
        raise config.wrong(f"divides {hidden:,} dimensions among {heads} heads, which is no whole number")
    return hidden // heads
