"""The sheets of an XLSX file before their values are read: reach, hidden rows and columns, number formats, comments.

Source: ECMA-376 part 1, 18.3 (worksheets), 18.7 (comments), 18.8 (styles); [MS-XLSX] 2.6.205 (threaded comments).
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from lxml import etree

from pincite.documents.readers.archive import PACKAGE_RELATIONS, parts_of, read_part, related, relations_in
from pincite.documents.readers.table.layout import MOST_SHOWN, Layout, Place, check_part_size
from pincite.documents.readers.table.number_formats import BUILT_IN, NumberFormat, number_format
from pincite.errors import UnreadableFile

MAIN_PART = "xl/workbook.xml"

MOST_COLUMNS = 16_384
"""Columns that a sheet can have."""

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")

Formats = Sequence[NumberFormat | None]


def layouts_of(archive: zipfile.ZipFile) -> dict[str, Layout]:
    """The layout of each sheet, by its name; sheets that are damaged are left out.

    Raises:
        UnreadableFile: the list of sheets is damaged, a part is too large or declares entities.
    """
    main = _main_part(archive)
    folder, base = posixpath.split(main)
    listing = f"{folder}/_rels/{base}.rels"
    if listing not in archive.NameToInfo:
        raise UnreadableFile("the file is damaged (its list of sheets is missing): get a fresh copy")
    relations = relations_in(read_part(archive, listing), folder)
    targets = {relation.kind: relation.target for relation in relations.values()}
    formats = _formats(archive, targets.get("styles", ""))
    people = _people(archive, targets.get("person", ""))
    found: dict[str, Layout] = {}
    for sheet in read_part(archive, main).iter("{*}sheet"):
        key = next((value for name, value in sheet.attrib.items() if str(name).endswith("}id")), "")
        relation = relations.get(str(key))
        if relation is None or relation.target not in archive.NameToInfo:
            continue
        layout = _layout(archive, relation.target, formats, people)
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


def _formats(archive: zipfile.ZipFile, part: str) -> Formats:
    """The number format of each cell style, None for those that change nothing."""
    if part not in archive.NameToInfo:
        return ()
    styles = read_part(archive, part)
    codes: dict[str, str] = {str(number): code for number, code in BUILT_IN.items()}
    for stated in styles.iter("{*}numFmt"):
        codes[stated.get("numFmtId", "")] = stated.get("formatCode", "")
    used = styles.find("{*}cellXfs")
    if used is None:
        return ()
    by_code: dict[str, NumberFormat | None] = {code: number_format(code) for code in set(codes.values())}
    return [by_code.get(codes.get(style.get("numFmtId", ""), "")) for style in used.iterchildren("{*}xf")]


def _people(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Names of those who commented, by their identity in the file."""
    if part not in archive.NameToInfo:
        return {}
    return {one.get("id", ""): one.get("displayName", "") for one in read_part(archive, part).iter("{*}person")}


def _layout(archive: zipfile.ZipFile, part: str, formats: Formats, people: Mapping[str, str]) -> Layout | None:
    """The layout of one sheet, None when it is damaged."""
    entry = archive.getinfo(part)
    check_part_size(entry.file_size)
    sheet = _Sheet(formats)
    try:
        with archive.open(entry) as opened:
            walked = etree.iterparse(
                opened,
                events=("start", "end"),
                tag=("{*}row", "{*}c", "{*}col"),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
            )
            for event, element in walked:
                sheet.begin(element) if event == "start" else sheet.end(element)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        return None
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError):
        return None
    return Layout(
        rows=sheet.rows,
        columns=sheet.columns,
        hidden_rows=frozenset(sheet.hidden_rows),
        hidden_columns=frozenset(sheet.hidden_columns),
        shown=sheet.shown,
        remarks=_remarks(archive, parts_of(archive, part), people),
    )


class _Sheet:
    """Gathers what the rows and cells of a sheet say, in their order."""

    def __init__(self, formats: Formats) -> None:
        self.rows = self.columns = 0
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.shown: dict[Place, str] = {}
        self._formats = formats
        self._row = self._column = 0

    def begin(self, element: etree._Element) -> None:
        """Take in the start of an element: only a row's attributes count there."""
        if _name(element) == "row":
            stated = element.get("r", "")
            self._row = int(stated[:12]) - 1 if stated.isdecimal() and stated.isascii() else self._row + 1
            self._column = -1
            if element.get("hidden") in ("1", "true"):
                self.hidden_rows.add(self._row)

    def end(self, element: etree._Element) -> None:
        """Take in a whole element."""
        name = _name(element)
        if name == "c":
            self._add_cell(element)
        elif name == "row":
            _forget(element)
        elif name == "col" and element.get("hidden") in ("1", "true"):
            first, last = element.get("min", ""), element.get("max", "")
            if first.isdecimal() and last.isdecimal():
                self.hidden_columns.update(range(max(int(first[:7]), 1) - 1, min(int(last[:7]), MOST_COLUMNS)))

    def _add_cell(self, cell: etree._Element) -> None:
        place = place_of(cell.get("r", ""))
        row, self._column = place if place is not None else (self._row, self._column + 1)
        if not len(cell):
            return
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, self._column + 1)
        value = cell.findtext("{*}v") or ""
        words = value if cell.get("t") == "e" else self._formatted(cell, value)
        if words and len(self.shown) < MOST_SHOWN:
            self.shown[row, self._column] = words

    def _formatted(self, cell: etree._Element, value: str) -> str | None:
        """A number as its format shows it, None where that is no more than the number."""
        style = cell.get("s", "")
        if cell.get("t", "n") != "n" or not style.isdecimal() or int(style[:7]) >= len(self._formats):
            return None
        stated = self._formats[int(style[:7])]
        return stated.words(value.strip()) if stated is not None else None


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _forget(row: etree._Element) -> None:
    """Let go of a row and those before it, so that a long sheet does not fill the memory."""
    row.clear()
    above = row.getparent()
    while above is not None and row.getprevious() is not None:
        del above[0]


def place_of(reference: str) -> Place | None:
    """Row and column, from 0, of a reference such as `B3`; None for anything else.

    >>> place_of("B3"), place_of("AA10"), place_of("3B")
    ((2, 1), (9, 26), None)
    """
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _remarks(
    archive: zipfile.ZipFile, parts: Mapping[str, str], people: Mapping[str, str]
) -> tuple[tuple[Place, str, str], ...]:
    """Comments of a sheet: place, words, author.

    A discussion stands in a part of its own, and once more in the old form with a notice to old programs.
    """
    found: list[tuple[Place, str, str]] = []
    if "threadedComment" in parts:
        for one in read_part(archive, parts["threadedComment"]).iter("{*}threadedComment"):
            place = place_of(one.get("ref", ""))
            found.append((place or (0, 0), one.findtext("{*}text") or "", people.get(one.get("personId", ""), "")))
    discussed = {place for place, _, _ in found}
    if "comments" in parts:
        root = read_part(archive, parts["comments"])
        authors = ["".join(author.itertext()) for author in root.iter("{*}author")]
        for one in root.iter("{*}comment"):
            place = place_of(one.get("ref", "")) or (0, 0)
            number = one.get("authorId", "")
            author = authors[int(number[:7])] if number.isdecimal() and int(number[:7]) < len(authors) else ""
            words = " ".join("".join(piece.itertext()) for piece in one.iter("{*}t"))
            if place not in discussed:
                found.append((place, words, author.removeprefix("tc=")))
    return tuple(sorted(found, key=lambda remark: remark[0]))
