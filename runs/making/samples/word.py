"""Sample documents as DOCX: real heading styles and tables, page numbers as fields.

Numbers of clauses are typed in the text, or with `numbers: computed` left to Word. Comments and footnotes stand in
parts of their own, which python-docx has no words for, so those parts are written here.
"""

import zipfile
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.text.paragraph import Paragraph
from runs.making.samples.changes import Changes
from runs.making.samples.markup import Block, Source, curled, pieces

WRITTEN = datetime(2024, 1, 15, 9, 0, 0)
"""The moment that every file says it was made."""

STEP = 0.42
"""Inches that each level of clauses is set in."""


def write_docx(source: Source, firm: str) -> bytes:
    """The bytes of a DOCX, the same each time."""
    document = Document()
    _styles(document)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = curled(source.title), firm, firm
    properties.created = properties.modified = WRITTEN
    properties.comments, properties.revision = "", 1
    _furniture(document, source)
    changes = Changes(document, is_computed=source.settings.get("numbers") == "computed")
    for block in source.blocks:
        if block.kind == "comment":
            changes.comment(*block.rows[0])
        elif changes.is_computed and block.kind in ("heading", "clause"):
            changes.numbered(block)
        elif "[-" in block.words or "[+" in block.words:
            raise ValueError(f"{source.file}: changes stand in numbered clauses only")
        else:
            _write(document, block)
    changes.finish()
    written = BytesIO()
    document.save(written)
    return restamped(written.getvalue())


def restamped(content: bytes) -> bytes:
    """The archive with one date on all its parts."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, WRITTEN.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            part.create_system = 3
            new.writestr(part, old.read(name))
    return written.getvalue()


def _styles(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1.1)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(11)
    normal.paragraph_format.space_after = Pt(7)
    for name, size in (("Title", 15), ("Heading 1", 11.5), ("Heading 2", 11)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = "Times New Roman", Pt(size), True
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), "Times New Roman")
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(11), Pt(6)
    document.styles["Heading 2"].font.italic = True
    title = document.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in title.element.pPr.findall(qn("w:pBdr")):
        title.element.pPr.remove(border)


def _furniture(document: WordDocument, source: Source) -> None:
    section = document.sections[0]
    head = section.header.paragraphs[0]
    head.text = curled(source.running_head)
    head.runs[0].italic, head.runs[0].font.size = True, Pt(9)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("Page ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Paragraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _write(document: WordDocument, block: Block) -> None:
    match block.kind:
        case "title":
            document.add_paragraph(curled(block.words), style="Title")
        case "centre":
            _runs(document.add_paragraph(), block.words).alignment = WD_ALIGN_PARAGRAPH.CENTER
        case "heading":
            document.add_paragraph(curled(block.words), style=f"Heading {block.level + 1}")
        case "clause":
            paragraph = _runs(document.add_paragraph(), f"{block.label}\t{block.words}")
            paragraph.paragraph_format.left_indent = Inches(STEP * (block.level + 1))
            paragraph.paragraph_format.first_line_indent = Inches(-STEP)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        case "head":
            paragraph = _runs(document.add_paragraph(), f"**{block.label}:**\t{block.words}")
            paragraph.paragraph_format.tab_stops.add_tab_stop(Inches(1))
            paragraph.paragraph_format.space_after = Pt(2)
        case "table":
            _table(document, block)
        case "sign":
            _signatures(document, block)
        case "page":
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case "hidden":
            document.add_paragraph().add_run(curled(block.words)).font.hidden = True
        case "scan":
            raise ValueError("a scanned page is for PDF only")
        case _:
            paragraph = _runs(document.add_paragraph(), block.words)
            paragraph.paragraph_format.left_indent = Inches(STEP * block.level)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _runs(paragraph: Paragraph, words: str) -> Paragraph:
    for face, piece in pieces(curled(words)):
        run = paragraph.add_run(piece)
        run.bold, run.italic = (face == "bold") or None, (face == "italic") or None
    return paragraph


def _table(document: WordDocument, block: Block) -> None:
    table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
    for number, row in enumerate(block.rows):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            paragraph = cell.paragraphs[0]
            _runs(paragraph, f"**{words}**" if number == 0 else words)
            paragraph.paragraph_format.space_after = Pt(2)
    document.add_paragraph()


def _signatures(document: WordDocument, block: Block) -> None:
    table = document.add_table(rows=1, cols=len(block.rows))
    for cell, (party, name, title) in zip(table.rows[0].cells, block.rows, strict=True):
        _runs(cell.paragraphs[0], f"**{party}**")
        for line in (
            "",
            "By: __________________________",
            f"Name: {name}",
            f"Title: {title}",
            "Date: ________________________",
        ):
            cell.add_paragraph(curled(line)).paragraph_format.space_after = Pt(2)
