"""The words "and" and "or" between the same two things."""

from collections.abc import Iterator

from pincite.verification.checks.comparison import Comparison
from pincite.verification.checks.polarity import negators

LEAST_COVERED = 0.75

LEAST_UNDER_NOT = 0.9
"""The share needed under a negation, where either word can mean the same ("not to sell or let", "and let")."""

NEAR = 4
"""The most words between the two things, including "and" or "or"."""

REACH = 15
"""Words before the first thing within which a negation applies to both."""


def conjunctions(comparison: Comparison) -> Iterator[str]:
    """The places at which the claim has "and" and the passage "or", or the reverse."""
    if comparison.ordered < LEAST_COVERED:
        return
    claim, premise = comparison.claim, comparison.premise
    for stretch in comparison.stretches:
        if not stretch.is_inner or len(stretch.claim_places) > NEAR or len(stretch.premise_places) > NEAR:
            continue
        said = {"and", "or"}.intersection(claim.words[stretch.start : stretch.end])
        given = {"and", "or"}.intersection(premise.words[stretch.premise_start : stretch.premise_end])
        left, right = stretch.premise_start - 1, stretch.premise_end
        if len(said) != 1 or len(given) != 1 or said == given or premise.is_parted(left, right):
            continue
        is_denied = bool(negators(premise, max(comparison.first, left - REACH), left))
        if not is_denied or comparison.ordered >= LEAST_UNDER_NOT:
            said_words = claim.shown(stretch.start - 1, stretch.end)
            yield f'the claim says "{said_words}"; the passage says "{premise.shown(left, right)}"'
