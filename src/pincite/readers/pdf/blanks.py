"""White space that a file draws by itself, as an object of its own, and PDFium passes over because it has no width.

PDFium puts white space where letters stand apart. Converters that draw each run of words by itself, and the space after
a list's label by itself in tiny letters ("(a)", " ", "the Supplier"), leave too little room for that.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pypdfium2.raw as pdfium

from pincite.readers.pdf.characters import Characters, Indices
from pincite.readers.pdf.objects import TEXT, Item, bounds, inside

LEAST_GAP = 0.03
"""Heights of a letter between two letters in which such a space may stand; letters of a word stand closer."""

FLAT = 0.01
"""Points: an object of text that is less wide has no ink."""

MOST_GAPS = 2_000
"""Gaps of a page that are looked at; pages of small print have a few dozen."""

MOST_SPACES = 5_000
"""Spaces of a page that are looked at."""


def lost_blanks(items: Sequence[Item], characters: Characters) -> Indices:
    """The characters before which white space was drawn that is not among the characters."""
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
    """The characters with white space put before some of them."""
    return replace(
        characters,
        signs=np.insert(characters.signs, before, " "),
        drawn=np.insert(characters.drawn, before, 0.0, axis=0),
        places=np.insert(characters.places, before, 0.0, axis=0),
        is_ink=np.insert(characters.is_ink, before, False),
        is_line_end=np.insert(characters.is_line_end, before, False),
        is_outside=np.insert(characters.is_outside, before, False),
    )
