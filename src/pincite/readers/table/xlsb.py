"""The sheets of a binary workbook (XLSB): their extent and hidden parts. Values are read elsewhere.

Source: [MS-XLSB] 2.1.4 (records), 2.4 (BrtRowHdr, BrtColInfo, BrtMergeCell, the cell records, BrtFont, BrtFill, BrtXF,
BrtFmt, BrtBundleSh), 2.5.19 (BrtColor).
"""

import struct
import zipfile
from collections.abc import Iterator

from pincite.errors import UnreadableFile
from pincite.readers.archive import readable_part, related, relations_in
from pincite.readers.table.binary_styles import Attributes, Seen, WorkbookStyles, short_number
from pincite.readers.table.layout import DAMAGED, UNPACKING_ERRORS, Layout, check_part_size
from pincite.readers.visibility import draws_signs

ROW_HEADER = 0

CELLS = range(2, 12)
"""Kinds of records for cells with a value, from BrtCellRk to BrtFmlaError."""

SHORT_NUMBER, NUMBERS = 2, (5, 9)
"""BrtCellRk; BrtCellReal and BrtFmlaNum."""

FONT, FORMAT, FILL, STYLE, COLUMNS, SHEET, MERGED, COLOUR = 43, 44, 45, 47, 60, 156, 176, 475

STYLES_BEGIN, STYLES_END = 617, 618
"""The records around the cell styles; other styles are only bases of these."""

PLACE = 4
"""Bytes of a row's or a column's number, with which such records begin."""

FOLDER = "xl/worksheets/"

MAIN_PART, LISTING = "xl/workbook.bin", "xl/_rels/workbook.bin.rels"


def layouts_of(archive: zipfile.ZipFile) -> list[Layout]:
    """The layout of each sheet in workbook order; then those of unlisted sheets.

    Raises:
        UnreadableFile: a part is too large, or a row or cell has no place.
    """
    relations = readable_part(archive, LISTING) if LISTING in archive.NameToInfo else None
    targets = {} if relations is None else {key: one.target for key, one in relations_in(relations, "xl").items()}
    parts = {} if relations is None else related(relations, "xl")
    styles = _styles(archive, parts.get("styles", ""), parts.get("theme", "")).judged()
    found: dict[str, Layout] = {}
    for entry in archive.infolist():
        if entry.filename.startswith(FOLDER) and entry.filename.endswith(".bin"):
            part = _unpacked(archive, entry.filename)
            if part is not None:
                found[entry.filename] = _layout(part, Seen(styles))
    listed = [targets.get(key, "") for key in _listed(_unpacked(archive, MAIN_PART) or b"")]
    first = [found.pop(name, Layout()) for name in listed]
    return [*first, *found.values()]


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """A part of the file; None where it is missing or cannot be unpacked."""
    if name not in archive.NameToInfo:
        return None
    check_part_size(archive.getinfo(name).file_size)
    try:
        return archive.read(name)
    except UNPACKING_ERRORS:
        return None


def _listed(part: bytes) -> Iterator[str]:
    """The relations of the sheets in workbook order."""
    for kind, held in _records(part):
        if kind == SHEET and len(held) >= 12:
            yield held[12 : 12 + 2 * int.from_bytes(held[8:12], "little")].decode("utf-16-le", "replace")


def _styles(archive: zipfile.ZipFile, part: str, theme: str) -> WorkbookStyles:
    """The styles of the workbook's cells."""
    styles = WorkbookStyles(theme=readable_part(archive, theme) if theme in archive.NameToInfo else None)
    is_of_cells = False
    figures: list[str] = []
    for kind, held in _records(_unpacked(archive, part) or b""):
        if kind in (STYLES_BEGIN, STYLES_END):
            is_of_cells = kind == STYLES_BEGIN
        elif kind == FONT and len(held) >= 20:
            name = held[25 : 25 + 2 * int.from_bytes(held[21:25], "little")].decode("utf-16-le", "replace")
            size = 0.0 if draws_signs(name) else int.from_bytes(held[:2], "little") / 20
            styles.add_font(_colour(held[12:20]), size)
        elif kind == FILL and len(held) >= 20:
            styles.add_fill(int.from_bytes(held[:4], "little"), _colour(held[4:12]), _colour(held[12:20]))
        elif kind == FORMAT and len(held) >= 6:
            words = held[6 : 6 + 2 * int.from_bytes(held[2:6], "little")].decode("utf-16-le", "replace")
            styles.codes[str(int.from_bytes(held[:2], "little"))] = words
        elif kind == COLOUR and len(held) >= 3:
            figures.append(held[:3].hex().upper())
        elif kind == STYLE and is_of_cells and len(held) >= 8:
            _, code, font, fill = struct.unpack_from("<4H", held)
            styles.add_style(font, fill, code)
    styles.palette[: len(figures)] = figures
    return styles


def _colour(held: bytes) -> Attributes:
    """A colour as XLSX states it, by its kind: 1 is a number, 2 hex figures, 3 a place in the theme."""
    tint = {"tint": repr(int.from_bytes(held[2:4], "little", signed=True) / 32_767)}
    match held[0] >> 1:
        case 1:
            return {"indexed": str(held[1]), **tint}
        case 2:
            return {"rgb": held[4:7].hex().upper(), **tint}
        case 3:
            return {"theme": str(held[1]), **tint}
    return {}


def _layout(part: bytes, seen: Seen) -> Layout:
    """The layout of one sheet.

    Raises:
        UnreadableFile: a row or cell has no place.
    """
    row = 0
    for kind, held in _records(part):
        if kind < CELLS.stop and len(held) < PLACE:
            # The library would take the place left over from an earlier record.
            raise UnreadableFile(DAMAGED)
        if kind == ROW_HEADER:
            row = int.from_bytes(held[:PLACE], "little")
            if len(held) >= 12:
                height, flags = int.from_bytes(held[8:10], "little"), held[11]
                seen.add_row(row, height / 20, is_hidden=bool(flags & 0x10), is_stated=bool(flags & 0x20))
        elif kind in CELLS:
            style = int.from_bytes(held[PLACE : PLACE + 3], "little")
            seen.add_cell(row, int.from_bytes(held[:PLACE], "little"), style, _number(kind, held[8:]))
        elif kind == COLUMNS and len(held) >= 18:
            first, last, width, _, flags = struct.unpack_from("<4IH", held)
            seen.add_columns(first, last, width / 256, is_hidden=bool(flags & 1))
        elif kind == MERGED and len(held) >= 16:
            top, bottom, left, right = struct.unpack_from("<4I", held)
            seen.add_merged((top, bottom), (left, right))
    return seen.layout()


def _number(kind: int, value: bytes) -> float | None:
    """The number in a cell; None for words."""
    if kind in NUMBERS and len(value) >= 8:
        return float(struct.unpack_from("<d", value)[0])
    if kind == SHORT_NUMBER and len(value) >= 4:
        return short_number(int.from_bytes(value[:4], "little", signed=True))
    return None


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The kind and content of each record."""
    at = 0
    while at < len(part):
        kind, at = _varied(part, at, 2)
        size, at = _varied(part, at, 4)
        yield kind, part[at : at + size]
        at += size


def _varied(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number in up to `most` bytes of 7 bits each, lowest first; and where it ends."""
    number = 0
    for place in range(most):
        byte = part[at] if at < len(part) else 0
        at += 1
        number |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            break
    return number, at
