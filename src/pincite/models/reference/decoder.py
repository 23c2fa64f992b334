"""A decoder, layer by layer: attention to what came before, then a feed-forward network or a few of many experts.

Weights are read when a layer needs them and forgotten after it, so a model larger than the memory can be run.
"""

from dataclasses import dataclass

import numpy as np

from pincite.models.architecture.architecture import Attention, Experts
from pincite.models.reference.arrays import Floats, Positions
from pincite.models.reference.attention import Scoring
from pincite.models.reference.cache import CachedText
from pincite.models.reference.experts import Routing, route
from pincite.models.reference.feed_forward import ACTIVATIONS, Activation, gated
from pincite.models.reference.half import rounded
from pincite.models.reference.latent import latent_attention
from pincite.models.reference.masks import causal, sliding
from pincite.models.reference.normalising import rms_norm
from pincite.models.reference.rotary import rotate
from pincite.models.reference.shape import DecoderLayer, DecoderShape
from pincite.models.reference.tiled import attend_in_tiles
from pincite.models.reference.weights import Weights, chosen_rows, linear, optional, whole


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What reading tokens gave: the hidden states (n, width) behind the last norm, and each router's decisions."""

    hidden: Floats
    routings: tuple[Routing, ...] = ()


def decode(shape: DecoderShape, weights: Weights, tokens: list[int], text: CachedText | None = None) -> Read:
    """Reads tokens, after those of a cached text where one is given."""
    before = text.length if text is not None else 0
    at = np.arange(before, before + len(tokens))
    hidden = chosen_rows(weights, "token_embd.weight", tokens) * np.float32(shape.embedding_scale)
    routings: list[Routing] = []
    for place, layer in enumerate(shape.layers):
        block = _Block(shape, weights, f"blk.{place}", place)
        hidden = rounded(hidden + block.attended(hidden, at, layer, text), shape.half)
        fed, routing = block.fed(hidden, layer.experts)
        hidden = rounded(hidden + rounded(fed, shape.half), shape.half)
        routings += [] if routing is None else [routing]
    if text is not None:
        text.advance(len(tokens))
    normed = rms_norm(hidden, whole(weights, "output_norm.weight"), shape.epsilon)
    return Read(rounded(normed, shape.half), tuple(routings))


def row_sizes(shape: DecoderShape) -> list[tuple[int, int]]:
    """Of each layer, how many numbers a token's key and value have in a cache."""
    return [_row_sizes(layer.attention) for layer in shape.layers]


def _row_sizes(attention: Attention) -> tuple[int, int]:
    if attention.latent is not None:
        return attention.latent.kv_rank, attention.latent.rope_dim
    return attention.kv_heads * attention.key_dim, attention.kv_heads * attention.value_dim


@dataclass(frozen=True, slots=True)
class _Block:
    """One layer and where its weights are."""

    shape: DecoderShape
    weights: Weights
    name: str
    place: int

    def attended(self, hidden: Floats, at: Positions, layer: DecoderLayer, text: CachedText | None) -> Floats:
        normed = self._norm(hidden, "attn_norm")
        heads = (
            latent_attention(self.weights, self.name, normed, at, layer, self.shape.epsilon, self._kept(text))
            if layer.attention.latent is not None
            else self._grouped(normed, at, layer, text)
        )
        made = self._linear("attn_output", rounded(heads, self.shape.half).reshape(len(hidden), -1))
        return self._norm_if_any(made, "post_attention_norm")

    def _grouped(self, normed: Floats, at: Positions, layer: DecoderLayer, text: CachedText | None) -> Floats:
        n, length, attention = len(normed), int(at[-1]) + 1, layer.attention
        queries = self._linear("attn_q", normed).reshape(n, attention.heads, -1)
        keys = self._linear("attn_k", normed).reshape(n, attention.kv_heads, -1)
        values = self._linear("attn_v", normed)
        queries = self._norm_if_any(queries, "attn_q_norm")
        keys = self._norm_if_any(keys, "attn_k_norm")
        if layer.turning is not None:
            queries = rounded(rotate(queries, at, layer.turning, length), self.shape.half)
            keys = rounded(rotate(keys, at, layer.turning, length), self.shape.half)
        if text is not None:
            rows, values = text.extend(self.place, keys.reshape(n, -1), values)
            keys = rows.reshape(length, attention.kv_heads, -1)
        values = values.reshape(len(keys), attention.kv_heads, -1)
        mask = causal if attention.window is None else sliding(attention.window)
        scoring = Scoring(mask, layer.scale, layer.softcap)
        return attend_in_tiles(queries, keys, values, at, np.arange(len(keys)), scoring)

    def fed(self, hidden: Floats, experts: Experts | None) -> tuple[Floats, Routing | None]:
        normed = self._norm(hidden, "ffn_norm")
        if experts is None:
            made, routing = self._gated(normed, ""), None
        else:
            made, routing = experts_fed(self.weights, self.name, normed, experts, self.shape.activation)
            if f"{self.name}.ffn_gate_shexp.weight" in self.weights:
                made = made + self._gated(normed, "_shexp")
        return self._norm_if_any(made, "post_ffw_norm"), routing

    def _gated(self, normed: Floats, suffix: str) -> Floats:
        """As `feed_forward.gated`, with one matrix in memory at a time."""
        inner = ACTIVATIONS[self.shape.activation](self._linear(f"ffn_gate{suffix}", normed))
        inner *= self._linear(f"ffn_up{suffix}", normed)
        return self._linear(f"ffn_down{suffix}", rounded(inner, self.shape.half))

    def _linear(self, name: str, vectors: Floats) -> Floats:
        return rounded(linear(self.weights, f"{self.name}.{name}", vectors), self.shape.half)

    def _norm(self, vectors: Floats, name: str) -> Floats:
        normed = rms_norm(vectors, whole(self.weights, f"{self.name}.{name}.weight"), self.shape.epsilon)
        return rounded(normed, self.shape.half)

    def _norm_if_any(self, vectors: Floats, name: str) -> Floats:
        return self._norm(vectors, name) if f"{self.name}.{name}.weight" in self.weights else vectors

    def _kept(self, text: CachedText | None) -> "tuple[CachedText, int] | None":
        return None if text is None else (text, self.place)


def experts_fed(
    weights: Weights, name: str, normed: Floats, experts: Experts, activation: Activation
) -> tuple[Floats, Routing]:
    """What the experts of a layer make of each token, and who was chosen; an expert that nobody chose is not read."""
    logits = linear(weights, f"{name}.ffn_gate_inp", normed)
    routing = route(logits, experts, optional(weights, f"{name}.exp_probs_b.bias"))
    made = np.zeros_like(normed)
    for expert in np.unique(routing.chosen):
        tokens, places = np.nonzero(routing.chosen == expert)
        gate, up, down = (
            weights.rows(f"{name}.{part}_exps.weight", int(expert), int(expert) + 1)[0]
            for part in ("ffn_gate", "ffn_up", "ffn_down")
        )
        output = gated(normed[tokens], gate, up, down, activation)
        made[tokens] += output * routing.weights[tokens, places][:, None]
    return made, routing
