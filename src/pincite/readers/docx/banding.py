"""How a table's style, rows and cells show their words: which parts of the style apply, which cells are too low.

Source: ECMA-376 part 1, 17.4.56 (tblLook), 17.7.6 (parts of table styles and their precedence), 17.4.81 (trHeight).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from pincite.readers.docx.block import PER_POINT, TALLEST, PageSetup, length
from pincite.readers.docx.markup import W, by_tag, child, integer, is_on, value
from pincite.readers.docx.styles import NO_PARTS, WHOLE_TABLE, Part, Style
from pincite.readers.visibility import LEAST_SIZE

FLAGS = {"firstRow": 0x20, "lastRow": 0x40, "firstColumn": 0x80, "lastColumn": 0x100, "noHBand": 0x200,
         "noVBand": 0x400}  # fmt: skip
"""Bits with which older files turn parts of a style on, or bands off."""

USUAL_LOOK = "04A0"
"""The look that Word gives a new table: a first row, a first column and row bands."""

ROW, CELL, ROW_HEIGHT = W + "tr", W + "tc", W + "trHeight"


@dataclass(slots=True)
class Banding:
    """A table during the walk: the parts of its style, which of them are turned on, and the current position."""

    parts: Mapping[str, Part]
    bands: tuple[int, int]
    flags: frozenset[str]
    rows: int
    is_fixed: bool
    row: int = -1
    column: int = -1
    columns: int = 0

    @classmethod
    def of(cls, table: etree._Element, style: Style | None) -> "Banding":
        """The banding of a table before its first row."""
        properties = child(table, "tblPr")
        return cls(
            NO_PARTS if style is None else style.parts,
            (1, 1) if style is None else style.bands,
            _flags(child(properties, "tblLook")),
            sum(1 for _ in table.iterchildren(ROW)) if style is not None and style.parts else 0,
            value(child(properties, "tblLayout"), "type") == "fixed",
        )

    def next_row(self, row: etree._Element) -> None:
        """Go to the next row."""
        self.row, self.column = self.row + 1, -1
        self.columns = sum(1 for _ in row.iterchildren(CELL)) if self.parts else 0

    def next_cell(self) -> list[Part]:
        """Go to the next cell. Returns the parts of the style that apply to it, by precedence."""
        self.column += 1
        if not self.parts:
            return []
        return [self.parts[name] for name in self._names() if name in self.parts]

    def _names(self) -> list[str]:
        first = self.row == 0 and "firstRow" in self.flags
        last = self.row == self.rows - 1 and self.row > 0 and "lastRow" in self.flags
        left = self.column == 0 and "firstColumn" in self.flags
        right = self.column == self.columns - 1 and self.column > 0 and "lastColumn" in self.flags
        names: list[str] = []
        corners = (("nwCell", first, left), ("neCell", first, right), ("swCell", last, left), ("seCell", last, right))
        names += [name for name, one, other in corners if one and other]
        edges = (("firstRow", first), ("lastRow", last), ("firstCol", left), ("lastCol", right))
        names += [name for name, holds in edges if holds]
        if "noHBand" not in self.flags and not first and not last:
            row = self.row - ("firstRow" in self.flags)
            names.append("band1Horz" if row // self.bands[0] % 2 == 0 else "band2Horz")
        if "noVBand" not in self.flags and not left and not right:
            column = self.column - ("firstColumn" in self.flags)
            names.append("band1Vert" if column // self.bands[1] % 2 == 0 else "band2Vert")
        return [*names, WHOLE_TABLE]


def _flags(look: etree._Element | None) -> frozenset[str]:
    """The parts that a table's look turns on, by separate attributes or by bits."""
    stated = USUAL_LOOK if look is None else value(look) or ""
    try:
        bits = int(stated[:4] or "0", 16)
    except ValueError:
        bits = 0
    found = set()
    for name, bit in FLAGS.items():
        own = value(look, name)
        if own.lower() in ("1", "true", "on") if own is not None else bits & bit:
            found.add(name)
    return frozenset(found)


WIDEST = 1_224.0
"""Points of the widest page in use: 17 inches, two letter pages."""

LEAST_FITTED = 300
"""Twentieths of a point of a cell in which words fitted to its width can still be read."""

LOWEST = 4.4
"""Points of a row that shows only the bottom of 11-point letters."""

NARROWEST = 5.4
"""Points of a fixed-width cell of which the usual margins, each this wide, leave nothing."""

SIDES = frozenset(W + side for side in ("left", "right", "start", "end"))


def is_unseen_row(row: etree._Element) -> bool:
    """True for a row that is hidden, or too low to show anything."""
    properties = child(row, "trPr")
    if properties is None:
        return False
    own = by_tag(properties)
    height = own.get(ROW_HEIGHT)
    low = value(height, "hRule") == "exact" and length(value(height) or "0") < LOWEST * PER_POINT
    before = own.get(W + "wBefore")
    is_off = value(before, "type") in (None, "dxa") and length(value(before, "w") or "0") / PER_POINT >= WIDEST
    return is_on(own.get(W + "hidden")) or low or is_off


def is_unseen_cell(properties: Mapping[str, etree._Element], is_fixed: bool) -> bool:
    """True for a cell that only continues the one above, or a fixed-width cell that shows nothing."""
    for name in ("vMerge", "hMerge"):
        merged = properties.get(W + name)
        if merged is not None and value(merged) in (None, "continue"):
            return True
    width = properties.get(W + "tcW")
    if width is None or value(width, "type") not in (None, "dxa"):
        return False
    wide = length(value(width, "w") or "0")
    margins = properties.get(W + "tcMar")
    room = 0 if margins is None else sum(length(value(one, "w") or "0") for one in margins if one.tag in SIDES)
    if 0 < wide <= room or (is_on(properties.get(W + "tcFitText")) and 0 < wide < LEAST_FITTED):
        return True
    if not is_fixed:
        return False
    return 0 < integer(value(width, "w"), 0) < NARROWEST * PER_POINT


def is_off_page(table: etree._Element, style: Style | None, sheet: PageSetup) -> bool:
    """True for a table that begins beyond the page's right edge or below it, or ends before its left edge."""
    properties = by_tag(child(table, "tblPr"))
    floats, indent = properties.get(W + "tblpPr"), properties.get(W + "tblInd")
    if indent is None and style is not None and WHOLE_TABLE in style.parts:
        indent = style.parts[WHOLE_TABLE].indent
    if floats is None and indent is None:
        return False
    if floats is not None:
        left = 0.0 if value(floats, "horzAnchor") == "page" else sheet.left
        left += length(value(floats, "tblpX") or "0") / PER_POINT
    else:
        left = sheet.left + length(value(indent, "w") or "0") / PER_POINT
    if floats is not None and _is_below(value(floats, "tblpY"), value(floats, "vertAnchor"), sheet):
        return True
    columns = sum(integer(value(column, "w"), 0) for column in table.iterfind(f"{W}tblGrid/{W}gridCol"))
    return left >= sheet.width - LEAST_SIZE or (left < 0 and left + columns / PER_POINT < LEAST_SIZE)


def _is_below(stated: str | None, anchor: str | None, sheet: PageSetup) -> bool:
    """True for a position below the page. One not counted from the page's top or margin must be below any page."""
    lowest = sheet.height - LEAST_SIZE if anchor in ("page", "margin") else TALLEST
    return length(stated or "0") / PER_POINT >= lowest


def room_in_cell(properties: Mapping[str, etree._Element], table: etree._Element) -> float:
    """The width of a cell in points; that of its table if the cell states none; 0 if neither does."""
    width = properties.get(W + "tcW")
    if width is not None and value(width, "type") in (None, "dxa"):
        return length(value(width, "w") or "0") / PER_POINT
    columns = (integer(value(column, "w"), 0) for column in table.iterfind(f"{W}tblGrid/{W}gridCol"))
    return sum(columns) / PER_POINT


def frame_is_off_page(frame: etree._Element | None, sheet: PageSetup) -> bool:
    """True for a paragraph's frame that lies off the page or shows nothing."""
    if frame is None:
        return False
    left = 0.0 if value(frame, "hAnchor") == "page" else sheet.left
    left += length(value(frame, "x") or "0") / PER_POINT
    width = length(value(frame, "w") or "0") / PER_POINT
    if left >= sheet.width - LEAST_SIZE or left + max(width, sheet.width) < LEAST_SIZE:
        return True
    if _is_below(value(frame, "y"), value(frame, "vAnchor"), sheet):
        return True
    low = value(frame, "hRule") == "exact" and length(value(frame, "h") or "0") < LEAST_SIZE * PER_POINT
    return low or (0 < width < LEAST_SIZE)
