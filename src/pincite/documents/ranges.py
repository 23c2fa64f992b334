"""Ranges of a text as pairs of start and end: merging them, and finding a position in them."""

import sys
from bisect import bisect_right
from collections.abc import Sequence


def merged(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ranges in order; those that touch are merged, empty ones dropped.

    >>> merged([(4, 6), (0, 2), (2, 3), (5, 5)])
    ((0, 3), (4, 6))
    """
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def is_within(position: int, ranges: Sequence[tuple[int, int]]) -> bool:
    """True when a position lies in one of the ranges, which are in order."""
    at = bisect_right(ranges, (position, sys.maxsize)) - 1
    return at >= 0 and position < ranges[at][1]


def overlaps(ranges: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """True when one of the ranges, which are in order and apart, has a position of `[start, end)`.

    >>> overlaps(((2, 4), (8, 9)), 0, 2), overlaps(((2, 4), (8, 9)), 3, 5), overlaps(((2, 4), (8, 9)), 5, 20)
    (False, True, True)
    """
    at = bisect_right(ranges, (start, sys.maxsize)) - 1
    if at >= 0 and start < ranges[at][1]:
        return True
    return at + 1 < len(ranges) and ranges[at + 1][0] < end
