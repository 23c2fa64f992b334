"""Which words a person looking at the page does not see: hidden, in the colour of the paper, or one point tall.

A run says so itself, by its style, or by the style of its paragraph.
"""

import re
from dataclasses import dataclass

from lxml import etree

from pincite.documents.readers.docx.markup import W, integer, is_on, value
from pincite.documents.readers.docx.styles import NO_FACE, Face, Styles, colour_in, is_coloured

TINY = 2
"""Half points: letters of one point are not seen by anyone."""

LONGEST_SIZE = 6
"""Digits of a size that are read."""

NARROWEST = 10
"""Per cent of their width to which letters are squeezed: fewer are a line nobody reads."""

NEARLY_WHITE = 0xF4
"""Of 255 in each of red, green and blue: not told from white paper (contrast 1.1)."""

VANISH, COLOUR, HIGHLIGHT, SHADE, SIZE, STYLE, RAISED, SCALE = (
    W + name for name in ("vanish", "color", "highlight", "shd", "sz", "rStyle", "vertAlign", "w")
)

SIX_FIGURES = re.compile(r"[0-9A-F]{6}")


@dataclass(frozen=True, slots=True)
class Look:
    """What lies around words: hidden by the paragraph's style, with a colour behind them, in a face of that style."""

    vanished: bool = False
    on_colour: bool = False
    face: Face = NO_FACE

    @property
    def letters(self) -> "Letters":
        """How the words of a run are shown that states nothing itself."""
        return Letters(self.vanished or _is_lost(self.face.size, self.face.colour, self.on_colour))


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Letters:
    """How the words of a run are shown."""

    is_hidden: bool = False
    is_raised: bool = False


def letters_of(properties: etree._Element, around: Look, styles: Styles) -> Letters:
    """How a run with these properties is shown."""
    found = {one.tag: one for one in properties}
    own = found.get(VANISH)
    style = styles.by_id.get(value(found.get(STYLE)) or "")
    hidden = is_on(own) if own is not None else around.vanished or (style is not None and style.is_hidden)
    face = (style.face if style is not None else NO_FACE).over(around.face)
    stated = value(found.get(SIZE)) or ""
    size = int(stated) if stated.isdecimal() and len(stated) < LONGEST_SIZE else face.size
    colour = colour_in(found.get(COLOUR)) or face.colour
    shade = found.get(SHADE)
    is_shaded = shade is not None and is_coloured(shade)
    on_colour = around.on_colour or HIGHLIGHT in found or is_shaded
    lost = _is_lost(size, colour, on_colour)
    if is_shaded and shade is not None and value(shade) in (None, "", "clear", "nil"):
        lost = lost or (colour is not None and colour == (value(shade, "fill") or "").upper())
    squeezed = integer(value(found.get(SCALE)), 100)
    return Letters(hidden or lost or 0 < squeezed < NARROWEST, value(found.get(RAISED)) == "superscript")


def _is_lost(size: int | None, colour: str | None, on_colour: bool) -> bool:
    """True for letters of no size to speak of, and for white ones with nothing behind them."""
    return (size is not None and size <= TINY) or (not on_colour and _is_white(colour or ""))


def _is_white(colour: str) -> bool:
    if SIX_FIGURES.fullmatch(colour) is None:
        return False
    return all(int(colour[at : at + 2], 16) >= NEARLY_WHITE for at in (0, 2, 4))
