"""The background of an element's words: what the element paints, and what shows where that ends short of them."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from lxml import etree

from pincite.readers.html.colours import Painted, colour_of, colours_in, legacy_colour
from pincite.readers.html.cutting import ContentSize, is_cut_off_in
from pincite.readers.html.effects import COLOURED
from pincite.readers.html.lengths import pixels
from pincite.readers.html.look import ElementLook
from pincite.readers.html.placing import FROM_ABOVE, FUNCTION, parts_of
from pincite.readers.visibility import UNKNOWN, Papers, laid_over

ENDS_SHORT = frozenset(
    ("width", "height", "max-width", "max-height", "block-size", "inline-size", "max-block-size", "max-inline-size")
)


LEAVES = 40.0
"""Pixels by which words must be moved before the surrounding background may no longer lie behind them."""


SYSTEM_COLOUR = re.compile(r"light-dark\(|\b(?:canvas|field|window|button|mark|highlight|graytext|linktext)")


def names_the_system(style: Mapping[str, str]) -> bool:
    """True for colours that differ in a dark window."""
    return any(SYSTEM_COLOUR.search(style[name]) is not None for name in (*COLOURED, "background") if name in style)


def also_behind(
    element: etree._Element,
    style: Mapping[str, str],
    size: float,
    around: ElementLook,
    papers: Papers,
    *,
    paints: bool,
    said_in: Callable[[etree._Element], ContentSize],
) -> Papers:
    """What may lie behind words besides what an element paints: its paint may end short, or the words may leave it."""

    def said() -> ContentSize:
        return said_in(element)

    if paints:
        return around.also or around.papers if _may_end_short(element, style, size, papers, said) else UNKNOWN
    position = style.get("position", "static")
    if (position != "static" or "transform" in style or "translate" in style) and _leaves(style, size):
        return around.ground
    if position in ("absolute", "fixed") or style.get("float", "none") != "none":
        parent = element.getparent()
        # An element without content has no height and paints nothing.
        return around.beyond if parent is not None and said_in(parent)[0] == said()[0] else around.also
    return around.also


def _may_end_short(
    element: etree._Element, style: Mapping[str, str], size: float, papers: Papers, said: Callable[[], ContentSize]
) -> bool:
    """True where the background that an element paints may not lie behind all its words."""
    if element.tag in ("html", "body") or element.get("bgcolor"):
        return False
    if style.get("display") == "contents":
        return True
    image = f"{style.get('background-image', '')} {style.get('background', '')}"
    if not papers and ("var(" not in image or "url(" in image):
        return True  # the picture may be missing or as light as the letters
    if element.tag in IN_LINES and "display" not in style and "float" not in style and "position" not in style:
        return next(element.iter("p", "div", "table", "ul", "ol", "h1", "h2", "h3", "section"), None) is not None
    has_colour = "background-color" in style or colour_of(style.get("background", "")) is not None
    if (
        "gradient(" in image
        and not has_colour
        and ("no-repeat" in image + style.get("background-repeat", "") or "/" in image or "background-size" in style)
    ):
        return True
    if style.get("background-clip", "border-box") not in ("border-box", "padding-box", "text", *FROM_ABOVE):
        return True
    if ENDS_SHORT.isdisjoint(style):
        return False
    low = min((pixels(style[name], size, math.inf) or math.inf for name in ENDS_SHORT if name in style), default=99.0)
    return low < LOWEST or is_cut_off_in(said, {**style, "overflow": "hidden"}, size, math.inf) is None


IN_LINES = frozenset(("span", "a", "b", "i", "em", "strong", "font", "u", "small", "big", "label", "code", "mark", "q"))
"""Inline elements. Their background ends where a block inside them begins."""


LOWEST = 8.0
"""Pixels of height of a box too low to lie behind a line of words."""


def _leaves(style: Mapping[str, str], size: float) -> bool:
    """True for an element placed far from its normal position."""
    for name in ("left", "top", "right", "bottom", "inset", "margin-left", "margin-top", "margin", "translate"):
        for part in parts_of(style.get(name, "")):
            found = pixels(part, size, 100.0)
            if found is not None and not (part.endswith("%") and 0 <= found <= 90) and not 0 <= found <= LEAVES:
                return True
    return any(
        abs(pixels(part, size, 100.0) or 0.0) > LEAVES
        for name, inner in FUNCTION.findall(style.get("transform", ""))
        if name.startswith("translate")
        for part in inner.split(",")
    )


def papers_of(
    element: etree._Element, style: Mapping[str, str], around: ElementLook, opacity: float
) -> tuple[Papers, bool]:
    """The colours behind letters, empty where they are not known; and whether the element paints any."""
    if style.get("color-scheme", "").startswith("dark") and element.tag in ("html", "body"):
        around = replace(around, papers=((0.07, 0.07, 0.07),))
    image = style.get("background-image", "none")
    whole = style.get("background", "")
    if not whole and element.get("bgcolor") and "background-color" not in style:
        painted = legacy_colour(element.get("bgcolor", ""))
        if painted is not None:
            style = {**style, "background-color": "#" + "".join(f"{round(255 * part):02x}" for part in painted)}
    plain = style.get("background-color", "")
    if element.get("background") and not image.startswith("url("):
        image = "url()"
    if image in ("none", "initial", "unset", "inherit") and "(" in whole and colour_of(whole) is None:
        image = whole
    if "url(data:" in image.replace('"', "").replace("'", "") or "cid:" in image:
        return (*around.papers, *tuple(ink for ink, _ in around.inks)) if "no-repeat" not in whole + style.get(
            "background-repeat", ""
        ) else UNKNOWN, True
    if "url(" in image or "image(" in image or "element(" in image or "paint(" in image:
        return UNKNOWN, True
    if "gradient(" in image:
        stops = colours_in(image)
        if not stops:
            return UNKNOWN, True
        behind = around.papers
        if plain and (base := colour_of(plain)) is not None:
            behind = tuple(laid_over(base[0], base[1] * opacity, paper) for paper in behind) or (base[0],)
        return _over(stops, behind, opacity), True
    words = plain or whole
    if words in ("", "none", "initial", *FROM_ABOVE[2:]) or (words == "inherit"):
        return around.papers, False
    if "currentcolor" in words and words != "currentcolor" and around.inks:
        figures = " ".join(f"{255 * part:.0f}" for part in around.inks[0][0])
        words = words.replace("currentcolor", f"rgb({figures})")
    found = around.inks[0] if words == "currentcolor" and around.inks else colour_of(words)
    if found is None and not plain:
        named = colours_in(words)
        found = named[0] if named else None
    if found is None:
        return UNKNOWN, True
    return _over([found], around.papers, opacity), found[1] > 0


def _over(painted: Sequence[Painted], behind: Papers, opacity: float) -> Papers:
    """The colours seen where any of the painted colours lies over any of those behind."""
    if not behind:
        return (
            tuple(colour for colour, own in painted if own * opacity >= 1)
            if all(own * opacity >= 1 for _, own in painted)
            else UNKNOWN
        )
    found = {laid_over(colour, own * opacity, paper) for colour, own in painted for paper in behind}
    return tuple(sorted(found))[:MOST_PAPERS]


MOST_PAPERS = 24
