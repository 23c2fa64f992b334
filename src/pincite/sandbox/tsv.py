"""Reads tesseract's output for a page: a table with a row for each block, paragraph, line and word."""

import math

from pincite.documents.document import Word
from pincite.readers.drawn import Picture

WORD_LEVEL = "5"

COLUMNS = 12
"""level, page_num, block_num, par_num, line_num, word_num, left, top, width, height, conf, text."""


FARTHEST = 1_000_000
"""Most pixels between a corner of the picture and a word."""


def words_in(table: str, picture: Picture, quarters: int, width: float, height: float) -> tuple[Word, ...]:
    """The words of a page, in reading order, with their places on the page as it is shown.

    Args:
        table: the output of tesseract.
        picture: the picture before it was turned.
        quarters: clockwise quarter turns by which the picture was turned.
        width: the width of the page in points.
        height: the height of the page in points.
    """
    words: list[Word] = []
    lines: dict[tuple[str, str, str], int] = {}
    blocks: dict[tuple[str, str], int] = {}
    for row in table.splitlines():
        cells = row.split("\t", COLUMNS - 1)
        if len(cells) != COLUMNS or cells[0] != WORD_LEVEL:
            continue
        text = " ".join(cells[11].split())
        try:
            left, top, wide, tall = map(int, cells[6:10])
            confidence = float(cells[10])
        except ValueError:
            continue
        is_placed = wide > 0 and tall > 0 and max(abs(left), abs(top), wide, tall) <= FARTHEST
        if not text or not is_placed or math.isnan(confidence) or confidence < 0:
            continue
        block = blocks.setdefault((cells[2], cells[3]), len(blocks))
        line = lines.setdefault((cells[2], cells[3], cells[4]), len(lines))
        box = _turned_back(left, top, left + wide, top + tall, picture, quarters)
        x0, y0, x1, y1 = _on_page(_askew(box, picture), picture.drawn, width, height)
        words.append(Word(text, x0, y0, x1, y1, min(1.0, confidence / 100), line, block))
    return tuple(words)


def _turned_back(
    left: int, top: int, right: int, bottom: int, picture: Picture, quarters: int
) -> tuple[int, int, int, int]:
    """A rectangle of the turned picture in the original picture: left, top, right, bottom."""
    wide, tall = picture.width, picture.height
    match quarters % 4:
        case 1:
            return top, tall - right, bottom, tall - left
        case 2:
            return wide - right, tall - bottom, wide - left, tall - top
        case 3:
            return wide - bottom, left, wide - top, right
    return left, top, right, bottom


def _askew(box: tuple[int, int, int, int], picture: Picture) -> tuple[float, float, float, float]:
    """A rectangle of a straightened picture, on the page as it lay."""
    if not picture.angle:
        return box
    left, top, right, bottom = box
    turn = math.radians(picture.angle)
    cosine, sine = math.cos(turn), math.sin(turn)
    # Only the centre is turned: a box around all four turned corners of a long word would reach into the next lines.
    across, down = (left + right - picture.width) / 2, (top + bottom - picture.height) / 2
    x = across * cosine - down * sine + picture.drawn[0] / 2
    y = across * sine + down * cosine + picture.drawn[1] / 2
    wide, tall = (right - left) / 2, (bottom - top) / 2
    return x - wide, y - tall, x + wide, y + tall


def _on_page(
    box: tuple[float, float, float, float], drawn: tuple[int, int], width: float, height: float
) -> tuple[float, float, float, float]:
    """A rectangle in pixels as left, bottom, right, top in points from the lower left, clipped to the page."""
    left, top, right, bottom = box
    across, up = width / drawn[0], height / drawn[1]

    def within(value: float, most: float) -> float:
        return min(max(value, 0.0), most)

    return (
        within(left * across, width),
        within(height - bottom * up, height),
        within(right * across, width),
        within(height - top * up, height),
    )
