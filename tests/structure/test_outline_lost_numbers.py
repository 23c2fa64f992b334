"""Numbers that are spelled out, that stand apart from their words, or that were not seen: what a place is cited by."""

from collections.abc import Callable

import pytest

from pincite.documents.document import Clause, clause_path
from pincite.structure.outline.numbering import words
from pincite.structure.outline.outline import outline

BODY = "The Supplier shall pay to the Customer what it owes under this Agreement within thirty days."
ONES = "one two three four five six seven eight nine".split()  # noqa: SIM905 - words read best as words
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
SPELLED = [*ONES, *TEENS, *(f"{ten}{one}" for ten in TENS for one in ("", *(f"-{unit}" for unit in ONES)))]


def cited(text: str, words: str, clauses: tuple[Clause, ...]) -> str:
    """The number by which the place of some words is cited."""
    path = clause_path(clauses, text.index(words))
    return next((clause.number for clause in reversed(path) if clause.number), "")


@pytest.mark.parametrize("form", ["SECTION {}. LIABILITY", "ARTICLE {}\nLiability", "{}. LIABILITY", "{}: LIABILITY"])
@pytest.mark.parametrize("case", [str.upper, str.title, lambda word: word.title().replace("-", " ")])
def test_numbers_spelled_out_count_to_ninety_nine(form: str, case: Callable[[str], str]) -> None:
    assert len(SPELLED) == 99
    text = "\n\n".join(f"{form.format(case(word))}\n\n{BODY}" for word in SPELLED)
    clauses = outline(text, (), "text")
    assert [words(clause.number.removeprefix("ARTICLE ")) for clause in clauses] == list(range(1, 100))
    assert {clause.level for clause in clauses} == {0}


def test_a_section_twelve_ends_where_section_thirteen_begins_on_the_same_line() -> None:
    text = (
        "SECTION ELEVEN. TRADEMARKS   The Company files no marks.   SECTION TWELVE. RESERVATION   All rights stay.   "
        "SECTION THIRTEEN. LIABILITY   Liability is capped at fees."
    )
    assert cited(text, "capped", outline(text, (), "text")) == "THIRTEEN"


def test_first_in_a_sentence_is_no_number() -> None:
    text = f"1. Order\n\nSums are paid as follows. First: to the bank. Second: to the Seller.\n\n2. Costs\n\n{BODY}"
    assert [clause.number for clause in outline(text, (), "text")] == ["1", "2"]


def test_a_column_of_numbers_without_words_numbers_nothing() -> None:
    text = (
        f"1. Scope\n\n{BODY}\n\n2. Price\n\nThe price is fixed.\n\n3. 3.1.\n\n3.2.\n\n4. 4.1. 4.2.\n\n5.\n\n"
        "Disclaimer. The goods come as they are. Term. This Agreement lasts one year; (A) it renews itself, and (B) it "
        "ends on notice.\n\n4.3.\n\n4.4.\n\nARTICLE V\nNotices\n\nA notice is given in writing."
    )
    clauses = outline(text, (), "text")
    assert cited(text, "price is fixed", clauses) == "2"
    assert cited(text, "as they are", clauses) == cited(text, "lasts one year", clauses) == ""
    assert cited(text, "ends on notice", clauses) == ""
    assert cited(text, "given in writing", clauses) == "ARTICLE V"


def test_two_numbers_without_words_are_no_column() -> None:
    text = f"1. Scope\n\n{BODY}\n\n2.\n\n3. Price\n\nThe price is fixed.\n\n4. Term\n\nOne year."
    assert cited(text, "price is fixed", outline(text, (), "text")) == "3"


def test_a_chapter_and_its_first_number_in_the_middle_of_a_line_are_seen() -> None:
    text = (
        f"1 Scope\n\n1.1 {BODY} 2 Supply of Product 2.1 Packaging 2.1.1 The boxes are blue. 2.1.2 The boxes are tall. "
        "2.2 The goods are good."
    )
    clauses = outline(text, (), "text")
    assert cited(text, "boxes are tall", clauses) == "2.1.2"
    assert cited(text, "goods are good", clauses) == "2.2"


def test_a_number_that_cannot_be_placed_ends_what_is_open() -> None:
    text = f"1. Scope\n\n1.1 {BODY}\n\n1.2 {BODY}\n\nSee the map. 4.7 The licence is free. It lasts one year."
    clauses = outline(text, (), "text")
    assert cited(text, "See the map", clauses) == "1.2"
    assert cited(text, "licence is free", clauses) == cited(text, "lasts one year", clauses) == ""


def test_a_list_after_a_number_that_cannot_be_placed_is_not_numbered() -> None:
    text = (
        f"1. Scope\n\n1.1 {BODY}\n\n2. Service\n\n2.1 {BODY}\n\nThe rest is below. 2.4 Levels Of Service. Calls are "
        "answered as follows: (a) a first reply in one hour; and (b) a second reply in two.\n\n3. Term\n\nIt lasts "
        "(a) a year, or (b) as long as it is paid for."
    )
    clauses = outline(text, (), "text")
    assert cited(text, "first reply", clauses) == cited(text, "second reply", clauses) == "2"
    assert cited(text, "as long as", clauses) == "3(b)"


def test_an_address_after_words_in_capitals_has_no_heading() -> None:
    text = (
        f"1. Scope\n\n{BODY}\n\n2. Notice\n\nNotices go to the parties.\n\nFOR ORRIN:       Orrin America Production "
        f"Company 501 Mill Lane Boulevard Houston, Texas 77079 Attention: Land Negotiator\n\n3. Term\n\n{BODY}"
    )
    assert [clause.heading for clause in outline(text, (), "text")] == ["Scope", "Notice", "Term"]


def test_a_heading_in_capitals_before_its_paragraph_ends_the_section_above() -> None:
    text = (
        f"22. Term\n\n{BODY}\n\n23. Termination\n\n{BODY}\n\n24. Notice\n\n{BODY}\n\nASSIGNMENT                 This "
        "Agreement shall bind the successors of each party, and no party may assign it without consent."
    )
    clauses = outline(text, (), "text")
    assert cited(text, "may assign", clauses) == ""
    assert clause_path(clauses, text.index("may assign"))[-1].heading == "ASSIGNMENT"


def test_chapters_after_a_colon_and_dash_are_seen() -> None:
    text = "NOW IT IS AGREED as follows:- 1. TERMS OF AGREEMENT 1.1 Term This agreement lasts. 1.2 Renewal It renews."
    assert cited(text, "It renews", outline(text, (), "text")) == "1.2"
