"""Finds words of a page that its picture may not show, cheaply, from the page's objects; most pages have none.

Plain words are dark and opaque, in no layer and no transparent form, entirely within their clip, with nothing drawn
over them, and with nothing of their colour and no picture under them. All others are looked up in the picture
(`pictured`).
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pincite.readers.pdf.notes import annotations
from pincite.readers.pdf.objects import (
    DEEPEST_FORM,
    FORM,
    IMAGE,
    PATH,
    SHADING,
    STRAIGHT,
    TEXT,
    Item,
    Matrix,
    bounds,
    inside,
    is_invisible,
    matrix_of,
    parts_of,
    times,
)
from pincite.readers.visibility import WHITE, Colour, contrast

PLAIN_CONTRAST = 3.0
"""Contrast from which letters are certainly visible on white, and on an area of another colour."""

OPAQUE = 250
"""Opacity, of 255, above which nothing shows through."""

MOST_OBJECTS = 6_000
"""Objects of a page whose order is examined; on a page with more, all words are looked up in its picture."""

POINTS_OF_A_BOX = 6
"""Points of a clip that is a single rectangle; two rectangles may have nothing in common."""

CLIPPING = (4, 5, 6, 7)
"""Text rendering modes after which objects are drawn only within the letters (ISO 32000-1, table 106)."""

WORDS_OF_ITS_OWN = 2
"""Words in a replacement text from which it differs from the drawn words; a single word may have been divided."""

LEAST_HIGH = 0.2
"""Least height of letters in points."""

EDGE = 2.0
"""Points by which words may extend beyond their clip: their boxes are taller than their letters."""

CORE = 0.25
"""Share of a line's height, at its bottom and top, in which its own rules run. Only what is drawn over the rest may
hide the words."""

NO_COVER = (2, 16)
"""PDFium's types of annotations that draw nothing over a page: links, and pop-up windows of notes."""

SAME_PLACE = 1.0
"""Points by which the sides of words that are drawn twice may differ."""

LONGEST = 2_000
"""Characters of a text object that are compared."""

THICK = 3.0
"""Points: wider strokes may cover words."""

MOST_OF_A_FRAME = 40
"""Points of the path of a frame or a grid; strokes with more may zigzag over words."""

Boxes = NDArray[np.float64]

FILLED = (0, 2, 4, 6)
"""Text rendering modes that fill letters (ISO 32000-1, table 106)."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A text object that may leave no mark: its colour if it is a single one, and its opacity, 0 to 1."""

    item: Item
    colour: Colour | None
    opacity: float
    is_invisible: bool


@dataclass(frozen=True, slots=True)
class _Drawn:
    """An object in painting order: its sides on the page, and whether a form around it may hide it."""

    item: Item
    kind: int
    sides: tuple[float, float, float, float]
    is_doubtful: bool


def address(item: Item) -> int:
    """A key that distinguishes objects."""
    return ctypes.addressof(item.contents)  # type: ignore[attr-defined]  # a pointer of ctypes


def suspects_of(
    page: ctypes.c_void_p, text_page: ctypes.c_void_p, items: Sequence[Item], *, has_layers: bool
) -> dict[int, Suspect]:
    """The text objects of a page that may leave no mark, by address."""
    drawn = list(_flat(items, STRAIGHT, 0, has_layers, is_doubtful=False))
    texts = [(at, one) for at, one in enumerate(drawn) if one.kind == TEXT]
    if not texts:
        return {}
    found = list(range(len(texts))) if len(drawn) > MOST_OBJECTS else _doubtful(page, drawn, texts)
    again = _drawn_again(text_page, texts, found)
    return {address(texts[at][1].item): _suspect(texts[at][1].item) for at in found if at not in again}


def _doubtful(page: ctypes.c_void_p, drawn: Sequence[_Drawn], texts: Sequence[tuple[int, _Drawn]]) -> list[int]:
    """The indices of the texts that are doubtful."""
    doubtful = np.array([one.is_doubtful or not _is_plain(one.item) for _, one in texts], np.bool_)
    sides = np.array([one.sides for _, one in texts])
    order = np.array([at for at, _ in texts])
    # Letters without height draw nothing. A font without a name may draw anything.
    doubtful |= (sides[:, 3] - sides[:, 1] < LEAST_HIGH) | (sides[:, 2] - sides[:, 0] <= 0)
    fonts: dict[int, bool] = {}
    doubtful |= np.array([_is_nameless(one.item, fonts) for _, one in texts], np.bool_)
    clipping = [at for at, one in texts if pdfium.FPDFTextObj_GetTextRenderMode(one.item) in CLIPPING]
    if clipping:
        doubtful |= order >= clipping[0]
    core = sides.copy()
    low = CORE * (sides[:, 3] - sides[:, 1])
    core[:, 1] += low
    core[:, 3] -= low
    areas = [(at, one) for at, one in enumerate(drawn) if _is_area(one)]
    if areas:
        boxes, places = np.array([one.sides for _, one in areas]), np.array([at for at, _ in areas])
        doubtful |= np.asarray(_are_under(core, order, boxes, places))
        doubtful |= np.asarray(_are_alike(texts, sides, areas, boxes))
    noted = _noted(page)
    if len(noted):
        doubtful |= np.asarray(_touch(core, noted).any(axis=1))
    found: list[int] = np.flatnonzero(doubtful).tolist()
    return found


def _is_nameless(item: Item, known: dict[int, bool]) -> bool:
    """True for letters of a font without a name: each is the file's own drawing (Type 3)."""
    font = pdfium.FPDFTextObj_GetFont(item)
    if not font:
        return True
    key = ctypes.addressof(font.contents)
    if key not in known:
        known[key] = pdfium.FPDFFont_GetBaseFontName(font, None, 0) <= 1
    return known[key]


def _drawn_again(
    text_page: ctypes.c_void_p, texts: Sequence[tuple[int, _Drawn]], doubtful: Sequence[int]
) -> frozenset[int]:
    """The doubtful texts whose words are drawn again, without doubt, in the same place.

    Some programs paint words twice. PDFium returns the letters of the first and reports none for the second.
    """
    plain = np.setdiff1d(np.arange(len(texts)), np.array(doubtful, np.int64))
    if not len(plain) or not len(doubtful):
        return frozenset()
    sides = np.array([one.sides for _, one in texts])
    found: set[int] = set()
    for at in doubtful[:MOST_OBJECTS]:
        beside = plain[(np.abs(sides[plain] - sides[at]) <= SAME_PLACE).all(axis=1)]
        words = _words(text_page, texts[at][1].item) if len(beside) else ""
        if words and any(_words(text_page, texts[twin][1].item) in ("", words) for twin in beside.tolist()[:4]):
            found.add(at)
    return frozenset(found)


def _words(text_page: ctypes.c_void_p, item: Item) -> str:
    """The words of a text object."""
    buffer = (ctypes.c_ushort * LONGEST)()
    size = pdfium.FPDFTextObj_GetText(item, text_page, buffer, ctypes.sizeof(buffer))
    return bytes(buffer)[: max(0, min(size, ctypes.sizeof(buffer)) - 2)].decode("utf-16-le", "replace").strip()


def _touch(some: Boxes, others: Boxes) -> NDArray[np.bool_]:
    """Which boxes overlap, shape (n_some, n_others)."""
    one, other = some[:, None, :], others[None, :, :]
    across = (one[..., 0] < other[..., 2]) & (other[..., 0] < one[..., 2])
    touched: NDArray[np.bool_] = across & (one[..., 1] < other[..., 3]) & (other[..., 1] < one[..., 3])
    return touched


def _are_under(core: Boxes, order: NDArray[np.int64], boxes: Boxes, places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which texts have something drawn over them later."""
    later = _touch(core, boxes) & (places[None, :] > order[:, None])
    return np.asarray(later.any(axis=1), np.bool_)


def _are_alike(
    texts: Sequence[tuple[int, _Drawn]], sides: Boxes, areas: Sequence[tuple[int, _Drawn]], boxes: Boxes
) -> NDArray[np.bool_]:
    """Which texts are on an area that may have their colour: a picture, a pattern, or a similar colour."""
    found = np.zeros(len(texts), np.bool_)
    colours = [_fill(one.item)[0] if one.kind == PATH else None for _, one in areas]
    touched = _touch(sides, boxes)
    own = [_ink(one.item)[0] for _, one in texts]
    for text, area in zip(*(axis.tolist() for axis in np.nonzero(touched)), strict=True):
        if found[text] or areas[area][0] > texts[text][0]:
            continue
        ink, paper = own[text], colours[area]
        found[text] = ink is None or paper is None or contrast(ink, paper) < PLAIN_CONTRAST
    return found


def _noted(page: ctypes.c_void_p) -> Boxes:
    """The places of annotations that may be drawn over words."""
    found: list[tuple[float, float, float, float]] = []
    rectangle = pdfium.FS_RECTF()
    for note in annotations(page):
        if pdfium.FPDFAnnot_GetSubtype(note) not in NO_COVER and pdfium.FPDFAnnot_GetRect(note, rectangle):
            across, up = sorted((rectangle.left, rectangle.right)), sorted((rectangle.bottom, rectangle.top))
            found.append((across[0], up[0], across[1], up[1]))
    return np.array(found, np.float64).reshape(-1, 4)


def _flat(
    items: Sequence[Item], matrix: Matrix, level: int, has_layers: bool, *, is_doubtful: bool
) -> Iterator[_Drawn]:
    """The objects of a page in painting order; those in forms have their places on the page.

    A form does not reveal whether it is itself in a layer. Where there are layers, every form may be.
    """
    for item in items:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == FORM and level < DEEPEST_FORM:
            within = times(matrix_of(item), matrix)
            may_hide = is_doubtful or has_layers or bool(pdfium.FPDFPageObj_HasTransparency(item))
            may_hide = may_hide or _is_in_layer(item) or _is_cut(item, bounds(item))
            yield from _flat(parts_of(item), within, level + 1, has_layers, is_doubtful=may_hide)
        elif kind in (TEXT, PATH, IMAGE, SHADING, FORM):
            yield _Drawn(item, kind, _moved(bounds(item), matrix), is_doubtful)


def _moved(sides: tuple[float, float, float, float], matrix: Matrix) -> tuple[float, float, float, float]:
    if matrix == STRAIGHT:
        return sides
    a, b, c, d, e, f = matrix
    left, bottom, right, top = sides
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(up), max(across), max(up)


def _is_plain(item: Item) -> bool:
    """True for a text whose own properties show that it is visible on white."""
    colour, opacity = _ink(item)
    if colour is None or opacity < OPAQUE / 255 or contrast(colour, WHITE) < PLAIN_CONTRAST:
        return False
    if is_invisible(item) or pdfium.FPDFPageObj_HasTransparency(item):
        return False
    return not _is_in_layer(item) and not _is_cut(item, bounds(item))


def otherwise(items: Sequence[Item]) -> frozenset[int]:
    """The text objects that declare other words than those they draw (`ActualText`), by address.

    Programs declare them for ligatures and for words divided at a line end. Such words are short.
    """
    found: set[int] = set()
    length = ctypes.c_ulong()
    for item in inside(items):
        for number in range(max(0, pdfium.FPDFPageObj_CountMarks(item))):
            mark = pdfium.FPDFPageObj_GetMark(item, number)
            if not mark:
                continue
            buffer = (ctypes.c_ushort * LONGEST)()
            if pdfium.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", buffer, ctypes.sizeof(buffer), length):
                words = bytes(buffer)[: max(0, min(length.value, ctypes.sizeof(buffer)) - 2)]
                if len(words.decode("utf-16-le", "replace").split()) >= WORDS_OF_ITS_OWN:
                    found.add(address(item))
    return frozenset(found)


def _suspect(item: Item) -> Suspect:
    colour, opacity = _ink(item)
    return Suspect(item, colour, opacity, is_invisible(item))


def _ink(item: Item) -> tuple[Colour | None, float]:
    """The colour in which letters are painted, None for a pattern, and its opacity, 0 to 1."""
    if pdfium.FPDFTextObj_GetTextRenderMode(item) in FILLED:
        return _fill(item)
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetStrokeColor(item, red, green, blue, opacity):
        return None, 1.0
    return (red.value / 255, green.value / 255, blue.value / 255), opacity.value / 255


def _fill(item: Item) -> tuple[Colour | None, float]:
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, opacity):
        return None, 1.0
    return (red.value / 255, green.value / 255, blue.value / 255), opacity.value / 255


def _is_in_layer(item: Item) -> bool:
    """True for what is in a layer (optional content), which a viewer may show or hide (ISO 32000-1, 8.11)."""
    name = (ctypes.c_ushort * 16)()
    length = ctypes.c_ulong()
    for number in range(max(0, pdfium.FPDFPageObj_CountMarks(item))):
        mark = pdfium.FPDFPageObj_GetMark(item, number)
        if not mark or not pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), length):
            continue
        if bytes(name)[: max(0, length.value - 2)].decode("utf-16-le", "ignore") == "OC":
            return True
    return False


def _is_area(drawn: _Drawn) -> bool:
    """True for a picture, or a path of any colour, that may cover what is under it. A frame covers nothing."""
    if drawn.kind in (IMAGE, SHADING, FORM):
        return True
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if drawn.kind != PATH or not pdfium.FPDFPath_GetDrawMode(drawn.item, fill, stroke):
        return False
    if fill.value or not stroke.value:
        return bool(fill.value)
    left, bottom, right, top = drawn.sides
    wide = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(drawn.item, wide)
    is_line = min(right - left, top - bottom) <= THICK
    return is_line or wide.value > THICK or pdfium.FPDFPath_CountSegments(drawn.item) > MOST_OF_A_FRAME


def _is_cut(item: Item, sides: tuple[float, float, float, float]) -> bool:
    """True for words that their clip may cut."""
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    if not clip:
        return False
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(0, pdfium.FPDFClipPath_CountPaths(clip))):
        points: list[tuple[float, float]] = []
        count = pdfium.FPDFClipPath_CountPathSegments(clip, path)
        if path > 3 or count > POINTS_OF_A_BOX:
            return True
        for number in range(max(0, count)):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, number)
            if segment and pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if points:
            across, up = [point[0] for point in points], [point[1] for point in points]
            left, bottom, right, top = sides
            is_level = len({*across}) <= 2 and len({*up}) <= 2
            if not is_level or left < min(across) - EDGE or right > max(across) + EDGE:
                return True
            if bottom < min(up) - EDGE or top > max(up) + EDGE:
                return True
    return False
