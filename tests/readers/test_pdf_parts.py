"""What a PDF holds beside its text: remarks, files, labels of pages, words that were recognised, and floods of all."""

import ctypes
from collections.abc import Callable, Sequence
from io import BytesIO

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pincite.documents.document import Word
from pincite.documents.glyphs import boxes
from pincite.readers.pdf.reader import read_pdf

NOTE, FREE_TEXT, FILE = 1, 3, 17
"""PDFium's types of annotations."""


def pdf(*pages: Callable[[Canvas], object]) -> bytes:
    """A letter-size PDF with one page per painter."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    for paint in pages:
        paint(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def words(*lines: str) -> Callable[[Canvas], None]:
    """Paints lines of 12-point type from the top left."""

    def paint(canvas: Canvas) -> None:
        for index, line in enumerate(lines):
            canvas.drawString(72, 720 - 20 * index, line)

    return paint


def scan(canvas: Canvas) -> None:
    """Paints a grey picture over the whole page."""
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), (200, 200, 200))), 0, 0, 612, 792)


def changed(content: bytes, change: Callable[[pypdfium2.PdfDocument], None]) -> bytes:
    """A PDF after a change through PDFium."""
    document = pypdfium2.PdfDocument(content)
    change(document)
    stream = BytesIO()
    document.save(stream)
    document.close()
    return stream.getvalue()


def wide(text: str) -> ctypes.Array[ctypes.c_ushort]:
    """A text as PDFium takes it."""
    units = text.encode("utf-16-le") + b"\0\0"
    return (ctypes.c_ushort * (len(units) // 2)).from_buffer_copy(units)


def annotated(content: bytes, kind: int, **texts: str) -> bytes:
    """The PDF with an annotation on its first page."""

    def change(document: pypdfium2.PdfDocument) -> None:
        page = document[0]
        note = pdfium.FPDFPage_CreateAnnot(page.raw, kind)
        pdfium.FPDFAnnot_SetRect(note, pdfium.FS_RECTF(300, 700, 320, 680))
        for key, text in texts.items():
            pdfium.FPDFAnnot_SetStringValue(note, key.encode(), wide(text))
        pdfium.FPDFPage_CloseAnnot(note)

    return changed(content, change)


def with_files(content: bytes, *files: tuple[str, bytes]) -> bytes:
    """The PDF with attached files."""

    def change(document: pypdfium2.PdfDocument) -> None:
        for name, inside in files:
            file = pdfium.FPDFDoc_AddAttachment(document.raw, wide(name))
            if inside:
                pdfium.FPDFAttachment_SetFile(file, document.raw, inside, len(inside))

    return changed(content, change)


def test_a_reviewers_remark_is_a_comment_after_the_words_of_its_page() -> None:
    content = annotated(
        pdf(words("Price: USD 400"), words("Next page")),
        NOTE,
        Contents="Too high.\r\nAsk again.",
        T="A. Weir",
        M="D:20240301120000Z",
    )
    reading = read_pdf(content)
    (region,) = reading.regions
    assert region.kind == "comment"
    assert region.note == "A. Weir, 2024-03-01"
    assert reading.text[region.start : region.end] == "Too high.\nAsk again."
    assert reading.text == "Price: USD 400\nToo high.\nAsk again.\nNext page"
    assert boxes(reading.glyphs, reading.pages, region.start, region.end) == ()


def test_a_remark_without_words_is_no_comment() -> None:
    reading = read_pdf(annotated(pdf(words("Price")), NOTE, Contents="  "))
    assert (reading.text, reading.regions) == ("Price", ())


def test_files_in_a_pdf_are_attachments() -> None:
    files = (("schedule.txt", b"Pallets"), ("r\u00e9sum\u00e9.txt", b"Crates"))
    reading = read_pdf(with_files(pdf(words("See the schedule.")), *files))
    assert sorted((file.name, file.content) for file in reading.attachments) == sorted(files)


def test_an_attachment_loses_the_folders_of_its_name() -> None:
    reading = read_pdf(with_files(pdf(words("See.")), ("..\\..\\etc/passwd", b"root")))
    assert [file.name for file in reading.attachments] == ["passwd"]


def test_an_empty_attachment_is_named_in_a_warning() -> None:
    reading = read_pdf(with_files(pdf(words("See.")), ("nothing.txt", b"")))
    assert reading.attachments == ()
    assert reading.warnings == ("the attached file nothing.txt is empty or damaged: it was left out",)


def test_more_files_than_anyone_attaches_are_left_out_with_a_warning() -> None:
    reading = read_pdf(with_files(pdf(words("See.")), *((f"{number}.txt", b"%d" % number) for number in range(210))))
    assert len(reading.attachments) == 200
    assert reading.warnings == ("the PDF carries more than 200 files: the rest was left out",)


def test_pages_have_the_labels_that_the_document_gives_them() -> None:
    def labelled(canvas: Canvas) -> None:
        canvas.addPageLabel(0, style="ROMAN_LOWER", start=4)
        canvas.addPageLabel(2, style="ARABIC", start=3, prefix="A-")
        canvas.addPageLabel(3, style="ARABIC", start=4)
        words("i")(canvas)

    reading = read_pdf(pdf(labelled, *(words(f"Page {number}") for number in range(2, 5))))
    assert [page.label for page in reading.pages] == ["iv", "v", "A-3", ""]


def recognised(*lines: str, confidence: float = 0.9) -> list[Word]:
    """Words as text recognition gives them, from the top of a letter page down, ten points a letter."""
    found: list[Word] = []
    for number, line in enumerate(lines):
        left = 72.0
        for word in line.split():
            right = left + 10 * len(word)
            bottom = 700.0 - 20 * number
            found.append(Word(word, left, bottom, right, bottom + 12, confidence, number, 0))
            left = right + 5
    return found


def test_recognised_words_are_the_text_of_a_page_without_letters() -> None:
    reading = read_pdf(pdf(words("First"), scan), {2: recognised("This lease ends", "on 3 March")})
    assert reading.text == "First\nThis lease ends\non 3 March"
    assert reading.pages[1].has_text
    assert reading.unread == ()
    (box,) = boxes(reading.glyphs, reading.pages, reading.text.index("lease"), reading.text.index("lease") + 5)
    assert (box.page, box.left, box.bottom, box.right, box.top) == (2, 117, 700, 167, 712)


def test_each_recognised_line_says_how_sure_it_is() -> None:
    page = [*recognised("This lease"), *(word for word in recognised("x", "ends", confidence=0.5) if word.line == 1)]
    reading = read_pdf(pdf(scan), {1: page})
    assert [(reading.text[line.start : line.end], line.confidence) for line in reading.recognised] == [
        ("This lease", pytest.approx(0.9)),
        ("ends", 0.5),
    ]
    assert reading.warnings[0].startswith("page 1 was read by text recognition")


def test_a_page_that_was_read_takes_no_recognised_words() -> None:
    assert read_pdf(pdf(words("Its own words")), {1: recognised("Other words")}).text == "Its own words"


def test_a_stamp_over_a_scan_stays_beside_the_recognised_words() -> None:
    def stamped(canvas: Canvas) -> None:
        scan(canvas)
        canvas.drawString(72, 770, "Case 1:20-cv-00123 Document 14 Filed 05/05/20")

    reading = read_pdf(pdf(stamped), {1: recognised("The motion is denied")})
    assert reading.text == "Case 1:20-cv-00123 Document 14 Filed 05/05/20\nThe motion is denied"
    assert reading.unread == ()


def test_pages_that_recognition_could_read_are_listed() -> None:
    assert read_pdf(pdf(words("First"), scan, words("Third"))).unread == (2,)


def test_invisible_words_that_repeat_the_visible_ones_are_left_out_with_a_warning() -> None:
    def layered(canvas: Canvas) -> None:
        words("This lease ends on 3 March.")(canvas)
        text = canvas.beginText(72, 720)
        text.setTextRenderMode(3)
        text.textLine("This 1ease ends on 3 March.")
        canvas.drawText(text)

    reading = read_pdf(pdf(layered))
    assert reading.text == "This lease ends on 3 March."
    assert "second, invisible text" in reading.warnings[0]


SENTENCE = ("the", "supplier", "delivers", "goods", "to", "the", "customer", "on", "terms", "set", "out", "in", "order")


def flood(count: int, place: Callable[[int], Sequence[float]], before: str = "") -> Callable[[Canvas], None]:
    """Paints so many words, each with a text matrix of its own."""

    def paint(canvas: Canvas) -> None:
        shown = (
            f"{' '.join(f'{number:.2f}' for number in place(index))} Tm ({SENTENCE[index % len(SENTENCE)][:3]}) Tj"
            for index in range(count)
        )
        canvas.addLiteral(f"{before} BT {canvas._doc.getInternalFontName('Helvetica')} 6 Tf")
        canvas.addLiteral("\n".join(shown))
        canvas.addLiteral("ET")

    return paint


def scattered(index: int) -> Sequence[float]:
    return 1, 0, 0, 1, index * 7919 % 600, index * 104_729 % 780


def sideways(index: int) -> Sequence[float]:
    return 0, 1, -1, 0, index * 7919 % 600, index * 104_729 % 780


def in_rows(index: int) -> Sequence[float]:
    return 1, 0, 0, 1, 14 * (index % 40), 780 - index // 40 * 5


GRID = " ".join(
    f"0 {place} m 612 {place} l S {place} 0 m {place} 792 l S" for place in (index * 0.3 for index in range(2_000))
)

TILES = "0.5 g " + " ".join(f"{index % 600} {index % 700} 9 9 re f" for index in range(20_000)) + " 1 g"


@pytest.mark.long
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("count", "place", "before"),
    [
        (15_000, scattered, ""),
        (15_000, sideways, ""),
        (6_000, in_rows, ""),
        (3_000, scattered, GRID),
        (5_000, scattered, TILES),
    ],
    ids=["scattered", "sideways", "rows", "grid", "white letters on tiles"],
)
def test_a_flood_of_words_and_lines_is_read_within_reason(
    count: int, place: Callable[[int], Sequence[float]], before: str
) -> None:
    """A pass that compared each with each would take minutes."""
    reading = read_pdf(pdf(flood(count, place, before)))
    letters = sum(len(SENTENCE[index % len(SENTENCE)][:3]) for index in range(count))
    assert sum(map(str.isalpha, reading.text)) > 0.5 * letters


def test_a_page_of_more_letters_than_any_page_has_is_not_read() -> None:
    crowded = flood(21_000, scattered)
    reading = read_pdf(pdf(crowded, words("An ordinary page")))
    assert reading.text.strip() == "An ordinary page"
    assert reading.warnings == ("page 1 has far more letters than a page can show: it was not read",)


@pytest.mark.timeout(60)
def test_rubbish_digits_after_the_end_do_not_hold_up_the_reading() -> None:
    assert read_pdf(pdf(words("Words")) + b"1" * 3_000_000).text == "Words"
