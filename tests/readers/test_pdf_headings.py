"""Headings that a PDF marks only by their look."""

from collections.abc import Callable, Sequence
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from pincite.readers.pdf.reader import read_pdf
from pincite.readers.read import read

LEFT, RIGHT, TOP, STEP = 72, 540, 720, 14

PROSE = (
    "The employer dismissed the claimant after she had complained of the hours she was made to work,",
    "and she asks for the wages that fell due in the weeks after that day, with interest at the rate",
    "that the statute allows. The board heard four witnesses and found for her on each of the claims",
    "that it reached, and this appeal of the employer followed within the time that the rules set.",
)

Line = tuple[str, str, float, str]
"""Words, font, size and how they stand: `left`, `centre` or `underlined`."""


def plain(*lines: str) -> list[Line]:
    return [(words, "Times-Roman", 11, "left") for words in lines or PROSE]


def painted(lines: Sequence[Line]) -> bytes:
    """A page of lines from top to bottom, set at one distance."""

    def draw(canvas: Canvas) -> None:
        for at, (words, font, size, place) in enumerate(lines):
            y = TOP - at * STEP
            canvas.setFont(font, size)
            if place == "centre":
                canvas.drawCentredString((LEFT + RIGHT) / 2, y, words)
                continue
            canvas.drawString(LEFT, y, words)
            if place == "underlined":
                canvas.line(LEFT, y - 2, LEFT + canvas.stringWidth(words, font, size), y - 2)

    return pages(draw)


def pages(*drawn: Callable[[Canvas], None]) -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    for draw in drawn:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def set_off(content: bytes) -> list[tuple[str, int]]:
    """Words and level of what stands out."""
    reading = read_pdf(content)
    return [(reading.text[one.start : one.end], one.level) for one in reading.set_off]


def outlined(content: bytes) -> list[tuple[str, str, int]]:
    """Number, heading and level of each clause."""
    return [(clause.number, clause.heading, clause.level) for clause in read(content, "opinion.pdf").clauses]


def test_a_bold_line_between_plain_ones_is_a_heading() -> None:
    lines = [*plain(), ("What the board found", "Times-Bold", 11, "left"), *plain()]

    assert [heading for _, heading, _ in outlined(painted(lines))] == ["What the board found"]


def test_a_line_that_is_underlined_is_a_heading_below_a_bold_one() -> None:
    lines = [("Reasons", "Times-Bold", 11, "centre"), *plain(), ("Standard of review", "Times-Roman", 11, "underlined")]
    lines += [*plain(), ("Order", "Times-Bold", 11, "centre"), *plain()]

    assert [(heading, level) for _, heading, level in outlined(painted(lines))] == [
        ("Reasons", 0),
        ("Standard of review", 1),
        ("Order", 0),
    ]


def test_larger_letters_are_a_heading() -> None:
    assert set_off(painted([*plain(), ("What we keep", "Times-Roman", 15, "left"), *plain()])) == [("What we keep", 1)]


def test_capitals_in_the_middle_of_the_page_are_a_heading() -> None:
    lines = [*plain(), ("OUR REASONS", "Times-Roman", 11, "centre"), *plain()]

    assert set_off(painted(lines)) == [("OUR REASONS", 1)]


def test_two_lines_that_look_alike_are_one_heading() -> None:
    lines = [
        *plain(),
        ("What the Board Found", "Times-Bold", 11, "left"),
        ("and Why It Matters", "Times-Bold", 11, "left"),
    ]

    assert set_off(painted([*lines, *plain()])) == [("What the Board Found\nand Why It Matters", 1)]


def test_where_all_is_bold_nothing_stands_out() -> None:
    lines = [(words, "Times-Bold", 11, "left") for words in (*PROSE, "What the board found", *PROSE)]

    assert set_off(painted(lines)) == []


def test_a_line_with_a_bold_start_is_no_heading() -> None:
    def draw(canvas: Canvas) -> None:
        for at, words in enumerate((*PROSE, "", *PROSE)):
            canvas.setFont("Times-Roman", 11)
            canvas.drawString(LEFT, TOP - at * STEP, words)
        canvas.setFont("Times-Bold", 11)
        canvas.drawString(LEFT, TOP - 4 * STEP, "Confidential Information")
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(
            LEFT + canvas.stringWidth("Confidential Information ", "Times-Bold", 11), TOP - 4 * STEP, "is"
        )

    assert set_off(pages(draw)) == []


def test_bold_words_that_run_on_in_the_next_line_are_no_heading() -> None:
    wide = "Each party keeps confidential and does not use for any purpose what the other party has told it"
    lines = [
        *plain(),
        (wide, "Times-Bold", 11.3, "left"),
        ("or has shown to it.", "Times-Bold", 11.3, "left"),
        *plain(),
    ]

    assert outlined(painted(lines)) == []


def test_the_number_of_a_heading_may_be_plain() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 11)
        for at, words in enumerate((*PROSE, "A.", *PROSE)):
            canvas.drawString(LEFT, TOP - at * STEP, words)
        canvas.setFont("Times-Bold", 11)
        canvas.drawString(LEFT + 14, TOP - 4 * STEP, "Standard of review")

    assert [words for words, _ in set_off(pages(draw))] == ["A. Standard of review"]


def test_a_running_head_is_no_heading() -> None:
    def page(words: Sequence[str], number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.setFont("Times-Bold", 11)
            canvas.drawCentredString((LEFT + RIGHT) / 2, 760, "Opinion of the Court")
            canvas.setFont("Times-Roman", 11)
            for at, line in enumerate(words):
                canvas.drawString(LEFT, TOP - at * STEP, line)
            canvas.drawString(300, 40, str(number))

        return draw

    content = pages(*(page([*PROSE[at:], *PROSE[:at]], at + 1) for at in range(4)))

    assert set_off(content) == []


def test_the_caption_of_a_court_is_no_heading() -> None:
    caption = ("UNITED STATES DISTRICT COURT", "DISTRICT OF NEW HOLLAND", "Northwind Traders, Inc.,", "No. 21-50498")
    lines = [(words, "Times-Bold", 11, "centre") for words in caption]

    assert outlined(painted([*lines, *plain()])) == []


def test_the_title_of_an_exhibit_over_several_lines_is_one_clause() -> None:
    lines: list[Line] = [*plain(), *plain("EXHIBIT A"), ("to the Agreement", "Times-Bold", 11, "centre")]
    lines += [("Statement of Work", "Times-Bold", 14, "centre"), *plain()]

    assert [number for number, _, _ in outlined(painted(lines))] == ["EXHIBIT A"]


def test_a_rule_wider_than_the_words_is_a_border() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 11)
        for at, words in enumerate((*PROSE, "Sums paid", *PROSE)):
            canvas.drawString(LEFT, TOP - at * STEP, words)
        canvas.line(LEFT, TOP - 4 * STEP - 2, RIGHT, TOP - 4 * STEP - 2)

    assert set_off(pages(draw)) == []
