"""Boxes of a fixed size that cut off overflow: decides whether their words certainly fit.

Layout is not computed. A box with only a few lines of plain words is judged by `cutting`. A box with more in it needs
room to spare, or its words are in doubt.
"""

from collections.abc import Mapping

from lxml import etree

from pincite.readers.html.cutting import CUTS, HEIGHTS, TALLEST, WIDTHS, ContentSize
from pincite.readers.html.declarations import declared_in
from pincite.readers.html.lengths import ROOT, WIDTH, pixels
from pincite.readers.html.sheets import Sheets

Style = Mapping[str, str]

ROOM_FOR_LINE = 2.1
"""Height of a one-line paragraph, in letter heights, including the white space above and below it."""

PLACED = frozenset(("img", "svg", "hr", "video", "iframe", "object", "canvas", "table", "input", "textarea"))

MOST_PARTS = 60

MOVING = ("margin", "margin-top", "margin-left", "top", "left", "right", "bottom", "vertical-align", "text-indent")

OF_SIZE = ("height", "min-height", "margin", "margin-top", "margin-bottom", "padding", "padding-top", "line-height",
           "font-size", "font", "border-top", "border")  # fmt: skip

SMALL_SHARE = 40.0


def cuts(style: Style) -> bool:
    """True for a box that does not show overflow."""
    overflow = {*style.get("overflow", "").split(), style.get("overflow-x", ""), style.get("overflow-y", "")}
    return not CUTS.isdisjoint(overflow)


NARROWEST = 1.0
"""Pixels of a box too narrow for any letter."""


def may_not_fit(element: etree._Element, style: Style, size: float, said: ContentSize, sheets: Sheets) -> bool:
    """True where words of a box that cuts off overflow may lie outside it."""
    if not cuts(style):
        return False
    for name in (*HEIGHTS, *WIDTHS):
        share = style.get(name, "")
        if share.endswith("%") and (pixels(share, size, 100.0) or 0.0) < SMALL_SHARE:
            return True
    low = min((found for name in HEIGHTS if (found := pixels(style.get(name, ""), size, 1e9)) is not None), default=1e9)
    widths = [found for name in WIDTHS if (found := pixels(style.get(name, ""), size, 1e9)) is not None]
    narrow = min(widths, default=1e9)
    if narrow < NARROWEST:
        return True
    in_row = "flex" in style.get("display", "") or "grid" in style.get("display", "")
    if in_row and len(element) > 1 and (low < TALLEST or narrow < WIDTH):
        return True
    if low >= TALLEST:
        return False
    parts = [one for _, one in zip(range(MOST_PARTS), element.iterdescendants(), strict=False)]
    if any(style.get(name, "1") not in ("1", "auto") for name in ("column-width", "columns", "column-count")):
        return True
    if any("padding" in name or "border" in name for name in style) and style.get("box-sizing", "border-box"):
        taken = max((pixels(part, size, WIDTH) or 0.0 for name in ("padding", "padding-top", "border", "border-top")
                     for part in style.get(name, "").split() if part[:1].isdigit()), default=0.0)  # fmt: skip
        if taken > low - size:
            return True
    letters, lines, _ = said
    needed = size * (ROOM_FOR_LINE * max(lines, 0) + letters * size * 0.5 / min(narrow, WIDTH) * 1.2)
    if lines >= 2 and needed > low:
        return True
    if any(one.tag in PLACED for one in parts) and lines + len(parts) > 1:
        return True
    put = sheets.cascade(element).put if sheets else ()
    if any(declared.get("content", ("none", False))[0] not in ("none", "normal") for declared in put):
        return True
    return needed + sum(_taken(one, sheets) for one in parts) > low


def _taken(part: etree._Element, sheets: Sheets) -> float:
    """Pixels of height that a part's style may take up beyond its words."""
    inline = part.get("style", "")
    if not sheets and not inline:
        return 0.0
    style = {**(sheets.cascade(part).declared if sheets else {}), **declared_in(inline)}
    if style.get("float", ("none", False))[0] != "none" or style.get("position", ("static", False))[0] != "static":
        return TALLEST
    return sum(
        max((abs(pixels(word, ROOT, TALLEST) or 0.0) for word in style[name][0].split()), default=0.0)
        for name in OF_SIZE
        if name in style
    )


def is_pushed_out(style: Style, size: float) -> bool:
    """True for an element moved up, left or below its line, inside a box that cuts off overflow."""
    for name in MOVING:
        for part in style.get(name, "").split():
            found = pixels(part, size, 100.0)
            if found is not None and (found <= -6.0 or (name == "bottom" and found >= 6.0)):
                return True
    return False
