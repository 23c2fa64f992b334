"""Words that are moved: off the page, out of a box that cuts off overflow, or into one too narrow for them."""

import math
from collections.abc import Mapping, Sequence

from lxml import etree

from pincite.readers.html.fitting import cuts, is_pushed_out, may_not_fit
from pincite.readers.html.lengths import WIDTH, pixels
from pincite.readers.html.look import ElementLook
from pincite.readers.html.placing import FUNCTION, parts_of
from pincite.readers.html.sheets import Sheets

FIXED = frozenset(("height", "max-height", "width", "max-width", "block-size", "max-block-size"))


LEFT_OF_PAGE = -100.0
"""Pixels to the left by which words must be moved before they may lie beside the page."""


FAR_IN_A_LINE = 600.0
"""Pixels of a part that neither shrinks nor grows, which may push words out of a row of parts."""


def is_right_to_left(element: etree._Element, style: Mapping[str, str], around: ElementLook) -> bool:
    """True for words whose lines run from right to left."""
    direction = style.get("direction", element.get("dir", "").lower())
    return around.is_turned if direction not in ("rtl", "ltr") else direction == "rtl"


def may_be_elsewhere(
    element: etree._Element,
    style: Mapping[str, str],
    size: float,
    around: ElementLook,
    sheets: Sheets,
    *,
    is_turned: bool,
) -> bool:
    """True where words may lie beside the page or outside a box that cuts off overflow."""
    if around.is_cutting and is_pushed_out(style, size):
        return True
    if cuts(style) and may_not_fit(element, style, size, sheets.said_in(element), sheets):
        return True
    if element.tag in ("body", "html") and "hidden" in (style.get("overflow", ""), style.get("overflow-y", "")):
        said, lines, room = sheets.said_in(element)
        breaks = sum(1 for _ in element.iter("br"))
        is_long = said > MOST_ON_SCREEN or lines + breaks > MOST_LINES or room > LOW_ROOM
        return is_long or (sheets.places and lines > 3)
    left = pixels(style.get("left", ""), size, WIDTH) or 0.0
    if style.get("position") in ("relative", "sticky") and left <= LEFT_OF_PAGE:
        return True
    moving = (*(OF_BOX if around.is_turned else ()), *(("padding-right", "padding") if is_turned else ()))
    for name in moving:
        if any(abs(pixels(part, size, 100.0) or 0.0) >= -LEFT_OF_PAGE for part in style.get(name, "").split()):
            return True
    parts = style.get("flex", "").split()
    return len(parts) == 3 and parts[1] == "0" and (pixels(parts[2], size, WIDTH) or 0.0) >= FAR_IN_A_LINE


OF_BOX = ("margin-right", "right", "left", "margin")


MOST_ON_SCREEN, MOST_LINES, LOW_ROOM = 1500, 14, 200
"""Characters, lines and pixels that fit on one screen without scrolling."""


def room_across(style: Mapping[str, str], size: float, around: float) -> float:
    """The pixels of width that a box which cuts off overflow leaves for its words."""
    if not _cuts(style):
        return around
    found = [pixels(style[name], size, math.inf) for name in ("width", "max-width", "inline-size") if name in style]
    return min(around, *(one for one in found if one is not None), math.inf)


def _cuts(style: Mapping[str, str]) -> bool:
    return any(
        "hidden" in style.get(name, "") or "clip" in style.get(name, "")
        for name in ("overflow", "overflow-x", "overflow-y")
    )


def pushed_by(style: Mapping[str, str], size: float, around: ElementLook) -> tuple[float, float]:
    """Pixels by which words are moved right and down in the box that cuts off overflow."""
    if not style or (math.isinf(around.line) and math.isinf(around.wide)):
        return 0.0, 0.0
    line, wide = min(around.line, HIGHEST), min(around.wide, HIGHEST)
    across = _most(style, ("margin-left", "margin-inline-start", "left", "padding-left", "text-indent"), size, wide)
    down = _most(style, ("margin-top", "margin-block-start", "top", "padding-top", "inset-block-start"), size, line)
    moved = [*FUNCTION.findall(style.get("transform", ""))]
    if "translate" in style:
        moved.append(("translate", ",".join(parts_of(style["translate"]))))
    for name, inner in moved:
        if name.startswith("translate"):
            parts = [abs(pixels(part, size, 1.2 * size) or 0.0) for part in inner.split(",")]
            down += parts[0] if name == "translatey" else parts[1] if len(parts) > 1 else 0.0
            across += parts[0] if name in ("translate", "translatex", "translate3d") else 0.0
    return across, down


HIGHEST = 1e6


def _most(style: Mapping[str, str], names: Sequence[str], size: float, whole: float) -> float:
    return sum(max(0.0, pixels(parts_of(style[name])[0], size, whole) or 0.0) for name in names if style.get(name))


MOVES = frozenset(
    ("margin-left", "margin-inline-start", "text-indent", "margin-top", "margin-block-start", "margin-block", "left",
     "inset-inline-start", "top", "inset-block-start", "transform")
)  # fmt: skip


def shifted_by(style: Mapping[str, str], size: float, around: ElementLook) -> tuple[float, float]:
    """Pixels by which words are moved left and up from their place, including the ancestors' shifts."""

    def least(*names: str) -> float:
        found = 0.0
        for name in names:
            for part in parts_of(style.get(name, ""))[:4]:
                found = min(found, pixels(part, size, WIDTH) or 0.0)
        return found

    if MOVES.isdisjoint(style):
        return around.across, around.down
    across = least("margin-left", "margin-inline-start", "text-indent")
    down = least("margin-top", "margin-block-start", "margin-block")
    if style.get("position", "static") != "static":
        across += least("left", "inset-inline-start")
        down += least("top", "inset-block-start")
    for name, inner in FUNCTION.findall(style.get("transform", "")):
        parts = [pixels(part, size, 0.0) or 0.0 for part in inner.split(",")]
        if name in ("translate", "translatex", "translate3d"):
            across += min(0.0, parts[0])
        if name == "translatey" or (name in ("translate", "translate3d") and len(parts) > 1):
            down += min(0.0, parts[0] if name == "translatey" else parts[1])
    return around.across + across, around.down + down
