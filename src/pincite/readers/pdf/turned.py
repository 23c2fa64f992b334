"""Words that are not upright on their page: tables turned on their side, names along a margin, watermarks."""

import ctypes
import math

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pincite.documents.glyphs import Rectangles
from pincite.readers.pdf.characters import Characters

SLANTED = 4
"""The turn of letters that are at none of the four right angles."""

FEW_ODD_STEPS = 4
"""Steps between letters that go up, down or back on a page whose letters are all upright: lines of one letter below
each other."""

CLOSE = 1.6
"""Letter heights within which the next letter of a word stands."""

SLANT = 8.0
"""Degrees by which a letter may deviate from a right angle; scans are straightened to less."""

Turns = NDArray[np.int8]
"""Quarter turns to the left of each character on the page as shown, 0 to 3, or `SLANTED`."""


def turns(page: ctypes.c_void_p, text_page: ctypes.c_void_p, characters: Characters) -> Turns | None:
    """How each character is turned; None when all are upright, as on nearly every page."""
    ink = np.flatnonzero(characters.is_ink)
    left, bottom, right, top = characters.places[ink].T
    across, up = np.diff((left + right) / 2), np.diff((bottom + top) / 2)
    size = np.maximum(right - left, top - bottom)[1:]
    is_odd = (np.abs(up) > np.abs(across)) & (np.abs(up) < CLOSE * size)
    is_odd |= (across < 0) & (-across < CLOSE * size) & (np.abs(up) < 0.1 * size)
    if int(is_odd.sum()) < FEW_ODD_STEPS:
        return None
    upright = 90.0 * (pdfium.FPDFPage_GetRotation(page) % 4)
    found = np.zeros(len(characters.is_ink), np.int8)
    for index in ink.tolist():
        angle = -(math.degrees(pdfium.FPDFText_GetCharAngle(text_page, index)) + upright) % 360
        quarters = round(angle / 90)
        found[index] = quarters % 4 if abs(angle - 90 * quarters) <= SLANT else SLANTED
    return found if found.any() else None


def in_frame(places: Rectangles, turn: int, size: tuple[float, float]) -> Rectangles:
    """Rectangles after words with this many left turns are turned upright; `size` is that of the page."""
    left, bottom, right, top = places.T
    width, height = size
    match turn:
        case 1:
            sides = bottom, width - right, top, width - left
        case 2:
            sides = width - right, height - top, width - left, height - bottom
        case 3:
            sides = height - top, left, height - bottom, right
        case _:
            sides = left, bottom, right, top
    return np.stack(sides, axis=1)
