"""What a router is taught by: questions, and which tiers answered each of them well enough."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pincite.errors import RoutingError
from pincite.routing.tiers import IN_ORDER

FEWEST = 300
"""Different questions that training takes at least. On MMLU 200 ranked no better than length alone, and 500 did
(`docs/benchmarks.md`); nothing between them was measured."""

FEWEST_OF_EACH = 15
"""Successes, and failures, that each tier but those that are always right must have among the labels."""

LONGEST_NAME = 100
"""Most characters of a tier's name."""

CHEAPER = 0.25
"""What a tier's answer costs of the next dearer one's where no label says it: about as public list prices go."""

CONTRADICTED = 0.05
"""Share of the questions about which labels may contradict each other. A model that is asked twice may fail once."""

REVERSED = 0.02
"""How much more often the cheapest tier may be right than the dearest before the order looks like a mistake."""


@dataclass(frozen=True, slots=True)
class Label:
    """A question and, for each tier, whether its answer was good enough.

    `cost` is what each tier's answer cost, in one unit for all labels; empty if unknown.
    """

    question: str
    ok: Mapping[str, bool]
    cost: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Labels without repeats, and their tiers, cheapest first, with what an answer of each usually costs.

    `repeats` counts the lines left out since an earlier one says the same of the same question, `contradicted` the
    questions of which two lines say different things: both stay, and the chance is learnt between them.
    """

    labels: tuple[Label, ...]
    tiers: tuple[str, ...]
    costs: tuple[float, ...]
    repeats: int
    contradicted: int


def read_label(fields: Mapping[str, object], where: str) -> Label:
    """The label in a JSON object; `where` names its line for error messages.

    Raises:
        RoutingError: it has no question, or does not say of each tier whether it answered well.
    """
    question, ok, cost = fields.get("question"), fields.get("ok"), fields.get("cost")
    if not isinstance(question, str) or not question.strip():
        raise RoutingError(f'{where} has no "question" that is a text')
    if not isinstance(ok, dict) or not ok:
        raise RoutingError(f'{where} has no "ok" that says of each tier true or false')
    for tier, was_good in ok.items():
        if not tier.strip() or len(tier) > LONGEST_NAME or not tier.isprintable():
            raise RoutingError(f"{where} names a tier {tier[:LONGEST_NAME]!r}; a name is one line of some letters")
        if not isinstance(was_good, bool):
            raise RoutingError(f'{where} says {was_good!r} of {tier} in "ok"; say true or false')
    if cost is None:
        return Label(question, ok)
    if not isinstance(cost, dict) or set(cost) != set(ok):
        raise RoutingError(
            f'{where} has a "cost" that is not a number for each tier of "ok"; correct it or leave it out'
        )
    for tier, number in cost.items():
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < math.inf:
            raise RoutingError(f"{where} says that {tier} cost {number!r}; a cost is a number of at least 0")
    return Label(question, ok, cost)


def gathered(found: Sequence[tuple[str, Label]], tiers: Sequence[str] | None = None) -> Labelled:
    """Labels, each with the name of its line, as they can be learnt from.

    `tiers` is their order, cheapest first. Where it is not given, it follows from the costs in the labels; without
    costs from the names, if all of these have an order of their own; else it is that of the first label.

    Raises:
        RoutingError: there is no label, the tiers differ, or too many labels contradict each other.
    """
    if not found:
        raise RoutingError("there is no label to learn from; write one a line")
    first, named = found[0][0], found[0][1].ok
    for where, label in found:
        if set(label.ok) != set(named):
            raise RoutingError(
                f"{where} speaks of {_listed(label.ok)}, and {first} of {_listed(named)}: every label must say of "
                "every tier whether it answered well"
            )
    if tiers is not None and (set(tiers) != set(named) or len(set(tiers)) != len(tiers)):
        raise RoutingError(f"the tiers given are {', '.join(tiers)}, and the labels speak of {_listed(named)}")
    labels = _without_repeats([label for _, label in found])
    contradicted = _contradicted(found)
    means = _mean_costs(labels)
    order = tuple(tiers) if tiers is not None else _in_order(tuple(named), means)
    if tiers is None and not means and not set(named) <= set(IN_ORDER):
        _require_plausible(labels, order)
    costs = [means.get(tier, CHEAPER ** (len(order) - place)) for place, tier in enumerate(order, start=1)]
    return Labelled(labels, order, tuple(costs), len(found) - len(labels), contradicted)


def _without_repeats(labels: Sequence[Label]) -> tuple[Label, ...]:
    said = {(label.question, *sorted(label.ok.items()), *sorted(label.cost.items())): label for label in labels}
    return tuple(said.values())


def _contradicted(found: Sequence[tuple[str, Label]]) -> int:
    """How many questions have labels that differ.

    Raises:
        RoutingError: these are too many.
    """
    said: dict[str, tuple[str, Label]] = {}
    differing: dict[str, tuple[str, str]] = {}
    for where, label in found:
        before, earlier = said.setdefault(label.question, (where, label))
        if earlier.ok != label.ok:
            differing.setdefault(label.question, (before, where))
    if len(differing) > max(CONTRADICTED * len(said), 1):
        before, where = next(iter(differing.values()))
        raise RoutingError(
            f"{len(differing)} of {len(said)} questions have labels that contradict each other, as {before} and "
            f"{where} do; label each question once"
        )
    return len(differing)


def _mean_costs(labels: Sequence[Label]) -> dict[str, float]:
    """What an answer of each tier cost on average, over the labels that say it; empty if none does."""
    priced = [label.cost for label in labels if label.cost]
    return {tier: sum(cost[tier] for cost in priced) / len(priced) for tier in (priced[0] if priced else {})}


def _in_order(named: Sequence[str], means: Mapping[str, float]) -> tuple[str, ...]:
    if means:
        return tuple(sorted(named, key=lambda tier: means[tier]))
    return tuple(sorted(named, key=IN_ORDER.index)) if set(named) <= set(IN_ORDER) else tuple(named)


def _require_plausible(labels: Sequence[Label], tiers: Sequence[str]) -> None:
    """Refuse an order that nobody gave if its dearest tier is worse than its cheapest."""
    cheapest, dearest = (sum(label.ok[tier] for label in labels) / len(labels) for tier in (tiers[0], tiers[-1]))
    if len(tiers) > 1 and len(labels) >= FEWEST and cheapest > dearest + REVERSED:
        raise RoutingError(
            f"{tiers[0]} is named first and so taken as the cheapest tier, and it answered more questions well "
            f"({cheapest:.0%}) than {tiers[-1]} did ({dearest:.0%}); say what the order is, cheapest first, with: "
            f"--tiers {','.join(reversed(tiers))}"
        )


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
