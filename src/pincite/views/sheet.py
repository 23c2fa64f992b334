"""A page of a document with its words laid over it, in the units of its picture.

A browser puts the words over the picture, where they can be selected and copied, and marks over them. All places count
in PDF points from the upper left of the page as it is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from pincite.documents.document import Box, Document, Page
from pincite.documents.glyphs import PlacedWord, boxes, placed_words
from pincite.documents.ranges import overlaps
from pincite.documents.regions import page_label, pieces_read
from pincite.views.printed import visible

MOST_WORDS = 8_000
"""Words of one page that are laid over it; a page set in small print has 1,500."""

MARGIN = 0.6
"""Points by which a mark extends beyond its words on each side."""

LETTERS, BELOW = 0.88, 0.21
"""Of the height of a line's rectangle: the size of its letters, and what is below the line they stand on. A rectangle
reaches from the lowest to the highest point of the font."""


@dataclass(frozen=True, slots=True)
class SheetWord:
    """A word on a page: where it begins, and how wide it is."""

    text: str
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line of a page: its words, the line that they stand on, and the size of their letters.

    A line that is `turned` (by 90 or -90 degrees) has a single word, and turns around its beginning.
    """

    words: tuple[SheetWord, ...]
    base: float
    size: float
    turned: int = 0


MarkKind = Literal["cited", "found", "struck", "added", "moved", "gap"]
"""What a mark says of the words below it: cited, searched for, or what a comparison found of them; a gap is a place."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A mark on a page, of cited words unless its `kind` says otherwise.

    `found` is the place of what was searched for among all that was found. `is_now` is what its reader has gone to.
    """

    left: float
    top: float
    width: float
    height: float
    found: int | None = None
    kind: MarkKind = "cited"
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page, as page `number` of `of`; `label` is what the document itself calls it, if that is something else.

    `lines` is None if the page has more words than can be laid over it, and empty if none can be.
    """

    number: int
    of: int
    label: str
    width: float
    height: float
    lines: tuple[SheetLine, ...] | None
    marks: tuple[Rectangle, ...]


def sheet_of(
    document: Document,
    number: int,
    cited: tuple[int, int] | None = None,
    found: Sequence[tuple[int, int]] = (),
) -> Sheet:
    """Page `number` of a document with pages, with the `cited` range and the `found` ranges marked.

    Raises:
        DocumentError: the positions of its letters are damaged.
    """
    page = document.pages[number - 1]
    marks = [(None, piece) for piece in pieces_read(document, *cited)] if cited is not None else []
    places = [(place, one) for place, one in enumerate(found) if one[0] < page.end and one[1] > page.start]
    return Sheet(
        number=number,
        of=len(document.pages),
        label=page_label(document, number),
        width=page.width,
        height=page.height,
        lines=_lines(document, page),
        marks=tuple(
            rectangle(box, page, place)
            for place, (start, end) in (*marks, *places)
            if start < page.end and end > page.start
            for box in boxes(document.glyphs, document.pages, max(start, page.start), min(end, page.end))
        ),
    )


def _lines(document: Document, page: Page) -> tuple[SheetLine, ...] | None:
    if not document.glyphs:
        return ()
    lines = placed_words(document.glyphs, document.pages, page.number)
    if sum(map(len, lines)) > MOST_WORDS:
        return None
    made: list[SheetLine] = []
    for line in lines:
        shown = [word for word in line if not overlaps(document.hidden, word.start, word.end)]
        upright = tuple(word for word in shown if not word.turned)
        made += [_turned(document, page, word) for word in shown if word.turned]
        if upright:
            made.append(_line(document, page, upright))
    return tuple(made)


def _line(document: Document, page: Page, words: Sequence[PlacedWord]) -> SheetLine:
    height = fmean(word.box.top - word.box.bottom for word in words)
    bottom = fmean(word.box.bottom for word in words)
    return SheetLine(
        words=tuple(
            SheetWord(visible(document.text[word.start : word.end]), _round(word.box.left), _width(word.box))
            for word in words
        ),
        base=_round(page.height - bottom - BELOW * height),
        size=_round(LETTERS * height),
    )


def _turned(document: Document, page: Page, word: PlacedWord) -> SheetLine:
    """A word that runs up or down: it begins at its lower or its upper end."""
    box, across = word.box, word.box.right - word.box.left
    is_down = word.turned > 0
    left = box.left + BELOW * across if is_down else box.right - BELOW * across
    text = visible(document.text[word.start : word.end])
    return SheetLine(
        words=(SheetWord(text, _round(left), _round(max(0.1, box.top - box.bottom))),),
        base=_round(page.height - (box.top if is_down else box.bottom)),
        size=_round(LETTERS * across),
        turned=word.turned,
    )


def rectangle(box: Box, page: Page, found: int | None = None) -> Rectangle:
    """A mark over a box of a page."""
    return Rectangle(
        left=_round(box.left - MARGIN),
        top=_round(page.height - box.top - MARGIN),
        width=_round(box.right - box.left + 2 * MARGIN),
        height=_round(box.top - box.bottom + 2 * MARGIN),
        found=found,
        kind="cited" if found is None else "found",
    )


def _width(box: Box) -> float:
    return _round(max(0.1, box.right - box.left))


def _round(points: float) -> float:
    return round(points, 1)
