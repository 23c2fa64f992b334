"""Memory that an engine works in besides weights and cache, and what attention's scores would take without tiles."""

from pincite.models.architecture.architecture import Architecture, Experts, Layer
from pincite.models.planning.engines import Engine

NUMBER_BYTES = 4
"""llama.cpp computes in 32 bits."""

MASK_BYTES = 2
"""For each pair of tokens whether the one sees the other, in 16 bits."""

SCORE_BYTES = 2
"""A score in 16 bits, as an engine without tiles would keep it."""


def workspace_bytes(model: Architecture, context: int, engine: Engine, devices: int = 1) -> int:
    """Bytes in which one chunk of a prompt is computed on each device.

    They are three vectors of the width of a feed-forward block, five of the width of the model, and the mask of
    attention. llama.cpp logs 15.9, 41.3 and 71.5 MiB for SmolLM2 at 1,280 tokens and Qwen2.5 0.5B and 1.5B at 4,096;
    this gives 15.9, 41.2 and 71.5.
    """
    tokens = min(engine.chunk, context)
    vectors = tokens * NUMBER_BYTES * (3 * widest(model) // devices + 5 * model.hidden)
    return vectors + tokens * engine.padded(context) * MASK_BYTES


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
