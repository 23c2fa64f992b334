"""The characters of a page as PDFium returns them, each with its place on the page as shown.

PDFium's order is the order of drawing, with white space where letters are far apart. It marks a hyphen at the end of a
line and joins the two lines; here that becomes a plain hyphen.
"""

import ctypes
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pincite.documents.glyphs import Rectangles

UNMAPPED = "\ufffd"

SAME_SHAPE = {"\uf0b7": "•", "\uf0a7": "▪", "\u00ad": "-", "\u037e": ";", "\u0387": "·"}
"""Characters that PDFs use for a shape with a plainer equivalent: bullets of Symbol and Wingdings, the soft hyphen
(which a PDF always shows), and the Greek question mark and middle dot, which Unicode treats as equal to the plain ones
(18 of 28 CUAD contracts use the Greek question mark for semicolons)."""

HYPHEN_MARK = 2
"""PDFium's code for a hyphen at the end of a line."""

BLANKS = np.array([code for code in range(0x3001) if chr(code).isspace()], np.uint32)
"""Codes of white space."""

PRIVATE = (0xE000, 0xF8FF)
"""Unicode's private use area: shapes that only their own font defines."""


def _by_address(function: Callable[..., int], *arguments: type) -> Callable[..., int]:
    """A PDFium function that takes addresses as plain numbers: a third faster, for functions called once per letter."""
    address = ctypes.cast(function, ctypes.c_void_p).value  # type: ignore[arg-type]  # a function of ctypes
    return ctypes.CFUNCTYPE(ctypes.c_int, *arguments)(address or 0)


_LACKS_MEANING = _by_address(pdfium.FPDFText_HasUnicodeMapError, ctypes.c_void_p, ctypes.c_int)
_LOOSE_BOX = _by_address(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)

Flags = NDArray[np.bool_]

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Characters:
    """PDFium's characters of one page, in its order. All arrays have shape (n_characters,) or (n_characters, 4).

    `signs` are the characters. `drawn` are their places in the page's own coordinates, `places` those on the page as
    shown; both are as tall as the font and may reach beyond the page. `is_ink` is False for white space, `is_line_end`
    True where PDFium begins a new line, `is_outside` True for characters entirely off the page. `unmapped` is the
    number of letters without a meaning.
    """

    signs: NDArray[np.str_]
    drawn: Rectangles
    places: Rectangles
    is_ink: Flags
    is_line_end: Flags
    is_outside: Flags
    unmapped: int

    def text(self, first: int, last: int) -> str:
        """The characters from the first to the last, without line ends."""
        return "".join(self.signs[first : last + 1].tolist()).replace("\n", "")


def characters_of(page: ctypes.c_void_p, text_page: ctypes.c_void_p) -> Characters:
    """The characters of an open page."""
    count = max(0, pdfium.FPDFText_CountChars(text_page))
    codes = _codes(text_page, count)
    is_hyphen = codes == HYPHEN_MARK
    for index in np.flatnonzero(is_hyphen).tolist():
        is_hyphen[index] = pdfium.FPDFText_IsHyphen(text_page, index) == 1
    codes = np.where(is_hyphen, ord("-"), codes)
    is_blank = np.isin(codes, BLANKS)
    is_line_end = (codes == 10) | (codes == 13)
    has_no_meaning = _is_no_character(codes) & ~is_blank
    page_address = ctypes.cast(text_page, ctypes.c_void_p).value
    looked_at = np.flatnonzero(~is_blank & ~is_hyphen)
    lacks_meaning = np.fromiter(map(_LACKS_MEANING, repeat(page_address), looked_at.tolist()), np.int8, len(looked_at))
    has_no_meaning[looked_at[lacks_meaning == 1]] = True
    codes = np.where(has_no_meaning, ord(UNMAPPED), np.where(is_line_end, 10, codes))
    for sign, plain in SAME_SHAPE.items():
        codes[codes == ord(sign)] = ord(plain)
    is_ink = ~is_blank
    is_private = (codes >= PRIVATE[0]) & (codes <= PRIVATE[1])
    drawn = _rectangles(text_page, count)
    places, is_outside = as_shown(page, _apart(drawn, is_ink))
    return Characters(
        signs=codes.astype("<u4").view("<U1"),
        drawn=drawn,
        places=places,
        is_ink=is_ink,
        is_line_end=is_line_end,
        is_outside=is_outside,
        unmapped=int(has_no_meaning.sum() + is_private.sum()),
    )


def as_shown(page: ctypes.c_void_p, drawn: Rectangles) -> tuple[Rectangles, Flags]:
    """Rectangles on the page as shown (cropped, turned), and which of them are entirely off it."""
    crop = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, crop)
    left, bottom, right, top = drawn.T
    from_left, from_right = (left - crop.left, right - crop.left), (crop.right - right, crop.right - left)
    from_bottom, from_top = (bottom - crop.bottom, top - crop.bottom), (crop.top - top, crop.top - bottom)
    width, height = crop.right - crop.left, crop.top - crop.bottom
    turn = pdfium.FPDFPage_GetRotation(page) % 4
    across, up = {
        0: (from_left, from_bottom),
        1: (from_bottom, from_right),
        2: (from_right, from_top),
        3: (from_top, from_left),
    }[turn]
    if turn % 2:
        width, height = height, width
    outside = (across[1] <= 0) | (across[0] >= width) | (up[1] <= 0) | (up[0] >= height)
    shown = np.stack((across[0], up[0], across[1], up[1]), axis=1)
    return shown, outside


def _codes(text_page: ctypes.c_void_p, count: int) -> NDArray[np.uint32]:
    """Unicode of each PDFium character, in one call where each is a single UTF-16 unit (nearly always)."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    if written == count + 1:
        codes = np.frombuffer(bytes(buffer), np.uint16, count).astype(np.uint32)
        if not ((codes >= 0xD800) | (codes == HYPHEN_MARK)).any():
            return codes
    single = pdfium.FPDFText_GetUnicode
    return np.array([single(text_page, index) for index in range(count)], np.uint32)


def _is_no_character(codes: NDArray[np.uint32]) -> Flags:
    """True for codes that a text may not hold: control characters except tab and line ends, and lone surrogates."""
    wrong: Flags = (codes < 32) & (codes != 9) & (codes != 10) & (codes != 13)
    wrong |= (codes >= 0x7F) & (codes < 0xA0)
    wrong |= (codes >= 0xD800) & (codes < 0xE000)
    wrong |= ((codes & 0xFFFE) == 0xFFFE) | (codes > 0x10FFFF)
    return wrong


def _rectangles(text_page: ctypes.c_void_p, count: int) -> Rectangles:
    """Left, bottom, right, top of each PDFium character in the page's own coordinates, as tall as its font."""
    if not count:
        return np.empty((0, 4))
    store = (pdfium.FS_RECTF * count)()
    size = ctypes.sizeof(pdfium.FS_RECTF)
    start = ctypes.addressof(store)
    page_address = ctypes.cast(text_page, ctypes.c_void_p).value
    places = range(start, start + count * size, size)
    deque(map(_LOOSE_BOX, repeat(page_address), range(count), places), maxlen=0)
    left, top, right, bottom = np.frombuffer(store, np.float32).reshape(count, 4).astype(np.float64).T
    return np.nan_to_num(np.stack((left, bottom, right, top), axis=1))


def _apart(drawn: Rectangles, is_ink: Flags) -> Rectangles:
    """Rectangles in which the letters of a ligature, to which PDFium gives one place, share it from left to right."""
    same = np.zeros(len(drawn), np.bool_)
    if len(drawn) > 1:
        same[1:] = is_ink[1:] & is_ink[:-1] & (drawn[1:] == drawn[:-1]).all(axis=1)
    if not same.any():
        return drawn
    parted = drawn.copy()
    starts = np.flatnonzero(~same & np.append(same[1:], False))
    for start in starts.tolist():
        end = start + 1
        while end < len(same) and same[end]:
            end += 1
        left, _, right, _ = drawn[start]
        edges = np.linspace(left, right, end - start + 1)
        parted[start:end, 0], parted[start:end, 2] = edges[:-1], edges[1:]
    return parted
