"""Headings, definitions, tables of contents, headings of the format, kinds and levels."""

import re

import pytest

from pincite.documents.document import Format, Heading
from pincite.structure.outline.outline import outline


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("1. Limitation of Liability. No party is liable for more.", "Limitation of Liability"),
        ("1. LIMITATION OF LIABILITY\n\nNo party is liable for more.", "LIMITATION OF LIABILITY"),
        ("1.\n\nLimitation of Liability\n\nNo party is liable for more.", "Limitation of Liability"),
        ("1. Limitation of Liability: no party is liable.", "Limitation of Liability"),
        ("1. Termination for cause. Either party may end it.", "Termination for cause"),
        ("1. Entire Agreement; Amendments. This is all.", "Entire Agreement; Amendments"),
        ("1. U.S. Government Users. They have no more rights.", "U.S. Government Users"),
        ("1. The Supplier shall deliver. It may wait.", ""),
        ("1. No amounts paid are refunds. They stay.", ""),
        ("1. the goods", ""),
        ("1. Fees and Payment 1.1 The fee is $5 a day.", "Fees and Payment"),
        ("ARTICLE I – DEFINITIONS\nText of it follows here.", "DEFINITIONS"),
        ("SCHEDULE 2 - Service Levels\n\nThe levels follow.", "Service Levels"),
    ],
)
def test_the_heading_is_the_words_after_the_number(text: str, heading: str) -> None:
    first = outline(text, (), "text")[0]

    assert first.heading == heading
    assert re.sub(r"\s+", " ", text[first.start : first.end]).find(heading) >= 0


@pytest.mark.parametrize(
    "text",
    [
        "1.1 “Goods” means the items in Schedule 1.",
        '1.1 "Goods" shall mean the items.',
        '1.1 "Goods" or "Wares" means the items.',
        '1.1 "Goods" (or "Wares") has the meaning given in the Order.',
    ],
)
def test_a_numbered_definition_is_named_by_its_term(text: str) -> None:
    first = outline(text, (), "text")[0]

    assert (first.number, first.heading, first.kind) == ("1.1", "Goods", "definition")


def test_definitions_without_numbers_are_clauses_of_their_own() -> None:
    text = "1. WORDS\n\n“Buyer” means Alder Co.\n\n“Goods” means apples.\n\nThese words bind.\n\n2. LAW\n\nOhio."

    found = outline(text, (), "text")

    assert [(one.kind, one.heading) for one in found] == [
        ("section", "WORDS"), ("definition", "Buyer"), ("definition", "Goods"), ("section", "LAW"),
    ]  # fmt: skip
    assert text[found[2].start : found[2].end] == "“Goods” means apples."


CONTENTS = """TABLE OF CONTENTS

1. GOODS ................ 1
1.1 Sale ................ 1
1.2 Price ............... 2
2. LAW .................. 3
EXHIBIT A Goods

"""
SHORT_CONTENTS = "CONTENTS\n\n1. GOODS 1\n\n1.1 Sale 1\n\n1.2 Price 2\n\n2. LAW 3\n\n"
INLINE_CONTENTS = "TABLE OF CONTENTS Page 1. GOODS 1 1.1 Sale 1 1.2 Price 2 2. LAW 3 EXHIBIT A Goods 4\n\n"
BODY = "1. GOODS\n\n1.1 Sale. Alder sells.\n\n1.2 Price. It is $5.\n\n2. LAW\n\nOhio.\n\nEXHIBIT A\n\nApples."


@pytest.mark.parametrize("contents", [CONTENTS, SHORT_CONTENTS, INLINE_CONTENTS], ids=["leaders", "plain", "one-line"])
def test_entries_of_a_table_of_contents_are_no_clauses(contents: str) -> None:
    found = outline(contents + BODY, (), "text")

    assert [one.number for one in found] == ["1", "1.1", "1.2", "2", "EXHIBIT A"]
    assert found[0].start == len(contents)


CLAUSES = "".join(
    f"{number}. {name}\n\n{number}.1 The Seller shall keep the goods in good order until they are handed "
    f"over to the Buyer, and shall tell the Buyer of the day on which that will be, a week before it.\n\n"
    for number, name in enumerate(("Delivery", "Price", "Warranty", "Liability", "Term", "Law"), start=1)
)


@pytest.mark.parametrize(
    "listed",
    [
        "1. Delivery  2. Price  3. Warranty  4. Liability  5. Term  6. Law",
        "1. Delivery\n2. Price\n3. Warranty\n4. Liability\n5. Term\n6. Law",
        "Clause Page\n\n1. DELIVERY1\n\n2. PRICE10\n\n3. WARRANTY11\n\n4. LIABILITY14\n\n5. TERM17\n\n6. LAW18",
        "1. Delivery      1\n\n2. Price         4\n\n3. Warranty    5\n\n4. Liability     5\n\n5. Term  7\n\n6. Law 8",
    ],
    ids=["one line", "lines", "pages without a space", "pages"],
)
def test_a_list_of_all_the_clauses_below_is_no_clause(listed: str) -> None:
    text = f"SALE OF GOODS\n\n{listed}\n\nThis is made between the Seller and the Buyer.\n\n{CLAUSES}"
    found = outline(text, (), "text")
    assert [clause.number for clause in found] == [f"{n}{tail}" for n in range(1, 7) for tail in ("", ".1")]
    assert found[0].start == text.index("1. Delivery\n\n1.1")


@pytest.mark.long
def test_a_long_list_that_names_itself_again_ends() -> None:
    listed = "".join(f"{number % 97}. Name\n" for number in range(40_000))
    assert outline(listed, (), "text")


def test_short_clauses_that_another_schedule_repeats_stay_clauses() -> None:
    form = "".join(
        f"{n}. {name}. It is so agreed.\n\n" for n, name in enumerate(["Notice", "Price", "Goods", "Term", "Law"], 1)
    )
    text = f"SCHEDULE 1\n\n{form}SCHEDULE 2\n\n{form}"
    assert len(outline(text, (), "text")) == 12


def test_a_running_header_in_capitals_is_no_heading() -> None:
    page = "\n\n\n\n\n\nALDER SUPPLY AGREEMENT\n\nThe words of the clause go on over the page as they must.\n\n"
    text = "1. GOODS\n\nAlder sells apples to all that come." + page * 4 + "2. LAW\n\nOhio."

    assert [one.heading for one in outline(text, (), "text")] == ["GOODS", "LAW"]


def test_lines_in_capitals_are_the_outline_of_a_text_without_numbers() -> None:
    text = (
        "JOINING\n\nAnyone over sixteen may join the club.\n\nLEAVING\n\nA member leaves by writing to the secretary."
    )

    assert [(one.heading, one.kind) for one in outline(text, (), "text")] == [
        ("JOINING", "heading"), ("LEAVING", "heading"),
    ]  # fmt: skip


def test_a_heading_between_numbers_does_not_stop_them() -> None:
    text = "1. Pay\n\nNow.\n\nGENERAL PROVISIONS\n\n2. Law\n\nOhio.\n\n3. Court\n\nThe court of Ohio decides."

    assert [(one.number, one.heading) for one in outline(text, (), "text")] == [
        ("1", "Pay"), ("", "GENERAL PROVISIONS"), ("2", "Law"), ("3", "Court"),
    ]  # fmt: skip


def markdown_headings(text: str) -> tuple[Heading, ...]:
    return tuple(
        Heading(match.start(2), match.end(2), len(match[1]))
        for match in re.finditer(r"^(#+) (.+)$", text, re.MULTILINE)
    )


def test_headings_of_the_format_make_the_levels_and_hold_numbers() -> None:
    text = "# Terms\n\n## A. Use\n\n### 1. Accounts\n\nOne each.\n\n## B. Pay\n\n(a) now;\n\n(b) in full.\n"

    found = outline(text, markdown_headings(text), "markdown")

    assert [(one.number, one.heading, one.level) for one in found] == [
        ("", "Terms", 0), ("A", "Use", 1), ("A(1)", "Accounts", 2), ("B", "Pay", 1), ("B(a)", "", 2), ("B(b)", "", 2),
    ]  # fmt: skip
    assert {one.kind for one in found[:4]} == {"section"}


def test_markdown_items_that_are_all_written_as_one_count_up() -> None:
    text = "## Steps\n\n1. **Ask.** Then wait.\n1. **Wait.** Then go.\n1. **Go.** Then rest.\n"

    assert [one.number for one in outline(text, markdown_headings(text), "markdown")] == ["", "1", "2", "3"]


def test_the_words_above_the_signatures_end_the_last_clause() -> None:
    text = "1. Law\n\nOhio.\n\nIN WITNESS WHEREOF, they sign.\n\nALDER CO.\n\nBy: /s/ A. Alder\n\nSCHEDULE A\n\nApples."

    found = outline(text, (), "text")

    assert [(one.number, one.heading) for one in found] == [
        ("1", "Law"), ("", "IN WITNESS WHEREOF"), ("SCHEDULE A", "Apples"),
    ]  # fmt: skip


def test_a_text_without_structure_has_no_clauses() -> None:
    assert outline("It was a dark night, and nobody signed anything.", (), "text") == ()
    assert outline("", (), "text") == ()


PROSE = "The tenant lived there, and the owner knew of it from the first day on."
OPINION = f"Before Alder, Judge.\n{{}}\n{PROSE}\nI. Rent\n{PROSE}\nII. Term\n{PROSE}\nIII. Law\n{PROSE}"


@pytest.mark.parametrize("heading", ["FINDINGS OF FACT", "BACKGROUND", "DISCUSSION"])
def test_the_parts_of_an_opinion_are_headings_before_its_first_number_too(heading: str) -> None:
    assert [one.heading for one in outline(OPINION.format(heading), (), "pdf")] == [heading, "Rent", "Term", "Law"]


def test_a_title_before_the_first_number_is_no_heading() -> None:
    assert [one.heading for one in outline(OPINION.format("ORDER OF THE COURT"), (), "pdf")] == ["Rent", "Term", "Law"]


@pytest.mark.parametrize("format", ["docx", "html", "pdf"])
def test_a_line_in_capitals_is_a_heading_without_blank_lines_around_it(format: Format) -> None:
    text = f"1. Rent\n{PROSE}\nGENERAL TERMS\n{PROSE}\n2. Law\n{PROSE}"

    assert [one.heading for one in outline(text, (), format)] == ["Rent", "GENERAL TERMS", "Law"]


def test_a_line_in_capitals_inside_a_typeset_sentence_is_none() -> None:
    text = f"1. Rent\nThe house is called the\nGREAT HOUSE\n{PROSE}\n2. Law\n{PROSE}"

    assert [one.heading for one in outline(text, (), "pdf")] == ["Rent", "Law"]


def test_a_heading_of_a_word_file_stands_before_its_first_number() -> None:
    text = f"Lease\nCover Terms\n{PROSE}\n1. Rent\n{PROSE}\n2. Term\n{PROSE}\n3. Law\n{PROSE}"

    assert [one.heading for one in outline(text, (), "docx")] == ["Cover Terms", "Rent", "Term", "Law"]


def test_recitals_and_their_first_words_may_share_a_line() -> None:
    text = "A lease is made. RECITALS WHEREAS, there is a house. NOW, THEREFORE, they agree: 1. Rent. $5. 2. Law. Ohio."

    assert [one.heading for one in outline(text, (), "text")] == ["RECITALS", "NOW, THEREFORE", "Rent", "Law"]


HEADED = (
    "SOFTWARE LICENSE\n\n"
    "General Limitations. The Customer has no right, and agrees with the Supplier on this, to any of the following:\n\n"
    "(i) to transfer the Software to another person;\n\n"
    "(ii) to change the Software in any way.\n\n"
    "The Supplier may give the Customer what the law asks of it, at a price that is fair to both.\n\n"
    "Customer Records. The Customer lets the Supplier look into its books at a time that suits them both.\n\n"
    "Disclaimer of Liabilities. IN NO EVENT WILL THE SUPPLIER BE LIABLE FOR ANY LOST REVENUE OR LOST DATA.\n"
)


def test_a_heading_without_a_number_ends_a_list_of_the_heading_before_it() -> None:
    clauses = outline(f"EXHIBIT C\n\n{HEADED}", (), "text")

    assert [(one.number, one.heading, one.level) for one in clauses[1:]] == [
        ("", "General Limitations", 1),
        ("(i)", "", 2),
        ("(ii)", "", 2),
        ("", "Customer Records", 1),
        ("", "Disclaimer of Liabilities", 1),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Customer Records. The Customer", "The Customer"),
        ("(i) to", "1. Use\n\n(i) to"),
        ("Customer Records.", "Gannet Records, Inc."),
        ("Customer Records. The", "Customer Records. the"),
    ],
    ids=["two alone", "in a numbered text", "a company", "no sentence after it"],
)
def test_first_words_of_a_paragraph_that_are_no_heading_open_no_clause(old: str, new: str) -> None:
    clauses = outline(f"EXHIBIT C\n\n{HEADED.replace(old, new)}", (), "text")

    assert not {"General Limitations", "Disclaimer of Liabilities"} & {one.heading for one in clauses}
