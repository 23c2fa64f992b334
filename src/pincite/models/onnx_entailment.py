"""The entailment model that ships: a small encoder reads a passage and a claim together, as an ONNX graph."""

import math
from collections.abc import Sequence
from pathlib import Path

from pincite.models.onnx_graph import WEIGHTS
from pincite.models.onnx_pairs import OnnxPairs

SHIPPED = WEIGHTS / "entailment-l6-legal-int8.json"
"""The card of the model inside the package; `docs/model-card-entailment.md` says where it comes from."""

MOST_CLAIM_TOKENS = 96
"""The most tokens of the claim in a pair: a longer claim is many claims, and should be split first."""


class OnnxEntailment:
    """Judges support by a graph of the form of `OnnxPairs`, the claim first; its card calibrates the log odds."""

    def __init__(self, card: Path = SHIPPED, lanes: int | None = None) -> None:
        self._pairs = OnnxPairs(card, MOST_CLAIM_TOKENS, lanes)

    @property
    def name(self) -> str:
        """The model's name and the first eight digits of its graph's hash."""
        return self._pairs.card.revision

    async def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """One probability per (premise, claim), same order, 0 unsupported, 1 supported.

        It reads the first `MOST_CLAIM_TOKENS` of the claim, and as much of a premise as the model's window leaves; see
        `verification.focus` for longer premises.

        Raises:
            ModelError: a file of the model is missing or damaged.
        """
        card = self._pairs.card
        odds = await self._pairs.log_odds([(claim, premise) for premise, claim in pairs])
        return [1 / (1 + math.exp(-max(-60.0, min(60.0, card.slope * x + card.intercept)))) for x in odds]
