"""A reranker: a small encoder reads a question and a passage together, as an ONNX graph."""

from collections.abc import Sequence
from pathlib import Path

from pincite.models.onnx_pairs import OnnxPairs

MOST_QUESTION_TOKENS = 48
"""The most tokens of the question in a pair: nine in ten of the measured questions are shorter, and the passage needs
the rest."""


class OnnxCrossEncoder:
    """Scores relevance by a graph of the form of `OnnxPairs`, the question first."""

    def __init__(self, card: Path, lanes: int | None = None) -> None:
        self._pairs = OnnxPairs(card, MOST_QUESTION_TOKENS, lanes)

    @property
    def name(self) -> str:
        """The model's name and the first eight digits of its graph's hash."""
        return self._pairs.card.revision

    async def score(self, query: str, passages: Sequence[str]) -> list[float]:
        """One relevance score per passage, same order, higher is better: the log odds that it answers the query.

        It reads the first `MOST_QUESTION_TOKENS` of the query, and as much of a passage as the model's window leaves.

        Raises:
            ModelError: a file of the model is missing or damaged.
        """
        return await self._pairs.log_odds([(query, passage) for passage in passages])
