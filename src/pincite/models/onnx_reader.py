"""A reader: a question and a passage read together, with a number for every sentence of the passage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

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
from pincite.models.ports import ToRead

QUESTION_TOKENS, HEADING_TOKENS = 64, 32
"""Of a window's tokens: the first of the question, the last of the headings, which are nearest to the passage."""

UNREAD = -30.0
"""Log odds of a sentence of which no word could be read."""


class OnnxReader:
    """Sentences by a graph: inputs `input_ids` and `token_type_ids` (1, n_tokens), output `tokens` (1, n_tokens, 2).

    The two numbers of a token are a value and a weight: a sentence's log odds are the mean of its tokens' values by the
    softmax of their weights. A passage that is longer than a window is read in several, each beginning with a sentence.
    Nothing but the card is read until the first passage comes. `lanes` windows are read at a time, each on one core.
    """

    def __init__(self, card: Path, lanes: int | None = None) -> None:
        self._card = read_card(card)
        self._lanes = lanes or usable_cores()
        self._opened = Once(lambda: _Opened(self._card))

    @property
    def name(self) -> str:
        """The model's name and the first eight digits of its graph's hash."""
        return self._card.revision

    async def read(self, question: str, passages: Sequence[ToRead]) -> list[list[float]]:
        """For each passage a number per sentence, same order: the log odds that it answers, against that none does.

        Raises:
            ModelError: a file of the model is missing or damaged.
        """
        odds = [[UNREAD] * len(passage.sentences) for passage in passages]
        if not passages:
            return odds
        opened = await self._opened.get()
        windows = [(at, window) for at, passage in enumerate(passages) for window in opened.windows(question, passage)]

        def fill(_: int, item: tuple[int, _Window]) -> None:
            at, window = item
            for sentence, score in opened.scores(window):
                odds[at][sentence] = max(odds[at][sentence], score)

        await in_lanes(windows, self._lanes, fill)
        return odds


@dataclass(frozen=True, slots=True)
class _Window:
    """Tokens that are read at once: the question's, then the passage's, with the tokens of each sentence among them."""

    head: tuple[int, ...]
    tail: tuple[int, ...]
    sentences: tuple[tuple[int, slice], ...]


class _Opened:
    """A tokenizer and a session, both safe to share between threads."""

    def __init__(self, card: ModelCard) -> None:
        self._tokenizer = open_tokenizer(card)
        self._tokenizer.no_truncation()
        self._session = open_session(card)
        self._most = card.max_tokens
        self._start, self._between = self._tokenizer.encode("").ids
        (self._colon,) = self._tokenizer.encode(":", add_special_tokens=False).ids
        self._question = lru_cache(maxsize=8)(self._tokens)

    def windows(self, question: str, passage: ToRead) -> Iterator[_Window]:
        """A passage in as many windows as it takes; a sentence that is longer than one is read as far as it fits."""
        head = (self._start, *self._question(question)[:QUESTION_TOKENS], self._between)
        over = self._tokens(passage.headings)[-HEADING_TOKENS:]
        lead = (*over, self._colon) if over else ()
        body = self._tokenizer.encode(readable(passage.text), add_special_tokens=False)
        starts = np.array([first for first, _ in body.offsets], dtype=np.int64)
        room = self._most - len(head) - len(lead) - 1
        where = [tuple(int(at) for at in np.searchsorted(starts, span)) for span in passage.sentences]
        waiting = sorted(range(len(where)), key=lambda at: where[at])
        while waiting:
            begin = 0 if where[waiting[0]][1] <= room else where[waiting[0]][0]
            taken = [at for at in waiting if where[at][1] <= begin + room] or waiting[:1]
            waiting = [at for at in waiting if at not in taken]
            yield _Window(
                head,
                (*lead, *body.ids[begin : begin + room], self._between),
                tuple(
                    (at, slice(len(head) + len(lead) + first - begin, len(head) + len(lead) + min(last - begin, room)))
                    for at in taken
                    for first, last in [where[at]]
                    if first < min(last, begin + room)
                ),
            )

    def scores(self, window: _Window) -> Iterator[tuple[int, float]]:
        """The log odds of the sentences of one window."""
        ids = np.array([window.head + window.tail], dtype=np.int64)
        kinds = np.zeros_like(ids)
        kinds[0, len(window.head) :] = 1
        tokens: NDArray[np.float32] = self._session.run(["tokens"], {"input_ids": ids, "token_type_ids": kinds})[0][0]
        for at, of in window.sentences:
            values, weights = tokens[of, 0], tokens[of, 1]
            shares = np.exp(weights - weights.max())
            yield at, float((shares * values).sum() / shares.sum())

    def _tokens(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(readable(text[: 16 * self._most]), add_special_tokens=False).ids
        return ids
