"""Which letter a glyph looks like: compares its drawing with letters and figures of ordinary fonts.

Each glyph is drawn by itself, stretched to a square, and compared as a picture. Height, depth and width count too.
Ordinary fonts differ little in these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""The letters and figures that are distinguished."""

ALIKE = ("oO0Q", "iIl1jJ")
"""Letters that look alike in some font, besides the two cases of a letter; such a likeness is no evidence."""

SIZE = 32
"""Pixels of the em in which glyphs are drawn."""

CELL = 64
"""Pixels per side of each glyph's square."""

LEFT, FOOT = 12, 22
"""Pixels from the square's left side and bottom to the glyph's origin."""

INKED = 64
"""Coverage of a pixel, of 255, from which it belongs to the glyph."""

GRID = 16
"""Fields per side of the square to which a drawing is stretched."""

FULL = 0.95
"""Share of the pixels in its box from which a glyph is a single filled box, such as an I without serifs."""

HIGHER, WIDER = 0.08, 0.25
"""Share of the em by which a letter's ends may be higher or lower in other fonts, and the logarithm by which it may be
wider for its height. Only the excess counts."""

FOR_HEIGHT, FOR_WIDTH = 0.6, 0.25
"""Deduction from the likeness for a difference of a whole em, and for a logarithm of 1."""

ANOTHER, BY = 0.75, 0.15
"""Least likeness to another letter, and least lead over the likeness to its own letter, from which a glyph is that
other letter. None of 11,923 letters and figures in the fonts of 64 real contracts and court papers reaches both. When
each is declared as every other one, 92 % of the letters and 94 % of the figures are detected
(`runs/measuring/hidden_words.py --only letters`)."""

UNLIKE = 0.1
"""Likeness to its own letter below which a glyph is not that letter. The least among letters in use is .18, an S in a
black-letter heading."""

Strip = NDArray[np.uint8]
"""Shape (CELL, n_glyphs * CELL): the coverage of each pixel, 0 to 255."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Drawings to compare, one per row.

    `pictures` has shape (n_glyphs, GRID * GRID), rows of length 1. `sizes` has shape (n_glyphs, 3): bottom and top in
    ems above the line, and the logarithm of width by height. `is_drawn` is False where a glyph leaves no mark.
    """

    pictures: NDArray[np.float32]
    sizes: NDArray[np.float32]
    is_drawn: Flags

    def only(self, rows: NDArray[np.int64]) -> "Glyphs":
        """Some of the glyphs."""
        return Glyphs(self.pictures[rows], self.sizes[rows], self.is_drawn[rows])


@dataclass(frozen=True, slots=True)
class GlyphVerdicts:
    """Verdicts on glyphs, each of shape (n_glyphs,): whether a glyph is another letter, and whether it is not its own.

    A glyph that leaves no mark, or is unlike any letter, is not its own and not another either.
    """

    is_another: Flags
    is_not_its_own: Flags


def verdicts(glyphs: Glyphs, claimed: Sequence[str], models: Glyphs) -> GlyphVerdicts:
    """Whether glyphs are the letters that they are declared to be.

    `claimed` has a sign of `SIGNS` for each glyph. `models` are all `SIGNS`, in this order, once per model font.
    """
    numbers = np.array([SIGNS.index(sign) for sign in claimed], np.int64)
    is_another, is_not_its_own = np.zeros(len(numbers), np.bool_), ~glyphs.is_drawn
    # A glyph very like its own letter cannot be more like another by `BY`, and most glyphs are.
    left = np.flatnonzero(glyphs.is_drawn & (_likeness_to_own(glyphs, numbers, models) < 1 - BY))
    likeness = _likeness(glyphs.only(left), models)
    own = np.tile(_alike()[numbers[left]], len(models.is_drawn) // len(SIGNS))
    one = np.where(own, likeness, -1.0).max(axis=1, initial=-1.0)
    other = np.where(own, -1.0, likeness).max(axis=1, initial=-1.0)
    is_another[left] = (other >= ANOTHER) & (other - one >= BY)
    is_not_its_own[left] = is_another[left] | (one < UNLIKE)
    return GlyphVerdicts(is_another, is_not_its_own)


def glyphs_of(strip: Strip) -> Glyphs:
    """The glyphs of a strip, each stretched to the same square."""
    dark = strip >= INKED
    columns = dark.any(axis=0).reshape(-1, CELL)
    rows = np.ascontiguousarray(dark.reshape(CELL, -1, CELL).any(axis=2).T)
    upper, lower = rows.argmax(axis=1), CELL - rows[:, ::-1].argmax(axis=1)
    left, right = columns.argmax(axis=1), CELL - columns[:, ::-1].argmax(axis=1)
    image = Image.fromarray(strip)
    fields = np.array(
        [
            image.resize((GRID, GRID), Image.Resampling.BOX, (at * CELL + one, up, at * CELL + other, down))
            for at, (one, up, other, down) in enumerate(
                zip(*map(np.ndarray.tolist, (left, upper, right, lower)), strict=True)
            )
        ],
        np.float32,
    ).reshape(len(rows), -1)
    box = (right - left) * (lower - upper)
    is_full = dark.sum(axis=0).reshape(-1, CELL).sum(axis=1) >= FULL * box
    fields = np.where(is_full[:, None], 1.0, fields - fields.mean(axis=1, keepdims=True))
    fields /= np.maximum(np.linalg.norm(fields, axis=1, keepdims=True), 1e-6)
    sizes = ((CELL - FOOT - lower) / SIZE, (CELL - FOOT - upper) / SIZE, np.log((right - left) / (lower - upper)))
    is_drawn: Flags = np.asarray(columns.any(axis=1), np.bool_)
    return Glyphs(fields, np.stack(sizes, axis=1).astype(np.float32), is_drawn)


def _likeness_to_own(glyphs: Glyphs, numbers: NDArray[np.int64], models: Glyphs) -> NDArray[np.float32]:
    """The highest likeness of each glyph to its own sign in any model; 1 for equal ones."""
    pictures = models.pictures.reshape(-1, len(SIGNS), GRID**2)[:, numbers]
    sizes = models.sizes.reshape(-1, len(SIGNS), 3)[:, numbers]
    found: NDArray[np.float32] = np.einsum("mgf,gf->mg", pictures, glyphs.pictures) - _far(glyphs.sizes - sizes)
    most: NDArray[np.float32] = found.max(axis=0)
    return most


def _likeness(some: Glyphs, others: Glyphs) -> NDArray[np.float32]:
    """The likeness of glyphs, 1 for equal ones; shape (n_some, n_others)."""
    found: NDArray[np.float32] = some.pictures @ others.pictures.T
    return found - _far(some.sizes[:, None] - others.sizes[None])


def _far(apart: NDArray[np.float32]) -> NDArray[np.float32]:
    """The deduction for differences of size, which are in the last dimension."""
    beyond = np.maximum(np.abs(apart) - np.array((HIGHER, HIGHER, WIDER), np.float32), 0)
    found: NDArray[np.float32] = beyond @ np.array((FOR_HEIGHT, FOR_HEIGHT, FOR_WIDTH), np.float32)
    return found


@lru_cache(maxsize=1)
def _alike() -> Flags:
    """Which signs may stand for which; shape (n_signs, n_signs)."""
    same = np.zeros((len(SIGNS), len(SIGNS)), np.bool_)
    for at, sign in enumerate(SIGNS):
        alike = {sign.lower(), sign.upper()}.union(*(group for group in ALIKE if sign in group))
        same[at, [place for place, other in enumerate(SIGNS) if other in alike]] = True
    return same
