"""The sheets of an old binary workbook (XLS): their extent and hidden parts. Values are read elsewhere.

Source: [MS-XLS] 2.4 (records), 2.5.13 (Cell: row, column, style), 2.5.20 (CellXF), 2.5.161 (Icv).
"""

import struct
from collections.abc import Iterator, Sequence
from io import BytesIO

import olefile

from pincite.errors import UnreadableFile
from pincite.readers.table.binary_styles import Attributes, Seen, WorkbookStyles, short_number
from pincite.readers.table.cell_styles import CellStyle
from pincite.readers.table.layout import DAMAGED, MOST_CELLS, Layout
from pincite.readers.visibility import draws_signs

STREAMS = ("Workbook", "Book")
"""Names of the workbook's stream in its container, since 1997 and before."""

BEGINNING, ENDING = 0x0809, 0x000A
"""Records that begin and end each sheet; charts within a sheet have both too."""

SHEET = 0x0085
"""The record that says where a sheet begins."""

SINCE_1997 = 0x0600
"""The first version whose styles are judged; earlier files state them differently."""

DIMENSIONS = 0x0200

ROW, COLUMNS, MERGED = 0x0208, 0x007D, 0x00E5

FONT, FORMAT, STYLE, PALETTE = 0x0031, 0x041E, 0x00E0, 0x0092

FORMULA, SEVERAL, NUMBER, SHORT_NUMBER = 0x0006, 0x00BD, 0x0203, 0x027E

CELLS = frozenset((FORMULA, SEVERAL, 0x00D6, 0x00FD, NUMBER, 0x0204, 0x0205, SHORT_NUMBER))
"""Records of cells with values, including RString, LabelSst, Label, BoolErr."""

MOST_ANNOUNCED = 4 * MOST_CELLS
"""Most cells that a sheet may announce, including formatted empty rows. The library allocates memory for them."""

NO_FONT = 4
"""The number of a font that no file has; later fonts are numbered one higher."""

OF_THE_PROGRAM = (64, 65, 0x7FFF)
"""Numbers of the program's own colours: letters, background, letters again."""

_PAIR = struct.Struct("<HH")
_CELL = struct.Struct("<HHH")
_OLD_DIMENSIONS = struct.Struct("<4H")
_NEW_DIMENSIONS = struct.Struct("<2I2H")

Record = tuple[int, int, bytes]
"""The start of a record, its kind, and its content."""


def layouts_of(content: bytes) -> list[Layout]:
    """The layout of each sheet in workbook order; then what lies outside all listed sheets.

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
    return _layouts(records)


def _layouts(records: bytes) -> list[Layout]:
    """The layouts of the sheets in a workbook's records.

    Raises:
        UnreadableFile: a sheet announces more cells than can be read.
    """
    listed: list[int] = []
    styles = WorkbookStyles()
    judged: Sequence[CellStyle] = ()
    found: dict[int, Seen] = {}
    within: list[Seen] = [Seen()]
    for at, kind, held in _records(records):
        if kind == BEGINNING:
            if len(found) == 1 and held[:2] == SINCE_1997.to_bytes(2, "little"):
                judged = styles.judged()
            found[at] = Seen(judged)
            within.append(found[at])
        elif kind == ENDING and len(within) > 1:
            within.pop()
        elif kind == SHEET and len(held) >= 4:
            listed.append(int.from_bytes(held[:4], "little"))
        elif len(found) <= 1:
            _add_look(styles, kind, held)
        _add_to_sheet(within[-1], kind, held)
    layouts = {at: seen.layout() for at, seen in found.items()}
    first = [layouts.get(max((at for at in layouts if at <= place), default=-1), Layout()) for place in listed]
    return [*first, *layouts.values(), within[0].layout()]


def _records(records: bytes) -> Iterator[Record]:
    at = 0
    while at + _PAIR.size <= len(records):
        kind, size = _PAIR.unpack_from(records, at)
        yield at, kind, records[at + _PAIR.size : at + _PAIR.size + size]
        at += _PAIR.size + size


def _add_look(styles: WorkbookStyles, kind: int, held: bytes) -> None:
    """Add a record of the workbook about the style of cells."""
    if kind == FONT and len(held) >= 6:
        height, _, colour = _CELL.unpack_from(held)
        if len(styles.fonts) == NO_FONT:
            styles.add_font({}, 11.0)
        size = 0.0 if draws_signs(_words(held[14:])) else height / 20
        styles.add_font(_colour(colour), size)
    elif kind == FORMAT and len(held) >= 5:
        number, _ = _PAIR.unpack_from(held)
        words = held[5:].decode("utf-16-le" if held[4] & 1 else "latin-1", "replace")
        styles.codes[str(number)] = words[: int.from_bytes(held[2:4], "little")]
    elif kind == PALETTE and len(held) >= 2:
        for place in range(min(56, (len(held) - 2) // 4)):
            styles.palette[8 + place] = held[2 + 4 * place : 5 + 4 * place].hex().upper()
    elif kind == STYLE and len(held) >= 20:
        font, code = _PAIR.unpack_from(held)
        lines, colours = int.from_bytes(held[14:18], "little"), int.from_bytes(held[18:20], "little")
        fill = styles.add_fill(lines >> 26, _colour(colours & 0x7F), _colour(colours >> 7 & 0x7F))
        styles.add_style(font, fill, code)


def _words(held: bytes) -> str:
    """A short text: its length, the bytes per letter, its letters."""
    return held[2:].decode("utf-16-le" if held[1:2] == b"\1" else "latin-1", "replace")[: held[0]] if held else ""


def _colour(number: int) -> Attributes:
    return {} if number in OF_THE_PROGRAM else {"indexed": str(number)}


def _add_to_sheet(seen: Seen, kind: int, held: bytes) -> None:
    """Add a record of a sheet.

    Raises:
        UnreadableFile: the sheet announces more cells than can be read.
    """
    if kind == DIMENSIONS and _announced(held) > MOST_ANNOUNCED:
        raise UnreadableFile(DAMAGED)
    if kind == ROW and len(held) >= 14:
        height, flags = int.from_bytes(held[6:8], "little") & 0x7FFF, held[12]
        row = int.from_bytes(held[:2], "little")
        seen.add_row(row, height / 20, is_hidden=bool(flags & 0x20), is_stated=bool(flags & 0x40))
    elif kind == COLUMNS and len(held) >= 10:
        first, last, width, _, flags = struct.unpack_from("<5H", held)
        seen.add_columns(first, last, width / 256, is_hidden=bool(flags & 1))
    elif kind == MERGED and len(held) >= 2:
        for top, bottom, left, right in struct.iter_unpack("<4H", held[2 : 2 + (len(held) - 2) // 8 * 8]):
            seen.add_merged((top, bottom), (left, right))
    elif kind in CELLS and len(held) >= _CELL.size:
        _add_cells(seen, kind, held)


def _add_cells(seen: Seen, kind: int, held: bytes) -> None:
    """Add a cell with a value, or several numbers in a row."""
    row, column, style = _CELL.unpack_from(held)
    if kind == SEVERAL:
        for at in range(4, len(held) - 7, 6):
            style, number = struct.unpack_from("<Hi", held, at)
            seen.add_cell(row, column + (at - 4) // 6, style, short_number(number))
        # The last column is stated too, and the library relies on it.
        seen.columns = max(seen.columns, int.from_bytes(held[-2:], "little") + 1)
        seen.rows = max(seen.rows, row + 1)
        return
    number_of: float | None = None
    if kind == SHORT_NUMBER and len(held) >= 10:
        number_of = short_number(struct.unpack_from("<i", held, 6)[0])
    elif (kind == NUMBER or (kind == FORMULA and held[12:14] != b"\xff\xff")) and len(held) >= 14:
        number_of = struct.unpack_from("<d", held, 6)[0]
    seen.add_cell(row, column, style, number_of)


def _announced(record: bytes) -> int:
    """The number of cells that a sheet announces at its beginning, including empty ones."""
    shape = _NEW_DIMENSIONS if len(record) >= _NEW_DIMENSIONS.size else _OLD_DIMENSIONS
    if len(record) < shape.size:
        return 0
    first_row, last_row, first_column, last_column = map(int, shape.unpack_from(record))
    return max(0, last_row - first_row) * max(0, last_column - first_column)
