"""Limits of the passage that a claim drops, so that it says more.

A ban, an exclusion of liability, and anything said of all or of any time become wider without their limits. A sum for
each month is not a sum once.
"""

import re
from collections.abc import Iterator

from pincite.verification.checks.comparison import Comparison
from pincite.verification.checks.polarity import negators

LEAST_COVERED = 0.8
"""The least share of the claim, in order, that the passage must have before a limit after it counts as left out."""

LEAST_OF_RELATIVES = 0.6
"""The same for a limit between two of its words."""

FEWEST_PAIRS = 2
KIN = 6
"""The number of first letters that words of one family share."""

MOST_SUMS = 50
"""The most sums of one text that are compared; a table of prices has more."""

MOST_SUPPOSED = 4
"""The most words of meaning of a claim that states as a fact what the passage only supposes."""

_SUPPOSES = re.compile(
    r"\b(?:if|unless|except|when|whenever|should|in the event|in case|provided that|claims?|alleg\w+)\b", re.IGNORECASE
)
_RULES = re.compile(
    r"\b(?:shall|must|may|will|can|could|should|would|not|no|never|if|unless|except|when|where|in case|in the event|"
    r"claims?|alleged\w*|cover\w*|exclud\w*|liable|responsible|entitled)\b|n't\b",
    re.IGNORECASE,
)

_LIMIT = frozenset(
    """
    without for during by on upon after before until unless if when where while within with in except via through
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that begin a limit of the words before them."""

_WHICH = frozenset("that which who whose arising caused resulting relating made brought incurred".split())  # noqa: SIM905 - read more easily as words
_VERBAL = frozenset("is are was were be do does did not shall must may will can has have".split())  # noqa: SIM905 - read more easily as words
_EVERY = frozenset("any all every each".split())  # noqa: SIM905 - read more easily as words
_STOP = re.compile(r"[.;:,()]")
_PERIODS = (
    r"(?:hour|day|week|fortnight|month|quarter|year|annum|term|period|season|unit|user|seat|visit|item|event|incident|"
    r"occurrence|claim|breach|person|employee|night|mile|page|copy|share)"
)
_EACH = re.compile(
    rf"(?:\s*\([^()]*\))?,?\s*(?:per|a|an|(?:in|for|during|of)?\s*(?:each|every|any(?: one)?))"
    rf"\s+(?:[a-z]+\s){{0,2}}?(?P<what>{_PERIODS})\b"
    r"|\s*(?P<every>hourly|daily|weekly|monthly|quarterly|yearly|annually)\b",
    re.IGNORECASE,
)
_FOR_EACH = re.compile(r"[^.,;:()]{0,60}? (?:per|for each|for every|in each|in any one) [a-z]+", re.IGNORECASE)
_SAYS_EACH = re.compile(
    rf"\b(?:per|each|every|any|annual\w*|yearly|monthly|weekly|daily|hourly|quarterly|"
    rf"(?:a|an|one|same) (?:[a-z]+ )?{_PERIODS}|"
    rf"{_PERIODS}s?'?)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?:[$£€¥]\s?|\b(?:USD|GBP|EUR|CHF)\s?)(\d[\d,]*(?:\.\d+)?)(?:\s(?:million|billion|thousand))?|"
    r"(?<![\d,.])(\d[\d,]*(?:\.\d+)?)\s?(?:%|percent|per cent|dollars|pounds|euros)"
)
_SHARE = re.compile(r"%|per ?cent")
_YEARLY = re.compile(r"\b(?:annum|year|yearly|annually)\b", re.IGNORECASE)
"""Words for a year, which need not be repeated with a share: "interest at 6%"."""

_BOUND = re.compile(
    r"(?:not? (?:less|more) than|at least|at most|up to|a (?:maximum|minimum) of|not exceed(?:ing)?|in excess of|"
    r"more than|less than|limited to|under|over)\s*$",
    re.IGNORECASE,
)
_IS = re.compile(r"\b(?:is|are|was|were|amounts? to|totals?|equals?)(?: worth| exactly| only)?\s*$", re.IGNORECASE)


def limits(comparison: Comparison) -> Iterator[str]:
    """Limits of the words that the claim repeats, which it leaves out so that it says more."""
    yield from _rates(comparison)
    yield from _bounds(comparison)
    yield from _suppositions(comparison)
    if comparison.ordered >= LEAST_OF_RELATIVES:
        yield from _relatives(comparison)
    if comparison.ordered >= LEAST_COVERED and len(comparison.paired) >= FEWEST_PAIRS:
        yield from _endings(comparison)


def _endings(comparison: Comparison) -> Iterator[str]:
    """A limit right after the claim's last words, if the claim denies something, or speaks of all or of any time."""
    claim, premise = comparison.claim, comparison.premise
    at = comparison.paired[-1]
    other = _likest(comparison, at)
    while at + 1 < len(claim.words) and other + 1 < comparison.last and claim.words[at + 1] == premise.words[other + 1]:
        at, other = at + 1, other + 1
    if at + 1 < len(claim.words) or other + 1 >= comparison.last or _STOP.search(premise.between(other, other + 1)):
        return
    word = premise.words[other + 1]
    is_denied = bool(negators(claim, 0, len(claim.words)))
    is_of_all = bool(_EVERY.intersection(claim.words[max(0, at - 2) : at]))
    is_of_all = is_of_all or "without" in claim.words[max(0, at - 3) : at]
    if not (is_denied or is_of_all) or word not in _LIMIT | _WHICH:
        return
    end = _end(comparison, other + 1)
    own = {premise.stems[place] for place in range(other + 1, end)} - {""}
    if own and own.isdisjoint(claim.stems):
        yield f'the claim leaves out "{premise.shown(other + 1, end - 1)}"'


def _likest(comparison: Comparison, at: int) -> int:
    """The place in the passage of a word of the claim; of several, the one with most of the same words before it."""
    claim, premise = comparison.claim, comparison.premise

    def shared(other: int) -> int:
        back = 0
        while (
            back < at
            and back < other - comparison.first
            and claim.words[at - back - 1] == premise.words[other - back - 1]
        ):
            back += 1
        return back

    same = [place for place in range(comparison.first, comparison.last) if premise.stems[place] == claim.stems[at]]
    return max(same, key=lambda place: (shared(place), place == comparison.pairs[at]))


def _end(comparison: Comparison, first: int) -> int:
    """The end of a phrase that begins at a word of the passage: before the next punctuation mark."""
    premise = comparison.premise
    end = first + 1
    while end < comparison.last and not _STOP.search(premise.between(end - 1, end)):
        end += 1
    return end


def _relatives(comparison: Comparison) -> Iterator[str]:
    """A clause without a comma, "that is unpaid", between two words that follow each other in the claim."""
    claim, premise = comparison.claim, comparison.premise
    for stretch in comparison.stretches:
        if not stretch.is_inner or not _VERBAL.issuperset(claim.words[stretch.start : stretch.end]):
            continue
        first = stretch.premise_start
        if stretch.premise_end - first < 2 or premise.words[first] not in ("that", "which", "who"):
            continue
        if _STOP.search(premise.between(first - 1, first)):
            continue
        own = {premise.stems[at] for at in stretch.premise_places} - {""}
        if own and own.isdisjoint(claim.stems):
            yield f'the claim leaves out "{premise.shown(first, stretch.premise_end - 1)}"'


def _suppositions(comparison: Comparison) -> Iterator[str]:
    """A fact in a claim of few words that the passage has only in a condition."""
    claim, premise = comparison.claim, comparison.premise
    places = [at for at, stem in enumerate(claim.stems) if stem]
    if not 2 <= len(places) <= MOST_SUPPOSED or _RULES.search(claim.text):
        return
    stems = premise.stems[comparison.first : comparison.last]
    if not all(any(_is_kin(claim.stems[at], stem) for stem in stems) for at in places):
        return
    shown = ""
    for at in range(comparison.first, comparison.last):
        if _is_kin(claim.stems[places[-1]], premise.stems[at]):
            start = premise.text.rfind(".", 0, premise.spans[at][0]) + 1
            marks = list(_SUPPOSES.finditer(premise.text, start, premise.spans[at][0]))
            if not marks or "," in premise.text[marks[-1].end() : premise.spans[at][0]]:
                return
            shown = premise.text[marks[-1].start() : premise.spans[at][1]]
    yield f'the passage only supposes "{shown}"'


def _is_kin(one: str, other: str) -> bool:
    """Whether two stems are equal, or begin alike, as "negligent" and "negligence" do."""
    return one == other or (min(len(one), len(other)) >= KIN and one[:KIN] == other[:KIN])


def _rates(comparison: Comparison) -> Iterator[str]:
    """A sum or a share that the passage gives for each of something, and the claim without that."""
    claim, premise = comparison.claim.text, comparison.premise.text
    if _SAYS_EACH.search(claim):
        return
    given = list(_sums(premise))[:MOST_SUMS]
    for value, shown, _ in list(_sums(claim))[:MOST_SUMS]:
        rates = [
            _EACH.match(premise, end) or _FOR_EACH.match(premise, end) for other, _, end in given if other == value
        ]
        said = next((rate[0] for rate in rates if rate), "")
        if rates and all(rates) and not (_SHARE.search(shown) and _YEARLY.search(said)):
            yield f"the claim says {shown}; the passage says {shown}{said}"


def _bounds(comparison: Comparison) -> Iterator[str]:
    """A sum that the claim gives as exact, and the passage as the least or the most."""
    claim, premise = comparison.claim.text, comparison.premise.text
    for match in list(_MONEY.finditer(claim))[:MOST_SUMS]:
        if not _IS.search(claim[: match.start()]):
            continue
        bounds = [
            _BOUND.search(premise[: other.start()])
            for other in _MONEY.finditer(premise)
            if _value(other) == _value(match)
        ]
        if bounds and all(bounds):
            yield f'the claim leaves out "{bounds[0][0].strip() if bounds[0] else ""}"'


def _sums(text: str) -> Iterator[tuple[str, str, int]]:
    """(figure without separators, as written, its end) of each sum and share in a text."""
    for match in _MONEY.finditer(text):
        yield _value(match), match[0], match.end()


def _value(match: re.Match[str]) -> str:
    return (match[1] or match[2]).replace(",", "").removesuffix(".00")
