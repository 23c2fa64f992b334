"""The sheets of an XLSX file before their values are read: extent, hidden rows and columns, formats, comments.

Source: ECMA-376 part 1, 18.3 (worksheets), 18.8 (styles).
"""

import posixpath
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pincite.errors import UnreadableFile
from pincite.readers.archive import PACKAGE_RELATIONS, read_part, readable_part, related, relations_in
from pincite.readers.table.cell_styles import (
    PLAIN,
    CellStyle,
    Letters,
    Overlay,
    Overlays,
    OwnLetters,
    cell_styles,
    letters_of_strings,
)
from pincite.readers.table.layout import MOST_SHOWN, UNPACKING_ERRORS, CellIndex, Layout, check_part_size, place_of
from pincite.readers.table.number_formats import BUILT_IN, NumberFormat, number_format
from pincite.readers.table.xlsx_covers import covered_in
from pincite.readers.table.xlsx_remarks import LOST_REMARKS, people_of, remarks_of
from pincite.readers.table.xlsx_tables import Area, overlays_of_styles, tables_of
from pincite.readers.untrusted_xml import elements

MAIN_PART = "xl/workbook.xml"

MOST_COLUMNS = 16_384
"""Columns that a sheet can have."""

MOST_ROWS = 1_048_576
"""Rows that a sheet can have."""

MOST_AREAS = 200
"""Areas of a conditional rule that are examined."""

LOWEST = 4.4
"""Points of a row that shows only the bottom of 11-point letters."""

LEAST_WIDTH = 0.4
"""Characters of a column from which anything is seen; a letter has 1."""

MOST_STRINGS = 200_000_000
"""Bytes of shared strings whose own letters are examined."""

LONGEST_REFERENCE = 10
"""Characters of a reference: three letters and seven digits."""

Formats = Mapping[str, NumberFormat]
"""Number formats by the number of the cell style, as written in cells."""


def layouts_of(archive: zipfile.ZipFile) -> dict[str, Layout]:
    """The layout of each sheet, by name; damaged sheets are left out.

    Raises:
        UnreadableFile: the list of sheets is damaged, or a part is too large or declares entities.
    """
    main = _main_part(archive)
    folder, base = posixpath.split(main)
    listing = f"{folder}/_rels/{base}.rels"
    if listing not in archive.NameToInfo:
        raise UnreadableFile("the file is damaged (its list of sheets is missing): get a fresh copy")
    relations = relations_in(read_part(archive, listing), folder)
    targets = {relation.kind: relation.target for relation in relations.values()}
    looks = _looks(archive, targets)
    people = people_of(archive, targets.get("person", ""))
    found: dict[str, Layout] = {}
    for sheet in read_part(archive, main).iter("{*}sheet"):
        key = next((value for name, value in sheet.attrib.items() if str(name).endswith("}id")), "")
        relation = relations.get(str(key))
        if relation is None or relation.target not in archive.NameToInfo:
            continue
        layout = _layout(archive, relation.target, looks, people)
        if layout is not None:
            found[sheet.get("name", "")] = layout
    return found


def _main_part(archive: zipfile.ZipFile) -> str:
    if PACKAGE_RELATIONS in archive.NameToInfo:
        stated = related(read_part(archive, PACKAGE_RELATIONS), "").get("officeDocument", "")
        if stated in archive.NameToInfo:
            return stated
    if MAIN_PART not in archive.NameToInfo:
        raise UnreadableFile("the file is damaged (its list of sheets is missing): get a fresh copy")
    return MAIN_PART


@dataclass(frozen=True, slots=True)
class _Looks:
    """What a workbook says about cells, by the number of their style: relevant formats, and what is not seen."""

    formats: Formats = field(default_factory=dict)
    styles: tuple[CellStyle, ...] = ()
    strings: Mapping[int, frozenset[Letters]] = field(default_factory=dict)
    own: OwnLetters | None = None
    overlays: Overlays | None = None
    tables: Mapping[str, Mapping[str, Overlay]] = field(default_factory=dict)


def _looks(archive: zipfile.ZipFile, targets: Mapping[str, str]) -> _Looks:
    """The number formats of the cell styles, without those that change nothing; and what nobody sees."""
    part = targets.get("styles", "")
    if part not in archive.NameToInfo:
        return _Looks()
    styles = read_part(archive, part)
    theme = readable_part(archive, targets["theme"]) if targets.get("theme", "") in archive.NameToInfo else None
    codes: dict[str, str] = {str(number): code for number, code in BUILT_IN.items()}
    for stated in styles.iter("{*}numFmt"):
        codes[stated.get("numFmtId", "")] = stated.get("formatCode", "")
    used = styles.find("{*}cellXfs")
    if used is None:
        return _Looks()
    by_code = {code: stated for code in set(codes.values()) if (stated := number_format(code)) is not None}
    named = (codes.get(style.get("numFmtId", ""), "") for style in used.iterchildren("{*}xf"))
    formats = {str(number): by_code[code] for number, code in enumerate(named) if code in by_code}
    own, overlays = OwnLetters(styles, theme), Overlays(styles, theme)
    return _Looks(
        formats,
        cell_styles(styles, codes, theme),
        _own_letters(archive, targets, styles, theme),
        own,
        overlays,
        overlays_of_styles(styles, overlays),
    )


def _own_letters(
    archive: zipfile.ZipFile, targets: Mapping[str, str], styles: etree._Element, theme: etree._Element | None
) -> Mapping[int, frozenset[Letters]]:
    """The own letters of shared strings, by the number of the string."""
    part = targets.get("sharedStrings", "")
    if part not in archive.NameToInfo or archive.getinfo(part).file_size > MOST_STRINGS:
        return {}
    strings = readable_part(archive, part)
    return {} if strings is None else letters_of_strings(strings, styles, theme)


def _layout(archive: zipfile.ZipFile, part: str, looks: _Looks, people: Mapping[str, str]) -> Layout | None:
    """The layout of one sheet; None when it is damaged."""
    entry = archive.getinfo(part)
    check_part_size(entry.file_size)
    sheet = _Sheet(looks)
    try:
        with archive.open(entry) as opened:
            tags = ("{*}row", "{*}col", "{*}mergeCell", "{*}sheetFormatPr", "{*}conditionalFormatting")
            for _, element in elements(opened, tags):
                name = str(element.tag).rpartition("}")[2]
                if name == "row":
                    sheet.add_row(element)
                    _forget(element)
                elif name == "mergeCell":
                    sheet.add_merged(element.get("ref", ""))
                elif name == "sheetFormatPr":
                    sheet.add_defaults(element)
                elif name == "conditionalFormatting":
                    sheet.add_rules(element)
                else:
                    sheet.add_column(element)
    except (etree.XMLSyntaxError, *UNPACKING_ERRORS):
        return None
    for area, overlay in tables_of(archive, part, looks.tables):
        sheet.add_table(area, overlay)
    for area in covered_in(archive, part):
        sheet.add_cover(area)
    remarks = remarks_of(archive, part, people)
    return Layout(
        rows=sheet.rows,
        columns=sheet.columns,
        hidden_rows=frozenset(sheet.hidden_rows),
        hidden_columns=frozenset(sheet.hidden_columns),
        shown=sheet.shown,
        unseen=frozenset(sheet.unseen),
        remarks=remarks or (),
        lost=LOST_REMARKS if remarks is None else "",
    )


class _Sheet:
    """Collects what the rows and cells of a sheet say, in order."""

    def __init__(self, looks: _Looks) -> None:
        self.rows = self.columns = 0
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.shown: dict[CellIndex, str] = {}
        self.unseen: set[CellIndex] = set()
        self._formats = looks.formats
        self._looks = looks
        self._hiding = {str(number): style for number, style in enumerate(looks.styles) if style.hides_some}
        self._styles = {str(number): style for number, style in enumerate(looks.styles)}
        self._height: str | None = None
        self._is_narrow = False
        self._stated_columns: set[int] = set()
        self._kinds: dict[CellIndex, tuple[str, bool]] = {}
        self._row = -1
        self._columns: dict[str, int] = {}

    def add_row(self, row: etree._Element) -> None:
        """Add a row with its cells. Cells without a place follow the previous one.

        Raises:
            ValueError: a cell is in a place that no sheet has; a program that opens the file might allocate up to
            there.
        """
        stated = row.get("r", "")
        self._row = int(stated[:12]) - 1 if stated.isdecimal() and stated.isascii() else self._row + 1
        height = row.get("ht", self._height) if row.get("customHeight") or row.get("ht") is None else None
        if row.get("hidden") in ("1", "true") or _is_less(height, LOWEST):
            self.hidden_rows.add(self._row)
        column = -1
        for cell in row:
            place = self._place(cell.get("r", ""))
            if place is None and cell.get("r"):
                raise ValueError(cell.get("r"))
            at, column = place if place is not None else (self._row, column + 1)
            if not len(cell):
                continue
            if at >= self.rows:
                self.rows = at + 1
            if column >= self.columns:
                self.columns = column + 1
            if len(self._kinds) < MOST_SHOWN:
                self._kinds[at, column] = (cell.get("s", "0"), cell.get("t", "n") not in ("n", "d"))
            if column not in self._stated_columns and self._is_narrow:
                self.hidden_columns.add(column)
            if self._is_unseen(cell) and len(self.unseen) < MOST_SHOWN:
                self.unseen.add((at, column))
            words = self._words(cell)
            if words and len(self.shown) < MOST_SHOWN:
                self.shown[at, column] = words

    def add_merged(self, reference: str) -> None:
        """Add merged cells: only the content of the first one is seen."""
        first, last = (place_of(corner) for corner in (reference.partition(":")[0], reference.rpartition(":")[2]))
        if first is None or last is None:
            return
        rows, columns = min(last[0] + 1, self.rows), min(last[1] + 1, self.columns)
        for row in range(first[0], rows):
            if len(self.unseen) + columns - first[1] > MOST_SHOWN:
                break
            self.unseen.update((row, column) for column in range(first[1], columns) if (row, column) != first)

    def add_defaults(self, stated: etree._Element) -> None:
        """Add the default row height and column width."""
        self._height = stated.get("defaultRowHeight") if stated.get("customHeight") else None
        self._is_narrow = _is_less(stated.get("defaultColWidth"), LEAST_WIDTH)

    def add_rules(self, stated: etree._Element) -> None:
        """Add conditional rules for the look of cells. They come after the rows.

        Words that a rule may hide count as hidden; numbers only where the rule always applies, because rules that hide
        zeros or errors are common.
        """
        overlays = self._looks.overlays
        if overlays is None:
            return
        areas = stated.get("sqref") or " ".join(one.text or "" for one in stated.iterfind("{*}sqref"))
        for rule in stated.iterfind("{*}cfRule"):
            own, number = rule.find("{*}dxf"), rule.get("dxfId", "")
            if own is not None:
                overlay = overlays.of(own)
            elif number.isdecimal() and int(number[:6]) < len(overlays.by_number):
                overlay = overlays.by_number[int(number[:6])]
            else:
                continue
            formula = "".join(one.text or "" for one in (*rule.iterfind("{*}formula"), *rule.iterfind("{*}f")))
            is_constant = formula.strip().upper() in ("TRUE", "TRUE()", "1")
            if rule.get("type") == "expression" and formula.strip().upper() in ("FALSE", "FALSE()", "0"):
                continue
            self._lay_over(areas.split()[:MOST_AREAS], overlay, always=is_constant)

    def _lay_over(self, areas: Sequence[str], overlay: Overlay, *, always: bool) -> None:
        judged: dict[tuple[str, bool], bool] = {}
        for kind in set(self._kinds.values()):
            style, are_words = kind
            judged[kind] = (are_words or always) and overlay.hides(self._styles.get(style, PLAIN), are_words=are_words)
        for area in areas if any(judged.values()) else ():
            first, last = (_corner(one) for one in (area.partition(":")[0], area.rpartition(":")[2]))
            self._hide((first[0], first[1], last[2], last[3]), judged)

    def add_table(self, area: Area, overlay: Overlay) -> None:
        """Add what a table style draws in an area. It comes after the rows."""
        kinds = set(self._kinds.values())
        self._hide(area, {kind: overlay.hides_under(self._styles.get(kind[0], PLAIN)) for kind in kinds})

    def add_cover(self, area: Area) -> None:
        """Add an area that something covers."""
        self._hide(area, dict.fromkeys(self._kinds.values(), True))

    def _hide(self, area: Area, judged: Mapping[tuple[str, bool], bool]) -> None:
        if not any(judged.values()):
            return
        for (row, column), kind in self._kinds.items():
            if judged[kind] and area[0] <= row <= area[2] and area[1] <= column <= area[3]:
                self.unseen.add((row, column))

    def add_column(self, described: etree._Element) -> None:
        """Add what is said about a run of columns."""
        first, last = described.get("min", ""), described.get("max", "")
        if first.isdecimal() and last.isdecimal():
            self._stated_columns.update(range(max(int(first[:7]), 1) - 1, min(int(last[:7]), MOST_COLUMNS)))
        is_hidden = described.get("hidden") in ("1", "true") or _is_less(described.get("width"), LEAST_WIDTH)
        if is_hidden and first.isdecimal() and last.isdecimal():
            self.hidden_columns.update(range(max(int(first[:7]), 1) - 1, min(int(last[:7]), MOST_COLUMNS)))

    def _place(self, reference: str) -> CellIndex | None:
        """The same as `place_of`, cached: sheets have millions of references and few columns."""
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None or len(reference) == len(letters) or len(reference) > LONGEST_REFERENCE:
            place = place_of(reference)
            if place is not None and len(self._columns) < MOST_COLUMNS:
                self._columns[letters] = place[1]
            return place
        return int(reference[len(letters) :]) - 1, column

    def _is_unseen(self, cell: etree._Element) -> bool:
        """True for a cell whose style, or whose words' own letters, nobody sees."""
        kind, style = cell.get("t", "n"), self._hiding.get(cell.get("s", "0"))
        if style is not None:
            if style.hides_all or (kind not in ("n", "d") and style.hides_words):
                return True
            if kind in ("n", "d") and any(style.hides_numbers) and style.hides_number(_value_of(cell)):
                return True
        letters: frozenset[Letters] | None = None
        if kind == "s" and self._looks.strings:
            value = _value_of(cell)
            letters = self._looks.strings.get(int(value[:9])) if value.isdecimal() and value.isascii() else None
        elif kind == "inlineStr" and self._looks.own is not None:
            words = cell.find("{*}is")
            letters = None if words is None else self._looks.own.of(words)
        return bool(letters) and self._styles.get(cell.get("s", "0"), PLAIN).hides_letters(letters or frozenset())

    def _words(self, cell: etree._Element) -> str | None:
        """An error, or a number as its format shows it; None for what is only its value."""
        kind = cell.get("t", "n")
        stated = self._formats.get(cell.get("s", "")) if kind == "n" else None
        if stated is None and kind != "e":
            return None
        value = next((part.text or "" for part in cell if str(part.tag).rpartition("}")[2] == "v"), "")
        return stated.words(value.strip()) if stated is not None else value


def _corner(reference: str) -> tuple[int, int, int, int]:
    """The first row and column, and the last ones, of a reference that may name only a row or a column."""
    place = place_of(reference)
    if place is not None:
        return place[0], place[1], place[0], place[1]
    name = reference.replace("$", "")
    if name.isdecimal() and name.isascii():
        return int(name[:9]) - 1, 0, int(name[:9]) - 1, MOST_COLUMNS
    column = place_of(f"{name}1")
    return (0, column[1], MOST_ROWS, column[1]) if column is not None else (0, 0, MOST_ROWS, MOST_COLUMNS)


def _value_of(cell: etree._Element) -> str:
    return next((part.text or "" for part in cell if str(part.tag).rpartition("}")[2] == "v"), "").strip()


def _is_less(stated: str | None, least: float) -> bool:
    """True for a stated size too small for anything to be seen."""
    try:
        return stated is not None and float(stated[:24]) < least
    except ValueError:
        return False


def _forget(row: etree._Element) -> None:
    """Release a row and those before it, so that a long sheet does not fill the memory."""
    row.clear()
    above = row.getparent()
    while above is not None and row.getprevious() is not None:
        del above[0]
