"""What holds of every outline: order, nesting, offsets; and that hostile texts take linear time."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.steps import steps

from pincite.documents.document import Clause, Heading
from pincite.structure.outline.outline import outline

PIECES = st.sampled_from(
    [
        "1. ", "2. ", "3. ", "1.1 ", "1.2 ", "2.1 ", "7.2(b) ", "(a) ", "(b) ", "(i) ", "(ii) ", "(A) ", "A. ", "B. ",
        "ARTICLE I", "ARTICLE II", "Section 1.1 ", "Section 2", "SCHEDULE 1", "EXHIBIT A", "TABLE OF CONTENTS",
        "RECITALS", "NOW, THEREFORE, ", "IN WITNESS WHEREOF", "TERM AND TERMINATION", '"Goods" means ', "Payment. ",
        "the parties agree; ", "and ", "Sections ", "..... 4", "\n", "\n\n", "\r\n", "\n\n\n\n\n\n", "   ", " ", "3",
        "\u2003", "\f", "é", "\U0001f4dc", "<b>", "**", "# ",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200))


def assert_nested(text: str, clauses: tuple[Clause, ...]) -> None:
    still_open: list[Clause] = []
    for clause in clauses:
        assert 0 <= clause.start < clause.end <= len(text)
        assert not text[clause.start].isspace()
        while len(still_open) > clause.level:
            still_open.pop()
        assert len(still_open) == clause.level
        if still_open:
            assert still_open[-1].start <= clause.start
            assert clause.end <= still_open[-1].end
        still_open.append(clause)


@given(TEXTS)
def test_clauses_are_nested_ranges_in_document_order(text: str) -> None:
    clauses = outline(text, (), "text")

    assert [clause.start for clause in clauses] == sorted({clause.start for clause in clauses})
    assert_nested(text, clauses)


@given(TEXTS)
def test_a_heading_stands_at_the_start_of_its_clause(text: str) -> None:
    for clause in outline(text, (), "text"):
        words = " ".join(text[clause.start : clause.end].split())
        assert clause.heading in words


@given(st.lists(PIECES, max_size=40).map("".join), st.integers(1, 3))
def test_headings_of_the_format_keep_the_tree_whole(text: str, level: int) -> None:
    headings = tuple(
        Heading(match.start(), match.end(), 1 + at % level)
        for at, match in enumerate(re.finditer(r"[A-Z][A-Z ]+", text))
    )

    clauses = outline(text, headings, "docx")

    assert_nested(text, clauses)
    assert {heading.start for heading in headings} <= {clause.start for clause in clauses}


SIZE = 100_000
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
HOSTILE = {
    "brackets": "(" * SIZE,
    "dots": "1." * (SIZE // 2),
    "spaces": " " * SIZE,
    "blank-lines": ("\n" + " " * 50) * (SIZE // 51),
    "ones": "1. " * (SIZE // 3),
    "letters": "(a) x " * (SIZE // 6),
    "nesting": "1. a\n(a) b\n(i) c\n(A) d\n(1) e\n" * (SIZE // 30),
    "leaders": "1. A ...... 1\n" * (SIZE // 14),
    "quotes": '"A' * (SIZE // 2),
    "contents": "TABLE OF CONTENTS\n" * (SIZE // 18),
    "references": "Section 1.1 " * (SIZE // 12),
    "capitals": "ABCD EF\n\n" * (SIZE // 9),
    "one-word": "A" * SIZE,
    "alphabets": "".join(f"({letter}) x " for letter in ALPHABET) * (SIZE // 156),
    "last-letters": "(x) a (y) b. The " * (SIZE // 17),
    "lone-x": "(x) a " * (SIZE // 6),
    "roman": "(i) a (ii) b " * (SIZE // 13),
    "lines": "1.\n" * (SIZE // 3),
    "chapters": "".join(f"{at}.1 Foo.\n" for at in range(1, SIZE // 10)),
    "codes": "§ 1-2a. Foo.\n" * (SIZE // 13),
    "titles": "TITLE I\nSEC. 1. FOO.\n" * (SIZE // 21),
    "lists-of-sections": "Sec.\n1. a\n2. b\n" * (SIZE // 15),
    "numbered-contents": "".join(f"TABLE OF CONTENTS\n{at // 900}.{at % 900} a\n" for at in range(900, SIZE // 26)),
    "signatures": "By: ______\nName: X\n\n1. Foo\n" * (SIZE // 28),
    "open-quotations": "amended as follows:\n\n“a\n\n“b\n\n" * (SIZE // 30),
    "definitions": "“Aa” means b.\n\n" * (SIZE // 15),
    "running-heads": "\n\nPage Head 1. Foo" * (SIZE // 18),
    "notes": "AMENDMENTS\n§ 1. Foo.\n" * (SIZE // 21),
}


@pytest.mark.long
@pytest.mark.timeout(120)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_four_times_the_hostile_text_takes_four_times_the_steps(text: str) -> None:
    once = steps(lambda: outline(text[: SIZE // 40], (), "text"))
    four_times = steps(lambda: outline(text[: SIZE // 10], (), "text"))

    assert four_times <= 5 * once + 1_000


@pytest.mark.long
@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_of_a_hundred_thousand_characters_are_read_to_the_end(text: str) -> None:
    assert_nested(text, outline(text, (), "text"))
