"""Assembles lines in reading order into one text, in which every character keeps its place on the page.

Words are the page's own characters. Spaces between pieces, line ends and borders of cells are added here and have no
place. A line of the page is a line of the text. An empty line marks a clear space between paragraphs. A row of a table
is one line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from pincite.documents.glyphs import Kind, Kinds, Rectangles
from pincite.readers.pdf.characters import Characters, Flags, Indices
from pincite.readers.pdf.layout import PageLine, Pieces

TIGHT = 0.12
"""Letter heights between two pieces that make one word: a raised mark after its word, a large initial. Words that
overlap more were written into a blank."""

DROP_CAP = 1.6
"""Least ratio of the height of a large initial to that of the words after it."""

SPACED = 1.7
"""Ratio to the usual space between letters of a spaced-out word ("A G R E E M E N T") from which a space ends the
word."""

LONGEST_SPACED = 80
"""Most letters of a spaced-out line."""

PARAGRAPH = 0.45
"""Letter heights, beyond the usual space between lines, of a clear space between paragraphs."""

MOST_USUAL_SPACE = 1.3
"""Most letter heights that count as usual space: double-spaced text has 1.2, title pages more."""

BlockKind = Literal["text", "edge", "table", "footnote", "numbers", "aside"]

SPACE, LINE_END, BORDER = 0, 1, 2
"""Added characters, numbered after those of the page."""

OURS = " \n|"

_TOKENS = re.compile(r"(?:\w[.,:;]?\s+){3,}\w[.,:;]?")


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Lines that are read together: the text, a header or footer, a table, a note, line numbers, words at the side."""

    kind: BlockKind
    lines: tuple[PageLine, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line in the page's text: its characters, and its place in the frame, in points."""

    kind: BlockKind
    start: int
    end: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Built:
    """A page's text with the place of each character.

    `sources` are the indices of the page's own characters in the text; -1 for added ones. `lines` are in the order of
    the text. `parts` are the ranges of tables, footnotes and line numbers, each with its kind and note.
    """

    text: str
    rectangles: Rectangles
    kinds: Kinds
    sources: Indices
    lines: tuple[PlacedLine, ...]
    parts: tuple[tuple[BlockKind, int, int, str], ...]


class Assembly:
    """Builds a page's text from blocks."""

    def __init__(self, characters: Characters, kept: Flags) -> None:
        """Begin an empty text. Characters that are not kept are left out everywhere."""
        self._characters = characters
        self._kept = kept.copy()
        self._own = len(characters.signs)
        self._runs: list[tuple[int, int]] = []
        self._lines: list[tuple[BlockKind, int, int, PageLine]] = []
        self._parts: list[tuple[BlockKind, int, int, str]] = []
        self._before: tuple[BlockKind, PageLine] | None = None

    def leave_out(self, first: int, last: int) -> None:
        """Leave out the characters from the first to the last."""
        self._kept[first : last + 1] = False

    def add(self, block: LineBlock, pieces: Pieces, frame: Characters, usual: float) -> None:
        """Add a block. `frame` has the places of its pieces, `usual` is the white space between two lines."""
        first = -1
        for line in block.lines:
            self._end_line(block.kind, line, pieces, usual)
            start = len(self._runs)
            first = start if first < 0 else first
            if line.rows:
                self._rows(line, pieces, frame)
            else:
                self._line(line, pieces, frame)
            self._lines.append((block.kind, start, len(self._runs), line))
        if block.kind in ("table", "footnote", "numbers") and first >= 0:
            self._parts.append((block.kind, first, len(self._runs), block.note))

    def built(self, size: tuple[float, float]) -> Built:
        """The text so far. Places are clipped to the page, whose width and height are given in points."""
        runs = np.array(self._runs, np.int64).reshape(-1, 2)
        starts, lengths = runs[:, 0], runs[:, 1]
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        sources = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)
        keeps = np.concatenate((self._kept, np.ones(len(OURS), np.bool_)))[sources]
        at = np.concatenate(([0], np.cumsum(keeps)))[offsets].tolist()
        sources = sources[keeps]
        signs = np.concatenate((self._characters.signs, np.array(list(OURS))))[sources]
        ink = np.concatenate((self._characters.is_ink, np.zeros(len(OURS), np.bool_)))[sources]
        places = np.concatenate((self._characters.places, np.zeros((len(OURS), 4))))[sources]
        places = np.clip(places, 0, (*size, *size))
        empty = (places[:, 2] <= places[:, 0]) | (places[:, 3] <= places[:, 1])
        kinds = np.where(~ink | empty, Kind.BLANK, Kind.INK).astype(np.uint8)
        kinds[signs == "\n"] = Kind.LINE_END
        return Built(
            text="".join(signs.tolist()),
            rectangles=places,
            kinds=kinds,
            sources=np.where(sources < self._own, sources, -1),
            lines=tuple(
                PlacedLine(kind, at[start], at[end], line.left, line.bottom, line.right, line.top)
                for kind, start, end, line in self._lines
            ),
            parts=tuple((kind, at[start], at[end], note) for kind, start, end, note in self._parts),
        )

    def _ours(self, sign: int) -> None:
        self._runs.append((self._own + sign, 1))

    def _own_run(self, first: int, last: int) -> None:
        self._runs.append((first, last - first + 1))

    def _end_line(self, kind: BlockKind, line: PageLine, pieces: Pieces, usual: float) -> None:
        """End the previous line, with an empty line where the page has a clear space between paragraphs."""
        if self._before is not None:
            self._ours(LINE_END)
            above_kind, above = self._before
            if kind == above_kind == "text" and self._is_apart(above, line, pieces, usual):
                self._ours(LINE_END)
        self._before = kind, line

    def _is_apart(self, above: PageLine, line: PageLine, pieces: Pieces, usual: float) -> bool:
        """True for a clear space between two lines, unless the words go on: before a small letter, after a comma."""
        space = above.bottom - line.top
        if space <= usual + PARAGRAPH * min(above.size, line.size):
            return False
        if above.right <= line.left or line.right <= above.left:
            return False
        opening = str(self._characters.signs[pieces.first[line.pieces[0]]])
        closing = str(self._characters.signs[pieces.last[above.pieces[-1]]])
        return not opening.islower() and closing not in ",-–—("

    def _line(self, line: PageLine, pieces: Pieces, frame: Characters) -> None:
        """Add a line from left to right."""
        if self._is_spaced(line, pieces, frame):
            self._spaced(line, pieces, frame)
            return
        before = -1
        for piece in line.pieces:
            first, last = int(pieces.first[piece]), int(pieces.last[piece])
            if before >= 0:
                self._between(before, piece, pieces, frame)
            self._own_run(first, last)
            before = piece

    def _between(self, one: int, other: int, pieces: Pieces, frame: Characters) -> None:
        """Add the white space between two pieces of a line: the page's own, where there is some."""
        last, first = int(pieces.last[one]), int(pieces.first[other])
        if last < first <= last + 40:
            between = [
                index
                for index in range(last + 1, first)
                if not frame.is_ink[index] and not frame.is_line_end[index] and self._kept[index]
            ]
            if len(between) and between[-1] - between[0] == len(between) - 1 and first - last - 1 <= len(between) + 2:
                self._own_run(between[0], between[-1])
                return
        gap = float(frame.places[first, 0] - frame.places[last, 2])
        size = float(min(pieces.size[one], pieces.size[other]))
        is_drop_cap = pieces.letters[one] == 1 and pieces.size[one] > DROP_CAP * pieces.size[other] and gap < size
        if not -TIGHT * size <= gap <= TIGHT * size and not is_drop_cap:
            self._ours(SPACE)

    def _rows(self, table: PageLine, pieces: Pieces, frame: Characters) -> None:
        """Add a table: a row is a line, its cells are separated by borders, the lines within a cell by spaces."""
        for number, row in enumerate(table.rows):
            if number:
                self._ours(LINE_END)
            is_filled = False
            for column, cell in enumerate(row):
                if column and any(row[column:]):
                    for sign in (SPACE, BORDER, SPACE) if is_filled else (BORDER, SPACE):
                        self._ours(sign)
                before = -1
                for piece in cell:
                    if before >= 0:
                        self._within_cell(before, piece, pieces, frame)
                    self._own_run(int(pieces.first[piece]), int(pieces.last[piece]))
                    before = piece
                is_filled = bool(cell)

    def _within_cell(self, one: int, other: int, pieces: Pieces, frame: Characters) -> None:
        """Add the white space between two pieces of a cell; none after a hyphen at the end of a line."""
        is_below = pieces.top[other] - pieces.bottom[one] < 0.5 * pieces.size[one]
        if not is_below:
            self._between(one, other, pieces, frame)
        elif not (frame.signs[pieces.last[one]] == "-" and str(frame.signs[pieces.first[other]]).islower()):
            self._ours(SPACE)

    def _is_spaced(self, line: PageLine, pieces: Pieces, frame: Characters) -> bool:
        """True for a line of separate single letters, as in some titles."""
        first = int(pieces.first[line.pieces[0]])
        if len(line.pieces) == 1 and (first + 2 >= self._own or not str(frame.signs[first + 1]).isspace()):
            return False
        if sum(int(pieces.letters[piece]) for piece in line.pieces) > LONGEST_SPACED:
            return False
        words = " ".join(frame.text(int(pieces.first[piece]), int(pieces.last[piece])) for piece in line.pieces)
        letters = [sign for sign in words if sign.isalpha()]
        return _TOKENS.fullmatch(words) is not None and 2 * len(letters) > len(words.split()) and len(set(letters)) > 1

    def _spaced(self, line: PageLine, pieces: Pieces, frame: Characters) -> None:
        """Add the words of a spaced-out line, each without its inner spaces."""
        inks = [
            index
            for piece in line.pieces
            for index in range(int(pieces.first[piece]), int(pieces.last[piece]) + 1)
            if frame.is_ink[index] and self._kept[index]
        ]
        gaps = [float(frame.places[other, 0] - frame.places[one, 2]) for one, other in pairwise(inks)]
        usual = sorted(gaps)[len(gaps) // 2]
        for gap, index in zip([0.0, *gaps], inks, strict=True):
            if gap > SPACED * max(usual, 0.1):
                self._ours(SPACE)
            self._own_run(index, index)


def usual_space(lines: Sequence[PageLine]) -> float:
    """The median white space between a line and the next one below it, in points."""
    spaces = sorted(
        above.bottom - below.top
        for above, below in pairwise(lines)
        if above.bottom - below.top > -0.5 * below.size and above.right > below.left and below.right > above.left
    )
    if not spaces:
        return 0.0
    size = sorted(line.size for line in lines)[len(lines) // 2]
    return min(spaces[len(spaces) // 2], MOST_USUAL_SPACE * size)
