"""The places of a paragraph's words, as far as they decide whether the words are seen.

An indent may begin a paragraph before the page's left edge or beyond its right edge. Only then is it computed which
words are on the page, assuming that letters are half as wide as tall.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from pincite.readers.docx.markup import W, child, integer, value
from pincite.readers.visibility import LEAST_LINE, USUAL_WIDTH

SHADE, INDENT, SPACING, ALIGNED, TABS = (W + name for name in ("shd", "ind", "spacing", "jc", "tabs"))

PER_POINT = 20
"""Word measures in twentieths of a point."""

MARGIN, WIDTH, HEIGHT = 1_440, 12_240, 15_840
"""Defaults of a page that states none: a margin of an inch, letter paper."""

TALLEST = 1_584.0
"""Points of the tallest page that Word makes."""

JUST_IN = 3.0
"""Least points that words must reach into the page to be seen at its edge."""


@dataclass(frozen=True, slots=True)
class PageSetup:
    """A document's widest page: its width, and the left and right edges of its text, in points.

    `tab` is the distance of tab stops where a paragraph states none. `height` is that of the tallest page.
    """

    width: float = WIDTH / PER_POINT
    left: float = MARGIN / PER_POINT
    right: float = (WIDTH - MARGIN) / PER_POINT
    tab: float = 36.0
    height: float = HEIGHT / PER_POINT


USUAL_SHEET = PageSetup()


def sheet_in(sections: list[etree._Element], settings: etree._Element | None) -> PageSetup:
    """The widest page of some sections, with the document's settings."""
    stated = value(child(settings, "defaultTabStop"))
    tab = USUAL_SHEET.tab if stated is None else length(stated) / PER_POINT
    tallest = max((integer(value(child(one, "pgSz"), "h"), HEIGHT) for one in sections), default=HEIGHT) / PER_POINT
    found = []
    for section in sections:
        size, margins = child(section, "pgSz"), child(section, "pgMar")
        width = integer(value(size, "w"), WIDTH)
        left, right = integer(value(margins, "left"), MARGIN), integer(value(margins, "right"), MARGIN)
        found.append(PageSetup(width / PER_POINT, left / PER_POINT, (width - right) / PER_POINT, tab, tallest))
    return max(found, key=lambda sheet: sheet.width, default=PageSetup(tab=tab))


@dataclass(frozen=True, slots=True)
class ParagraphProperties:
    """What paragraph properties state; None for what they do not. Indents are in twentieths of a point.

    `first` is the indent of the first line relative to the others. `line` is the fixed height of lines in points; 0
    where lines grow with their letters. `tabs` are tab stops in twentieths of a point, each with whether it is set or
    cleared.
    """

    shade: etree._Element | None = None
    left: int | None = None
    right: int | None = None
    first: int | None = None
    line: float | None = None
    aligned: str | None = None
    tabs: tuple[tuple[int, bool], ...] = ()

    def over(self, other: "ParagraphProperties") -> "ParagraphProperties":
        """A copy with the other's values where this one states none."""
        if other is NO_BLOCK or self is other:
            return self
        if self is NO_BLOCK:
            return other
        return ParagraphProperties(
            other.shade if self.shade is None else self.shade,
            other.left if self.left is None else self.left,
            other.right if self.right is None else self.right,
            other.first if self.first is None else self.first,
            other.line if self.line is None else self.line,
            other.aligned if self.aligned is None else self.aligned,
            other.tabs + self.tabs,
        )


NO_BLOCK = ParagraphProperties()

DECIDING = frozenset((SHADE, INDENT, SPACING, ALIGNED, TABS))


def block_of(stated: Mapping[str, etree._Element]) -> ParagraphProperties:
    """What paragraph properties, given by their tags, state."""
    if DECIDING.isdisjoint(stated):
        return NO_BLOCK
    indent, spacing, aligned = stated.get(INDENT), stated.get(SPACING), stated.get(ALIGNED)
    hanging = _whole(indent, "hanging")
    return ParagraphProperties(
        shade=stated.get(SHADE),
        left=_signs(indent, "leftChars", "startChars", _whole(indent, "left", "start")),
        right=_whole(indent, "right", "end"),
        first=_signs(
            indent, "firstLineChars", "firstLineChars", -hanging if hanging is not None else _whole(indent, "firstLine")
        ),
        line=None if spacing is None else _fixed(spacing),
        aligned=value(aligned),
        tabs=() if TABS not in stated else tuple(_stop(tab) for tab in stated[TABS].iterchildren(W + "tab")),
    )


def _stop(tab: etree._Element) -> tuple[int, bool]:
    return length(value(tab, "pos") or "0"), value(tab) not in ("clear", "bar")


MOST_SIGNS = 2_000
"""Hundredths of a character up to which the plain indent is used beside one stated in characters."""

OF_A_SIGN = 2.1
"""Twentieths of a point per hundredth of a character, at the usual size."""


def _signs(indent: etree._Element | None, name: str, other: str, plain: int | None) -> int | None:
    """An indent stated in characters, if it is long; otherwise the plain indent beside it."""
    stated = integer(value(indent, name) or value(indent, other), 0)
    return plain if abs(stated) <= MOST_SIGNS else round(stated * OF_A_SIGN)


def _whole(element: etree._Element | None, *names: str) -> int | None:
    for name in names:
        stated = value(element, name)
        if stated is not None:
            return length(stated)
    return None


def length(stated: str) -> int:
    """A length in twentieths of a point: a bare number, or one with a unit; 0 for anything else.

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
    """The fixed height of lines in points; 0 where lines grow; None where no height is stated.

    Lines too low to show letters, by a share of their usual height, count as fixed at that share of a point.
    """
    stated, rule = value(spacing, "line"), value(spacing, "lineRule")
    if stated is None:
        return None
    if rule in ("exact", "exactly"):
        return abs(length(stated)) / PER_POINT
    share = length(stated) / WHOLE_LINE
    return share if rule != "atLeast" and 0 < share < LEAST_LINE else 0.0


WHOLE_LINE = 240
"""The value that stands for a line of the letters' own height."""


@dataclass(slots=True)
class Tabs:
    """The position of the next words in a paragraph with tab stops beyond the page, in points from the text's edge.

    Words after a tab that may lead there are in doubt. Letters count as wider than most, so that a stop already passed
    is not mistaken for one still ahead.
    """

    stops: tuple[float, ...]
    sheet: PageSetup
    at: float
    is_off: bool = False

    def seen(self, words: str, size: float) -> list[tuple[str, bool]]:
        """The words in pieces, each with whether it is on the page; `size` is that of the letters in points."""
        pieces: list[tuple[str, bool]] = []
        for part in re.split("(\t)", words):
            if part == "\t":
                step = self.sheet.tab
                usual = self.at if step <= 0 else (self.at // step + 1) * step
                self.at = next((stop for stop in self.stops if stop > self.at), usual)
                self.is_off = self.is_off or _is_far(self.at, self.sheet)
            else:
                most = self.sheet.right - self.sheet.left
                self.at = max(self.at, min(most, self.at + len(part) * size * WIDE))
            if part:
                pieces.append((part, not self.is_off))
        return pieces


WIDE = 0.65
"""Width of a wide letter as a share of its size."""


def _is_far(stop: float, sheet: PageSetup) -> bool:
    return sheet.left + stop >= sheet.width - JUST_IN


def tabs_of(block: ParagraphProperties, sheet: PageSetup) -> Tabs | None:
    """A paragraph's tab stops; None where none is beyond the page."""
    if not block.tabs and not _is_far(sheet.tab, sheet):
        return None
    stops: set[float] = set()
    for at, is_set in block.tabs:
        (stops.add if is_set else stops.discard)(at / PER_POINT)
    if not any(_is_far(stop, sheet) for stop in (*stops, sheet.tab)):
        return None
    return Tabs(tuple(sorted(stops)), sheet, ((block.left or 0) + (block.first or 0)) / PER_POINT)


@dataclass(slots=True)
class PageCursor:
    """The position of a paragraph's next words in points from the page's left edge.

    Lines run from `begins` to `breaks`; the page is `width` wide.
    """

    at: float
    begins: float
    breaks: float
    width: float

    def seen(self, words: str, size: float) -> list[tuple[str, bool]]:
        """The words in pieces, each with whether it is on the page; `size` is that of the letters in points."""
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


def place_of(block: ParagraphProperties, sheet: PageSetup, letters: int, size: float) -> PageCursor | None:
    """Where a paragraph of this many letters begins; None for one that is on the page like most."""
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
    return PageCursor(first, left, right, sheet.width)
