"""The shape of a language model or encoder: what planning, the reference runner and the registry know of it.

Everything here is read from a file (`reading.py`) and nothing is guessed: what a file does not say is None. Shapes are
in rows first, `(out, in)`, as in numpy and in Hugging Face's files; a GGUF file has them the other way round.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pincite.models.architecture.tensors import Tensor

AttentionKind = Literal["MHA", "GQA", "MQA", "MLA"]

ScalingKind = Literal["linear", "dynamic", "yarn", "llama3", "longrope"]


@dataclass(frozen=True, slots=True)
class Scaling:
    """How rotary positions are stretched beyond `original_context` tokens.

    Sources: linear: Chen et al., 2023 (arXiv 2306.15595). dynamic: bloc97, "NTK-aware scaled RoPE", 2023. yarn: Peng
    et al., ICLR 2024 (arXiv 2309.00071). llama3: Llama team, 2024 (arXiv 2407.21783). longrope: Ding et al., ICML 2024.
    """

    kind: ScalingKind
    factor: float
    original_context: int | None = None
    low_frequency: float = 1.0
    high_frequency: float = 4.0
    beta_fast: float = 32.0
    beta_slow: float = 1.0
    attention_factor: float | None = None
    mscale: float | None = None
    mscale_all_dim: float | None = None
    short_factors: tuple[float, ...] = ()
    long_factors: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Rope:
    """Rotary position embedding: its base, and how many dimensions of a head are turned.

    Source: Su et al., "RoFormer", 2021 (arXiv 2104.09864), eq. 15.
    """

    base: float
    dims: int
    scaling: Scaling | None = None


@dataclass(frozen=True, slots=True)
class Latent:
    """The compressed keys and values of multi-head latent attention.

    A token's cache entry is one vector of `kv_rank + rope_dim` numbers for all heads. Of a head's key, `plain_dim`
    dimensions come out of the latent vector and `rope_dim` carry the position.

    Source: DeepSeek-V2, 2024 (arXiv 2405.04434), section 2.1.
    """

    kv_rank: int
    query_rank: int | None
    plain_dim: int
    rope_dim: int


@dataclass(frozen=True, slots=True)
class Attention:
    """How a layer attends. `key_dim` and `value_dim` are of one head; `window` is in tokens, the token itself included.

    With a `latent`, the cache holds the latent vector and no keys or values.
    """

    heads: int
    kv_heads: int
    key_dim: int
    value_dim: int
    window: int | None = None
    latent: Latent | None = None
    rope: Rope | None = None
    is_causal: bool = True

    @property
    def kind(self) -> AttentionKind:
        """The name of the way in which heads share keys and values."""
        if self.latent is not None:
            return "MLA"
        if self.kv_heads == self.heads:
            return "MHA"
        return "MQA" if self.kv_heads == 1 else "GQA"


@dataclass(frozen=True, slots=True)
class FeedForward:
    """A dense feed-forward block; a gated one has three matrices, others two."""

    width: int
    is_gated: bool


@dataclass(frozen=True, slots=True)
class Experts:
    """A mixture of experts: each token goes through `used` of `count` experts, and through the shared ones in any case.

    `shared_width` is the width of all shared experts together, 0 without any.

    Sources: Shazeer et al., 2017 (arXiv 1701.06538); DeepSeekMoE, 2024 (arXiv 2401.06066) for the shared experts.
    """

    count: int
    used: int
    width: int
    shared_width: int = 0
    gate: Literal["softmax", "sigmoid"] = "softmax"
    is_normalised: bool = True
    scale: float = 1.0
    groups: int = 1
    groups_used: int = 1


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer; `cross` is a decoder's attention to what the encoder has read."""

    attention: Attention
    feed_forward: FeedForward | Experts
    cross: Attention | None = None
    is_encoder: bool = False


@dataclass(frozen=True, slots=True)
class Architecture:
    """What a model is. `family` is the file's own word for it (`llama`, `qwen3_moe`).

    `tensors_from` says where the tensors were read, or that they follow from config.json alone. `metadata` has the
    file's other single values under their own names. `notes` are sentences on what was read in another way than
    somebody might expect. `counted` are the tensors as they were before quantisation, where the stored ones are packed
    in such a way that their numbers cannot be counted.
    """

    family: str
    title: str | None
    hidden: int
    vocabulary: int
    layers: tuple[Layer, ...]
    trained_context: int | None
    positions: Literal["rope", "learned", "relative"]
    norm: Literal["rms", "layer"]
    norm_epsilon: float
    is_tied: bool
    tensors: tuple[Tensor, ...] = field(repr=False)
    tensors_from: Literal["gguf", "safetensors", "config.json"]
    counted: tuple[Tensor, ...] = field(default=(), repr=False)
    chat_template_sha256: str | None = None
    licence: str | None = None
    metadata: Mapping[str, object] = field(default_factory=dict, repr=False)
    notes: tuple[str, ...] = ()

    @property
    def decoder(self) -> tuple[Layer, ...]:
        """The layers that write: all of a decoder, those after the encoder, none of an encoder."""
        return tuple(layer for layer in self.layers if not layer.is_encoder)

    @property
    def encoder(self) -> tuple[Layer, ...]:
        """The layers that only read."""
        return tuple(layer for layer in self.layers if layer.is_encoder)

    @property
    def weights_bytes(self) -> int:
        """The sum of the tensors, in bytes."""
        return sum(tensor.bytes for tensor in self.tensors)

    @property
    def parameters(self) -> int:
        """How many numbers were learnt; tables of positions that can be computed are none."""
        return sum(tensor.elements for tensor in self.counted or self.tensors if tensor.role != "table")

    @property
    def active_parameters(self) -> int:
        """The parameters that take part in one token: of the experts, only those that a token goes through."""
        return sum(
            round(tensor.elements * self.share_used(tensor)) for tensor in self.tensors if tensor.role != "table"
        )

    def share_used(self, tensor: Tensor) -> float:
        """The share of a tensor's numbers that one token goes through."""
        experts = self.experts
        return experts.used / experts.count if tensor.role == "expert" and experts is not None else 1.0

    @property
    def experts(self) -> Experts | None:
        """The mixture of experts, alike in all layers that have one."""
        return next((layer.feed_forward for layer in self.layers if isinstance(layer.feed_forward, Experts)), None)
