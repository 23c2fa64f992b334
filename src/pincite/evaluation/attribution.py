"""Finds the passage that supports a claim, if any does. Faithfulness, recall and fact checks share this step."""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.models.ports import Entailment

THRESHOLD = 0.5
"""Probability from which a passage supports a claim: more likely than not."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """How far the passages support a claim, 0 to 1.

    `passage` is the index of the best passage; None where only all passages joined support the claim, or none does.
    """

    claim: str
    support: float
    passage: int | None


async def attributed(claims: Sequence[str], passages: Sequence[str], entailment: Entailment) -> tuple[Attribution, ...]:
    """Each claim with the passage that supports it best; the joined passages are tried too.

    The entailment model is called once, for all pairs.

    Raises:
        ModelError: the entailment model fails.
    """
    if not passages:
        return tuple(Attribution(claim, 0.0, None) for claim in claims)
    premises = [*passages, "\n".join(passages)] if len(passages) > 1 else list(passages)
    supports = await entailment.support([(premise, claim) for claim in claims for premise in premises])
    width = len(premises)
    return tuple(
        _best(claim, supports[row * width : (row + 1) * width], len(passages)) for row, claim in enumerate(claims)
    )


def _best(claim: str, supports: Sequence[float], passages: int) -> Attribution:
    """The first of the best. The joined passages come last, so they win only if they say more than each alone."""
    best = max(range(len(supports)), key=supports.__getitem__)
    return Attribution(claim, supports[best], best if best < passages else None)
