"""Bounds: "at least thirty days" is not "at most thirty days", "within" is not "after"."""

import re
from collections.abc import Iterator

from pincite.verification.checks.comparison import Comparison
from pincite.verification.checks.quantities import Bound, Quantity

LEAST_COVERED = 0.6
_FLOOR = re.compile(
    r"\b(?:at least|(?:not?|nor) (?:less|fewer|earlier|sooner) than|at a minimum|a minimum of|or more)\b", re.IGNORECASE
)
_CEILING = re.compile(
    r"\b(?:at most|(?:not?|nor) (?:more|greater|later|longer) than|up to|a maximum of|not (?:to )?exceed(?:ing)?|"
    r"or less)\b",
    re.IGNORECASE,
)
_LOW: frozenset[Bound] = frozenset({"at least", "more than"})
_HIGH: frozenset[Bound] = frozenset({"at most", "less than", "within"})


def comparisons(comparison: Comparison) -> Iterator[str]:
    """The places at which claim and passage bound the same quantity, or count from an event, in opposite directions."""
    yield from _turned(comparison)
    claimed = [one for one in comparison.claimed if one.bound or one.side]
    if not claimed:
        return
    given = comparison.given
    for quantity in claimed:
        same = [
            other
            for other in given
            if (other.kind, other.value) == (quantity.kind, quantity.value)
            and (other.unit == quantity.unit or quantity.kind == "number")
        ]
        if not same:
            continue
        if all(_clash(quantity.bound, other.bound) for other in same):
            yield f"the claim says {_said(quantity)}; the passage says {_said(same[0])}"
        elif quantity.side and all(other.side and other.side != quantity.side for other in same):
            yield f"the claim says {quantity.shown} {quantity.side}; the passage says {same[0].shown} {same[0].side}"


def _turned(comparison: Comparison) -> Iterator[str]:
    """A bound of the claim, if the words that it is about have the opposite bound and not this one."""
    if comparison.ordered < LEAST_COVERED:
        return
    claim, premise = comparison.claim.text, comparison.premise
    start, end = premise.spans[comparison.first][0], premise.spans[comparison.last - 1][1]
    for bound, opposite in ((_FLOOR, _CEILING), (_CEILING, _FLOOR)):
        said = bound.search(claim)
        given = opposite.search(premise.text, start, end)
        if said is not None and given is not None and opposite.search(claim) is None:
            if bound.search(premise.text, start, end) is not None:
                continue
            yield f'the claim says "{said[0]}"; the passage says "{given[0]}"'


def _clash(one: Bound, other: Bound) -> bool:
    return (one in _LOW and other in _HIGH) or (one in _HIGH and other in _LOW)


def _said(quantity: Quantity) -> str:
    return f"{quantity.bound} {quantity.shown}"
