"""Where a sentence goes on overleaf: what is jumped over between two pages, and that no file has a word skipped."""

from collections.abc import Sequence
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from pincite.answering.units import quotable
from pincite.documents.document import Document
from pincite.documents.page_edges import skipped_at_edges
from pincite.documents.regions import as_read, as_shown
from pincite.readers.read import read

Line = tuple[float, str]
"""Points from the foot of a page, and the words."""


def printed(*pages: Sequence[Line]) -> Document:
    """A PDF read, with these lines."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    for page in pages:
        for height, words in page:
            canvas.setFont("Helvetica", 11)
            canvas.drawString(72, height, words)
        canvas.showPage()
    canvas.save()
    return read(stream.getvalue(), "printed.pdf")


SIDES = ("north", "south", "east", "west")
GOODS = ("pump", "valve", "pipe", "boiler", "turbine", "meter", "filter", "motor", "gauge", "fan", "wheel")
PLACES = ("yard", "hall", "store", "dock")


def body(page: int, lines: int = 44) -> list[Line]:
    """The text's own lines, 14 points apart from 720 down, no two alike."""
    named = [f"Each {good} in the {place} on the {SIDES[page]} side is counted." for place in PLACES for good in GOODS]
    return [(720 - 14 * line, words) for line, words in enumerate(named[:lines])]


def agreement(head: float, foot: float, words: str = "ACME / BOREAL AGREEMENT") -> Document:
    """Four pages, each beginning and ending within a sentence, with a running head and a page number so far away."""
    begun = ["start the records.", "keep the records.", "burn the records.", "find the records."]
    return printed(
        *(
            [
                (734 + head, words),
                (734, begun[page]),
                *body(page),
                (104, f"The Supplier of {'abcd'[page]} shall"),
                (104 - foot, str(page + 1)),
            ]
            for page in range(4)
        )
    )


def crossing(document: Document) -> str:
    """How the sentence from the first page to the second reads, on one line."""
    start, end = document.text.index("The Supplier of a"), document.text.index("keep the records.")
    return " ".join(as_read(document, start, end + len("keep the records.")).split())


def statements(document: Document) -> list[str]:
    """All that would be quoted, on one line each."""
    return [
        " ".join(as_read(document, unit.start, unit.end).split()) for unit in quotable(document, 0, len(document.text))
    ]


def test_a_sentence_reads_on_over_head_and_foot() -> None:
    document = agreement(30, 40)
    assert len(document.ranges("furniture")) == 8
    assert crossing(document) == "The Supplier of a shall keep the records."
    assert "The Supplier of a shall keep the records." in statements(document)


def test_a_line_that_follows_like_the_text_itself_is_read_with_it() -> None:
    """The reader takes a line that is the same on every page for a running head; "NOT" may be one."""
    document = agreement(14, 40, "NOT")
    assert "NOT" in {document.text[start:end] for start, end in document.ranges("furniture")}
    assert crossing(document) == "The Supplier of a shall NOT keep the records."
    assert "The Supplier of a shall NOT keep the records." in statements(document)


def test_a_number_that_follows_like_the_text_itself_is_read_with_it() -> None:
    document = agreement(30, 14)
    assert len(document.ranges("furniture")) == 8
    assert crossing(document) == "The Supplier of a shall 1 keep the records."


def test_a_number_in_the_middle_of_a_page_is_read_with_the_text() -> None:
    """Numbers that count up through a file are the pages of the paper it was copied from, or are made to look so."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    for page in range(3):
        for height, words in [*body(page, 20), (440, f"The cap for all goods on the {SIDES[page]} side together is")]:
            canvas.drawString(72, height, words)
        canvas.drawString(300, 426, str(page + 5))
        for line, (_, words) in enumerate([(0, "million dollars."), *body(page)[20:]]):
            canvas.drawString(72, 412 - 14 * line, words)
        canvas.showPage()
    canvas.save()
    document = read(stream.getvalue(), "cap.pdf")
    assert [document.text[start:end] for start, end in document.ranges("furniture")] == ["5", "6", "7"]
    assert next(said for said in statements(document) if "cap" in said) == (
        "The cap for all goods on the north side together is 5 million dollars."
    )


def test_a_text_without_places_on_a_page_is_read_as_it_stands() -> None:
    html = "<p>The Licensee shall</p><p>not</p><hr style='page-break-after:always'><p>copy part {}.</p>"
    document = read("".join(html.format(part) for part in range(5)).encode(), "licence.html")
    assert document.ranges("furniture")
    assert skipped_at_edges(document, 0, len(document.text)) == ()
    assert statements(document)[0] == "The Licensee shall not copy part 0."
    assert "shall\nnot\ncopy" in as_shown(document, 0, len(document.text), "")


@pytest.mark.parametrize(
    "note",
    [
        "<p>The Distributor shall</p><p role='doc-footnote'>not</p><p>assign the agreement.</p>",
        "<p>The Distributor shall <span style='mso-element:footnote'>not</span> assign the agreement.</p>",
        "<p>The Distributor shall <span style='mso-element:comment'>not</span> assign the agreement.</p>",
    ],
    ids=["a role", "Word's footnote in a line", "Word's comment in a line"],
)
def test_a_word_is_not_skipped_because_html_calls_it_a_note(note: str) -> None:
    said = statements(read(f"<html><body>{note}</body></html>".encode(), "distribution.html"))
    assert all("not" in one for one in said if "assign" in one)
    assert "The Distributor shall" not in said


@pytest.mark.parametrize(("page", "expected"), [("84 STAT. 2", "The fee is due."), ("not", "The fee is not due.")])
def test_only_a_page_of_printed_laws_is_skipped_in_their_xml(page: str, expected: str) -> None:
    law = (
        '<lawDoc xmlns="http://schemas.house.gov/uslm/1.0"><main><section><num>1.</num>'
        f"<content>The fee is <page>{page}</page> due.</content></section></main></lawDoc>"
    )
    assert any(said.endswith(expected) for said in statements(read(law.encode(), "law.xml")))
