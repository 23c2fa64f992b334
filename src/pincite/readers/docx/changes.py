"""Tracked changes: who struck which words, when, and where the words stood.

The text is the document with all changes accepted. Struck words stand at its end, each piece on lines of its own, so
that they can be found but are never part of a sentence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from pincite.readers.docx.markup import W, value
from pincite.readers.reading import without_surrogates

LONGEST_NAME = 200
"""Characters of an author's name."""

BESIDE = 60
"""Characters before struck words that show where they stood."""

MARKS = (W + "del", W + "moveFrom", W + "cellDel")
"""Properties which say that a mark, a row or a cell was struck."""


@dataclass(frozen=True, slots=True)
class TrackedChange:
    """One person's changes of one day."""

    done: str
    author: str
    day: str

    @property
    def note(self) -> str:
        """Who made which change when, in words."""
        by = f" by {self.author}" if self.author else ""
        return f"{self.done}{by}" + (f" on {self.day}" if self.day else "")


@dataclass(slots=True)
class Struck:
    """Words that were struck together. `place` is the length of the text there, `clause` the number of their paragraph.

    `is_hidden` is True for words that nobody saw even before they were struck.
    """

    change: TrackedChange
    words: list[str]
    place: int
    clause: str = ""
    is_hidden: bool = False


def change_of(element: etree._Element) -> TrackedChange:
    """The change that an element of a deletion or a move states."""
    done = "moved away" if element.tag == W + "moveFrom" else "struck"
    return TrackedChange(done, *who_and_when(element))


def struck_mark(properties: Mapping[str, etree._Element]) -> TrackedChange | None:
    """The change that struck the mark of a paragraph, a row or a cell with these properties, if any."""
    return next((change_of(properties[tag]) for tag in MARKS if tag in properties), None)


def who_and_when(element: etree._Element) -> tuple[str, str]:
    """Author and day of a change or a comment; each is empty where it is not stated."""
    author = without_surrogates(" ".join((value(element, "author") or "").split()))[:LONGEST_NAME]
    day = re.match(r"\d{4}-\d\d-\d\d", value(element, "date") or "")
    return author, day[0] if day else ""


@dataclass(slots=True)
class Strikes:
    """Collects struck words. Consecutive words of one change make one piece."""

    pieces: list[Struck] = field(default_factory=list)
    _open: bool = False
    _blank: str = ""

    def add(self, words: str, change: TrackedChange, place: int, is_hidden: bool = False) -> None:
        """Add struck words, or a line end that was struck with them."""
        last = self.pieces[-1] if self._open else None
        if last is not None and last.change == change and (last.is_hidden == is_hidden or not words.strip()):
            last.words += (self._blank, words)
        else:
            self.pieces.append(Struck(change, [words], place, is_hidden=is_hidden))
        self._open, self._blank = True, ""

    def accepted(self, words: str) -> None:
        """Note words that were kept. White space alone does not separate struck words."""
        if self._open and words.strip():
            self.close()
        elif self._open:
            self._blank = self._blank or words[:1]

    def close(self) -> None:
        """End the current piece."""
        self._open, self._blank = False, ""

    def name_clause(self, first: int, number: str) -> None:
        """Set the paragraph's number for the pieces from index `first` on."""
        for piece in self.pieces[first:]:
            piece.clause = piece.clause or number


def struck_note(piece: Struck, text: str) -> str:
    """Who struck a piece, when and where, for people to read."""
    before = text[max(0, piece.place - BESIDE) : piece.place].rstrip()
    if piece.place > BESIDE and before and not text[piece.place - BESIDE - 1].isspace():
        before = before.partition(" ")[2] or before
    before = before.rpartition("\n")[2].strip()
    clause = f" in {piece.clause[:LONGEST_NAME]}" if piece.clause else ""
    return piece.change.note + clause + (f" after “{before}”" if before else "")
