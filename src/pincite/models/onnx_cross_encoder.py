"""A reranker: a question and a passage read together by a small encoder, as an ONNX graph."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pincite.models.onnx_graph import (
    ModelCard,
    in_lanes,
    open_session,
    open_tokenizer,
    read_card,
    readable,
    usable_cores,
)

MOST_QUESTION_TOKENS = 48
"""Of a pair's tokens: nine in ten of the questions measured are shorter, and the passage needs the rest."""


class OnnxCrossEncoder:
    """Relevance from an ONNX graph: inputs `input_ids` and `token_type_ids` (1, n_tokens), output `score` (1,).

    Nothing but the card is read until the first pair comes. `lanes` pairs are scored at a time, each on one core.
    """

    def __init__(self, card: Path, lanes: int | None = None) -> None:
        self._card = read_card(card)
        self._lanes = lanes or usable_cores()
        self._loading = threading.Lock()
        self._reader: _PairReader | None = None

    @property
    def name(self) -> str:
        """The model's name and the first eight digits of its graph's hash."""
        return self._card.revision

    async def score(self, query: str, passages: Sequence[str]) -> list[float]:
        """One relevance score per passage, same order, higher is better: the log odds that it answers the query.

        Of the query the first `MOST_QUESTION_TOKENS` are read, of a passage what the model's window leaves.

        Raises:
            ModelError: a file of the model is missing or damaged.
        """
        scores = [0.0] * len(passages)
        if not passages:
            return scores
        reader = await asyncio.to_thread(self._loaded)
        question = reader.question(query)

        def fill(place: int, passage: str) -> None:
            scores[place] = reader.score(question, passage)

        await in_lanes(passages, self._lanes, fill)
        return scores

    def _loaded(self) -> "_PairReader":
        """The reader of pairs, made at the first call."""
        with self._loading:
            if self._reader is None:
                self._reader = _PairReader(self._card)
            return self._reader


class _PairReader:
    """A tokenizer and a session, both safe to share between threads."""

    def __init__(self, card: ModelCard) -> None:
        self._tokenizer = open_tokenizer(card)
        self._tokenizer.no_truncation()
        self._session = open_session(card)
        self._most = card.max_tokens
        self._first, self._between = self._tokenizer.encode("").ids

    def question(self, query: str) -> list[int]:
        """The tokens of a question with the marks around them."""
        return [self._first, *self._tokens(query)[:MOST_QUESTION_TOKENS], self._between]

    def score(self, question: list[int], passage: str) -> float:
        """The relevance of one passage."""
        answer = [*self._tokens(passage)[: self._most - len(question) - 1], self._between]
        ids = np.array([question + answer], dtype=np.int64)
        kinds = np.zeros_like(ids)
        kinds[0, len(question) :] = 1
        return float(self._session.run(["score"], {"input_ids": ids, "token_type_ids": kinds})[0][0])

    def _tokens(self, text: str) -> list[int]:
        # A long text is cut before it is read: no token of this vocabulary is longer than its word.
        ids: list[int] = self._tokenizer.encode(readable(text[: 16 * self._most]), add_special_tokens=False).ids
        return ids
