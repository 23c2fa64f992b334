"""Letters as an element states them: their size, colours and opacity, and what is drawn around them."""

import re
from collections.abc import Mapping

from lxml import etree

from pincite.readers.html.colours import Painted, colour_of, colours_in, legacy_colour, parted
from pincite.readers.html.lengths import ROOT, pixels
from pincite.readers.html.look import ElementLook
from pincite.readers.html.placing import FROM_ABOVE, FUNCTION, parts_of
from pincite.readers.visibility import BLACK, WHITE, draws_signs

KEYWORDS = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0,
            "xx-large": 32.0, "xxx-large": 48.0}  # fmt: skip
"""Letter sizes in pixels, by keyword."""


OF_FONT = {"1": 10.0, "2": 13.0, "3": 16.0, "4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0}
"""Letter sizes in pixels, by the numbers of old pages."""


SIZES = {"small": 0.83, "big": 1.2, "sub": 0.83, "sup": 0.83, "h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67}


def keeps_spaces(element: etree._Element, style: Mapping[str, str], around: ElementLook) -> bool:
    """True where spaces and line ends are shown as written."""
    stated = style.get("white-space", "")
    if stated:
        return stated.startswith(("pre", "break-spaces"))
    return around.kept_spaces or element.tag in ("pre", "textarea")


def size_of(element: etree._Element, style: Mapping[str, str], around: float) -> float:
    """The size of letters in pixels."""
    stated = style.get("font-size") or _size_in(style.get("font", "")) or element.get("mathsize", "")
    if not stated:
        old = OF_FONT.get(element.get("size", "")) if element.tag == "font" else None
        return old if old is not None else around * SIZES.get(element.tag, 1.0)
    if stated in KEYWORDS:
        return KEYWORDS[stated]
    if stated in ("smaller", "larger"):
        return around / 1.2 if stated == "smaller" else around * 1.2
    found = pixels(stated, around, around)
    return around if found is None else max(0.0, found)


def _size_in(font: str) -> str:
    """The size in a `font` shorthand; empty where it states none."""
    found = next((word for word in font.split() if word[:1].isdigit() or word[:1] == "." or word in KEYWORDS), "")
    if found.isdigit() and 1 <= int(found[:4]) <= 1000 and len(found) == 3:
        rest = font.split()[font.split().index(found) + 1 :]
        return next((word.partition("/")[0] for word in rest if word[:1].isdigit() or word[:1] == "."), "")
    return found.partition("/")[0]


def is_in_signs(element: etree._Element, style: Mapping[str, str], around: ElementLook) -> bool:
    """True for words whose first named font draws symbols in place of letters."""
    stated = style.get("font-family", element.get("face", "") if element.tag == "font" else "")
    if not stated and (whole := style.get("font", "")):
        stated = re.split(r"(?:^|\s)[\d.]+[a-z%]+(?:/\S+)?\s+", whole)[-1]
    if not stated or stated in FROM_ABOVE:
        return around.is_in_signs
    return draws_signs(stated.split(",")[0])


def opacity_of(style: Mapping[str, str]) -> float:
    """The opacity of an element, 0 to 1."""
    found = 1.0
    stated = pixels(style["opacity"], 0, 1) if "opacity" in style else None
    if stated is not None:
        found *= min(1.0, max(0.0, stated))
    for name, inner in FUNCTION.findall(style.get("filter", "")):
        amount = pixels(inner, ROOT, 1)
        if name == "opacity" and amount is not None:
            found *= min(1.0, max(0.0, amount))
    return found


def inks_of(element: etree._Element, style: Mapping[str, str], around: ElementLook) -> tuple[Painted, ...]:
    """The colours that letters may have."""
    of_font = element.get("color") if element.tag not in BOXES else None
    old = of_font or (element.get("mathcolor", element.get("text", "") if element.tag == "body" else ""))
    stated = style.get("color", old)
    if style.get("color-scheme", "").startswith("dark") and element.tag in ("html", "body") and not stated:
        return ((WHITE, 1.0),)
    if around.is_filled and "-webkit-text-fill-color" not in style:
        return around.inks
    words = style.get("-webkit-text-fill-color", stated).strip().lower()
    if words == "currentcolor":
        words = stated.strip().lower()
    if words and "color" not in style and "-webkit-text-fill-color" not in style:
        named = legacy_colour(words)
        return around.inks if named is None else ((named, 1.0),)
    if not words or words in FROM_ABOVE:
        return around.inks
    if words == "initial":
        return ((BLACK, 1.0),)
    found = colour_of(words)
    return () if found is None else (found,)


BOXES = frozenset(("table", "tr", "td", "th", "tbody", "div", "p", "body", "html", "ul", "ol", "li"))
"""Elements whose `color` attribute browsers ignore for letters."""


def edge_of(style: Mapping[str, str], around: ElementLook) -> tuple[Painted, ...]:
    """The colours of letters' outlines and shadows."""
    shadow = style.get("text-shadow")
    if shadow is None:
        found = around.edge
    else:
        near = ",".join(one for one in parted(shadow) if _is_near(one))
        found = tuple(colours_in(near)) or (((BLACK, 1.0),) if near and near != "none" else ())
    stroke = style.get("-webkit-text-stroke") or style.get("-webkit-text-stroke-color")
    if stroke and not stroke.startswith("0"):
        found = (*found, *colours_in(stroke))
    return found


def _is_near(shadow: str) -> bool:
    """True for a letter shadow that can be read: neither far away nor blurred."""
    lengths = [pixels(part, ROOT, 0) for part in parts_of(shadow)]
    parts = [length for length in lengths if length is not None]
    return all(abs(length) < FARTHEST_SHADOW for length in parts[:2]) and all(
        blur < MOST_BLURRED for blur in parts[2:3]
    )


FARTHEST_SHADOW, MOST_BLURRED = 300.0, 12.0
"""Pixels."""


def link_of(element: etree._Element, around: ElementLook) -> Painted:
    """The colour of links where no rule states one."""
    if element.tag != "body" or not element.get("link"):
        return around.link
    found = legacy_colour(element.get("link", ""))
    return around.link if found is None else (found, 1.0)
