"""Scans: read by text recognition where it is installed, reported with what to install where it is not."""

import asyncio
import math
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from pincite.documents.document import Document
from pincite.documents.glyphs import boxes
from pincite.documents.regions import confidence
from pincite.sandbox.programs import Programs, installed
from pincite.sandbox.reader import MOST_FAILURES, NOT_INSTALLED, FileReader, Step

pytestmark = pytest.mark.live

NOTHING = Programs(None, None)

needs_tesseract = pytest.mark.skipif(installed().tesseract is None, reason="tesseract is not installed")

LINES = (
    "7.2 The Tenant shall pay the Rent on the first day",
    "of each calendar month without any deduction.",
    "7.3 The Landlord shall keep the roof in good repair",
    "and shall insure the building against fire.",
)

LEFT = (
    "The Buyer shall inspect the",
    "goods within ten business",
    "days of their delivery. If it",
    "finds that any of them do not",
    "conform, it shall tell the",
    "Seller in writing at once, and",
    "may send them back at the",
    "expense of the Seller.",
)

RIGHT = (
    "The Seller shall replace any",
    "goods that do not conform to",
    "the specification within five",
    "business days. If it does not,",
    "the Buyer may cancel the order",
    "and have back what it has paid",
    "for these goods, with interest",
    "at the legal rate.",
)

UPRIGHT, UPSIDE_DOWN, ON_ITS_LEFT, ON_ITS_RIGHT, ASKEW, COLUMNS, STAMPED, EMPTY = range(1, 9)


def picture(lines: tuple[str, ...], right: tuple[str, ...] = ()) -> Image.Image:
    """A page of 6 by 4 inches, as a scanner gives it."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(432, 288))
    for place, line in enumerate(lines):
        canvas.drawString(40, 220 - 16 * place, line)
    for place, line in enumerate(right):
        canvas.drawString(240, 220 - 16 * place, line)
    canvas.showPage()
    canvas.save()
    with pypdfium2.PdfDocument(stream.getvalue()) as document:
        drawn: Image.Image = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    return drawn.convert("L")


def scan(pages: list[Image.Image], stamp: str = "", stamped: int = 0) -> bytes:
    """A PDF of pictures, each over its whole page, with a stamp in letters over one of them."""
    stream = BytesIO()
    canvas = Canvas(stream)
    for number, page in enumerate(pages, start=1):
        width, height = (side * 72 / 200 for side in page.size)
        canvas.setPageSize((width, height))
        canvas.drawInlineImage(page, 0, 0, width, height)
        if number == stamped:
            canvas.drawString(40, 20, stamp)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def read(content: bytes, programs: Programs, watch: Callable[[Step, int, int], None] | None = None) -> Document:
    async def steps() -> Document:
        async with FileReader(programs=programs) as reader:
            return await reader.read(content, "scan.pdf", watch)

    return asyncio.run(steps())


@pytest.fixture(scope="module")
def scanned() -> bytes:
    page = picture(LINES)
    askew = page.rotate(4, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    turned = [page, *(page.rotate(angle, expand=True) for angle in (180, 90, 270)), askew]
    return scan([*turned, picture(LEFT, RIGHT), page, picture(())], "FILED 2024-03-01", STAMPED)


@pytest.fixture(scope="module")
def recognised(scanned: bytes) -> tuple[Document, list[tuple[Step, int, int]]]:
    seen: list[tuple[Step, int, int]] = []
    document = read(scanned, installed(), lambda *progress: seen.append(progress))
    return document, seen


Recognition = tuple[Document, list[tuple[Step, int, int]]]


def text_of(document: Document, page: int) -> str:
    shown = document.pages[page - 1]
    return document.text[shown.start : shown.end]


@needs_tesseract
@pytest.mark.parametrize("page", [UPRIGHT, UPSIDE_DOWN, ON_ITS_LEFT, ON_ITS_RIGHT, ASKEW])
def test_a_scan_is_read_however_the_page_lay_on_the_glass(recognised: Recognition, page: int) -> None:
    assert text_of(recognised[0], page).split() == " ".join(LINES).split()


@needs_tesseract
def test_columns_of_a_scan_are_read_one_after_the_other(recognised: Recognition) -> None:
    assert text_of(recognised[0], COLUMNS).split() == " ".join(LEFT + RIGHT).split()


@needs_tesseract
def test_a_stamp_in_letters_stays_and_the_picture_under_it_is_read(recognised: Recognition) -> None:
    words = text_of(recognised[0], STAMPED)
    assert words.split() == [*" ".join(LINES).split(), "FILED", "2024-03-01"]


@needs_tesseract
def test_only_what_was_recognised_has_a_confidence(recognised: Recognition) -> None:
    document, _ = recognised
    stamp = document.text.index("FILED")
    sure = confidence(document, document.pages[0].start, document.pages[0].end)
    assert sure is not None
    assert 0.8 < sure <= 1
    assert confidence(document, stamp, stamp + 5) is None


@needs_tesseract
def test_the_outline_of_a_scan_is_found(recognised: Recognition) -> None:
    first = [clause.number for clause in recognised[0].clauses if clause.start < recognised[0].pages[0].end]
    assert first == ["7.2", "7.3"]


@needs_tesseract
@pytest.mark.parametrize(("page", "angle"), [(UPRIGHT, 0), (UPSIDE_DOWN, 180), (ASKEW, 4)])
def test_a_word_of_a_scan_is_marked_where_it_stands(recognised: Recognition, page: int, angle: float) -> None:
    document, _ = recognised
    start = document.text.index("shall pay", document.pages[page - 1].start)
    [mark] = boxes(document.glyphs, document.pages, start, start + len("shall pay"))
    wide = stringWidth("shall pay", "Helvetica", 12)
    across, up = 40 + stringWidth("7.2 The Tenant ", "Helvetica", 12) + wide / 2 - 432 / 2, 223 - 288 / 2
    turn, shown = math.radians(angle), document.pages[page - 1]
    assert mark.page == page
    assert (mark.left + mark.right) / 2 == pytest.approx(
        shown.width / 2 + across * math.cos(turn) - up * math.sin(turn), abs=4
    )
    assert (mark.bottom + mark.top) / 2 == pytest.approx(
        shown.height / 2 + across * math.sin(turn) + up * math.cos(turn), abs=4
    )
    assert mark.right - mark.left == pytest.approx(wide, abs=4)


@needs_tesseract
def test_progress_is_told_page_by_page(recognised: Recognition) -> None:
    assert recognised[1] == [("recognised", done, 8) for done in range(9)]


@needs_tesseract
def test_pages_that_were_recognised_and_an_empty_one_are_named(recognised: Recognition) -> None:
    document, _ = recognised
    assert document.unread == (EMPTY,)
    assert any(warning.startswith("pages 1-7 were read by text recognition, ") for warning in document.warnings)
    assert "text recognition found no words on page 8 (photographs, drawings, empty pages?)" in document.warnings, (
        document.warnings
    )


def test_without_text_recognition_the_pages_are_named_with_what_to_install(scanned: bytes) -> None:
    document = read(scanned, NOTHING)
    assert document.unread == tuple(range(1, 9))
    assert document.recognised == ()
    assert document.text.split() == ["FILED", "2024-03-01"]
    assert "pages 1-6, 8 have no text layer (a scan?): they were not read" in document.warnings
    assert document.warnings[-1] == NOT_INSTALLED


@needs_tesseract
def test_a_language_that_is_not_installed_is_named_and_the_others_are_read() -> None:
    document = read(scan([picture(LINES)]), Programs(installed().tesseract, None, ("eng", "tlh")))
    assert "Tenant" in document.text
    assert "no model of the language tlh: install it (tesseract-ocr-tlh)" in document.warnings[-1]


@needs_tesseract
def test_without_any_of_the_languages_nothing_is_guessed() -> None:
    document = read(scan([picture(LINES)]), Programs(installed().tesseract, None, ("tlh",)))
    assert (document.text, document.unread) == ("", (1,))
    assert "no model of the language tlh" in document.warnings[-1]


def program(folder: Path, on_a_page: str) -> Path:
    """A text recognition that does what its line of shell says when it is given a page."""
    file = folder / "bin" / "tesseract"
    file.parent.mkdir()
    says = "case $1 in --version) echo tesseract 5.0;; --list-langs) echo eng;;"
    file.write_text(f"#!/bin/sh\n{says} *) {on_a_page};; esac\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def test_a_recognition_that_fails_leaves_the_rest_of_the_file_readable(tmp_path: Path) -> None:
    content = scan([picture(LINES)] * 2, "FILED 2024-03-01", 2)
    document = read(content, Programs(program(tmp_path, "echo out of paper >&2; exit 1"), None))
    assert document.text.strip() == "FILED 2024-03-01"
    assert document.warnings[-1] == "pages 1-2 not read, since text recognition failed (out of paper)"


def test_recognition_gives_up_on_a_file_on_which_it_fails_again_and_again(tmp_path: Path) -> None:
    content = scan([Image.new("L", (200, 200), 255)] * (MOST_FAILURES + 5))
    document = read(content, Programs(program(tmp_path, "exit 1"), None))
    assert document.warnings[-1].endswith(f"not read, since text recognition failed on {MOST_FAILURES} others")
    assert document.unread == tuple(range(1, MOST_FAILURES + 6))


def test_what_recognises_is_told_nothing_and_may_write_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINCITE_SECRET", "key")
    left = tmp_path / "left"
    found = program(tmp_path, f'echo x > {left}; echo "${{PINCITE_SECRET-nothing}}" >&2; exit 1')
    document = read(scan([picture(LINES)]), Programs(found, None))
    assert document.warnings[-1] == "page 1 not read, since text recognition failed (nothing)"
    assert not left.exists() or left.read_bytes() == b""
