"""Walks one story of a document: its paragraphs and tables in order, each paragraph on a line.

It keeps a stack of open elements. The elements around words decide whether the words are seen, struck or part of a
field.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import reduce

from lxml import etree

from pincite.readers.docx.banding import (
    Banding,
    frame_is_off_page,
    is_off_page,
    is_unseen_cell,
    is_unseen_row,
    room_in_cell,
)
from pincite.readers.docx.block import (
    NO_BLOCK,
    PER_POINT,
    SHADE,
    PageCursor,
    PageSetup,
    ParagraphProperties,
    Tabs,
    place_of,
    tabs_of,
)
from pincite.readers.docx.boxes import ALTERNATIVES, TEXT_PATH, chosen
from pincite.readers.docx.changes import TrackedChange, change_of, struck_mark
from pincite.readers.docx.colours import papers_in
from pincite.readers.docx.fields import LONGEST_INSTRUCTION, Field, OpenFields, is_stale, partners_in
from pincite.readers.docx.ink import layered
from pincite.readers.docx.look import PLAIN, USUAL_SIZE, Surroundings, letters_around, letters_of, shaded
from pincite.readers.docx.markup import M, W, by_tag, child, child_value, value
from pincite.readers.docx.maths import has_phantom, linear
from pincite.readers.docx.paragraph import SECTION, Paragraph, ParagraphLine, end_paragraph, note_heading
from pincite.readers.docx.shown import Tally
from pincite.readers.docx.styles import Part
from pincite.readers.docx.tables import borders_in, is_frame
from pincite.readers.docx.text_builder import StoryOptions, TextBuilder
from pincite.readers.docx.text_writer import OpenState, OpenTable, RunWriter, TextBox
from pincite.readers.visibility import LEAST_SIZE

Ending = Callable[[], None]

LEAST_PAST = 36.0
"""Points of an indent from which words may lie beyond their cell; narrower cells grow with their words."""


class Story:
    """Writes one story into a text builder."""

    def __init__(
        self, builder: TextBuilder, options: StoryOptions, root: etree._Element, look: Surroundings = PLAIN
    ) -> None:
        self._builder = builder
        self._built = builder.built
        self._options = options
        self._counter = builder.counter()
        self._partners = partners_in(root)
        self._writer = RunWriter(builder, options, OpenState(OpenFields(self._partners), look))
        self._frames: list[tuple[Iterator[etree._Element], Ending | None]] = []
        self._boxes = 0

    def write(self, parent: etree._Element, change: TrackedChange | None = None) -> None:
        """Write the content of an element. With a change, all of it is struck."""
        self._writer.around.change = change
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
        self._writer.flush()
        self._builder.strikes.close()

    def _enter(self, element: etree._Element, ending: Ending | None = None) -> None:
        """Continue with the children of an element. `ending` is called after the last of them."""
        self._frames.append((iter(element), ending))

    # Blocks

    def _paragraph(self, element: etree._Element) -> None:
        opened = self._writer.around
        around = opened.look
        paragraph = Paragraph.of(element, self._builder.styles, self._built.position)
        if not opened.line.goes_on:
            self._writer.end_line()
            opened.line = ParagraphLine()
        first_strike = len(self._builder.strikes.pieces)
        counts = self._options.is_body and not opened.tables and not self._boxes
        opened.tally = tally = Tally(paragraph.face(self._builder.styles)) if counts else None
        opened.look, opened.place, opened.tabs = self._look(element, paragraph, around)

        def ending() -> None:
            self._writer.flush()
            opened.look, opened.tally, opened.place, opened.tabs = around, None, None, None
            counter = self._counter if self._options.is_numbered else None
            number = end_paragraph(self._builder, opened.line, paragraph, counter, opened.change)
            self._builder.strikes.name_clause(first_strike, number)
            if self._options.is_body:
                note_heading(self._builder, paragraph)
            if tally is not None:
                self._builder.paragraphs.add(tally, paragraph.start, self._built.position, paragraph.level is not None)
            if self._options.is_body and SECTION in paragraph.own:
                for notes in self._builder.notes.values():
                    notes.next_section()
            if not opened.tables:
                self._next_box()

        self._enter(element, ending)

    def _table(self, element: etree._Element) -> None:
        self._writer.flush()
        opened, around = self._writer.around, self._writer.around.look
        opened.line = ParagraphLine()
        named = child_value(child(element, "tblPr"), "tblStyle")
        styles = self._builder.styles
        style = styles.table if named is None else styles.by_id.get(named)
        banding = Banding.of(element, style)
        opened.look = shaded(
            replace(around, gone=around.gone or is_off_page(element, style, self._builder.sheet)),
            child(child(element, "tblPr"), "shd"),
            styles.theme,
        )
        row = OpenTable(borders_in(element), is_frame(element), banding, element)
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
        opened, around = self._writer.around, self._writer.around.look
        if opened.tables:
            opened.tables[-1].cells = 0
            opened.tables[-1].banding.next_row(element)
        if change is not None or self._writer.around.change is not None:
            self._struck(element, change or self._writer.around.change, "\n")
            return
        self._built.begin_row()
        if is_unseen_row(element):
            opened.look = replace(around, gone=True)

        def ending() -> None:
            opened.look = around
            self._built.end_row()

        self._enter(element, ending)

    def _cell(self, element: etree._Element) -> None:
        opened, around = self._writer.around, self._writer.around.look
        opened.line = ParagraphLine()
        properties = by_tag(child(element, "tcPr"))
        change = struck_mark(properties)
        if opened.tables:
            row = opened.tables[-1]
            index, row.cells = row.cells, row.cells + 1
            row.room = room_in_cell(properties, row.table)
            if opened.change is not None:
                if index:
                    self._builder.strikes.add(" | ", opened.change, self._built.position)
            elif change is None:
                for _ in range(row.borders.get(element, 1 if index else 0)):
                    self._built.border()
        opened.look = self._look_of_cell(properties, around)
        before = opened.change
        opened.change = change or before

        def ending() -> None:
            opened.look, opened.change, opened.line = around, before, ParagraphLine()

        self._enter(element, ending)

    def _look(
        self, element: etree._Element, paragraph: Paragraph, around: Surroundings
    ) -> tuple[Surroundings, PageCursor | None, Tabs | None]:
        """The surroundings of a paragraph's words; also their start and tab stops, if these may be off the page."""
        builder, styles = self._builder, self._builder.styles
        block = paragraph.block.over(around.block).over(styles.block)
        ink = paragraph.style.ink.over(around.ink).over(styles.ink)
        tables = self._writer.around.tables
        room = tables[-1].room if tables else 0.0
        indent = (block.left or 0) / PER_POINT
        is_past = indent >= LEAST_PAST and 0 < room <= indent + LEAST_SIZE
        look = Surroundings(
            around.gone or is_past or frame_is_off_page(paragraph.frame, builder.sheet),
            around.papers if block.shade is None else papers_in(block.shade, styles.theme, around.papers),
            ink,
            block.line or None,
        )
        tabs = tabs_of(block, builder.sheet)
        if block.left is None and block.right is None and block.first is None:
            return look, None, tabs
        sheet = builder.sheet
        if self._boxes or tables:
            sheet = PageSetup(builder.sheet.width, builder.sheet.left, builder.sheet.width)
        size = USUAL_SIZE / 2 if ink.points is None else ink.points
        place = place_of(block, sheet, 0, size)
        if place is not None and block.aligned is not None:
            letters = sum(len(words.text or "") for words in element.iter(W + "t"))
            place = place_of(block, sheet, letters, size)
        return look, place, tabs

    def _look_of_cell(self, properties: Mapping[str, etree._Element], around: Surroundings) -> Surroundings:
        """The surroundings of words in a cell: its own shade, or else that of the table's style there."""
        theme, tables = self._builder.styles.theme, self._writer.around.tables
        banding = tables[-1].banding if tables else None
        parts: list[Part] = banding.next_cell() if banding is not None else []
        shade = properties.get(SHADE)
        if shade is None:
            shade = next((part.shade for part in parts if part.shade is not None), None)
        gone = around.gone or is_unseen_cell(properties, banding is not None and banding.is_fixed)
        look = Surroundings(
            gone,
            around.papers,
            layered([part.ink for part in parts]),
            block=reduce(ParagraphProperties.over, (part.block for part in parts), NO_BLOCK),
        )
        return shaded(look, shade, theme)

    def _next_box(self) -> None:
        """Write the waiting text boxes, one after the other."""
        opened = self._writer.around
        if not opened.boxes:
            return
        boxes, opened.boxes = opened.boxes[::-1], []
        self._open_box(boxes, opened)

    def _open_box(self, boxes: list[TextBox], around: OpenState) -> None:
        """Write the last of some text boxes, then the others."""
        box = boxes.pop()
        self._writer.end_line()
        start = self._built.position
        self._writer.around = OpenState(OpenFields(self._partners), box.look, box.change)
        self._boxes += 1

        def ending() -> None:
            self._writer.flush()
            self._boxes -= 1
            if not self._boxes:
                self._built.region("textbox", start)
            self._writer.end_line()
            self._writer.around = around
            if boxes:
                self._open_box(boxes, around)

        if box.content.tag == TEXT_PATH:
            self._writer.add(" ".join((box.content.get("string") or "").split()), box.look.gone)
            self._frames.append((iter(()), ending))
        else:
            self._enter(box.content, ending)

    # Around words

    def _transparent(self, element: etree._Element) -> None:
        self._enter(element)

    def _control(self, element: etree._Element) -> None:
        """A content control; what is stored in one that shows other words is not seen."""
        opened, around = self._writer.around, self._writer.around.look
        if not self._builder.bound.differs(element):
            self._enter(element)
            return
        self._writer.flush()
        opened.look = replace(around, gone=True)

        def ending() -> None:
            self._writer.flush()
            opened.look = around

        self._enter(element, ending)

    def _alternatives(self, element: etree._Element) -> None:
        branch = chosen(element)
        if branch is not None:
            self._enter(branch)

    def _struck_words(self, element: etree._Element) -> None:
        self._struck(element, change_of(element))

    def _struck(self, element: etree._Element, change: TrackedChange | None, end: str = "") -> None:
        """Continue with struck content."""
        self._writer.flush()
        opened, before = self._writer.around, self._writer.around.change
        opened.change = change

        def ending() -> None:
            self._writer.flush()
            if end and change is not None:
                self._builder.strikes.add(end, change, self._built.position)
            opened.change = before

        self._enter(element, ending)

    def _simple_field(self, element: etree._Element) -> None:
        fields = self._writer.around.fields
        told = (value(element, "instr") or "")[:LONGEST_INSTRUCTION]
        fields.begin(Field(told, has_result=True, is_stale=is_stale(element)))
        depth = len(fields.fields)

        def ending() -> None:
            self._writer.flush()
            while len(fields.fields) >= depth:
                fields.end()

        self._enter(element, ending)

    def _run(self, element: etree._Element) -> None:
        self._writer.run(element)

    def _maths(self, element: etree._Element) -> None:
        self._writer.add(linear(element), self._is_unseen_formula(element))

    def _is_unseen_formula(self, formula: etree._Element) -> bool:
        """True for a formula with an unseen part."""
        look, styles = self._writer.around.look, self._builder.styles
        if letters_around(look, styles).is_hidden:
            return True
        return has_phantom(formula) or any(
            letters_of(stated, look, styles).is_hidden for stated in formula.iter(W + "rPr")
        )

    def _anchor(self, element: etree._Element) -> None:
        self._writer.flush()
        name, at = value(element, "id") or "", self._built.position
        begun = self._builder.anchors.get(name, (at, at))[0]
        self._builder.anchors[name] = (begun, at)


HANDLERS: dict[object, Callable[[Story, etree._Element], None]] = {
    W + "p": Story._paragraph,
    W + "r": Story._run,
    W + "tbl": Story._table,
    W + "tr": Story._row,
    W + "tc": Story._cell,
    W + "del": Story._struck_words,
    W + "moveFrom": Story._struck_words,
    W + "fldSimple": Story._simple_field,
    W + "sdt": Story._control,
    W + "commentRangeStart": Story._anchor,
    W + "commentRangeEnd": Story._anchor,
    M + "oMath": Story._maths,
    M + "oMathPara": Story._maths,
    ALTERNATIVES: Story._alternatives,
    **{
        W + name: Story._transparent
        for name in (
            "ins moveTo hyperlink smartTag customXml sdtContent dir bdo".split()  # noqa: SIM905 - read more easily as words
        )
    },
}
"""The handler of each element; all other elements hold no words."""
