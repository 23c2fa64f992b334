"""Writes the content of runs: their words, note signs and field results; and holds the open state around them.

Words wait where later words decide how they are written: raised ones wait until their sign is complete.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from pincite.readers.docx.banding import Banding
from pincite.readers.docx.block import PageCursor, Tabs
from pincite.readers.docx.box_look import look_of_box
from pincite.readers.docx.boxes import ALTERNATIVES, BOX, TEXT_PATH, boxes_in, chosen
from pincite.readers.docx.changes import TrackedChange
from pincite.readers.docx.fields import FIELD_MARK, OpenFields
from pincite.readers.docx.look import PLAIN, Letters, Surroundings, letters_around, letters_of
from pincite.readers.docx.markup import W, child, value
from pincite.readers.docx.notes import LONGEST_SIGN
from pincite.readers.docx.paragraph import ParagraphLine
from pincite.readers.docx.shown import Tally
from pincite.readers.docx.styles import NO_FACE, Face
from pincite.readers.docx.symbols import symbol, with_known_signs
from pincite.readers.docx.text_builder import StoryOptions, TextBuilder
from pincite.readers.superscript import superscript

TEXT, DELETED_TEXT, INSTRUCTION, SYMBOL = W + "t", W + "delText", W + "instrText", W + "sym"

LINE_END = re.compile(r"[\r\n]")

MARKS = {W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-"}
"""Elements of a run that stand for a character."""

BREAKS = frozenset((W + "br", W + "cr"))

WRAPPERS = frozenset((W + "ruby", W + "rubyBase", W + "r"))
"""Elements in a run that hold more of it: words with their pronunciation above, which is left out."""

PICTURES = frozenset((W + "drawing", W + "pict", W + "object", BOX, TEXT_PATH))

OWN_SIGNS = frozenset((W + "footnoteRef", W + "endnoteRef"))

REFERENCES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}

TAIL = 16
"""Characters before raised words that decide how they are written."""


@dataclass(slots=True)
class OpenTable:
    """An open table: the borders before each cell, the table style's state, and the number of cells in the current row.

    `room` is the width of the open cell in points; 0 where it is not known.
    """

    borders: Mapping[etree._Element, int]
    is_frame: bool
    banding: Banding
    table: etree._Element
    cells: int = 0
    room: float = 0.0


@dataclass(slots=True)
class TextBox:
    """A text box, to be written after the paragraph or table in which it is anchored."""

    content: etree._Element
    change: TrackedChange | None
    look: Surroundings


@dataclass(slots=True)
class OpenState:
    """The open state in a story, or in a text box, which is a small story of its own.

    `tally` counts the letters of a body paragraph outside tables. `place` is the position of the next words in a
    paragraph whose indent may lead off the page.
    """

    fields: OpenFields
    look: Surroundings = PLAIN
    change: TrackedChange | None = None
    line: ParagraphLine = field(default_factory=ParagraphLine)
    tables: list[OpenTable] = field(default_factory=list)
    boxes: list[TextBox] = field(default_factory=list)
    tally: Tally | None = None
    place: PageCursor | None = None
    tabs: Tabs | None = None


@dataclass(slots=True)
class RunWriter:
    """Writes the words of one story into a text builder."""

    builder: TextBuilder
    options: StoryOptions
    around: OpenState
    _raised: str = ""
    _raised_is_hidden: bool = False
    _tail: str = ""
    _is_after_sign: bool = False
    _face: Face = NO_FACE
    _size: float = 10.0

    def run(self, run: etree._Element) -> None:
        """Write a run."""
        properties = child(run, "rPr")
        if properties is None:
            letters = letters_around(self.around.look, self.builder.styles)
        else:
            letters = letters_of(properties, self.around.look, self.builder.styles)
        self._size = letters.size
        if self.around.tally is not None:
            self._face = self.around.tally.face_of_run(properties, self.builder.styles)
        pieces = iter(run)
        outer: list[Iterator[etree._Element]] = []
        while True:
            piece = next(pieces, None)
            if piece is None:
                if not outer:
                    return
                pieces = outer.pop()
            elif piece.tag == TEXT or piece.tag == DELETED_TEXT:
                self._words(with_known_signs(LINE_END.sub(" ", piece.text or "")), letters)
            elif piece.tag in WRAPPERS:
                outer.append(pieces)
                pieces = iter(piece)
            elif piece.tag == ALTERNATIVES:
                branch = chosen(piece)
                if branch is not None:
                    outer.append(pieces)
                    pieces = iter(branch)
            else:
                self._mark(piece, letters)

    def _mark(self, piece: etree._Element, letters: Letters) -> None:
        """Handle a part of a run other than text."""
        tag = piece.tag
        if tag in MARKS:
            self._words(MARKS[tag], letters)
        elif tag in BREAKS:
            self._break()
        elif tag == FIELD_MARK:
            self.flush()
            shown = self.around.fields.mark(piece)
            if shown:
                self.add(shown, letters.is_hidden)
        elif tag == INSTRUCTION:
            self.around.fields.instruct(piece.text or "")
        elif tag == SYMBOL:
            self._words(symbol(piece), letters)
        elif tag in PICTURES:
            fields = self.around.fields
            around = self.around.look
            if letters.vanishes or fields.is_instruction or fields.is_unshown:
                around = replace(around, gone=True)
            self.around.boxes += [
                TextBox(box, self.around.change, look_of_box(box, around, self.builder)) for box in boxes_in(piece)
            ]
        elif tag in REFERENCES:
            self._refer(piece, REFERENCES[tag], letters)
        elif tag in OWN_SIGNS and self.options.sign:
            self._words(self.options.sign, Letters(letters.is_hidden, is_raised=True))
            self.flush()
            self._is_after_sign = True

    def _refer(self, reference: etree._Element, kind: str, letters: Letters) -> None:
        """Write the sign of a note."""
        notes = self.builder.notes.get(kind)
        if notes is None or self.around.fields.is_instruction:
            return
        mark = reference.getnext() if value(reference, "customMarkFollows") in ("1", "true", "on") else None
        custom = (symbol(mark) if mark.tag == SYMBOL else mark.text or "") if mark is not None else ""
        sign = notes.refer(reference, self.around.change, custom)
        if not custom and self.around.change is None:
            self.flush()
            self._words(sign, Letters(letters.is_hidden, is_raised=True))
            self.flush()

    def _words(self, words: str, letters: Letters) -> None:
        """Handle words of a run. Raised ones wait until they are complete."""
        if not letters.is_raised or self.around.change is not None:
            self.add(words, letters.is_hidden)
        elif self.around.fields.is_instruction:
            return
        else:
            if letters.is_hidden != self._raised_is_hidden:
                self.flush()
            self._raised_is_hidden = letters.is_hidden
            self._raised += words
            if len(self._raised) > TAIL:
                self.flush()

    def flush(self) -> None:
        """Write the waiting raised words."""
        if self._raised:
            words, self._raised = self._raised, ""
            bare = words.strip()
            if 0 < len(bare) <= LONGEST_SIGN:
                before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
                words = before + superscript(bare, self._tail + before) + after
            self.add(words, self._raised_is_hidden)

    def add(self, words: str, is_hidden: bool) -> None:
        """Write words, or collect them separately where they are struck."""
        if self._raised:
            self.flush()
        opened = self.around
        if opened.fields.fields and (
            opened.fields.is_instruction or (not self.options.page_counts and opened.fields.counts_pages)
        ):
            return
        if opened.change is not None:
            self.builder.strikes.add(words, opened.change, self.builder.built.position, is_hidden)
            return
        if self._is_after_sign and words:
            words = words if words[0].isspace() else f" {words}"
            self._is_after_sign = False
        self.builder.strikes.accepted(words)
        is_hidden = is_hidden or opened.fields.is_unshown
        pieces = [(words, True)] if opened.place is None else opened.place.seen(words, self._size)
        if opened.tabs is not None:
            pieces = [
                (part, is_on and is_reached)
                for piece, is_on in pieces
                for part, is_reached in opened.tabs.seen(piece, self._size)
            ]
        for piece, is_on_page in pieces:
            start = self.builder.built.words(piece, is_hidden or not is_on_page)
            if start is not None:
                opened.line.take(start, is_hidden or not is_on_page)
                if opened.tally is not None:
                    opened.tally.letters[self._face] += len(piece)
        self._tail = (self._tail + words)[-TAIL:]

    def end_line(self) -> None:
        """Start a new line for what follows, except at the beginning of a cell."""
        self.builder.built.line()
        self._tail = ""

    def _break(self) -> None:
        """End a line within a paragraph."""
        self.flush()
        if self.around.fields.is_instruction:
            return
        if self.around.change is not None:
            self.builder.strikes.add("\n", self.around.change, self.builder.built.position)
            return
        self.end_line()
