"""What leads into words: the beginning of their sentence, and what opens their list; never an item beside them."""

import pytest

from pincite.answering.lead_ins import lead_ins, sentence_end
from pincite.readers.read import read


def led(text: str, quote: str) -> str:
    """The words that lead into a quote, on one line."""
    content = read(text.encode(), "a.txt")
    start = content.text.index(quote)
    found = lead_ins(content, start, start + len(quote))
    return " ".join(" ".join(content.text[first:last].split()) for first, last in found)


LIST = """AGREEMENT

5. DUTIES

5.1 The invoice is due in May. The Supplier shall:

(a) insure the pumps;

(b) keep records of each delivery; and

(c) tell the Customer:

(i) when a pump fails; and

(ii) why it fails.

5.2 The Customer may inspect the pumps (a) in May, (b) in June, or (c) after a failure.
"""


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("The invoice is due in May.", "5.1"),
        ("insure the pumps", "The Supplier shall: (a)"),
        ("(b) keep records of each delivery", "The Supplier shall:"),
        ("when a pump fails", "The Supplier shall: (c) tell the Customer: (i)"),
        ("why it fails", "The Supplier shall: (c) tell the Customer: (ii)"),
        ("in June", "5.2 The Customer may inspect the pumps (b)"),
        ("inspect the pumps (a) in May", "5.2 The Customer may"),
    ],
)
def test_an_item_has_the_opening_of_its_list_and_none_of_the_items_beside(quote: str, expected: str) -> None:
    assert led(LIST, quote) == expected


def test_a_sentence_has_nothing_of_the_one_before() -> None:
    assert led("The fee is $5. It is due in May. It bears interest.", "It is due in May.") == ""


def test_an_inline_list_that_is_cut_at_its_semicolons_keeps_its_opening() -> None:
    text = "The Supplier shall: (a) insure the pumps; (b) keep records; and (c) deliver."
    assert led(text, "(b) keep records") == "The Supplier shall:"


def test_a_row_of_a_table_has_the_heads_of_its_columns() -> None:
    content = read(b"| Plan | Fee |\n|---|---|\n| Gold | $500 |\n| Iron | $20 |\n", "a.md")
    start = content.text.index("| Iron")
    assert [content.text[a:b] for a, b in lead_ins(content, start, start + 14)] == ["| Plan | Fee |"]


def test_a_sentence_ends_where_it_ends() -> None:
    content = read(LIST.encode(), "a.txt")
    start = content.text.index("The invoice")
    end = sentence_end(content, start, start + 11)
    assert content.text[start:end] == "The invoice is due in May."
