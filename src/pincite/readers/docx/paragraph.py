"""The end of a paragraph: its number, its heading, and whether the next paragraph continues its line.

A paragraph continues the line of the previous one when the mark between them is struck or hidden (a heading that runs
into its clause), or when the previous one is a large initial.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from pincite.documents.document import Numbering
from pincite.readers.docx.block import ParagraphProperties, block_of
from pincite.readers.docx.changes import TrackedChange, struck_mark
from pincite.readers.docx.markup import W, by_tag, child, is_on, value
from pincite.readers.docx.numbering import Counter, place_in_list
from pincite.readers.docx.styles import PLACE, Face, Style, Styles, face_of, heading_level
from pincite.readers.docx.text_builder import TextBuilder

TITLE_STYLE = "title"


STYLE, MARK, FRAME, LIST, LEVEL, SECTION = (
    W + name for name in ("pStyle", "rPr", "framePr", "numPr", "outlineLvl", "sectPr")
)

NOTHING: Mapping[str, etree._Element] = {}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's own properties by tag, and its style. `start` is the length of the text before it."""

    own: Mapping[str, etree._Element]
    style: Style
    start: int
    struck: TrackedChange | None
    is_hidden: bool
    is_large_letter: bool

    @classmethod
    def of(cls, element: etree._Element, styles: Styles, start: int) -> "Paragraph":
        """The properties of a paragraph element."""
        properties = child(element, "pPr")
        if properties is None:
            return cls(NOTHING, styles.default, start, None, styles.default.is_hidden, False)
        own = by_tag(properties)
        style = styles.of(value(own.get(STYLE)))
        mark = by_tag(own[MARK]) if MARK in own else NOTHING
        vanish = mark.get(W + "vanish")
        return cls(
            own,
            style,
            start,
            struck_mark(mark),
            is_on(vanish) if vanish is not None else style.is_hidden,
            value(own.get(FRAME), "dropCap") in ("drop", "margin"),
        )

    @property
    def level(self) -> int | None:
        """The level of a heading; None for other paragraphs."""
        return heading_level(self.own.get(LEVEL)) or self.style.level

    def face(self, styles: Styles) -> Face:
        """The face of its letters where their runs state nothing."""
        face = self.style.face.over(styles.face)
        return face_of({PLACE: self.own[PLACE]}).over(face) if PLACE in self.own else face

    @property
    def frame(self) -> etree._Element | None:
        """The frame around it, from its own properties or its style."""
        return self.own.get(FRAME, self.style.frame)

    @property
    def block(self) -> ParagraphProperties:
        """What it states about its position, from its own properties and its style."""
        return block_of(self.own).over(self.style.block)


@dataclass(slots=True)
class ParagraphLine:
    """A line of the text being written, made of one or several paragraphs.

    `first` is where its words begin, `first_seen` where its visible words begin. `is_counted` is True when one of its
    paragraphs has been counted in its list.
    """

    goes_on: bool = False
    first: int | None = None
    first_seen: int | None = None
    is_counted: bool = False

    def take(self, start: int, is_hidden: bool) -> None:
        """Note words that begin here."""
        if self.first is None:
            self.first = start
        if self.first_seen is None and not is_hidden:
            self.first_seen = start


def end_paragraph(
    builder: TextBuilder,
    line: ParagraphLine,
    paragraph: Paragraph,
    counter: Counter | None,
    change: TrackedChange | None,
) -> str:
    """Count a paragraph whose words are written, and end its line if it has one. Returns its number as shown.

    `change` is the one that struck everything around the paragraph.
    """
    struck = paragraph.struck or change
    is_gone = struck is not None and line.first is None
    is_unseen = paragraph.is_hidden and line.first_seen is None
    # An empty paragraph that ends a section is only the section break. Word neither numbers nor counts it.
    is_break = SECTION in paragraph.own and line.first is None
    number = ""
    if not (line.is_counted or is_gone or is_unseen or is_break or paragraph.is_large_letter):
        number = _counted(builder, line, paragraph, counter) if counter is not None else ""
        line.is_counted = line.first_seen is not None
    if paragraph.struck is not None:
        builder.strikes.add("\n", paragraph.struck, builder.built.position)
    elif change is not None:
        builder.strikes.add(" ", change, builder.built.position)
    else:
        builder.strikes.close()
    joins = paragraph.struck is not None or paragraph.is_hidden or paragraph.is_large_letter
    line.goes_on = joins and line.first_seen is not None
    if not line.goes_on:
        builder.built.line()
    return number


def note_heading(builder: TextBuilder, paragraph: Paragraph) -> None:
    """Record a paragraph as a heading or the title, if its style or its own level makes it one."""
    if builder.built.position <= paragraph.start:
        return
    if paragraph.level is not None:
        builder.built.heading(paragraph.start, paragraph.level)
    if builder.title is None and paragraph.style.name == TITLE_STYLE:
        builder.title = (paragraph.start, builder.built.position)


def _counted(builder: TextBuilder, line: ParagraphLine, paragraph: Paragraph, counter: Counter) -> str:
    """Count a paragraph in its list. Returns its number as shown; empty without one."""
    place = place_in_list(paragraph.own.get(LIST), paragraph.style, builder.lists)
    if place is None:
        return ""
    shown = counter.count(*place)
    if shown is None:
        return ""
    start = line.first_seen if line.first_seen is not None else line.first
    if start is not None:
        builder.numbers.append(Numbering(start, shown.label, shown.level, shown.series))
    return shown.label
