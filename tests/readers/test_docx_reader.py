"""DOCX: paragraphs and tables in order; what Word hides is listed, what it struck out stands at the end."""

import zipfile
from io import BytesIO

import docx
import pytest
from docx.shared import Pt, RGBColor
from tests.hidden_words import word as planted

from pincite.readers.docx.reader import read_docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(document: docx.document.Document) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_body(xml: str, namespace: str = W, name: str = "word/document.xml") -> bytes:
    """The smallest archive that holds a body of this XML."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        relation = f'<Relationship Id="r" Type="http://x/officeDocument" Target="{name}"/>'
        archive.writestr("_rels/.rels", f"<Relationships xmlns='http://x'>{relation}</Relationships>")
        archive.writestr(name, f'<w:document xmlns:w="{namespace}"><w:body>{xml}</w:body></w:document>')
    return stream.getvalue()


def test_paragraphs_headings_and_tables_come_in_the_order_of_the_body() -> None:
    document = docx.Document()
    document.add_heading("Master Agreement", 0)
    document.add_heading("1. Term", 1)
    document.add_paragraph("The term is\tone year.")
    table = document.add_table(rows=2, cols=2)
    for row, words in zip(table.rows, (("Plan", "Fee"), ("Basic", "$5")), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    document.add_paragraph("").add_run("Signed.").add_break()
    reading = read_docx(saved(document))
    assert reading.text == "Master Agreement\n1. Term\nThe term is\tone year.\nPlan | Fee\nBasic | $5\nSigned."
    headings = [(reading.text[heading.start : heading.end], heading.level) for heading in reading.headings]
    assert headings == [("1. Term", 1)]
    assert reading.title == "Master Agreement"


def test_hidden_white_and_tiny_runs_are_kept_and_listed() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Seen. ")
    paragraph.add_run("Vanished. ").font.hidden = True
    paragraph.add_run("White. ").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("Seen again. ")
    paragraph.add_run("Tiny.").font.size = Pt(1)
    reading = read_docx(saved(document))
    assert [reading.text[start:end] for start, end in reading.hidden] == ["Vanished. White.", "Tiny."]
    assert reading.text == "Seen. Vanished. White. Seen again. Tiny."


def test_insertions_are_read_in_place_and_deletions_at_the_end() -> None:
    body = """<w:p><w:r><w:t xml:space="preserve">The fee is </w:t></w:r><w:del><w:r><w:delText>$5</w:delText></w:r>
    </w:del><w:ins><w:r><w:t>$9</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p>"""
    reading = read_docx(with_body(body))
    assert reading.text == "The fee is $9\n$5\nmoved"
    assert [region.kind for region in reading.regions] == ["deleted", "deleted"]
    assert "tracked changes" in reading.warnings[0]


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("<w:t>a</w:t><w:tab/><w:t>b</w:t>", "a\tb"),
        ("<w:t>a</w:t><w:br/><w:t>b</w:t>", "a\nb"),
        ("<w:t>non</w:t><w:noBreakHyphen/><w:t>compete</w:t>", "non-compete"),
        ("<w:t>opt</w:t><w:softHyphen/><w:t>ional</w:t>", "optional"),
        ('<w:sym w:font="Symbol" w:char="F0B7"/><w:t> x</w:t>', "• x"),
        ('<w:sym w:font="Odd" w:char="F0EE"/><w:t>x</w:t>', "\ufffdx"),
        ("<w:fldChar/><w:instrText>PAGE</w:instrText><w:t>4</w:t>", "4"),
    ],
    ids=["tab", "break", "hyphen", "soft-hyphen", "bullet", "unknown-symbol", "field"],
)
def test_marks_in_a_run_become_characters(run: str, expected: str) -> None:
    assert read_docx(with_body(f"<w:p><w:r>{run}</w:r></w:p>")).text == expected


def test_content_controls_links_and_text_boxes_are_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = f"""<w:sdt><w:sdtContent><w:p><w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink></w:p></w:sdtContent>
    </w:sdt><w:p><w:r><mc:AlternateContent xmlns:mc="{mc}"><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>
    </mc:AlternateContent><w:t>around</w:t></w:r></w:p>"""
    assert read_docx(with_body(body)).text == "linked\naround\nboxed"


def test_a_cell_keeps_the_lines_of_its_paragraphs() -> None:
    p = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>".format
    empty = "<w:p/>"
    body = f"""<w:tbl><w:tr><w:tc>{p("a")}{p("b")}</w:tc><w:tc>{empty}{p("c")}</w:tc><w:tc>{empty}</w:tc></w:tr>
    <w:tr><w:tc>{empty}</w:tc><w:tc>{p("d")}</w:tc></w:tr><w:tr><w:tc>{empty}</w:tc></w:tr></w:tbl>{p("e")}"""
    assert read_docx(with_body(body)).text == "a\nb | c\n| d\ne"


@pytest.mark.parametrize(
    ("namespace", "name"),
    [(W, "word/document2.xml"), ("http://purl.oclc.org/ooxml/wordprocessingml/main", "word/document.xml")],
    ids=["renamed-part", "strict"],
)
def test_unusual_but_proper_files_are_read(namespace: str, name: str) -> None:
    assert read_docx(with_body("<w:p><w:r><w:t>x</w:t></w:r></w:p>", namespace, name)).text == "x"


def test_the_outline_level_of_a_style_is_inherited() -> None:
    document = docx.Document()
    style = document.styles.add_style("Clause Title", 1)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("Governing law", style="Clause Title")
    (heading,) = read_docx(saved(document)).headings
    assert heading.level == 2


@pytest.mark.parametrize(("shape", "warns"), [("", True), ('behindDoc="1"', False), ("words", False)])
def test_a_shape_that_may_cover_words_is_warned_of(shape: str, warns: bool) -> None:
    drawn = planted.shape("<w:p/>" if shape != "words" else planted.paragraph("Seal."), fill=planted.solid("FFFFFF"))
    if shape.startswith("behind"):
        drawn = drawn.replace('behindDoc="0"', shape)
    reading = read_docx(planted.package(planted.paragraph("The fee is nine.") + drawn))
    assert any("stands before the text" in warning for warning in reading.warnings) is warns
