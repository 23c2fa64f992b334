"""Colours as pages write them: names, figures, the functions of CSS Color Module Level 4, and mixtures of Level 5."""

import math
import re
from functools import lru_cache

import tinycss2.color5

from pincite.readers.visibility import BLACK, WHITE, Colour, laid_over

SYSTEM: dict[str, Colour] = {
    **dict.fromkeys(("canvas", "field", "window", "background", "highlighttext", "-webkit-match-parent"), WHITE),
    **dict.fromkeys(("canvastext", "fieldtext", "windowtext", "buttontext", "buttonborder", "captiontext"), BLACK),
    "graytext": (0.5, 0.5, 0.5), "buttonface": (0.94, 0.94, 0.94), "linktext": (0.0, 0.0, 0.93),
    "mark": (1.0, 1.0, 0.0),
}  # fmt: skip
"""Colours that a browser takes from the system, with their values on most systems."""

LONGEST = 300
"""Most characters of a colour."""

_MIX = re.compile(r"color-mix\(\s*in\s+[\w-]+(?:\s+[\w-]+\s+hue)?\s*,\s*(.+)\)")
_SHARE = re.compile(r"\s*(\d{1,3}(?:\.\d{0,6})?)%\s*")
_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|[a-z-]+\((?:[^()]|\([^()]*\))*\)|[a-z]+")

_GRADIENT = re.compile(r"[a-z-]*gradient\(")

Painted = tuple[Colour, float]
"""A colour and its opacity, 0 to 1."""


@lru_cache(maxsize=4096)
def colour_of(words: str) -> Painted | None:
    """A colour with its opacity; None for what is not understood.

    Source: W3C CSS Color Module Level 4, sections 4 to 12; Level 5, section 2.

    >>> colour_of("#fff"), colour_of("rgba(0, 0, 0, 0)"), colour_of("var(--ink)")
    (((1.0, 1.0, 1.0), 1.0), ((0.0, 0.0, 0.0), 0.0), None)
    >>> colour_of("color-mix(in srgb, white 80%, white)"), colour_of("hsl(0 0% 100% / 50%)")
    (((1.0, 1.0, 1.0), 1.0), ((1.0, 1.0, 1.0), 0.5))
    """
    words = words.strip().lower()
    if not words or len(words) > LONGEST:
        return None
    if words in SYSTEM:
        return SYSTEM[words], 1.0
    if words.startswith("color-mix("):
        return _mixed(words)
    # Old pages write six figures without the leading "#".
    parsed = tinycss2.color5.parse_color(f"#{words}" if re.fullmatch(r"[0-9a-f]{6}", words) else words)
    if parsed is None or isinstance(parsed, str):
        return None
    try:
        figures = _srgb(parsed.space, tuple(0.0 if part is None else float(part) for part in parsed.coordinates))
        if figures is None:
            figures = tuple(float(part) for part in parsed.to("srgb").coordinates)
    except (NotImplementedError, ValueError, TypeError, ZeroDivisionError, OverflowError):
        return None
    if not all(map(math.isfinite, figures)):
        return None
    red, green, blue = (min(1.0, max(0.0, part)) for part in figures)
    return (red, green, blue), min(1.0, max(0.0, float(parsed.alpha)))


def _mixed(words: str) -> Painted | None:
    """The mixture of two colours, in equal parts where no share is stated."""
    found = _MIX.fullmatch(words)
    parts = parted(found[1]) if found is not None else []
    if len(parts) != 2:
        return None
    shares = [_SHARE.search(part) for part in parts]
    colours = [colour_of(_SHARE.sub(" ", part)) for part in parts]
    one, other = colours
    if one is None or other is None:
        return None
    if shares[0] is not None:
        share = float(shares[0][1]) / 100
    else:
        share = 1 - float(shares[1][1]) / 100 if shares[1] is not None else 0.5
    return laid_over(one[0], share, other[0]), share * one[1] + (1 - share) * other[1]


def parted(words: str) -> list[str]:
    """The parts between commas, except commas in brackets."""
    parts, depth = [""], 0
    for sign in words:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def colours_in(words: str) -> list[Painted]:
    """All colours in a value, such as the stops of a gradient."""
    found = (colour_of(one[0]) for one in _COLOUR.finditer(_GRADIENT.sub(" ", words[:2000])))
    return [one for one in found if one is not None]


def _srgb(space: str, parts: tuple[float, ...]) -> tuple[float, ...] | None:
    """Red, green and blue, from 0 to 1, of a colour in a perceptual space; None for other spaces."""
    one, two, three = parts[:3]
    if space in ("lch", "oklch"):
        two, three = two * math.cos(math.radians(three)), two * math.sin(math.radians(three))
    if space in ("oklab", "oklch"):
        return _from_oklab(one, two, three)
    if space in ("lab", "lch"):
        return _from_lab(one, two, three)
    return None


def _from_oklab(light: float, a: float, b: float) -> tuple[float, ...]:
    """Source: B. Ottosson, A perceptual color space for image processing, 2020."""
    l_, m_, s_ = (
        (light + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (light - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (light - 0.0894841775 * a - 1.291485548 * b) ** 3,
    )
    linear = (
        4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_,
        -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_,
        -0.0041960863 * l_ - 0.7034186147 * m_ + 1.707614701 * s_,
    )
    return tuple(map(_curved, linear))


def _from_lab(light: float, a: float, b: float) -> tuple[float, ...]:
    """Source: CIE 15:2004; the matrix is that of sRGB for the white point D50 (Bradford)."""
    y = (light + 16) / 116
    x, z = y + a / 500, y - b / 200
    xyz = [
        white * (part**3 if part**3 > 216 / 24389 else (116 * part - 16) * 27 / 24389)
        for white, part in zip((0.9643, 1.0, 0.8251), (x, y, z), strict=True)
    ]
    matrix = ((3.1341, -1.6174, -0.4907), (-0.9788, 1.9161, 0.0335), (0.0719, -0.229, 1.4052))
    return tuple(_curved(sum(a * b for a, b in zip(row, xyz, strict=True))) for row in matrix)


def _curved(part: float) -> float:
    part = min(1.0, max(0.0, part))
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


_NOT_HEX = re.compile(r"[^0-9a-f]")


def legacy_colour(words: str) -> Colour | None:
    """The colour that an old attribute names (`bgcolor`); None if it is empty. Browsers read any word as a colour.

    Source: WHATWG HTML, "rules for parsing a legacy color value".

    >>> legacy_colour("white"), legacy_colour("#fff"), legacy_colour("xffffff"), legacy_colour("")
    ((1.0, 1.0, 1.0), (1.0, 1.0, 1.0), (0.058823529411764705, 1.0, 0.9411764705882353), None)
    """
    words = words.strip().lower()[:128]
    if not words or words == "transparent":
        return None
    named = colour_of(words) if "(" not in words and re.fullmatch(r"[a-z]+|#[0-9a-f]{3}|#[0-9a-f]{6}", words) else None
    if named is not None:
        return named[0]
    figures = _NOT_HEX.sub("0", words.removeprefix("#")) or "0"
    figures += "0" * (-len(figures) % 3)
    length = len(figures) // 3
    parts = [figures[at * length : (at + 1) * length][-8:] for at in range(3)]
    while len(parts[0]) > 2 and all(part.startswith("0") for part in parts):
        parts = [part[1:] for part in parts]
    red, green, blue = (int(part[:2], 16) / 255 for part in parts)
    return red, green, blue
