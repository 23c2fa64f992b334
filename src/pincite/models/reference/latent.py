"""Multi-head latent attention: the cache has one short vector per token, of which all heads' keys and values are made.

DeepSeek-V3 keeps 512 + 64 numbers per token and layer where 128 heads of 128 would keep 32,768.
"""

import numpy as np

from pincite.models.architecture.architecture import Attention, Latent
from pincite.models.reference.arrays import Floats, Positions
from pincite.models.reference.attention import Scoring
from pincite.models.reference.cache import CachedText
from pincite.models.reference.masks import causal
from pincite.models.reference.normalising import rms_norm
from pincite.models.reference.rotary import rotate
from pincite.models.reference.shape import DecoderLayer
from pincite.models.reference.tiled import attend_in_tiles
from pincite.models.reference.weights import Weights, linear, whole


def latent_attention(
    weights: Weights,
    name: str,
    normed: Floats,
    at: Positions,
    layer: DecoderLayer,
    epsilon: float,
    kept: tuple[CachedText, int] | None = None,
) -> Floats:
    """The output of each head, shape (n, heads, size of a value), before the last matrix.

    `kept` is a cached text with the place of the layer.

    Source: DeepSeek-AI, "DeepSeek-V2", 2024, equations 9 to 19.
    """
    attention, latent, turning = layer.attention, layer.attention.latent, layer.turning
    if latent is None or turning is None:
        raise ValueError("latent attention needs the size of its latent vector, and rotary positions")
    length = int(at[-1]) + 1
    queries = _queries(weights, name, normed, attention, latent, epsilon)
    compressed = linear(weights, f"{name}.attn_kv_a_mqa", normed)
    vectors = rms_norm(compressed[:, : latent.kv_rank], whole(weights, f"{name}.attn_kv_a_norm.weight"), epsilon)
    turned = rotate(compressed[:, None, latent.kv_rank :], at, turning, length)[:, 0]
    if kept is not None:
        vectors, turned = kept[0].extend(kept[1], vectors, turned)
    plain = latent.plain_dim
    plain_keys, values = _expanded(weights, name, vectors, attention, latent)
    shared = np.broadcast_to(turned[:, None], (len(vectors), attention.heads, latent.rope_dim))
    keys = np.concatenate((plain_keys, shared), axis=-1)
    queries = np.concatenate((queries[..., :plain], rotate(queries[..., plain:], at, turning, length)), axis=-1)
    scoring = Scoring(causal, layer.scale, layer.softcap)
    return attend_in_tiles(queries, keys, values, at, np.arange(len(keys)), scoring)


def _expanded(
    weights: Weights, name: str, vectors: Floats, attention: Attention, latent: Latent
) -> tuple[Floats, Floats]:
    """The parts of all heads' keys that do not turn, and their values, of latent vectors (n, kv_rank).

    llama.cpp keeps the matrices of keys and values apart, those of keys transposed: (heads, kv_rank, plain_dim) and
    (heads, value_dim, kv_rank).

    Source: DeepSeek-AI, "DeepSeek-V2", 2024, equations 10 and 11.
    """
    if f"{name}.attn_k_b.weight" in weights:
        keys = vectors @ whole(weights, f"{name}.attn_k_b.weight")
        values = vectors @ whole(weights, f"{name}.attn_v_b.weight").transpose(0, 2, 1)
        return keys.transpose(1, 0, 2), values.transpose(1, 0, 2)
    expanded = linear(weights, f"{name}.attn_kv_b", vectors).reshape(len(vectors), attention.heads, -1)
    return expanded[..., : latent.plain_dim], expanded[..., latent.plain_dim :]


def _queries(
    weights: Weights, name: str, normed: Floats, attention: Attention, latent: Latent, epsilon: float
) -> Floats:
    """Source: DeepSeek-AI, "DeepSeek-V2", 2024, equations 12 and 13."""
    if latent.query_rank is None:
        made = linear(weights, f"{name}.attn_q", normed)
    else:
        short = linear(weights, f"{name}.attn_q_a", normed)
        short = rms_norm(short, whole(weights, f"{name}.attn_q_a_norm.weight"), epsilon)
        made = linear(weights, f"{name}.attn_q_b", short)
    return made.reshape(len(normed), attention.heads, attention.key_dim)
