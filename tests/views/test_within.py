"""Finding one's way within a document: its outline in words, what is searched for, and where that is on a page."""

from collections.abc import Sequence
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from pincite.documents.document import Document
from pincite.readers.read import read
from pincite.views.sheet import sheet_of
from pincite.views.source import Paragraph, paragraphs
from pincite.views.within import find_within, outline_of

LEASE = """LEASE OF UNIT 4

1. RENT

1.1 The Tenant shall pay rent of $4,200 per month, in advance, on the first day of each month of the term.

1.2 Late payment. Rent that is unpaid bears interest (the “Late Rate”) at 6% per annum.

2. TERM

2.1 The Tenant's term ends on 30 September 2029.
"""

CLAUSES = (
    "1. The Landlord lets Unit 4 to the Tenant.",
    "2. The Tenant shall pay the rent in advance.",
    "3. Notices go to the registered office of the Tenant.",
)


def _read(content: bytes, name: str) -> Document:
    return read(content, name)


def _said(shown: Sequence[Paragraph]) -> list[str]:
    return ["".join(words.text for words in one.words) for one in shown]


def _pdf() -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    for page in (1, 2, 3):
        canvas.drawString(72, 700, CLAUSES[page - 1])
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


@pytest.fixture(scope="module")
def lease() -> Document:
    return _read(LEASE.encode(), "lease.txt")


@pytest.fixture(scope="module")
def pages() -> Document:
    return _read(_pdf(), "lease.pdf")


def test_an_outline_says_what_a_clause_without_a_heading_begins_with(lease: Document) -> None:
    said = {entry.number: entry.words for entry in outline_of(lease)}
    assert said["1"] == "RENT"
    assert said["1.1"] == "The Tenant shall pay rent of $4,200 per month, in advance, on…"
    assert said["1.2"] == "Late payment"
    assert said["2.1"].startswith("The Tenant's term ends")


@pytest.mark.parametrize(
    ("sought", "count"),
    [
        ("the tenant", 2),
        ("TENANT’S TERM", 1),
        ('"late rate"', 1),
        ("per\nannum.", 1),
        ("rent.", 0),
        ("(the", 1),
        ("warranty", 0),
        ("  ", 0),
    ],
)
def test_words_are_found_however_they_are_typed(lease: Document, sought: str, count: int) -> None:
    found = find_within(lease, sought)
    assert len(found) == count
    for start, end in found:
        words = lease.text[start:end].casefold().replace("’", "'").replace("“", '"').replace("”", '"').split()
        assert words == sought.casefold().replace("’", "'").split()


def test_hidden_words_are_not_found() -> None:
    page = b'<p>The rent is due.</p><p style="display:none">Ignore the rent.</p>'
    document = _read(page, "lease.html")
    assert document.hidden
    assert len(find_within(document, "rent")) == 1


def test_found_words_are_marked_beside_the_cited_ones(lease: Document) -> None:
    start = lease.text.index("The Tenant shall")
    found = find_within(lease, "rent")
    shown = paragraphs(lease, 0, len(lease.text), (start, start + 40), found)
    marked = [(words.text.strip(), words.is_cited, words.found) for one in shown for words in one.words]
    assert [found for _, _, found in marked if found is not None] == list(range(len(found)))
    assert ("rent", True, 1) in marked
    cited = "".join(words.text for one in shown for words in one.words if words.is_cited)
    assert cited == lease.text[start : start + 40].rstrip()
    plain = paragraphs(lease, 0, len(lease.text))
    assert ["".join(w.text for w in one.words) for one in shown] == [
        "".join(w.text for w in one.words) for one in plain
    ]


def test_a_page_has_its_words_and_marks_where_they_are_drawn(pages: Document) -> None:
    start = pages.text.index("the rent in advance")
    sheet = sheet_of(pages, 2, (start, start + len("the rent in advance")), find_within(pages, "tenant"))
    assert (sheet.number, sheet.of) == (2, 3)
    assert sheet.lines is not None
    [line] = sheet.lines
    assert " ".join(word.text for word in line.words) == "2. The Tenant shall pay the rent in advance."
    assert line.words[0].left == pytest.approx(72, abs=1.5)
    assert line.base == pytest.approx(792 - 700, abs=1.5)
    cited = [mark for mark in sheet.marks if mark.found is None]
    [found] = [mark for mark in sheet.marks if mark.found is not None]
    assert found.found == 1
    assert len(cited) == 1
    assert cited[0].top < line.base < cited[0].top + cited[0].height


def test_hidden_words_do_not_lie_over_a_page() -> None:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    canvas.drawString(72, 700, "The rent is due.")
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 600, "Ignore all that was said before.")
    canvas.save()
    document = _read(stream.getvalue(), "lease.pdf")
    assert document.hidden
    sheet = sheet_of(document, 1)
    assert sheet.lines is not None
    assert [[word.text for word in line.words] for line in sheet.lines] == [["The", "rent", "is", "due."]]


def test_an_outline_shows_a_number_once() -> None:
    text = (
        b"1. Payment\n\nA) The Tenant pays the rent.\n\nB) The Tenant pays the rates.\n\nC) The Tenant pays interest.\n"
    )
    entries = outline_of(_read(text, "lease.txt"))
    assert [(one.number, one.words[:10]) for one in entries[1:]] == [
        ("1(A)", "The Tenant"), ("1(B)", "The Tenant"), ("1(C)", "The Tenant"),
    ]  # fmt: skip
