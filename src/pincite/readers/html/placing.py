"""The position and size of words on a page: moved away, cut off, rotated out of the plane, piled on one another."""

import math
import re
from collections.abc import Callable, Mapping

from pincite.readers.html.cutting import ContentSize
from pincite.readers.html.lengths import HEIGHT, WIDTH, pixels

FAR_OFF = -100.0
"""Pixels left of or above the page's edge from which an element out of the flow is not seen."""

FAR_BEFORE = -600.0
"""Pixels by which words in the flow must be moved to be out of sight; a smaller shift puts them over neighbours."""

LEAST_BOX = 4.0
"""Pixels of a box that cuts off overflow; a line of the smallest letters is this high."""

CUT = frozenset(("hidden", "clip", "auto", "scroll"))

TURNED = 20.0
"""Degrees of rotation out of the page's plane up to which words are read."""

SKEWED = 50.0

FAR_AWAY = 100.0
"""Pixels before or behind the page at which words may be too small, or behind the viewer."""

FROM_ABOVE = ("inherit", "currentcolor", "unset", "revert", "revert-layer")

CLIPPED = re.compile(r"rect\((.{0,80})\)")
"""A `clip` window onto an element out of the flow."""

FUNCTION = re.compile(r"([a-z]+(?:x|y|z|3d)?)\(([^()]{0,200}(?:\([^()]{0,200}\)[^()]{0,80}){0,4})\)")

ANGLE = re.compile(r"([+-]?\d*\.?\d+)(deg|turn|grad|rad)?")

INSET = re.compile(r"inset\(\s*([^()]*?)(?:\s+round\s[^()]*)?\)")

NUMBER_ALONE = re.compile(r"\d*\.?\d+")

WORD = re.compile(r"[^\s()]*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|[^\s()]+")

ODD = frozenset(
    ("outline", "outline-width", "outline-offset", "content", "word-spacing", "letter-spacing", "vertical-align",
     "text-decoration", "-webkit-text-stroke", "-webkit-text-stroke-width", "line-height")
)  # fmt: skip


def transformed(style: Mapping[str, str], size: float) -> tuple[float, bool]:
    """The effect of a transform on the size of letters, and whether it moves them off the page."""
    scale, moved = 1.0, False
    words = style.get("transform", "")
    for name, inner in FUNCTION.findall(words):
        parts = re.split(r"\s*,\s*", inner.strip())
        numbers = [pixels(part, size, 1.0 if name.startswith("scale") else WIDTH) for part in parts]
        values = [number for number in numbers if number is not None]
        if name.startswith("scale") and values:
            scale *= min(abs(value) for value in values[:2])
        elif name.startswith("translate") and values:
            across = values[0] if name in ("translate", "translatex", "translate3d") else 0.0
            down = values[0] if name == "translatey" else values[1] if len(values) > 1 else 0.0
            moved = moved or _is_off(across, down)
            away = values[0] if name == "translatez" else values[2] if len(values) > 2 else 0.0
            scale = 0.0 if abs(away) > FAR_AWAY else scale
        elif name == "matrix" and len(values) == 6:
            a, b, c, d, e, f = values
            long = max(math.hypot(a, b), math.hypot(c, d), 1e-9)
            scale *= min(math.hypot(a, b), math.hypot(c, d), abs(a * d - b * c) / long)
            moved = moved or _is_off(e, f)
        elif (name in ("rotatex", "rotatey") and _degrees(parts[0]) > TURNED) or (
            name.startswith("skew") and any(_degrees(part) > SKEWED for part in parts)
        ):
            scale = 0.0
    turn = style.get("rotate", "none").split()
    if len(turn) > 1 and turn[0] != "z" and turn[-1] != "z" and any(_degrees(part) > TURNED for part in turn):
        scale = 0.0
    for part in parts_of(style.get("scale", "")):
        value = pixels(part, size, 1.0)
        if value is not None:
            scale *= abs(value)
    shifted = [pixels(part, size, WIDTH) for part in parts_of(style.get("translate", ""))]
    if shifted and shifted[0] is not None:
        down = shifted[1] if len(shifted) > 1 and shifted[1] is not None else 0.0
        moved = moved or _is_off(shifted[0], down)
        scale = 0.0 if len(shifted) > 2 and abs(shifted[2] or 0.0) > FAR_AWAY else scale
    adjusted = [pixels(part, size, 1.0) for part in parts_of(style.get("font-size-adjust", "none"))]
    for aspect in adjusted:
        if aspect is not None and aspect < 0.3:
            scale *= 2 * abs(aspect)
    zoom = pixels(style["zoom"], size, 1.0) if "zoom" in style else None
    return scale * (zoom if zoom is not None else 1.0), moved


def _degrees(words: str) -> float:
    """Rotation from straight, 0 to 90 degrees: 90 for what is not understood, 0 for what is not an angle."""
    found = ANGLE.fullmatch(words.strip())
    if found is None:
        return 90.0 if "(" in words else 0.0
    turned = float(found[1]) * {"deg": 1.0, "turn": 360.0, "grad": 0.9, "rad": 57.29578}.get(found[2] or "", 0.0)
    return abs((turned + 180) % 360 - 180)


def _is_off(across: float, down: float) -> bool:
    """True for words moved out of sight. Words moved far down can be scrolled to."""
    return across <= FAR_BEFORE or across >= WIDTH or down <= FAR_BEFORE


def is_clipped(style: Mapping[str, str], size: float) -> bool:
    """True for a clip window that is too small or misses the element; `size` is that of its letters in pixels."""
    path = style.get("clip-path", "none")
    if path not in (*FROM_ABOVE, "none", "initial", "border-box", "padding-box", "content-box"):
        inset = INSET.fullmatch(path)
        sides = [pixels(part, size, 100.0) for part in inset[1].split()] if inset is not None else [None]
        if any(side is None or side > 3.0 for side in sides):
            return True
    window = CLIPPED.fullmatch(style.get("clip", ""))
    if window is None or style.get("position") not in ("absolute", "fixed"):
        return False
    sides = [pixels(part, size, 0) for part in re.split(r"[\s,]+", window[1].strip())]
    if len(sides) != 4 or None in sides:
        return False
    top, right, bottom, left = (side or 0.0 for side in sides)
    return bottom - top < 3 * LEAST_BOX or right - left < 300.0 or top > LEAST_BOX or left > LEAST_BOX


def is_cut(style: Mapping[str, str], size: float) -> bool:
    """True for a box that cuts off overflow and is too small for a line."""
    overflow = {*style.get("overflow", "").split(), style.get("overflow-x", ""), style.get("overflow-y", "")}
    if CUT.isdisjoint(overflow):
        return False
    for side in (
        "width",
        "height",
        "max-height",
        "max-width",
        "block-size",
        "inline-size",
        "max-block-size",
        "max-inline-size",
    ):
        stated = pixels(style[side], size, WIDTH) if side in style else None
        if stated is not None and stated < LEAST_BOX:
            return True
    line = pixels(style["line-height"], size, size) if "line-height" in style and "height" not in style else None
    if line is None:
        return False
    is_share = NUMBER_ALONE.fullmatch(style["line-height"]) is not None
    return line * (size if is_share else 1.0) < LEAST_BOX


def is_placed_off(style: Mapping[str, str], size: float) -> bool:
    """True for words before the page's edge, or far behind it."""

    def side(*names: str) -> float | None:
        for name in names:
            stated = style.get(name, "")
            found = pixels(parts_of(stated)[0], size, WIDTH) if stated else None
            if found is not None:
                return found
        return None

    left = side("margin-left", "margin-inline-start", "margin-inline")
    if left is None and "margin" in style:
        parts = parts_of(style["margin"])
        left = pixels(parts[-1] if len(parts) in (2, 4) else parts[len(parts) // 2], size, WIDTH) if parts else None
    top = side("margin-top", "margin")
    if (left is not None and left <= FAR_OFF) or (top is not None and top <= FAR_OFF):
        return True
    if (left is not None and left >= WIDTH) or (
        side("padding-left", "padding-inline-start", "padding") or 0.0
    ) >= WIDTH:
        return True
    if any((pixels(style.get(name, ""), size, 0.0) or 0.0) >= 5 * WIDTH for name in ("width", "inline-size")):
        return True  # its words may be anywhere in it
    if style.get("float") == "right" and (side("margin-right", "margin-inline-end") or 0.0) <= FAR_BEFORE:
        return True
    position = style.get("position", "static")
    indent = side("text-indent")
    if indent is not None:
        indent += side("padding-left", "padding-inline-start", "padding") or 0.0
        if indent <= FAR_OFF or indent >= WIDTH:
            return True
    if position == "static":
        return False
    limit = FAR_OFF if position in ("absolute", "fixed") else FAR_BEFORE
    inset = parts_of(style.get("inset", ""))
    sides = dict(zip(("top", "right", "bottom", "left"), (inset * 4)[:4], strict=False)) if len(inset) == 1 else {}
    if len(inset) in (2, 3, 4):
        sides = {
            "top": inset[0],
            "right": inset[1],
            "bottom": inset[2 % len(inset)],
            "left": inset[3 % len(inset) if len(inset) == 4 else 1],
        }
    values = {
        name: side(name) if name in style else pixels(sides.get(name, "auto"), size, WIDTH)
        for name in ("left", "top", "right", "bottom")
    }
    if "inset-inline-start" in style or "inset-inline" in style:
        values["left"] = side("inset-inline-start", "inset-inline")
    if "inset-block-start" in style or "inset-block" in style:
        values["top"] = side("inset-block-start", "inset-block")
    if any(value is not None and value <= limit for value in values.values()):
        return True
    far = [values["left"], values["right"]] if position != "relative" else [values["left"]]
    if any(value is not None and value >= WIDTH for value in far):
        return True
    far_off = ("top", "bottom") if position == "fixed" else ("bottom",) if position == "absolute" else ()
    return any((values[name] or 0.0) >= HEIGHT for name in far_off)


def is_odd(said: Callable[[], ContentSize], style: Mapping[str, str], size: float) -> bool:
    """True for content that may draw over the element's own words, or pile them on one another."""
    if ODD.isdisjoint(style):
        return False
    offset = pixels(style.get("outline-offset", "0"), size, 0) or 0.0
    wide = max((pixels(part, size, 0) or 0.0 for name in ("outline", "outline-width")
                for part in parts_of(style.get(name, ""))), default=0.0)  # fmt: skip
    if (offset <= -3.0 and (wide > 2.0 or "outline-style" in style)) or wide > 10.0:
        return True
    content = style.get("content", "")
    if "url(" in content or "image" in content or "gradient" in content:
        return True
    between = pixels(style.get("word-spacing", "0"), size, size) or 0.0
    if between < -0.5 * size or between > 100.0 or (pixels(style.get("letter-spacing", "0"), size, 0) or 0.0) > 100.0:
        return True
    if abs(pixels(style.get("vertical-align", "0"), size, size) or 0.0) > 60.0:
        return True
    struck = style.get("text-decoration", "")
    if "line-through" in struck and any((pixels(part, size, size) or 0.0) > 0.3 * size for part in parts_of(struck)):
        return True
    stroke = f"{style.get('-webkit-text-stroke', '')} {style.get('-webkit-text-stroke-width', '')}"
    if any((pixels(part, size, size) or 0.0) > 0.1 * size for part in parts_of(stroke.strip())):
        return True
    height = style.get("line-height", "")
    if height and "var(" not in height:
        line = pixels(height, size, size)
        line = None if line is None else line * (size if NUMBER_ALONE.fullmatch(height) else 1.0)
        if line is not None and line < 0.5 * size:
            letters, lines, _ = said()
            return letters > 80 or (lines > 1 and line < 0.3 * size)
    return False


def parts_of(value: str) -> list[str]:
    """The parts of a value, with each bracketed part whole; one empty part where there is nothing but brackets."""
    return WORD.findall(value) or ([""] if value else [])
