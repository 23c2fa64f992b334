"""Words that are in a page and not in its picture.

They are in a layer that is turned off, under an area, cut away by a clip, or in the colour of what lies behind them.
Which words may be is told from the objects of the page, at little cost; of most pages none may. Whether they are is
then told from the picture that PDFium draws: where a letter leaves no mark in its own box, nobody reads it.
"""

import ctypes
from collections.abc import Iterator, Sequence

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pincite.documents.readers.pdf.characters import Characters, Flags
from pincite.documents.readers.pdf.objects import FORM, IMAGE, PATH, TEXT, Item, bounds, inside

SCALE = 2.0
"""Pixels for each point: strokes of small print are a pixel wide."""

MOST_PIXELS = 6_000_000
"""A page of A3 has 4 million at that scale; larger ones are drawn smaller."""

LEAST_MARK = 12
"""Grey levels of 255 between the lightest and the darkest pixel of a letter's box below which nothing is read."""

ALIKE = 8
"""Of 255 in red, green and blue: colours that nobody tells apart."""

MOST_OBJECTS = 4_000
"""Objects of a page whose order is looked at: a drawing has more, and no paragraphs under its lines."""

MOST_CLIP_POINTS = 40

Sides = tuple[float, float, float, float]


def drawn_over(page: ctypes.c_void_p, text_page: ctypes.c_void_p, items: list[Item], characters: Characters) -> Flags:
    """Which characters are in the page and leave no mark in its picture."""
    lost = np.zeros(len(characters.is_ink), np.bool_)
    suspects = set(_suspects(items))
    if not suspects:
        return lost
    picture, scale = _picture(page)
    height = picture.shape[0]
    for index in np.flatnonzero(characters.is_ink & ~characters.is_outside).tolist():
        item = pdfium.FPDFText_GetTextObject(text_page, index)
        if not item or ctypes.addressof(item.contents) not in suspects:
            continue
        left, bottom, right, top = (characters.places[index] * scale).tolist()
        box = picture[
            max(0, int(height - top)) : max(0, int(height - bottom)) + 1, max(0, int(left)) : max(0, int(right)) + 1
        ]
        lost[index] = box.size == 0 or int(box.max()) - int(box.min()) < LEAST_MARK
    return lost


def _suspects(items: Sequence[Item]) -> Iterator[int]:
    """The addresses of text objects that may leave no mark."""
    for item in items:
        if pdfium.FPDFPageObj_GetType(item) == FORM and _is_in_layer(item):
            yield from (_address(part) for part in inside([item]) if pdfium.FPDFPageObj_GetType(part) == TEXT)
    flat = [(item, pdfium.FPDFPageObj_GetType(item)) for item in inside(items)]
    if len(flat) > MOST_OBJECTS:
        return
    areas = [(at, bounds(item), _colour(item)) for at, (item, kind) in enumerate(flat) if _is_area(item, kind)]
    for at, (item, kind) in enumerate(flat):
        if kind != TEXT:
            continue
        sides = bounds(item)
        if _is_in_layer(item) or _is_cut_away(item, sides):
            yield _address(item)
            continue
        middle = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
        own = _colour(item) if areas else None
        for place, area, colour in areas:
            is_under = area[0] <= middle[0] <= area[2] and area[1] <= middle[1] <= area[3]
            if is_under and (place > at or (own is not None and colour is not None and _alike(own, colour))):
                yield _address(item)
                break


def _address(item: Item) -> int:
    return ctypes.addressof(item.contents)  # type: ignore[attr-defined]  # a pointer of ctypes


def _is_in_layer(item: Item) -> bool:
    """True for what is in a layer (optional content), which a viewer may show or not (ISO 32000-1, 8.11)."""
    name = (ctypes.c_ushort * 16)()
    length = ctypes.c_ulong()
    for number in range(max(0, pdfium.FPDFPageObj_CountMarks(item))):
        mark = pdfium.FPDFPageObj_GetMark(item, number)
        if not mark or not pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), length):
            continue
        if bytes(name)[: max(0, length.value - 2)].decode("utf-16-le", "ignore") == "OC":
            return True
    return False


def _is_area(item: Item, kind: int) -> bool:
    """True for a picture and for an area that covers what is under it, of whatever colour."""
    if kind == IMAGE:
        return True
    if kind != PATH:
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(item, fill, stroke) or not fill.value:
        return False
    left, bottom, right, top = bounds(item)
    return right - left > 2 and top - bottom > 2


def _colour(item: Item) -> tuple[int, int, int] | None:
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, opacity):
        return None
    return red.value, green.value, blue.value


def _alike(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return all(abs(a - b) <= ALIKE for a, b in zip(one, other, strict=True))


def _is_cut_away(item: Item, sides: Sides) -> bool:
    """True for words whose clip leaves nothing of them: their middle lies out of it."""
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    if not clip:
        return False
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(0, min(4, pdfium.FPDFClipPath_CountPaths(clip)))):
        points: list[tuple[float, float]] = []
        for number in range(max(0, min(MOST_CLIP_POINTS, pdfium.FPDFClipPath_CountPathSegments(clip, path)))):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, number)
            if segment and pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if points:
            across, up = [point[0] for point in points], [point[1] for point in points]
            middle = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
            if not (min(across) <= middle[0] <= max(across) and min(up) <= middle[1] <= max(up)):
                return True
    return False


def _picture(page: ctypes.c_void_p) -> tuple[NDArray[np.uint8], float]:
    """The page in grey, shape (pixels high, pixels wide), as a viewer draws it, and its pixels for each point."""
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    scale = min(SCALE, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    size = max(1, int(width * scale)), max(1, int(height * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(*size, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, *size, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, *size, 0, pdfium.FPDF_GRAYSCALE)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        buffer = ctypes.cast(
            pdfium.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_ubyte * (stride * size[1]))
        ).contents
        return np.frombuffer(bytes(buffer), np.uint8).reshape(size[1], stride)[:, : size[0]], scale
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
