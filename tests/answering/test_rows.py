"""Rows of tables: whole, also where the cells of a row have several lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.answering.rows import rows


def _rows(text: str, *, is_one_line: bool = False) -> list[str]:
    return [text[start:end] for start, end, _ in rows(text, 0, len(text), is_one_line=is_one_line)]


PLAIN = "Item | Fee | Note\nHosting | 10 | monthly\nBackup | 2 | yearly"


@pytest.mark.parametrize("is_one_line", [True, False])
def test_rows_of_one_line_are_lines(is_one_line: bool) -> None:
    assert _rows(PLAIN, is_one_line=is_one_line) == PLAIN.split("\n")


def test_the_first_cell_goes_on_over_a_line() -> None:
    text = "Territory | Rate\nAll but\nMonaco | 12 %\nSpain | 9 %"
    assert "All but\nMonaco | 12 %" in _rows(text)
    assert "Monaco | 12 %" not in _rows(text)


def test_the_last_cell_goes_on_over_a_line() -> None:
    text = "Site | Deposit\nOld Mill | The deposit is refundable\nOnly if the tenant pays.\nYard | None."
    assert "Old Mill | The deposit is refundable\nOnly if the tenant pays." in _rows(text)
    assert "Old Mill | The deposit is refundable" not in _rows(text)
    assert "Only if the tenant pays." not in _rows(text)


@pytest.mark.parametrize("middle", ["The rate is 12 %.\nIt is fixed.", "The rate is 12 %.\nIt is fixed.\nIt stays."])
def test_a_cell_in_the_middle_goes_on_over_lines(middle: str) -> None:
    text = f"Site | Rate | Cap\nMonaco | {middle} | No cap\nSpain | 9 % | None"
    assert _rows(text) == ["Site | Rate | Cap", f"Monaco | {middle} | No cap", "Spain | 9 % | None"]


def test_rows_with_nothing_in_the_last_column_are_rows() -> None:
    text = "Item | Fee | Note\n" + "\n".join(f"Item {item} | {item}" for item in range(6))
    assert _rows(text) == text.split("\n")


def test_sentences_between_rows_stand_alone() -> None:
    text = "1. | The Supplier shall deliver.\nThe Buyer shall pay. It shall do so at once.\n2. | The end."
    assert _rows(text)[1:3] == ["The Buyer shall pay.", "It shall do so at once."]


@given(st.text("ab. |\n", max_size=60))
def test_a_row_begins_and_ends_with_whole_lines(text: str) -> None:
    for start, end, is_row in rows(text, 0, len(text), is_one_line=False):
        assert text[start:end].strip()
        if is_row:
            assert not text[:start].rpartition("\n")[2].strip()
            assert not text[end:].partition("\n")[0].strip()
