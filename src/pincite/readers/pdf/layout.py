"""The words of a page as a person sees them: pieces of lines, and lines.

A *piece* is a run of letters drawn in succession on one line. A *line* is what stands side by side and is read from
left to right: usually one piece, or several where there are tabs, superscripts or cells. Positions are points in the
*frame* of the words, in which words are upright even where they are sideways on the page.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pincite.documents.glyphs import Rectangles
from pincite.readers.pdf.characters import Characters, Flags, Indices

WIDE_GAP = 1.5
"""Letter heights between two letters from which they belong to two pieces."""

BACKWARD = 0.8
"""Letter heights by which a letter must be to the left of the previous one to begin a new piece; kerning and accents go
back by less than half a letter."""

ONE_LINE = 0.5
"""Share of the smaller height that pieces of one line share. Superscripts share all of theirs; tightly set lines
overlap by up to a fifth."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a page in drawing order; arrays of shape (n_pieces,).

    `first` and `last` are the indices of the first and last character. `bottom` and `top` are means over the letters.
    """

    first: Indices
    last: Indices
    left: Numbers
    bottom: Numbers
    right: Numbers
    top: Numbers
    letters: Indices

    def __len__(self) -> int:
        """The number of pieces."""
        return len(self.first)

    @property
    def size(self) -> Numbers:
        """Heights in points."""
        return self.top - self.bottom


@dataclass(slots=True)
class PageLine:
    """Pieces that are read from left to right, with the place of the whole line.

    `rank` is its place in drawing order. For a table, `rows` holds its rows of cells of pieces; such a line stands for
    the whole table.
    """

    pieces: list[int]
    left: float
    bottom: float
    right: float
    top: float
    size: float
    rank: float
    rows: list[list[list[int]]] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """The height of its middle on the page."""
        return (self.bottom + self.top) / 2


def pieces_of(characters: Characters, kept: Flags, walls: Rectangles, cuts: Indices) -> Pieces:
    """The pieces made of the kept characters.

    Places of characters are those in the frame. No piece crosses a wall (a vertical line, shape (n_walls, 4)). A new
    piece begins at each of the characters `cuts`.
    """
    ink = np.flatnonzero(kept)
    left, bottom, right, top = characters.places[ink].T
    height = np.maximum(top - bottom, 0.01)
    lines = np.cumsum(characters.is_line_end)[ink]
    smaller = np.minimum(height[1:], height[:-1])
    shared = np.minimum(top[1:], top[:-1]) - np.maximum(bottom[1:], bottom[:-1])
    gap = left[1:] - right[:-1]
    apart = (lines[1:] != lines[:-1]) | (shared < 0.3 * smaller)
    apart |= (gap > WIDE_GAP * np.maximum(height[1:], height[:-1])) | (gap < -BACKWARD * smaller)
    apart |= np.isin(ink[1:], cuts) if len(cuts) else False
    for x, low, _, high in walls.tolist():
        apart |= (right[:-1] <= x + 2) & (left[1:] >= x - 2) & (bottom[1:] < high) & (top[1:] > low)
    starts = np.concatenate(([0], np.flatnonzero(apart) + 1)) if len(ink) else np.empty(0, np.int64)
    ends = np.append(starts[1:], len(ink))
    counts = ends - starts
    if not len(ink):
        nothing = np.empty(0)
        return Pieces(starts, starts, nothing, nothing, nothing, nothing, starts)
    return Pieces(
        first=ink[starts],
        last=ink[ends - 1],
        left=np.minimum.reduceat(left, starts),
        bottom=np.add.reduceat(bottom, starts) / counts,
        right=np.maximum.reduceat(right, starts),
        top=np.add.reduceat(top, starts) / counts,
        letters=counts,
    )


def line_of(pieces: Pieces, members: list[int]) -> PageLine:
    """The line made of some pieces. Its height is that of its longest piece, so that a superscript does not count."""
    members = sorted(members, key=lambda piece: pieces.left[piece])
    longest = max(members, key=lambda piece: pieces.letters[piece])
    bottom, top = float(pieces.bottom[longest]), float(pieces.top[longest])
    return PageLine(
        pieces=members,
        left=float(pieces.left[members[0]]),
        bottom=bottom,
        right=float(max(pieces.right[piece] for piece in members)),
        top=top,
        size=top - bottom,
        rank=float(min(members)),
    )


def lines_of(pieces: Pieces, free: Flags) -> list[PageLine]:
    """The lines of the free pieces: those drawn in succession at one height."""
    numbers = np.flatnonzero(free)
    if not len(numbers):
        return []
    bottom, top = pieces.bottom[numbers], pieces.top[numbers]
    smaller = np.minimum(top[1:] - bottom[1:], top[:-1] - bottom[:-1])
    shared = np.minimum(top[1:], top[:-1]) - np.maximum(bottom[1:], bottom[:-1])
    starts = [0, *(np.flatnonzero(shared < ONE_LINE * smaller) + 1).tolist(), len(numbers)]
    drawn = numbers.tolist()
    return [line_of(pieces, drawn[start:end]) for start, end in pairwise(starts)]
