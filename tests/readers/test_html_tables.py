"""Tables of a page: rows are lines, cells are parted by borders; tables that only lay out a page are running words."""

import pytest

from pincite.readers.html.reader import read_html


def tables(page: str) -> list[str]:
    reading = read_html(page.encode())
    return [reading.text[region.start : region.end] for region in reading.regions if region.kind == "table"]


def test_a_table_is_a_region_of_its_rows() -> None:
    page = """<p>before</p><table><caption>Fees</caption><thead><tr><th>Plan</th><th>Fee</th></tr></thead>
    <tbody><tr><td><p>Basic</p></td><td>$5<br>a month</td></tr></tbody></table><p>after</p>"""
    assert tables(page) == ["Fees\nPlan | Fee\nBasic | $5 a month"]


def test_columns_without_words_and_cells_of_a_sign_are_no_columns() -> None:
    page = """<table><tr><td>&nbsp;</td><td></td><td colspan=2>2023</td><td>&nbsp;</td><td colspan=2>2024</td></tr>
    <tr><td>Revenue</td><td>&nbsp;</td><td>$</td><td>1,200</td><td>&nbsp;</td><td>$</td><td>1,300</td></tr>
    <tr><td>Growth</td><td></td><td></td><td>(4</td><td>)%</td><td></td><td>8</td></tr></table>"""
    assert tables(page) == ["| 2023 | 2024\nRevenue | $1,200 | $1,300\nGrowth | (4)% | 8"]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (
            "<table><tr><td>&nbsp;</td><td><p>(a)</p></td><td><p>The Seller delivers</p><p>and the Buyer pays.</p></td>"
            "</tr><tr><td></td><td>(b)</td><td>Risk passes.</td></tr></table>",
            "(a) The Seller delivers\nand the Buyer pays.\n(b) Risk passes.",
        ),
        (
            "<table><tr><td>BUYER<br>By: ____</td><td>SELLER<br>By: ____</td></tr></table>",
            "BUYER\nBy: ____\nSELLER\nBy: ____",
        ),
        ("<table role=presentation><tr><td>Menu</td><td>Words</td></tr></table>", "Menu\nWords"),
        (
            "<table><tr><td>side</td><td><h1>Terms</h1><p>One.</p><p>Two.</p><p>Three.</p></td></tr></table>",
            "side\nTerms\nOne.\nTwo.\nThree.",
        ),
    ],
    ids=["numbered-paragraphs", "signatures", "said-so", "columns-of-a-page"],
)
def test_a_table_that_lays_out_a_page_is_running_words(page: str, text: str) -> None:
    assert tables(page) == []
    assert read_html(page.encode()).text == text


def test_a_table_in_a_cell_is_part_of_that_cell() -> None:
    page = "<table><tr><th>a</th><td>b<table><tr><td>c</td><td>d</td></tr></table></td><td>e</td></tr></table>"
    assert tables(page) == ["a | b c d | e"]


def test_a_bar_that_stands_alone_in_a_cell_is_written_as_a_broken_one() -> None:
    assert tables("<table><tr><th>a | b|c</th><th>d</th></tr></table>") == ["a ¦ b|c | d"]


def test_a_table_in_a_layout_is_a_table() -> None:
    page = (
        "<table><tr><td><p>One.</p><p>Two.</p><p>Three.</p>"
        "<table><tr><th>a</th><th>b</th></tr></table></td></tr></table>"
    )
    assert tables(page) == ["a | b"]


def test_a_cell_may_state_any_width_and_height() -> None:
    page = "<table><tr><th colspan=99999999 rowspan=65534>a</th><td rowspan=-1>b</td></tr><tr><td>c</td></tr></table>"
    assert tables(page) == ["a | b\n| c"]
