"""Headings that a document marks only by their look: bold, underlined, centred, in capitals, in larger letters.

A reader reports the look of each short line or paragraph, and that of the body text. A line that looks like the body is
no heading. One that differs may be a heading; the outline decides by its words.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.documents.document import Heading

LONGEST = 120
"""Most characters of a heading; longer paragraphs in bold are warnings and legends."""

LARGER = 1.15
"""Ratio to the body's size from which letters are visibly larger: 14 points to 12."""

MOST_LEVELS = 6


@dataclass(frozen=True, slots=True)
class Look:
    """The look that all words of a line share. `size` is in units that are constant within a document, 0 if unknown."""

    is_bold: bool = False
    is_italic: bool = False
    is_underlined: bool = False
    is_centred: bool = False
    is_capitals: bool = False
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class SetOffLine:
    """A line or paragraph of its own, or several lines that look alike, and their look."""

    start: int
    end: int
    look: Look


def headings_by_look(shown: Sequence[SetOffLine], body: Look) -> tuple[Heading, ...]:
    """The lines that stand out from the body, in order. Equal looks have one level; stronger looks are higher."""
    found = [(one, weight) for one in shown if any(weight := _weight(one.look, body))]
    levels = {weight: level for level, weight in enumerate(sorted({weight for _, weight in found}, reverse=True), 1)}
    return tuple(Heading(one.start, one.end, min(levels[weight], MOST_LEVELS)) for one, weight in found)


def outside(shown: Sequence[SetOffLine], ranges: Sequence[tuple[int, int]]) -> list[SetOffLine]:
    """The lines that begin outside all of some ranges, which are in order and do not touch."""
    starts = [start for start, _ in ranges]
    found: list[SetOffLine] = []
    for one in shown:
        before = bisect_right(starts, one.start) - 1
        if before < 0 or ranges[before][1] <= one.start:
            found.append(one)
    return found


Weight = tuple[int, int, int, int, int]


def _weight(look: Look, body: Look) -> Weight:
    """How much a look stands out, by size, place, capitals, bold, then the rest; all 0 for the body's look."""
    is_bold = look.is_bold and not body.is_bold
    is_underlined = look.is_underlined and not body.is_underlined
    is_italic = look.is_italic and not body.is_italic
    is_centred = look.is_centred and not body.is_centred
    is_larger = body.size > 0 and look.size >= LARGER * body.size
    if not (is_bold or is_underlined or is_larger or (is_centred and (is_italic or look.is_capitals))):
        return 0, 0, 0, 0, 0
    steps = round(8 * (look.size / body.size - 1)) if is_larger else 0
    return max(steps, 1) if is_larger else 0, is_centred, look.is_capitals, is_bold, 2 * is_underlined + is_italic
