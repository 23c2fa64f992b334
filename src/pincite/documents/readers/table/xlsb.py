"""How far the sheets of a binary workbook (XLSB) reach; their values are read elsewhere.

Source: [MS-XLSB] 2.1.4 (records), 2.4 (BrtRowHdr and the cell records).
"""

import zipfile
import zlib

from pincite.documents.readers.table.layout import Layout, check_part_size

ROW_HEADER = 0

CELLS = range(2, 12)
"""Kinds of records that are cells with a value, from BrtCellRk to BrtFmlaError."""

FOLDER = "xl/worksheets/"


def reach_of_sheets(archive: zipfile.ZipFile) -> list[Layout]:
    """Rows and columns of each sheet, in no order; a damaged sheet's as far as it goes.

    Raises:
        UnreadableFile: a sheet's part is too large.
    """
    found: list[Layout] = []
    for entry in archive.infolist():
        if entry.filename.startswith(FOLDER) and entry.filename.endswith(".bin"):
            check_part_size(entry.file_size)
            try:
                found.append(_reach(archive.read(entry)))
            except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError):
                continue  # what cannot be unpacked is not opened either
    return found


def _reach(part: bytes) -> Layout:
    at = row = rows = columns = 0
    while at < len(part):
        kind, at = _varied(part, at, 2)
        size, at = _varied(part, at, 4)
        if kind == ROW_HEADER and size >= 4:
            row = int.from_bytes(part[at : at + 4], "little")
        elif kind in CELLS and size >= 4:
            rows = max(rows, row + 1)
            columns = max(columns, int.from_bytes(part[at : at + 4], "little") + 1)
        at += size
    return Layout(rows=rows, columns=columns)


def _varied(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number written in up to `most` bytes of 7 bits, lowest first, and where it ends."""
    number = 0
    for place in range(most):
        byte = part[at] if at < len(part) else 0
        at += 1
        number |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            break
    return number, at
