"""Page numbers and running heads that a converter left in a text: furniture, and what is none."""

from collections.abc import Sequence

import pytest

from pincite.answering.units import quotable
from pincite.documents.document import Document
from pincite.documents.regions import as_read
from pincite.readers.read import read

CLAUSE = "The {word} Supplier shall keep full records of every delivery that it makes under this agreement. "


def paged(feet: Sequence[str], white: str = "\n\n\n\n") -> Document:
    """A text in which each foot stands in the middle of a sentence, a page apart."""
    pages = [CLAUSE.format(word=f"first {page}") * 5 + f"The Buyer of page {page} shall" for page in range(len(feet))]
    text = "".join(f"{page}{white}{foot}{white}pay at once. " for page, foot in zip(pages, feet, strict=True))
    return read(text.encode(), "agreement.txt")


def furniture(document: Document) -> list[str]:
    return [document.text[start:end] for start, end in document.ranges("furniture")]


def statements(document: Document) -> list[str]:
    units = quotable(document, 0, len(document.text))
    return [" ".join(as_read(document, unit.start, unit.end).split()) for unit in units]


NUMBERED = [
    ["1", "2", "3", "4"],
    ["-1-", "-2-", "-3-"],
    ["- 7 -", "- 8 -", "- 10 -"],
    ["Page 3 of 12", "Page 4 of 12", "Page 5 of 12"],
    ["PAGE 1", "PAGE 2", "PAGE 3"],
    ["Page -7-", "Page -8-", "Page -9-"],
    ["iv", "v", "vi"],
]


@pytest.mark.parametrize("feet", NUMBERED, ids=lambda feet: feet[0])
def test_a_sentence_reads_on_over_a_page_number(feet: list[str]) -> None:
    document = paged(feet)
    assert furniture(document) == feet
    assert [said for said in statements(document) if said.startswith("The Buyer")] == [
        f"The Buyer of page {page} shall pay at once." for page in range(len(feet))
    ]


def test_a_page_number_at_the_end_of_a_line_is_none_of_its_words() -> None:
    document = paged(["Page 3 of 9", "Page 4 of 9", "Page 5 of 9"], white=" ")
    assert furniture(document) == ["Page 3 of 9", "Page 4 of 9", "Page 5 of 9"]
    assert "The Buyer of page 1 shall pay at once." in statements(document)


def test_a_sentence_reads_on_over_the_foot_of_a_page_and_the_head_of_the_next() -> None:
    pages = [CLAUSE.format(word=f"first {page}") * 5 + f"The Buyer of page {page} shall" for page in range(4)]
    text = "".join(f"{page}\n\n        {at}\n\n{at + 1}\n\npay at once. " for at, page in enumerate(pages, start=1))
    document = read(text.encode(), "agreement.txt")

    assert furniture(document) == ["1", "2", "2", "3", "3", "4", "4", "5"]
    assert "The Buyer of page 1 shall pay at once." in statements(document)


STAMPS = [
    "Source: ACME HOLDINGS, INC., 10-K/A, 3/12/2019",
    "Source: ACME, DRS/A (on S-1), 3/12/2019",
    "Case 18-10248-MFW Doc 632-1 Filed 04/18/18 Page 3 of 60",
    "Case 1:18-cv-00248-MFW Document 63 Filed 04/18/2018 Page 3 of 60",
]


@pytest.mark.parametrize("stamp", STAMPS)
def test_the_stamp_on_a_filing_and_the_number_before_it_are_furniture(stamp: str) -> None:
    document = paged([f"{page}\n\n{stamp}" for page in (4, 5, 6)])
    assert furniture(document) == ["4", stamp, "5", stamp, "6", stamp]
    assert "The Buyer of page 0 shall pay at once." in statements(document)


def test_a_legend_below_the_page_numbers_of_a_filing_is_furniture() -> None:
    legend = "[*]=CERTAIN INFORMATION IN THIS EXHIBIT HAS BEEN OMITTED AND FILED SEPARATELY WITH THE COMMISSION. " * 3
    document = paged([f"{page}\n\n{legend.strip()}" for page in (4, 5, 6)], white="\n\n")
    assert furniture(document) == [part for page in "456" for part in (page, legend.strip())]
    assert not any(said.startswith("[*]") for said in statements(document))


@pytest.mark.parametrize("between", [" ", "  ", "     "])
def test_words_that_repeat_before_a_page_number_are_furniture_with_it(between: str) -> None:
    legend = "Proprietary and Confidential This Agreement is not for disclosure outside of Acme and its Affiliates."
    document = paged([f"{legend}{between}{page}\n\n\n\n" for page in (4, 5, 6)], white="\n\n")
    assert furniture(document) == [f"{legend}{between}{page}" for page in (4, 5, 6)]


def test_page_numbers_between_paragraphs_are_known_by_those_in_sentences() -> None:
    pages = [CLAUSE.format(word=f"first {page}") * 5 for page in range(8)]
    ends = ["", "The Buyer shall", "", "The Buyer shall pay all", "", "", "", ""]
    starts = ["", "", "pay at once. ", "", "Fees at once. ", "", "", ""]
    text = "".join(f"{starts[at]}{page}{ends[at]}\n\n{at + 1}\n\n" for at, page in enumerate(pages))
    document = read(text.encode(), "agreement.txt")
    assert furniture(document) == [str(number) for number in range(1, 9)]
    assert {"The Buyer shall pay at once.", "The Buyer shall pay all Fees at once."} <= set(statements(document))


def test_a_page_number_behind_the_last_word_of_a_page_is_none_of_its_words() -> None:
    pages = [CLAUSE.format(word=f"first {page}") * 5 + f"The Buyer of lot {page} shall" for page in range(3)]
    text = "".join(f"{page} {number}\n\n\n\n\n\npay at once. " for number, page in enumerate(pages, start=4))
    document = read(text.encode(), "agreement.txt")
    assert furniture(document) == ["4", "5", "6"]
    assert "The Buyer of lot 1 shall pay at once." in statements(document)


@pytest.mark.parametrize("gap", ["\n", "\n\n", " "])
def test_a_number_in_a_sentence_stays(gap: str) -> None:
    pages = [CLAUSE.format(word=f"first {page}") * 5 + f"The Buyer of lot {page} shall pay" for page in range(3)]
    text = "".join(f"{page} {number}{gap}euros at once. " for number, page in enumerate(pages, start=4))
    assert furniture(read(text.encode(), "agreement.txt")) == []


def test_a_running_head_beside_page_numbers_is_never_quoted_by_itself() -> None:
    document = paged([f"{page}\n\nConfidential Treatment Requested of the Commission." for page in (4, 5, 6)])
    assert "Confidential Treatment Requested of the Commission." in furniture(document)
    assert not any(said.startswith("Confidential") for said in statements(document))


@pytest.mark.parametrize("words", ["not", "NOT", "Under No Circumstances", "twice", "-not-", "Page of 3"])
def test_no_word_of_a_sentence_is_skipped_as_a_running_head(words: str) -> None:
    document = paged([f"{page}\n{words}" for page in (4, 5, 6)])
    assert all(words in said for said in statements(document) if said.startswith("The Buyer"))


def test_figures_that_do_not_count_from_page_to_page_stay_words() -> None:
    document = paged(["10", "20", "15", "3"], white="\n")
    assert furniture(document) == []
    assert "The Buyer of page 0 shall 10 pay at once." in statements(document)


def test_pages_that_a_sentence_names_stay_words() -> None:
    named = "The price stands on Page {0} of 9 and on Page {0} again."
    text = "".join(f"{CLAUSE * 5}{named.format(page)}\n\n" for page in range(1, 5))
    assert furniture(read(text.encode(), "prices.txt")) == []


def test_clause_numbers_on_lines_of_their_own_are_no_page_numbers() -> None:
    text = "".join(f"{number}\n\nDelivery\n\n{CLAUSE.format(word='')}{CLAUSE * 4}\n\n" for number in range(1, 6))
    assert furniture(read(text.encode(), "agreement.txt")) == []


def test_a_term_that_each_schedule_repeats_is_no_running_head() -> None:
    term = "All other terms of the Agreement shall remain in force."
    text = "".join(f"Amendment {number}\n\n{CLAUSE * 5}\n\n{term}\n\n" for number in ("A", "B", "C", "D"))
    document = read(text.encode(), "amendments.txt")
    assert furniture(document) == []
    assert term in statements(document)


LEGEND = 'CONFIDENTIAL TREATMENT REQUESTED. WHAT IS LEFT OUT IS MARKED "[***]". A FULL COPY WAS FILED.'


def test_a_legend_before_the_first_words_of_each_page_is_none_of_them() -> None:
    pages = [f"pay at once. {CLAUSE.format(word=number) * 5}The Buyer of page {number} shall" for number in range(4)]
    text = "\n\n\n\n\n\n".join(f"{LEGEND} {page} {number}" for number, page in enumerate(pages, start=7))
    document = read(text.encode(), "agreement.txt")
    assert [one for one in furniture(document) if not one.isdecimal()] == [LEGEND] * 4
    said = [one for one in statements(document) if one.startswith("The Buyer")]
    assert said[:3] == [f"The Buyer of page {page} shall pay at once." for page in range(3)]


def test_words_behind_page_numbers_in_the_line_of_the_page_are_a_running_head() -> None:
    sums = ("one", "two", "three", "four", "five", "six")
    pages = [f"May 3, 2016 {word} percent at once. {CLAUSE * 5}The Buyer shall pay" for word in sums]
    text = "".join(f"{page}\n\n\n\n\n{number}\n\n" for number, page in enumerate(pages, start=1))
    document = read(text.encode(), "agreement.txt")
    assert [one for one in furniture(document) if not one.isdecimal()] == [
        "May 3, 2016"
    ] * 5  # no number stands before the first
    assert "The Buyer shall pay three percent at once." in statements(document)


def test_words_that_only_some_pages_open_with_stay() -> None:
    heads = ("The Buyer", "The Seller", "No Buyer", "The Buyer", "In May", "At once")
    pages = [f"{number}\n\n{head} of page {number} pays at once. {CLAUSE * 5}" for number, head in enumerate(heads)]
    document = read("\n\n\n\n\n".join(pages).encode(), "agreement.txt")
    assert all(one.isdecimal() for one in furniture(document))


@pytest.mark.parametrize("pages", [2, 4])
def test_a_clause_in_capitals_that_opens_parts_of_a_text_stays(pages: int) -> None:
    shouted = "THE SUPPLIER GIVES NO WARRANTY OF ANY KIND. THE BUYER BEARS ALL RISK."
    text = "\n\n\n\n\n\n".join(f"{shouted} {CLAUSE.format(word=number) * 5}" for number in range(pages))
    assert furniture(read(text.encode(), "agreement.txt")) == []


def test_source_code_has_no_page_numbers() -> None:
    lines = "".join(f"{CLAUSE * 5}\n\n\n\n{number}\n\n\n\nand so on. " for number in range(1, 5))
    assert furniture(read(lines.encode(), "data.py")) == []
    assert furniture(read(lines.encode(), "data.txt")) == ["1", "2", "3", "4"]
