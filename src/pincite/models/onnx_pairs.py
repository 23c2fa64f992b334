"""A small encoder that reads two texts together, as an ONNX graph; reranking and verification use it."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from pincite.models.onnx_graph import (
    ModelCard,
    Once,
    in_lanes,
    open_session,
    open_tokenizer,
    read_card,
    readable,
    usable_cores,
)


class OnnxPairs:
    """Gives log odds by an ONNX graph: inputs `input_ids` and `token_type_ids` (1, n_tokens), output `score` (1,).

    Only the card is read until the first pair comes. `lanes` pairs are scored at a time, each on one core. It reads at
    most `most_first` tokens of the first text of a pair, and as much of the second as the model's window leaves.
    """

    def __init__(self, card: Path, most_first: int, lanes: int | None = None) -> None:
        self.card = read_card(card)
        self._lanes = lanes or usable_cores()
        self._reader = Once(lambda: _Reader(self.card, most_first))

    async def log_odds(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """One number per pair, same order.

        Raises:
            ModelError: a file of the model is missing or damaged.
        """
        odds = [0.0] * len(pairs)
        if not pairs:
            return odds
        reader = await self._reader.get()

        def fill(place: int, pair: tuple[str, str]) -> None:
            odds[place] = reader.log_odds(*pair)

        await in_lanes(pairs, self._lanes, fill)
        return odds


class _Reader:
    """A tokenizer and a session, both safe to share between threads."""

    def __init__(self, card: ModelCard, most_first: int) -> None:
        self._tokenizer = open_tokenizer(card, None)
        self._session = open_session(card)
        self._most, self._most_first = card.max_tokens, most_first
        self._start, self._between = self._tokenizer.encode("").ids
        # The first text of a pair is often that of the pair before.
        self._first = lru_cache(maxsize=64)(self._tokens)

    def log_odds(self, first: str, second: str) -> float:
        """The graph's number for one pair."""
        head = [self._start, *self._first(first)[: self._most_first], self._between]
        tail = [*self._tokens(second)[: self._most - len(head) - 1], self._between]
        ids = np.array([head + tail], dtype=np.int64)
        kinds = np.zeros_like(ids)
        kinds[0, len(head) :] = 1
        return float(self._session.run(["score"], {"input_ids": ids, "token_type_ids": kinds})[0][0])

    def _tokens(self, text: str) -> list[int]:
        # A long text is cut before it is read: no token of this vocabulary is longer than its word.
        ids: list[int] = self._tokenizer.encode(readable(text[: 16 * self._most]), add_special_tokens=False).ids
        return ids
