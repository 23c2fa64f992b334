"""What is drawn on a page besides its letters: pictures, areas, and the lines of tables and notes."""

import ctypes
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

TEXT, PATH, IMAGE, SHADING, FORM = 1, 2, 3, 4, 5
"""PDFium's types of page objects."""

NEARLY_WHITE = 250
"""Least red, green and blue, of 255, of a colour indistinguishable from white paper."""

LEAST_OPACITY = 15
"""Opacity, of 255, below which nothing visible is left on paper."""

INVISIBLE_MODES = (3, 7)
"""Text rendering modes that paint nothing (ISO 32000-1, table 106)."""

DEEPEST_FORM = 16
"""Levels of nested forms that are followed; honest files have one or two."""

MOST_OF_PAGE = 0.5
"""Share of the page that a picture of text covers; letterheads and logos stay below a fifth."""

THIN = 3.0
"""Points: a line that rules a table is thinner."""

SHORTEST_RULE = 6.0
"""Points: shorter lines are ticks and dots of a drawing."""

MOST_PATHS = 3_000
"""Paths of a page that are examined for rules. A table of 60 rows and 8 columns with each cell framed separately has
2,000; drawings have tens of thousands and no table."""

MOST_POINTS = 400
"""Points of one path that are examined: a grid drawn in one stroke has two per line."""

MOST_POINTS_IN_ALL = 30_000
"""Points of all paths of a page that are examined: those 2,000 cells have 10,000."""

Item = ctypes.c_void_p
"""A page object of PDFium."""

Matrix = tuple[float, float, float, float, float, float]

STRAIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def objects(page: Item) -> list[Item]:
    """The objects of a page, in painting order."""
    return [pdfium.FPDFPage_GetObject(page, index) for index in range(pdfium.FPDFPage_CountObjects(page))]


def inside(items: Sequence[Item], level: int = 0) -> Iterator[Item]:
    """Page objects, including those of nested forms."""
    for item in items:
        if pdfium.FPDFPageObj_GetType(item) != FORM:
            yield item
        elif level < DEEPEST_FORM:
            yield from inside(parts_of(item), level + 1)


def is_picture(page: Item, items: Sequence[Item]) -> bool:
    """True when one picture covers most of a page."""
    paper = pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page)
    pictures = (item for item in items if any(pdfium.FPDFPageObj_GetType(part) == IMAGE for part in inside([item])))
    sides = map(bounds, pictures)
    return any((right - left) * (top - bottom) > MOST_OF_PAGE * paper for left, bottom, right, top in sides)


def is_invisible(text: Item) -> bool:
    """True for a text object painted in no colour at all, like the letters under a scan."""
    return pdfium.FPDFTextObj_GetTextRenderMode(text) in INVISIBLE_MODES


def leaves_a_mark(item: Item) -> bool:
    """True for objects other than text that show on white paper: a picture, a shading, a coloured line or area."""
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind in (IMAGE, SHADING):
        return True
    if kind != PATH:
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(item, fill, stroke)) and fill.value != 0 and not _is_white(item)


def bounds(item: Item) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of an object in the page's own coordinates."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def rules(items: Sequence[Item]) -> NDArray[np.float64]:
    """The straight vertical and horizontal lines of a page, including thin areas and the sides of frames.

    Shape (n_rules, 4): left, bottom, right, top in the page's own coordinates; width or height is below `THIN`.
    """
    found: list[tuple[float, float, float, float]] = []
    points = 0
    for number, (path, matrix) in enumerate(_paths(items, STRAIGHT, 0)):
        count = pdfium.FPDFPath_CountSegments(path)
        points += count if count <= MOST_POINTS else 0
        if number == MOST_PATHS or points > MOST_POINTS_IN_ALL:
            return np.empty((0, 4))
        found += _lines_of(path, matrix, count) if count <= MOST_POINTS else []
    return np.array(found, np.float64).reshape(-1, 4)


def _paths(items: Sequence[Item], matrix: Matrix, level: int) -> Iterator[tuple[Item, Matrix]]:
    """The painted paths of a page, each with the matrix of the forms around it."""
    for item in items:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == PATH:
            yield item, matrix
        elif kind == FORM and level < DEEPEST_FORM:
            yield from _paths(parts_of(item), times(matrix_of(item), matrix), level + 1)


def _lines_of(path: Item, matrix: Matrix, count: int) -> list[tuple[float, float, float, float]]:
    """The straight lines of one path with `count` points: its sides where stroked, the path itself where thin."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(path, fill, stroke) or not (fill.value or stroke.value):
        return []
    own = times(matrix_of(path), matrix)
    points: list[tuple[float, float, bool]] = []
    first = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            return []
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return []
        at = (own[0] * x.value + own[2] * y.value + own[4], own[1] * x.value + own[3] * y.value + own[5])
        begins = kind == pdfium.FPDF_SEGMENT_MOVETO
        first = at if begins else first
        points.append((*at, begins))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append((*first, False))
    return _drawn_lines(points, bool(stroke.value))


def _drawn_lines(
    points: Sequence[tuple[float, float, bool]], is_stroked: bool
) -> list[tuple[float, float, float, float]]:
    """The lines between points; each point says whether a new figure begins there."""
    starts = [index for index, (_, _, begins) in enumerate(points) if begins] + [len(points)]
    found: list[tuple[float, float, float, float]] = []
    for start, end in pairwise(starts):
        figure = points[start:end]
        across, up = [x for x, _, _ in figure], [y for _, y, _ in figure]
        box = (min(across), min(up), max(across), max(up))
        if min(box[2] - box[0], box[3] - box[1]) < THIN:
            found.append(box)
        elif is_stroked:
            sides = pairwise(figure)
            found += [(min(x, u), min(y, v), max(x, u), max(y, v)) for (x, y, _), (u, v, _) in sides]
    return [
        line
        for line in found
        if min(line[2] - line[0], line[3] - line[1]) < THIN
        and max(line[2] - line[0], line[3] - line[1]) > SHORTEST_RULE
    ]


def parts_of(form: Item) -> list[Item]:
    """The objects of a form."""
    return [pdfium.FPDFFormObj_GetObject(form, index) for index in range(pdfium.FPDFFormObj_CountObjects(form))]


def matrix_of(item: Item) -> Matrix:
    """The matrix of an object within its parent."""
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return STRAIGHT
    return found.a, found.b, found.c, found.d, found.e, found.f


def times(one: Matrix, other: Matrix) -> Matrix:
    """The matrix that applies one matrix, then the other (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _is_white(item: Item) -> bool:
    """True when an object is filled with white, or is almost transparent."""
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, opacity):
        return False
    return opacity.value <= LEAST_OPACITY or min(red.value, green.value, blue.value) >= NEARLY_WHITE
