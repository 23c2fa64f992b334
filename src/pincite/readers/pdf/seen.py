"""Parts of a page's text that a person looking at it does not see."""

import ctypes

import numpy as np
import pypdfium2.raw as pdfium

from pincite.documents.glyphs import Rectangles
from pincite.readers.pdf.characters import Characters, Flags
from pincite.readers.pdf.objects import TEXT, Item, inside, is_invisible
from pincite.readers.visibility import LEAST_SIZE

FEWEST_LETTERS = 2
"""Letters of a word from which an overlap of its letters is detected."""

NARROWEST = 0.1
"""Ratio of a letter's width to its height below which letters cannot be distinguished; most have half."""

PILED = 1.5
"""Letter heights that a word of several letters takes up, at most, when they overlap."""

TWO_LAYERS = 0.6
"""Share of the invisible letters on visible ones from which they are the same words again, as text recognition puts
under a page with its own text. A scan with a stamp over it stays below a tenth."""


ROWS = 4_000_003
"""Factor that packs two coordinates of a letter, counted in letter heights, into a single number."""


def unseen(text_page: ctypes.c_void_p, items: list[Item], characters: Characters) -> tuple[Flags, Flags]:
    """Which characters are off the page or too small to read, and which are unseen repeats of words over them.

    What the page's picture shows of the others is examined by `pictured`.
    """
    places, ink = characters.drawn, characters.is_ink
    size = np.maximum(places[:, 2] - places[:, 0], places[:, 3] - places[:, 1])
    small = ink & (characters.is_outside | (size < LEAST_SIZE) | _squeezed(places, ink))
    nothing = np.zeros(len(places), np.bool_)
    if not any(is_invisible(item) for item in inside(items) if pdfium.FPDFPageObj_GetType(item) == TEXT):
        return small, nothing
    return small, _repeats(characters, _painted_in_nothing(text_page, characters))


def _squeezed(places: Rectangles, ink: Flags) -> Flags:
    """The letters of words that are too narrow, or overlap too much, to be distinguished."""
    found = np.zeros(len(ink), np.bool_)
    starts = np.flatnonzero(ink & ~np.append(False, ink[:-1]))
    if not len(starts):
        return found
    lengths = np.flatnonzero(ink & ~np.append(ink[1:], False)) + 1 - starts
    runs = np.repeat(np.arange(len(starts)), lengths)
    inks = places[ink]
    low = np.minimum.reduceat(inks, np.append(0, np.cumsum(lengths)[:-1]), axis=0)
    high = np.maximum.reduceat(inks, np.append(0, np.cumsum(lengths)[:-1]), axis=0)
    long = np.maximum(high[:, 2] - low[:, 0], high[:, 3] - low[:, 1])
    letter = np.maximum(inks[:, 2] - inks[:, 0], inks[:, 3] - inks[:, 1])
    tall = np.maximum.reduceat(letter, np.append(0, np.cumsum(lengths)[:-1]))
    narrow = (lengths >= FEWEST_LETTERS) & (high[:, 2] - low[:, 0] < NARROWEST * lengths * tall)
    narrow &= long <= PILED * tall
    found[ink] = narrow[runs]
    return found


def _painted_in_nothing(text_page: ctypes.c_void_p, characters: Characters) -> Flags:
    """Which characters are painted in no colour."""
    invisible = np.zeros(len(characters.is_ink), np.bool_)
    verdicts: dict[int, bool] = {}
    for index in np.flatnonzero(characters.is_ink).tolist():
        item = pdfium.FPDFText_GetTextObject(text_page, index)
        if not item:
            continue
        key = ctypes.addressof(item.contents)
        if key not in verdicts:
            verdicts[key] = is_invisible(item)
        invisible[index] = verdicts[key]
    return invisible


def _repeats(characters: Characters, invisible: Flags) -> Flags:
    """The invisible characters with visible ones on or beside them, if most invisible ones lie under visible ones."""
    visible = characters.is_ink & ~invisible
    repeated = np.zeros(len(invisible), np.bool_)
    if not invisible.any() or not visible.any():
        return repeated
    step = float(np.median(characters.drawn[visible, 3] - characters.drawn[visible, 1])) or 1.0
    middles = (characters.drawn[:, :2] + characters.drawn[:, 2:]) / 2
    cells = np.floor(np.clip(middles / step, -1e6, 1e6)).astype(np.int64)
    keys = cells[:, 0] * ROWS + cells[:, 1]
    taken = keys[visible]
    unseen_ones = keys[invisible]
    if np.isin(unseen_ones, taken).mean() >= TWO_LAYERS:
        repeated[invisible] = np.isin(unseen_ones, np.concatenate((taken - ROWS, taken, taken + ROWS)))
    return repeated
