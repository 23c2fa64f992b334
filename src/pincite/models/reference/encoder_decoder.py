"""An encoder reads a source, and a decoder writes while it looks at all of it: cross-attention.

Source: Raffel et al., "Exploring the Limits of Transfer Learning", 2019, section 2.1. Scores are not divided by the
root of a head's size: the weights are made for that.
"""

import numpy as np

from pincite.models.reference.arrays import Floats
from pincite.models.reference.attention import Bias, Scoring
from pincite.models.reference.feed_forward import ACTIVATIONS
from pincite.models.reference.masks import Mask, causal, everything
from pincite.models.reference.normalising import rms_norm
from pincite.models.reference.relative_bias import relative_bias
from pincite.models.reference.shape import EncoderDecoderShape
from pincite.models.reference.tiled import attend_in_tiles
from pincite.models.reference.weights import Weights, chosen_rows, linear, whole


def encode_and_decode(shape: EncoderDecoderShape, weights: Weights, source: list[int], tokens: list[int]) -> Floats:
    """The last hidden state of each token that was written after a source, shape (n, width)."""
    read = chosen_rows(weights, "token_embd.weight", source)
    bias = relative_bias(whole(weights, "enc.blk.0.attn_rel_b.weight"), shape.farthest, is_both_ways=True)
    for layer in range(shape.encoder_layers):
        block = f"enc.blk.{layer}"
        read = read + _attended(shape, weights, f"{block}.attn", read, None, everything, bias)
        read = read + _fed(shape, weights, block, read)
    read = _normed(shape, weights, "enc.output_norm", read)
    written = chosen_rows(weights, "token_embd.weight", tokens)
    bias = relative_bias(whole(weights, "dec.blk.0.attn_rel_b.weight"), shape.farthest, is_both_ways=False)
    for layer in range(shape.decoder_layers):
        block = f"dec.blk.{layer}"
        written = written + _attended(shape, weights, f"{block}.attn", written, None, causal, bias)
        written = written + _attended(shape, weights, f"{block}.cross_attn", written, read, everything, None)
        written = written + _fed(shape, weights, block, written)
    return _normed(shape, weights, "dec.output_norm", written)


def _attended(
    shape: EncoderDecoderShape,
    weights: Weights,
    name: str,
    hidden: Floats,
    source: Floats | None,
    mask: Mask,
    bias: Bias | None,
) -> Floats:
    """Attention to the hidden states themselves, or to a source."""
    normed = _normed(shape, weights, f"{name}_norm", hidden)
    seen = normed if source is None else source
    queries = linear(weights, f"{name}_q", normed).reshape(len(hidden), shape.heads, -1)
    keys, values = (linear(weights, f"{name}_{part}", seen).reshape(len(seen), shape.heads, -1) for part in "kv")
    scoring = Scoring(mask, 1.0, bias=bias)
    heads = attend_in_tiles(queries, keys, values, np.arange(len(hidden)), np.arange(len(seen)), scoring)
    return linear(weights, f"{name}_o", heads.reshape(len(hidden), -1))


def _fed(shape: EncoderDecoderShape, weights: Weights, block: str, hidden: Floats) -> Floats:
    normed = _normed(shape, weights, f"{block}.ffn_norm", hidden)
    is_gated = f"{block}.ffn_gate.weight" in weights
    inner = ACTIVATIONS[shape.activation](linear(weights, f"{block}.ffn_{'gate' if is_gated else 'up'}", normed))
    if is_gated:
        inner = inner * linear(weights, f"{block}.ffn_up", normed)
    return linear(weights, f"{block}.ffn_down", inner)


def _normed(shape: EncoderDecoderShape, weights: Weights, name: str, vectors: Floats) -> Floats:
    return rms_norm(vectors, whole(weights, f"{name}.weight"), shape.epsilon)
