"""The walk over one story of a document: its paragraphs and tables in order, each paragraph on a line.

It keeps its own stack of open elements: what is open around the words decides whether they are seen, struck or part of
a field.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from pincite.documents.readers.docx.boxes import ALTERNATIVES, BOX, TEXT_PATH, boxes_in, chosen
from pincite.documents.readers.docx.changes import Change, change_of, struck_mark
from pincite.documents.readers.docx.draft import Draft, Manner
from pincite.documents.readers.docx.fields import FIELD_MARK, Field, OpenFields, partners_in
from pincite.documents.readers.docx.look import PLAIN, SHADE, Letters, Look, letters_of
from pincite.documents.readers.docx.markup import M, W, by_tag, child, child_value, value
from pincite.documents.readers.docx.maths import linear
from pincite.documents.readers.docx.notes import LONGEST_SIGN
from pincite.documents.readers.docx.paragraph import SECTION, Line, Paragraph, end_paragraph, note_heading
from pincite.documents.readers.docx.styles import is_coloured
from pincite.documents.readers.docx.symbols import symbol, with_known_signs
from pincite.documents.readers.docx.tables import borders_in, is_frame
from pincite.documents.readers.superscript import superscript

TEXT = W + "t"

LINE_END = re.compile(r"[\r\n]")

MARKS = {W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-"}
"""Elements of a run that stand for a character."""

BREAKS = frozenset((W + "br", W + "cr"))

PICTURES = frozenset((W + "drawing", W + "pict", W + "object", BOX, TEXT_PATH))

OWN_SIGNS = frozenset((W + "footnoteRef", W + "endnoteRef"))

REFERENCES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}

TAIL = 16
"""Characters before raised words that decide how they are written."""


@dataclass(slots=True)
class _Row:
    """A table that is open: what stands before each cell, and how many cells of the row there were."""

    borders: Mapping[etree._Element, int]
    is_frame: bool
    cells: int = 0


@dataclass(slots=True)
class _Box:
    """A text box that is written after the paragraph or the table in which it is anchored."""

    content: etree._Element
    change: Change | None


@dataclass(slots=True)
class _Open:
    """What is open in a story, or in a text box of it, which is a small story of its own."""

    fields: OpenFields
    look: Look = PLAIN
    change: Change | None = None
    line: Line = field(default_factory=Line)
    tables: list[_Row] = field(default_factory=list)
    boxes: list[_Box] = field(default_factory=list)


Ending = Callable[[], None]


class Story:
    """Writes one story into a draft."""

    def __init__(self, draft: Draft, manner: Manner, root: etree._Element, look: Look = PLAIN) -> None:
        self._draft = draft
        self._built = draft.built
        self._manner = manner
        self._counter = draft.counter()
        self._partners = partners_in(root)
        self._open = _Open(OpenFields(self._partners), look)
        self._frames: list[tuple[Iterator[etree._Element], Ending | None]] = []
        self._boxes = 0
        self._raised = ""
        self._raised_is_hidden = False
        self._tail = ""
        self._is_after_sign = False

    def write(self, parent: etree._Element, change: Change | None = None) -> None:
        """Write what is in an element; all of it is struck when a change is given."""
        self._open.change = change
        self._enter(parent)
        while self._frames:
            children, ending = self._frames[-1]
            element = next(children, None)
            if element is not None:
                handle = HANDLERS.get(element.tag)
                if handle is not None:
                    handle(self, element)
                continue
            self._frames.pop()
            if ending is not None:
                ending()
        self._flush()
        self._draft.strikes.close()

    def _enter(self, element: etree._Element, ending: Ending | None = None) -> None:
        """Go on with the children of an element; the ending comes after the last of them."""
        self._frames.append((iter(element), ending))

    # Blocks

    def _paragraph(self, element: etree._Element) -> None:
        opened = self._open
        around = opened.look
        paragraph = Paragraph.of(element, self._draft.styles, self._built.position)
        if not opened.line.goes_on:
            self._built.line()
            opened.line = Line()
            self._tail = ""
        first_strike = len(self._draft.strikes.pieces)
        opened.look = Look(
            around.vanished or paragraph.style.is_hidden,
            around.on_colour or paragraph.is_shaded,
        )

        def ending() -> None:
            self._flush()
            opened.look = around
            counter = self._counter if self._manner.is_numbered else None
            number = end_paragraph(self._draft, opened.line, paragraph, counter, opened.change)
            self._draft.strikes.name_clause(first_strike, number)
            if self._manner.is_body:
                note_heading(self._draft, paragraph)
            if self._manner.is_body and SECTION in paragraph.own:
                for notes in self._draft.notes.values():
                    notes.next_section()
            if not opened.tables:
                self._next_box()

        self._enter(element, ending)

    def _table(self, element: etree._Element) -> None:
        self._flush()
        opened, around = self._open, self._open.look
        opened.line = Line()
        style = self._draft.styles.by_id.get(child_value(child(element, "tblPr"), "tblStyle") or "")
        opened.look = Look(around.vanished, around.on_colour or (style is not None and style.is_shaded))
        row = _Row(borders_in(element), is_frame(element))
        opened.tables.append(row)
        if not row.is_frame:
            self._built.begin_table()

        def ending() -> None:
            opened.look = around
            opened.tables.pop()
            if not row.is_frame:
                self._built.end_table()
            if not opened.tables:
                self._next_box()

        self._enter(element, ending)

    def _row(self, element: etree._Element) -> None:
        change = struck_mark(by_tag(child(element, "trPr")))
        if self._open.tables:
            self._open.tables[-1].cells = 0
        if change is not None or self._open.change is not None:
            self._struck(element, change or self._open.change, "\n")
            return
        self._built.begin_row()
        self._enter(element, self._built.end_row)

    def _cell(self, element: etree._Element) -> None:
        opened, around = self._open, self._open.look
        opened.line = Line()
        properties = by_tag(child(element, "tcPr"))
        change = struck_mark(properties)
        if opened.tables:
            row = opened.tables[-1]
            index, row.cells = row.cells, row.cells + 1
            if opened.change is not None:
                if index:
                    self._draft.strikes.add(" | ", opened.change, self._built.position)
            elif change is None:
                for _ in range(row.borders.get(element, 1 if index else 0)):
                    self._built.border()
        opened.look = Look(
            around.vanished, around.on_colour or (SHADE in properties and is_coloured(properties[SHADE]))
        )
        before = opened.change
        opened.change = change or before

        def ending() -> None:
            opened.look, opened.change, opened.line = around, before, Line()

        self._enter(element, ending)

    def _next_box(self) -> None:
        """Write the text boxes that wait, one after the other."""
        opened = self._open
        if not opened.boxes:
            return
        boxes, opened.boxes = opened.boxes, []
        self._open_box(boxes, opened)

    def _open_box(self, boxes: list[_Box], around: _Open) -> None:
        """Write the first of some text boxes, then the others."""
        box = boxes.pop(0)
        self._built.line()
        self._tail = ""
        start = self._built.position
        # What lies behind a text box is not known: white words on it may be seen.
        self._open = _Open(OpenFields(self._partners), Look(around.look.vanished, True), box.change)
        self._boxes += 1

        def ending() -> None:
            self._flush()
            self._boxes -= 1
            if not self._boxes:
                self._built.region("textbox", start)
            self._built.line()
            self._tail = ""
            self._open = around
            if boxes:
                self._open_box(boxes, around)

        if box.content.tag == TEXT_PATH:
            self._add(" ".join((box.content.get("string") or "").split()), self._open.look.vanished)
            self._frames.append((iter(()), ending))
        else:
            self._enter(box.content, ending)

    # Around words

    def _transparent(self, element: etree._Element) -> None:
        self._enter(element)

    def _alternatives(self, element: etree._Element) -> None:
        branch = chosen(element)
        if branch is not None:
            self._enter(branch)

    def _struck_words(self, element: etree._Element) -> None:
        self._struck(element, change_of(element))

    def _struck(self, element: etree._Element, change: Change | None, end: str = "") -> None:
        """Go on with what was struck."""
        self._flush()
        opened, before = self._open, self._open.change
        opened.change = change

        def ending() -> None:
            self._flush()
            if end and change is not None:
                self._draft.strikes.add(end, change, self._built.position)
            opened.change = before

        self._enter(element, ending)

    def _simple_field(self, element: etree._Element) -> None:
        fields = self._open.fields.fields
        fields.append(Field(value(element, "instr") or "", has_result=True))
        depth = len(fields)

        def ending() -> None:
            self._flush()
            del fields[depth - 1 :]

        self._enter(element, ending)

    def _maths(self, element: etree._Element) -> None:
        self._add(linear(element), self._open.look.vanished)

    def _anchor(self, element: etree._Element) -> None:
        self._flush()
        name, at = value(element, "id") or "", self._built.position
        begun = self._draft.anchors.get(name, (at, at))[0]
        self._draft.anchors[name] = (begun, at)

    # Words

    def _run(self, run: etree._Element) -> None:
        properties = child(run, "rPr")
        if properties is None:
            letters = Letters(self._open.look.vanished)
        else:
            letters = letters_of(properties, self._open.look, self._draft.styles)
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
            elif piece.tag == ALTERNATIVES:
                branch = chosen(piece)
                if branch is not None:
                    outer.append(pieces)
                    pieces = iter(branch)
            else:
                self._mark(piece, letters)

    def _mark(self, piece: etree._Element, letters: Letters) -> None:
        """Take a part of a run that is no text."""
        tag = piece.tag
        if tag in MARKS:
            self._words(MARKS[tag], letters)
        elif tag in BREAKS:
            self._break()
        elif tag == FIELD_MARK:
            self._flush()
            shown = self._open.fields.mark(piece)
            if shown:
                self._add(shown, letters.is_hidden)
        elif tag == INSTRUCTION:
            self._open.fields.instruct(piece.text or "")
        elif tag == SYMBOL:
            self._words(symbol(piece), letters)
        elif tag in PICTURES:
            self._open.boxes += [_Box(box, self._open.change) for box in boxes_in(piece)]
        elif tag in REFERENCES:
            self._refer(piece, REFERENCES[tag], letters)
        elif tag in OWN_SIGNS and self._manner.sign:
            self._words(self._manner.sign, Letters(letters.is_hidden, is_raised=True))
            self._flush()
            self._is_after_sign = True
        elif tag == RUBY:
            self._enter(piece)

    def _refer(self, reference: etree._Element, kind: str, letters: Letters) -> None:
        """Write the sign of a note."""
        notes = self._draft.notes.get(kind)
        if notes is None or self._open.fields.is_instruction:
            return
        run, custom = reference.getparent(), ""
        if run is not None and is_on_attribute(reference, "customMarkFollows"):
            custom = "".join(text.text or "" for text in run.iterchildren(TEXT))
        sign = notes.refer(reference, self._open.change, custom)
        if not custom and self._open.change is None:
            self._words(sign, Letters(letters.is_hidden, is_raised=True))

    def _words(self, words: str, letters: Letters) -> None:
        """Take words of a run; raised ones wait until all of them are there."""
        if not letters.is_raised or self._open.change is not None:
            self._add(words, letters.is_hidden)
        elif self._open.fields.is_instruction:
            return
        else:
            if letters.is_hidden != self._raised_is_hidden:
                self._flush()
            self._raised += words
            self._raised_is_hidden = letters.is_hidden

    def _flush(self) -> None:
        """Write the raised words that wait."""
        if self._raised:
            words, self._raised = self._raised, ""
            bare = words.strip()
            if 0 < len(bare) <= LONGEST_SIGN:
                before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
                words = before + superscript(bare, self._tail + before) + after
            self._add(words, self._raised_is_hidden)

    def _add(self, words: str, is_hidden: bool) -> None:
        """Write words, or keep them apart where they are struck."""
        if self._raised:
            self._flush()
        opened = self._open
        if opened.fields.fields and (
            opened.fields.is_instruction or (not self._manner.page_counts and opened.fields.counts_pages)
        ):
            return
        if opened.change is not None:
            self._draft.strikes.add(words, opened.change, self._built.position)
            return
        if self._is_after_sign and words:
            words = words if words[0].isspace() else f" {words}"
            self._is_after_sign = False
        self._draft.strikes.accepted(words)
        start = self._built.words(words, is_hidden)
        if start is not None:
            opened.line.take(start, is_hidden)
        self._tail = (self._tail + words)[-TAIL:]

    def _break(self) -> None:
        """End a line within a paragraph."""
        self._flush()
        if self._open.fields.is_instruction:
            return
        if self._open.change is not None:
            self._draft.strikes.add("\n", self._open.change, self._built.position)
            return
        self._built.line()
        self._tail = ""


def is_on_attribute(element: etree._Element, name: str) -> bool:
    """True for an attribute that is there and not turned off."""
    return (value(element, name) or "0").lower() not in ("0", "false", "off")


DELETED_TEXT, INSTRUCTION, SYMBOL, RUBY = W + "delText", W + "instrText", W + "sym", W + "ruby"

HANDLERS: dict[object, Callable[[Story, etree._Element], None]] = {
    W + "p": Story._paragraph,
    W + "r": Story._run,
    W + "tbl": Story._table,
    W + "tr": Story._row,
    W + "tc": Story._cell,
    W + "del": Story._struck_words,
    W + "moveFrom": Story._struck_words,
    W + "fldSimple": Story._simple_field,
    W + "commentRangeStart": Story._anchor,
    W + "commentRangeEnd": Story._anchor,
    M + "oMath": Story._maths,
    M + "oMathPara": Story._maths,
    ALTERNATIVES: Story._alternatives,
    **{
        W + name: Story._transparent
        for name in (
            "ins moveTo hyperlink smartTag customXml sdt sdtContent dir bdo ruby rubyBase".split()  # noqa: SIM905
        )
    },
}
"""What is done with each element; all others hold no words."""
