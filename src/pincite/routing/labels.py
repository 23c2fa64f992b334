"""What a router is taught by: questions, and which tiers answered each of them well enough."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pincite.errors import RoutingError

FEWEST = 300
"""Different questions that training takes at least. On MMLU 200 ranked no better than length alone, and 500 did
(`docs/benchmarks.md`); nothing between them was measured."""

FEWEST_OF_EACH = 15
"""Successes, and failures, that each tier but those that are always right must have among the labels."""


@dataclass(frozen=True, slots=True)
class Label:
    """A question and, for each tier, whether its answer was good enough.

    `cost` is what each tier's answer cost, in one unit for all labels; empty if unknown.
    """

    question: str
    ok: Mapping[str, bool]
    cost: Mapping[str, float] = field(default_factory=dict)


def require_teachable(labels: Sequence[Label], tiers: Sequence[str]) -> None:
    """Check that a router can be learnt from the labels; `tiers` are their names, cheapest first.

    Raises:
        RoutingError: there are too few, one does not name exactly the tiers, or all say the same of a tier.
    """
    if len(tiers) < 2 or len(set(tiers)) != len(tiers):
        raise RoutingError("a router needs two or more tiers of different names, cheapest first")
    for place, label in enumerate(labels, start=1):
        if set(label.ok) != set(tiers):
            raise RoutingError(
                f"label {place} speaks of {_listed(label.ok)}, not of {_listed(tiers)}: every label must say of every "
                "tier whether it answered well"
            )
        if not label.question.strip():
            raise RoutingError(f"label {place} has an empty question; leave it out")
    different = len({label.question for label in labels})
    if different < FEWEST:
        raise RoutingError(
            f"{different} different labelled questions are too few to learn from: {FEWEST} are needed, and 500 "
            "are worth having; until then the heuristics decide"
        )
    _require_both(labels, tiers)


def _require_both(labels: Sequence[Label], tiers: Sequence[str]) -> None:
    """One tier that always succeeds, or all that agree, leave nothing to decide."""
    cheapest = tiers[0]
    good = Counter(tier for label in labels for tier in tiers if label.ok[tier])
    if len(labels) - good[cheapest] < FEWEST_OF_EACH:
        raise RoutingError(
            f"{cheapest} answered {good[cheapest]} of {len(labels)} questions well, so a router would send all of them "
            f"there; {FEWEST_OF_EACH} questions that it failed are needed to learn which those are"
        )
    gains = sum(not label.ok[cheapest] and any(label.ok[tier] for tier in tiers[1:]) for label in labels)
    if gains < FEWEST_OF_EACH:
        raise RoutingError(
            f"a dearer tier answered only {gains} of the questions that {cheapest} failed, so a router would send all "
            f"of them to {cheapest}; {FEWEST_OF_EACH} such questions are needed"
        )
    for tier in tiers:
        if good[tier] < FEWEST_OF_EACH:
            raise RoutingError(
                f"{tier} answered {good[tier]} of {len(labels)} questions well; {FEWEST_OF_EACH} are needed to learn "
                "which, or leave the tier out"
            )


def _listed(names: Sequence[str] | Mapping[str, bool]) -> str:
    return ", ".join(sorted(names)) or "no tier"
