"""Tensor parallelism: whether a model's parts can be divided over devices, what each device holds, what they exchange.

Query heads, the feed-forward width and each expert's width are divided; so are KV heads as far as there are any, and
beyond that each device has a copy of one. Norms, gates of experts and the latent projections of MLA are on every
device. After each attention and after the feed-forward block the devices sum their parts: an all-reduce for each.

Source: Shoeybi et al., "Megatron-LM", 2019 (arXiv 1909.08053), section 3.
"""

from collections.abc import Iterator

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Architecture, Experts, Layer
from pincite.models.architecture.tensors import Tensor

MOST_TRIED = 64
"""Numbers of devices that are tried when saying which would do."""

REPLICATED = ("norm", "router", "table")

LATENT = ("q_a_proj", "kv_a_proj", "attn_q_a", "attn_kv_a")
"""Projections to a latent vector, which every device needs whole."""

KEYS_AND_VALUES = (".k_proj.", ".v_proj.", "attn_k.", "attn_v.", ".key.", ".value.", "Attention.k.", "Attention.v.")

ACTIVATION_BYTES = 2
"""Bytes of a number that devices exchange: 16 bits, as in vLLM."""


def require_divisible(model: Architecture, devices: int) -> None:
    """Refuse a number of devices that a model cannot be divided over.

    Raises:
        ModelError: heads or widths do not divide; the sentence says which numbers of devices do.
    """
    reason = obstacle(model, devices)
    if reason is not None:
        fitting = [count for count in range(1, MOST_TRIED + 1) if obstacle(model, count) is None]
        counts = ", ".join(map(str, fitting[:-1])) + f" or {fitting[-1]}" if len(fitting) > 1 else "1"
        raise ModelError(
            f"{reason} cannot be divided over {devices} devices; over {counts} the model can: plan with --tp"
        )


def obstacle(model: Architecture, devices: int) -> str | None:
    """What of a model cannot be divided over so many devices, in words; None where all of it can."""
    return next(_obstacles(model, devices), None)


def _obstacles(model: Architecture, devices: int) -> Iterator[str]:
    for layer in set(model.layers):
        attention = layer.attention
        if attention.heads % devices:
            yield f"{attention.heads} query heads"
        if attention.latent is None and attention.kv_heads % devices and devices % attention.kv_heads:
            yield f"{attention.kv_heads} heads of keys and values"
        for what, width in _widths(layer):
            if width % devices:
                yield f"{what} of width {width:,}"


def _widths(layer: Layer) -> Iterator[tuple[str, int]]:
    if isinstance(layer.feed_forward, Experts):
        yield "experts", layer.feed_forward.width
        yield "shared experts", layer.feed_forward.shared_width
    else:
        yield "a feed-forward block", layer.feed_forward.width


def copies(model: Architecture, devices: int) -> int:
    """On how many devices each KV head lies."""
    heads = [layer.attention.kv_heads for layer in model.decoder if layer.attention.latent is None]
    return max((devices // count for count in heads if devices > count), default=1)


def share(tensor: Tensor, model: Architecture, devices: int) -> float:
    """The share of a tensor that each device holds."""
    if devices == 1 or tensor.role in REPLICATED or any(part in tensor.name for part in LATENT):
        return 1.0
    if tensor.role == "attention" and any(part in tensor.name for part in KEYS_AND_VALUES):
        return 1 / min(devices, model.layers[0].attention.kv_heads)
    return 1 / devices


def device_bytes(model: Architecture, devices: int) -> int:
    """Bytes of the weights on each device."""
    return sum(round(tensor.bytes * share(tensor, model, devices)) for tensor in model.tensors)


def exchanged_bytes(model: Architecture, devices: int) -> int:
    """Bytes that each device sends for one token, each sum in a ring of 2(n − 1)/n of the data."""
    return round(sums(model) * model.hidden * ACTIVATION_BYTES * 2 * (devices - 1) / devices)


def sums(model: Architecture) -> int:
    """Sums over all devices that one token takes: two in a layer, three in one that attends to an encoder too."""
    return sum(2 if layer.cross is None else 3 for layer in model.decoder or model.encoder)
