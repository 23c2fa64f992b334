"""The position of each character on its page: packed to save space, unpacked as the rectangles of a span.

Positions are kept to a hundredth of a point (1/7200 inch, finer than any screen or printer shows). Each page is packed
on its own, so a span costs only its own pages.

Layout, little-endian: `GLYPH1`, the number of pages, then per page its number of characters and of packed bytes, then
the pages. A page is five planes: per character the gap to the character before, the width, the change of the lower and
of the upper edge (32-bit, bytes of equal weight together), and its kind (8-bit); all through zlib.
"""

import math
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from pincite.documents.document import Box, Page
from pincite.errors import DocumentError

Rectangles = NDArray[np.float64]
"""Shape (n_characters, 4): left, bottom, right, top in points from the lower left of the page as shown."""

Kinds = NDArray[np.uint8]
"""Shape (n_characters,): one `Kind` per character."""

MAGIC = b"GLYPH1"

PER_POINT = 100
"""Steps per point."""

FARTHEST = 2.0e6
"""Points. Well past any page (PDF allows 14,400); keeps the steps of a damaged file inside 32 bits."""

BYTES_PER_CHARACTER = 17

WIDE_GAP = 1.5
"""Line heights between two characters from which the space between them is looked at before one rectangle covers it.
Justified lines stay below 1; columns and cells stand farther apart."""

MOST_GAPS = 200
"""Wide gaps of one page that are looked at; a span has one per tab or cell. Past them each piece has its own
rectangle."""

SAME_LINE = 0.3
"""Share of the smaller height that two characters of one line have in common. Superscripts share about half; lines set
tight overlap by up to a fifth."""


class Kind(IntEnum):
    """What a character draws."""

    INK = 0
    BLANK = 1
    LINE_END = 2


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """Characters `[start, end)` of a document's text that stand side by side on a page, without white space.

    `turned` is how far the line is turned clockwise, in degrees: 0, or 90 or -90 for words that run down or up.
    """

    start: int
    end: int
    box: Box
    turned: int = 0


def pack_page(rectangles: Rectangles, kinds: Kinds) -> tuple[int, bytes]:
    """One page's characters, as `pack` takes them: how many, and their bytes."""
    inked = kinds == Kind.INK
    steps = np.rint(np.clip(np.nan_to_num(rectangles), -FARTHEST, FARTHEST) * PER_POINT).astype(np.int64)
    steps = _carried_forward(steps, inked)
    left, bottom, right, top = steps.T
    right_before = np.concatenate(([0], right[:-1]))
    planes = np.stack(
        (
            left - right_before,
            right - left,
            np.diff(bottom, prepend=0),
            np.diff(top, prepend=0),
        )
    ).astype("<i4")
    shuffled = planes.view(np.uint8).reshape(4, len(kinds), 4).transpose(0, 2, 1)
    return len(kinds), zlib.compress(shuffled.tobytes() + kinds.astype(np.uint8).tobytes(), 1)


def _carried_forward(steps: NDArray[np.int64], inked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rectangles with those of blanks replaced by the one before, as an empty strip at its right edge."""
    latest = np.maximum.accumulate(np.where(inked, np.arange(len(inked)), -1))
    carried = np.where((latest >= 0)[:, None], steps[latest], 0)
    carried[~inked, 0] = carried[~inked, 2]
    return carried


def pack(pages: Sequence[tuple[int, bytes]]) -> bytes:
    """All pages of a document as one value for `Document.glyphs`."""
    table = b"".join(struct.pack("<II", characters, len(packed)) for characters, packed in pages)
    return MAGIC + struct.pack("<I", len(pages)) + table + b"".join(packed for _, packed in pages)


def boxes(glyphs: bytes, pages: Sequence[Page], start: int, end: int) -> tuple[Box, ...]:
    """The rectangles that cover the characters `[start, end)`: one per line, in the order of the text.

    White space at the ends of a line is left out. A rectangle never covers the middle of a character that is not in
    the span: where other words stand between two pieces of a line, each piece has its own.

    Raises:
        DocumentError: the glyphs do not belong to these pages, or are damaged.
    """
    sections = _sections(glyphs, pages)
    found: list[Box] = []
    for page, (characters, packed) in zip(pages, sections, strict=True):
        first, last = max(start, page.start), min(end, page.end)
        if first >= last:
            continue
        rectangles, kinds = _unpack_page(characters, packed)
        found += _lines(page, rectangles, kinds, first - page.start, last - page.start)
    return tuple(found)


def placed_words(glyphs: bytes, pages: Sequence[Page], number: int) -> tuple[tuple[PlacedWord, ...], ...]:
    """The words of page `number` (from 1) with their rectangles, line by line, in the order of the text.

    Raises:
        DocumentError: the glyphs do not belong to these pages, or are damaged.
    """
    page = pages[number - 1]
    rectangles, kinds = _unpack_page(*_sections(glyphs, pages)[number - 1])
    inked = np.flatnonzero(kinds == Kind.INK)
    if not len(inked):
        return ()
    letters = rectangles[inked]
    line_ends = np.cumsum(kinds == Kind.LINE_END)[inked]
    is_new_line = (line_ends[1:] != line_ends[:-1]) | (_gaps(letters[:-1], letters[1:]) > WIDE_GAP)
    starts = np.concatenate(([0], np.flatnonzero(is_new_line | (np.diff(inked) > 1)) + 1))
    ends = np.concatenate((starts[1:], [len(inked)]))
    begins_line = np.concatenate(([True], is_new_line))[starts]
    middles = (letters[:, :2] + letters[:, 2:]) / 2
    across = middles[ends - 1] - middles[starts]
    lines: list[list[PlacedWord]] = []
    for first, last, piece, is_first, (x, y) in zip(
        inked[starts].tolist(),
        inked[ends - 1].tolist(),
        _pieces(letters, starts),
        begins_line.tolist(),
        across.tolist(),
        strict=True,
    ):
        turned = (-90 if y > 0 else 90) if abs(y) > abs(x) else 0
        word = PlacedWord(page.start + first, page.start + last + 1, Box(page.number, *piece), turned)
        if is_first:
            lines.append([word])
        else:
            lines[-1].append(word)
    return tuple(map(tuple, lines))


def check(glyphs: bytes, pages: Sequence[Page]) -> None:
    """Refuse glyphs that do not belong to these pages.

    Raises:
        DocumentError: the numbers of pages or of characters differ.
    """
    _sections(glyphs, pages)


def _sections(glyphs: bytes, pages: Sequence[Page]) -> list[tuple[int, bytes]]:
    """Per page its number of characters and its packed bytes."""
    head = len(MAGIC) + 4
    table_end = head + 8 * len(pages)
    fits = glyphs.startswith(MAGIC) and len(glyphs) >= table_end
    if not fits or struct.unpack_from("<I", glyphs, len(MAGIC))[0] != len(pages):
        raise DocumentError("the positions of the letters do not belong to this document: ingest the file again")
    sections = []
    at = table_end
    for page, (characters, size) in zip(pages, struct.iter_unpack("<II", glyphs[head:table_end]), strict=True):
        if characters != page.end - page.start or at + size > len(glyphs):
            raise DocumentError(
                f"the positions of the letters on page {page.number} are damaged: ingest the file again"
            )
        sections.append((characters, glyphs[at : at + size]))
        at += size
    return sections


def _unpack_page(characters: int, packed: bytes) -> tuple[Rectangles, Kinds]:
    expected = characters * BYTES_PER_CHARACTER
    try:
        content = zlib.decompressobj().decompress(packed, expected + 1)
    except zlib.error as error:
        raise DocumentError("the positions of the letters are damaged: ingest the file again") from error
    if len(content) != expected:
        raise DocumentError("the positions of the letters are damaged: ingest the file again")
    shuffled = np.frombuffer(content, np.uint8, characters * 16).reshape(4, 4, characters)
    planes = np.ascontiguousarray(shuffled.transpose(0, 2, 1)).view("<i4").reshape(4, characters).astype(np.int64)
    gap, width, bottom_change, top_change = planes
    right = np.cumsum(gap + width)
    rectangles = np.stack((right - width, np.cumsum(bottom_change), right, np.cumsum(top_change)), axis=1)
    return rectangles / PER_POINT, np.frombuffer(content, np.uint8, characters, characters * 16)


def _lines(page: Page, rectangles: Rectangles, kinds: Kinds, first: int, last: int) -> list[Box]:
    """Rectangles of one page's characters `[first, last)`, counted from the page's own first."""
    strangers = kinds == Kind.INK
    strangers[first:last] = False
    middles = (rectangles[strangers, :2] + rectangles[strangers, 2:]) / 2
    inked = np.flatnonzero(kinds[first:last] == Kind.INK)
    if not len(inked):
        return []
    letters = rectangles[first:last][inked]
    line_ends = np.cumsum(kinds[first:last] == Kind.LINE_END)[inked]
    gaps = np.where(line_ends[1:] == line_ends[:-1], _gaps(letters[:-1], letters[1:]), math.inf)
    starts = np.concatenate(([0], np.flatnonzero(gaps > WIDE_GAP) + 1))
    is_on_line = np.concatenate(([False], np.isfinite(gaps[starts[1:] - 1]))).tolist()
    lines: list[list[float]] = []
    wide = 0
    for letter, piece, goes_on in zip(letters[starts].tolist(), _pieces(letters, starts), is_on_line, strict=True):
        wide += goes_on
        if goes_on and wide <= MOST_GAPS and _is_free(_around(lines[-1], letter), middles):
            lines[-1] = _around(lines[-1], piece)
        else:
            lines.append(piece)
    return [Box(page.number, *line) for line in lines]


def _pieces(letters: Rectangles, starts: NDArray[np.int64]) -> list[list[float]]:
    """The rectangle around each run of letters that begins at one of `starts`."""
    low, high = np.minimum.reduceat(letters, starts), np.maximum.reduceat(letters, starts)
    found: list[list[float]] = np.concatenate((low[:, :2], high[:, 2:]), axis=1).tolist()
    return found


def _gaps(before: Rectangles, behind: Rectangles) -> NDArray[np.float64]:
    """The white between each character and the next one of its line, in line heights; infinite on another line."""
    upright, sideways = _shared(before, behind, 1), _shared(before, behind, 0)
    is_upright = upright >= sideways
    white = np.where(is_upright, _between(before, behind, 0), _between(before, behind, 1))
    height = np.where(is_upright, _larger(before, behind, 1), _larger(before, behind, 0))
    is_one_line = np.maximum(upright, sideways) >= SAME_LINE  # so it has a height
    gaps = np.full(len(white), math.inf)
    np.divide(white, height, out=gaps, where=is_one_line)
    return gaps


def _is_free(area: list[float], middles: Rectangles) -> bool:
    """True when no other character has its middle in a rectangle."""
    left, bottom, right, top = area
    x, y = middles.T
    return not bool(np.any((x > left) & (x < right) & (y > bottom) & (y < top)))


def _shared(before: Rectangles, behind: Rectangles, low: int) -> NDArray[np.float64]:
    """Overlap of pairs of rectangles in one direction, as a share of the smaller one; `low` is its lower column."""
    high = low + 2
    smaller = np.minimum(before[:, high] - before[:, low], behind[:, high] - behind[:, low])
    overlap = np.minimum(before[:, high], behind[:, high]) - np.maximum(before[:, low], behind[:, low])
    shares = np.zeros(len(smaller))
    np.divide(overlap, smaller, out=shares, where=smaller > 0)
    return shares


def _between(before: Rectangles, behind: Rectangles, low: int) -> NDArray[np.float64]:
    """The distance between pairs of rectangles in one direction, negative where they overlap."""
    high = low + 2
    return np.maximum(behind[:, low] - before[:, high], before[:, low] - behind[:, high])


def _larger(before: Rectangles, behind: Rectangles, low: int) -> NDArray[np.float64]:
    """The size of the larger one of each pair in one direction."""
    high = low + 2
    return np.maximum(before[:, high] - before[:, low], behind[:, high] - behind[:, low])


def _around(one: list[float], other: list[float]) -> list[float]:
    """The smallest rectangle that holds both."""
    return [min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])]
