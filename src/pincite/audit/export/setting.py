"""How the pages of an export are set: type, paragraphs of any length, tables of facts, numbers at the foot."""

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Table, TableStyle

from pincite.audit.export.fonts import BOLD, REGULAR, Face, marked_up

INK, GREY, RULE, SHADE = HexColor("#1b1f24"), HexColor("#5b6470"), HexColor("#c9ced6"), HexColor("#f2f4f7")

BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=8.5, leading=12, textColor=INK, splitLongWords=1)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=7, leading=9.5)
GREYED = ParagraphStyle("greyed", parent=SMALL, textColor=GREY)
VERDICT = ParagraphStyle("verdict", parent=GREYED, spaceAfter=3)
QUOTE = ParagraphStyle(
    "quote", parent=BODY, leftIndent=8 * mm, rightIndent=6 * mm, fontSize=8, leading=11, spaceAfter=2
)
CITE = ParagraphStyle("cite", parent=GREYED, leftIndent=8 * mm, spaceAfter=4)
LABEL = ParagraphStyle("label", parent=BODY, fontName=BOLD, fontSize=7.5, textColor=GREY, spaceBefore=5, spaceAfter=1)
TITLE = ParagraphStyle("title", parent=BODY, fontName=BOLD, fontSize=18, leading=24)
HEADING = ParagraphStyle(
    "heading", parent=BODY, keepWithNext=1, fontName=BOLD, fontSize=11, leading=15, spaceBefore=8, spaceAfter=3
)

MARGIN, FRAME_PADDING = 18 * mm, 6
"""The margins of a page, and of reportlab's frame inside it, in points; all print stands inside both."""

LABEL_ROOM = 14 * mm
"""The room that must be left on a page for a label to begin there: for itself and two lines."""

LONGEST_BLOCK = 1_500
"""Characters of a paragraph; some twenty lines."""


class Text:
    """Paragraphs in the fonts at hand."""

    def __init__(self, faces: Sequence[Face]) -> None:
        self._faces = faces

    def __call__(self, text: str, style: ParagraphStyle = BODY) -> Paragraph:
        """One paragraph."""
        return Paragraph(marked_up(text, self._faces), style)

    def blocks(self, text: str, style: ParagraphStyle = BODY) -> Iterator[Paragraph]:
        """A text of any length as paragraphs without a gap: setting one takes time quadratic in its length."""
        yield from (self(block, style) for block in _blocks(text))

    def part(self, label: str, text: str, style: ParagraphStyle = BODY) -> Iterator[Flowable]:
        """A part of a record under its label; the label is never alone at a page's end."""
        yield CondPageBreak(LABEL_ROOM)
        yield self(label, LABEL)
        yield from self.blocks(text, style)


def _blocks(text: str) -> Iterator[str]:
    """A text in pieces of at most `LONGEST_BLOCK` characters, cut at line ends and spaces where there are any."""
    start = 0
    while len(text) - start > LONGEST_BLOCK:
        end = start + LONGEST_BLOCK
        cut = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
        end = cut + 1 if cut >= start else end
        yield text[start:end]
        start = end
    if start < len(text) or not text:
        yield text[start:]


class Numbered(Canvas):  # type: ignore[misc]  # reportlab has no types
    """A canvas that knows the number of its pages: it keeps each page until the last is known."""

    def __init__(self, footer: Sequence[str], *given: Any, **named: Any) -> None:  # noqa: ANN401 - reportlab's own parameters
        super().__init__(*given, **named)
        self._footer = footer
        self._pages: list[dict[str, object]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Keep the page."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Number the pages, and write them."""
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self.setFont(REGULAR, 7)
            self.setFillColor(GREY)
            self.setStrokeColor(RULE)
            self.line(MARGIN, 15 * mm, A4[0] - MARGIN, 15 * mm)
            for line, words in enumerate(self._footer):
                self.drawString(MARGIN, (11 - 3.4 * line) * mm, words)
            self.drawRightString(A4[0] - MARGIN, 11 * mm, f"{number} of {len(self._pages)}")
            super().showPage()
        super().save()


def facts(rows: Sequence[tuple[str, str]], text: Text) -> Table:
    """Names and values in two columns; a long value may run over a page's end."""
    made = Table(
        [[text(name, GREYED), text(value, SMALL)] for name, value in rows],
        colWidths=[30 * mm, 144 * mm],
        splitInRow=1,
    )
    made.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ]
        )
    )
    return made
