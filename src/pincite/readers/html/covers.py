"""Finds words of a page over which something else may be drawn, or which a browser may put elsewhere.

Layout is not computed. An element that is taken out of its place, paints an area and is larger than its own words puts
all words in doubt that it may cover: those of the box in which it is positioned.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from pincite.readers.html.colours import colour_of, colours_in, parted
from pincite.readers.html.cutting import ContentSize
from pincite.readers.html.declarations import LONGEST_KEPT, declarations, declared_in
from pincite.readers.html.lengths import HEIGHT, WIDTH, pixels
from pincite.readers.html.placing import parts_of
from pincite.readers.html.sheets import Sheets
from pincite.readers.visibility import luminance

Style = Mapping[str, str]

LEAST_ACROSS, LEAST_DOWN = 12.0, 6.0
"""Least width and height, in pixels, of an area that can cover a word."""

LEAST_SHIFT = 6.0

NARROWEST = 4.0
"""Pixels of a column too narrow for any letter."""

WINDOW = 300.0
"""Pixels of an element fixed during scrolling from which it leaves no room to read."""

SEEN_THROUGH = 0.3

DIGITS = tuple("0123456789")

DARK = 0.2

PICTURES = frozenset(("img", "svg", "iframe", "canvas", "video", "object", "embed", "input", "textarea", "button"))

BUTTONS = frozenset(("input", "button"))

STICKS = 120.0
"""Pixels from the window's edge at which a heading or a menu stays during scrolling."""

PLACING = frozenset(
    ("position", "transform", "translate", "opacity", "filter", "float", "margin", "margin-top", "margin-left",
     "margin-block-start", "margin-inline-start", "grid-area", "grid-row", "grid-column", "grid-row-start")
)  # fmt: skip

PLACES = re.compile(r"position\s*:|margin[\w-]*\s*:[^;]*-\s*\d|grid-(?:area|row|column)|transform|opacity|float")

FARTHEST = 12
"""Most ancestors of an element that are searched for words beside it."""


def doubtful_parts(root: etree._Element, sheets: Sheets) -> frozenset[etree._Element]:
    """The elements whose words something may cover, or that a browser may show elsewhere or not at all."""
    found: set[etree._Element] = set()
    for template in root.iter("template"):
        parent = template.getparent()
        if parent is not None and (template.get("shadowrootmode") or template.get("shadowroot")):
            found.add(parent)
    for details in root.iter("details"):
        summary = details.find("summary")
        if details.get("open") is None and summary is not None and _is_off(summary, _style(summary, sheets)):
            found.add(details)
    for column in root.iter("col", "colgroup"):
        style = _style(column, sheets)
        table = next(column.iterancestors("table"), None)
        wide = pixels(style.get("width", column.get("width", "99")), 16, WIDTH)
        if table is not None and wide is not None and wide < NARROWEST and "%" not in style.get("width", ""):
            found.add(table)
        if table is not None and (style.get("visibility") in ("collapse", "hidden") or style.get("display") == "none"):
            found.add(table)
    places = sheets.places or next(root.iter("dialog"), None) is not None
    if not places and not any(PLACES.search(one.get("style", "")) for one in root.iter() if one.get("style")):
        return frozenset(found)
    found.update(_Places(sheets).found(root))
    return frozenset(found)


def _is_off(summary: etree._Element, style: Style) -> bool:
    """True for a summary that nobody can click to open its details."""
    if summary.get("hidden") is not None or style.get("display") == "none" or style.get("pointer-events") == "none":
        return True
    shown = style.get("visibility", "visible") == "visible" and (pixels(style.get("opacity", "1"), 0, 1) or 0.0) > 0
    return not shown or pixels(style.get("font-size", "1em"), 16, 16) == 0


class _Places:
    """Visits each element once, in page order, and remembers what it needs of earlier and surrounding elements."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self._boxes: dict[etree._Element, etree._Element] = {}
        self._moved: set[etree._Element] = set()
        self._grids: dict[etree._Element, Counter[tuple[str, ...]]] = {}

    def found(self, root: etree._Element) -> Iterator[etree._Element]:
        """The elements that something may cover."""
        sheets = self._sheets
        for element in root.iter():
            if not isinstance(element.tag, str) or element.tag in ("html", "head", "script", "style", "template"):
                continue
            style: Style = {}
            if sheets or element.get("style"):
                style = _style(element, sheets)
            parent = element.getparent()
            box = self._boxes.get(parent, root) if parent is not None else root
            if element.tag == "body":
                box = element
            if sheets and any(_is_put_over(dict(_plain(one))) for one in sheets.cascade(element).put):
                yield element
            if element.tag == "dialog" and element.get("open") is not None:
                yield box
            if style:
                yield from self._under(element, style, box)
                if parent is not None and _leaves_its_place(style):
                    self._moved.add(parent)
                if style.get("position", "static") not in ("static", "initial") or "transform" in style:
                    box = element
            self._boxes[element] = box

    def _under(self, element: etree._Element, style: Style, box: etree._Element) -> Iterator[etree._Element]:
        """The elements that an element may cover."""
        if PLACING.isdisjoint(style) and not style.get("display", "").startswith("inline-"):
            return
        position = style.get("position", "static")
        if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
            return
        if (pixels(style.get("opacity", "1"), 0, 1) or 0.0) < SEEN_THROUGH and style.get("opacity", "1") != "1":
            return
        if not _paints(element, style) and not _paints_within(element, self._sheets):
            return
        if position in ("absolute", "fixed"):
            across, down = _reach(element, style, self._said(element))
            if across <= LEAST_ACROSS or down <= LEAST_DOWN:
                return
            if position == "fixed":
                if down >= WINDOW and across >= WINDOW:
                    yield _body(element)
                return
            is_filled = BLOCKS.search(element.text or "") is not None
            if not is_filled and _room(element, style, down, self._said(element)) <= LEAST_DOWN:
                return
            if element.tag in BUTTONS and not {"width", "height", "inset", "padding"} & set(style):
                return
            yield box
            return
        is_above = position in ("relative", "sticky", "-webkit-sticky") or any(
            style.get(name, "none") not in ("none", "1", "auto") for name in ("transform", "opacity", "filter", "float")
        )
        is_above = is_above or style.get("display", "").startswith("inline-")
        beside = element.getparent()
        if beside is None:
            return
        is_moved = _shift(style) >= LEAST_SHIFT and (
            is_above or element.tag in PICTURES or BLOCKS.search(element.text or "") is not None
        )
        if is_moved or (is_above and beside in self._moved):
            yield self._around(element)
        elif "grid-area" in style or "grid-row" in style or "grid-column" in style or "grid-row-start" in style:
            if beside not in self._grids:
                self._grids[beside] = Counter(_grid_place(_style(one, self._sheets)) for one in beside)
            if self._grids[beside][_grid_place(style)] > 1:
                yield beside

    def _around(self, element: etree._Element) -> etree._Element:
        """The smallest ancestor that has words beside the element."""
        own = self._said(element)[0]
        found = element
        for _, one in zip(range(FARTHEST), element.iterancestors(), strict=False):
            found = one
            if self._said(one)[0] > own or one.tag == "body":
                break
        return found

    def _said(self, element: etree._Element) -> ContentSize:
        return self._sheets.said_in(element)


def _plain(declared: Mapping[str, tuple[str, bool]]) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, (value, _) in declared.items())


def _style(element: etree._Element, sheets: Sheets) -> Style:
    style = dict(_plain(sheets.cascade(element).declared)) if sheets else {}
    inline = element.get("style")
    if inline:
        style.update(_plain(declared_in(inline) if len(inline) < LONGEST_KEPT else declarations(inline)))
    return style


def _grid_place(style: Style) -> tuple[str, ...]:
    names = ("grid-area", "grid-row", "grid-column", "grid-row-start", "grid-column-start")
    return tuple(style.get(name, "").partition("/")[0].strip() for name in names)


def _body(element: etree._Element) -> etree._Element:
    root = element.getroottree().getroot()
    body = root.find("body")
    return root if body is None else body


def _leaves_its_place(style: Style) -> bool:
    """True for an element that is lower or narrower than its words, or that draws its successors over itself."""
    if any("margin" in name and _length(value) <= -LEAST_SHIFT for name, value in style.items()):
        return True
    height = style.get("height", style.get("max-height", "auto"))
    return 0.0 <= (_length(height) if height[:1] in DIGITS else 99.0) < 12.0 and style.get("overflow") != "hidden"


def _length(words: str) -> float:
    return min((pixels(part, 16, WIDTH) or 0.0 for part in words.split()), default=0.0)


def _shift(style: Style) -> float:
    """Pixels by which an element is moved over what stands before or beside it."""
    found = 0.0
    for name in ("margin-top", "margin-left", "margin", "margin-block-start", "margin-inline-start"):
        found = max(found, -_length(style.get(name, "0")))
    if "sticky" in style.get("position", "static"):
        found = max(found, max(_length(style.get("top", "0")) - STICKS, _length(style.get("bottom", "0")) - STICKS))
    elif style.get("position", "static") != "static":
        for name in ("top", "left", "inset", "right", "bottom"):
            moved = _length(style.get(name, "0"))
            found = max(found, abs(moved))
    found = max(found, _shadowed(style))
    for name in ("outline", "outline-width"):
        found = max(found, *(pixels(part, 16, 0) or 0.0 for part in style.get(name, "0").split()))
    for _, inner in re.findall(r"(translate\w*)\(([^()]*)\)", style.get("transform", "")):
        found = max(found, *(abs(pixels(part, 16, WIDTH) or 0.0) for part in inner.split(",")))
    return found


def _paints(element: etree._Element, style: Style) -> bool:
    """True for an element that paints an area through which words cannot be seen, or on which they do not stand out."""
    if element.tag in PICTURES:
        return True
    return _has_area(style)


def _paints_within(element: etree._Element, sheets: Sheets) -> bool:
    """True where a part of an element paints such an area."""
    if element.tag == "hr" and (element.get("size") or element.get("style") or sheets):
        return True
    for _, one in zip(range(MOST_WITHIN), element.iter(), strict=False):
        if not isinstance(one.tag, str):
            continue
        if one.get("bgcolor") or BLOCKS.search(one.text or ""):
            return True
        if one is not element and (one.tag in PICTURES - BUTTONS or (
            (sheets or one.get("style")) and _has_area(_style(one, sheets))
        )):  # fmt: skip
            return True
    return False


MOST_WITHIN = 60
"""Most parts of a covering element that are examined."""

BLOCKS = re.compile("[\u2580-\u2593\u2596-\u259f\u25a0\u25ac\u25ae\u2b1b\u2b1c\u25fc\u25fe]{4}")
"""Characters that fill their whole place."""


def _has_area(style: Style) -> bool:
    image = f"{style.get('background-image', '')} {style.get('background', '')}"
    is_behind = style.get("z-index", "").startswith("-")
    stops = colours_in(image) if "gradient(" in image and "url(" not in image else []
    is_faint = bool(stops) and "var(" not in image and all(opacity <= SEEN_THROUGH for _, opacity in stops)
    if not is_faint and any(sign in image for sign in ("url(", "gradient(", "image(", "element(")):
        return True
    for name in ("background-color", "background"):
        words = style.get(name, "")
        if not words or words in ("none", "transparent", "inherit", "initial", "unset"):
            continue
        found = colour_of(words) or next((one for one in map(colour_of, words.split()) if one is not None), None)
        if found is None:
            return "var(" in words
        if found[1] > SEEN_THROUGH and (not is_behind or luminance(found[0]) < DARK):
            return True
    if style.get("backdrop-filter", "none") != "none" or style.get("-webkit-backdrop-filter", "none") != "none":
        return True
    for name in style:
        if name.startswith(("border", "outline")) and any(
            (pixels(part, 16, 0) or 0.0) > LEAST_DOWN for part in style[name].split()
        ):
            return True
    return _shadowed(style) > LEAST_DOWN


def _shadowed(style: Style) -> float:
    """Pixels by which a sharp shadow reaches beyond its box."""
    found = 0.0
    for shadow in parted(style.get("box-shadow", "")):
        colours = colours_in(shadow)
        if colours and colours[0][1] <= SEEN_THROUGH:
            continue
        lengths = [length for part in parts_of(shadow) if (length := pixels(part, 16, 0)) is not None]
        across, down, blur, spread = (*lengths[:4], 0.0, 0.0, 0.0, 0.0)[:4]
        moved = max(abs(across), abs(down))
        found = max(found, spread, moved if moved > HAZE + blur else 0.0)
    return found


HAZE = 20.0
"""Pixels by which shadows of seemingly floating boxes are offset."""


def _reach(element: etree._Element | None, style: Style, said: ContentSize) -> tuple[float, float]:
    """The width and height of an element taken out of its place, as far as known."""
    inset = style.get("inset", "").split()
    sizes: list[float] = []
    for side, near, far, whole in (("width", "left", "right", WIDTH), ("height", "top", "bottom", HEIGHT)):
        stated = style.get(side, "") or style.get("max-" + side, "")
        stated = stated or (element.get(side, "") if element is not None else "")
        own = pixels(stated, 16, whole) if stated else None
        if own is None and (inset or (style.get(near, "auto") != "auto" and style.get(far, "auto") != "auto")):
            own = whole
        if own is None:
            has_words = element is not None and (element.tag in PICTURES or said[0] > 0)
            own = whole if has_words and side == "width" else 20.0 if has_words else 0.0
        least = pixels(style.get("min-" + side, "0"), 16, whole) or 0.0
        sizes.append(max(own, least) + _edges(style))
    return sizes[0], sizes[1]


def _edges(style: Style) -> float:
    """Pixels that padding and borders add to a box."""
    found = 0.0
    for name in style:
        if name.startswith(("padding", "border", "box-shadow", "outline")):
            parts = [pixels(part, 16, WIDTH) or 0.0 for part in style[name].split() if part[:1] in DIGITS]
            found += 2 * max(parts, default=0.0)
    return found


def _room(element: etree._Element, style: Style, down: float, counted: ContentSize) -> float:
    """How much higher an element is than its own words need."""
    said, lines, room = counted
    if element.tag in PICTURES or not said:
        return down
    stated = pixels(style.get("height", ""), 16, HEIGHT) or pixels(style.get("min-height", ""), 16, HEIGHT) or 0.0
    is_stretched = "inset" in style or (style.get("top", "auto") != "auto" and style.get("bottom", "auto") != "auto")
    needed = 20.0 * max(1.0, lines * 0.7, said * 7 / WIDTH)
    return (math.inf if is_stretched else max(stated, room + _edges(style))) - needed


def _is_put_over(style: Style) -> bool:
    """True for content that a rule puts before or after words and that may cover them."""
    position = style.get("position", "static")
    if style.get("content", "none") in ("none", "normal") or style.get("display") == "none":
        return False
    if (pixels(style.get("opacity", "1"), 0, 1) or 0.0) < SEEN_THROUGH:
        return False
    is_moved = position in ("absolute", "fixed") or _shift(style) >= LEAST_SHIFT
    words = style.get("content", "").strip("\"'")
    is_large = len(words) > 3 and position in ("absolute", "fixed")
    if not is_moved or not (_has_area(style) or is_large):
        return False
    across, down = _reach(None, style, (0, 0, 0))
    if position not in ("absolute", "fixed") and style.get("display", "inline") in ("block", "flex", "grid", "table"):
        across = max(across, WIDTH)
    if len(words) > 0 and words not in ("none",):
        across, down = max(across, 9.0 * len(words)), max(down, 20.0)
    if across <= 2 * LEAST_ACROSS or down <= LEAST_DOWN:
        return False
    return not (across <= 40 and down <= 40)
