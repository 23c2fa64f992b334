"""The reference: a model that is computed plainly, and what it holds likely after given tokens.

model = load(path)
log_probabilities(model, tokens)    # (n, vocabulary): row i is about the token after tokens[i]
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from pincite.errors import ModelError
from pincite.models.reference.arrays import Floats
from pincite.models.reference.blocks import Kind
from pincite.models.reference.cache import PagedCache
from pincite.models.reference.decoder import Read, decode, row_sizes
from pincite.models.reference.encoder import encode, normed
from pincite.models.reference.encoder_decoder import encode_and_decode
from pincite.models.reference.feed_forward import ACTIVATIONS
from pincite.models.reference.half import rounded
from pincite.models.reference.shape import DecoderShape, EncoderDecoderShape, EncoderShape, Shape
from pincite.models.reference.weights import Weights, linear, optional, parts


@dataclass(frozen=True, slots=True)
class Reference:
    """A model: how it is built, and its weights."""

    shape: Shape
    weights: Weights


def read(model: Reference, tokens: Sequence[int], *, source: Sequence[int] = (), types: Sequence[int] = ()) -> Read:
    """The hidden states after tokens, with what each router decided.

    `source` is what an encoder-decoder reads first; `types` says which of two texts a token of an encoder is of, is 0
    for each when left out, and counts for nothing in an encoder that has no types.

    Raises:
        ModelError: No tokens, one that the vocabulary lacks, more than an encoder has positions for, a source that is
            missing or that this kind of model does not read; or the weights cannot be read.
    """
    _require_known(model.shape, [*tokens, *source])
    if not tokens:
        raise ModelError("there are no tokens to be read; give at least one")
    with _fitting():
        made = _read(model, tokens, source, types)
    _finite(made.hidden)
    return made


def _read(model: Reference, tokens: Sequence[int], source: Sequence[int], types: Sequence[int]) -> Read:
    match model.shape:
        case EncoderDecoderShape() as shape:
            if not source:
                raise ModelError("an encoder-decoder reads a source first; give its tokens")
            return Read(encode_and_decode(shape, model.weights, list(source), list(tokens)))
        case _ if source:
            raise ModelError("only an encoder-decoder reads a source; leave it out")
        case EncoderShape() as shape:
            if len(tokens) > shape.longest:
                raise ModelError(f"{len(tokens)} tokens are more than the {shape.longest} positions of this encoder")
            return Read(encode(shape, model.weights, list(tokens), list(types) or [0] * len(tokens)))
        case DecoderShape() as shape:
            return decode(shape, model.weights, list(tokens))


@contextmanager
def _fitting() -> Iterator[None]:
    """Says as a `ModelError` what numpy says of arrays that do not fit: then the file's tensors have wrong shapes."""
    try:
        with np.errstate(invalid="ignore", over="ignore"):  # what is not finite is found at the end
            yield
    except ValueError as error:
        raise ModelError(f"the model's tensors do not fit together ({error}); fetch or convert it again") from error


def log_probabilities(
    model: Reference, tokens: Sequence[int], *, source: Sequence[int] = (), types: Sequence[int] = ()
) -> Floats:
    """The logarithm of each token's probability, in nats, shape (n, vocabulary).

    Row i is about the token after `tokens[i]`; of an encoder it is about the token at i, for which the file must have
    the head that guesses words.

    Raises:
        ModelError: As `read`; or an encoder without that head.
    """
    return of_hidden(model, read(model, tokens, source=source, types=types).hidden)


def of_hidden(model: Reference, hidden: Floats) -> Floats:
    """The same from hidden states (n, width), shape (n, vocabulary).

    Raises:
        ModelError: The weights give numbers that are not finite, or an encoder has no head that guesses words.
    """
    with _fitting():
        return _finite(_of_hidden(model, hidden))


def _finite(numbers: Floats) -> Floats:
    if not np.isfinite(numbers).all():
        raise ModelError("the model's weights give numbers that are not finite; the file is damaged: fetch it again")
    return numbers


def _of_hidden(model: Reference, hidden: Floats) -> Floats:
    match model.shape:
        case DecoderShape(softcap=softcap, half=half):
            return _normalised(rounded(_logits(model, hidden), half), softcap)
        case EncoderDecoderShape(head_scale=scale):
            return _normalised(_logits(model, hidden * np.float32(scale)), None)
        case EncoderShape() as shape:
            if "head_dense.weight" not in model.weights:
                raise ModelError("this encoder has no head that guesses words; compare its hidden states")
            inner = ACTIVATIONS[shape.activation](linear(model.weights, "head_dense", hidden))
            return _normalised(_logits(model, normed(shape, model.weights, "head_norm", inner)), None)


def _require_known(shape: Shape, tokens: Sequence[int]) -> None:
    strange = next((token for token in tokens if not 0 <= token < shape.vocabulary), None)
    if strange is not None:
        raise ModelError(f"token {strange} is not among the {shape.vocabulary} of the model; use its own tokenizer")


def _logits(model: Reference, hidden: Floats) -> Floats:
    """Products with the head, or with the embeddings where they are the head too. The matrix is read in parts."""
    name = "output.weight" if "output.weight" in model.weights else "token_embd.weight"
    made = np.empty((len(hidden), model.weights.shape(name)[0]), dtype=np.float32)
    for start, rows in parts(model.weights, name):
        made[:, start : start + len(rows)] = hidden @ rows.T
    bias = optional(model.weights, "output.bias")
    if bias is not None:
        made += bias
    return made


def _normalised(logits: Floats, softcap: float | None) -> Floats:
    """Logits less the logarithm of the sum of their powers; bounded by c·tanh(x/c) first where there is a cap."""
    for row in logits:
        if softcap is not None:
            row[:] = np.tanh(row / np.float32(softcap)) * np.float32(softcap)
        row -= row.max()
        row -= np.log(np.exp(row).sum())
    return logits


class Writing:
    """One text of a decoder that is read and written on, with its keys and values in a cache.

    Raises:
        ModelError: The model is no decoder, or turns all earlier tokens anew with each further one (dynamic NTK).
    """

    def __init__(self, model: Reference, cache: PagedCache) -> None:
        if not isinstance(model.shape, DecoderShape):
            raise ModelError("only a decoder writes on with a cache; run this model on whole texts")
        scalings = [layer.turning.rope.scaling for layer in model.shape.layers if layer.turning is not None]
        if any(scaling is not None and scaling.kind == "dynamic" for scaling in scalings):
            raise ModelError("dynamic NTK turns earlier tokens anew as a text grows; run it without a cache")
        self._model, self._shape = model, model.shape
        self._text = cache.open()

    @property
    def length(self) -> int:
        """Tokens read so far."""
        return self._text.length

    def read(self, tokens: Sequence[int]) -> Floats:
        """Log-probabilities after each of the next tokens, shape (n, vocabulary)."""
        _require_known(self._shape, tokens)
        with _fitting():
            made = decode(self._shape, self._model.weights, list(tokens), self._text)
        return of_hidden(self._model, made.hidden)

    def cut(self, length: int) -> None:
        """Forgets all tokens behind `length`."""
        self._text.cut(length)


def cache_for(model: Reference, *, pages: int, kind: Kind = "f32") -> PagedCache:
    """A cache for texts of a decoder, with pages of 16 tokens.

    Raises:
        ModelError: The model is no decoder, or its rows cannot be kept as `kind`.
    """
    if not isinstance(model.shape, DecoderShape):
        raise ModelError("only a decoder has a cache of keys and values")
    return PagedCache(row_sizes(model.shape), pages=pages, kind=kind)
