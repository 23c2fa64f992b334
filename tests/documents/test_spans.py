"""Spans, on every format: any range of a read document is its words, and what points into it points at the right."""

import zipfile
from collections.abc import Callable, Sequence
from html import escape
from io import BytesIO

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from pincite.documents.document import Document, page_at
from pincite.documents.glyphs import boxes, check
from pincite.readers.read import read, read_format
from pincite.readers.reading import Reading

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), min_size=1, max_size=30)
"""Any characters but line ends and NUL: other scripts, combining marks, controls."""

PRINTED = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)
"""What the built-in PDF fonts can draw and XML may hold."""

PARAGRAPHS = st.lists(
    st.tuples(st.booleans(), st.lists(PRINTED, min_size=1, max_size=8).map(" ".join)), min_size=1, max_size=12
)
"""Paragraphs: whether each is a heading, and its words."""

LINE_ENDS = st.sampled_from(["\n", "\r\n"])


def html(paragraphs: Sequence[tuple[bool, str]]) -> bytes:
    tags = (("h2" if is_heading else "p", escape(words)) for is_heading, words in paragraphs)
    return "".join(f"<{tag}> {words}\n</{tag}>" for tag, words in tags).encode()


def docx(paragraphs: Sequence[tuple[bool, str]]) -> bytes:
    level = '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'
    body = "".join(
        f'<w:p>{level if is_heading else ""}<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r></w:p>'
        for is_heading, words in paragraphs
    )
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        archive.writestr("word/document.xml", f'<w:d xmlns:w="{namespace}"><w:body>{body}</w:body></w:d>')
    return stream.getvalue()


def xml(paragraphs: Sequence[tuple[bool, str]]) -> bytes:
    tags = (("title" if is_heading else "p", escape(words)) for is_heading, words in paragraphs)
    return f"<doc>{''.join(f'<{tag}> {words}{chr(10)}</{tag}>' for tag, words in tags)}</doc>".encode()


def act(paragraphs: Sequence[tuple[bool, str]]) -> bytes:
    """A statute with a section per heading, a paragraph of it per paragraph."""
    body = "".join(
        f"</section><section><num>{number}.</num><heading>{escape(words)}</heading>"
        if is_heading
        else f"<paragraph><num>({number})</num><content>{escape(words)}</content></paragraph>"
        for number, (is_heading, words) in enumerate(paragraphs)
    )
    return f"<law><section><num>A.</num>{body}</section></law>".encode()


def csv(paragraphs: Sequence[tuple[bool, str]]) -> bytes:
    rows = (f'{number},"No. {words.replace(chr(34), chr(34) * 2)}"' for number, (_, words) in enumerate(paragraphs))
    return "\r\n".join(rows).encode()


def spreadsheet(paragraphs: Sequence[tuple[bool, str]]) -> bytes:
    """A sheet per heading, with a row of two cells for each of its paragraphs."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = '<table:table table:name="first">'
    for number, (is_heading, words) in enumerate(paragraphs):
        cells = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in (str(number), words)
        )
        body += f'</table:table><table:table table:name="s{number}">' if is_heading else ""
        body += f"<table:table-row>{cells}</table:table-row>"
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content{spaces}><office:body><office:spreadsheet>{body}</table:table>"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return stream.getvalue()


def pdf(paragraphs: Sequence[tuple[bool, str]]) -> bytes:
    """One page per heading, one line per paragraph."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    height = 740
    for is_heading, words in paragraphs:
        if is_heading:
            canvas.showPage()
            height = 740
        canvas.drawString(36, height, words)
        height -= 20
    canvas.save()
    return stream.getvalue()


def assert_ranges_hold(document: Document | Reading) -> None:
    """Every range lies in the text, pages tile it, and the text can be stored and sent."""
    document.text.encode("utf-8")
    at = 0
    for page in document.pages:
        assert (page.start, page.end) == (at, max(at, page.end))
        at = page.end + 1
        for position in {page.start, (page.start + page.end) // 2, page.end - 1} if page.has_text else ():
            assert page_at(document.pages, position) == page.number
    assert not document.pages or at == len(document.text) + 1
    ranges = [*document.hidden, *((one.start, one.end) for one in document.regions)]
    for start, end in [*ranges, *((one.start, one.end) for one in document.clauses or ())]:
        assert 0 <= start < end <= len(document.text)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=20), LINE_ENDS)
def test_plain_text_is_the_file(lines: list[str], line_end: str) -> None:
    content = line_end.join(lines)
    assume(content)
    document = read(content.encode(), "a.txt")
    assert document.text == content.removeprefix("\ufeff")
    assert_ranges_hold(document)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", "# ", "### ", "> ## ", "- "]), WORDS), max_size=20), LINE_ENDS)
def test_markdown_is_the_file_and_headings_hold_their_words(lines: list[tuple[str, str]], line_end: str) -> None:
    content = line_end.join(mark + words for mark, words in lines)
    assume(content)
    reading = read_format(content.encode(), "a.md")
    assert reading.text == content.removeprefix("\ufeff")
    for heading in reading.headings:
        words = reading.text[heading.start : heading.end]
        assert words == words.strip()
        assert words
    assert_ranges_hold(reading)


@pytest.mark.parametrize(
    ("write", "name"), [(html, "a.html"), (docx, "a.docx"), (xml, "a.xml")], ids=["html", "docx", "xml"]
)
@settings(deadline=None)
@given(paragraphs=PARAGRAPHS)
def test_paragraphs_are_lines_and_headings_hold_their_words(
    paragraphs: list[tuple[bool, str]], write: Callable[[Sequence[tuple[bool, str]]], bytes], name: str
) -> None:
    reading = read_format(write(paragraphs), name)
    assert reading.text == "\n".join(words for _, words in paragraphs)
    headed = [reading.text[heading.start : heading.end] for heading in reading.headings]
    assert headed == [words for is_heading, words in paragraphs if is_heading]
    assert_ranges_hold(reading)


@settings(deadline=None)
@given(PARAGRAPHS, st.data())
def test_pages_tile_a_pdf_and_any_span_has_boxes_on_its_pages(
    paragraphs: list[tuple[bool, str]], data: st.DataObject
) -> None:
    reading = read_format(pdf(paragraphs), "a.pdf")
    # Without white space: PDFium sees no line break between two lines of a single letter each.
    assert "".join(reading.text.split()) == "".join("".join(words.split()) for _, words in paragraphs)
    assert_ranges_hold(reading)
    check(reading.glyphs, reading.pages)
    start = data.draw(st.integers(0, len(reading.text)))
    end = data.draw(st.integers(start, len(reading.text)))
    inked = [position for position in range(start, end) if not reading.text[position].isspace()]
    on_pages = {box.page for box in boxes(reading.glyphs, reading.pages, start, end)}
    assert on_pages == {page_at(reading.pages, position) for position in inked}


@pytest.mark.parametrize(
    ("write", "name"), [(csv, "a.csv"), (spreadsheet, "a.ods"), (act, "a.xml")], ids=["csv", "ods", "act"]
)
@settings(deadline=None)
@given(paragraphs=PARAGRAPHS)
def test_words_of_tables_and_statutes_are_in_the_text_in_their_order(
    paragraphs: list[tuple[bool, str]], write: Callable[[Sequence[tuple[bool, str]]], bytes], name: str
) -> None:
    document = read(write(paragraphs), name)
    at = 0
    for _, words in paragraphs:
        # A bar that stands alone in a cell is written as a broken one.
        for word in words.split():
            at = document.text.index("¦" if word == "|" and name != "a.xml" else word, at) + len(word)
    assert_ranges_hold(document)


@settings(deadline=None)
@given(PARAGRAPHS)
def test_clauses_of_a_whole_document_are_ranges_of_its_text(paragraphs: list[tuple[bool, str]]) -> None:
    document = read(docx([(is_heading, f"{n}. {words}") for n, (is_heading, words) in enumerate(paragraphs)]), "a.docx")
    assert all(0 <= clause.start < clause.end <= len(document.text) for clause in document.clauses)
    assert_ranges_hold(document)
