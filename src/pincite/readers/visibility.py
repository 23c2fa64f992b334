"""Decides whether a person who looks at a page sees certain words: by contrast, size and place.

All readers decide it here. Each reader works out what its format says, including styles and inheritance: the colour and
opacity of letters, what may lie behind them, and their size; then it asks this module.
"""

import math
import re
from functools import lru_cache

SHAPELESS = re.compile(
    "(?<!\U0001f3f4)(?<![\U000e0020-\U000e007f])[\U000e0000-\U000e007f]{4,}|"
    "(?<=\U0001f3f4)[\U000e0000-\U000e007f]{8,}|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}"
)

SIGN_FONTS = frozenset(
    ("symbol", "webdings", "wingdings", "wingdings 2", "wingdings 3", "marlett", "mt extra", "monotype sorts",
     "zapfdingbats", "zapf dingbats", "itc zapf dingbats", "bookshelf symbol 7", "ms reference specialty")
)  # fmt: skip
"""Fonts that draw symbols, or Greek, in place of Latin letters."""

Colour = tuple[float, float, float]
"""Red, green and blue from 0 to 1 (sRGB)."""

Papers = tuple[Colour, ...]
"""The colours that may lie behind words: several for a gradient or stripes, none where they are not known."""

WHITE: Colour = (1.0, 1.0, 1.0)
BLACK: Colour = (0.0, 0.0, 0.0)

ON_WHITE: Papers = (WHITE,)
UNKNOWN: Papers = ()

LEAST_CONTRAST = 1.25
"""Contrast (WCAG) below which letters go unnoticed. #e6e6e6 on white has 1.248. The palest greys in use, for hints and
watermarks (#ddd, Word's D9D9D9), have 1.36 and 1.41; WCAG requires 3 and more for comfortable reading. In 1.5 million
words of real contracts, forms and opinions, colour hides only marks of programs that were meant to be hidden
(`runs/measuring/hidden_words.py`)."""

LEAST_DIFFERENCE = 40.0
"""Distance in CIELAB's a and b from which colour alone distinguishes letters from the paper. Yellow on white has 97 and
a contrast of 1.07; ivory (#fffff0) has 8, cream (#ffffcc) 27."""

LEAST_SIZE = 3.0
"""Points. Lower-case letters of this size are half a millimetre tall, five minutes of arc at reading distance: the
limit of normal vision (20/20)."""

LEAST_WIDTH = 0.2
"""Smallest share of their usual width to which letters may be squeezed. At a fifth, 12-point letters are hairlines."""

PILED = 0.4
"""Share of their size by which letters are moved together from which they overlap: most letters are half as wide as
tall."""

LEAST_LINE = 0.4
"""Smallest height of a line of fixed height, as a share of the letters' size. Less cuts off all but their feet."""

USUAL_WIDTH = 0.5
"""Width of a letter of running text as a share of its size, for estimating where words stand."""


def laid_over(front: Colour, opacity: float, behind: Colour) -> Colour:
    """The colour that is seen where one colour covers another with an opacity from 0 to 1.

    >>> laid_over(BLACK, 0.5, WHITE)
    (0.5, 0.5, 0.5)
    """
    share = min(1.0, max(0.0, opacity))
    red, green, blue = (share * one + (1 - share) * other for one, other in zip(front, behind, strict=True))
    return red, green, blue


def is_lost(letters: Colour, papers: Papers, opacity: float = 1.0) -> bool:
    """True when letters cannot be distinguished from what may lie behind them; False where that is not known.

    >>> is_lost(WHITE, ON_WHITE), is_lost(BLACK, ON_WHITE), is_lost(WHITE, (WHITE, BLACK)), is_lost(WHITE, UNKNOWN)
    (True, False, False, False)
    >>> is_lost(BLACK, ON_WHITE, 0.05), is_lost(BLACK, UNKNOWN, 0.01)
    (True, True)
    """
    if not papers:
        return opacity < 0.05
    return all(is_lost_on(laid_over(letters, opacity, paper), paper) for paper in papers)


@lru_cache(maxsize=4096)
def is_lost_on(letters: Colour, paper: Colour) -> bool:
    """True when letters of a colour cannot be distinguished from the paper.

    >>> grey = (0.8, 0.8, 0.8)
    >>> is_lost_on((0.95, 0.95, 0.95), WHITE), is_lost_on(grey, WHITE), is_lost_on((1.0, 1.0, 0.0), WHITE)
    (True, False, False)
    """
    if contrast(letters, paper) >= LEAST_CONTRAST:
        return False
    (_, a, b), (_, c, d) = _lab(letters), _lab(paper)
    return math.hypot(a - c, b - d) < LEAST_DIFFERENCE


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours, 1 to 21. Source: W3C WCAG 2.2, "contrast ratio".

    >>> contrast(BLACK, WHITE)
    21.0
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    """The luminance of a colour, 0 to 1. Source: W3C WCAG 2.2, "relative luminance"."""
    red, green, blue = map(_linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def without_a_shape(text: str) -> list[tuple[int, int]]:
    r"""Runs of characters that have no shape on any page but can spell words: tags, long rows of variation selectors.

    The flag of a region is spelled with at most seven tags, after a flag character.

    >>> without_a_shape("Rent" + "".join(chr(0xE0000 + ord(sign)) for sign in "waive it")), without_a_shape("Rent")
    ([(4, 12)], [])
    """
    if text.isascii():
        return []
    return [one.span() for one in SHAPELESS.finditer(text)]


def draws_signs(font: str) -> bool:
    """True for a font whose name shows that it draws other signs than are written.

    >>> draws_signs(" 'Wingdings'"), draws_signs("Arial")
    (True, False)
    """
    return font.strip(" \t\r\n'\"").lower() in SIGN_FONTS


def is_too_small(points: float) -> bool:
    """True for letters of a size that nobody reads."""
    return points < LEAST_SIZE


def is_cut_off(line: float, size: float) -> bool:
    """True for letters in a line of fixed height that shows hardly any of them; both arguments are in points."""
    return line < max(LEAST_LINE * size, LEAST_SIZE)


def is_squeezed(width: float, spacing: float, size: float) -> bool:
    """True for letters that are too narrow to be distinguished, or that overlap.

    `width` is a share of the usual width. `spacing` is the points added between letters; a negative value moves them
    together.
    """
    return width < LEAST_WIDTH or spacing < -PILED * size


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


@lru_cache(maxsize=4096)
def _lab(colour: Colour) -> tuple[float, float, float]:
    """A colour in CIELAB, white point D65. Source: CIE 15:2004; the matrix is that of IEC 61966-2-1."""
    red, green, blue = map(_linear, colour)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    one, two, three = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return 116 * two - 16, 500 * (one - two), 200 * (two - three)
