"""Numbers that a word processor computes: their level comes from the list, their path follows the same convention."""

import pytest

from pincite.documents.document import Clause, Heading, Numbering
from pincite.structure.outline.outline import outline

Line = tuple[str, str, int, int]
"""Label (empty for none), words, level in the list, list."""


def built(lines: list[Line]) -> tuple[str, tuple[Numbering, ...]]:
    """A text of one paragraph a line and its computed numbers."""
    text, numbers = "", []
    for label, words, level, number_list in lines:
        if label:
            numbers.append(Numbering(len(text), label, level, number_list))
        text += f"{words}\n"
    return text, tuple(numbers)


def numbers_of(lines: list[Line], headings: tuple[Heading, ...] = ()) -> list[str]:
    text, numbers = built(lines)
    return [clause.number for clause in outline(text, headings, "docx", numbers)]


ARTICLES = [
    ("ARTICLE I", "DEFINITIONS", 0, 1), ("1.01", "“Fee” means money.", 1, 1), ("(a)", "in coin;", 2, 1),
    ("(b)", "in notes.", 2, 1), ("ARTICLE II", "TERM", 0, 1), ("2.01", "A year.", 1, 1),
]  # fmt: skip
ITEMS_OF_OTHER_LISTS = [
    ("1.", "Sale", 0, 1), ("1.1", "Alder sells:", 1, 1), ("(a)", "apples;", 0, 2), ("(b)", "pears.", 0, 2),
    ("1.2", "Birch pays:", 1, 1), ("(a)", "in coin;", 0, 3), ("(b)", "in notes.", 0, 3), ("2.", "Law", 0, 1),
]  # fmt: skip
LETTER_I = [("1.", "List", 0, 1)] + [(f"({letter})", "goes on;", 1, 1) for letter in "abcdefgh"] + [
    ("(i)", "first below;", 2, 1), ("(ii)", "second below;", 2, 1),
    ("(i)", "the ninth;", 1, 1), ("(j)", "the tenth.", 1, 1),
]  # fmt: skip
TYPED_CHAPTERS = [
    ("", "1. TERM", 0, 0), ("(a)", "It begins now.", 0, 5), ("(b)", "It ends then.", 0, 5), ("", "2. LAW", 0, 0),
    ("(a)", "Ohio.", 0, 6),
]  # fmt: skip
BULLETS = [("1.", "Sale", 0, 1), ("•", "apples", 0, 2), ("•", "pears", 0, 2), ("2.", "Law", 0, 1)]
NESTED_IN_ITS_OWN_STYLE = [
    ("(a)", "One.", 0, 1), ("(b)", "Two:", 0, 1), ("(a)", "within two;", 0, 2), ("(b)", "as well.", 0, 2),
    ("(c)", "Three.", 0, 1),
]  # fmt: skip
SCHEDULES = [
    ("1.", "Sale", 0, 1), ("1.1", "Alder sells.", 1, 1), ("", "SCHEDULE 1", 0, 0), ("1.", "Apples", 0, 2),
    ("1.1", "Red ones.", 1, 2),
]  # fmt: skip
ODD = [("Clause 1-A", "Sale", 0, 1), ("Clause 1-B", "Price", 0, 1), ("(a)", "in coin.", 1, 1)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (ARTICLES, ["ARTICLE I", "1.01", "1.01(a)", "1.01(b)", "ARTICLE II", "2.01"]),
        (ITEMS_OF_OTHER_LISTS, ["1", "1.1", "1.1(a)", "1.1(b)", "1.2", "1.2(a)", "1.2(b)", "2"]),
        (LETTER_I, ["1", *(f"1({letter})" for letter in "abcdefgh"), "1(h)(i)", "1(h)(ii)", "1(i)", "1(j)"]),
        (TYPED_CHAPTERS, ["1", "1(a)", "1(b)", "2", "2(a)"]),
        (BULLETS, ["1", "2"]),
        (NESTED_IN_ITS_OWN_STYLE, ["(a)", "(b)", "(b)(a)", "(b)(b)", "(c)"]),
        (SCHEDULES, ["1", "1.1", "SCHEDULE 1", "SCHEDULE 1 1", "SCHEDULE 1 1.1"]),
        (ODD, ["Clause 1-A", "Clause 1-B", "Clause 1-B(a)"]),
    ],
    ids=["articles", "lists-in-lists", "letter-i", "typed-chapters", "bullets", "own-style", "schedules", "odd"],
)
def test_computed_numbers_make_full_paths(lines: list[Line], expected: list[str]) -> None:
    assert numbers_of(lines) == expected


def test_a_clause_with_a_computed_number_starts_at_its_words_and_keeps_its_heading() -> None:
    text, numbers = built([("7.", "Term. It is a year.", 0, 1), ("8.", "Law. Ohio's.", 0, 1)])

    found = outline(text, (), "docx", numbers)

    assert [(one.number, one.heading, text[one.start : one.end]) for one in found] == [
        ("7", "Term", "Term. It is a year."), ("8", "Law", "Law. Ohio's."),
    ]  # fmt: skip


def test_a_term_after_a_computed_number_makes_the_clause_a_definition() -> None:
    text, numbers = built([("1.", "WORDS", 0, 1), ("1.1", "“Fee” means money.", 1, 1)])

    assert [(one.number, one.heading, one.kind) for one in outline(text, (), "docx", numbers)] == [
        ("1", "WORDS", "section"), ("1.1", "Fee", "definition"),
    ]  # fmt: skip


HEADED = [
    ("1.", "Sale", 0, 1), ("1.1", "Goods", 1, 1), ("(a)", "apples;", 2, 1), ("", "Remarks", 0, 0), ("2.", "Law", 0, 1),
]  # fmt: skip


def headings_of(text: str, levels: dict[str, int]) -> tuple[Heading, ...]:
    return tuple(Heading(text.index(words), text.index(words) + len(words), level) for words, level in levels.items())


@pytest.mark.parametrize(
    "levels",
    [
        {"Sale": 1, "Goods": 2, "Law": 1},
        {"Goods": 2},
        {"Sale": 1, "Law": 1},
        {"Sale": 1, "Goods": 2, "Remarks": 3, "Law": 1},
    ],
    ids=["all", "second-level-only", "first-level-only", "with-a-plain-one"],
)
def test_styles_of_headings_and_computed_numbers_agree(levels: dict[str, int]) -> None:
    text, numbers = built(HEADED)

    found = outline(text, headings_of(text, levels), "docx", numbers)

    assert [one.number for one in found if one.number] == ["1", "1.1", "1.1(a)", "2"]
    assert [one.level for one in found if one.number] == [0, 1, 2, 0]


def test_every_computed_number_makes_one_clause_inside_its_parent() -> None:
    text, numbers = built([*ARTICLES, *ITEMS_OF_OTHER_LISTS[1:], *ODD])

    found = outline(text, (), "docx", numbers)

    still_open: list[Clause] = []
    for one in found:
        del still_open[one.level :]
        assert not still_open or (still_open[-1].start <= one.start and one.end <= still_open[-1].end)
        still_open.append(one)
    assert len(found) == len(numbers)
