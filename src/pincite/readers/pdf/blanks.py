"""White space that a file draws as a separate object, and that PDFium skips because it has no width.

PDFium adds white space where letters are far apart. Some converters draw each run of words separately, and the space
after a list's label in tiny letters ("(a)", " ", "the Supplier"). Then the gap is too small for PDFium.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pypdfium2.raw as pdfium

from pincite.readers.pdf.characters import Characters, Indices
from pincite.readers.pdf.objects import TEXT, Item, bounds, inside

LEAST_GAP = 0.03
"""Letter heights of a gap that may hold such a space; letters of a word are closer."""

FLAT = 0.01
"""Points: a text object narrower than this has no ink."""

MOST_GAPS = 2_000
"""Gaps of a page that are examined; pages of small print have a few dozen."""

MOST_SPACES = 5_000
"""Spaces of a page that are examined."""


def lost_blanks(items: Sequence[Item], characters: Characters) -> Indices:
    """The indices of characters before which white space was drawn that is missing among the characters."""
    left, bottom, right, top = characters.drawn.T
    height = np.minimum(top[1:] - bottom[1:], top[:-1] - bottom[:-1])
    gaps = np.flatnonzero(
        characters.is_ink[1:] & characters.is_ink[:-1] & (left[1:] - right[:-1] > LEAST_GAP * height) & (height > 0)
    )
    nothing = np.empty(0, np.int64)
    if not 0 < len(gaps) <= MOST_GAPS:
        return nothing
    sides = [bounds(item) for item in inside(items) if pdfium.FPDFPageObj_GetType(item) == TEXT]
    spaces = np.array([(start, low) for start, low, end, _ in sides if end - start < FLAT]).reshape(-1, 2)
    if not 0 < len(spaces) <= MOST_SPACES:
        return nothing
    x, y = spaces.T
    found = [
        gap + 1
        for gap in gaps.tolist()
        if (
            (right[gap] - FLAT <= x)
            & (x <= left[gap + 1] + FLAT)
            & (y >= min(bottom[gap], bottom[gap + 1]))
            & (y <= top[gap])
        ).any()
    ]
    return np.array(found, np.int64)


def with_blanks(characters: Characters, before: Indices) -> Characters:
    """The characters with white space inserted before some of them."""
    return replace(
        characters,
        signs=np.insert(characters.signs, before, " "),
        drawn=np.insert(characters.drawn, before, 0.0, axis=0),
        places=np.insert(characters.places, before, 0.0, axis=0),
        is_ink=np.insert(characters.is_ink, before, False),
        is_line_end=np.insert(characters.is_line_end, before, False),
        is_outside=np.insert(characters.is_outside, before, False),
    )
