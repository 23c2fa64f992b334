"""A page's text from text recognition: line by line, each letter with a share of its word's place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pincite.documents.document import Word
from pincite.documents.glyphs import Kind, Kinds, Rectangles
from pincite.readers.pdf.assembly import PlacedLine
from pincite.readers.pdf.page import PageText
from pincite.readers.reading import without_surrogates

UPRIGHT = 2.0
"""Ratio of a word's height to its width from which the word, of several letters, runs up or down the page."""


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """A page as recognised: its text with places; and for each line its range and confidence, 0 to 1."""

    page: PageText
    confidences: tuple[tuple[int, int, float], ...]


def recognised_page(words: Sequence[Word], own: PageText | None) -> RecognisedPage:
    """The page made of recognised words. `own` is its text layer: a stamp over a picture.

    Recognised words under the page's own words are the same words again and are left out.
    """
    kept = [word for word in words if word.text.strip() and not (own is not None and _lies_under(word, own))]
    writer = _Writer()
    above = own is not None and bool(own.text) and _is_high(own, kept)
    if own is not None and above:
        writer.own(own)
    for line in _lines(kept):
        writer.line(line)
    if own is not None and own.text and not above:
        writer.own(own)
    return writer.page(own)


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """The words of each line, in reading order."""
    lines: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        lines.setdefault((word.block, word.line), []).append(word)
    return [lines[key] for key in sorted(lines)]


def _lies_under(word: Word, own: PageText) -> bool:
    """True when the middle of a word is within a line of the page's own text."""
    x, y = (word.left + word.right) / 2, (word.bottom + word.top) / 2
    return any(line.left <= x <= line.right and line.bottom <= y <= line.top for line in own.lines)


def _is_high(own: PageText, words: Sequence[Word]) -> bool:
    """True when the page's own words are above the middle of the recognised ones."""
    if not words or not own.lines:
        return True
    middle = (max(word.top for word in words) + min(word.bottom for word in words)) / 2
    return sum(line.top for line in own.lines) / len(own.lines) >= middle


class _Writer:
    """Builds the text of a page and the places of its characters."""

    def __init__(self) -> None:
        self._text = ""
        self._places: list[Rectangles] = []
        self._kinds: list[Kinds] = []
        self._lines: list[PlacedLine] = []
        self._sure: list[tuple[int, int, float]] = []
        self._block = -1

    def own(self, own: PageText) -> None:
        """Add the page's own text unchanged."""
        self._end_line()
        start = len(self._text)
        self._add(own.text, own.rectangles, own.kinds)
        self._lines += [
            PlacedLine(each.kind, each.start + start, each.end + start, each.left, each.bottom, each.right, each.top)
            for each in own.lines
        ]
        self._block = -1

    def line(self, words: Sequence[Word]) -> None:
        """Add a recognised line. An empty line precedes the first line of another block."""
        self._end_line()
        if self._block not in (-1, words[0].block):
            self._end_line()
        self._block = words[0].block
        start, weighted = len(self._text), 0.0
        for word in words:
            if len(self._text) > start:
                self._add(" ", np.zeros((1, 4)), np.array([Kind.BLANK], np.uint8))
            signs = _on_one_line(word.text)
            self._add(signs, _shares(word, signs), _kinds(signs))
            weighted += len(signs) * min(1.0, max(0.0, word.confidence))
        letters = sum(len(_on_one_line(word.text)) for word in words)
        self._sure.append((start, len(self._text), weighted / letters))
        left, bottom = min(word.left for word in words), min(word.bottom for word in words)
        right, top = max(word.right for word in words), max(word.top for word in words)
        self._lines.append(PlacedLine("text", start, len(self._text), left, bottom, right, top))

    def page(self, own: PageText | None) -> RecognisedPage:
        """The page so far."""
        places = np.concatenate(self._places) if self._places else np.empty((0, 4))
        kinds = np.concatenate(self._kinds) if self._kinds else np.empty(0, np.uint8)
        shift = self._text.find(own.text) if own is not None and own.text else 0
        hidden = () if own is None else tuple((start + shift, end + shift) for start, end in own.hidden)
        page = PageText(self._text, places, kinds, tuple(self._lines), (), hidden)
        return RecognisedPage(page, tuple(self._sure))

    def _end_line(self) -> None:
        if self._text:
            self._add("\n", np.zeros((1, 4)), np.array([Kind.LINE_END], np.uint8))

    def _add(self, signs: str, places: Rectangles, kinds: Kinds) -> None:
        self._text += signs
        self._places.append(places)
        self._kinds.append(kinds)


def _on_one_line(words: str) -> str:
    """A recognised word without white space around it, tabs and line ends inside it, or lone surrogates."""
    return " ".join(without_surrogates(words).split())


def _shares(word: Word, signs: str) -> Rectangles:
    """The place of a word divided evenly among its letters, from left to right.

    A word taller than wide runs up or down the page; each of its letters gets the whole place.
    """
    if len(signs) > 1 and word.top - word.bottom > UPRIGHT * (word.right - word.left):
        return np.tile((word.left, word.bottom, word.right, word.top), (len(signs), 1))
    edges = np.linspace(word.left, word.right, len(signs) + 1)
    level = np.ones(len(signs))
    return np.stack((edges[:-1], word.bottom * level, edges[1:], word.top * level), axis=1)


def _kinds(signs: str) -> Kinds:
    return np.array([Kind.BLANK if sign.isspace() else Kind.INK for sign in signs], np.uint8)
