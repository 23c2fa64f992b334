"""What a question names exactly, so that only a sentence with it can answer: a sum, a share, a time, a place, a case.

"Which contracts require $5,000,000?" is not answered by $2,500,000. If the question says "at least", "before" or "or
less", figures that satisfy this answer too.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pincite.retrieval.query import Query
from pincite.retrieval.understanding.entities import entities_in
from pincite.retrieval.understanding.entity import EntityKind
from pincite.structure.facts.places import places_in

FIGURES: tuple[EntityKind, ...] = ("amount", "percentage", "duration", "date")

_LAW = re.compile(r"\b(?:laws?|govern\w*)\b(?!\s+(?:firm|school|suit))", re.IGNORECASE)
_COURT = re.compile(r"\b(?:courts?|venue|jurisdiction|sue|arbitrat\w*)\b", re.IGNORECASE)
_CASE = re.compile(r"(?P<one>[A-Z][\w’'-]+)\s+v\.?\s+(?P<other>[A-Z][\w’'-]+)")
_LENGTHS = {"Y": 365.0, "M": 30.0, "W": 7.0, "D": 1.0, "H": 1 / 24}
_BEFORE, _BEHIND = 24, 40
"""Characters before and behind a figure that may have words by which other figures answer too."""

_MORE = re.compile(r"\b(?:at\sleast|no(?:t)?\sless\sthan|minimum\sof|from|since)\s(?:\w+\s)?$", re.IGNORECASE)
_OVER = re.compile(
    r"\b(?:more\sthan|over|above|exceed\w*|longer\sthan|greater\sthan|after|beyond)\s(?:\w+\s)?$", re.IGNORECASE
)
_LESS = re.compile(
    r"\b(?:at\smost|no(?:t)?\smore\sthan|up\sto|maximum\sof|within|until|by)\s(?:\w+\s)?$", re.IGNORECASE
)
_UNDER = re.compile(r"\b(?:less\sthan|below|shorter\sthan|fewer\sthan|before|under)\s(?:\w+\s)?$", re.IGNORECASE)
_ENDS = r"(?=\s*(?:[?.,;:)]|\Z))"
_OR = r"\A['’]?(?:\s[a-z’'-]+){0,2}?,?\s"
_OR_MORE = re.compile(
    rf"{_OR}(?:or\s(?:more|longer|greater|higher|larger|later)\b|(?:or|and)\s(?:over|above|up|upwards|after){_ENDS})",
    re.IGNORECASE,
)
_OR_LESS = re.compile(
    rf"{_OR}(?:or\s(?:less|fewer|shorter|smaller|lower|earlier|sooner)\b|(?:or|and)\s(?:under|below|before){_ENDS})",
    re.IGNORECASE,
)
"""Words behind a figure: "sixty days' notice or less", "$1,000,000 or more"."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What a sentence must have to answer: tests for the figures of the question, and names of places and cases."""

    figures: tuple[tuple[EntityKind, Callable[[str], bool]], ...]
    places: frozenset[str]
    cases: tuple[tuple[str, str], ...]
    is_of_law: bool

    @property
    def law(self) -> frozenset[str]:
        """The places whose law is asked for; empty if the question asks for no law."""
        return self.places if self.is_of_law else frozenset()

    def allows(self, sentence: str) -> bool:
        """True for a sentence that has all of it."""
        if self.figures:
            named = entities_in(sentence)
            for kind, fits in self.figures:
                if not any(one.kind == kind and fits(one.value) for one in named):
                    return False
        if self.places and not self.places <= places_in(sentence):
            return False
        words = sentence.lower()
        return all(one in words and other in words for one, other in self.cases)


def demands_of(query: Query) -> Demands:
    """What the sentences that answer a question must have."""
    figures = [
        (one.kind, _fitting(one.kind, one.value, *_around(query.text, one.start, one.end)))
        for one in query.entities
        if one.kind in FIGURES
    ]
    cases = tuple((found["one"].lower(), found["other"].lower()) for found in _CASE.finditer(query.text))
    is_of_law = _LAW.search(query.text) is not None
    is_legal = is_of_law or _COURT.search(query.text) is not None  # elsewhere a place says where something happens
    return Demands(tuple(figures), places_in(query.text) if is_legal else frozenset(), cases, is_of_law)


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words around a figure of a question that let other figures answer too."""
    return text[max(0, start - _BEFORE) : start], text[end : end + _BEHIND]


def _fitting(kind: EntityKind, value: str, before: str, behind: str) -> Callable[[str], bool]:
    """The test of other figures against one that is asked for, chosen by the words before and behind it.

    >>> fits = _fitting("duration", "P60D", "ended on ", "' notice or less")
    >>> fits("P30D"), fits("P60D"), fits("P90D")
    (True, True, False)
    """
    is_more, is_over, is_less, is_under = (words.search(before) is not None for words in (_MORE, _OVER, _LESS, _UNDER))
    is_included = False
    if not (is_more or is_over or is_less or is_under):  # "within 30 days or later" has said enough
        is_more, is_less = _OR_MORE.match(behind) is not None, _OR_LESS.match(behind) is not None
        is_included = is_less
    if kind == "date":
        if is_under or is_less:
            return lambda other: other[: len(value)] < value or (is_included and other.startswith(value))
        if is_over or is_more:
            return lambda other: other[: len(value)] > value or (is_more and other.startswith(value))
        return lambda other: other.startswith(value)
    unit, size = _sized(kind, value)
    tests: Sequence[tuple[bool, Callable[[float], bool]]] = (
        (is_more, lambda other: other >= size),
        (is_over, lambda other: other > size),
        (is_less, lambda other: other <= size),
        (is_under, lambda other: other < size),
    )
    fits = next((test for is_so, test in tests if is_so), lambda other: other == size)

    def compared(other: str) -> bool:
        other_unit, other_size = _sized(kind, other)
        return other_unit == unit and fits(other_size)

    return compared


def _sized(kind: EntityKind, value: str) -> tuple[str, float]:
    """The unit and the size of a figure; a time in days.

    >>> _sized("amount", "USD 500"), _sized("percentage", "1.5%"), _sized("duration", "P2W")
    (('USD', 500.0), ('%', 1.5), ('days', 14.0))
    """
    numbers = re.findall(r"\d+(?:\.\d+)?", value)
    if not numbers:
        return "", 0.0
    if kind == "duration":
        found = re.findall(r"(\d+(?:\.\d+)?)([YMWDH])", value)
        return "days", sum(float(number) * _LENGTHS[unit] for number, unit in found)
    return ("%" if kind == "percentage" else value.split(" ", 1)[0]), float(numbers[-1])
