"""Statutes and codes as plain text: titles, sections that count on through them, lists of sections, notes."""

import pytest

from pincite.documents.document import Format
from pincite.structure.outline.outline import outline

CODE = """TITLE 7—ORCHARDS

CHAPTER 1—RULES OF GROWING

Sec.
1. Words for fruit, trees, and so forth.
2. Pears.

§ 1. Words for fruit, trees, and so forth
(a) The word “orchard” means a field of trees.
(b) The word “grower” includes firms.

AMENDMENTS
1988—The words of growers were put in.

§ 2. Pears
A pear is a pear.

[§ 3. Repealed. June 5, 1960]
It was about plums.

CHAPTER 2—FENCES

§ 101. Fences
A fence is a fence.

§ 106a. Walls
A wall is one.
"""

BILL = """SECTION 1. SHORT TITLE; TABLE OF CONTENTS.
(a) Short Title.—This Act may be cited as the Fruit Act.
(b) Table of Contents.—The table of contents for this Act is as follows:
Sec. 1. Short title; table of contents.
TITLE I—APPLES
Sec. 101. Apples.
TITLE II—PEARS
Sec. 201. Pears.
TITLE I—APPLES
SEC. 101. APPLES.
(a) In General.—An apple that weighs more is the sum of—
(1) its core; and
(2) its peel.
TITLE II—PEARS
Subtitle A—Sweet Pears Grown in the Orchards of the West
SEC. 201. PEARS.
The Tree Act is amended by adding at the end the following:
“SEC. 9. NEW TREES.
“(a) A new tree is planted.
“(b) It is watered.”.
SEC. 202. PEELS.
They are peeled.
"""


def numbers(text: str, format: Format = "text") -> list[str]:
    return [one.number for one in outline(text, (), format)]


def test_sections_of_a_code_are_cited_without_the_title_and_chapter_around_them() -> None:
    assert [number for number in numbers(CODE) if number] == [
        "TITLE 7", "CHAPTER 1", "1", "1(a)", "1(b)", "2", "3", "CHAPTER 2", "101", "106a",
    ]  # fmt: skip


def test_notes_on_a_section_of_a_code_stand_within_it() -> None:
    clauses = outline(CODE, (), "text")
    section = next(one for one in clauses if one.number == "1")
    notes = next(one for one in clauses if one.heading == "AMENDMENTS")

    assert section.start < notes.start < notes.end <= section.end
    assert notes.level == section.level + 1


@pytest.mark.parametrize("heading", ["Editorial Notes", "Effective Date of 1988 Amendment", "AMENDMENTS"])
def test_notes_are_found_by_what_stands_over_them_on_a_typeset_page(heading: str) -> None:
    text = f"§ 1. Pears\nA pear is a pear, and that is all of it.\n{heading}\nThe word was put in by the act of 1988."

    assert [one.heading for one in outline(text, (), "pdf")] == ["Pears", heading]


def test_the_table_of_contents_of_a_bill_makes_no_clauses_and_takes_none() -> None:
    assert numbers(BILL) == [
        "1", "1(a)", "1(b)",
        "TITLE I", "101", "101(a)", "101(a)(1)", "101(a)(2)",
        "TITLE II", "TITLE II Subtitle A", "201", "202",
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["28:9-102", "1-608.62", "78j-1", "1–204.24d", "106a"])
def test_a_number_that_only_its_code_can_read_is_kept_as_written(number: str) -> None:
    text = f"§ {number}. Words of number.\n(a) One is one.\n(b) Two are two."

    assert numbers(text) == [number, f"{number}(a)", f"{number}(b)"]


def test_items_that_a_later_law_put_in_stand_after_the_one_they_are_named_for() -> None:
    text = "§ 1. Pears.\n(a) One.\n(a-1) One more.\n(b) Two:\n(1) first;\n(1A) later;\n(2) second."

    assert numbers(text) == ["1", "1(a)", "1(a-1)", "1(b)", "1(b)(1)", "1(b)(1A)", "1(b)(2)"]


def test_double_letters_begin_a_list_of_their_own_where_no_z_stands_before_them() -> None:
    text = "1. PEARS\n\n(I) pears that are—\n\n(aa) sweet; or\n\n(bb) sour; and\n\n(II) apples."

    assert numbers(text) == ["1", "1(I)", "1(I)(aa)", "1(I)(bb)", "1(II)"]
