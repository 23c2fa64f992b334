"""What is known of tiers by their names alone, where no settings say more."""

from collections.abc import Sequence

from pincite.routing.decision import Tier
from pincite.routing.heuristics import UNTRAINED

IN_ORDER = ("quote", *UNTRAINED)
"""The names that have an order of their own, cheapest first."""

WITHIN = frozenset({"quote", "on-prem"})
"""Tiers that send nothing out of the firm."""

ORDINARY = frozenset({"public", "internal"})
"""Sensitivities that bar no tier. Any other name, also one that is unknown, counts as the highest."""


def tiers_named(names: Sequence[str], sensitivity: str) -> list[Tier]:
    """The tiers of these names, as far as one request of this sensitivity may go to them.

    >>> [tier.name for tier in tiers_named(["on-prem", "premium"], "privileged") if "privileged" in tier.accepts]
    ['on-prem']
    """
    return [Tier(name, ORDINARY | {sensitivity} if name in WITHIN else ORDINARY) for name in names]
