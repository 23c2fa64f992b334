"""Decides which words a person looking at the page does not see.

A run may be hidden by itself, by its style, by the style of its paragraph, by that of the table around it, or by its
background. All of this is worked out here and judged by `pincite.readers.visibility`.
"""

from dataclasses import dataclass, replace

from lxml import etree

from pincite.readers.docx.block import NO_BLOCK, PER_POINT, ParagraphProperties, length
from pincite.readers.docx.colours import AUTO, DOUBTFUL, Mixed, Stated, Theme, highlight_in, papers_in
from pincite.readers.docx.ink import FITTED, FONTS, NO_INK, Ink, Painted, ink_of, with_font
from pincite.readers.docx.markup import W, child, value
from pincite.readers.docx.styles import Styles
from pincite.readers.visibility import (
    BLACK,
    LEAST_WIDTH,
    ON_WHITE,
    USUAL_WIDTH,
    Papers,
    draws_signs,
    is_cut_off,
    is_lost,
    is_squeezed,
    is_too_small,
)

STYLE, VERTICAL = W + "rStyle", W + "vertAlign"

USUAL_SIZE = 20
"""Half points of letters where no size is stated."""

OF_SIGNS = 0.65
"""Ratio of the size of raised and lowered letters to their stated size."""

OFF_THE_LINE = 300
"""Points by which letters must be raised or lowered to leave the page; the line grows with them."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The surroundings of words: a hidden row or box, the colours behind, and what the paragraph states.

    `line` is the fixed height of lines in points; None where lines grow with the letters. In a table cell, before a
    paragraph begins, `ink` and `block` are those of the table's style.
    """

    gone: bool = False
    papers: Papers = ON_WHITE
    ink: Ink = NO_INK
    line: float | None = None
    block: ParagraphProperties = NO_BLOCK

    def hides(self, ink: Ink, theme: Theme) -> bool:
        """True when words in such letters are not seen here."""
        if self.gone or ink.vanishes or ink.signs:
            return True
        size = USUAL_SIZE / 2 if ink.points is None else ink.points
        width = 1.0 if ink.scale is None or ink.scale <= 0 else ink.scale / 100
        if is_too_small(size) or is_squeezed(width, (ink.spacing or 0) / 20, size):
            return True
        raised = abs(ink.raised or 0) / 2
        if raised > OFF_THE_LINE:
            return True
        if self.line is not None and (is_cut_off(self.line, size) or raised > max(self.line, size)):
            return True
        return not ink.relief and _is_lost(ink, self._behind(ink, theme))

    def _behind(self, ink: Ink, theme: Theme) -> Papers:
        """The colours behind letters that are themselves shaded or highlighted."""
        papers = self.papers if ink.shade is None else papers_in(ink.shade, theme, self.papers)
        return papers if ink.highlight is None else highlight_in(ink.highlight, papers)


PLAIN = Surroundings()


def _is_lost(ink: Ink, papers: Papers) -> bool:
    """True for letters whose fill, and outline if any, cannot be distinguished from the background."""
    if ink.effect is not None:
        lost = _is_unseen(ink.effect, papers)
    else:
        lost = ink.colour is not None and ink.colour != AUTO and _is_unseen(((ink.colour, 1.0),), papers)
    return lost and (ink.edge is None or _is_unseen(ink.edge, papers))


def _is_unseen(painted: Painted, papers: Papers) -> bool:
    """True where one of the painted colours is not seen, or may not be.

    An unknown background counts as white.
    """
    return any(_is_swallowed(colour, opacity, papers or ON_WHITE) for colour, opacity in painted)


def _is_swallowed(colour: Stated | None, opacity: float, papers: Papers) -> bool:
    if colour == DOUBTFUL:
        return True
    letters = BLACK if colour is None or colour == AUTO else colour
    if isinstance(papers, Mixed):
        return any(is_lost(letters, (paper,), opacity) for paper in papers)
    return is_lost(letters, papers, opacity)


@dataclass(frozen=True, slots=True)
class Letters:
    """How the words of a run are shown. `size` is in points. What is anchored in a hidden run is hidden too."""

    is_hidden: bool = False
    is_raised: bool = False
    size: float = USUAL_SIZE / 2
    vanishes: bool = False


def letters_around(look: Surroundings, styles: Styles) -> Letters:
    """How the words of a run without properties are shown."""
    ink = look.ink
    return Letters(look.hides(ink, styles.theme), size=ink.points or USUAL_SIZE / 2, vanishes=bool(ink.vanishes))


def letters_of(properties: etree._Element, around: Surroundings, styles: Styles) -> Letters:
    """How a run with these properties is shown."""
    found = {one.tag: one for one in properties}
    ink = ink_of(found, styles.theme)
    style = styles.by_id.get(value(found.get(STYLE)) or "") if STYLE in found else None
    if style is not None:
        ink = ink.over(style.ink)
    ink = ink.over(around.ink)
    if FONTS in found and (ink.signs or _names_signs(found[FONTS])):
        ink = with_font(ink, found[FONTS])
    place = value(found.get(VERTICAL))
    is_raised = place == "superscript"
    size = ink.points or USUAL_SIZE / 2
    is_hidden = around.hides(ink, styles.theme) or (FITTED in found and _is_pressed(found[FITTED], size))
    is_hidden = is_hidden or (place in ("superscript", "subscript") and is_too_small(OF_SIGNS * size))
    return Letters(is_hidden, is_raised, size, bool(ink.vanishes))


def _names_signs(fonts: etree._Element) -> bool:
    return any(draws_signs(value(fonts, name) or "") for name in ("ascii", "hAnsi"))


def _is_pressed(fitted: etree._Element, size: float) -> bool:
    """True for letters fitted into a width that is far too small for them; runs with one id share the width."""
    run = fitted.getparent()
    run = None if run is None else run.getparent()
    if run is None:
        return False
    name, around = value(fitted, "id"), run.getparent()
    runs = (run,) if name is None or around is None else around.iterchildren(W + "r")
    letters = sum(
        len("".join(words.text or "" for words in one.iterchildren(W + "t")))
        for one in runs
        if one is run or value(child(child(one, "rPr"), "fitText"), "id") == name
    )
    wide = length(value(fitted) or "0") / PER_POINT
    return wide < LEAST_WIDTH * USUAL_WIDTH * size * letters


def shaded(look: Surroundings, shade: etree._Element | None, theme: Theme) -> Surroundings:
    """The surroundings of words in a part with this shading."""
    return look if shade is None else replace(look, papers=papers_in(shade, theme, look.papers))
