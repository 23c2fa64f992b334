"""What only lists clauses, exhibits and schedules opens none of them."""

import pytest

from pincite.structure.outline.outline import outline

BODY = (
    "SECTION 1    THE SALE\n\n1.1    Supply. The Seller shall sell the goods.\n\n1.2    Prices. The Buyer pays.\n\n"
    "SECTION 2    ENDING\n\n2.1    Termination. Either party may end this Agreement.\n\n"
    "2.2    Fees. The Buyer shall pay $9 then."
)
ENTRIES = (
    "SECTION 1  THE SALE    1 1.1    Supply    1 1.2    Prices    2 SECTION 2  ENDING    3 2.1    Termination    3 "
    "2.2    Fees    4   Exhibits\n\nExhibit A   Certain Definitions     iv\n\n________________\n\n"
)


def numbers(text: str) -> list[str]:
    return [clause.number for clause in outline(text, (), "text") if clause.number]


def test_entries_with_page_numbers_open_no_clauses_without_a_title_over_them() -> None:
    text = ENTRIES + BODY

    found = {clause.number: text[clause.start : clause.end] for clause in outline(text, (), "text")}
    assert found["2.2"] == "2.2    Fees. The Buyer shall pay $9 then."
    assert numbers(text) == ["1", "1.1", "1.2", "2", "2.1", "2.2"]


def test_a_price_list_is_no_table_of_contents() -> None:
    prices = "".join(f"{at}. Pump {name}    {at}0\n\n" for at, name in enumerate("ABCDEF", start=1))

    assert numbers(f"PRICES\n\n{prices}") == [str(at) for at in range(1, 7)]


@pytest.mark.parametrize("between", ["\n", "\n\n", " "])
def test_a_list_of_exhibits_opens_none_of_them(between: str) -> None:
    listed = between.join(("EXHIBIT A: Territory", "EXHIBIT B: Support", "EXHIBIT C: Prices"))
    body = "1. SALE\n\nThe Seller sells.\n\n2. LAW\n\nThe law of Ohio."

    assert numbers(f"{listed}\n\n{body}") == ["1", "2"]
    assert numbers(f"{listed}\n\n{body}\n\nEXHIBIT A\n\nTerritory\n\nOhio.") == ["1", "2", "EXHIBIT A"]


def test_short_exhibits_at_the_end_are_opened() -> None:
    text = "1. SALE\n\nThe Seller sells.\n\nEXHIBIT A\n\nOhio\n\nEXHIBIT B\n\nNone\n\nEXHIBIT C\n\n$5"

    assert numbers(text) == ["1", "EXHIBIT A", "EXHIBIT B", "EXHIBIT C"]


def test_a_section_of_a_law_in_a_heading_opens_none() -> None:
    text = "4.1    Votes. The Buyer votes.\n\n4.2    Section 16 Matters. The Board acts.\n\n4.3    Law. That of Ohio."

    assert numbers(text) == ["4.1", "4.2", "4.3"]


def test_an_inserted_section_is_one() -> None:
    text = "1. SALE   The Seller sells.   2. PRICE   It is $5.   2A. DUTIES   He appears.   3. TERM   It is a year."

    assert numbers(text) == ["1", "2", "2A", "3"]
    assert numbers("1. SALE   The Seller sells.   7B. DUTIES   He appears.   2. TERM   It is a year.") == ["1", "2"]


def test_rows_less_indented_than_the_list_around_them_do_not_end_it() -> None:
    rows = "1.  Colour:    Blue\n\n2.  Sulphur:    None\n\n3.  Water:    None\n\n4.  Salt:    None"
    text = (
        "  1. GOODS:\n\nOil.\n\n  2. TESTS:\n\nThey are:\n\n  A. Each load is tested.\n\n  B. The limits are these.\n\n"
        f"{rows}\n\n  C. A bad load is refused.\n\n  3. LAW:\n\nThat of Ohio."
    )

    assert numbers(text) == ["1", "2", "2(A)", "2(B)", "2(B)(1)", "2(B)(2)", "2(B)(3)", "2(B)(4)", "2(C)", "3"]
