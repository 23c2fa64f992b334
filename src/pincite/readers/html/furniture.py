"""Page numbers and running heads of a page that was once on paper: text that counts or repeats at page breaks.

Filings are converted from word processors with the furniture of each sheet. Only what is certain is called furniture:
numbers that count from break to break, and words that are the same at most breaks.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.documents.document import Region
from pincite.structure.outline.numbering import roman

LONGEST_LINE = 100
"""Most characters of a line that may be furniture."""

FEWEST = 3
"""Fewest breaks at which a line must count or repeat."""

NUMBER = re.compile(
    r"(?:page\s+)?[-–—\s]*(?P<prefix>[A-Z]{1,3}-)?(?P<number>\d{1,4}|[ivxl]{1,7})[-–—\s]*(?:of\s+\d{1,4})?",
    re.IGNORECASE,
)
"""A page number alone on its line: `12`, `- 12 -`, `A-3`, `iv`, `Page 2 of 40`."""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    words: str


def furniture(text: str, breaks: Sequence[int]) -> list[Region]:
    """The furniture at the page breaks, in the order of the text. A break is the end of the text before it."""
    places = sorted({place for place in breaks if 0 < place < len(text)})
    if not places:
        return []
    above = [_above(text, place) for place in (*places, len(text))]
    below = [_below(text, place + 1) for place in (0 - 1, *places)]
    found: set[tuple[int, int]] = set()
    for lines in (above, below):
        numbers = _counting(lines)
        found |= numbers
        inner = [_beside(text, line, is_above=lines is above) if _span(line) in numbers else line for line in lines]
        found |= _repeating(inner, len(places))
    return [Region("furniture", start, end) for start, end in sorted(found)]


def _above(text: str, end: int) -> _Line | None:
    """The line that ends at a position; None where it is too long."""
    start = text.rfind("\n", max(0, end - LONGEST_LINE - 1), end) + 1
    if start == 0 and end > LONGEST_LINE:
        return None
    return _line(text, start, end)


def _below(text: str, start: int) -> _Line | None:
    """The line that begins at a position; None where it is too long."""
    end = text.find("\n", start, start + LONGEST_LINE + 1)
    if end < 0:
        end = len(text)
    return _line(text, start, end) if end - start <= LONGEST_LINE else None


def _line(text: str, start: int, end: int) -> _Line | None:
    words = text[start:end]
    first = start + len(words) - len(words.lstrip())
    return _Line(first, first + len(words.strip()), words.strip()) if words.strip() else None


def _span(line: _Line | None) -> tuple[int, int] | None:
    return (line.start, line.end) if line is not None else None


def _beside(text: str, line: _Line | None, *, is_above: bool) -> _Line | None:
    """The line next to a page number, on the side of the page's words."""
    if line is None:
        return None
    return _above(text, line.start - 1) if is_above else _below(text, line.end + 1)


def _counting(lines: Sequence[_Line | None]) -> set[tuple[int, int]]:
    """The numbers that count up by one from break to break."""
    found: set[tuple[int, int]] = set()
    run: list[_Line] = []
    last: tuple[str, bool, int] | None = None
    for line in (*lines, None):
        value = _value(line.words) if line is not None else None
        follows = value is not None and last is not None and value == (*last[:2], last[2] + 1)
        if not follows:
            if len(run) >= FEWEST:
                found |= {(one.start, one.end) for one in run}
            run = []
        if line is not None and value is not None:
            run.append(line)
        last = value
    return found


def _value(words: str) -> tuple[str, bool, int] | None:
    """The content of a page number's line: its prefix, whether it is Roman, its value."""
    match = NUMBER.fullmatch(words)
    if match is None:
        return None
    number = match["number"].lower()
    value = int(number) if number.isdecimal() else roman(number)
    return (match["prefix"] or "", not number.isdecimal(), value) if value else None


def _repeating(lines: Sequence[_Line | None], breaks: int) -> set[tuple[int, int]]:
    """The lines that are the same at most breaks."""
    counts = Counter(line.words for line in lines if line is not None)
    common = {words for words, count in counts.items() if count >= FEWEST and count * 2 > breaks}
    return {(line.start, line.end) for line in lines if line is not None and line.words in common}
