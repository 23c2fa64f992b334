"""The embedder that ships: a sentence encoder as an ONNX graph, run on the processor's own cores."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pincite.models.onnx_graph import (
    WEIGHTS,
    ModelCard,
    Once,
    in_lanes,
    open_session,
    open_tokenizer,
    read_card,
    readable,
    usable_cores,
)
from pincite.models.ports import Vectors

SHIPPED = WEIGHTS / "minilm-l6-legal-int8.json"
"""The card of the encoder inside the package; `docs/model-card-embedder.md` says where it comes from."""


class OnnxEmbedder:
    """Makes sentence vectors by an ONNX graph with input `input_ids` (1, n_tokens) and output `embedding` (1, dim).

    Only the card is read until the first text comes. `lanes` texts are encoded at a time, each on one core.
    """

    def __init__(self, card: Path = SHIPPED, lanes: int | None = None) -> None:
        self._card = read_card(card)
        self._lanes = lanes or usable_cores()
        self._encoder = Once(lambda: _Encoder(self._card))

    @property
    def name(self) -> str:
        """The model's name and the first eight digits of its graph's hash."""
        return self._card.revision

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return self._card.dimensions

    def load(self) -> None:
        """Begin to read the model's files, so that the first text need not wait for them."""
        self._encoder.begin()

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit-length vector per text, in the same order; a text's words past `max_tokens` are not read.

        Raises:
            ModelError: a file of the model is missing or damaged.
        """
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        if not texts:
            return vectors
        encoder = await self._encoder.get()

        def fill(row: int, text: str) -> None:
            vectors[row] = encoder.vector(text)

        await in_lanes(texts, self._lanes, fill)
        return vectors


class _Encoder:
    """A tokenizer and a session, both safe to share between threads."""

    def __init__(self, card: ModelCard) -> None:
        self._tokenizer = open_tokenizer(card, card.max_tokens)
        self._session = open_session(card)

    def vector(self, text: str) -> Vectors:
        """The vector of one text, shape (dimensions,)."""
        ids = np.array([self._tokenizer.encode(readable(text)).ids], dtype=np.int64)
        vector: Vectors = self._session.run(["embedding"], {"input_ids": ids})[0][0]
        return vector
