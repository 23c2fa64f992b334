"""Ranges of a text, in order and apart, and what stands in them."""

import sys
from bisect import bisect_right
from collections.abc import Sequence

from pincite.documents.outline.labels import Label


def is_within(position: int, ranges: Sequence[tuple[int, int]]) -> bool:
    """True when one of the ranges, which are in order, holds a position."""
    at = bisect_right(ranges, (position, sys.maxsize)) - 1
    return at >= 0 and position < ranges[at][1]


def outside_ranges(ranges: Sequence[tuple[int, int]], labels: Sequence[Label]) -> list[Label]:
    """The labels that stand outside every range."""
    kept: list[Label] = []
    index = 0
    for label in labels:
        while index < len(ranges) and ranges[index][1] <= label.start:
            index += 1
        if index == len(ranges) or label.start < ranges[index][0]:
            kept.append(label)
    return kept
