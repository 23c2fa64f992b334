"""Headings that a document marks only by their look: bold, underlined, centred, in capitals, in larger letters.

A reader says how each short line or paragraph of its own looks, and how the body around them does. What looks as the
body does is no heading; what differs is one as far as looks go, and the outline decides by its words.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.documents.document import Heading

LONGEST = 120
"""Characters of a heading; longer paragraphs in bold are warnings and legends."""

LARGER = 1.15
"""Times the size of the body from which letters are seen to be larger: 14 points over 12."""

MOST_LEVELS = 6


@dataclass(frozen=True, slots=True)
class Look:
    """How all words of a line look; `size` is in units that are the same throughout a document, 0 where unknown."""

    is_bold: bool = False
    is_italic: bool = False
    is_underlined: bool = False
    is_centred: bool = False
    is_capitals: bool = False
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class SetOffLine:
    """A line or paragraph of its own, or several lines that look alike, and how it looks."""

    start: int
    end: int
    look: Look


def headings_by_look(shown: Sequence[SetOffLine], body: Look) -> tuple[Heading, ...]:
    """Those that stand out from the body, in order, alike ones at one level; what looks weightier is higher."""
    found = [(one, weight) for one in shown if any(weight := _weight(one.look, body))]
    levels = {weight: level for level, weight in enumerate(sorted({weight for _, weight in found}, reverse=True), 1)}
    return tuple(Heading(one.start, one.end, min(levels[weight], MOST_LEVELS)) for one, weight in found)


def outside(shown: Sequence[SetOffLine], ranges: Sequence[tuple[int, int]]) -> list[SetOffLine]:
    """Those that begin in none of some ranges, which are in order and apart from one another."""
    starts = [start for start, _ in ranges]
    found: list[SetOffLine] = []
    for one in shown:
        before = bisect_right(starts, one.start) - 1
        if before < 0 or ranges[before][1] <= one.start:
            found.append(one)
    return found


Weight = tuple[int, int, int, int, int]


def _weight(look: Look, body: Look) -> Weight:
    """How far a look stands out, weightiest first: size, place, capitals, bold, the rest; all 0 for the body's own."""
    is_bold = look.is_bold and not body.is_bold
    is_underlined = look.is_underlined and not body.is_underlined
    is_italic = look.is_italic and not body.is_italic
    is_centred = look.is_centred and not body.is_centred
    is_larger = body.size > 0 and look.size >= LARGER * body.size
    if not (is_bold or is_underlined or is_larger or (is_centred and (is_italic or look.is_capitals))):
        return 0, 0, 0, 0, 0
    steps = round(8 * (look.size / body.size - 1)) if is_larger else 0
    return max(steps, 1) if is_larger else 0, is_centred, look.is_capitals, is_bold, 2 * is_underlined + is_italic
