"""Columns drawn row by row over a whole page: the left half of a row, then its right half.

Most files draw a column to its end, so their drawing order is right. Some (above all from text recognition) draw row by
row, and two lines of argument run into each other. A table read down its columns would be just as wrong. So a page is
split only where both sides read as prose: full lines of words on both sides of one narrow gutter.
"""

from collections.abc import Sequence

import numpy as np

from pincite.readers.pdf.characters import Characters
from pincite.readers.pdf.layout import PageLine, Pieces, line_of

FEWEST_ROWS = 6
"""Fewest rows that two columns have side by side; fewer are a caption or a signature block."""

WIDEST_GUTTER = 48.0
"""Points. Columns of prose are 10 to 36 points apart, those of a table or a form often more."""

NARROWEST_GUTTER = 6.0
"""Points."""

FULL = 0.75
"""Median share of its column's width that a line of prose fills; cells of a table are filled irregularly."""

WORDS_IN_LINE = 3.5
"""Mean words per line of prose on each side. Columns of small print have five, cells one to three."""


def parted(lines: list[PageLine], pieces: Pieces, characters: Characters) -> list[PageLine]:
    """The lines, with those across two columns of prose cut at the gutter and put in order column by column."""
    across = [(line, gap) for line in lines if (gap := _widest_gap(line, pieces)) is not None]
    if len(across) < FEWEST_ROWS:
        return lines
    gutter = _gutter([gap for _, gap in across])
    crossed = [line for line, (left, right) in across if left <= gutter + 2 and gutter - 2 <= right]
    if len(crossed) < FEWEST_ROWS:
        return lines
    zones = _zones(lines, crossed, gutter)
    return [
        line
        for zone, is_parted in zones
        for line in (_columns(zone, gutter, pieces, characters) if is_parted else zone)
    ]


def _widest_gap(line: PageLine, pieces: Pieces) -> tuple[float, float] | None:
    """The widest gap between two pieces of a line; None for a line of one piece or a table."""
    if len(line.pieces) < 2 or line.rows:
        return None
    gaps = [
        (float(pieces.right[one]), float(pieces.left[other]))
        for one, other in zip(line.pieces, line.pieces[1:], strict=False)
    ]
    widest = max(gaps, key=lambda gap: gap[1] - gap[0])
    return widest if widest[1] - widest[0] >= NARROWEST_GUTTER else None


def _gutter(gaps: Sequence[tuple[float, float]]) -> float:
    """The position that lies in the most gaps."""
    middles = np.array([(left + right) / 2 for left, right in gaps])
    left, right = np.array(gaps).T
    held = (left[None, :] <= middles[:, None]) & (middles[:, None] <= right[None, :])
    return float(middles[int(held.sum(axis=1).argmax())])


def _zones(lines: list[PageLine], crossed: list[PageLine], gutter: float) -> list[tuple[list[PageLine], bool]]:
    """Runs of lines in drawing order, either beside the gutter or across it."""
    marked = {id(line) for line in crossed}
    zones: list[tuple[list[PageLine], bool]] = []
    for line in lines:
        runs_over = bool(line.rows) or (id(line) not in marked and line.left < gutter < line.right)
        if not zones or zones[-1][1] == runs_over:
            zones.append(([], not runs_over))
        zones[-1][0].append(line)
    return zones


def _columns(lines: list[PageLine], gutter: float, pieces: Pieces, characters: Characters) -> list[PageLine]:
    """The lines of one run, the left column first if both are prose, otherwise unchanged."""
    sides: tuple[list[PageLine], list[PageLine]] = ([], [])
    rows = 0
    for line in lines:
        halves = [
            [piece for piece in line.pieces if (float(pieces.left[piece]) > gutter) == is_right]
            for is_right in (False, True)
        ]
        rows += bool(halves[0] and halves[1])
        for side, half in zip(sides, halves, strict=True):
            if half:
                side.append(line_of(pieces, half))
    if rows < FEWEST_ROWS or not all(_is_prose(side, pieces, characters) for side in sides):
        return lines
    between = min(line.left for line in sides[1]) - float(np.percentile([line.right for line in sides[0]], 90))
    if between > WIDEST_GUTTER:
        return lines
    first = min(line.rank for line in lines)
    for index, line in enumerate((*sides[0], *sides[1])):
        line.rank = first + index / (len(sides[0]) + len(sides[1]))
    return [*sides[0], *sides[1]]


def _is_prose(side: Sequence[PageLine], pieces: Pieces, characters: Characters) -> bool:
    """True for full lines of words."""
    left = min(line.left for line in side)
    widths = sorted(line.right - left for line in side)
    if widths[len(widths) // 2] < FULL * widths[-1]:
        return False
    words = sum(
        len(characters.text(int(pieces.first[piece]), int(pieces.last[piece])).split())
        for line in side
        for piece in line.pieces
    )
    return words >= WORDS_IN_LINE * len(side)
