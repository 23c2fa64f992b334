"""Prepares scans for text recognition: removes specks and straightens crooked pages.

Tesseract copes with quarter-turned, inverted, faint or blurred pages. It loses lines on pages that lie more than some 3
degrees askew, and everything under the grain of a bad scanner.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

MOST_SKEW = 10.0
"""Degrees of skew that are searched: scanners produce no more."""

COARSE, FINE = 1.0, 0.25
"""Degrees between the angles that are tried, first over the whole range, then around the best."""

SLIGHT = 1.0
"""Degrees of skew that tesseract reads like none (accuracy .997 at 1, .995 at 2, .975 at 4, .856 at 6 degrees)."""

THUMBNAIL = 900
"""Pixels of the longer side of the picture in which the angle is searched: lines of 12-point text are 15 apart."""

CLEARER = 1.15
"""How much sharper lines must be at an angle than at none for the page to be turned. On a drawing or a photograph no
angle is much better than another."""

SAMPLE = 1_000
"""Pixels per side of the square in the middle of a page on which its grain is measured."""

GRAINY = 6.0
"""Mean difference of pixels from the median of their neighbours, in grey levels of 255, from which a page is smoothed.
Clean pages have 0.3 to 3, dithered faxes 30."""

GRAINY_PAPER = 1.0
"""The same for bare paper alone. Clean pages have 0 to 0.3, poor JPEGs 0.8, and grainy pages 1.4 and more; on these
tesseract may see no line at all (one page of small type in 48)."""

PAPER = 16
"""Most grey levels by which bare paper differs from the page's median grey."""

MEDIAN = 3
"""Pixels per side of the square whose median replaces a pixel."""


def smoothed(page: Image.Image) -> Image.Image:
    """A grey page without the grain of a bad scan; a clean page unchanged."""
    anywhere, on_paper = grain(page)
    if anywhere < GRAINY and on_paper < GRAINY_PAPER:
        return page
    return page.filter(ImageFilter.MedianFilter(MEDIAN))


def grain(page: Image.Image) -> tuple[float, float]:
    """How much single pixels differ from their neighbours, in grey levels of 255: anywhere, and on bare paper."""
    left, top = max(0, (page.width - SAMPLE) // 2), max(0, (page.height - SAMPLE) // 2)
    part = page.crop((left, top, min(page.width, left + SAMPLE), min(page.height, top + SAMPLE)))
    calm = np.asarray(part.filter(ImageFilter.MedianFilter(MEDIAN)), np.int16)
    outstanding = np.abs(np.asarray(part, np.int16) - calm)
    bare = np.abs(calm - np.median(calm)) < PAPER
    return float(outstanding.mean()), float(outstanding[bare].mean())


def skew(page: Image.Image) -> float:
    """Degrees by which a grey page must be turned counter-clockwise to be straight; 0 if that is small or unclear.

    The straighter the lines, the sharper the amount of ink per row changes from line to gap. Lines may also run
    vertically.

    Source: the projection profile of Postl, ICPR 1986, with squared differences.
    """
    scale = min(1.0, THUMBNAIL / max(page.size))
    small = page.resize((max(1, round(page.width * scale)), max(1, round(page.height * scale))), Image.Resampling.BOX)
    paper = int(np.median(np.asarray(small)))
    ink = Image.fromarray(np.abs(np.asarray(small, np.int16) - paper).astype(np.uint8))
    upright = sharpness(ink, 0.0)
    steps = round(MOST_SKEW / COARSE)
    coarse = max((step * COARSE for step in range(-steps, steps + 1)), key=lambda angle: sharpness(ink, angle))
    around = (coarse + step * FINE for step in range(-3, 4))
    best = max(around, key=lambda angle: sharpness(ink, angle))
    if abs(best) <= SLIGHT or sharpness(ink, best) <= CLEARER * upright:
        return 0.0
    return best


def sharpness(ink: Image.Image, angle: float) -> float:
    """How sharply the ink per row and per column changes when a page is turned by an angle in degrees."""
    turned: NDArray[np.float64] = np.asarray(ink.rotate(angle, Image.Resampling.BILINEAR), np.float64)
    return sum(float(np.square(np.diff(turned.sum(axis=axis))).sum()) for axis in (0, 1))


def straightened(page: Image.Image, angle: float) -> Image.Image:
    """A page turned counter-clockwise by an angle in degrees, on white paper, with nothing cut off."""
    return page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255) if angle else page
