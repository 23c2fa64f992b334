"""Ordered lists: the numbers that a browser shows are beside the text, not in it."""

import pytest

from pincite.readers.html.lists import numeral
from pincite.readers.html.reader import read_html
from pincite.readers.read import read


def labels(page: str) -> list[tuple[str, str, int]]:
    reading = read_html(page.encode())
    return [(one.label, reading.text[one.start :].split("\n")[0], one.level) for one in reading.numbers]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<ol><li>a<li>b</ol>", ["1.", "2."]),
        ("<ol type=a start=3><li>a<li>b</ol>", ["c.", "d."]),
        ("<ol type=I><li>a<li value=9>b<li>c</ol>", ["I.", "IX.", "X."]),
        ("<ol reversed><li>a<li>b</ol>", ["2.", "1."]),
        ("<ol style='list-style-type: upper-alpha'><li>a<li>b</ol>", ["A.", "B."]),
        ("<style>.t { list-style: lower-roman inside }</style><ol class=t><li>a<li>b</ol>", ["i.", "ii."]),
        ("<ol style='list-style: none'><li>(a) typed</ol>", []),
        ("<ul><li>a</ul>", []),
        ("<ul style='list-style: none'><li>a<ol><li>b</ol></ul>", ["1."]),
        ("<ol start=x><li>a</ol>", ["1."]),
        ("<ol start=-1><li>a<li>b<li>c</ol>", ["-1.", "0.", "1."]),
    ],
)
def test_items_are_numbered_as_a_browser_numbers_them(page: str, expected: list[str]) -> None:
    assert [label for label, _, _ in labels(page)] == expected


def test_a_number_stands_where_the_words_of_its_item_begin() -> None:
    page = "<ol><li><p> <b>Scope</b> of it</p><ol type=a><li>first<li></ol><li>Fees</ol>"
    assert labels(page) == [("1.", "Scope of it", 0), ("a.", "first", 1), ("2.", "Fees", 0)]
    assert read_html(page.encode()).text == "Scope of it\nfirst\nFees"


def test_lists_within_a_list_and_lists_that_go_on_have_its_number() -> None:
    page = "<ol><li>a<ol><li>b</ol></ol><p>x</p><ol start=2><li>c</ol><p>y</p><ol><li>d</ol>"
    assert [one.list for one in read_html(page.encode()).numbers] == [1, 1, 1, 2]


def test_counters_of_the_page_s_sheet_count_through_its_lists() -> None:
    page = "<style>ol>li::before { content: counters(item, '.') ' ' }</style><ol><li>a<ol><li>b<li>c</ol><li>d</ol>"
    assert [label for label, _, _ in labels(page)] == ["1", "1.1", "1.2", "2"]


def test_the_outline_has_the_numbers() -> None:
    page = """<h1>Terms</h1><ol><li><b>Scope.</b> These terms apply.<ol type=a><li>to orders; and<li>to offers.</ol>
    <li><b>Fees.</b> The fee is due.</ol>"""
    clauses = read(page.encode(), "a.html").clauses
    assert [clause.number for clause in clauses if clause.number] == ["1", "1(a)", "1(b)", "2"]


def test_letters_go_on_after_z_and_roman_numerals_end_where_none_are_written() -> None:
    assert [numeral("lower-latin", 26), numeral("lower-latin", 27), numeral("upper-roman", 60)] == ["z", "aa", "60"]
