"""How a model is computed, as far as its weights and its architecture do not say.

There are three kinds of transformer. A decoder writes (Llama, Qwen, Gemma, Mixtral, DeepSeek), an encoder reads both
ways (BERT, MPNet), and an encoder-decoder does one with the result of the other (T5).
"""

from dataclasses import dataclass

from pincite.models.architecture.architecture import Attention, Experts
from pincite.models.reference.feed_forward import Activation
from pincite.models.reference.half import Half
from pincite.models.reference.rotary import Turning


@dataclass(frozen=True, slots=True)
class DecoderLayer:
    """One layer of a decoder. `scale` multiplies the scores of its attention, and `softcap` bounds them."""

    attention: Attention
    turning: Turning | None
    scale: float
    softcap: float | None = None
    experts: Experts | None = None


@dataclass(frozen=True, slots=True)
class DecoderShape:
    """A decoder. Embeddings are multiplied with `embedding_scale`, and logits bounded by `softcap`.

    With `half` all that a layer makes is rounded to 16 bits.
    """

    layers: tuple[DecoderLayer, ...]
    vocabulary: int
    epsilon: float
    activation: Activation
    embedding_scale: float = 1.0
    softcap: float | None = None
    half: Half | None = None


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """An encoder with learned positions; `longest` is the number of them in tokens.

    `first_position` is the first token's row in the table of positions. `has_types`: each token also says which of two
    texts it is of. `farthest`: scores depend on distances too, which are the same from that many tokens on; None if
    they do not. `is_rounded`: what is multiplied with a matrix is rounded to bytes first, as a quantised ONNX graph
    does.
    """

    layers: int
    heads: int
    vocabulary: int
    epsilon: float
    activation: Activation
    longest: int
    first_position: int = 0
    has_types: bool = True
    farthest: int | None = None
    is_rounded: bool = False


@dataclass(frozen=True, slots=True)
class EncoderDecoderShape:
    """An encoder and a decoder with relative positions, the same up to `farthest` tokens and beyond.

    `head_scale` multiplies the last hidden states before the head.
    """

    encoder_layers: int
    decoder_layers: int
    heads: int
    vocabulary: int
    epsilon: float
    activation: Activation
    farthest: int
    head_scale: float


Shape = DecoderShape | EncoderShape | EncoderDecoderShape
