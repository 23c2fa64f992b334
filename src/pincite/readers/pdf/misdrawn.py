"""Words of a page whose letters are drawn as other letters than the file declares: what is seen is not what is read.

For each code of a font, a PDF says which glyph is drawn and, separately, which letter is meant. In honest files the two
agree. Here the glyphs of each font are compared with their declared letters (`letterforms`), once per document. A page
is searched only for letters that one of its fonts misdraws.
"""

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import pypdfium2.raw as pdfium

from pincite.readers.pdf.characters import Characters, Flags
from pincite.readers.pdf.letterforms import glyphs_of, verdicts
from pincite.readers.pdf.objects import TEXT, Item, inside
from pincite.readers.pdf.specimens import Font, Specimens, models

LIGATURES = frozenset(
    "ff fi fl ffi ffl ft fft fj ffj fb ffb fh ffh fk ffk tt ti tti tf ct st th ch ck sp ll oe ae ij ty gi gg gy "  # noqa: SIM905 - read more easily as words
    "tm sm no".split()
)
"""Letters for which ordinary fonts have a single glyph, in either case."""

LONGEST_SIGN = 3
"""Characters of a sign that is not only letters or figures ("1/2", "...")."""

NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class Fonts:
    """The fonts of one document, and the signs that each draws as others than declared."""

    specimens: Specimens
    held: dict[int, tuple[Item, frozenset[str]]] = field(default_factory=dict)
    """By a font's address, which stays unique while a text in the font is held."""

    def misdrawn(self, items: Sequence[Item]) -> Mapping[int, frozenset[str]]:
        """The fonts of a page that misdraw signs, by address, with these signs."""
        fonts: dict[int, Font] = {}
        for item in inside(items):
            if pdfium.FPDFPageObj_GetType(item) == TEXT and (font := pdfium.FPDFTextObj_GetFont(item)):
                fonts.setdefault(_address(font), font)
        return {at: signs for at, font in fonts.items() if (signs := self._of(font))}

    def _of(self, font: Font) -> frozenset[str]:
        at = _address(font)
        if at not in self.held:
            text = self.specimens.text_in(font)
            self.held[at] = text, _misdrawn_in(font, self.specimens)
        return self.held[at][1]


@contextmanager
def fonts_looked_at() -> Iterator[Fonts]:
    """The fonts of an open document, none examined yet. They are released before the document is closed."""
    specimens = Specimens()
    fonts = Fonts(specimens)
    try:
        yield fonts
    finally:
        for text, _ in fonts.held.values():
            pdfium.FPDFPageObj_Destroy(text)
        specimens.close()


def misdrawn(text_page: ctypes.c_void_p, items: Sequence[Item], characters: Characters, fonts: Fonts) -> Flags:
    """The letters of words in which some letter is drawn as another than declared."""
    lying = fonts.misdrawn(items)
    found = _told_by_one_glyph(characters)
    if lying:
        signs = "".join(sorted(NOTHING.union(*lying.values())))
        doubtful = characters.is_ink & np.isin(characters.signs, list(signs))
        for index in np.flatnonzero(doubtful).tolist():
            item = pdfium.FPDFText_GetTextObject(text_page, index)
            font: Font | None = pdfium.FPDFTextObj_GetFont(item) if item else None
            found[index] |= font is not None and characters.signs[index] in lying.get(_address(font), NOTHING)
    return _whole_words(found, characters.is_ink)


def _misdrawn_in(font: Font, specimens: Specimens) -> frozenset[str]:
    """The signs that a font draws as others, or does not draw.

    A sign may have several codes. A font reduced to the letters in use draws unused codes as nothing or as a
    replacement mark. A sign is misdrawn where one of its codes shows another sign, or none shows the sign itself.
    """
    claimed = specimens.claimed(font)
    if not claimed:
        return NOTHING
    glyphs = glyphs_of(specimens.drawn(font, list(claimed)))
    judged = verdicts(glyphs, list(claimed.values()), models())
    signs = np.array(list(claimed.values()))
    itself = set(signs[~judged.is_not_its_own].tolist())
    return frozenset(set(signs[judged.is_another].tolist()) | set(signs.tolist()) - itself)


def _told_by_one_glyph(characters: Characters) -> Flags:
    """Letters and figures that are drawn by a single glyph and are not a ligature."""
    ink, drawn = characters.is_ink, characters.drawn
    found = np.zeros(len(ink), np.bool_)
    if len(ink) < 2:
        return found
    same = np.append(False, ink[1:] & ink[:-1] & (drawn[1:] == drawn[:-1]).all(axis=1))
    for start in np.flatnonzero(~same & np.append(same[1:], False)).tolist():
        end = start + 1
        while end < len(same) and same[end]:
            end += 1
        words = characters.text(start, end - 1)
        is_plain = words.isascii() and words.isalnum()
        found[start:end] = words.lower() not in LIGATURES if is_plain else len(words) > LONGEST_SIGN
    return found


def _whole_words(marked: Flags, ink: Flags) -> Flags:
    """The flags extended to all letters of each word with a marked letter."""
    if not marked.any():
        return marked
    words = np.cumsum(ink & ~np.append(False, ink[:-1]))
    found: Flags = ink & np.isin(words, np.unique(words[marked]))
    return found


def _address(font: Font) -> int:
    return ctypes.addressof(font.contents)  # type: ignore[attr-defined]  # a pointer of ctypes
