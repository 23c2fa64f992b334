"""The KV cache: what one token and one user take of it, by kind of attention and type of number.

A layer keeps a key and a value for each of its KV heads; query heads share them in GQA and MQA. MLA keeps one latent
vector for all heads. A layer with a window keeps no more than the window. An encoder keeps nothing. A decoder's
attention to an encoder keeps the keys and values of what the encoder read, which do not grow.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Attention, Layer
from pincite.models.architecture.block_types import F16, Q4_0, Q8_0, BlockType
from pincite.models.planning.engines import Engine

KvType = Literal["f16", "q8_0", "q4_0"]

KV_TYPES: dict[KvType, BlockType] = {"f16": F16, "q8_0": Q8_0, "q4_0": Q4_0}

KV_NAMES: tuple[KvType, ...] = get_args(KvType)


def require_blocks(layers: Iterable[Layer], kind: KvType) -> None:
    """Refuse a type whose blocks a head does not fill, as llama.cpp does when it makes its cache.

    Raises:
        ModelError: a head's keys or values are no whole number of blocks.
    """
    block = KV_TYPES[kind].numbers
    for layer in layers:
        for size in _kept_sizes(layer.attention):
            if size % block:
                raise ModelError(
                    f"a cache in {kind} keeps blocks of {block} numbers, which a head of {size} does not fill; "
                    "plan with --kv f16"
                )


def _kept_sizes(attention: Attention) -> tuple[int, ...]:
    latent = attention.latent
    return (attention.key_dim, attention.value_dim) if latent is None else (latent.kv_rank + latent.rope_dim,)


def numbers_kept(attention: Attention, devices: int = 1) -> int:
    """Numbers that one layer keeps of one token on each of so many devices.

    KV heads are divided among the devices, at least one on each; a latent vector is on all of them.
    """
    latent = attention.latent
    if latent is not None:
        return latent.kv_rank + latent.rope_dim
    heads = max(1, attention.kv_heads // devices)
    return heads * (attention.key_dim + attention.value_dim)


def token_bytes(layers: Iterable[Layer], kind: KvType, devices: int = 1) -> int:
    """Bytes that one more token takes on each device while no window is full."""
    return sum(KV_TYPES[kind].size(numbers_kept(layer.attention, devices)) for layer in layers)


def user_bytes(layers: Sequence[Layer], kind: KvType, context: int, engine: Engine, devices: int = 1) -> int:
    """Bytes that one user's `context` tokens take on each device, in whole blocks."""
    own = sum(
        KV_TYPES[kind].size(numbers_kept(layer.attention, devices)) * engine.cells(context, layer.attention.window)
        for layer in layers
    )
    return own + cross_bytes(layers, context, devices)


def cross_bytes(layers: Iterable[Layer], read: int, devices: int = 1) -> int:
    """Bytes of the keys and values of what an encoder read, so many tokens, in f16."""
    return sum(F16.size(numbers_kept(layer.cross, devices)) * read for layer in layers if layer.cross is not None)


def pool_tokens(layers: Sequence[Layer], kind: KvType, pool: int, engine: Engine, devices: int = 1) -> int:
    """Tokens of all users that a pool of so many bytes on each device holds, in whole blocks, without windows."""
    block = token_bytes(layers, kind, devices) * engine.block
    return pool // block * engine.block if block else 0
