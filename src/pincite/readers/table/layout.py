"""What a sheet's file says besides the values: its extent, its hidden parts, how some values are shown.

The library that reads values allocates memory for every cell between a sheet's first and last, filled or not. One stray
cell in the last corner would need 500 GB. So each sheet is measured before it is opened.
"""

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pincite.errors import UnreadableFile
from pincite.readers.archive import MOST_PART

UNPACKING_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError)
"""What reading a damaged part of an archive raises."""

MOST_CELLS = 5_000_000
"""Most cells of one sheet, including empty ones: 100,000 rows of 50 columns. They need about 400 MB."""

MOST_SHOWN = 500_000
"""Cells of a sheet whose format is followed; later ones are shown as plain numbers."""

DAMAGED = "the spreadsheet is damaged and cannot be opened: open it in Excel or LibreOffice and save it again"

CellIndex = tuple[int, int]
"""Row and column, from 0."""


_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet: its rows and columns up to the last cell with a value, the hidden ones, and words for some cells.

    `shown` has the words for values that their format shows as more than a number (`5.25%`), and for errors. `remarks`
    are comments in the order of the file: place, words, author. `lost` says what in a sheet cannot be read. `unseen`
    are the cells whose letters nobody sees.
    """

    rows: int = 0
    columns: int = 0
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    shown: Mapping[CellIndex, str] = field(default_factory=lambda: MappingProxyType({}))
    remarks: tuple[tuple[CellIndex, str, str], ...] = ()
    lost: str = ""
    unseen: frozenset[CellIndex] = frozenset()

    @property
    def is_too_large(self) -> bool:
        """True for a sheet that is not opened."""
        return self.rows * self.columns > MOST_CELLS


def check_part_size(size: int) -> None:
    """Refuse a part that is too large to examine.

    Raises:
        UnreadableFile: the part has more bytes than any sheet.
    """
    if size > MOST_PART:
        raise UnreadableFile(
            f"a sheet of the file has more than {MOST_PART // 1_000_000} MB: split it and save the parts"
        )


def place_of(reference: str) -> CellIndex | None:
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
