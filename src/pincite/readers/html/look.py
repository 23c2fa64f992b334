"""How the words of an element are shown, and whether a person sees them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from pincite.readers.html.blending import blended
from pincite.readers.html.colours import Painted
from pincite.readers.html.lengths import ROOT
from pincite.readers.html.placing import FAR_BEFORE
from pincite.readers.visibility import BLACK, ON_WHITE, UNKNOWN, Papers, is_lost, is_squeezed, is_too_small

LEAST_OPACITY = 0.02


LINK = (0.0, 0.0, 0.93)
"""The default colour of links."""


PER_PIXEL = 0.75
"""Points per pixel."""


NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ElementLook:
    """How the words of an element are shown, according to its attributes, the page's style sheets and its ancestors.

    `inks` are the colours that letters may have, each with its opacity; empty where they are not known. `papers` are
    the colours behind them. `also` are the colours behind words where `papers` may end short of them; empty where they
    do not. `beyond` are the colours behind the nearest part that paints. `changes` are the effects of surrounding
    filters on colours. `edge` is what is drawn around colourless letters. `size` is in pixels. `scale` and `opacity`
    include the ancestors' effects. `marker` is the style of a list's numbers; empty where none is stated.
    """

    gone: bool = False
    invisible: bool = False
    inks: tuple[Painted, ...] = ((BLACK, 1.0),)
    edge: tuple[Painted, ...] = ()
    papers: Papers = ON_WHITE
    also: Papers = UNKNOWN
    beyond: Papers = ON_WHITE
    ground: Papers = ON_WHITE
    changes: str = ""
    is_dark: bool = False
    size: float = ROOT
    scale: float = 1.0
    opacity: float = 1.0
    spacing: float = 0.0
    blend: str = ""
    is_papered: bool = False
    variables: Mapping[str, str] = field(default_factory=lambda: NO_VARIABLES)
    kept_spaces: bool = False
    struck: bool = False
    raised: bool = False
    marker: str = ""
    link: Painted = (LINK, 1.0)
    across: float = 0.0
    down: float = 0.0
    line: float = math.inf
    wide: float = math.inf
    is_graded: bool = False
    is_filled: bool = False
    is_turned: bool = False
    is_cutting: bool = False
    is_in_signs: bool = False
    is_doubtful: bool = False
    """True when an unsupported feature may hide the words. `across` and `down` are the pixels by which ancestors move
    the words; `line` and `wide` are the height and width that ancestors leave for them. `is_dark` says that system
    colours are those of a dark window; `is_graded`, that the background has several colours at once; `is_filled`, that
    letters are filled with a colour of their own; `is_turned`, that lines run from right to left; `is_cutting`, that an
    ancestor cuts off overflow; `is_in_signs`, that the font draws symbols in place of letters."""
    is_hidden: bool = False
    """True when a person does not see the words, or may not see them."""


def is_unseen(look: ElementLook) -> bool:
    """True for words that a person does not see, or may not see."""
    if look.gone or look.invisible or look.is_doubtful or look.is_in_signs or look.opacity < LEAST_OPACITY:
        return True
    if look.across <= FAR_BEFORE or look.down <= FAR_BEFORE or 0.6 * look.size * look.scale > look.line:
        return True
    if look.wide < 0.5 * look.size * look.scale:
        return True
    points = look.size * look.scale * PER_PIXEL
    if is_too_small(points) or is_squeezed(1.0, look.spacing, look.size):
        return True
    drawn = [*look.inks, *look.edge]
    if not look.inks:
        return False
    if look.is_graded and any(all(_is_lost(one, look, (paper,)) for one in drawn) for paper in look.papers):
        return True
    return all(_is_lost(one, look, look.papers) for one in drawn) or (
        bool(look.also) and all(_is_lost(one, look, look.also) for one in drawn)
    )


def _is_lost(painted: Painted, look: ElementLook, papers: Papers) -> bool:
    colour, opacity = painted
    opacity *= look.opacity
    if not look.blend or not papers:
        return is_lost(colour, papers, opacity)
    return all(is_lost(blended(look.blend, colour, paper), (paper,), opacity) for paper in papers)


def doubted(look: ElementLook) -> ElementLook:
    """The look of words that something may hide."""
    return replace(look, is_doubtful=True, is_hidden=True)
