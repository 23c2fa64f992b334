"""Periods: thirty days are not sixty days, thirty business days or thirty months; twelve months are a year."""

from collections.abc import Iterator

from pincite.verification.checks.comparison import Comparison
from pincite.verification.checks.quantities import Quantity


def periods(comparison: Comparison) -> Iterator[str]:
    """The periods of the claim that the passage does not have."""
    claimed = [one for one in comparison.claimed if one.kind == "period"]
    if not claimed:
        return
    given = [one for one in comparison.given if one.kind in ("period", "number")]
    for quantity in claimed:
        if any(_same(quantity, other) for other in given):
            continue
        rivals = [other for other in given if other.kind == "period"]
        if rivals:
            nearest = min(rivals, key=lambda other: (other.unit != quantity.unit, abs(other.value - quantity.value)))
            yield f"the claim says {quantity.shown}; the passage says {nearest.shown}"


def _same(quantity: Quantity, other: Quantity) -> bool:
    if other.kind == "number":
        return other.shown == quantity.shown.split()[0]
    if (other.value, other.unit) == (quantity.value, quantity.unit):
        return True
    if other.unit != quantity.unit:
        return False
    if quantity.bound in ("more than", "at least"):
        return other.value >= quantity.value
    return quantity.bound in ("less than", "at most", "about") and other.value <= quantity.value
