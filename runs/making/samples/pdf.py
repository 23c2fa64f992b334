"""Sample documents as PDF: serif type, hanging clause numbers, running head, "Page 3 of 9"."""

import html
import re
import zlib
from collections.abc import Callable
from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    Image,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from runs.making.samples.markup import Block, Source, curled
from runs.making.samples.scan import scanned

WIDTH, HEIGHT = LETTER
MARGIN = 1.1 * inch
STEP = 0.42 * inch
"""How far each level of clauses is set in."""

BODY = ParagraphStyle(
    "body", fontName="Times-Roman", bulletFontName="Times-Roman", bulletFontSize=11, fontSize=11, leading=14.2,
    alignment=TA_JUSTIFY, spaceAfter=7, allowWidows=1, allowOrphans=1,
)  # fmt: skip
CENTRE = ParagraphStyle("centre", BODY, alignment=TA_CENTER, spaceAfter=9)
TITLE = ParagraphStyle(
    "title", BODY, fontName="Times-Bold", fontSize=15, leading=19, alignment=TA_CENTER, spaceBefore=4, spaceAfter=14
)
HEADINGS = (
    ParagraphStyle(
        "h1", BODY, fontName="Times-Bold", fontSize=11.5, spaceBefore=11, spaceAfter=6, keepWithNext=1,
        alignment=TA_LEFT,
    ),
    ParagraphStyle(
        "h2", BODY, fontName="Times-BoldItalic", spaceBefore=7, spaceAfter=5, keepWithNext=1, alignment=TA_LEFT
    ),
)  # fmt: skip
CELL = ParagraphStyle("cell", BODY, fontSize=10, leading=12.4, spaceAfter=0, alignment=TA_LEFT)
CELL_PADDING = 14
"""Points to the left and right of a cell's words together."""
HEAD_CELL = ParagraphStyle("head cell", CELL, fontName="Times-Bold")


class CountedCanvas(Canvas):
    """Draws head and foot once the number of pages is known."""

    def __init__(self, *args: object, source: Source, firm: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._kept: list[dict[str, object]] = []
        self._source, self._firm = source, firm

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for state in self._kept:
            self.__dict__.update(state)
            self._furniture(len(self._kept))
            super().showPage()
        super().save()

    def _furniture(self, pages: int) -> None:
        if getattr(self, "is_scan", False):
            return
        number = self._pageNumber
        if self._source.settings.get("kind") == "letter" and number == 1:
            _letterhead(self, self._firm)
        elif number > 1 or self._source.settings.get("head_on_first") == "yes":
            self.setFont("Times-Italic", 9)
            self.setFillGray(0.3)
            self.drawString(MARGIN, HEIGHT - 0.68 * inch, curled(self._source.running_head))
            if note := self._source.settings.get("note"):
                self.drawRightString(WIDTH - MARGIN, HEIGHT - 0.68 * inch, note)
            self.setStrokeGray(0.6)
            self.setLineWidth(0.4)
            self.line(MARGIN, HEIGHT - 0.75 * inch, WIDTH - MARGIN, HEIGHT - 0.75 * inch)
        self.setFont("Times-Roman", 9)
        self.setFillGray(0.3)
        self.drawCentredString(WIDTH / 2, 0.62 * inch, f"Page {number} of {pages}")


def write_pdf(source: Source, firm: str) -> bytes:
    """The bytes of a PDF, the same each time."""
    written = BytesIO()
    template = BaseDocTemplate(
        written, pagesize=LETTER, title=curled(source.title), author=firm, subject="", creator=firm, invariant=1
    )
    drop = 0.75 * inch if source.settings.get("kind") == "letter" else 0.0
    frame = (MARGIN, 0.95 * inch, WIDTH - 2 * MARGIN, HEIGHT - 1.95 * inch)
    bare = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
    template.addPageTemplates(
        [
            PageTemplate("first", [Frame(*frame[:3], frame[3] - drop, **bare)], onPage=_marks(False)),
            PageTemplate("body", [Frame(*frame, **bare)], onPage=_marks(False)),
            PageTemplate("scan", [Frame(0, 0, WIDTH, HEIGHT, **bare)], onPage=_marks(True)),
        ]
    )
    story: list[Flowable] = [NextPageTemplate("body")]
    for block in source.blocks:
        made = _flowables(block, source)
        if block.kind == "sign" and isinstance(story[-1], Paragraph):
            made = [KeepTogether([story.pop(), *made])]
        story.extend(made)
    template.build(
        story,
        canvasmaker=lambda *args, **kwargs: CountedCanvas(*args, source=source, firm=firm, **kwargs),
    )
    return written.getvalue()


def _marks(is_scan: bool) -> Callable[[Canvas, BaseDocTemplate], None]:
    def mark(canvas: Canvas, _template: BaseDocTemplate) -> None:
        canvas.is_scan = is_scan

    return mark


def _letterhead(canvas: Canvas, firm: str) -> None:
    canvas.setFillGray(0.1)
    canvas.setFont("Times-Bold", 17)
    canvas.drawString(MARGIN, HEIGHT - 0.92 * inch, firm)
    canvas.setFont("Times-Roman", 9)
    canvas.setFillGray(0.35)
    canvas.drawRightString(WIDTH - MARGIN, HEIGHT - 0.84 * inch, "400 Carrow Street, 14th Floor")
    canvas.drawRightString(WIDTH - MARGIN, HEIGHT - 0.98 * inch, "Port Averill, Wisconsin")
    canvas.setStrokeGray(0.2)
    canvas.setLineWidth(0.8)
    canvas.line(MARGIN, HEIGHT - 1.08 * inch, WIDTH - MARGIN, HEIGHT - 1.08 * inch)


def _marked(words: str) -> str:
    """Words in reportlab's markup."""
    words = html.escape(curled(words), quote=False)
    words = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", words)
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", words)


def _flowables(block: Block, source: Source) -> list[Flowable]:
    match block.kind:
        case "title":
            return [Paragraph(_marked(block.words), TITLE)]
        case "centre":
            return [Paragraph(_marked(block.words), CENTRE)]
        case "heading":
            return [Paragraph(_marked(block.words), HEADINGS[block.level])]
        case "clause":
            return [_clause(block)]
        case "table":
            return [_table(block), Spacer(1, 9)]
        case "head":
            style = ParagraphStyle("head", BODY, leftIndent=1.0 * inch, spaceAfter=3, alignment=TA_LEFT)
            return [Paragraph(_marked(block.words), style, bulletText=f"{block.label}:")]
        case "sign":
            return [Spacer(1, 12), _signatures(block)]
        case "scan":
            picture = scanned([row[0] for row in block.rows], seed=zlib.crc32(source.file.encode()))
            return [
                NextPageTemplate("scan"),
                PageBreak(),
                Image(BytesIO(picture), width=WIDTH, height=HEIGHT - 1),
                NextPageTemplate("body"),
                PageBreak(),
            ]
        case "page":
            return [PageBreak()]
        case "hidden":
            return [Paragraph(_marked(block.words), ParagraphStyle("white", BODY, textColor=colors.white, fontSize=4))]
        case _:
            style = ParagraphStyle("set in", BODY, leftIndent=STEP * block.level)
            return [Paragraph(_marked(block.words), style)]


def _clause(block: Block) -> Paragraph:
    if block.label.startswith("Section"):
        style = ParagraphStyle("run in", BODY, firstLineIndent=STEP)
        return Paragraph(f"{block.label}&nbsp; {_marked(block.words)}", style)
    left = STEP * block.level
    style = ParagraphStyle("clause", BODY, leftIndent=left + STEP, bulletIndent=left)
    return Paragraph(_marked(block.words), style, bulletText=block.label)


def _table(block: Block) -> Table:
    rows = [
        [Paragraph(_marked(cell), HEAD_CELL if number == 0 else CELL) for cell in row]
        for number, row in enumerate(block.rows)
    ]
    widths = _widths(block)
    table = Table(rows, colWidths=widths, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.4, colors.Color(0.55, 0.55, 0.55)),
                ("BACKGROUND", (0, 0), (-1, 0), colors.Color(0.93, 0.93, 0.93)),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return table


def _widths(block: Block) -> list[float]:
    """Width of each column in points: its longest word, and a share of the rest by how much more it has to say."""
    columns = list(zip(*block.rows, strict=True))
    least = [max(_measured(word) for cell in column for word in cell.split()) for column in columns]
    whole = [max(_measured(cell) for cell in column) for column in columns]
    wanted = [full - narrow + CELL_PADDING for narrow, full in zip(least, whole, strict=True)]
    rest = WIDTH - 2 * MARGIN - sum(least)
    return [narrow + rest * want / sum(wanted) for narrow, want in zip(least, wanted, strict=True)]


def _measured(words: str) -> float:
    return stringWidth(words, "Times-Bold", CELL.fontSize) + CELL_PADDING


def _signatures(block: Block) -> Table:
    columns = [
        [
            Paragraph(f"<b>{_marked(party)}</b>", CELL),
            Spacer(1, 22),
            Paragraph("By: ______________________________", CELL),
            Paragraph(f"Name: {_marked(name)}", CELL),
            Paragraph(f"Title: {_marked(title)}", CELL),
            Paragraph("Date: ____________________________", CELL),
        ]
        for party, name, title in block.rows
    ]
    pairs = [columns[start : start + 2] for start in range(0, len(columns), 2)]
    for pair in pairs:
        pair.extend([[]] * (2 - len(pair)))
    table = Table(pairs, colWidths=[(WIDTH - 2 * MARGIN) / 2] * 2)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 16),
            ]
        )
    )
    return table
