"""The tensors that follow from a configuration, under the names of Hugging Face's files.

They give the parameters of a model whose weights are not there, and show where weights contradict their configuration.
A layer's experts are one tensor here, `….experts.*.up_proj.weight`, with the experts as its first dimension.
"""

from collections.abc import Iterator, Sequence

from pincite.models.architecture.architecture import Attention, Experts, FeedForward, Layer
from pincite.models.architecture.config_fields import Config
from pincite.models.architecture.from_config import ENCODER_DECODERS, ENCODERS, FAMILIES, Family, family_of, layers_of

Shaped = tuple[str, tuple[int, ...]]


def shapes_of(config: Config) -> Iterator[Shaped]:
    """Names and shapes of all tensors that the model of a configuration has.

    Raises:
        ModelError: the configuration lacks a value, or has an impossible one.
    """
    family = family_of(config)
    layers = layers_of(config)
    if family in ENCODERS:
        return _bert(config, layers)
    if family in ENCODER_DECODERS:
        return _t5(config, layers)
    return _decoder(config, FAMILIES[family], layers)


def is_tied(config: Config) -> bool:
    """True if the output is computed with the matrix of the embeddings."""
    family = family_of(config)
    default = family in ENCODERS or family in ENCODER_DECODERS or FAMILIES[family].is_tied
    return config.is_true("tie_word_embeddings", default)


def _decoder(config: Config, family: Family, layers: Sequence[Layer]) -> Iterator[Shaped]:
    hidden, vocabulary = config.number("hidden_size"), config.number("vocab_size")
    yield "model.embed_tokens.weight", (vocabulary, hidden)
    for at, layer in enumerate(layers):
        block = f"model.layers.{at}"
        yield from _attention(f"{block}.self_attn", config, family, layer.attention, hidden)
        if isinstance(layer.feed_forward, Experts):
            yield from _experts(f"{block}.{family.expert_names}", family, layer.feed_forward, hidden)
            yield from _shared_experts(f"{block}.mlp", family, layer.feed_forward, hidden)
        elif family.is_fused:
            yield f"{block}.mlp.gate_up_proj.weight", (2 * layer.feed_forward.width, hidden)
            yield f"{block}.mlp.down_proj.weight", (hidden, layer.feed_forward.width)
        else:
            yield from _gated(f"{block}.mlp", layer.feed_forward.width, hidden, bias=config.is_true("mlp_bias", False))
        for norm in _norms(family):
            yield f"{block}.{norm}.weight", (hidden,)
    yield "model.norm.weight", (hidden,)
    if not is_tied(config):
        yield "lm_head.weight", (vocabulary, hidden)


def _norms(family: Family) -> tuple[str, ...]:
    more = ("pre_feedforward_layernorm", "post_feedforward_layernorm") if family.norms > 2 else ()
    return ("input_layernorm", "post_attention_layernorm", *more)


def _attention(name: str, config: Config, family: Family, attention: Attention, hidden: int) -> Iterator[Shaped]:
    heads = attention.heads * attention.key_dim
    keys, values = attention.kv_heads * attention.key_dim, attention.kv_heads * attention.value_dim
    if attention.latent is not None:
        yield from _latent(name, config, attention, hidden)
        return
    if family.is_fused:
        yield f"{name}.qkv_proj.weight", (heads + keys + values, hidden)
    else:
        has_bias = family.bias == "qkv" or config.is_true("attention_bias", False)
        for letter, rows in (("q", heads), ("k", keys), ("v", values)):
            yield f"{name}.{letter}_proj.weight", (rows, hidden)
            if has_bias:
                yield f"{name}.{letter}_proj.bias", (rows,)
    yield f"{name}.o_proj.weight", (hidden, attention.heads * attention.value_dim)
    if config.is_true("attention_bias", False) and family.bias != "qkv":
        yield f"{name}.o_proj.bias", (hidden,)
    if family.head_norm:
        yield f"{name}.q_norm.weight", (attention.key_dim,)
        yield f"{name}.k_norm.weight", (attention.key_dim,)


def _latent(name: str, config: Config, attention: Attention, hidden: int) -> Iterator[Shaped]:
    latent = attention.latent
    if latent is None:
        return
    has_bias = config.is_true("attention_bias", False)
    queries = attention.heads * attention.key_dim
    if latent.query_rank is None:
        yield f"{name}.q_proj.weight", (queries, hidden)
    else:
        yield f"{name}.q_a_proj.weight", (latent.query_rank, hidden)
        if has_bias:
            yield f"{name}.q_a_proj.bias", (latent.query_rank,)
        yield f"{name}.q_a_layernorm.weight", (latent.query_rank,)
        yield f"{name}.q_b_proj.weight", (queries, latent.query_rank)
    yield f"{name}.kv_a_proj_with_mqa.weight", (latent.kv_rank + latent.rope_dim, hidden)
    if has_bias:
        yield f"{name}.kv_a_proj_with_mqa.bias", (latent.kv_rank + latent.rope_dim,)
    yield f"{name}.kv_a_layernorm.weight", (latent.kv_rank,)
    yield f"{name}.kv_b_proj.weight", (attention.heads * (latent.plain_dim + attention.value_dim), latent.kv_rank)
    yield f"{name}.o_proj.weight", (hidden, attention.heads * attention.value_dim)
    if has_bias:
        yield f"{name}.o_proj.bias", (hidden,)


def _gated(name: str, width: int, hidden: int, *, bias: bool = False) -> Iterator[Shaped]:
    for part, shape in (("gate", (width, hidden)), ("up", (width, hidden)), ("down", (hidden, width))):
        yield f"{name}.{part}_proj.weight", shape
        if bias:
            yield f"{name}.{part}_proj.bias", shape[:1]


def _experts(name: str, family: Family, experts: Experts, hidden: int) -> Iterator[Shaped]:
    yield f"{name}.gate.weight", (experts.count, hidden)
    is_mixtral = family.expert_names == "block_sparse_moe"
    parts = ("w1", "w3", "w2") if is_mixtral else ("gate_proj", "up_proj", "down_proj")
    for part, shape in zip(parts, ((experts.width, hidden),) * 2 + ((hidden, experts.width),), strict=True):
        yield f"{name}.experts.*.{part}.weight", (experts.count, *shape)


def _shared_experts(name: str, family: Family, experts: Experts, hidden: int) -> Iterator[Shaped]:
    if not experts.shared_width:
        return
    if family.has_gated_share:
        yield f"{name}.shared_expert_gate.weight", (1, hidden)
        yield from _gated(f"{name}.shared_expert", experts.shared_width, hidden)
    else:
        yield from _gated(f"{name}.shared_experts", experts.shared_width, hidden)


def _bert(config: Config, layers: Sequence[Layer]) -> Iterator[Shaped]:
    """The tensors of an encoder with its pooler, and without a head for a task."""
    hidden = config.number("hidden_size")
    rows = (
        ("word", config.number("vocab_size")),
        ("position", config.number("max_position_embeddings")),
        ("token_type", config.number("type_vocab_size", default=2)),
    )
    for name, count in rows:
        yield f"embeddings.{name}_embeddings.weight", (count, hidden)
    yield from _biased("embeddings.LayerNorm", (hidden,))
    for at, layer in enumerate(layers):
        block = f"encoder.layer.{at}"
        for name in ("self.query", "self.key", "self.value", "output.dense"):
            yield from _biased(f"{block}.attention.{name}", (hidden, hidden))
        yield from _biased(f"{block}.attention.output.LayerNorm", (hidden,))
        width = _dense(layer)
        yield from _biased(f"{block}.intermediate.dense", (width, hidden))
        yield from _biased(f"{block}.output.dense", (hidden, width))
        yield from _biased(f"{block}.output.LayerNorm", (hidden,))
    yield from _biased("pooler.dense", (hidden, hidden))


def _biased(name: str, shape: tuple[int, ...]) -> Iterator[Shaped]:
    yield f"{name}.weight", shape
    yield f"{name}.bias", shape[:1]


def _t5(config: Config, layers: Sequence[Layer]) -> Iterator[Shaped]:
    hidden, vocabulary = config.number("d_model"), config.number("vocab_size")
    buckets = config.number("relative_attention_num_buckets", default=32)
    yield "shared.weight", (vocabulary, hidden)
    for side in ("encoder", "decoder"):
        on_side = [layer for layer in layers if layer.is_encoder == (side == "encoder")]
        for at, layer in enumerate(on_side):
            block, part = f"{side}.block.{at}.layer", 0
            yield from _t5_attention(f"{block}.{part}.SelfAttention", layer.attention, hidden)
            if not at:
                yield f"{block}.0.SelfAttention.relative_attention_bias.weight", (buckets, layer.attention.heads)
            if layer.cross is not None:
                part += 1
                yield from _t5_attention(f"{block}.{part}.EncDecAttention", layer.cross, hidden)
            yield from _t5_dense(f"{block}.{part + 1}.DenseReluDense", layer, hidden)
            for each in range(part + 2):
                yield f"{block}.{each}.layer_norm.weight", (hidden,)
        yield f"{side}.final_layer_norm.weight", (hidden,)
    if not is_tied(config):
        yield "lm_head.weight", (vocabulary, hidden)


def _t5_attention(name: str, attention: Attention, hidden: int) -> Iterator[Shaped]:
    inner = attention.heads * attention.key_dim
    for letter in "qkv":
        yield f"{name}.{letter}.weight", (inner, hidden)
    yield f"{name}.o.weight", (hidden, inner)


def _t5_dense(name: str, layer: Layer, hidden: int) -> Iterator[Shaped]:
    width = _dense(layer)
    is_gated = isinstance(layer.feed_forward, FeedForward) and layer.feed_forward.is_gated
    for part in ("wi_0", "wi_1") if is_gated else ("wi",):
        yield f"{name}.{part}.weight", (width, hidden)
    yield f"{name}.wo.weight", (hidden, width)


def _dense(layer: Layer) -> int:
    return layer.feed_forward.width
