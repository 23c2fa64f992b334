"""The surroundings of a text box's words: its own fill or what it lies on; and boxes off the page or without a size.

Source: ECMA-376 part 1, 20.4.2 (anchors), 20.1.2.2 (shapes), part 4, 19.1 (VML).
"""

import re
from dataclasses import replace
from itertools import islice

from lxml import etree

from pincite.readers.docx.block import TALLEST, PageSetup
from pincite.readers.docx.boxes import TEXT_PATH
from pincite.readers.docx.colours import Mixed, Theme, drawn_colour, stops_in, vml_colour
from pincite.readers.docx.ink import Ink
from pincite.readers.docx.look import Surroundings
from pincite.readers.docx.markup import integer, local_name
from pincite.readers.docx.text_builder import TextBuilder
from pincite.readers.visibility import LEAST_SIZE, ON_WHITE, UNKNOWN, WHITE, Papers, is_lost, laid_over

PER_POINT = 12_700
"""English metric units (EMU) per point."""

DRAWN = ("wsp", "pic", "sp")
"""Shapes and pictures of drawings."""

VML = "{urn:schemas-microsoft-com:vml}"

STYLE_LENGTH = re.compile(r"(-?\d{0,9}(?:\.\d{0,9})?)(pt|in|cm|mm|px|pc)?")

IN_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "pc": 12.0, None: 0.75}

WHOLE = 100_000
"""One whole, in thousandths of a per cent."""

MOST_BACKDROPS = 2_000


def has_cover(root: etree._Element) -> bool:
    """True when a filled shape without words, large enough to cover a word, stands before the text."""
    for anchor in islice(root.iter("{*}anchor"), MOST_BACKDROPS):
        extent, wraps = anchor.find("{*}extent"), anchor.find("{*}wrapNone")
        if anchor.get("behindDoc") in ("1", "true") or anchor.get("hidden") in ("1", "true") or wraps is None:
            continue
        if min(integer(extent.get(side), 0) for side in ("cx", "cy")) < LEAST_COVER if extent is not None else True:
            continue
        for shape in anchor.iter("{*}wsp"):
            properties = shape.find("{*}spPr")
            fill = _fill(properties) if properties is not None else None
            if fill is not None and local_name(fill) != "noFill" and not "".join(shape.itertext()).strip():
                return True
    for shape in islice(root.iter(f"{VML}rect", f"{VML}shape", f"{VML}oval", f"{VML}roundrect"), MOST_BACKDROPS):
        style = "".join(shape.get("style", "").lower().split())
        is_filled = shape.get("fillcolor") is not None and shape.get("filled") not in ("f", "false")
        is_before = "position:absolute" in style and "z-index:-" not in style and "visibility:hidden" not in style
        if is_filled and is_before and not "".join(shape.itertext()).strip() and shape.find("{*}textpath") is None:
            return True
    return False


LEAST_COVER = 76_200
"""English metric units per side of a shape that can cover a word: 6 points."""


def has_backdrop(root: etree._Element) -> bool:
    """True when a picture or a filled shape is drawn that may lie behind words."""
    for count, shape in enumerate(root.iter("{*}pic", "{*}wsp", "{*}imagedata", f"{VML}rect", f"{VML}shape")):
        name = local_name(shape)
        if name in ("pic", "imagedata") or count > MOST_BACKDROPS:
            return True
        if name == "wsp":
            properties = shape.find("{*}spPr")
            fill = _fill(properties) if properties is not None else None
            if fill is not None and local_name(fill) != "noFill":
                return True
        elif shape.get("fillcolor") is not None and shape.get("filled") not in ("f", "false"):
            return True
    return False


def look_of_box(box: etree._Element, around: Surroundings, builder: TextBuilder) -> Surroundings:
    """The surroundings of words in an anchored box, or in a line of drawn words."""
    behind = UNKNOWN if builder.has_backdrop else builder.look.papers
    look, letters = Surroundings(around.gone, behind), None
    shape = _around(box, *DRAWN)
    if shape is not None:
        look = replace(look, papers=_papers(shape, behind, builder.styles.theme), gone=look.gone or _is_nothing(shape))
        reference = shape.find("{*}style/{*}fontRef")
        letters = None if reference is None else drawn_colour(reference, builder.styles.theme)
    anchor = _around(box, "anchor", "inline")
    if anchor is not None and _is_off(anchor, builder.sheet):
        look = replace(look, gone=True)
    for drawn in box.iterancestors(f"{VML}shape", f"{VML}rect", f"{VML}roundrect", f"{VML}oval", f"{VML}group"):
        if _is_vml_off(drawn, builder.sheet):
            look = replace(look, gone=True)
        if local_name(drawn) != "group" and box.tag == TEXT_PATH:
            colour, opacity = vml_colour(drawn.get("fillcolor") or "white"), _vml_opacity(drawn)
            lost = colour is not None and drawn.get("stroked") in ("f", "false") and is_lost(colour, behind, opacity)
            look = replace(look, gone=look.gone or lost)
        elif local_name(drawn) != "group":
            look = replace(look, papers=_vml_papers(drawn, behind))
    return replace(look, ink=Ink(colour=None if letters is None else letters[0]))


def _around(element: etree._Element, *names: str) -> etree._Element | None:
    """The innermost parent with one of these names, within the same drawing; None without one."""
    for outer in element.iterancestors():
        name = local_name(outer)
        if name in names:
            return outer
        if name in ("drawing", "pict", "object", "p"):
            return None
    return None


def _fill(properties: etree._Element) -> etree._Element | None:
    return next((one for one in properties if local_name(one).endswith("Fill")), None)


def _papers(shape: etree._Element, behind: Papers, theme: Theme) -> Papers:
    """The colours behind the words of a shape."""
    properties = shape.find("{*}spPr")
    fill = _fill(properties) if properties is not None else None
    if fill is None:
        reference = shape.find("{*}style/{*}fillRef")
        if reference is None or reference.get("idx") in (None, "0", "1000"):
            return behind
        found = drawn_colour(reference, theme)
        return UNKNOWN if found is None else (found[0],)
    name = local_name(fill)
    if name == "noFill":
        return behind
    if name == "gradFill":
        stops = stops_in(fill, theme)
        return Mixed(
            laid_over(stop[0], stop[1], paper) for stop in stops if stop is not None for paper in behind or ON_WHITE
        )
    found = drawn_colour(fill, theme) if name == "solidFill" else None
    if found is None:
        return UNKNOWN
    colour, opacity = found
    return (colour,) if opacity >= 1 else tuple(laid_over(colour, opacity, paper) for paper in behind or ON_WHITE)


def _is_nothing(shape: etree._Element) -> bool:
    """True for a shape that is turned off or has no size."""
    if any(part.get("hidden") in ("1", "true") for part in shape.iter("{*}cNvPr")):
        return True
    size = shape.find("{*}spPr/{*}xfrm/{*}ext")
    if size is not None and _is_tiny(size):
        return True
    body = shape.find("{*}bodyPr")
    return body is not None and _is_pushed_out(body, size)


USUAL_INSETS = {"lIns": 91_440, "rIns": 91_440, "tIns": 45_720, "bIns": 45_720}

LEAST_SCALE = 25_000
"""Thousandths of a per cent to which a box may shrink its letters."""


def _is_pushed_out(body: etree._Element, size: etree._Element | None) -> bool:
    """True for a box whose margins leave no room for words, that shrinks them, or that is rotated in space."""
    shrunk = body.find("{*}normAutofit")
    if shrunk is not None and integer(shrunk.get("fontScale"), 100_000) < LEAST_SCALE:
        return True
    turned = body.find("{*}scene3d/{*}camera/{*}rot")
    if turned is not None and any(turned.get(axis) not in (None, "0") for axis in ("lat", "lon")):
        return True
    insets = {name: integer(body.get(name), usual) for name, usual in USUAL_INSETS.items()}
    if size is None:
        return max(insets.values()) > TALLEST * PER_POINT
    wide, tall = integer(size.get("cx"), 0), integer(size.get("cy"), 0)
    least = LEAST_SIZE * PER_POINT
    if min(insets.values()) < -least:
        return insets["lIns"] + wide < least or insets["tIns"] + tall < least
    grows = body.find("{*}spAutoFit") is not None
    stated = any(body.get(name) is not None for name in USUAL_INSETS)
    across = wide - insets["lIns"] - insets["rIns"] < least
    down = not grows and tall - insets["tIns"] - insets["bIns"] < least
    return stated and max(insets.values()) > 4 * USUAL_INSETS["lIns"] and (across or down)


def _is_tiny(size: etree._Element) -> bool:
    least = LEAST_SIZE * PER_POINT
    return any(0 <= integer(size.get(side), -1) < least for side in ("cx", "cy"))


def _is_off(anchor: etree._Element, sheet: PageSetup) -> bool:
    """True for a drawing that is turned off, has no size, or lies off the page."""
    size = anchor.find("{*}extent")
    if anchor.get("hidden") in ("1", "true") or any(
        part.get("hidden") in ("1", "true") for part in anchor.iterchildren("{*}docPr")
    ):
        return True
    if size is not None and _is_tiny(size):
        return True
    wide = integer(size.get("cx"), 0) / PER_POINT if size is not None else 0.0
    tall = integer(size.get("cy"), 0) / PER_POINT if size is not None else 0.0
    across, down = anchor.find("{*}positionH"), anchor.find("{*}positionV")
    shares = (
        share.text or ""
        for side in (across, down)
        if side is not None
        for share in side.iter("{*}pctPosHOffset", "{*}pctPosVOffset")
    )
    if any(abs(integer(share.strip(), 0)) > WHOLE for share in shares):
        return True
    if across is not None and (offset := across.findtext("{*}posOffset")) is not None:
        left = integer(offset.strip(), 0) / PER_POINT
        left += {"page": 0.0, "leftMargin": 0.0, "rightMargin": sheet.right}.get(
            across.get("relativeFrom", ""), sheet.left
        )
        if left >= sheet.width - LEAST_SIZE or left + wide <= LEAST_SIZE:
            return True
    if down is not None and (offset := down.findtext("{*}posOffset")) is not None:
        top = integer(offset.strip(), 0) / PER_POINT
        above = 0.0 if down.get("relativeFrom") == "page" else TALLEST
        return top >= TALLEST or top + tall + above <= LEAST_SIZE
    return False


def _is_vml_off(shape: etree._Element, sheet: PageSetup) -> bool:
    """True for a VML drawing that is turned off, has no size, or lies off the page."""
    pairs = (one.split(":", 1) for one in (shape.get("style") or "").lower().split(";") if ":" in one)
    style = {name.strip(): words.strip() for name, words in pairs}
    if style.get("visibility") == "hidden" or style.get("display") == "none":
        return True
    is_inner = local_name(shape.getparent()) == "group"  # its lengths are in the units of the group
    if is_inner:
        return any(style.get(side) in ("0", "0pt") for side in ("width", "height"))
    wide, tall = _points(style.get("width")), _points(style.get("height"))
    if any(side is not None and side < LEAST_SIZE for side in (wide, tall)):
        return "mso-fit-shape-to-text:t" not in (shape.get("style") or "")
    if style.get("position") != "absolute":
        return False
    left = _points(style.get("margin-left")) or _points(style.get("left")) or 0.0
    top = _points(style.get("margin-top")) or _points(style.get("top")) or 0.0
    left += 0.0 if style.get("mso-position-horizontal-relative") == "page" else sheet.left
    above = 0.0 if style.get("mso-position-vertical-relative") == "page" else TALLEST
    off_across = left >= sheet.width - LEAST_SIZE or left + (wide or 0.0) <= LEAST_SIZE
    return off_across or top >= TALLEST or top + (tall or 0.0) + above <= LEAST_SIZE


def _points(words: str | None) -> float | None:
    found = STYLE_LENGTH.fullmatch(words or "")
    if found is None or found[1] in ("", "-", ".", "-."):
        return None
    return float(found[1]) * IN_POINTS[found[2]]


def _vml_papers(shape: etree._Element, behind: Papers) -> Papers:
    if shape.get("filled") in ("f", "false"):
        return behind
    fill = shape.find(f"{VML}fill")
    if fill is not None and fill.get("type") not in (None, "solid"):
        return UNKNOWN
    colour = vml_colour(shape.get("fillcolor")) if shape.get("fillcolor") is not None else WHITE
    if colour is None:
        return UNKNOWN
    opacity = _vml_opacity(shape)
    return (colour,) if opacity >= 1 else tuple(laid_over(colour, opacity, paper) for paper in behind)


def _vml_opacity(shape: etree._Element) -> float:
    """The opacity of a VML drawing's fill, 0 to 1; stated as a share, in per cent, or in 65,536ths (`.5`, `50%`)."""
    fill = shape.find(f"{VML}fill")
    stated = (fill.get("opacity") or "1").strip() if fill is not None else "1"
    unit = stated[-1:]
    try:
        number = float(stated[:-1][:12] if unit in "%f" else stated[:12])
    except ValueError:
        return 1.0
    return number / {"%": 100, "f": 65_536}.get(unit, 1)
