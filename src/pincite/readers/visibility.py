"""Whether a person who looks at a page sees words: by contrast with what lies behind, by size, and by place.

The one place that decides it. Each reader works out what its format says, styles and inheritance included: which
colour letters have and how much of it covers, what may lie behind them, how tall they are; and asks here.
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
"""Fonts that draw signs, or Greek, in the place of Latin letters."""

Colour = tuple[float, float, float]
"""Red, green and blue from 0 to 1 (sRGB)."""

Papers = tuple[Colour, ...]
"""The colours that may lie behind words: several behind a gradient or stripes, none where it is not known."""

WHITE: Colour = (1.0, 1.0, 1.0)
BLACK: Colour = (0.0, 0.0, 0.0)

ON_WHITE: Papers = (WHITE,)
UNKNOWN: Papers = ()

LEAST_CONTRAST = 1.25
"""Contrast (WCAG) below which letters are not noticed. #e6e6e6 on white has 1.248, the palest greys that people write
in, for hints and watermarks (#ddd, Word's D9D9D9), 1.36 and 1.41; WCAG asks for 3 and more to read at ease. In 1.5
million words of real contracts, forms and opinions nothing is hidden for its colour but marks of programs that were
meant to be (`runs/measuring/hidden_words.py`)."""

LEAST_DIFFERENCE = 40.0
"""Distance in CIELAB's a and b from which letters are told from the paper by their colour alone: yellow on white has 97
and a contrast of 1.07, ivory (#fffff0) 8, cream (#ffffcc) 27."""

LEAST_SIZE = 3.0
"""Points. Letters of 3 have lower-case ones half a millimetre tall, five minutes of arc at reading distance: the least
that good eyes tell apart (20/20)."""

LEAST_WIDTH = 0.2
"""Share of their usual width to which letters may be squeezed; at a fifth those of 12 points are a hair each."""

PILED = 0.4
"""Share of their size by which letters are moved together from which they stand on one another: most are half as wide
as tall."""

LEAST_LINE = 0.4
"""Share of the letters' size that a line of fixed height shows at the least; less cuts off all but their feet."""

USUAL_WIDTH = 0.5
"""Width of a letter of running text as a share of its size, for where words come to stand."""


def laid_over(front: Colour, opacity: float, behind: Colour) -> Colour:
    """The colour that is seen where one covers another by a share from 0 to 1.

    >>> laid_over(BLACK, 0.5, WHITE)
    (0.5, 0.5, 0.5)
    """
    share = min(1.0, max(0.0, opacity))
    red, green, blue = (share * one + (1 - share) * other for one, other in zip(front, behind, strict=True))
    return red, green, blue


def is_lost(letters: Colour, papers: Papers, opacity: float = 1.0) -> bool:
    """True when letters cannot be told from whatever may lie behind them; False where that is not known.

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
    """True when letters of a colour cannot be told from the paper.

    >>> grey = (0.8, 0.8, 0.8)
    >>> is_lost_on((0.95, 0.95, 0.95), WHITE), is_lost_on(grey, WHITE), is_lost_on((1.0, 1.0, 0.0), WHITE)
    (True, False, False)
    """
    if contrast(letters, paper) >= LEAST_CONTRAST:
        return False
    (_, a, b), (_, c, d) = _lab(letters), _lab(paper)
    return math.hypot(a - c, b - d) < LEAST_DIFFERENCE


def contrast(one: Colour, other: Colour) -> float:
    """Contrast of two colours, 1 to 21. Source: W3C WCAG 2.2, "contrast ratio".

    >>> contrast(BLACK, WHITE)
    21.0
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    """How light a colour is, 0 to 1. Source: W3C WCAG 2.2, "relative luminance"."""
    red, green, blue = map(_linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def without_a_shape(text: str) -> list[tuple[int, int]]:
    r"""The runs of characters without a shape on any page that can spell words: tags, long rows of selectors.

    A flag of a region is spelled with tags, at most seven, behind the sign of a flag.

    >>> without_a_shape("Rent" + "".join(chr(0xE0000 + ord(sign)) for sign in "waive it")), without_a_shape("Rent")
    ([(4, 12)], [])
    """
    if text.isascii():
        return []
    return [one.span() for one in SHAPELESS.finditer(text)]


def draws_signs(font: str) -> bool:
    """True for a font by whose name words are not seen as they are written.

    >>> draws_signs(" 'Wingdings'"), draws_signs("Arial")
    (True, False)
    """
    return font.strip(" \t\r\n'\"").lower() in SIGN_FONTS


def is_too_small(points: float) -> bool:
    """True for letters of a size that nobody reads."""
    return points < LEAST_SIZE


def is_cut_off(line: float, size: float) -> bool:
    """True for letters in a line of a fixed height that shows hardly anything of them; both in points."""
    return line < max(LEAST_LINE * size, LEAST_SIZE)


def is_squeezed(width: float, spacing: float, size: float) -> bool:
    """True for letters too narrow to be told apart, or piled on one another.

    `width` is their share of the usual width, `spacing` the points added between them, less than 0 to move them
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
