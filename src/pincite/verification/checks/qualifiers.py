"""Qualifiers: a claim repeats what the passage says without its "unless", "only" or "prior written"."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from pincite.verification.checks.comparison import Comparison

_ONE_WORD: Mapping[str, frozenset[str]] = {
    "only": frozenset(("only", "solely", "exclusively")),
    "prior": frozenset(("prior", "advance", "previous", "previously", "before", "beforehand")),
    "written": frozenset(("written", "writing")),
    "reasonable": frozenset(("reasonable", "reasonably", "unreasonable", "unreasonably")),
    "material": frozenset(("material", "materially", "significant", "significantly", "substantial", "substantially")),
    "knowing": frozenset(("knowing", "knowingly", "knowledge", "wilful", "willful", "wilfully", "willfully",
                          "intentional", "intentionally")),
}  # fmt: skip
"""Qualifiers of one word, each with the words that may replace it."""

_FAMILY = {word: family for family, words in _ONE_WORD.items() for word in words}
_NOT_QUALIFYING = frozenset(("and", "or", "by", "to", "than", "as"))
"""Words before which a qualifier qualifies nothing: "written by", "prior to", "material and labour"."""

_CLAUSE = re.compile(
    r"\b(?:(?P<exception>except(?:ing)?|other than|save (?:for|that|as)|excluding|unless|but not)|"
    r"(?P<subject>subject (?:only |always )?to)|"
    r"(?P<proviso>provided,? (?:however,? )?that|so long as|as long as|only if|on condition that|if)|"
    r"(?P<extent>to the (?:\w+ )?extent|in so far as|insofar as))\b",
    re.IGNORECASE,
)
"""Clauses of exception and condition; in the claim also "if", which is short for "provided that"."""

_BRACKETED = re.compile(r"\([^()]{0,80}\)")
LEAST_COVERED = 0.8
"""The least share of the claim, in order, that the passage must have."""

LEAST_DENSE = 0.5
"""The least share of the passage's words of meaning, from the claim's first to its last, that the claim must have. A
claim that picks a few words of a long sentence says something of its own."""

FEWEST_PAIRS = 3
_RULING = frozenset(
    """
    shall must may will agree agrees entitled liable obliged obligated required permitted prohibited responsible
    warrants represents grants consents waives undertakes
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words of rules and promises. A passage that only reports something stays true without its "only"."""

BEHIND, BEFORE = 6, 80
"""The most characters between the claim's words and a clause that qualifies them, after them and before them."""


def qualifiers(comparison: Comparison) -> Iterator[str]:
    """Qualifiers of the passage that belong to the claim's words and that the claim leaves out."""
    if (
        comparison.ordered < LEAST_COVERED
        or len(comparison.paired) < FEWEST_PAIRS
        or _density(comparison) < LEAST_DENSE
    ):
        return
    if _RULING.isdisjoint(comparison.premise.words[comparison.first : comparison.last]):
        return
    yield from _dropped_words(comparison)
    yield from _dropped_clauses(comparison)


def _density(comparison: Comparison) -> float:
    others = [comparison.pairs[at] for at in comparison.paired]
    between = sum(bool(stem) for stem in comparison.premise.stems[others[0] : others[-1] + 1])
    return len(others) / between


def _dropped_words(comparison: Comparison) -> Iterator[str]:
    """Qualifying words of the passage between or right before words that the claim repeats without them."""
    claim, premise = comparison.claim, comparison.premise
    said = Counter(_FAMILY[word] for word in claim.words if word in _FAMILY)
    first, last = comparison.pairs[comparison.paired[0]], comparison.pairs[comparison.paired[-1]]
    first = max(comparison.first, first - 1)
    given = Counter(_FAMILY[word] for word in premise.words[first : last + 1] if word in _FAMILY)
    for stretch in comparison.stretches:
        if not stretch.is_short or stretch.premise_end > last:
            continue
        here = {_FAMILY[word] for word in claim.words[stretch.start : stretch.end] if word in _FAMILY}
        for at in range(max(first, stretch.premise_start), stretch.premise_end):
            family = _FAMILY.get(premise.words[at], "")
            if not family or family in here or said[family] >= given[family] or _qualifies_nothing(comparison, at):
                continue
            yield f'the claim leaves out "{premise.words[at]}" of "{premise.shown(at, stretch.premise_end)}"'


def _qualifies_nothing(comparison: Comparison, at: int) -> bool:
    """Whether a word only looks like a qualifier: "prior to", "not only"."""
    words = comparison.premise.words
    return words[at + 1] in _NOT_QUALIFYING or words[at] == "before" or (at > 0 and words[at - 1] in ("not", "no"))


def _dropped_clauses(comparison: Comparison) -> Iterator[str]:
    """A clause of exception or condition beside or among the claim's words, if the claim has no clause of its kind."""
    premise = comparison.premise
    said = {match.lastgroup for match in _CLAUSE.finditer(comparison.claim.text)}
    start, end = premise.spans[comparison.first][0], premise.spans[comparison.last - 1][1]
    first = premise.spans[comparison.pairs[comparison.paired[0]]][0]
    last = premise.spans[comparison.pairs[comparison.paired[-1]]][1]
    for match in _CLAUSE.finditer(premise.text, start, end):
        if match.lastgroup in said or match[0].lower() == "if":
            continue
        behind = _BRACKETED.sub("", premise.text[last : match.start()]).strip()
        before = premise.text[match.end() : first]
        is_behind = match.start() >= last and len(behind) <= BEHIND
        is_before = match.end() <= first and len(before) <= BEFORE and ". " not in before
        if is_behind or is_before or first <= match.start() < last:
            yield f'the claim leaves out "{premise.text[match.start() : match.start() + 60].strip()}..."'
            return
