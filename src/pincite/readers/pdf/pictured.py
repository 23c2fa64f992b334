"""Words in a page's text that its picture does not show: covered, clipped, transparent, in a hidden layer.

The page is drawn as a viewer draws it, and again without the doubtful words. Where the two pictures are the same, the
words leave no mark. Words of one colour are removed together, so that visible words do not vouch for others in the same
place. Words that leave no mark still count as seen where a picture shows letters: text recognition puts its words under
or over a scan.
"""

import ctypes
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pincite.readers.pdf.characters import Characters, Flags
from pincite.readers.pdf.objects import TEXT, Item, inside
from pincite.readers.pdf.suspects import Suspect, address, otherwise, suspects_of
from pincite.readers.visibility import LEAST_CONTRAST, luminance

SCALE = 3.0
"""Pixels per point: the strokes of small print are wider than a pixel."""

MOST_PIXELS = 2_500_000
"""Pixels of one picture; a whole page is drawn at 2.2 pixels per point."""

MOST_COLOURS = 5
"""Colours of doubtful words on a page that are removed one after the other; all others are removed together."""

COVERING = 0.25
"""Least share of a letter's colour change that shows in some pixel: strokes half a pixel wide reach it."""

LEAST_CHANGE = 0.004
"""Luminance: smaller changes are due to rounding."""

OTHER_COLOUR = 97
"""Change in red, green or blue, of 255, that is visible by colour alone, as yellow on white."""

LEAST_PIXELS = 2

MOST_LOST_LETTERS = 2
"""Letters in a row that a picture may fail to show in a visible word: dots, commas, thin ones."""

LETTERS_HIGH, LETTERS_WIDE = 0.25, 0.3
"""Share of a word's height and width in which a picture has marks where it shows letters. A rule has marks in few rows;
an empty place or a plain area has none."""

BESIDE = 0.25
"""Letter heights by which recognised words may be offset from those on the scan."""

FLAG_ANNOT = 1
"""Flag: draw annotations too (fpdfview.h)."""

Picture = NDArray[np.uint32]
"""Shape (pixels high, pixels wide): blue, green, red and an unused byte per pixel."""

_LINEAR = np.array(
    [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (n / 255 for n in range(256))],
    np.float32,
)


def not_pictured(
    page: ctypes.c_void_p, text_page: ctypes.c_void_p, items: list[Item], characters: Characters, *, has_layers: bool
) -> Flags:
    """Which characters leave no mark in the picture of their page, and are not shown by a scan there."""
    lost = np.zeros(len(characters.is_ink), np.bool_)
    said = otherwise(items)
    if said:
        lost[list(_owners(text_page, characters, said))] = True
    suspects = suspects_of(page, text_page, items, has_layers=has_layers)
    if not suspects:
        return lost
    spoken = lost.copy()
    owners = _owners(text_page, characters, suspects)
    if not owners:
        return lost
    window = _Window.around(page, characters, np.fromiter(owners, np.int64, len(owners)))
    painted = [key for key in dict.fromkeys(owners.values()) if not suspects[key].is_invisible]
    if painted:
        whole = window.picture(page)
        for group in _groups([suspects[key] for key in painted]):
            with _taken_away([one.item for one in group]):
                without = window.picture(page)
            named = {address(one.item) for one in group}
            indices = np.array([index for index, key in owners.items() if key in named], np.int64)
            lost[indices] = ~window.has_any(_changed(whole, without, group[0]), characters, indices)
    lost[[index for index, key in owners.items() if suspects[key].is_invisible]] = True
    lost = _by_word(lost, characters) | spoken
    if lost.any() and any(pdfium.FPDFPageObj_GetType(item) != TEXT for item in inside(items)):
        texts = [item for item in inside(items) if pdfium.FPDFPageObj_GetType(item) == TEXT]
        with _taken_away(texts):
            bare = window.picture(page)
        lost &= ~window.shows_letters(bare, characters, lost)
    return lost | spoken


def _owners(text_page: ctypes.c_void_p, characters: Characters, suspects: Container[int]) -> dict[int, int]:
    """The characters on the page that are in a suspect text object, with its address."""
    found: dict[int, int] = {}
    for index in np.flatnonzero(characters.is_ink & ~characters.is_outside).tolist():
        item = pdfium.FPDFText_GetTextObject(text_page, index)
        if item and (key := address(item)) in suspects:
            found[index] = key
    return found


def _groups(suspects: Sequence[Suspect]) -> Iterator[list[Suspect]]:
    """Suspects grouped by colour and opacity; those of rare colours are in one group."""

    def key(one: Suspect) -> tuple[bool, tuple[float, ...], float]:
        return one.colour is None, one.colour or (), one.opacity

    by_colour = [list(group) for _, group in groupby(sorted(suspects, key=key), key)]
    by_colour.sort(key=len, reverse=True)
    yield from by_colour[:MOST_COLOURS]
    for start in range(MOST_COLOURS, min(len(by_colour), MOST_COLOURS + 1)):
        rest = [one for group in by_colour[start:] for one in group]
        yield [Suspect(one.item, None, 1.0, one.is_invisible) for one in rest]


@contextmanager
def _taken_away(texts: Sequence[Item]) -> Iterator[None]:
    """Remove some text objects from the page while it is drawn."""
    modes = [(text, pdfium.FPDFTextObj_GetTextRenderMode(text)) for text in texts]
    try:
        for text, _ in modes:
            pdfium.FPDFTextObj_SetTextRenderMode(text, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
        yield
    finally:
        for text, mode in modes:
            if mode != pdfium.FPDF_TEXTRENDERMODE_UNKNOWN:
                pdfium.FPDFTextObj_SetTextRenderMode(text, mode)


def _parts(picture: Picture) -> tuple[NDArray[np.int64], ...]:
    """Blue, green and red of each pixel, 0 to 255."""
    return tuple(((picture >> shift) & 0xFF).astype(np.int64) for shift in (0, 8, 16))


def _luminance(picture: Picture) -> NDArray[np.float32]:
    """The relative luminance of each pixel."""
    blue, green, red = (_LINEAR[part] for part in _parts(picture))
    seen: NDArray[np.float32] = np.float32(0.0722) * blue + np.float32(0.7152) * green + np.float32(0.2126) * red
    return seen


def _changed(whole: Picture, without: Picture, letters: Suspect) -> Flags:
    """The pixels that letters of a colour change noticeably."""
    differs = whole != without
    changed = np.zeros(differs.shape, np.bool_)
    if not differs.any():
        return changed
    one, other = whole[differs], without[differs]
    a, b = _luminance(one), _luminance(other)
    most = np.max([np.abs(x - y) for x, y in zip(_parts(one), _parts(other), strict=True)], axis=0)
    if letters.colour is None:
        noticed = (np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05) >= 1 + (LEAST_CONTRAST - 1) / 2
    else:
        full = letters.opacity * luminance(letters.colour) + (1 - letters.opacity) * b
        could = (np.maximum(full, b) + 0.05) / (np.minimum(full, b) + 0.05) >= LEAST_CONTRAST
        noticed = could & (np.abs(a - b) >= np.maximum(COVERING * np.abs(full - b), LEAST_CHANGE))
    changed[differs] = noticed | (most >= OTHER_COLOUR)
    return changed


def _by_word(lost: Flags, characters: Characters) -> Flags:
    """The flags without single letters that a visible word only seems to lack."""
    if not lost.any() or lost[characters.is_ink].all():
        return lost
    mended = lost.copy()
    for first, last in _words(characters, lost):
        word = lost[first:last]
        if word.all() or not word.any() or 2 * word.sum() > len(word):
            continue
        at = 0
        for value, run in groupby(word.tolist()):
            length = len(list(run))
            if value and length <= MOST_LOST_LETTERS:
                mended[first + at : first + at + length] = False
            at += length
    return mended


def _words(characters: Characters, among: Flags) -> Iterator[tuple[int, int]]:
    """The words, from blank to blank, with some marked characters, as (first index, index after the last)."""
    ink = characters.is_ink
    starts = np.flatnonzero(ink & ~np.append(False, ink[:-1]))
    ends = np.flatnonzero(ink & ~np.append(ink[1:], False)) + 1
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        if among[first:last].any():
            yield first, last


@dataclass(frozen=True, slots=True)
class _Window:
    """The part of a page that is drawn: its left and upper edges in points, its size and the page's in pixels."""

    left: float
    top: float
    size: tuple[int, int]
    whole: tuple[int, int]
    scale: float

    @classmethod
    def around(cls, page: ctypes.c_void_p, characters: Characters, indices: NDArray[np.int64]) -> "_Window":
        """The window around some characters, as sharp as `MOST_PIXELS` allows."""
        width, height = float(pdfium.FPDF_GetPageWidthF(page)), float(pdfium.FPDF_GetPageHeightF(page))
        places = characters.places[indices]
        left, right = max(0.0, float(places[:, 0].min()) - 2), min(width, float(places[:, 2].max()) + 2)
        top = min(height, float(places[:, 3].max()) + 2)
        bottom = max(0.0, float(places[:, 1].min()) - 2)
        area = max(1.0, (right - left) * (top - bottom))
        scale = min(SCALE, (MOST_PIXELS / area) ** 0.5)
        size = max(1, int((right - left) * scale)), max(1, int((top - bottom) * scale))
        return cls(left, height - top, size, (max(1, int(width * scale)), max(1, int(height * scale))), scale)

    def picture(self, page: ctypes.c_void_p) -> Picture:
        """The picture in the window."""
        bitmap = pdfium.FPDFBitmap_CreateEx(*self.size, pdfium.FPDFBitmap_BGRx, None, 0)
        if not bitmap:
            raise MemoryError
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, *self.size, 0xFFFFFFFF)
            corner = -int(self.left * self.scale), -int(self.top * self.scale)
            pdfium.FPDF_RenderPageBitmap(bitmap, page, *corner, *self.whole, 0, FLAG_ANNOT)
            stride = pdfium.FPDFBitmap_GetStride(bitmap)
            kind = ctypes.POINTER(ctypes.c_ubyte * (stride * self.size[1]))
            buffer = ctypes.cast(pdfium.FPDFBitmap_GetBuffer(bitmap), kind).contents
            return np.frombuffer(bytes(buffer), np.uint32).reshape(self.size[1], stride // 4)[:, : self.size[0]]
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)

    def pixels(self, places: NDArray[np.float64], height: float) -> NDArray[np.int64]:
        """Rectangles in pixels, `[left, upper, right, lower)`, from rectangles in points from the page's lower left."""
        left, bottom, right, top = places.T
        edges = (
            np.floor((left - self.left) * self.scale),
            np.floor((height - top - self.top) * self.scale),
            np.ceil((right - self.left) * self.scale) + 1,
            np.ceil((height - bottom - self.top) * self.scale) + 1,
        )
        most = (self.size[0], self.size[1]) * 2
        return np.stack([np.clip(edge, 0, limit) for edge, limit in zip(edges, most, strict=True)], axis=1).astype(
            np.int64
        )

    @property
    def height(self) -> float:
        """The height of the page in points."""
        return self.whole[1] / self.scale

    def has_any(self, marked: Flags, characters: Characters, indices: NDArray[np.int64]) -> Flags:
        """The characters whose boxes have some marked pixels."""
        sums = np.zeros((marked.shape[0] + 1, marked.shape[1] + 1), np.int32)
        np.cumsum(marked, axis=0, dtype=np.int32, out=sums[1:, 1:])
        np.cumsum(sums[1:, 1:], axis=1, out=sums[1:, 1:])
        left, upper, right, lower = self.pixels(characters.places[indices], self.height).T
        inside_box = sums[lower, right] - sums[upper, right] - sums[lower, left] + sums[upper, left]
        found: Flags = inside_box >= LEAST_PIXELS
        return found

    def shows_letters(self, bare: Picture, characters: Characters, lost: Flags) -> Flags:
        """The lost characters at whose places the page without its text shows something like letters."""
        seen = np.zeros(len(lost), np.bool_)
        for first, last in _words(characters, lost):
            places = characters.places[first:last]
            box = np.array([[*places[:, :2].min(axis=0), *places[:, 2:].max(axis=0)]])
            beside = BESIDE * float(min(box[0, 3] - box[0, 1], box[0, 2] - box[0, 0]))
            left, upper, right, lower = self.pixels(box + beside * np.array([-1, -1, 1, 1]), self.height)[0].tolist()
            if upper >= lower or left >= right:
                continue
            part = _luminance(bare[upper:lower, left:right])
            paper = float(np.median(part))
            marks = (np.maximum(part, paper) + 0.05) / (np.minimum(part, paper) + 0.05) >= LEAST_CONTRAST
            high, wide = marks.any(axis=1).mean(), marks.any(axis=0).mean()
            seen[first:last] = high >= LETTERS_HIGH and wide >= LETTERS_WIDE
        return seen
