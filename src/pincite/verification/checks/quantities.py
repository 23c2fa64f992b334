"""Sums, shares, periods and bare numbers of a text, each with its bound ("at least", "within")."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pincite.retrieval.understanding.figures import figures_in
from pincite.verification.checks.numerals import in_figures
from pincite.verification.checks.reading import stem_of

Kind = Literal["amount", "percentage", "period", "number"]
Bound = Literal["", "at least", "at most", "more than", "less than", "within", "after", "before", "about"]

MOST_QUANTITIES = 400
"""The most quantities of one text; a table of figures has more, but no claim rests on all of them."""

_NUMBER = re.compile(
    r"(?<![\w.,/$£€#-])(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?|\d{1,12}(?:\.\d{1,4})?)"
    r"(?: (?:million|billion|thousand|hundred))?(?![\w/]|[.,]\d|:\d|\(\w{1,4}\))"
)
_DIGIT = re.compile(r"\d")
_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9}
_NEXT_WORD = re.compile(r"[- ]([^\W\d_]{2,30})(?: ([^\W\d_]{2,30}))?")
_BUSINESS = re.compile(r"\b(?:business|working|trading|banking)\b", re.IGNORECASE)
_ISO = re.compile(r"PT?(\d+)([A-Z])")
_MINUTES = {"M": 1, "H": 60, "D": 1440, "W": 10080}
_MONTHS = {"M": 1, "Y": 12}
_BOUNDS: tuple[tuple[Bound, str], ...] = (
    (
        "at least",
        r"at least|(?:no|not) (?:less|fewer|earlier|sooner) than|(?:a )?minimum(?: of)?|at a minimum|"
        r"(?:equal to or|equals or) (?:greater|more)(?: than)?",
    ),
    (
        "at most",
        r"at most|(?:no|not) (?:more|greater|later|longer) than|up to|(?:a )?maximum(?: of)?|"
        r"not(?: to)? exceed(?:ing)?|(?:equal to or|equals or) (?:less|fewer)(?: than)?|capped at|limited to",
    ),
    ("more than", r"more than|greater than|over|above|exceed(?:s|ed|ing)?|in excess of|longer than|upwards? of"),
    ("less than", r"less than|fewer than|under|below|shorter than"),
    ("within", r"within|in(?:side)?"),
    ("about", r"about|around|approximately|roughly|nearly|almost|some|circa"),
)
_BEFORE = re.compile(
    "(?:^|[^a-z])(?:"
    + "|".join(f"(?P<b{number}>{pattern})" for number, (_, pattern) in enumerate(_BOUNDS))
    + r")(?: (?:of|the|a|an|total of|period of|exactly|us|u\.s\.)){0,2} ?[$£€]?$",
    re.IGNORECASE,
)
_AFTERWARDS: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("at least", re.compile(r"[- ]?(?:or (?:more|greater|longer|older|above)|and (?:above|over))\b", re.IGNORECASE)),
    ("at most", re.compile(r"[- ]?(?:or (?:less|fewer|under|below))\b", re.IGNORECASE)),
    ("after", re.compile(r"'? (?:after|following)\b", re.IGNORECASE)),
    ("before", re.compile(r"'? (?:before|prior to|preceding)\b", re.IGNORECASE)),
)
REACH = 40
"""Characters before a quantity that are searched for its bound."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity of a text.

    `unit` is a currency, `%`, `minutes`, `business days` or `months` (other units of time are converted to these), or
    the stem of the noun that a bare number counts, empty for none. `shown` is how it is written, with numbers in
    figures. `side` is "after" or "before" if the period is counted from something; otherwise empty.
    """

    kind: Kind
    value: Decimal
    unit: str
    shown: str
    bound: Bound
    side: Bound


def quantities_in(text: str, most: int = MOST_QUANTITIES) -> list[Quantity]:
    """The quantities of a plain text, in order: at most `most` with a unit and at most `most` bare ones."""
    numbered = in_figures(text)
    if _DIGIT.search(numbered) is None:
        return []
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Quantity]] = []
    for entity in sorted(figures_in(numbered), key=lambda entity: (entity.start, -entity.end)):
        if taken and taken[-1][1] > entity.start:
            continue
        taken.append((entity.start, entity.end))
        value, unit = _measured(entity.value, entity.text)
        kind: Kind = "period" if entity.kind == "duration" else "amount" if entity.kind == "amount" else "percentage"
        bounds = _bound(numbered, entity.start, entity.end)
        found.append((entity.start, Quantity(kind, value, unit, _shown(numbered, entity.start, entity.end), *bounds)))
        if len(found) == most:
            break
    found += _numbers(numbered, taken, most)
    return [quantity for _, quantity in sorted(found, key=lambda pair: pair[0])]


def _numbers(numbered: str, taken: list[tuple[int, int]], most: int) -> Iterator[tuple[int, Quantity]]:
    """Bare numbers outside of the ranges taken."""
    at = 0
    for count, match in enumerate(_NUMBER.finditer(numbered)):
        if count == most:
            return
        while at < len(taken) and taken[at][1] <= match.start():
            at += 1
        if at < len(taken) and taken[at][0] < match.end():
            continue
        figures, _, scale = match[0].partition(" ")
        value = Decimal(figures.replace(",", "")).scaleb(_SCALES.get(scale, 0))
        following = _NEXT_WORD.match(numbered, match.end())
        unit = ""
        if following is not None:
            unit = stem_of(following[1].lower()) or (stem_of(following[2].lower()) if following[2] else "")
        bounds = _bound(numbered, match.start(), match.end())
        yield match.start(), Quantity("number", value, unit, match[0], *bounds)


def _measured(value: str, written: str) -> tuple[Decimal, str]:
    """The number and unit of an entity's value: `USD 500`, `7.5%`, `P30D`."""
    if value.endswith("%"):
        return Decimal(value[:-1]), "%"
    iso = _ISO.fullmatch(value)
    if iso is None:
        currency, _, number = value.partition(" ")
        return Decimal(number), currency
    count, unit = Decimal(iso[1]), iso[2]
    if _BUSINESS.search(written) is not None:
        return count, "business days"
    if not value.startswith("PT") and unit in _MONTHS:
        return count * _MONTHS[unit], "months"
    return count * _MINUTES[unit], "minutes"


def _bound(numbered: str, start: int, end: int) -> tuple[Bound, Bound]:
    """The bound of a quantity, and the side of an event from which it is counted."""
    side: Bound = ""
    bound: Bound = ""
    for name, pattern in _AFTERWARDS:
        if pattern.match(numbered, end) is not None:
            if name in ("after", "before"):
                side = name
            else:
                bound = name
    before = _BEFORE.search(numbered[max(0, start - REACH) : start].rstrip(" ($£€"))
    if before is not None and not bound:
        bound = next(name for number, (name, _) in enumerate(_BOUNDS) if before[f"b{number}"] is not None)
    return bound, side


def _shown(numbered: str, start: int, end: int) -> str:
    return numbered[start:end].strip()
