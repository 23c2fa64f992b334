"""The order in which the lines of a page are read.

Drawing order is nearly always reading order, and knows what no rule about positions does (which column belongs to
which). It is kept wherever the page does not contradict it: a line above another, over the same stretch of the page, is
read first; headers come before everything, footers after everything. What was drawn out of turn (filing stamps, page
numbers, typed values, tables drawn from below) moves to its position; everything else stays.

Source: T. Breuel, High performance document layout analysis, SDIUT 2003 (order from pairs of lines), with drawing order
in place of its second rule.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from pincite.readers.pdf.characters import Flags
from pincite.readers.pdf.layout import Numbers, PageLine

OVERLAP = 0.25
"""Share of the narrower of two lines that must overlap the other horizontally for one to be read first. Lines that
stick out of their column do so by a few letters."""

MOST_LINES = 2_000
"""Lines of a page that are compared with each other: four million pairs in 200 MB; a page of small print has 300. Pages
with more keep their drawing order."""

MARGIN = 0.085
"""Share of the page's height that is margin, at the top and at the bottom: less than an inch on a letter page."""

MOST_AT_EDGE = 3
"""Rows of a header or footer that stands apart from the text."""

APART = 0.9
"""Letter heights, beyond the usual space between lines, from which a header or footer stands apart."""

APART_IN_MARGIN = 0.3
"""The same for a row in the margin."""


def in_reading_order(lines: Sequence[PageLine], heads: set[int], feet: set[int]) -> list[PageLine]:
    """The lines in reading order; `heads` and `feet` are the indices from `edges`."""
    if not 1 < len(lines) <= MOST_LINES:
        return list(lines)
    drawn = sorted(range(len(lines)), key=lambda index: lines[index].rank)
    before = _before(
        [lines[index] for index in drawn],
        np.array([index in heads for index in drawn]),
        np.array([index in feet for index in drawn]),
    )
    ordered = [lines[index] for index in drawn]
    return [ordered[index] for index in _sorted(before)] if np.tril(before).any() else ordered


def edges(lines: Sequence[PageLine], height: float) -> tuple[set[int], set[int]]:
    """Indices of the lines at the top and at the bottom of a page that stand apart from its text.

    `height` is that of the page, in points. At least one line belongs to neither.
    """
    if len(lines) < 2:
        return set(), set()
    falling = sorted(range(len(lines)), key=lambda index: -lines[index].middle)
    spaces = [lines[upper].bottom - lines[lower].top for upper, lower in pairwise(falling)]
    between = sorted(space for space, index in zip(spaces, falling, strict=False) if space > -0.5 * lines[index].size)
    usual = max(0.0, between[len(between) // 2]) if between else 0.0
    heads = _edge([lines[index] for index in falling], spaces, usual, (1 - MARGIN) * height, height)
    feet = _edge([lines[index] for index in reversed(falling)], spaces[::-1], usual, 0.0, MARGIN * height)
    return set(falling[:heads]), set(falling[max(heads + 1, len(falling) - feet) :])


def _edge(lines: Sequence[PageLine], spaces: Sequence[float], usual: float, low: float, high: float) -> int:
    """How many lines from the edge inward precede the last clear space in the first rows; margins need less space."""
    count = rows = 0
    for index, space in enumerate(spaces):
        here, following = lines[index], lines[index + 1]
        if space < -0.5 * min(here.size, following.size):
            continue
        rows += 1
        if rows > MOST_AT_EDGE:
            break
        in_margin = low <= here.middle <= high
        if space > usual + (APART_IN_MARGIN if in_margin else APART) * max(here.size, following.size):
            count = index + 1
    return count


def _before(lines: Sequence[PageLine], heads: Flags, feet: Flags) -> Flags:
    """Shape (n_lines, n_lines): whether the line of the row must be read before that of the column."""
    left, bottom, right, top = _sides(lines)
    size = top - bottom
    width = np.maximum(right - left, 0.01)
    over = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    shared = np.minimum.outer(top, top) - np.maximum.outer(bottom, bottom)
    middle = (bottom + top) / 2
    is_above = (np.subtract.outer(middle, middle) > 0) & (shared < 0.5 * np.minimum.outer(size, size))
    before: Flags = is_above & (over > OVERLAP * np.minimum.outer(width, width))
    if heads.any():
        before |= is_above & heads[:, None]
    if feet.any():
        before |= is_above & feet[None, :]
    return before


def _sides(lines: Sequence[PageLine]) -> Numbers:
    """Left, bottom, right and top of lines, each of shape (n_lines,)."""
    return np.array([(line.left, line.bottom, line.right, line.top) for line in lines]).T


def _sorted(before: Flags) -> list[int]:
    """Indices in ascending order, except that each comes after all that must precede it."""
    ordered: list[int] = []
    state = [0] * len(before)
    for first in range(len(before)):
        waiting = [first]
        while waiting:
            index = waiting[-1]
            if state[index] == 0:
                state[index] = 1
                needed = np.flatnonzero(before[:, index]).tolist()
                waiting += [other for other in reversed(needed) if state[other] == 0]
            else:
                waiting.pop()
                if state[index] == 1:
                    state[index] = 2
                    ordered.append(index)
    return ordered
