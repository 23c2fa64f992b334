"""Negation: a claim denies what the passage affirms, or the reverse."""

from collections.abc import Iterator

from pincite.verification.checks.comparison import Comparison, Stretch
from pincite.verification.checks.polarity import negators, reached
from pincite.verification.checks.reading import same_action

LEAST_COVERED = 0.6
"""The least share of the claim that the passage must have before a missing or added "not" means anything."""

REACH = 8
"""Words before a stretch within which a "not" may still reach into it."""

_DENYING = frozenset(
    """
    lack lacks lacked lacking absent absence prohibited prohibits prohibit forbidden forbids forbid barred bars excluded
    excludes exclude except unless unlike instead rather than deny denies denied rejects rejected refused fails failed
    false wrongly hardly rarely seldom few little yet unable impossible restrict restricted waives waived free without
    only solely
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that deny without a "not"."""


_NOBODY = frozenset(("neither", "no", "nobody", "none"))
_TURNS_ROUND = frozenset(
    """
    unless except until without only than save prevent prevents limit limits restrict restricts prohibit prohibits
    prejudice affect affects preclude precludes relieve relieves exclude excludes waive waives but
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words after "neither party may" that reverse the denial, or make it a condition of something else."""


def negation(comparison: Comparison) -> Iterator[str]:
    """The places at which only one of claim and passage denies the same thing."""
    if comparison.ordered < LEAST_COVERED:
        return
    found = False
    for stretch in comparison.stretches:
        message = _in_place(comparison, stretch)
        if message:
            found = True
            yield message
    if not found:
        yield from list(_anywhere(comparison)) or _of_nobody(comparison)


def _in_place(comparison: Comparison, stretch: Stretch) -> str:
    """The message if one side has a "not" before a word of both and the other side has none."""
    if not stretch.is_inner or not stretch.is_short:
        return ""
    claim, premise = comparison.claim, comparison.premise
    denied = negators(claim, max(0, stretch.start - REACH), stretch.end)
    given = negators(premise, max(comparison.first, stretch.premise_start - REACH), stretch.premise_end)
    if bool(denied) == bool(given) or max(denied or given) < (stretch.start if denied else stretch.premise_start):
        return ""
    if premise.is_parted(stretch.premise_start - 1, stretch.premise_end):
        return ""
    words = {*claim.words[stretch.start : stretch.end], *premise.words[stretch.premise_start : stretch.premise_end]}
    says_more = any(premise.stems[at] for at in stretch.premise_places) or any(
        claim.stems[at] for at in stretch.claim_places
    )
    if words & _DENYING or says_more:
        return ""
    said = claim.shown(stretch.start - 1, stretch.end)
    stands = premise.shown(stretch.premise_start - 1, stretch.premise_end)
    return f'the claim says "{said}"; the passage says "{stands}"'


def _of_nobody(comparison: Comparison) -> Iterator[str]:
    """The message if the passage's sentence begins with "neither" or "no", and the claim denies nothing."""
    claim, premise = comparison.claim, comparison.premise
    first = comparison.pairs[comparison.paired[0]]
    begins = [at for at in negators(premise, comparison.first, first + 1) if premise.words[at] in _NOBODY]
    if not begins or negators(claim, 0, len(claim.words)) or not _DENYING.isdisjoint(claim.words):
        return
    between = premise.text[premise.spans[begins[-1]][0] : premise.spans[first][0]]
    said = premise.words[begins[-1] : comparison.last]
    if not set(",;:.").intersection(between) and _TURNS_ROUND.isdisjoint(said):
        shown = premise.shown(begins[-1], min(comparison.last - 1, max(first, begins[-1] + 2)))
        yield f'the passage says "{shown}"; the claim denies nothing'


def _anywhere(comparison: Comparison) -> Iterator[str]:
    """The messages if only one of the two denies anything, and it denies what the other has too."""
    claim, premise = comparison.claim, comparison.premise
    denied = negators(claim, 0, len(claim.words))
    given = negators(premise, comparison.first, comparison.last)
    if bool(denied) == bool(given):
        return
    if denied:
        if not _DENYING.isdisjoint(premise.words[comparison.first : comparison.last]):
            return
        for negator in denied:
            head = next(iter(reached(claim, negator, len(claim.words))), -1)
            other = comparison.pairs[head] if head >= 0 else -1
            if other >= 0 and same_action(claim, head, premise, other):
                stands = premise.shown(max(comparison.first, other - 2), min(comparison.last - 1, other + 1))
                yield f'the claim denies "{claim.shown(negator, head)}"; the passage says "{stands}"'
        return
    if not _DENYING.isdisjoint(claim.words):
        return
    mirrored = {other: at for at, other in enumerate(comparison.pairs) if other >= 0}
    first, last = comparison.pairs[comparison.paired[0]], comparison.pairs[comparison.paired[-1]]
    for negator in given:
        head = next(iter(reached(premise, negator, comparison.last)), -1)
        at = mirrored.get(head, -1)
        if at >= 0 and first < negator < last and same_action(claim, at, premise, head):
            said = claim.shown(max(0, at - 1), at)
            yield f'the passage denies "{premise.shown(negator, head)}"; the claim says "{said}"'
