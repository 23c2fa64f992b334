"""Quantifiers: a claim says "all" and the passage "some", or "always" and "usually", or the claim adds an "only"."""

from collections.abc import Iterator

from pincite.verification.checks.comparison import Comparison

_ALL = frozenset("all every each any always entire entirely everyone everything whole".split())  # noqa: SIM905 - read more easily as words
_SOME = frozenset(
    "some most many few several certain often usually sometimes generally mostly partly partially occasionally".split()  # noqa: SIM905 - read more easily as words
)
_ONLY = frozenset("only solely exclusively sole exclusive merely".split())  # noqa: SIM905 - read more easily as words
_ONLY_SAID = _ONLY | frozenset("unless except other than nothing no none unique lone limited alone but".split())  # noqa: SIM905 - read more easily as words
LEAST_COVERED = 0.65
NEAR = 3


def quantifiers(comparison: Comparison) -> Iterator[str]:
    """The places at which the claim says "all" and the passage "some" of the same things, or the claim adds "only"."""
    if comparison.ordered < LEAST_COVERED:
        return
    claim, premise = comparison.claim, comparison.premise
    for at, word in enumerate(claim.words):
        if word not in _ALL and word not in _ONLY:
            continue
        head = next((place for place in range(at + 1, min(len(claim.words), at + 1 + NEAR)) if claim.stems[place]), -1)
        if head < 0 or comparison.pairs[head] < 0:
            continue
        other = comparison.pairs[head]
        before = premise.words[max(comparison.first, other - NEAR) : other]
        if word in _ALL and _SOME.intersection(before) and not _ALL.intersection(before):
            rival = next(some for some in before if some in _SOME)
            yield f'the claim says "{claim.shown(at, head)}"; the passage says "{rival}"'
        elif word in _ONLY and not _ONLY_SAID.intersection(premise.words[comparison.first : comparison.last]):
            yield f'the claim says "{claim.shown(at, head)}"; the passage does not say "{word}"'
