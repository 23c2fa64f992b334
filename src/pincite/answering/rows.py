"""Finds the rows of a table, each whole: half a row says something else than the row.

In Word a cell may hold several lines, and so the text of one row is several lines: "Territory excluding" stands above
"Monaco | 12 %". What may be one row is quoted as one: a line too many does no harm, a line too few does.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.structure.sentences import sentences

BORDER = " | "

LONGEST_ROW = 600
"""The most characters of a line that is one quote; a longer one is text laid out as a table, and is quoted by
sentences."""

SHORT_ROWS = 4
"""At least so many consecutive lines with fewer cells than the table has columns are rows that are empty in the last
column, if every line of the table has borders."""

_COMPLETE = re.compile(r"[.!?…;:][”\"’')\]*_]*$")

Row = tuple[int, int, bool]
"""Its start, its end, and whether it is a row and not a sentence between rows."""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    borders: int


def rows(text: str, start: int, end: int, *, is_one_line: bool) -> list[Row]:
    """The rows of a table and the sentences in it without borders, in order.

    With `is_one_line`, a row is always one line of the text. Otherwise two rows may both include a line that could
    belong to either.
    """
    lines = list(_lines(text, start, end))
    if is_one_line:
        return [row for line in lines for row in _alone(text, line)]
    columns = max((line.borders for line in lines), default=0)
    has_loose = any(not line.borders for line in lines)
    found: list[Row] = []
    at = 0
    while at < len(lines):
        last = at
        if lines[at].borders == columns:
            found += _with_loose(text, lines, at) if columns else _alone(text, lines[at])
        else:
            while last + 1 < len(lines) and lines[last + 1].borders < columns:
                last += 1
            run = lines[at : last + 1]
            is_parted = (not has_loose and len(run) >= SHORT_ROWS) or not any(line.borders for line in run)
            if len(run) == 1 or is_parted:
                for place, line in enumerate(run, start=at):
                    if line.borders or not columns or _is_own(text, lines, place):
                        found += _alone(text, line)
            else:
                found.append((run[0].start, run[-1].end, True))
        at = last + 1
    return found


def _lines(text: str, start: int, end: int) -> Iterator[_Line]:
    """The lines of a range without the white space around them, none empty."""
    at = start
    while at < end:
        line_end = text.find("\n", at, end)
        line_end = end if line_end < 0 else line_end
        words = text[at:line_end]
        if words.strip():
            first = at + len(words) - len(words.lstrip())
            yield _Line(first, first + len(words.strip()), words.count(BORDER) + words.startswith("| "))
        at = line_end + 1


def _alone(text: str, line: _Line) -> list[Row]:
    """A line by itself: a row, or the sentences of a line that has no borders or is too long."""
    if line.borders and line.end - line.start <= LONGEST_ROW:
        return [(line.start, line.end, True)]
    return [(*span, False) for span in sentences(text, line.start, line.end)]


def _with_loose(text: str, lines: Sequence[_Line], at: int) -> list[Row]:
    """A line with all cells, and the lines around it in which its first cell may begin and its last may end."""
    first = last = at
    while first > 0 and not lines[first - 1].borders and not _is_complete(text, lines[first - 1]):
        first -= 1
    while last + 1 < len(lines) and not lines[last + 1].borders and not _is_complete(text, lines[last]):
        last += 1
    if first == last:
        return _alone(text, lines[at])
    return [(lines[first].start, lines[last].end, True)]


def _is_own(text: str, lines: Sequence[_Line], at: int) -> bool:
    """True for a line without borders that neither continues the one before it nor continues in the next."""
    return _is_complete(text, lines[at]) and (at == 0 or _is_complete(text, lines[at - 1]))


def _is_complete(text: str, line: _Line) -> bool:
    """True for a line that ends as a sentence does."""
    return _COMPLETE.search(text[max(line.start, line.end - 9) : line.end]) is not None
