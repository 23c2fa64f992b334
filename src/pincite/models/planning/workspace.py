"""Memory that an engine works in besides weights and cache, and what attention's scores would take without tiles."""

from pincite.models.architecture.architecture import Architecture, Experts, Layer
from pincite.models.planning.engines import Engine

NUMBER_BYTES = 4
"""llama.cpp computes in 32 bits."""

SCORE_BYTES = 2
"""A score in 16 bits, as an engine without tiles would keep it."""


def workspace_bytes(model: Architecture, context: int, engine: Engine, devices: int = 1) -> int:
    """Bytes in which one chunk of a prompt is computed on each device.

    They are the logits of each token, the two halves of the widest feed-forward block, and four vectors of the width of
    the model. llama.cpp logs 52.0 MiB for SmolLM2 at 256 tokens, this gives 53.2.
    """
    tokens = min(engine.chunk, context)
    logits = model.vocabulary if model.decoder else 0
    return tokens * NUMBER_BYTES * ((logits + 2 * widest(model)) // devices + 4 * model.hidden)


def widest(model: Architecture) -> int:
    """The width of the widest feed-forward block that a token goes through, all its experts together."""
    return max(_width(layer) for layer in model.layers)


def whole_scores_bytes(model: Architecture, context: int) -> int:
    """Bytes of one layer's scores, of every query with every key, if all were kept at once."""
    return max(layer.attention.heads for layer in model.layers) * context * context * SCORE_BYTES


def tiled_scores_bytes(model: Architecture, context: int) -> int:
    """Bytes that tiled attention keeps for one layer: of each query and head the output so far, its maximum and sum.

    Source: Dao et al., "FlashAttention", NeurIPS 2022 (arXiv 2205.14135), algorithm 1.
    """
    return max(
        layer.attention.heads * context * (layer.attention.value_dim + 2) * NUMBER_BYTES for layer in model.layers
    )


def _width(layer: Layer) -> int:
    block = layer.feed_forward
    return block.used * block.width + block.shared_width if isinstance(block, Experts) else block.width
