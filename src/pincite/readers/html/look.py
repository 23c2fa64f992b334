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
"""The colour of links where nothing states one."""


PER_PIXEL = 0.75
"""Points."""


NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Look:
    """How the words of an element are shown, as far as its own attributes, the page's sheets and those around it say.

    `inks` are the colours that letters may have, each with how much of it covers, none where they are not known;
    `papers` those of what is behind them. `also` is what lies behind them where `papers` may end short of them, empty
    where they do not; `beyond` what lies behind the nearest part that paints. `changes` is what filters around make of
    colours. `edge` is what is drawn around letters of no colour. `size` is in pixels, `scale` and `opacity` are what is
    around has made of them. `marker` is the style of the numbers of a list's items, empty where nothing states it.
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
    """True when something that is not followed may hide the words. `across` and `down` are the pixels by which what is
    around moves them, `line` and `wide` those that it leaves for their height and width. `is_dark` says that colours
    of the system are those of a dark window, `is_graded` that what is behind the words has several colours at once,
    `is_filled` that letters are filled with a colour of their own, `is_turned` that lines begin at the right side,
    `is_cutting` that something around cuts off what leaves its box, `is_in_signs` that the font draws signs in the
    place of letters."""
    is_hidden: bool = False
    """True when a person does not see the words, or may not see them."""


def is_unseen(look: Look) -> bool:
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


def _is_lost(painted: Painted, look: Look, papers: Papers) -> bool:
    colour, opacity = painted
    opacity *= look.opacity
    if not look.blend or not papers:
        return is_lost(colour, papers, opacity)
    return all(is_lost(blended(look.blend, colour, paper), (paper,), opacity) for paper in papers)


def doubted(look: Look) -> Look:
    """The look of words that something may hide."""
    return replace(look, is_doubtful=True, is_hidden=True)
