"""How far the sheets of a binary workbook (XLSB) reach; their values are read elsewhere.

Source: [MS-XLSB] 2.1.4 (records), 2.4 (BrtRowHdr and the cell records).
"""

import zipfile
import zlib

from pincite.documents.readers.table.layout import DAMAGED, Layout, check_part_size
from pincite.errors import UnreadableFile

ROW_HEADER = 0

CELLS = range(2, 12)
"""Kinds of records that are cells with a value, from BrtCellRk to BrtFmlaError."""

PLACE = 4
"""Bytes of a row's or a column's number, with which such records begin."""

FOLDER = "xl/worksheets/"


def reach_of_sheets(archive: zipfile.ZipFile) -> list[Layout]:
    """Rows and columns of each sheet, in no order.

    Raises:
        UnreadableFile: a sheet's part is too large, or a row or cell has no place.
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
        if kind < CELLS.stop and size < PLACE:
            # The library would take what an earlier record left behind for its place.
            raise UnreadableFile(DAMAGED)
        if kind == ROW_HEADER:
            row = int.from_bytes(part[at : at + PLACE], "little")
        elif kind in CELLS:
            rows = max(rows, row + 1)
            columns = max(columns, int.from_bytes(part[at : at + PLACE], "little") + 1)
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
