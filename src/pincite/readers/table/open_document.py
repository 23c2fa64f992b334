"""The sheets of an OpenDocument spreadsheet before their values are read: extent, hidden parts, words, comments.

Source: OpenDocument 1.3 part 3, 9 (tables) and 14.1 (annotations). A file gives equal cells once with a repeat count,
so a few bytes can stand for millions of cells.
"""

import zipfile
from itertools import product
from typing import IO

from lxml import etree

from pincite.errors import UnreadableFile
from pincite.readers.table.layout import MOST_SHOWN, UNPACKING_ERRORS, CellIndex, Layout, check_part_size
from pincite.readers.table.open_styles import OpenStyles
from pincite.readers.untrusted_xml import elements

CONTENT, STYLES = "content.xml", "styles.xml"

MOST_STYLES = 20_000_000
"""Bytes of a styles part that are examined."""

MANIFEST = "META-INF/manifest.xml"

MOST_REPEATED = 1_000
"""Repetitions of a cell up to which its words are kept for each; only empty cells are repeated more often."""

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""Rows and columns that a sheet can have."""

CELLS = ("table-cell", "covered-table-cell")

UNSEEN_FIELDS = tuple(f"{{*}}{name}" for name in ("hidden-text", "hidden-paragraph", "conditional-text"))
"""Fields whose words may not be shown."""

SHOWN_TYPES = frozenset(("percentage", "currency"))
"""Types of values that are shown as more than a number."""


def layouts_of(archive: zipfile.ZipFile) -> dict[str, Layout]:
    """The layout of each sheet, by name.

    Raises:
        UnreadableFile: the file is encrypted, damaged, or too large.
    """
    names = archive.NameToInfo
    try:
        if MANIFEST in names and b"encryption-data" in archive.read(MANIFEST):
            raise UnreadableFile("the file is encrypted with a password: save a copy without one")
        if CONTENT not in names:
            raise UnreadableFile("the file is damaged (its part content.xml is missing): get a fresh copy")
        check_part_size(names[CONTENT].file_size)
        styles = OpenStyles()
        if STYLES in names and names[STYLES].file_size < MOST_STYLES:
            with archive.open(STYLES) as opened:
                styles.take_all(opened)
        with archive.open(CONTENT) as opened:
            return _Sheets(opened, styles).found
    except (etree.XMLSyntaxError, *UNPACKING_ERRORS) as error:
        raise UnreadableFile("the file is damaged (its part content.xml cannot be read): get a fresh copy") from error


class _Sheets:
    """Walks through a file's tables, rows and cells, and collects what they say."""

    def __init__(self, opened: IO[bytes], styles: OpenStyles) -> None:
        self._styles = styles
        self.found: dict[str, Layout] = {}
        self._begin_sheet()
        tags = [f"{{*}}{name}" for name in ("table", "table-column", "table-row", "style", "text-style", *CELLS)]
        for event, element in elements(opened, tags, ("start", "end")):
            name = str(element.tag).rpartition("}")[2]
            if name in ("style", "text-style"):
                if event == "end":
                    self._styles.take(element)
            elif event == "start":
                self._start(name, element)
            elif name in CELLS:
                self._end_cell(element)
            elif name == "table-row":
                self._row += self._repeats
                element.clear()
            elif name == "table":
                self._end_sheet(element)

    def _begin_sheet(self) -> None:
        self._row = self._column = self._columns_described = 0
        self._repeats = 1
        self._reach = (0, 0)
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._shown: dict[CellIndex, str] = {}
        self._remarks: list[tuple[CellIndex, str, str]] = []
        self._unseen: set[CellIndex] = set()
        self._column_styles: list[tuple[int, str]] = []
        self._row_style = ""
        self._is_protected = False

    def _start(self, name: str, element: etree._Element) -> None:
        if name == "table":
            self._begin_sheet()
            self._is_protected = _attribute(element, "protected") == "true"
        elif name == "table-row":
            self._column, self._repeats = 0, _repeated(element, "rows")
            self._row_style = _attribute(element, "default-cell-style-name")
            if _is_hidden(element) or self._styles.is_flat(_attribute(element, "style-name")):
                self._hidden_rows.update(range(self._row, min(self._row + self._repeats, MOST_ROWS)))
        elif name == "table-column":
            described = self._columns_described
            self._columns_described += _repeated(element, "columns")
            self._column_styles.append((self._columns_described, _attribute(element, "default-cell-style-name")))
            if _is_hidden(element) or self._styles.is_flat(_attribute(element, "style-name")):
                self._hidden_columns.update(range(described, min(self._columns_described, MOST_COLUMNS)))

    def _end_cell(self, cell: etree._Element) -> None:
        repeats = _repeated(cell, "columns")
        words = " ".join("".join(line.itertext()) for line in cell.iterchildren("{*}p"))
        kind = _attribute(cell, "value-type")
        if words.strip() or kind:
            rows, columns = self._reach
            self._reach = max(rows, self._row + self._repeats), max(columns, self._column + repeats)
        if kind in SHOWN_TYPES and repeats * self._repeats <= MOST_REPEATED and len(self._shown) < MOST_SHOWN:
            rows_repeated = range(self._row, self._row + self._repeats)
            columns_repeated = range(self._column, self._column + repeats)
            self._shown.update(dict.fromkeys(product(rows_repeated, columns_repeated), words))
        if words.strip() and repeats * self._repeats <= MOST_REPEATED and len(self._unseen) < MOST_SHOWN:
            style = _attribute(cell, "style-name") or self._row_style or self._column_style()
            is_covered = str(cell.tag).endswith("}covered-table-cell") or any(True for _ in cell.iter(*UNSEEN_FIELDS))
            if is_covered or self._styles.hides(style, cell, is_protected=self._is_protected):
                self._unseen.update(
                    product(range(self._row, self._row + self._repeats), range(self._column, self._column + repeats))
                )
        for remark in cell.iterchildren("{*}annotation"):
            said = " ".join("".join(line.itertext()) for line in remark.iter("{*}p"))
            self._remarks.append(((self._row, self._column), said, remark.findtext("{*}creator") or ""))
        self._column += repeats

    def _column_style(self) -> str:
        """The cell style of the current column; empty where none is stated."""
        return next((style for end, style in self._column_styles if self._column < end), "")

    def _end_sheet(self, element: etree._Element) -> None:
        rows, columns = self._reach
        self.found[_attribute(element, "name")] = Layout(
            rows, columns, frozenset(self._hidden_rows), frozenset(self._hidden_columns), self._shown,
            tuple(self._remarks), unseen=frozenset(self._unseen),
        )  # fmt: skip
        element.clear()


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute by its name without a namespace; empty when there is none."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _repeated(element: etree._Element, what: str) -> int:
    """How often a row, cell or column is repeated."""
    stated = _attribute(element, f"number-{what}-repeated")
    return max(1, int(stated[:10])) if stated.isdecimal() and stated.isascii() else 1


def _is_hidden(element: etree._Element) -> bool:
    return _attribute(element, "visibility") in ("collapse", "filter")
