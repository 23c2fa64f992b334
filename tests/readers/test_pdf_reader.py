"""PDF: the text as drawn, with pages, what is hidden, and what could not be read."""

from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pincite.documents.document import page_at
from pincite.documents.glyphs import boxes
from pincite.errors import UnreadableFile
from pincite.readers.pdf.reader import read_pdf


def pdf(*pages: Callable[[Canvas], object], **options: object) -> bytes:
    """A letter-size PDF with one page per painter."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792), **options)
    for paint in pages:
        paint(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def lines(*words: str) -> Callable[[Canvas], None]:
    """Paints lines of 12-point type from the top left."""

    def paint(canvas: Canvas) -> None:
        for index, line in enumerate(words):
            canvas.drawString(72, 720 - 20 * index, line)

    return paint


def scan(canvas: Canvas) -> None:
    """Paints a grey picture over the whole page."""
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), (200, 200, 200))), 0, 0, 612, 792)


def test_pages_are_joined_by_one_line_end_and_tile_the_text() -> None:
    reading = read_pdf(pdf(lines("First page,", "two lines"), lines("Second page"), lines("Third")))
    assert reading.text == "First page,\ntwo lines\nSecond page\nThird"
    assert [reading.text[page.start : page.end] for page in reading.pages] == [
        "First page,\ntwo lines",
        "Second page",
        "Third",
    ]
    assert [(page.number, page.width, page.height) for page in reading.pages] == [(n, 612, 792) for n in (1, 2, 3)]
    assert [page_at(reading.pages, reading.text.index(word)) for word in ("two", "Second", "Third")] == [1, 2, 3]


def test_a_page_that_is_a_picture_is_reported_as_unread() -> None:
    reading = read_pdf(pdf(lines("Read me"), scan, lines("And me")))
    assert [page.has_text for page in reading.pages] == [True, False, True]
    assert reading.pages[1].start == reading.pages[1].end
    assert reading.warnings == ("page 2 has no text layer (a scan?): it was not read",)


def test_a_scan_with_a_stamp_on_it_is_not_taken_for_a_page_that_was_read() -> None:
    def stamped(canvas: Canvas) -> None:
        scan(canvas)
        canvas.drawString(72, 770, "Case 1:20-cv-00123 Document 14 Filed 05/05/20")

    reading = read_pdf(pdf(stamped, stamped, lines("An ordinary page")))
    assert reading.pages[0].has_text
    assert reading.warnings[0].startswith("pages 1-2 have a picture of text with only a few words over it")


def test_an_empty_page_is_no_reason_for_a_warning() -> None:
    reading = read_pdf(pdf(lines("Words"), lambda canvas: None))
    assert [page.has_text for page in reading.pages] == [True, False]
    assert reading.warnings == ()


def test_a_hyphen_at_the_end_of_a_line_stays_with_the_line_end() -> None:
    reading = read_pdf(pdf(lines("The agree-", "ment is non-", "exclusive.")))
    assert reading.text == "The agree-\nment is non-\nexclusive."
    start = reading.text.index("agree")
    assert len(boxes(reading.glyphs, reading.pages, start, start + len("agree-\nment"))) == 2


def invisible(canvas: Canvas) -> None:
    text = canvas.beginText(72, 600)
    text.setTextRenderMode(3)
    text.textLine("SECRET")
    canvas.drawText(text)


def white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 600, "SECRET")


def tiny(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 0.5)
    canvas.drawString(72, 600, "SECRET")


def off_the_page(canvas: Canvas) -> None:
    canvas.drawString(-400, 600, "SECRET")


def white_on_blue(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0, 0, 0.5)
    canvas.rect(60, 590, 300, 30, fill=1)
    white(canvas)


def behind_a_scan(canvas: Canvas) -> None:
    picture = Image.new("L", (612, 792), 230)
    ImageDraw.Draw(picture).text((72, 792 - 611), "SECRET", fill=10, font_size=12)
    canvas.drawImage(ImageReader(picture), 0, 0, 612, 792)
    for _ in range(3):
        invisible(canvas)


@pytest.mark.parametrize("paint", [invisible, white, tiny, off_the_page])
def test_words_that_leave_no_mark_on_the_page_are_kept_and_listed(paint: Callable[[Canvas], None]) -> None:
    def page(canvas: Canvas) -> None:
        lines("Seen before")(canvas)
        paint(canvas)

    reading = read_pdf(pdf(page))
    assert [reading.text[start:end] for start, end in reading.hidden] == ["SECRET"]
    assert "cannot be seen" in reading.warnings[-1]


def test_invisible_words_are_hidden_where_the_scan_shows_none() -> None:
    def page(canvas: Canvas) -> None:
        scan(canvas)
        invisible(canvas)

    assert read_pdf(pdf(page)).hidden == ((0, 6),)


@pytest.mark.parametrize("paint", [white_on_blue, behind_a_scan])
def test_words_that_a_colour_or_a_scan_shows_are_not_hidden(paint: Callable[[Canvas], None]) -> None:
    reading = read_pdf(pdf(paint))
    assert "SECRET" in reading.text
    assert reading.hidden == ()


def test_what_is_typed_into_a_form_is_read_with_its_place() -> None:
    def form(canvas: Canvas) -> None:
        canvas.drawString(72, 720, "Name of party:")
        canvas.acroForm.textfield(name="party", value="Harrow Mills Ltd", x=200, y=712, width=200, height=20)

    reading = read_pdf(pdf(form))
    start = reading.text.index("Harrow Mills Ltd")
    (box,) = boxes(reading.glyphs, reading.pages, start, start + 16)
    assert 200 <= box.left < box.right <= 400


def test_a_page_whose_fonts_do_not_name_their_letters_is_reported_as_unread() -> None:
    # A file that nothing else sets: reportlab keeps one state for each.
    pdfmetrics.registerFont(TTFont("Subset", "VeraIt.ttf", asciiReadable=0))

    def page(canvas: Canvas) -> None:
        canvas.setFont("Subset", 12)
        lines("Words of a contract")(canvas)

    readable = pdf(page)
    unnamed = readable.replace(b"/ToUnicode", b"/XxUnicode")
    assert read_pdf(readable).text == "Words of a contract"
    assert not read_pdf(unnamed).pages[0].has_text
    assert "fonts that do not say which letters they draw" in read_pdf(unnamed).warnings[0]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Lease of Unit 4", "Lease of Unit 4"),
        ("Microsoft Word - lease v3.doc", ""),
        ("lease.docx", ""),
        ("untitled", ""),
        ("(anonymous)", ""),
    ],
)
def test_a_title_that_is_only_a_file_name_is_not_a_title(title: str, expected: str) -> None:
    stream = BytesIO()
    canvas = Canvas(stream)
    canvas.setTitle(title)
    canvas.drawString(72, 720, "x")
    canvas.save()
    assert read_pdf(stream.getvalue()).title == expected


def test_a_file_that_is_cut_off_is_refused_even_where_it_could_be_mended() -> None:
    whole = pdf(*[lines(f"Page {number}") for number in range(20)])
    for share in (0.3, 0.6, 0.9, 0.99):
        with pytest.raises(UnreadableFile, match=r"cut off|damaged"):
            read_pdf(whole[: int(share * len(whole))])


def test_rubbish_after_the_end_does_no_harm() -> None:
    assert read_pdf(pdf(lines("Words")) + b"\r\n--boundary--\r\n" * 300).text == "Words"


def test_an_updated_file_is_whole() -> None:
    document = pypdfium2.PdfDocument(pdf(lines("Words")))
    stream = BytesIO()
    document.save(stream)
    document.close()
    assert read_pdf(stream.getvalue()).text == "Words"
