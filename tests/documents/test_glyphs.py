"""Boxes: exactly the letters of a span, one rectangle per line, on pages as they are shown."""

from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from pincite.documents.document import Box
from pincite.documents.glyphs import boxes, check, placed_words
from pincite.errors import DocumentError
from pincite.readers.pdf.reader import read_pdf
from pincite.readers.reading import Reading


def contract(size: tuple[float, float] = (612, 792)) -> bytes:
    """Two pages of numbered lines in two columns."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=size)
    for page in (1, 2):
        for line in range(12):
            canvas.drawString(60, size[1] - 60 - 14 * line, f"{page}.{line} The Supplier shall pay")
            canvas.drawString(330, size[1] - 60 - 14 * line, f"the Fee of ${line},000 (net).")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def box_of(reading: Reading, words: str) -> tuple[Box, ...]:
    start = reading.text.index(words)
    return boxes(reading.glyphs, reading.pages, start, start + len(words))


READING = read_pdf(contract())

LETTERS = [boxes(READING.glyphs, READING.pages, index, index + 1) for index in range(len(READING.text))]


def test_a_word_is_boxed_where_it_was_drawn() -> None:
    (box,) = box_of(READING, "2.3 The Supplier")
    assert box.page == 2
    assert box.left == pytest.approx(60, abs=1.5)
    assert box.bottom < 792 - 60 - 14 * 3 < box.top
    assert 8 < box.top - box.bottom < 16


def test_a_span_over_lines_and_pages_has_one_box_per_line_in_order() -> None:
    start = READING.text.index("1.10 The")
    end = READING.text.index("2.2 The")
    found = boxes(READING.glyphs, READING.pages, start, end)
    assert [box.page for box in found] == sorted(box.page for box in found)
    tops = [(box.page, round(box.top)) for box in found]
    assert len(set(tops)) == 4


def test_the_join_of_two_pages_and_blanks_have_no_box() -> None:
    join = READING.pages[0].end
    assert boxes(READING.glyphs, READING.pages, join, join + 1) == ()
    blank = READING.text.index(" ")
    assert boxes(READING.glyphs, READING.pages, blank, blank + 1) == ()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_boxes_cover_the_span_and_no_other_letter(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(READING.text)))
    end = data.draw(st.integers(start, min(len(READING.text), start + 400)))
    found = boxes(READING.glyphs, READING.pages, start, end)
    for index, (character, single) in enumerate(zip(READING.text, LETTERS, strict=True)):
        assert len(single) == (0 if character.isspace() else 1)
        for letter in single:
            x, y = (letter.left + letter.right) / 2, (letter.bottom + letter.top) / 2
            holding = [
                box
                for box in found
                if box.page == letter.page and box.left <= x <= box.right and box.bottom <= y <= box.top
            ]
            assert bool(holding) == (start <= index < end)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_are_on_the_page_as_it_is_shown(rotation: int) -> None:
    with pypdfium2.PdfDocument(contract((500, 700))) as document:
        for page in document:
            page.set_rotation(rotation)
        picture = document[0].render(scale=2).to_pil().convert("L")
        turned = BytesIO()
        document.save(turned)
    reading = read_pdf(turned.getvalue())
    width, height = reading.pages[0].width, reading.pages[0].height
    assert (width, height) == ((700, 500) if rotation % 180 else (500, 700))
    for box in boxes(reading.glyphs, reading.pages, 0, reading.pages[0].end):
        edges = (box.left - 1, height - box.top - 1, box.right + 1, height - box.bottom + 1)
        area = tuple(round(2 * edge) for edge in edges)
        assert picture.crop(area).getextrema()[0] < 100
        picture.paste(255, area)
    assert picture.getextrema() == (255, 255)


def test_a_cropped_page_counts_from_its_own_corner() -> None:
    with pypdfium2.PdfDocument(contract()) as document:
        page = document[0]
        page.set_cropbox(50, 100, 600, 780)
        stream = BytesIO()
        document.save(stream)
    cropped = read_pdf(stream.getvalue())
    (before,) = box_of(READING, "1.3 The")
    (after,) = box_of(cropped, "1.3 The")
    assert (cropped.pages[0].width, cropped.pages[0].height) == (550, 680)
    assert after.left == pytest.approx(before.left - 50, abs=0.02)
    assert after.top == pytest.approx(before.top - 100, abs=0.02)


def test_glyphs_of_another_document_are_refused() -> None:
    pages = (replace(READING.pages[0], end=READING.pages[0].end + 1), *READING.pages[1:])
    with pytest.raises(DocumentError, match="page 1"):
        check(READING.glyphs, pages)
    with pytest.raises(DocumentError, match="do not belong"):
        boxes(b"", READING.pages, 0, 5)


@settings(max_examples=50, deadline=None)
@given(st.integers(60, len(READING.glyphs) - 1), st.integers(1, 255))
def test_damaged_glyphs_give_boxes_or_one_kind_of_error(position: int, change: int) -> None:
    damaged = bytearray(READING.glyphs)
    damaged[position] ^= change
    try:
        found = boxes(bytes(damaged), READING.pages, 0, len(READING.text))
    except DocumentError as error:
        assert str(error)  # noqa: PT017 - one or the other
    else:
        assert {box.page for box in found} <= {page.number for page in READING.pages}


def test_the_words_of_a_page_stand_in_lines_where_they_were_drawn() -> None:
    lines = placed_words(READING.glyphs, READING.pages, 2)
    said = [" ".join(READING.text[word.start : word.end] for word in line) for line in lines]
    assert said[:2] == ["2.0 The Supplier shall pay", "the Fee of $0,000 (net)."]
    assert "the Fee of $11,000 (net)." in said
    for line in lines:
        assert all(one.box.right <= other.box.left for one, other in pairwise(line))
        assert {word.box.page for word in line} == {2}
    first = lines[0][0]
    assert first.box == box_of(READING, "2.0")[0]


def test_words_that_run_up_the_page_are_turned() -> None:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    canvas.drawString(60, 700, "Upright")
    canvas.rotate(90)
    canvas.drawString(100, -300, "Exhibit")
    canvas.save()
    reading = read_pdf(stream.getvalue())
    words = [word for line in placed_words(reading.glyphs, reading.pages, 1) for word in line]
    assert {reading.text[word.start : word.end]: word.turned for word in words} == {"Upright": 0, "Exhibit": -90}
