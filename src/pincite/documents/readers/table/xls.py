"""How far the sheets of an old binary workbook (XLS) reach; their values are read elsewhere.

Source: [MS-XLS] 2.4 (records: Dimensions, and those of cells), 2.5.13 (Cell: row, then column).
"""

import struct
from io import BytesIO

import olefile

from pincite.documents.readers.table.layout import DAMAGED, MOST_CELLS, Layout
from pincite.errors import UnreadableFile

STREAMS = ("Workbook", "Book")
"""Where a container holds the workbook, since 1997 and before."""

BEGINNING = 0x0809
"""The record that begins each sheet."""

DIMENSIONS = 0x0200

CELLS = frozenset((0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E))
"""Records of cells with values: Formula, MulRk, RString, LabelSst, Number, Label, BoolErr, RK."""

SEVERAL = 0x00BD
"""The record of several numbers in a row; its last two bytes are the last one's column."""

MOST_ANNOUNCED = 4 * MOST_CELLS
"""Cells that a sheet may announce. The library sets memory aside for them; formatted empty rows are among them."""

_PAIR = struct.Struct("<HH")
_OLD_DIMENSIONS = struct.Struct("<4H")
_NEW_DIMENSIONS = struct.Struct("<2I2H")


def reach_of_sheets(content: bytes) -> list[Layout]:
    """Rows and columns of each sheet, in no order.

    Raises:
        UnreadableFile: the container is damaged, or a sheet announces more cells than can be read.
    """
    try:
        with olefile.OleFileIO(BytesIO(content)) as container:
            stream = next((name for name in STREAMS if container.exists(name)), "")
            records: bytes = container.openstream(stream).read() if stream else b""
    except (
        OSError,
        IndexError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        RecursionError,
        struct.error,
    ) as error:
        raise UnreadableFile(DAMAGED) from error
    return _reach(records)


def _reach(records: bytes) -> list[Layout]:
    """The reach of the sheets in a workbook's records.

    Raises:
        UnreadableFile: a sheet announces more cells than can be read.
    """
    found: list[Layout] = []
    at = rows = columns = 0
    while at + _PAIR.size <= len(records):
        kind, size = _PAIR.unpack_from(records, at)
        at += _PAIR.size
        if kind == BEGINNING:
            found.append(Layout(rows=rows, columns=columns))
            rows = columns = 0
        elif kind == DIMENSIONS and _announced(records[at : at + size]) > MOST_ANNOUNCED:
            raise UnreadableFile(DAMAGED)
        elif kind in CELLS and size >= _PAIR.size and at + size <= len(records):
            row, column = _PAIR.unpack_from(records, at)
            if kind == SEVERAL:
                column = max(column, int.from_bytes(records[at + size - 2 : at + size], "little"))
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        at += size
    return [*found, Layout(rows=rows, columns=columns)]


def _announced(record: bytes) -> int:
    """Cells of a sheet as it says at its beginning, empty ones among them."""
    shape = _NEW_DIMENSIONS if len(record) >= _NEW_DIMENSIONS.size else _OLD_DIMENSIONS
    if len(record) < shape.size:
        return 0
    first_row, last_row, first_column, last_column = map(int, shape.unpack_from(record))
    return max(0, last_row - first_row) * max(0, last_column - first_column)
