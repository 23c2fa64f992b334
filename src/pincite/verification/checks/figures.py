"""Sums of money, shares and bare numbers: the passage must have each one of a claim, in whatever form."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pincite.verification.checks.comparison import Comparison
from pincite.verification.checks.numerals import disagreeing
from pincite.verification.checks.quantities import Quantity

LEAST_BARE = 13
"""Bare numbers below this are counts that a reader may make ("two of the parties")."""

ROUNDED = Decimal("0.06")
"""The greatest distance between a number called "about" and the passage's number, as a share of the latter."""

_YEAR = re.compile(r"(?:1[1-9]|20)\d\d")
_DOLLARS = frozenset(("USD", "CAD", "AUD", "HKD", "SGD", "NZD"))
_FIGURE = re.compile(r"\d")


def figures(comparison: Comparison) -> Iterator[str]:
    """The sums, shares and numbers of the claim that the passage does not have."""
    for words, number in disagreeing(comparison.claim.text):
        if not any(pair == (words, number) for pair in disagreeing(comparison.premise.text)):
            yield f"the claim says {words} ({number}), which are two numbers"
    claimed = [one for one in comparison.claimed if one.kind != "period"]
    if not claimed:
        return
    given = comparison.given
    for quantity in claimed:
        others = _others(quantity, given)
        if others:
            yield f"the claim says {_said(quantity)}; the passage says {_said(others[0])}"
        elif _stands_nowhere(quantity, given, comparison):
            yield f"the claim says {_said(quantity)}, which stands nowhere in the passage"


def _others(quantity: Quantity, given: Sequence[Quantity]) -> list[Quantity]:
    """The passage's quantities in place of the claim's; none if the passage has the claim's too."""
    if any(is_borne_out(quantity, other) for other in given):
        return []
    alike = [other for other in given if other.kind == quantity.kind]
    if quantity.kind == "number":
        return [other for other in alike if quantity.unit and other.unit == quantity.unit]
    same_sum = [other for other in alike if other.value == quantity.value]
    return same_sum or [other for other in alike if other.unit == quantity.unit]


def is_borne_out(quantity: Quantity, other: Quantity) -> bool:
    """Whether a number of the passage supports the claim's number, whatever each of them counts.

    "About" is supported by a number nearby, and "more than" by one above, if the passage gives it as it is.
    """
    # A bare number may be a sum without its sign, as in a table; a small one is more often that of a clause or a day.
    may_be_one = "number" in (quantity.kind, other.kind) and quantity.value >= LEAST_BARE
    if quantity.kind != other.kind and not may_be_one:
        return False
    if quantity.kind == other.kind == "amount" and quantity.unit != other.unit and not _are_dollars(quantity, other):
        return False
    if quantity.value == other.value:
        return True
    if other.bound not in ("", "about", "within") or not quantity.bound or other.unit != quantity.unit:
        return False
    if quantity.bound in ("more than", "at least") and other.value >= quantity.value:
        return True
    if quantity.bound in ("less than", "at most") and other.value <= quantity.value:
        return True
    return quantity.bound != "within" and abs(quantity.value - other.value) <= ROUNDED * other.value


def _are_dollars(quantity: Quantity, other: Quantity) -> bool:
    """Whether two sums may be in the same dollars: a bare "$" may be of any country."""
    return {quantity.unit, other.unit} <= _DOLLARS and ("$" in (quantity.shown[0], other.shown[0]))


def _stands_nowhere(quantity: Quantity, given: Sequence[Quantity], comparison: Comparison) -> bool:
    """Whether the passage lacks a number that is so large and definite that it would have to be there."""
    if any(is_borne_out(quantity, other) for other in given):
        return False
    if quantity.kind == "number" and (quantity.value < LEAST_BARE or _YEAR.fullmatch(quantity.shown) is not None):
        return False
    written = quantity.shown.split()[0].strip("$£€")
    return written not in comparison.premise.text and _FIGURE.search(comparison.premise.text) is not None


def _said(quantity: Quantity) -> str:
    bound = f"{quantity.bound} " if quantity.bound not in ("", "within") else ""
    return f"{bound}{quantity.shown}"
