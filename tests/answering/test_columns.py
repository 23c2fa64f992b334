"""Column heads: which row has them, and which rows a question asks for."""

import pytest

from pincite.answering.columns import column_heads, has_amount, is_asked_for
from pincite.answering.rows import rows
from pincite.answering.units import quotable
from pincite.documents.document import Document, Region

HEADS = "Property | Tenant | Annual rent"
ROW = "Dunmore Wharf | Blue Kite LLC | 840000"


def _heads(text: str) -> str | None:
    found = rows(text, 0, len(text), is_one_line=True)
    at = column_heads(text, found)
    return None if at is None else text[slice(*found[at][:2])]


@pytest.mark.parametrize("above", ["", "Rent roll\n", "As at | 2026-05-01\n", "Client | Orla plc | | |\n"])
def test_the_first_row_of_names_heads_the_columns_whatever_stands_above(above: str) -> None:
    assert _heads(f"{above}{HEADS} | End\n{ROW} | 2031\nCarrick House | Orla plc | 215000 | 2028") == f"{HEADS} | End"


def test_the_heads_of_a_markdown_table_stand_above_its_line() -> None:
    assert _heads("| Site | Fee |\n| --- | --- |\n| Oxmoor | 9100 |\n| Pellham | 7700 |") == "| Site | Fee |"


@pytest.mark.parametrize(
    "text",
    [
        ROW,
        f"{ROW}\nSallow Mill | Pendry | 96500",
        "Tenant | Blue Kite LLC\nLandlord | Orla plc\nRent | 840000",
        "The tenant shall pay. | It shall do so at once. | So agreed.\nA | B | C.",
    ],
    ids=["one row", "rows with figures", "entries of two columns", "sentences"],
)
def test_a_table_without_heads_has_none(text: str) -> None:
    assert _heads(text) is None


def test_rows_below_the_heads_know_where_they_stand_and_are_quoted_without_them() -> None:
    text = f"{HEADS}\n{ROW}"
    document = Document("table", "rents", text, (), (), (), (Region("table", 0, len(text)),), b"")
    of_heads, of_row = quotable(document, 0, len(text))
    assert of_heads.heads is None
    assert of_row.heads == (0, len(HEADS))
    assert text[of_row.start : of_row.end] == ROW


def test_hidden_column_heads_say_nothing_of_a_row() -> None:
    text = f"{HEADS}\n{ROW}"
    regions = (Region("table", 0, len(text)), Region("hidden", 0, len(HEADS)))
    document = Document("table", "rents", text, (), (), (), regions, b"")
    assert [unit.heads for unit in quotable(document, 0, len(text))] == [None, None]


@pytest.mark.parametrize(
    "question",
    [
        "What is the annual rent of Dunmore Wharf?",
        "what is the annual rent of dunmore wharf?",
        "Dunmore Wharf: annual rent?",
        "Who is the tenant of Dunmore Wharf?",
        "How much rent does Blue Kite LLC pay?",
    ],
)
def test_a_question_that_names_what_a_row_holds_asks_for_it(question: str) -> None:
    assert is_asked_for(question, ROW, HEADS)


@pytest.mark.parametrize(
    "question",
    [
        "What is the annual rent of Ferry Wharf?",
        "what is the annual rent of ferry wharf?",
        "Ferry Wharf: annual rent?",
        "What annual rent does Blue Kite LLC pay for Ferry House?",
        "What is the annual rent?",
        "What is the purchase price of Dunmore Wharf?",
        "What minimum royalty does Blue Kite LLC owe under the licence?",
    ],
)
def test_a_question_about_something_else_asks_for_no_row(question: str) -> None:
    assert not is_asked_for(question, ROW, HEADS)


@pytest.mark.parametrize("cell", ["840000", "840,000", "840'000.50", "(1,200)", "-12"])
def test_a_bare_number_in_a_cell_is_an_amount(cell: str) -> None:
    assert has_amount(f"Dunmore Wharf | {cell}")


@pytest.mark.parametrize("cell", ["2031-03-31", "Unit 4", "12 %", ""])
def test_a_date_a_name_and_a_share_are_no_amounts(cell: str) -> None:
    assert not has_amount(f"Dunmore Wharf | {cell}")
