"""Draws the glyphs of a font one by one, and reads the letters that its file declares for them.

PDFium reveals the letters of a page but not their codes. It does draw and read any codes on a page of our own making.
So a font's codes are written on such a page at fixed intervals, and read back from it.
"""

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pincite.readers.pdf.letterforms import CELL, FOOT, LEFT, SIGNS, SIZE, Glyphs, Strip, glyphs_of
from pincite.readers.pdf.objects import Item

Font = ctypes.c_void_p
"""A PDFium font."""

MODELS = (
    b"Helvetica", b"Helvetica-Bold", b"Helvetica-Oblique", b"Helvetica-BoldOblique", b"Times-Roman", b"Times-Bold",
    b"Times-Italic", b"Times-BoldItalic", b"Courier", b"Courier-Bold", b"Courier-Oblique",
)  # fmt: skip
"""Fonts whose letters others are compared with. Every PDF program has them (ISO 32000-1, 9.6.2.2)."""

OF_ONE_BYTE = 256
"""Codes of a font with one-byte codes; PDFium wraps around to 0 after them."""

OF_TWO_BYTES = 1_024
"""Codes that are examined of the 65,536 that a font with two-byte codes may have. An ordinary font has its letters
among its first 4,000 glyphs. All codes would take 40 ms per font, three times as long as a page."""

_SIGNS = np.array([ord(sign) for sign in SIGNS], np.uint32)


class Specimens:
    """Draws and reads fonts on pages of a document of its own. Close it after use."""

    def __init__(self) -> None:
        self._document = pdfium.FPDF_CreateNewDocument()

    def close(self) -> None:
        """Release the pages."""
        pdfium.FPDF_CloseDocument(self._document)

    def text_in(self, font: Font) -> Item:
        """An empty text in a font. The font lives as long as the text is not destroyed."""
        text: Item = pdfium.FPDFPageObj_CreateTextObj(self._document, font, float(SIZE))
        return text

    def claimed(self, font: Font) -> Mapping[int, str]:
        """The codes of a font that its file declares as a letter or figure of `SIGNS`, with that sign."""
        low = self._read(font, range(OF_ONE_BYTE))
        again = self._read(font, [code + OF_ONE_BYTE for code in low]) if low else {}
        if low and again == {code + OF_ONE_BYTE: sign for code, sign in low.items()}:
            return low
        return self._read(font, range(OF_TWO_BYTES))

    def drawn(self, font: Font, codes: Sequence[int]) -> Strip:
        """The glyphs of some codes, each in a square of its own."""
        with self._written(font, codes) as page:
            width = CELL * len(codes)
            bitmap = pdfium.FPDFBitmap_CreateEx(width, CELL, pdfium.FPDFBitmap_Gray, None, 0)
            if not bitmap:
                raise MemoryError
            try:
                pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, CELL, 0xFFFFFFFF)
                pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, CELL, 0, 0)
                stride = pdfium.FPDFBitmap_GetStride(bitmap)
                kind = ctypes.POINTER(ctypes.c_ubyte * (stride * CELL))
                buffer = ctypes.cast(pdfium.FPDFBitmap_GetBuffer(bitmap), kind).contents
                grey = np.frombuffer(bytes(buffer), np.uint8).reshape(CELL, stride)[:, :width]
            finally:
                pdfium.FPDFBitmap_Destroy(bitmap)
        return 255 - grey

    def ordinary(self, name: bytes) -> Font:
        """A font that every PDF program has."""
        font: Font = pdfium.FPDFText_LoadStandardFont(self._document, name)
        return font

    def _read(self, font: Font, codes: Sequence[int]) -> dict[int, str]:
        """Which of some codes of a font are declared as one sign of `SIGNS`."""
        found: dict[int, str] = {}
        with self._written(font, codes) as page:
            text_page = pdfium.FPDFText_LoadPage(page)
            if not text_page:
                return {}
            try:
                across, up = ctypes.c_double(), ctypes.c_double()
                signs = _units(text_page)
                for index in np.flatnonzero(np.isin(signs, _SIGNS)).tolist():
                    # A code without a declared meaning is read as the letter with that number.
                    if pdfium.FPDFText_HasUnicodeMapError(text_page, index) == 1:
                        continue
                    pdfium.FPDFText_GetCharOrigin(text_page, index, across, up)
                    code = codes[round((across.value - LEFT) / CELL)]
                    found[code] = found.get(code, "") + chr(signs[index])
            finally:
                pdfium.FPDFText_ClosePage(text_page)
        return {code: words for code, words in found.items() if len(words) == 1}

    @contextmanager
    def _written(self, font: Font, codes: Sequence[int]) -> Iterator[ctypes.c_void_p]:
        """A page with some codes of a font, at fixed intervals."""
        count = len(codes)
        page = pdfium.FPDFPage_New(self._document, 0, CELL * count, CELL)
        words = self.text_in(font)
        if not page or not words:
            raise MemoryError
        try:
            pdfium.FPDFText_SetCharcodes(words, (ctypes.c_uint32 * count)(*codes), count)
            if count > 1:
                steps = (ctypes.c_float * (count - 1))(*range(CELL, CELL * count, CELL))
                pdfium.FPDFText_SetPositions(words, steps, count - 1)
            pdfium.FPDFPageObj_Transform(words, 1, 0, 0, 1, LEFT, FOOT)
            pdfium.FPDFPage_InsertObject(page, words)
            yield page
        finally:
            pdfium.FPDF_ClosePage(page)
            pdfium.FPDFPage_Delete(self._document, 0)


def _units(text_page: ctypes.c_void_p) -> NDArray[np.uint32]:
    """The characters of a page; those beyond the first 65,536 of Unicode are not in `SIGNS`."""
    count = max(0, pdfium.FPDFText_CountChars(text_page))
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text_page, 0, count, buffer) == count + 1:
        return np.frombuffer(bytes(buffer), np.uint16, count).astype(np.uint32)
    return np.array([pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count)], np.uint32)


@lru_cache(maxsize=1)
def models() -> Glyphs:
    """All of `SIGNS` in each of the model fonts, font by font."""
    specimens = Specimens()
    try:
        codes = [ord(sign) for sign in SIGNS]
        strips = [specimens.drawn(specimens.ordinary(name), codes) for name in MODELS]
        return glyphs_of(np.concatenate(strips, axis=1))
    finally:
        specimens.close()
