"""The reader that ships: it reads a question together with each sentence of a passage and the words around that."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import numpy as np

from pincite.errors import ModelError
from pincite.models.onnx_graph import (
    REMEDY,
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
from pincite.models.ports import FollowedChances, NamelessChances, SecondChances, SecondReader, ToRead

SHIPPED = WEIGHTS / "reader-l6-legal-int8.json"
"""The card of the model inside the package; `docs/model-card-reader.md` says where it comes from."""

SECOND = WEIGHTS / "second-reader-mpnet6-legal-int8.json"
"""The card of the reader inside the package that looks again at what the first one finds best."""

MOST_TOKENS = 128
"""The most tokens of a question and a sentence with the words around it: the window that the model was trained with."""

QUESTION_TOKENS, HEADING_TOKENS, AROUND_TOKENS = 48, 20, 18
"""Shares of a window, in tokens: the first ones of the question; the last ones of the headings, which are nearest to
the sentence; the last ones before the sentence, and as many after it."""

Weights = TypeVar("Weights", SecondChances, NamelessChances, FollowedChances)

UNREAD = -30.0
"""Log odds of a sentence without a readable word."""


class OnnxReader:
    """Reads sentences by a graph: inputs `input_ids` and `token_type_ids` (1, n_tokens), output `score` (1,), log odds.

    Only the card is read until the first passage comes. `lanes` sentences are read at a time, each on one core.
    """

    def __init__(self, card: Path = SHIPPED, lanes: int | None = None, second: Path | None = None) -> None:
        """`second` is the card of a reader that looks again at what this one finds best.

        Raises:
            ModelError: a card cannot be read, or that of the second reader has no weights for two.
        """
        self._card = read_card(card)
        self._second = None if second is None else SecondReader(OnnxReader(second, lanes), *read_chances(second))
        self._lanes = lanes or usable_cores()
        self._opened = Once(lambda: _Opened(self._card))

    @property
    def name(self) -> str:
        """The model's name and the first eight digits of its graph's hash; with a second reader, the names of both."""
        return self._card.revision if self._second is None else f"{self._card.revision}+{self._second.reader.name}"

    @property
    def second(self) -> SecondReader | None:
        """The reader that looks again at what this one finds best."""
        return self._second

    def load(self) -> None:
        """Begin to read the model's files, so that the first text need not wait for them."""
        self._opened.begin()
        if self._second is not None and isinstance(self._second.reader, OnnxReader):
            self._second.reader.load()

    async def read(self, question: str, passages: Sequence[ToRead]) -> list[list[float]]:
        """For each passage a number per sentence, same order: the log odds that it answers, against that none does.

        Raises:
            ModelError: a file of the model is missing or damaged.
        """
        odds = [[UNREAD] * len(passage.sentences) for passage in passages]
        if not passages:
            return odds
        opened = await self._opened.get()
        head = opened.question(question)
        windows = [
            (at, sentence, tail)
            for at, passage in enumerate(passages)
            for sentence, tail in enumerate(opened.tails(passage, opened.room(head)))
            if tail
        ]

        def fill(_: int, item: tuple[int, int, list[int]]) -> None:
            at, sentence, tail = item
            odds[at][sentence] = opened.score(head, tail)

        await in_lanes(windows, self._lanes, fill)
        return odds


def read_chances(card: Path) -> tuple[SecondChances, NamelessChances | None, FollowedChances | None]:
    """The weights for two readers in the card of the second one, under `second_look`.

    Those for questions that name no document are under `second_look_nameless`, and those for follow-ups under
    `second_look_followed`, where there are any.

    Raises:
        ModelError: the card cannot be read, or lacks such weights.
    """
    try:
        entries = json.loads(card.read_bytes())
        nameless, followed = entries.get("second_look_nameless"), entries.get("second_look_followed")
        return (
            _weights(SecondChances, entries["second_look"]),
            None if nameless is None else _weights(NamelessChances, nameless),
            None if followed is None else _weights(FollowedChances, followed),
        )
    except OSError as error:
        raise ModelError(f"the model card {card} could not be read ({error.strerror}); {REMEDY}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise ModelError(
            f"the model card {card} has no weights for a second look ({what}); fit them with "
            "`python -m runs.fitting.second_look --write`"
        ) from error


def _weights(kind: type[Weights], entries: Mapping[str, float]) -> Weights:
    return kind(**{field.name: float(entries[field.name]) for field in fields(kind)})


def tail_of(
    heading: Sequence[int], colon: Sequence[int], body: Sequence[int], start: int, end: int, between: int, room: int,
) -> list[int]:  # fmt: skip
    """The tokens of a sentence as it is read: headings, the sentence, the words before it, the words after it.

    `body` are the passage's tokens; those of the sentence are `[start, end)`. The sentence has priority over the words
    around it, and loses its end if it has no room by itself.
    """
    over = [*heading[-HEADING_TOKENS:], *colon] if heading else []
    own = [*over, *body[start:end]][:room]
    before, behind = body[max(0, start - AROUND_TOKENS) : start], body[end : end + AROUND_TOKENS]
    return [*own, between, *before, between, *behind][:room]


class _Opened:
    """A tokenizer and a session, both safe to share between threads."""

    def __init__(self, card: ModelCard) -> None:
        self._tokenizer = open_tokenizer(card, None)
        self._session = open_session(card)
        self._most = card.max_tokens
        self._start, self._between = self._tokenizer.encode("").ids
        self._colon = self._tokens(":")
        self.question = lru_cache(maxsize=8)(self._head)

    def room(self, head: Sequence[int]) -> int:
        """How many tokens a window has left after a question."""
        return max(0, self._most - len(head) - 1)

    def tails(self, passage: ToRead, room: int) -> Iterator[list[int]]:
        """The tokens to read of each sentence; empty if it has none."""
        over = self._tokens(passage.headings)
        body = self._tokenizer.encode(readable(passage.text), add_special_tokens=False)
        starts = np.array([first for first, _ in body.offsets], dtype=np.int64)
        for span in passage.sentences:
            first, last = (int(at) for at in np.searchsorted(starts, span))
            yield tail_of(over, self._colon, body.ids, first, last, self._between, room) if first < last else []

    def score(self, head: Sequence[int], tail: Sequence[int]) -> float:
        """The log odds of one window."""
        ids = np.array([[*head, *tail, self._between]], dtype=np.int64)
        kinds = np.zeros_like(ids)
        kinds[0, len(head) :] = 1
        return float(self._session.run(["score"], {"input_ids": ids, "token_type_ids": kinds})[0][0])

    def _head(self, question: str) -> tuple[int, ...]:
        return (self._start, *self._tokens(question)[:QUESTION_TOKENS], self._between)

    def _tokens(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(readable(text[: 16 * self._most]), add_special_tokens=False).ids
        return ids
