"""The system's fonts, with which PDFium draws where a PDF has no font of its own, opened before files are closed off.

PDFium opens a font's file by path whenever it needs one. The reading process cannot open paths, so every font is opened
beforehand and PDFium gets its bytes from there. PDFium still decides which font replaces which.
"""

import ctypes
import os
import struct
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

FOLDERS = ("/usr/share/fonts", "/usr/share/X11/fonts/Type1", "/usr/share/X11/fonts/TTF", "/usr/local/share/fonts")
"""Folders that PDFium searches for fonts on Linux."""

ENDINGS = frozenset((".ttf", ".ttc", ".otf"))
"""Extensions of the files that it accepts as fonts."""

MOST_FONTS = 4_000
"""Most fonts that are kept open. PDFium has fonts of its own for those missing."""

COLLECTION = 0x7474_6366
"""PDFium requests the whole file of a single font as table 0, and that of a collection as this table (`ttcf`)."""

TABLE = struct.Struct(">4s4xII")
"""A row of a font's table directory: tag, offset and length."""

MOST_TABLES = 100

LOOKED_AT = tuple(
    int.from_bytes(tag)
    for tag in (b"head", b"hhea", b"hmtx", b"maxp", b"name", b"OS/2", b"post", b"cmap", b"glyf", b"loca")
)
"""Tables by whose lengths a font is identified."""

Key = tuple[int, ...]


class HeldFonts(pypdfium2.PdfSysfontBase):  # type: ignore[misc]  # the package has no types
    """Answers PDFium's requests for the bytes of a font, from open files."""

    def __init__(self) -> None:
        super().__init__()
        self._files: dict[Key, _Font] = {}
        for font in _fonts():
            self._files.setdefault(font.key, font)

    def GetFontData(  # noqa: N802 - PDFium's name
        self, _: object, font: int, table: int, buffer: "ctypes._Pointer[ctypes.c_ubyte]", size: int
    ) -> int:
        """The length of a table in bytes; the table is written into the buffer if it fits."""
        known = self._asked(font, 0), self._asked(font, COLLECTION), *(self._asked(font, each) for each in LOOKED_AT)
        held = self._files.get(known)
        place, length = held.tables.get(table, (0, 0)) if held is not None else (0, 0)
        if held is None or not length:
            return 0
        if buffer and length <= size:
            content = os.pread(held.file, length, place)
            ctypes.memmove(buffer, content, len(content))
        return length

    def _asked(self, font: int, table: int) -> int:
        """The length of a table according to PDFium, which opens no file for that."""
        return int(self.default.GetFontData(self.default, font, table, None, 0))


class _Font:
    """One font of an open file, with the offsets of its tables."""

    def __init__(self, file: int, size: int, offset: int, *, is_collection: bool) -> None:
        self.file = file
        count = min(MOST_TABLES, int.from_bytes(os.pread(file, 2, offset + 4)))
        rows = os.pread(file, TABLE.size * count, offset + 12)
        self.tables = {
            int.from_bytes(tag): (place, length)
            for tag, place, length in TABLE.iter_unpack(rows[: len(rows) // TABLE.size * TABLE.size])
        }
        self.tables[COLLECTION if is_collection else 0] = (0, size)
        lengths = (self.tables.get(each, (0, 0))[1] for each in (0, COLLECTION, *LOOKED_AT))
        self.key: Key = tuple(lengths)


def hold_fonts() -> "HeldFonts":
    """Open the system's fonts, and make PDFium list them now, while it may open files."""
    held = HeldFonts()
    held.setup()
    with pypdfium2.PdfDocument(_ONE_LETTER) as document:
        document[0].close()
    return held


def _fonts() -> Iterator[_Font]:
    opened = 0
    for folder in FOLDERS:
        for at, _, names in os.walk(folder):
            for name in names:
                if Path(name).suffix.lower() not in ENDINGS or opened >= MOST_FONTS:
                    continue
                try:
                    file = os.open(Path(at, name), os.O_RDONLY | os.O_CLOEXEC)
                except OSError:
                    continue
                opened += 1
                yield from _in(file)


def _in(file: int) -> Iterator[_Font]:
    size = os.fstat(file).st_size
    head = os.pread(file, 12, 0)
    if head[:4] != b"ttcf":
        yield _Font(file, size, 0, is_collection=False)
        return
    count = min(MOST_TABLES, int.from_bytes(head[8:12]))
    for offset in struct.unpack(f">{count}I", os.pread(file, 4 * count, 12)):
        yield _Font(file, size, offset, is_collection=offset > 0)


_ONE_LETTER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj "
    b"4 0 obj<</Length 30>>stream\nBT /F 9 Tf 9 9 Td (a) Tj ET   \nendstream endobj "
    b"5 0 obj<</Type/Font/Subtype/TrueType/BaseFont/Nowhere>>endobj trailer<</Root 1 0 R>>"
)
"""A page with one letter in a font that no system has."""
