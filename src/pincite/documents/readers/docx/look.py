"""Which words a person looking at the page does not see: hidden, white on white, or one point tall."""

from dataclasses import dataclass

from lxml import etree

from pincite.documents.readers.docx.markup import W, is_on, value
from pincite.documents.readers.docx.styles import Styles, is_coloured

TINY = 2
"""Half points: letters of one point are not seen by anyone."""

LONGEST_SIZE = 6
"""Digits of a size that are read."""

VANISH, COLOUR, HIGHLIGHT, SHADE, SIZE, STYLE, RAISED = (
    W + name for name in ("vanish", "color", "highlight", "shd", "sz", "rStyle", "vertAlign")
)


@dataclass(frozen=True, slots=True)
class Look:
    """What lies around words: hidden by the paragraph's style, or with a colour behind them."""

    vanished: bool = False
    on_colour: bool = False


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
    size = value(found.get(SIZE)) or ""
    tiny = size.isdecimal() and len(size) < LONGEST_SIZE and int(size) <= TINY
    white = (value(found.get(COLOUR)) or "").upper() == "FFFFFF"
    if white:
        shade = found.get(SHADE)
        white = not (around.on_colour or HIGHLIGHT in found or (shade is not None and is_coloured(shade)))
    return Letters(hidden or tiny or white, value(found.get(RAISED)) == "superscript")
