"""Stretches of a text: the runs between two borders that no piece crosses without need.

A part that is read by itself (a table, a footnote, a comment, struck words, an earlier writer's words in an e-mail) is
a stretch of its own in every way of cutting.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pincite.chunking.breaks import lines, without_furniture
from pincite.chunking.piece import HARD_MAXIMUM, LONGEST_CLAUSE, Unit, windows
from pincite.documents.document import Document, Region
from pincite.documents.regions import SET_APART, innermost

LONGEST_COLUMN_HEADS = 200
"""The most characters of a table's first row that are put before the rows of its later pieces."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of text without a border in it, without white space and furniture at its ends.

    `part` is the innermost part, read by itself, that it belongs to; None for running text.
    """

    start: int
    end: int
    part: Region | None


def stretches(reading: Document, borders: Iterable[int] = ()) -> Iterator[Stretch]:
    """The text cut at every border of a part, and at `borders`; only white space and furniture are left out."""
    text = reading.text
    parts = [region for region in reading.regions if region.kind in SET_APART]
    furniture = reading.ranges("furniture")
    places = sorted({0, len(text), *borders, *(place for part in parts for place in (part.start, part.end))})
    for start, end in pairwise(places):
        start, end = without_furniture(text, start, end, furniture)
        if start < end:
            yield Stretch(start, end, innermost(parts, start))


def units_of(stretch: Stretch, spans: list[tuple[int, int]], whole: tuple[int, int] | None = None) -> list[Unit]:
    """A stretch divided into these spans; a reader gets `whole`, else the part, else the neighbours of each span."""
    part = stretch.part
    if part is not None:
        whole = (part.start, part.end) if part.end - part.start <= LONGEST_CLAUSE else None
    readings = [whole] * len(spans) if whole is not None else windows(spans)
    return [Unit(*span, *around, part) for span, around in zip(spans, readings, strict=True)]


def is_table(part: Region | None) -> bool:
    """True for a part that is divided by its rows."""
    return part is not None and part.kind == "table"


def rows(text: str, stretch: Stretch) -> list[tuple[int, int]]:
    """The rows of a table; one that is too long is cut."""
    return list(lines(text, stretch.start, stretch.end, HARD_MAXIMUM - LONGEST_COLUMN_HEADS))


def column_heads(text: str, table: Region) -> str:
    """The first row of a table, up to `LONGEST_COLUMN_HEADS`."""
    line_end = text.find("\n", table.start, table.end)
    return text[table.start : table.end if line_end < 0 else line_end][:LONGEST_COLUMN_HEADS]


def is_same_part(one: Region | None, other: Region | None) -> bool:
    """True if units of two parts may share a piece: footnotes may, other different parts never."""
    both_notes = one is not None and other is not None and one.kind == other.kind == "footnote"
    return one is other or both_notes


def parts_of(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    """Consecutive units of one part, or of running text between two parts."""
    current: list[Unit] = []
    for unit in units:
        if current and not is_same_part(current[-1].part, unit.part):
            yield current
            current = []
        current.append(unit)
    if current:
        yield current
