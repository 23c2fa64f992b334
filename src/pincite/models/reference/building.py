"""From what a file says of its model to a reference that can be run.

What neither a GGUF file nor a configuration says, since engines have it in their code, is a table here.
"""

import math
from collections.abc import Mapping
from dataclasses import replace

from pincite.errors import ModelError
from pincite.models.architecture.architecture import Architecture, Attention, Experts, Layer, Rope
from pincite.models.architecture.config_json import plain_name
from pincite.models.reference.feed_forward import Activation
from pincite.models.reference.file_weights import FileWeights
from pincite.models.reference.naming import TensorSource, decoder_names, encoder_decoder_names, encoder_names
from pincite.models.reference.rotary import Pairs, Turning, temperature
from pincite.models.reference.running import Reference
from pincite.models.reference.shape import (
    DecoderLayer,
    DecoderShape,
    EncoderDecoderShape,
    EncoderShape,
    Shape,
)
from pincite.models.reference.weights import Weights, whole

GGUF_FAMILIES: Mapping[str, tuple[Pairs, Activation]] = {
    "llama": ("adjacent", "silu"),
    "qwen2": ("halves", "silu"),
    "qwen3": ("halves", "silu"),
    "qwen3moe": ("halves", "silu"),
    "gemma2": ("halves", "gelu_tanh"),
    "gemma3": ("halves", "gelu_tanh"),
    "deepseek2": ("adjacent", "silu"),
    "bert": ("halves", "gelu"),
}
"""Families of GGUF files that can be run. llama.cpp's conversion permutes the rows of a Llama's queries and keys so
that the numbers that turn together are adjacent; those of the others stay halves apart."""

HUGGING_FACE_FAMILIES: Mapping[str, Pairs] = {
    "llama": "halves",
    "mistral": "halves",
    "qwen2": "halves",
    "qwen3": "halves",
    "qwen3_moe": "halves",
    "gemma2": "halves",
    "gemma3": "halves",
    "gemma3_text": "halves",
    "mixtral": "halves",
    "deepseek_v3": "adjacent",
    "bert": "halves",
    "t5": "halves",
}
"""Families of configurations that can be run, by `model_type`."""

ACTIVATIONS: Mapping[object, Activation] = {
    "silu": "silu",
    "swish": "silu",
    "gelu": "gelu",
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "gated-gelu": "gelu_tanh",
    "relu": "relu",
}
"""What configurations call the functions of a feed-forward network."""

LARGEST_GEMMA = {"gemma2": 46, "gemma3": 62}
"""Layers of the one Gemma of each generation (27B) that scales scores by its width over its heads."""

NORMED_HEADS = ("attn_q_norm.weight", "attn_k_norm.weight")

SANDWICH = ("post_attention_norm.weight", "post_ffw_norm.weight")

NEEDED: Mapping[str, tuple[str, ...]] = {
    "qwen2": ("attn_q.bias", "attn_k.bias", "attn_v.bias"),
    "qwen3": NORMED_HEADS,
    "qwen3moe": NORMED_HEADS,
    "gemma2": SANDWICH,
    "gemma3": (*NORMED_HEADS, *SANDWICH),
}
"""What each layer of a GGUF family has beyond a Llama. The walk takes what is there, so a lack would pass unnoticed."""

FIRST_POSITIONS = 512
"""Positions of an encoder whose file does not say how many it has."""


def reference_of(architecture: Architecture) -> Reference:
    """The model of an architecture, its weights left in their files.

    Raises:
        ModelError: The family is not one that can be run here, or its files lack what that takes.
    """
    is_gguf = architecture.tensors_from == "gguf"
    known = GGUF_FAMILIES if is_gguf else HUGGING_FACE_FAMILIES
    if architecture.family not in known:
        raise ModelError(
            f"the reference does not run models of the family {architecture.family!r}; it runs {', '.join(known)}"
        )
    if architecture.counted:
        raise ModelError(
            "the reference reads weights of 16 or 32 bits and those of a GGUF file, and these are quantised in another "
            "way; name the model that they were made of, or a GGUF file of it"
        )
    tensors = {tensor.name if is_gguf else _plain(architecture, tensor.name): tensor for tensor in architecture.tensors}
    names = {name: TensorSource((name,)) for name in tensors} if is_gguf else names_in_files(architecture)
    weights = FileWeights(tensors, names)
    _require(architecture, weights)
    return Reference(_shape(architecture, weights, is_gguf=is_gguf), weights)


def _plain(architecture: Architecture, name: str) -> str:
    """A tensor's name without what stands before it where the model is part of one that sees pictures."""
    return name if architecture.family == "bert" else plain_name(name)


def _require(architecture: Architecture, weights: FileWeights) -> None:
    """Refuse a decoder that lacks a tensor which its family has, or whose router is for other experts."""
    for place, layer in enumerate(architecture.decoder if architecture.family != "t5" else ()):
        block, experts = f"blk.{place}", layer.feed_forward
        if architecture.family == "deepseek2" and layer.attention.latent is None:
            raise ModelError("the GGUF file is of the older form, for a cache without latent vectors; convert it anew")
        for name in NEEDED.get(architecture.family, ()):
            weights.shape(f"{block}.{name}")
        if not isinstance(experts, Experts):
            continue
        if experts.shared_width:
            weights.shape(f"{block}.ffn_gate_shexp.weight")
        if experts.gate == "sigmoid":
            weights.shape(f"{block}.exp_probs_b.bias")
        if weights.shape(f"{block}.ffn_gate_inp.weight")[0] != experts.count:
            raise ModelError(f"the router of layer {place} is not for {experts.count} experts; fetch the model again")


def names_in_files(architecture: Architecture) -> dict[str, TensorSource]:
    """The tensors of a model in Hugging Face's form by our names, with what they are made of."""
    family = architecture.family
    if family == "bert":
        prefix = "bert." if any(tensor.name.startswith("bert.") for tensor in architecture.tensors) else ""
        return encoder_names(len(architecture.layers), prefix=prefix)
    if family == "t5":
        return encoder_decoder_names(len(architecture.encoder), len(architecture.decoder))
    experts = architecture.experts
    return decoder_names(family, len(architecture.layers), experts.count if experts is not None else 0)


def _shape(architecture: Architecture, weights: Weights, *, is_gguf: bool) -> Shape:
    said = _Said(architecture, is_gguf=is_gguf)
    if architecture.family == "bert":
        longest = weights.shape("position_embd.weight")[0] if "position_embd.weight" in weights else FIRST_POSITIONS
        heads = architecture.layers[0].attention.heads
        return EncoderShape(
            len(architecture.layers),
            heads,
            architecture.vocabulary,
            architecture.norm_epsilon,
            said.activation,
            longest,
        )
    if architecture.family == "t5":
        return EncoderDecoderShape(
            encoder_layers=len(architecture.encoder),
            decoder_layers=len(architecture.decoder),
            heads=architecture.layers[0].attention.heads,
            vocabulary=architecture.vocabulary,
            epsilon=architecture.norm_epsilon,
            activation=said.activation,
            farthest=int(said.number("relative_attention_max_distance") or 128),
            head_scale=1 / math.sqrt(architecture.hidden) if architecture.is_tied else 1.0,
        )
    divided_by = tuple(whole(weights, "rope_freqs.weight").tolist()) if "rope_freqs.weight" in weights else ()
    is_gemma = architecture.family.startswith("gemma")
    return DecoderShape(
        layers=tuple(said.layer(layer, divided_by) for layer in architecture.layers),
        vocabulary=architecture.vocabulary,
        epsilon=architecture.norm_epsilon,
        activation=said.activation,
        embedding_scale=math.sqrt(architecture.hidden) if is_gemma else 1.0,
        softcap=said.number("final_logit_softcapping") or None,  # engines take 0 for none
    )


class _Said:
    """What a model's file says beyond its architecture."""

    def __init__(self, architecture: Architecture, *, is_gguf: bool) -> None:
        self._architecture, self._is_gguf = architecture, is_gguf
        self._family = architecture.family

    def number(self, name: str) -> float | None:
        """A number of the configuration, if it has it."""
        found = self._architecture.metadata.get(f"{self._family}.{name}" if self._is_gguf else name)
        return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None

    @property
    def activation(self) -> Activation:
        """The function of the feed-forward networks."""
        if self._is_gguf:
            return GGUF_FAMILIES[self._family][1]
        said = self._architecture.metadata
        name = said.get("hidden_activation") or said.get("hidden_act") or said.get("feed_forward_proj")
        if name not in ACTIVATIONS:
            raise ModelError(f"the reference does not compute the activation {name!r}; it knows {', '.join(_KNOWN)}")
        return ACTIVATIONS[name]

    def layer(self, layer: Layer, divided_by: tuple[float, ...]) -> DecoderLayer:
        """One layer of a decoder."""
        experts = layer.feed_forward if isinstance(layer.feed_forward, Experts) else None
        turning = self._turning(layer.attention.rope, divided_by)
        softcap = (self.number("attn_logit_softcapping") or None) if self._family == "gemma2" else None
        return DecoderLayer(layer.attention, turning, self._scale(layer.attention, turning), softcap, experts)

    def _turning(self, rope: Rope | None, divided_by: tuple[float, ...]) -> Turning | None:
        if rope is None:
            return None
        pairs = GGUF_FAMILIES[self._family][0] if self._is_gguf else HUGGING_FACE_FAMILIES[self._family]
        if divided_by:
            return Turning(replace(rope, scaling=None), pairs, divided_by)
        whole_rope = self._with_context(rope)
        return Turning(_as_llama_cpp_reads(whole_rope) if self._is_gguf else whole_rope, pairs)

    def _with_context(self, rope: Rope) -> Rope:
        """As transformers and llama.cpp read it: where a scaling does not say from where, it is the longest context.

        Dynamic NTK starts from no other.
        """
        scaling, longest = rope.scaling, self._architecture.trained_context
        if scaling is None or (scaling.original_context is not None and scaling.kind != "dynamic"):
            return rope
        return replace(rope, scaling=replace(scaling, original_context=longest))

    def _scale(self, attention: Attention, turning: Turning | None) -> float:
        """What scores are multiplied with: 1/√size, unless the model's authors chose otherwise."""
        scalar = self.number("query_pre_attn_scalar")
        if self._is_gguf and LARGEST_GEMMA.get(self._family) == len(self._architecture.layers):
            scalar = self._architecture.hidden / attention.heads
        scale = 1 / math.sqrt(scalar or attention.key_dim)
        scaling = turning.rope.scaling if turning is not None else None
        if attention.latent is not None and scaling is not None and scaling.mscale_all_dim:
            scale *= temperature(scaling.factor, scaling.mscale_all_dim) ** 2
        return scale


_KNOWN = tuple(str(name) for name in ACTIVATIONS)


def _as_llama_cpp_reads(rope: Rope) -> Rope:
    """YaRN as a GGUF file says it: its factor of attention comes on top, and DeepSeek's multiplier is a tenth.

    Source: llama.cpp, `rope_yarn` in ggml-cpu and `llm_graph_context` for DeepSeek-V2.
    """
    scaling = rope.scaling
    if scaling is None or scaling.kind != "yarn":
        return rope
    if scaling.mscale_all_dim:
        whole_multiplier = scaling.mscale_all_dim * 10
        return replace(rope, scaling=replace(scaling, mscale=whole_multiplier, mscale_all_dim=whole_multiplier))
    if scaling.attention_factor is not None:
        total = scaling.attention_factor * temperature(scaling.factor)
        return replace(rope, scaling=replace(scaling, attention_factor=total))
    return rope
