"""Dates and years: the passage must have each date of a claim, at least as fully as the claim."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter

from pincite.structure.facts.dates import all_dates
from pincite.verification.checks.comparison import Comparison

MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905 - read more easily as words
DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())  # noqa: SIM905 - read more easily as words
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if len(month) > 3 else month for month in MONTHS)
_DAY = r"[0-3]?\d"
_DAY_OF_YEAR = re.compile(
    rf"\b(?:(?P<month>{_MONTH}|Sept)\.? (?P<day>{_DAY})(?:st|nd|rd|th)?|"
    rf"(?P<day2>{_DAY})(?:st|nd|rd|th)? (?:of )?(?P<month2>{_MONTH}|Sept)\b\.?)(?![\d:])"
)
_YEAR = re.compile(r"(?<![\w.,$£€/-])(?:1[1-9]|20)\d\d(?![\w%]|,\d|\.\d|/)")
_TWO_FIGURES = re.compile(r"(?<=\d{4})[-/](\d\d)(?!\d)")


def dates(comparison: Comparison) -> Iterator[str]:
    """The dates and years of the claim that the passage does not have."""
    claimed = dates_in(comparison.claim.text)
    if not claimed:
        return
    given = dates_in(comparison.premise.text)
    if not given:
        return
    for value, written in claimed.items():
        if not is_given(value, given, comparison.premise.text):
            rival = min(given, key=lambda other: (_unlike(value, other), other))
            yield f"the claim says {written}; the passage says {given[rival]}"


def dates_in(text: str) -> dict[str, str]:
    """Value -> how it is written; a value is `2019-05-03`, `2019-05`, `2019`, or `--05-03` for a day without a year."""
    found: dict[str, str] = {}
    taken: list[tuple[int, int]] = []
    for dated in all_dates(text):
        found.setdefault(dated.value, text[dated.start : dated.end])
        taken.append((dated.start, dated.end))
    for match in _DAY_OF_YEAR.finditer(text):
        if not _lies_in(match.start(), taken):
            month, day = match["month"] or match["month2"], int(match["day"] or match["day2"])
            number = [name[:3] for name in MONTHS].index(month[:3]) + 1
            if _is_day(number, day):
                found.setdefault(f"--{number:02}-{day:02}", match[0])
    for match in _YEAR.finditer(text):
        if not _lies_in(match.start(), taken):
            found.setdefault(match[0], match[0])
    return found


def _lies_in(position: int, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a place is in one of the ranges, which are in order and do not overlap."""
    at = bisect_right(taken, position, key=itemgetter(0)) - 1
    return at >= 0 and position < taken[at][1]


def _is_day(month: int, day: int) -> bool:
    try:
        date(2000, month, day)
    except ValueError:
        return False
    return True


def is_given(value: str, given: dict[str, str], text: str) -> bool:
    """Whether the passage has the day, month or year, alone or as part of a fuller date."""
    if value.startswith("--"):
        return any(other.endswith(value[1:]) for other in given)
    if any(other == value or other.startswith(f"{value}-") for other in given):
        return True
    if len(value) == 4:
        ends = {value[:2] + match[1] for match in _TWO_FIGURES.finditer(text)}
        return value in text or value in ends
    year, rest = value[:4], value[4:]
    is_year_given = any(other.startswith(year) for other in given)
    if len(rest) == 6:
        return is_year_given and f"-{rest}" in given
    month = MONTHS[int(rest[1:]) - 1]
    return is_year_given and (month in text or any(other[1:].startswith(f"{rest}-") for other in given))


def _unlike(value: str, other: str) -> int:
    """How much two dates differ: the number of characters that do, and 10 more if one is fuller."""
    return sum(a != b for a, b in zip(value.ljust(10), other.ljust(10), strict=True)) + 10 * (len(value) != len(other))
