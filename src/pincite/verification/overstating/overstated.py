"""Does a statement say more than its quote? The words that it drops, adds or reverses show it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pincite.verification.checks.comparison import Comparison, compare
from pincite.verification.checks.modals import modals_in
from pincite.verification.checks.negation import negation
from pincite.verification.checks.opposites import opposites
from pincite.verification.checks.reading import read, same_action
from pincite.verification.overstating.additions import additions
from pincite.verification.overstating.flows import flows
from pincite.verification.overstating.limits import limits
from pincite.verification.pins import Pin

LEAST_COVERED = 0.75
"""The least share of the claim's words that the passage must have before permissions and bans are compared."""


def overstated(statement: str, pins: Sequence[Pin]) -> str:
    """What a statement says beyond the words of its pins; empty if nothing is found.

    The words are read without the headings above them, with which a statement could be aligned instead. What leads into
    them may support a statement but need not: a finding must hold with it and without it.
    """
    if not pins:
        return ""
    known = frozenset(stem for pin in pins for stem in read(replace(pin, names=()).premise).stems)
    named = frozenset(stem for pin in pins for name in pin.names for stem in read(name).stems)
    found = ""
    for some in dict.fromkeys((tuple(pins), tuple(replace(pin, lead="") for pin in pins))):
        words = "\n\n".join(f"{pin.lead} {pin.words}".strip() for pin in some)
        found = next(_findings(compare(read(statement), read(words)), known, named), "")
        if not found:
            return ""
    return found


def _findings(comparison: Comparison, known: frozenset[str], named: frozenset[str]) -> Iterator[str]:
    if not comparison.paired:
        return
    yield from opposites(comparison)
    yield from negation(comparison)
    yield from flows(comparison)
    yield from _turned(comparison)
    yield from limits(comparison)
    yield from additions(comparison, known, named)


def _turned(comparison: Comparison) -> Iterator[str]:
    """A permission for what the passage bans, in whatever order: "may not unreasonably withhold"."""
    if comparison.coverage < LEAST_COVERED:
        return
    claim, premise = comparison.claim, comparison.premise
    given = modals_in(premise, comparison.first, comparison.last)
    for modal in modals_in(claim, 0, len(claim.words)):
        same = [other for other in given if same_action(claim, modal.head, premise, other.head)]
        if modal.mode == "leave" and same and all(other.mode == "ban" for other in same):
            yield f'the claim says "{modal.words} {claim.words[modal.head]}"; the passage says "{same[0].words}"'
