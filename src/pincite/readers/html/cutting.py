"""Boxes that cut off overflow: decides whether an element's words fit."""

import math
import re
from collections.abc import Callable, Mapping

from lxml import etree

from pincite.readers.html.lengths import WIDTH, pixels

CUTS = frozenset(("hidden", "clip"))

NARROW, TALL = 0.4, 1.0
"""Least width of a letter and height of a line, as shares of the letters' size."""

TALLEST = 400.0
"""Pixels of a box from which it is a part of the page and not a few lines."""

STARTS_LINE = frozenset(
    ("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote", "pre",
     "dt", "dd", "hr", "table", "ul", "ol")
)  # fmt: skip

SPACE = re.compile(
    r"(?a)(?:height|padding(?:-top)?|margin(?:-top)?|top|left|padding-left|margin-left|text-indent)\s*:\s*(\d+)"
)

WIDE_SPACE = re.compile(r"[\xa0\u2000-\u200a\u202f\u3000]")

CUTTING = frozenset(("overflow", "overflow-x", "overflow-y", "-webkit-line-clamp", "line-clamp", "contain"))

HEIGHTS = ("height", "max-height", "block-size", "max-block-size")
WIDTHS = ("width", "max-width", "inline-size", "max-inline-size")


ContentSize = tuple[int, int, int]
"""The characters of an element, the lines that it starts, and the most room that its parts take."""


def measured(root: etree._Element) -> dict[etree._Element, ContentSize]:
    """The size of each element's content on a page, measured in one pass."""
    found: dict[etree._Element, list[int]] = {}
    for element in root.iter():
        found[element] = [_length(element.text), 0, 0, 0]
    for element in reversed(list(found)):
        parent = element.getparent()
        if parent is None or parent not in found:
            continue
        own, above = found[element], found[parent]
        above[0] += own[0] + _length(element.tail)
        above[1] += own[1] + (element.tag in STARTS_LINE)
        above[2] += own[2] + (element.tag == "br")
        room = [int(one[:6]) for one in SPACE.findall(element.get("style", ""))] if element.get("style") else []
        above[3] = max(above[3], own[3], *room)
    return {
        element: (said, max(blocks, breaks + 1 if breaks else 0), room)
        for element, (said, blocks, breaks, room) in found.items()
    }


def _length(words: str | None) -> int:
    if not words:
        return 0
    if not words.isascii():
        words = WIDE_SPACE.sub("_", words)  # spaces that are not collapsed
    return len(" ".join(words.split()))


def is_cut_off_in(
    said_in: Callable[[], ContentSize], style: Mapping[str, str], size: float, around: float
) -> float | None:
    """The pixels of height that a box leaves for its letters; None where its words do not fit.

    `around` is the height that surrounding boxes leave.
    """
    if CUTTING.isdisjoint(style):
        return around
    overflow = {*style.get("overflow", "").split(), style.get("overflow-x", ""), style.get("overflow-y", "")}
    clamp = style.get("-webkit-line-clamp", style.get("line-clamp", ""))
    paints = {"paint", "content", "strict"} & set(style.get("contain", "").split())
    sized = {"size", "strict"} & set(style.get("contain", "").split())
    if CUTS.isdisjoint(overflow) and not paints and not clamp.isdecimal():
        return None if sized else around
    if sized:
        return None
    said, lines, room = said_in()
    if not said:
        return around
    height = _least(style, HEIGHTS, size)
    width = _least(style, WIDTHS, size)
    if "aspect-ratio" in style and style["aspect-ratio"] != "auto":
        return None
    basis = _basis(style, size)
    if basis is not None:
        height = width = min(basis, height or math.inf)
    is_one_line = style.get("white-space", "").startswith(("nowrap", "pre"))
    if is_one_line and said * NARROW * size > (WIDTH if width is None else width):
        return None
    needed = max(1.0, lines * 0.5, said * NARROW * size / max(1.0, width or WIDTH))
    if lines and said:
        needed = max(needed, min(lines, 4) - 0.3)
    if clamp.isdecimal() and (needed > int(clamp[:4]) or lines > max(0, int(clamp[:4]) - 1)):
        return None
    above = max((pixels(part, size, WIDTH) or 0.0 for name in ("padding-top", "padding", "padding-block")
                 for part in style.get(name, "").split()[:1]), default=0.0)  # fmt: skip
    before = max((pixels(part, size, WIDTH) or 0.0 for name in ("padding-left", "padding-inline-start")
                  for part in style.get(name, "").split()[:1]), default=0.0)  # fmt: skip
    if height is not None and height < TALLEST:
        if needed * size * TALL > height + 0.4 * size or above >= height - 2 or room >= height - 2 > 0:
            return None
        return min(around, height)
    if width is not None and width < TALLEST and (before >= width - 2 or room >= width - 2):
        return None
    return around


def _least(style: Mapping[str, str], names: tuple[str, ...], size: float) -> float | None:
    """The least of the stated lengths, ignoring percentages."""
    named = [style[name] for name in names if name in style]
    found = [pixels(value, size, math.nan) for value in named if not value.endswith(("%", "auto"))]
    stated = [length for length in found if length is not None and not math.isnan(length)]
    return min(stated) if stated else None


def _basis(style: Mapping[str, str], size: float) -> float | None:
    """The least size of a flexible box that neither grows nor may be larger."""
    parts = style.get("flex", "").split()
    grows = parts[0] if parts else style.get("flex-grow", "0")
    basis = parts[-1] if len(parts) == 3 else style.get("flex-basis", "")
    length = pixels(basis, size, 100.0) if basis else None
    return length if length is not None and length < 4.0 and grows in ("0", "none") else None
