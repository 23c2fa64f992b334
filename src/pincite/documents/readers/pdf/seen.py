"""What of a page's text a person looking at it does not see."""

import ctypes

import numpy as np
import pypdfium2.raw as pdfium

from pincite.documents.readers.pdf.characters import Characters, Flags
from pincite.documents.readers.pdf.objects import (
    TEXT,
    Item,
    bounds,
    inside,
    is_invisible,
    leaves_a_mark,
    paints_nothing,
)

TOO_SMALL = 1.0
"""Points: letters less tall are not seen by anyone."""

MOST_AREAS = 1_000
"""Pictures and coloured areas of a page on which white letters are looked for, the largest; a coloured table has a few
hundred."""

TWO_LAYERS = 0.6
"""Share of the invisible letters that lie on visible ones from which they are the same words once more, as text
recognition lays under a page that has its own text. A scan with a stamp over it stays under a tenth."""


ROWS = 4_000_003
"""Places of letters, counted in their height, from one to the one beside it in a single number."""


def unseen(text_page: ctypes.c_void_p, items: list[Item], characters: Characters) -> tuple[Flags, Flags]:
    """Which characters leave no mark on the page, and which repeat, unseen, the words painted over them.

    The invisible text over a scan is what the scan shows, so it is seen; so is white text over a picture or a colour.
    """
    drawn = characters.drawn
    size = np.maximum(drawn[:, 2] - drawn[:, 0], drawn[:, 3] - drawn[:, 1])
    too_small = characters.is_ink & (characters.is_outside | (size < TOO_SMALL))
    nothing = np.zeros(len(drawn), np.bool_)
    if not any(paints_nothing(item) for item in inside(items) if pdfium.FPDFPageObj_GetType(item) == TEXT):
        return too_small, nothing
    unpainted, invisible = _painted_in_nothing(text_page, characters)
    repeated = _repeats(characters, invisible)
    behind = np.array([bounds(item) for item in items if any(map(leaves_a_mark, inside([item])))]).reshape(-1, 4)
    if len(behind) > MOST_AREAS:
        sizes = (behind[:, 2] - behind[:, 0]) * (behind[:, 3] - behind[:, 1])
        behind = behind[np.argsort(-sizes, kind="stable")[:MOST_AREAS]]
    for index in np.flatnonzero(unpainted & ~repeated).tolist():
        left, bottom, right, top = drawn[index].tolist()
        x, y = (left + right) / 2, (bottom + top) / 2
        covered = (behind[:, 0] <= x) & (x <= behind[:, 2]) & (behind[:, 1] <= y) & (y <= behind[:, 3])
        unpainted[index] = not covered.any()
    return (too_small | unpainted) & characters.is_ink, repeated


def _painted_in_nothing(text_page: ctypes.c_void_p, characters: Characters) -> tuple[Flags, Flags]:
    """Which characters are painted in no colour or in white, and which of them in no colour."""
    unpainted = np.zeros(len(characters.is_ink), np.bool_)
    invisible = unpainted.copy()
    verdicts: dict[int, tuple[bool, bool]] = {}
    for index in np.flatnonzero(characters.is_ink).tolist():
        item = pdfium.FPDFText_GetTextObject(text_page, index)
        if not item:
            continue
        address = ctypes.addressof(item.contents)
        if address not in verdicts:
            verdicts[address] = paints_nothing(item), is_invisible(item)
        unpainted[index], invisible[index] = verdicts[address]
    return unpainted, invisible


def _repeats(characters: Characters, invisible: Flags) -> Flags:
    """The invisible characters on or beside which visible ones lie, if most invisible ones lie under visible ones."""
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
