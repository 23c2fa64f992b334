"""The colour that results from blending two colours.

Source: W3C Compositing and Blending Level 1, section 9.
"""

import math

from pincite.readers.visibility import Colour


def blended(mode: str, front: Colour, behind: Colour) -> Colour:
    """The colour that results from a blend mode. Source: W3C Compositing and Blending Level 1, section 9."""

    def one(a: float, b: float) -> float:
        match mode:
            case "multiply" | "color-burn":
                return a * b
            case "screen" | "color-dodge" | "plus-lighter":
                return a + b - a * b
            case "darken":
                return min(a, b)
            case "lighten":
                return max(a, b)
            case "difference":
                return abs(a - b)
            case "exclusion":
                return a + b - 2 * a * b
            case "plus-darker":
                return max(0.0, a + b - 1)
            case "hard-light":
                return _hard(a, b)
            case "overlay":
                return _hard(b, a)
            case "soft-light":
                root = ((16 * b - 12) * b + 4) * b if b <= 0.25 else math.sqrt(b)
                return b - (1 - 2 * a) * b * (1 - b) if a <= 0.5 else b + (2 * a - 1) * (root - b)
            case "hue" | "saturation" | "color":
                return b  # unchanged lightness of the background
        return a

    red, green, blue = (one(a, b) for a, b in zip(front, behind, strict=True))
    return red, green, blue


def _hard(a: float, b: float) -> float:
    return 2 * a * b if a <= 0.5 else 1 - 2 * (1 - a) * (1 - b)
