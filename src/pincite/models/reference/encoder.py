"""An encoder that reads both ways: each token sees all others, and nothing is cached since nothing is written."""

import math

import numpy as np

from pincite.models.reference.arrays import Floats
from pincite.models.reference.attention import Bias, Scoring
from pincite.models.reference.blocks import rounded_to_bytes
from pincite.models.reference.feed_forward import ACTIVATIONS
from pincite.models.reference.masks import everything
from pincite.models.reference.normalising import layer_norm
from pincite.models.reference.relative_bias import relative_bias
from pincite.models.reference.shape import EncoderShape
from pincite.models.reference.tiled import attend_in_tiles
from pincite.models.reference.weights import Weights, chosen_rows, linear, optional, whole


def encode(shape: EncoderShape, weights: Weights, tokens: list[int], types: list[int]) -> Floats:
    """The last hidden state of each token, shape (n, width); `types` says which of two texts a token belongs to.

    Sources: Devlin et al., "BERT", 2018, section 3 and figure 2; each norm stands behind its step, as in Vaswani et
    al., 2017, section 3.1. Song et al., "MPNet", 2020, section 3.1: no types, and relative positions as in T5, one
    table for all layers.
    """
    first = shape.first_position
    hidden = chosen_rows(weights, "token_embd.weight", tokens)
    hidden = hidden + weights.rows("position_embd.weight", first, first + len(tokens))
    if shape.has_types:
        hidden = hidden + whole(weights, "token_types.weight")[types]
    hidden = normed(shape, weights, "token_embd_norm", hidden)
    bias = None
    if shape.farthest is not None:
        bias = relative_bias(whole(weights, "blk.0.attn_rel_b.weight"), shape.farthest, is_both_ways=True)
    for layer in range(shape.layers):
        name = f"blk.{layer}"
        attended = multiplied(shape, weights, f"{name}.attn_output", _heads(shape, weights, name, hidden, bias))
        hidden = normed(shape, weights, f"{name}.attn_output_norm", hidden + attended)
        inner = ACTIVATIONS[shape.activation](multiplied(shape, weights, f"{name}.ffn_up", hidden))
        hidden = normed(
            shape, weights, f"{name}.layer_output_norm", hidden + multiplied(shape, weights, f"{name}.ffn_down", inner)
        )
    return hidden


def _heads(shape: EncoderShape, weights: Weights, name: str, hidden: Floats, bias: Bias | None) -> Floats:
    queries, keys, values = (
        multiplied(shape, weights, f"{name}.attn_{part}", hidden).reshape(len(hidden), shape.heads, -1)
        for part in "qkv"
    )
    places = np.arange(len(hidden))
    scoring = Scoring(everything, 1 / math.sqrt(queries.shape[-1]), bias=bias)
    return attend_in_tiles(queries, keys, values, places, places, scoring).reshape(len(hidden), -1)


def multiplied(shape: EncoderShape, weights: Weights, name: str, vectors: Floats) -> Floats:
    """Vectors times a matrix of the encoder, smoothed and rounded first where its graph does so.

    Smoothing multiplies each channel with a number of its own, so that none is much larger than the others when they
    are rounded; the matrix's rows were divided by the same numbers.

    Source: Xiao et al., "SmoothQuant", 2023, equation 3.
    """
    smoothing = optional(weights, f"{name}.smoothing")
    if smoothing is not None:
        vectors = vectors * smoothing
    return linear(weights, name, rounded_to_bytes(vectors) if shape.is_rounded else vectors)


def normed(shape: EncoderShape, weights: Weights, name: str, vectors: Floats) -> Floats:
    """Vectors through a norm of the encoder."""
    return layer_norm(vectors, whole(weights, f"{name}.weight"), whole(weights, f"{name}.bias"), shape.epsilon)
