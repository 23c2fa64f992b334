"""The styles of a binary workbook (XLS, XLSB), collected from its records and judged like those of XLSX."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pincite.readers.table.cell_styles import INDEXED, CellStyle, cell_styles
from pincite.readers.table.layout import MOST_SHOWN, CellIndex, Layout
from pincite.readers.table.number_formats import BUILT_IN

Attributes = Mapping[str, str]
"""A colour as XLSX states it (`rgb`, `theme` and `tint`, `indexed`); empty where the program chooses."""

PATTERNS = ("none", "solid", "mediumGray", "darkGray", "lightGray", "darkHorizontal", "darkVertical", "darkDown",
            "darkUp", "darkGrid", "darkTrellis", "lightHorizontal", "lightVertical", "lightDown", "lightUp",
            "lightGrid", "lightTrellis", "gray125", "gray0625")  # fmt: skip
"""Fill patterns by number."""

LOWEST = 4.4
"""Points of a row that shows only the bottom of 11-point letters."""

LEAST_WIDTH = 0.4
"""Characters of a column from which anything is seen; a letter has 1."""

MOST_STYLES = 70_000
"""Styles, fonts or fills of a workbook that are examined; Excel allows 65,490."""


@dataclass(slots=True)
class WorkbookStyles:
    """Fonts, fills, formats and the styles composed of them, in the order of their records."""

    fonts: list[tuple[Attributes, float]] = field(default_factory=list)
    fills: list[tuple[str, Attributes, Attributes]] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=lambda: {str(number): code for number, code in BUILT_IN.items()})
    used: list[tuple[int, int, int]] = field(default_factory=list)
    palette: list[str] = field(default_factory=lambda: list(INDEXED))
    theme: etree._Element | None = None

    def add_font(self, colour: Attributes, points: float) -> None:
        """Add the next font."""
        if len(self.fonts) < MOST_STYLES:
            self.fonts.append((colour, points))

    def add_fill(self, pattern: int, front: Attributes, back: Attributes) -> int:
        """Add the next fill. Returns its number."""
        name = PATTERNS[pattern] if pattern < len(PATTERNS) else "none"
        if len(self.fills) < MOST_STYLES:
            self.fills.append((name, front, back))
        return len(self.fills) - 1

    def add_style(self, font: int, fill: int, code: int) -> None:
        """Add the next cell style, by the numbers of its font, fill and format."""
        if len(self.used) < MOST_STYLES:
            self.used.append((font, fill, code))

    def judged(self) -> tuple[CellStyle, ...]:
        """The cell styles in the order of their numbers."""
        root = etree.Element("styleSheet")
        colours = etree.SubElement(etree.SubElement(root, "colors"), "indexedColors")
        for figures in self.palette:
            etree.SubElement(colours, "rgbColor", {"rgb": figures})
        fonts, fills = etree.SubElement(root, "fonts"), etree.SubElement(root, "fills")
        for colour, points in self.fonts:
            font = etree.SubElement(fonts, "font")
            etree.SubElement(font, "sz", {"val": f"{points:g}"})
            if colour:
                etree.SubElement(font, "color", dict(colour))
        for pattern, front, back in self.fills:
            fill = etree.SubElement(etree.SubElement(fills, "fill"), "patternFill", {"patternType": pattern})
            for name, stated in (("fgColor", front), ("bgColor", back)):
                if stated:
                    etree.SubElement(fill, name, dict(stated))
        styles = etree.SubElement(root, "cellXfs")
        for font_number, fill_number, code in self.used:
            numbers = {"fontId": str(font_number), "fillId": str(fill_number), "numFmtId": str(code)}
            etree.SubElement(styles, "xf", numbers)
        return cell_styles(root, self.codes, self.theme)


@dataclass(slots=True)
class Seen:
    """What is seen of one sheet, collected from its records. Rows and columns count from 0."""

    styles: Sequence[CellStyle] = ()
    rows: int = 0
    columns: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    unseen: set[CellIndex] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def add_row(self, row: int, points: float, *, is_hidden: bool, is_stated: bool) -> None:
        """Add a row with its height. Files write 0 where no height is stated."""
        is_low = points < LOWEST and (is_stated or points > 0)
        if (is_hidden or is_low) and len(self.hidden_rows) < MOST_SHOWN:
            self.hidden_rows.add(row)

    def add_columns(self, first: int, last: int, width: float, *, is_hidden: bool) -> None:
        """Add columns from the first to the last, each `width` characters wide."""
        if is_hidden or width < LEAST_WIDTH:
            self.hidden_columns.update(range(first, min(last, LAST_COLUMN) + 1))

    def add_cell(self, row: int, column: int, style: int, number: float | None) -> None:
        """Add a cell with a value: a number, or words (None)."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        if style >= len(self.styles) or len(self.unseen) >= MOST_SHOWN:
            return
        look = self.styles[style]
        if look.hides_all or (look.hides_words if number is None else look.hides_number(repr(number))):
            self.unseen.add((row, column))

    def add_merged(self, rows: tuple[int, int], columns: tuple[int, int]) -> None:
        """Add merged cells, from the first to the last row and column: only the first cell is seen."""
        self.merged.append((*rows, *columns))

    def layout(self) -> Layout:
        """The sheet as it is shown."""
        for top, bottom, left, right in self.merged:
            rows, columns = range(top, min(bottom + 1, self.rows)), range(left, min(right + 1, self.columns))
            if len(self.unseen) + len(rows) * len(columns) > MOST_SHOWN:
                break
            self.unseen.update((row, column) for row in rows for column in columns if (row, column) != (top, left))
        return Layout(
            rows=self.rows,
            columns=self.columns,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            unseen=frozenset(self.unseen),
        )


LAST_COLUMN = 16_383
"""The index of the last column that a sheet can have."""


def short_number(written: int) -> float:
    """A number in four bytes: the upper part of a float, or an integer; either may be in hundredths.

    Source: [MS-XLS] 2.5.217, RkNumber.

    >>> short_number(7 << 2 | 2), short_number(725 << 2 | 3)
    (7.0, 7.25)
    """
    packed = struct.pack("<i", written & ~3)
    value = float(written >> 2) if written & 2 else float(struct.unpack("<d", bytes(4) + packed)[0])
    return value / 100 if written & 1 else value
