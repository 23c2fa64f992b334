"""A page as a scanner gives it: a slightly turned, speckled picture of typed lines, without a text layer."""

import random
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

SIZE = (1020, 1320)
"""Pixels of US letter at 120 dots per inch: readable, and about 90 kB as JPEG."""

TURN = 0.6
"""Degrees that the sheet lies askew."""


def scanned(lines: list[str], seed: int) -> bytes:
    """JPEG of the lines. A line that begins with `##` is large, with `[stamp]` a stamp, with `[signed]` a scrawl."""
    chance = random.Random(seed)
    page = Image.new("L", SIZE, 250)
    draw = ImageDraw.Draw(page)
    y = 110
    for line in lines:
        if line.startswith("[stamp] "):
            page.paste(*_stamp(line[8:]))
            continue
        if line.startswith("[signed]"):
            _scrawl(draw, 150, y + 20, chance)
            y += 60
            continue
        large = line.startswith("## ")
        font = ImageFont.load_default(30 if large else 20)
        draw.text((110, y), line.removeprefix("## "), fill=45, font=font)
        y += 58 if large else 36
    page = page.rotate(TURN, resample=Image.Resampling.BICUBIC, fillcolor=238)
    pixels = page.load()
    assert pixels is not None
    for _ in range(2600):
        x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        grey = pixels[x, y]
        assert isinstance(grey, int)
        pixels[x, y] = max(0, grey - chance.randrange(30, 140))
    written = BytesIO()
    page.save(written, "JPEG", quality=55)
    return written.getvalue()


def _stamp(words: str) -> tuple[Image.Image, tuple[int, int]]:
    stamp = Image.new("L", (330, 110), 250)
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((4, 4, 325, 105), outline=120, width=4)
    for row, part in enumerate(words.split("/")):
        draw.text((24, 18 + 38 * row), part.strip(), fill=120, font=ImageFont.load_default(26))
    return stamp.rotate(7, expand=True, fillcolor=250), (600, 90)


def _scrawl(draw: ImageDraw.ImageDraw, x: int, y: int, chance: random.Random) -> None:
    points = [(x, y)]
    for _ in range(26):
        points.append((points[-1][0] + chance.randrange(3, 15), y + chance.randrange(-24, 20)))
    draw.line(points, fill=60, width=3, joint="curve")
