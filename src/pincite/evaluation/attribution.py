"""Which of some passages bears out a claim, if any does? The step that faithfulness, recall and fact checks share."""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.models.ports import Entailment

THRESHOLD = 0.5
"""Probability from which a passage bears out a claim: more likely than not."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """How far the passages bear a claim out, 0 to 1.

    `passage` is the place, from 0, of the one that does best; None where it takes all of them joined, or there is none.
    """

    claim: str
    support: float
    passage: int | None


async def attributed(claims: Sequence[str], passages: Sequence[str], entailment: Entailment) -> tuple[Attribution, ...]:
    """Each claim with the passage that bears it out best; they are joined too, for what only several say together.

    The port is asked once, for every pair.

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
    """The first of the best; the joined passages stand last and so win only when they say more than each alone."""
    best = max(range(len(supports)), key=supports.__getitem__)
    return Attribution(claim, supports[best], best if best < passages else None)
