"""Colours as pages write them, and whether letters of one can be told from paper of another."""

import colorsys
import re
from functools import lru_cache

Colour = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""

LEAST_CONTRAST = 1.12
"""Contrast below which nobody sees letters: pale grey (#f0f0f0) on white has 1.14, light grey (#ddd) 1.36. People who
see well need 3 to read at ease."""

LEAST_OPACITY = 0.06
"""Share of a colour that covers what is behind it, below which letters leave no mark."""

CLEAR = "clear"

_NAMES = {
    "white": "ffffff", "black": "000000", "red": "ff0000", "green": "008000", "blue": "0000ff", "yellow": "ffff00",
    "gray": "808080", "grey": "808080", "silver": "c0c0c0", "navy": "000080", "maroon": "800000", "lime": "00ff00",
    "aqua": "00ffff", "cyan": "00ffff", "teal": "008080", "olive": "808000", "purple": "800080", "fuchsia": "ff00ff",
    "magenta": "ff00ff", "orange": "ffa500", "snow": "fffafa", "ivory": "fffff0", "ghostwhite": "f8f8ff",
    "floralwhite": "fffaf0", "whitesmoke": "f5f5f5", "mintcream": "f5fffa", "azure": "f0ffff", "aliceblue": "f0f8ff",
    "seashell": "fff5ee", "lightyellow": "ffffe0", "lightgray": "d3d3d3", "lightgrey": "d3d3d3", "darkblue": "00008b",
    "darkgray": "a9a9a9", "darkgrey": "a9a9a9", "darkred": "8b0000", "darkgreen": "006400", "indigo": "4b0082",
}  # fmt: skip
_HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(\s*([^()]{1,80})\)")
_NUMBER = re.compile(r"(-?\d{0,6}(?:\.\d{1,9})?)(%|deg)?")


@lru_cache(maxsize=2048)
def colour_of(words: str) -> Colour | str | None:
    """A colour, `CLEAR` for one that leaves no mark, None for what is not understood.

    Source: W3C CSS Color Module Level 4, sections 4 to 7.

    >>> colour_of("#fff"), colour_of("rgba(0, 0, 0, 0)"), colour_of("var(--ink)"), colour_of("hsl(0, 0%, 100%)")
    ((1.0, 1.0, 1.0), 'clear', None, (1.0, 1.0, 1.0))
    """
    words = words.strip().lower()
    if words == "transparent":
        return CLEAR
    figures = _NAMES.get(words) or (found[1] if (found := _HEX.fullmatch(words)) else "")
    if figures:
        if len(figures) < 6:
            figures = "".join(2 * figure for figure in figures)
        red, green, blue, *opacity = (int(figures[at : at + 2], 16) / 255 for at in range(0, len(figures), 2))
        return CLEAR if opacity and opacity[0] < LEAST_OPACITY else (red, green, blue)
    function = _FUNCTION.fullmatch(words)
    if function is None:
        return None
    parts = [_NUMBER.fullmatch(part) for part in re.split(r"[\s,/]+", function[2].strip())]
    numbers = [(float(part[1]), part[2] or "") for part in parts if part is not None and part[1] not in ("", "-")]
    if len(numbers) not in (3, 4) or len(numbers) != len(parts):
        return None
    if len(numbers) == 4 and numbers[3][0] / (100 if numbers[3][1] == "%" else 1) < LEAST_OPACITY:
        return CLEAR
    if function[1] == "rgb":
        red, green, blue = (min(1.0, number / (100 if unit == "%" else 255)) for number, unit in numbers[:3])
        return red, green, blue
    hue, saturation, lightness = numbers[0][0] % 360 / 360, numbers[1][0] / 100, numbers[2][0] / 100
    return colorsys.hls_to_rgb(hue, min(1.0, lightness), min(1.0, saturation))


def is_lost_on(letters: Colour, paper: Colour) -> bool:
    """True when letters of a colour cannot be told from the paper.

    >>> is_lost_on((1.0, 1.0, 1.0), (1.0, 1.0, 1.0)), is_lost_on((0.8, 0.8, 0.8), (1.0, 1.0, 1.0))
    (True, False)
    """
    one, other = sorted((_luminance(letters), _luminance(paper)))
    return (other + 0.05) / (one + 0.05) < LEAST_CONTRAST and max(
        abs(a - b) for a, b in zip(letters, paper, strict=True)
    ) < 0.12


def _luminance(colour: Colour) -> float:
    """How light a colour is, 0 to 1. Source: W3C WCAG 2.2, "relative luminance"."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
