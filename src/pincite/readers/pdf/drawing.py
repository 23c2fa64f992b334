"""Draws a page as a picture with the rectangles of a citation highlighted."""

import math
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw

from pincite.documents.document import Box
from pincite.errors import DocumentError
from pincite.readers.pdf.opening import open_pdf

HIGHLIGHT = (255, 226, 89)
"""Marker yellow. It is multiplied with the page, so black letters stay black."""

MARGIN = 0.6
"""Points by which a highlight extends beyond its rectangle on each side, so that it does not cut the letters."""

MOST_PIXELS = 40_000_000
"""Pixels of one picture: a letter page at 600 dots per inch has 34 million. Larger pages are drawn at a smaller
scale."""


def draw_page(content: bytes, page: int, boxes: Sequence[Box], scale: float) -> bytes:
    """Draw one page of a PDF as PNG, with boxes highlighted; boxes on other pages are ignored.

    Args:
        content: the PDF.
        page: the number of the page, from 1.
        boxes: rectangles in points, as `documents.glyphs.boxes` returns them.
        scale: pixels per point (2 is 144 dots per inch).

    Raises:
        UnreadableFile: the PDF cannot be opened.
        DocumentError: there is no such page, or it is damaged.
    """
    with open_pdf(content) as document:
        if not 1 <= page <= len(document):
            raise DocumentError(f"the PDF has no page {page}: it has {len(document)}")
        document.init_forms()
        shown = document[page - 1]
        width, height = shown.get_size()
        scale = min(scale, math.sqrt(MOST_PIXELS / max(1.0, width * height)))
        picture = shown.render(scale=scale).to_pil().convert("RGB")
    marks = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(marks)
    for box in boxes:
        if box.page == page:
            left, right = (box.left - MARGIN) * scale, (box.right + MARGIN) * scale
            upper, lower = (height - box.top - MARGIN) * scale, (height - box.bottom + MARGIN) * scale
            pen.rectangle((left, upper, right, lower), fill=HIGHLIGHT)
    png = BytesIO()
    ImageChops.multiply(picture, marks).save(png, "PNG")
    return png.getvalue()
