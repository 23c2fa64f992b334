"""Section references: a clause that a claim names must be one that the passage names or is."""

import re
from collections.abc import Iterator

from pincite.structure.references.mentions import mentions_in, target_of
from pincite.verification.checks.comparison import Comparison

_KEYWORD = re.compile(
    r"§|\b(?:sections?|articles?|clauses?|paragraphs?|schedules?|exhibits?|annex\w*|append\w+|parts?|rules?|"
    r"subsections?)\b",
    re.IGNORECASE,
)
_OWN_NUMBER = re.compile(
    r"(?:^|(?<=[.;:!?]) )(?:Section |Article |Clause |§ ?)?"
    r"(\d{1,3}(?:\.\d{1,3}){0,4}(?:\([A-Za-z0-9]{1,4}\)){0,4})[.)]?(?= )"
)


def sections(comparison: Comparison) -> Iterator[str]:
    """The clauses that the claim names and the passage neither names nor is, if the passage names or is any."""
    claim, premise = comparison.claim.text, comparison.premise.text
    if _KEYWORD.search(claim) is None:
        return
    claimed = {
        target_of(mention): claim[mention.start : mention.end]
        for mention in mentions_in(claim)
        if mention.number and not mention.is_law
    }
    if not claimed:
        return
    given = {
        target_of(mention): premise[mention.start : mention.end]
        for mention in mentions_in(premise)
        if mention.number and not mention.is_law
    }
    own = {match[1]: match[1] for match in _OWN_NUMBER.finditer(premise)}
    for number, written in claimed.items():
        if not any(_is_part(number, other) or _is_part(other, number) for other in (*given, *own)):
            others = given or own
            if others and not _is_written(number, premise):
                yield f"the claim speaks of {written}; the passage speaks of {next(iter(others.values()))}"


def _is_part(number: str, other: str) -> bool:
    """True if a clause is the other or is within it: 7.2(b) of 7.2."""
    return number == other or (number.startswith(other) and number[len(other)] in ".(")


def _is_written(number: str, premise: str) -> bool:
    """True if the passage has the number by itself, whatever it is called there."""
    bare = number.rsplit(" ", 1)[-1]
    return re.search(rf"(?<![\w.]){re.escape(bare)}(?![\w(]|\.\d)", premise) is not None
