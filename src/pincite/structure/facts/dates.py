"""Dates as contracts, letters and judgments write them, converted to ISO 8601."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_ORDINALS = {
    word: number
    for number, word in enumerate(
        """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-
    fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first
    """.split(),  # noqa: SIM905 - words read best as words
        start=1,
    )
}
_SUFFIX = r"(?:\s?(?:st|nd|rd|t\s?h|s\s?t|n\s?d|r\s?d))?"
_BLANK = r"(?:[_\s]{2,40}|\[[^\]\n]{0,12}\]|[_\u25cf\u2022]+|\*{2,4})"
_YEAR = r"(?P<{0}>(?:19|20)\d\s?\d)(?![\d\w])"

DATE = re.compile(
    r"(?<![\w/.-])(?:"
    # January 5th, 2019
    + _MONTH.format("m1")
    + r"\s{0,20}(?P<d1>[0-3]?\d)"
    + _SUFFIX
    + r"\s{0,20}[,.]?\s{0,20}(?:of\s|in\s)?\s{0,4}"
    + _YEAR.format("y1")
    # 5th day of January, 2019 / 5 January 2019
    + r"|(?P<d2>[0-3]?\d)"
    + _SUFFIX
    + r"[\s-]{1,20}(?:day\s{1,20}(?:of\s{0,20})?|of\s{1,20})?"
    + _MONTH.format("m2")
    + r"[\s-]{0,20}[,.]?[\s-]{0,20}(?:in\s{1,9}the\s{1,9}year\s{1,9}|of\s)?"
    + _YEAR.format("y2")
    # third day of January, 2019
    + r"|(?P<d3>"
    + "|".join(sorted((word.replace("-", "[ -]") for word in _ORDINALS), key=len, reverse=True))
    + r")\s{1,20}(?:\([0-3]?\d(?:st|nd|rd|th)?\)\s{1,20})?(?:day\s{1,20})?of\s{1,20}"
    + _MONTH.format("m3")
    + r"\s{0,20},?\s{0,20}(?:of\s)?"
    + _YEAR.format("y3")
    # January __, 2019 / ____ day of January, 2019 / January 2019
    + r"|"
    + _MONTH.format("m4")
    + r"\s{0,20}(?:"
    + _BLANK
    + r"(?:th)?)?\s{0,20},?\s{0,20}(?:of\s)?"
    + _YEAR.format("y4")
    # 2019-01-05, and 2019/01/05
    + r"|(?P<y5>(?:19|20)\d\d)(?P<s5>[-/])(?P<m5>[01]?\d)(?P=s5)(?P<d5>[0-3]?\d)(?![\d/])"
    # 5/31/2019, 31.5.2019
    + r"|(?P<a6>[0-3]?\d)(?P<s6>[/.-])(?P<b6>[0-3]?\d)(?P=s6)(?P<y6>(?:19|20)\d\d)(?![\d/])"
    + r")",
    re.IGNORECASE,
)
"""One date. White space between its parts may be as wide as a page set in columns leaves it."""


_CUT_OFF = frozenset("0123456789-–—/")
"""Signs before a month which show that an unreadable day stood there."""

_YEAR_FIGURES = re.compile(r"(?<!\d)(?:19|20)\d\s?\d(?!\w)")

MOST_YEARS = 5_000
"""Years in one text near which dates are looked for; tables of figures have more."""

LONGEST = 70
"""Characters from the start of a date to its year: "the twenty-first (21st) day of December in the year 2019"."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a text. `value` is `2019-05-03`, or `2019-05` where the day is left open."""

    value: str
    start: int
    end: int


def dates_in(text: str, start: int, end: int) -> Iterator[Dated]:
    """Every date in `text[start:end]` that can be read in only one way, in order.

    A date in figures alone (`5/3/2019`) is read where one of the two numbers cannot be a month, or both are the same.
    """
    for match in DATE.finditer(text, start, end):
        dated = _dated(match)
        if dated is not None:
            yield dated


def all_dates(text: str) -> list[Dated]:
    """Every date of a text, in order. Looks only near years, which makes it fast."""
    found: list[Dated] = []
    reached = 0
    for year in islice(_YEAR_FIGURES.finditer(text), MOST_YEARS):
        if year.start() >= reached:
            for dated in dates_in(text, max(reached, year.start() - LONGEST), min(len(text), year.end() + 10)):
                if dated.start >= reached:
                    found.append(dated)
                    reached = dated.end
    return found


def _dated(match: re.Match[str]) -> Dated | None:
    for which in "123":
        if match[f"m{which}"] is not None:
            day = _ORDINALS.get(match["d3"].lower().replace(" ", "-"), 0) if which == "3" else int(match[f"d{which}"])
            return _checked(match, match[f"y{which}"], _month(match[f"m{which}"]), day)
    if match["m4"] is not None:
        if match.string[max(0, match.start() - 8) : match.start()].rstrip()[-1:] in _CUT_OFF:
            return None
        return Dated(f"{_year(match['y4'])}-{_month(match['m4']):02}", *match.span())
    if match["m5"] is not None:
        return _checked(match, match["y5"], int(match["m5"]), int(match["d5"]))
    first, second = int(match["a6"]), int(match["b6"])
    if first == second or first > 12:
        return _checked(match, match["y6"], second, first)
    return _checked(match, match["y6"], first, second) if second > 12 else None


def _checked(match: re.Match[str], year: str, month: int, day: int) -> Dated | None:
    """The date; None where the calendar has no such date."""
    try:
        return Dated(date(int(_year(year)), month, day).isoformat(), *match.span())
    except ValueError:
        return None


def _year(digits: str) -> str:
    return "".join(digits.split())


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1
