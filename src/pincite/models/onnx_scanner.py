"""The scanner that ships: a small encoder with two heads as an ONNX graph, one for documents and one for questions."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from onnxruntime import InferenceSession
from tokenizers import Tokenizer

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

SHIPPED = WEIGHTS / "scanner-l6-int8.json"
"""The card of the model inside the package; `docs/model-card-scanner.md` says where it comes from."""

Kind = Literal["document", "question"]

HEADS: dict[Kind, int] = {"document": 0, "question": 1}
"""The place of each head's number in the graph's output."""

STEEPNESS = 0.5
"""Steepness of a score in the log odds: of two texts that are both far above the threshold, one still scores higher."""


class OnnxScanner:
    """Gives scores by an ONNX graph with the input `input_ids` (1, n_tokens) and the output `odds` (1, 2).

    Only the card is read until the first text comes. `lanes` texts are read at a time, each on one core. It reads as
    much of a text as fits the model's window.
    """

    def __init__(self, card: Path = SHIPPED, lanes: int | None = None) -> None:
        self._card = read_card(card)
        self._thresholds = _thresholds(card)
        self._lanes = lanes or usable_cores()
        self._reader = _Reader(self._card)

    @property
    def name(self) -> str:
        """The model's name and the first eight digits of its graph's hash."""
        return self._card.revision

    def load(self) -> None:
        """Begin to read the model's files, so that the first text need not wait for them."""
        self._reader.opened.begin()

    async def scores(self, kind: Kind, texts: Sequence[str]) -> list[float]:
        """One score per text, same order, from 0 to 1; from 0.5 on the text is flagged.

        Raises:
            ModelError: a file of the model is missing or damaged.
        """
        return [self._score(kind, odds) for odds in await self.log_odds(kind, texts)]

    async def log_odds(self, kind: Kind, texts: Sequence[str]) -> list[float]:
        """One head's number per text, same order, as the graph gives it.

        Raises:
            ModelError: a file of the model is missing or damaged.
        """
        odds = [0.0] * len(texts)

        def fill(place: int, text: str) -> None:
            odds[place] = self._reader.odds(text)[HEADS[kind]]

        await in_lanes(texts, self._lanes, fill)
        return odds

    def _score(self, kind: Kind, odds: float) -> float:
        steps = STEEPNESS * (odds - self._thresholds[kind])
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, steps))))


class _Reader:
    """A tokenizer and a session, opened once by the thread with the first text; both are safe to share."""

    def __init__(self, card: ModelCard) -> None:
        self._card = card
        self.opened = Once(self._open)

    def odds(self, text: str) -> tuple[float, float]:
        """Both heads' numbers for one text.

        Raises:
            ModelError: a file of the model is missing or damaged.
        """
        tokenizer, session = self.opened.now()
        # A long text is cut before it is read: no token of this vocabulary is longer than its word.
        words = readable(text[: 16 * self._card.max_tokens])
        ids = np.array([tokenizer.encode(words).ids], dtype=np.int64)
        document, question = session.run(["odds"], {"input_ids": ids})[0][0]
        return float(document), float(question)

    def _open(self) -> tuple[Tokenizer, InferenceSession]:
        return open_tokenizer(self._card, self._card.max_tokens), open_session(self._card)


def _thresholds(path: Path) -> dict[Kind, float]:
    """The log odds from which each head flags, from the model's card.

    Raises:
        ModelError: the card does not say, or cannot be read.
    """
    try:
        said = json.loads(path.read_bytes())["thresholds"]
        return {"document": float(said["document"]), "question": float(said["question"])}
    except OSError as error:
        raise ModelError(f"the model card {path} could not be read ({error.strerror}); {REMEDY}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"the model card {path} does not say where its thresholds are ({error!r}); {REMEDY}"
        ) from error
