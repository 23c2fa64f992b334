"""Where the words of a paragraph come to stand, as far as that decides whether they are seen.

An indent may begin a paragraph before the page's left edge or behind its right one. Only then is it worked out, with
letters half as wide as tall, which words of it are on the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from pincite.documents.readers.docx.markup import W, child, integer, value
from pincite.documents.visibility import USUAL_WIDTH

SHADE, INDENT, SPACING, ALIGNED = (W + name for name in ("shd", "ind", "spacing", "jc"))

PER_POINT = 20
"""Twentieths of a point, in which Word counts."""

MARGIN, WIDTH = 1_440, 12_240
"""Of a page that states none: an inch, letter paper."""

JUST_IN = 3.0
"""Points of the page that words reach at the least to be seen at its edge."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document's widest page: its width, and the left edge and the right edge of its text; all in points."""

    width: float = WIDTH / PER_POINT
    left: float = MARGIN / PER_POINT
    right: float = (WIDTH - MARGIN) / PER_POINT


USUAL_SHEET = Sheet()


def sheet_in(sections: list[etree._Element]) -> Sheet:
    """The widest page of some sections."""
    found = []
    for section in sections:
        size, margins = child(section, "pgSz"), child(section, "pgMar")
        width = integer(value(size, "w"), WIDTH)
        left, right = integer(value(margins, "left"), MARGIN), integer(value(margins, "right"), MARGIN)
        found.append(Sheet(width / PER_POINT, left / PER_POINT, (width - right) / PER_POINT))
    return max(found, key=lambda sheet: sheet.width, default=USUAL_SHEET)


@dataclass(frozen=True, slots=True)
class Block:
    """What properties of a paragraph state, None for what they do not: indents in twentieths of a point.

    `first` is that of the first line against the others. `line` is the fixed height of lines in points, 0 where they
    grow with their letters.
    """

    shade: etree._Element | None = None
    left: int | None = None
    right: int | None = None
    first: int | None = None
    line: float | None = None
    aligned: str | None = None

    def over(self, other: "Block") -> "Block":
        """This one, with another's values where it states none."""
        if other is NO_BLOCK or self is other:
            return self
        if self is NO_BLOCK:
            return other
        return Block(
            other.shade if self.shade is None else self.shade,
            other.left if self.left is None else self.left,
            other.right if self.right is None else self.right,
            other.first if self.first is None else self.first,
            other.line if self.line is None else self.line,
            other.aligned if self.aligned is None else self.aligned,
        )


NO_BLOCK = Block()

DECIDING = frozenset((SHADE, INDENT, SPACING, ALIGNED))


def block_of(stated: Mapping[str, etree._Element]) -> Block:
    """What properties of a paragraph state, by their tag."""
    if DECIDING.isdisjoint(stated):
        return NO_BLOCK
    indent, spacing, aligned = stated.get(INDENT), stated.get(SPACING), stated.get(ALIGNED)
    hanging = _whole(indent, "hanging")
    return Block(
        shade=stated.get(SHADE),
        left=_whole(indent, "left", "start"),
        right=_whole(indent, "right", "end"),
        first=-hanging if hanging is not None else _whole(indent, "firstLine"),
        line=None if spacing is None else _fixed(spacing),
        aligned=value(aligned),
    )


def _whole(element: etree._Element | None, *names: str) -> int | None:
    for name in names:
        stated = value(element, name)
        if stated is not None:
            return length(stated)
    return None


def length(stated: str) -> int:
    """A length in twentieths of a point: a number of them, or one with a unit; 0 for anything else.

    >>> length("720"), length("-1in"), length("36pt"), length("wide")
    (720, -1440, 720, 0)
    """
    plain = integer(stated, MISSING)
    if plain != MISSING:
        return plain
    for unit, points in (("pt", 1.0), ("in", 72.0), ("cm", 72 / 2.54), ("mm", 72 / 25.4), ("pc", 12.0), ("pi", 12.0)):
        if stated.endswith(unit):
            try:
                return round(float(stated.removesuffix(unit)[:12]) * points * PER_POINT)
            except (ValueError, OverflowError):
                return 0
    return 0


MISSING = -(1 << 31)


def _fixed(spacing: etree._Element) -> float | None:
    """The fixed height of lines in points, 0 where they grow, None where nothing is said of lines."""
    stated, rule = value(spacing, "line"), value(spacing, "lineRule")
    if stated is None:
        return None
    return abs(length(stated)) / PER_POINT if rule in ("exact", "exactly") else 0.0


@dataclass(slots=True)
class Place:
    """Where the next words of a paragraph stand: points from the page's left edge. Lines begin and break so far."""

    at: float
    begins: float
    breaks: float
    width: float

    def seen(self, words: str, size: float) -> list[tuple[str, bool]]:
        """The words in pieces, each with whether it stands on the page; `size` is that of their letters in points."""
        step = max(0.5, size * USUAL_WIDTH)
        pieces: list[tuple[str, bool]] = []
        at = 0
        while at < len(words):
            if self.at >= self.breaks and self.breaks > self.begins:
                self.at = self.begins
            is_on = -step < self.at < self.width - JUST_IN
            if self.at < 0:
                most = int(-self.at / step) + 1
            elif is_on:
                most = int((min(self.width - JUST_IN, max(self.breaks, self.at + step)) - self.at) / step) + 1
            else:
                most = int((self.breaks - self.at) / step) + 1 if self.breaks > self.at else len(words)
            piece = words[at : at + max(1, most)]
            pieces.append((piece, is_on))
            self.at += len(piece) * step
            at += len(piece)
        return pieces


def place_of(block: Block, sheet: Sheet, letters: int, size: float) -> Place | None:
    """Where a paragraph of so many letters begins; None for one that stands on the page as most do."""
    left = sheet.left + (block.left or 0) / PER_POINT
    right = sheet.right - (block.right or 0) / PER_POINT
    first = left + (block.first or 0) / PER_POINT
    if min(first, left) > -size and max(first, left) < sheet.width - JUST_IN and right <= sheet.width + size:
        return None
    needed = letters * size * USUAL_WIDTH
    if block.aligned in ("right", "end") and first + needed < right:
        first = right - needed
    elif block.aligned == "center" and first + needed < right:
        first = (first + right - needed) / 2
    return Place(first, left, right, sheet.width)
