"""PDF pages are read as a person reads them: order, columns, tables, notes, turned pages, and what repeats."""

from collections.abc import Callable
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from pincite.documents.document import RegionKind
from pincite.documents.glyphs import boxes
from pincite.readers.pdf.reader import read_pdf
from pincite.readers.reading import Reading

WIDTH, HEIGHT = 612, 792

PROSE = (
    "The Supplier shall deliver the goods to the",
    "place that the order names, and bears the",
    "risk of loss until the Customer has signed",
    "for them. A delivery that is late by more",
    "than ten days may be refused, and sums paid",
    "in advance for it are then to be returned",
    "within thirty days of the refusal. Nothing",
    "in this clause limits other remedies that",
    "the Customer has under the law in force.",
)

ANSWER = (
    "Payment falls due thirty days after receipt",
    "of a proper invoice. Interest runs from that",
    "day at four per cent a year above the base",
    "rate of the central bank. The Customer may",
    "hold back what it disputes in good faith if",
    "it says why in writing before payment falls",
    "due. Taxes are added at the rate in force on",
    "the day of the invoice, and are shown on it",
    "apart from the price of the goods themselves.",
)


def pdf(*pages: Callable[[Canvas], object]) -> bytes:
    """A letter-size PDF with one page per painter, in 10-point type."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT))
    for paint in pages:
        canvas.setFont("Helvetica", 10)
        paint(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def regions(reading: Reading, kind: RegionKind) -> list[str]:
    """The words of the regions of a kind."""
    return [reading.text[region.start : region.end] for region in reading.regions if region.kind == kind]


def clauses(canvas: Canvas, number: int) -> None:
    """Paints the text of a page; the next pages have other lines in its places."""
    for index in range(len(PROSE)):
        canvas.drawString(72, 680 - 14 * index, PROSE[(index + 2 * number) % len(PROSE)])


def test_running_heads_feet_and_page_numbers_stay_in_place_and_are_furniture() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def paint(canvas: Canvas) -> None:
            canvas.drawString(72, 750, "Supply Agreement - Confidential")
            clauses(canvas, number)
            canvas.drawCentredString(306, 30, f"{number}")

        return paint

    reading = read_pdf(pdf(*(page(number) for number in range(1, 5))))
    assert regions(reading, "furniture") == [
        words for number in range(1, 5) for words in ("Supply Agreement - Confidential", str(number))
    ]
    second = reading.pages[1]
    assert reading.text[second.start :].startswith("Supply Agreement - Confidential\n")
    assert reading.text[: second.end].endswith("\n2")


def test_a_heading_that_counts_its_parts_is_no_running_head() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def paint(canvas: Canvas) -> None:
            canvas.drawString(72, 750, f"SCHEDULE {number}")
            clauses(canvas, number)

        return paint

    reading = read_pdf(pdf(*(page(number) for number in range(1, 5))))
    assert regions(reading, "furniture") == []


def letter(second_head: str) -> bytes:
    """Two pages; the head of the second has nothing to repeat it."""

    def first(canvas: Canvas) -> None:
        canvas.drawString(72, 740, "Ms. Adela Brook, Harbor Supply Company")
        canvas.drawString(72, 726, "March 3, 2024")
        clauses(canvas, 1)

    def second(canvas: Canvas) -> None:
        canvas.drawString(72, 740, second_head)
        clauses(canvas, 2)

    return pdf(first, second)


def test_the_head_of_a_second_page_that_says_again_what_the_first_begins_with_is_furniture() -> None:
    head = "Ms. Adela Brook, March 3, 2024, Page 2"
    assert regions(read_pdf(letter(head)), "furniture") == [head]


def test_a_heading_at_the_top_of_a_second_page_is_none() -> None:
    assert regions(read_pdf(letter("Remedies of the Customer")), "furniture") == []


def test_a_filing_stamp_is_furniture_on_a_single_page() -> None:
    stamp = "Case 1:19-cv-00123-ABC Document 40 Filed 08/05/16 Page 1 of 4"

    def paint(canvas: Canvas) -> None:
        clauses(canvas, 1)
        canvas.drawString(72, 775, stamp)

    reading = read_pdf(pdf(paint))
    assert regions(reading, "furniture") == [stamp]
    assert reading.text.startswith(stamp)


def test_line_numbers_of_a_pleading_are_furniture_and_not_among_the_words() -> None:
    def paint(canvas: Canvas) -> None:
        for number in range(1, 29):
            height = 720 - 24 * (number - 1)
            canvas.drawRightString(60, height, f"{number}")
            canvas.drawString(90, height, f"Plaintiff alleges in paragraph {number * 7} that the goods")

    reading = read_pdf(pdf(paint))
    (numbers,) = regions(reading, "furniture")
    assert numbers.split() == [str(number) for number in range(1, 29)]
    assert "that the goods\nPlaintiff alleges in paragraph 14 that" in reading.text


def test_a_list_of_ten_numbers_is_not_taken_for_line_numbers() -> None:
    def paint(canvas: Canvas) -> None:
        for number in range(1, 11):
            canvas.drawString(72, 720 - 40 * number, f"{number}  Goods of the kind that the order of {number} names")

    reading = read_pdf(pdf(paint))
    assert regions(reading, "furniture") == []
    assert "1 Goods of the kind" in " ".join(reading.text.split())


def test_entries_of_a_table_of_contents_keep_their_page_numbers_on_their_lines() -> None:
    entries = [(f"{number}.", f"Clause the {number * 11}th", f"{number + 1}") for number in range(1, 9)]

    def paint(canvas: Canvas) -> None:
        canvas.drawString(72, 730, "TABLE OF CONTENTS")
        for index, (label, heading, page) in enumerate(entries):
            height = 700 - 20 * index
            canvas.drawString(72, height, label)
            canvas.drawString(100, height, f"{heading} " + "." * 60)
            canvas.drawRightString(540, height, page)

    reading = read_pdf(pdf(paint))
    assert regions(reading, "table") == []
    found = [line.replace(".", " ").split() for line in reading.text.splitlines()[1:] if line]
    assert found == [f"{label} {heading} {page}".replace(".", " ").split() for label, heading, page in entries]


def columns_in_turn(canvas: Canvas) -> None:
    for left, lines in ((50, PROSE), (320, ANSWER)):
        for index, line in enumerate(lines):
            canvas.drawString(left, 700 - 14 * index, line)


def columns_row_by_row(canvas: Canvas) -> None:
    for index, (left, right) in enumerate(zip(PROSE, ANSWER, strict=True)):
        canvas.drawString(72, 700 - 14 * index, left)
        canvas.drawString(296, 700 - 14 * index, right)


@pytest.mark.parametrize("paint", [columns_in_turn, columns_row_by_row])
def test_two_columns_are_read_one_after_the_other_however_they_were_drawn(paint: Callable[[Canvas], None]) -> None:
    reading = read_pdf(pdf(paint))
    assert reading.text.split("\n") == [*PROSE, *ANSWER]


def test_lines_drawn_out_of_order_are_read_from_top_to_bottom() -> None:
    def paint(canvas: Canvas) -> None:
        for index in (4, 0, 3, 1, 2):
            canvas.drawString(72, 700 - 14 * index, PROSE[index])

    assert read_pdf(pdf(paint)).text.split("\n") == [*PROSE[:5]]


def test_a_footnote_is_a_region_of_its_own_with_its_mark() -> None:
    def paint(canvas: Canvas) -> None:
        for index, line in enumerate(PROSE):
            canvas.drawString(72, 700 - 14 * index, line)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(72 + 200, 704, "1")
        canvas.line(72, 110, 216, 110)
        canvas.drawString(72, 99, "1")
        canvas.setFont("Helvetica", 8)
        canvas.drawString(76, 96, "Amended by the letter of 3 March.")
        canvas.drawString(72, 86, "It was signed by both parties.")

    reading = read_pdf(pdf(paint))
    (region,) = [region for region in reading.regions if region.kind == "footnote"]
    assert region.note == "1"
    assert "Amended by the letter" in reading.text[region.start : region.end]
    assert reading.text[region.start : region.end].endswith("both parties.")
    assert reading.text[: region.start].rstrip().endswith(PROSE[-1])


CELLS = (
    ("Item", "Price", "Due"),
    ("Pallets", "USD 400", "1 May"),
    ("Crates", "USD 90", ""),
    ("Sacks", "USD 5", "3 May"),
)


def ruled(canvas: Canvas) -> None:
    canvas.grid([72, 200, 320, 440], [600 + 20 * index for index in range(len(CELLS) + 1)])
    for row, cells in enumerate(CELLS):
        for column, words in enumerate(cells):
            canvas.drawString((76, 204, 324)[column], 600 + 20 * (len(CELLS) - row) - 14, words)


def test_rows_of_a_ruled_table_are_lines_and_its_cells_are_parted_by_bars() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(72, 720, "Prices are these:")
        ruled(canvas)
        canvas.drawString(72, 560, "They hold until the end of the year.")

    reading = read_pdf(pdf(paint))
    table = "Item | Price | Due\nPallets | USD 400 | 1 May\nCrates | USD 90\nSacks | USD 5 | 3 May"
    assert regions(reading, "table") == [table]
    assert reading.text == f"Prices are these:\n{table}\nThey hold until the end of the year."


def test_a_table_without_lines_is_found_by_its_columns() -> None:
    rows = [(f"Site {number}", f"USD {number * 137}", f"{number} May", f"{number * 3} staff") for number in range(1, 9)]

    def paint(canvas: Canvas) -> None:
        for row, cells in enumerate(rows):
            for column, words in enumerate(cells):
                canvas.drawString(72 + 120 * column, 700 - 18 * row, words)

    reading = read_pdf(pdf(paint))
    assert regions(reading, "table") == ["\n".join(" | ".join(row) for row in rows)]


def test_the_box_of_a_cell_holds_its_words_only() -> None:
    reading = read_pdf(pdf(ruled))
    start = reading.text.index("USD 90")
    (box,) = boxes(reading.glyphs, reading.pages, start, start + 6)
    assert 203 <= box.left <= 205
    assert box.right <= 320
    assert 620 <= box.bottom < box.top <= 640


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(turn: int) -> None:
    """The words are painted so that they stand upright once a viewer has turned the page."""

    def paint(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        canvas.translate(*{90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[turn])
        canvas.rotate(turn)
        for index, line in enumerate(PROSE):
            canvas.drawString(72, 500 - 14 * index, line)

    reading = read_pdf(pdf(paint))
    (page,) = reading.pages
    assert (page.width, page.height) == (WIDTH, HEIGHT)
    assert reading.text.split("\n") == [*PROSE]
    start = reading.text.index(PROSE[2])
    (box,) = boxes(reading.glyphs, reading.pages, start, start + len(PROSE[2]))
    assert box.left == pytest.approx(72, abs=1)
    assert box.bottom < 500 - 28 < box.top < 500 - 14


def test_words_that_stand_sideways_on_an_upright_page_are_read_after_the_others() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(40, 200)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Draft of 3 March")
        canvas.restoreState()
        for index, line in enumerate(PROSE):
            canvas.drawString(72, 700 - 14 * index, line)

    reading = read_pdf(pdf(paint))
    assert reading.text.split("\n") == [*PROSE, "Draft of 3 March"]
    start = reading.text.index("Draft")
    (box,) = boxes(reading.glyphs, reading.pages, start, len(reading.text))
    assert box.top - box.bottom > 5 * (box.right - box.left)


def test_what_was_typed_into_a_blank_stands_in_the_blank() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "This lease begins on ____________________ and ends on the last day of the year.")
        canvas.drawString(72, 686, "Both parties have signed it.")
        canvas.drawString(180, 702, "3 March 2024")

    text = read_pdf(pdf(paint)).text
    assert text.index("begins on") < text.index("3 March 2024") < text.index("and ends on")


def test_what_is_filled_into_a_form_stands_by_its_label() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Tenant:")
        canvas.drawString(320, 700, "Rent:")
        canvas.drawString(72, 640, "Use:")
        canvas.drawString(72, 560, "The parties have signed below.")
        field = canvas.acroForm.textfield
        field(
            name="use", value="Storage of goods,\nno others", x=160, y=600, width=140, height=50, fieldFlags="multiline"
        )
        field(name="rent", value="USD 900", x=400, y=694, width=100, height=18)
        field(name="tenant", value="Pell Harbor Ltd", x=160, y=694, width=100, height=18)

    words = "Tenant: Pell Harbor Ltd Rent: USD 900 Use: Storage of goods, no others The parties have signed below."
    assert " ".join(read_pdf(pdf(paint)).text.split()) == words


def test_words_painted_twice_are_read_once() -> None:
    def paint(canvas: Canvas) -> None:
        for shift in (0, 0.4):
            canvas.drawString(72 + shift, 700, "SUPPLY AGREEMENT")
        canvas.drawString(72, 660, PROSE[0])

    assert "".join(read_pdf(pdf(paint)).text.split()) == "".join(f"SUPPLY AGREEMENT {PROSE[0]}".split())


def test_a_title_of_spaced_letters_is_read_as_words() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "S U P P L Y   A G R E E M E N T")
        canvas.drawString(72, 660, PROSE[0])

    assert read_pdf(pdf(paint)).text.startswith("SUPPLY AGREEMENT\n")


def test_a_space_drawn_by_itself_in_tiny_letters_parts_two_words() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "(a)")
        after = 72 + canvas.stringWidth("(a)") + 0.4
        canvas.setFont("Helvetica", 1)
        canvas.drawString(after, 700, " ")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(after + 0.4, 700, "the Supplier")

    reading = read_pdf(pdf(paint))
    assert reading.text == "(a) the Supplier"
    assert len(boxes(reading.glyphs, reading.pages, 0, len(reading.text))) == 1
