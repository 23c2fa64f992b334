"""Time by roofline: a step takes as long as its slower side, moving bytes or multiplying numbers.

Reading a prompt multiplies each weight with many tokens, so it is bound by operations. Writing a token moves all
weights for a few tokens, so it is bound by bytes. Real engines stay below both limits;
`--calibrate` measures by how much.

Source: Williams, Waterman, Patterson, "Roofline", CACM 2009.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pincite.models.architecture.architecture import Architecture, Attention, Layer
from pincite.models.architecture.tensors import Tensor
from pincite.models.planning.cache import KV_TYPES, KvType, cross_bytes, numbers_kept
from pincite.models.planning.experts import expected_read
from pincite.models.planning.machine import Machine
from pincite.models.planning.parallel import exchanged_bytes, share, sums

ENCODER_NAMES = ("encoder.", "enc.")


@dataclass(frozen=True, slots=True)
class Work:
    """What one device does for a step: bytes that it moves, operations, and its exchange with other devices."""

    weight_bytes: float
    cache_bytes: float
    weight_flops: float
    attention_flops: float
    exchanged: float = 0.0
    rounds: int = 0

    @property
    def bytes(self) -> float:
        """All bytes that are moved."""
        return self.weight_bytes + self.cache_bytes

    @property
    def flops(self) -> float:
        """All operations."""
        return self.weight_flops + self.attention_flops

    def seconds(self, machine: Machine) -> float:
        """Time on a machine: the slower of moving and multiplying, and the exchange between devices after it."""
        return max(self.bytes / machine.bandwidth, self.flops / machine.flops) + self.exchange_seconds(machine)

    def exchange_seconds(self, machine: Machine) -> float:
        """Time of the exchange between devices."""
        if machine.link is None or not self.rounds:
            return 0.0
        return self.exchanged / machine.link + self.rounds * machine.link_latency_s


def pairs(tokens: int, window: int | None, *, is_causal: bool) -> int:
    """Pairs of a query and a key that attention multiplies for a number of tokens.

    >>> pairs(4, None, is_causal=True), pairs(4, 2, is_causal=True), pairs(4, None, is_causal=False)
    (10, 7, 16)
    """
    if not is_causal:
        return tokens * tokens
    seen = tokens if window is None else min(window, tokens)
    return seen * (seen + 1) // 2 + (tokens - seen) * seen


@dataclass(frozen=True, slots=True)
class Multiplied:
    """The weights that tokens are multiplied with: bytes on one device, numbers on all.

    `expert_*` are of all experts; a step moves and multiplies only a share of them.
    """

    dense_bytes: float
    expert_bytes: float
    output_bytes: float
    dense_numbers: int
    expert_numbers: int
    output_numbers: int


def multiplied(model: Architecture, devices: int, *, reading: bool) -> Multiplied:
    """The weights that a prompt is multiplied with, or that a token is which is written.

    Tables of which only rows are looked up are none; embeddings are where the output is computed with them.
    """
    dense, experts, output = [], [], []
    for tensor in model.tensors:
        if _is_output(tensor, model):
            output.append(tensor)
        elif tensor.role in ("table", "embedding") or not _takes_part(tensor, model, reading=reading):
            continue
        elif tensor.role == "expert":
            experts.append(tensor)
        else:
            dense.append(tensor)
    return Multiplied(
        _held(dense, model, devices),
        _held(experts, model, devices),
        _held(output, model, devices),
        sum(tensor.elements for tensor in dense),
        sum(tensor.elements for tensor in experts),
        sum(tensor.elements for tensor in output),
    )


def _held(tensors: Iterable[Tensor], model: Architecture, devices: int) -> float:
    """Bytes of tensors on one device."""
    return sum(tensor.bytes * share(tensor, model, devices) for tensor in tensors)


def step_work(model: Architecture, kind: KvType, context: int, users: int, devices: int) -> Work:
    """What one device does to write one token for each of `users`, each `context` tokens in."""
    layers, weights = model.decoder, multiplied(model, devices, reading=False)
    experts = model.experts
    read = 0.0 if experts is None else expected_read(experts, users) / experts.count
    used = 0.0 if experts is None else experts.used / experts.count
    numbers = weights.dense_numbers + weights.expert_numbers * used + weights.output_numbers
    crossed = sum(pair_flops(layer.cross, written=True) * context for layer in layers if layer.cross is not None)
    attended = sum(pair_flops(layer.attention, written=True) * seen(layer.attention, context) for layer in layers)
    kept = sum(
        KV_TYPES[kind].size(numbers_kept(layer.attention, devices)) * seen(layer.attention, context) for layer in layers
    )
    return Work(
        weight_bytes=weights.dense_bytes + weights.expert_bytes * read + weights.output_bytes,
        cache_bytes=users * (kept + cross_bytes(layers, context, devices)),
        weight_flops=2 * users * numbers / devices,
        attention_flops=users * (attended + crossed) / devices,
        exchanged=users * exchanged_bytes(model, devices),
        rounds=sums(model) if devices > 1 else 0,
    )


def prompt_work(model: Architecture, kind: KvType, context: int, chunk: int, devices: int) -> Work:
    """What one device does to read one user's `context` tokens, `chunk` at a time, up to the first word."""
    layers, weights = model.encoder or model.decoder, multiplied(model, devices, reading=True)
    experts, chunks = model.experts, -(-context // chunk)
    read = 0.0 if experts is None else expected_read(experts, min(chunk, context)) / experts.count
    used = 0.0 if experts is None else experts.used / experts.count
    attended = sum(
        pair_flops(layer.attention, written=False)
        * pairs(context, layer.attention.window, is_causal=layer.attention.is_causal)
        for layer in layers
    )
    return Work(
        weight_bytes=chunks * (weights.dense_bytes + weights.expert_bytes * read) + weights.output_bytes,
        cache_bytes=0 if model.encoder else read_again(layers, kind, context, chunk, devices),
        weight_flops=2
        * (context * (weights.dense_numbers + weights.expert_numbers * used) + weights.output_numbers)
        / devices,
        attention_flops=attended / devices,
        exchanged=context * exchanged_bytes(model, devices),
        rounds=2 * len(layers) * chunks if devices > 1 else 0,
    )


def seen(attention: Attention, context: int) -> int:
    """Tokens that the last one attends to."""
    return context if attention.window is None else min(context, attention.window)


def read_again(layers: Iterable[Layer], kind: KvType, context: int, chunk: int, devices: int) -> float:
    """Bytes of cache that a prompt's chunks read: each those of all before it, or of its window."""
    ends = range(chunk, context + chunk, chunk)
    return sum(
        KV_TYPES[kind].size(numbers_kept(layer.attention, devices))
        * sum(min(end, context, (layer.attention.window or context) + chunk) for end in ends)
        for layer in layers
    )


def pair_flops(attention: Attention, *, written: bool) -> int:
    """Operations for one query and one key, over all heads: the score, and the weighted value.

    Written with MLA, queries meet the latent vectors themselves (DeepSeek-V2, section 2.1.2); while a prompt is read,
    its keys and values are made of them first.
    """
    latent = attention.latent
    if latent is not None and written:
        return 2 * attention.heads * (2 * latent.kv_rank + latent.rope_dim)
    return 2 * attention.heads * (attention.key_dim + attention.value_dim)


def _is_output(tensor: Tensor, model: Architecture) -> bool:
    """True for the matrix that makes a token of the last vector; with tied embeddings it is theirs."""
    if tensor.role == "output":
        return True
    return model.is_tied and bool(model.decoder) and tensor.role == "embedding" and tensor.shape[0] == model.vocabulary


def _takes_part(tensor: Tensor, model: Architecture, *, reading: bool) -> bool:
    """Of an encoder-decoder, the encoder reads and the decoder writes."""
    if not (model.encoder and model.decoder):
        return True
    return tensor.name.startswith(ENCODER_NAMES) == reading
