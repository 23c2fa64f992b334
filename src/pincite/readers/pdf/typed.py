"""Values typed into a form's fields and notes, moved to the words beside them.

They are drawn after the page's own words, wherever they stand. In drawing order all values would follow all labels.
"""

from dataclasses import replace

import numpy as np

from pincite.readers.pdf.layout import ONE_LINE, PageLine, Pieces, line_of

NOTHING_TYPED = 1 << 60
"""The index of the first typed character on a page without any."""

MOST_LINES = 1_000
"""Lines of a page that are compared with each other."""

BEFORE_WORDS = 2.0
"""Letter heights from a typed value to words at its right, as from a check box to its label."""


def with_typed(lines: list[PageLine], pieces: Pieces, first: int) -> list[PageLine]:
    """The lines with each typed one joined to the words at its left, or else read after the line above it.

    `first` is the index of the page's first typed character.
    """
    is_typed = [int(pieces.first[line.pieces[0]]) >= first for line in lines]
    own = [line for line, typed in zip(lines, is_typed, strict=True) if not typed]
    if not own or len(own) == len(lines) or len(lines) > MOST_LINES:
        return lines
    left, right, bottom, top, rank = np.array(
        [(line.left, line.right, line.bottom, line.top, line.rank) for line in own]
    ).T
    members = [line.pieces for line in own]
    alone: list[PageLine] = []
    for line in (line for line, typed in zip(lines, is_typed, strict=True) if typed):
        shared = np.minimum(top, line.top) - np.maximum(bottom, line.bottom)
        is_level = shared >= ONE_LINE * np.minimum(top - bottom, line.size)
        before = np.flatnonzero(is_level & (left <= line.left))
        after = np.flatnonzero(is_level & (left > line.left) & (left - line.right <= BEFORE_WORDS * line.size))
        above = np.flatnonzero(bottom + top > line.bottom + line.top)
        if len(before):
            beside = int(before[right[before].argmax()])
            members[beside] = [*members[beside], *line.pieces]
        elif len(after):
            beside = int(after[left[after].argmin()])
            members[beside] = [*members[beside], *line.pieces]
        elif len(above):
            nearest = int(above[(bottom + top)[above].argmin()])
            alone.append(replace(line, rank=float(rank[nearest]) + 0.5))
        else:
            alone.append(replace(line, rank=-1.0))
    joined = [
        line if len(line.pieces) == len(all_pieces) else line_of(pieces, all_pieces)
        for line, all_pieces in zip(own, members, strict=True)
    ]
    return sorted([*joined, *alone], key=lambda line: line.rank)
