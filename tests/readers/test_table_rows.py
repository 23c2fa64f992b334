"""Rows as lines: a line gives its cells back, and what is hidden in it is exactly the cell."""

import re
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.readers.table.rows import TableRow, TableText, cell_starts, cell_words, row_line

WRITTEN = st.text(max_size=12) | st.sampled_from(["|", "a | b", "||", "| x", "\n", "a\r\nb", "\u2028", "\0"])
CELLS = st.lists(WRITTEN, max_size=8).map(lambda cells: [cell_words(cell) for cell in cells])


def cells_in(line: str) -> list[str]:
    """The cells of a line: a bar that stands alone is a border."""
    return [cell.strip(" ") for cell in re.split(r"(?<!\S)\|(?!\S)", line)]


def shortened(cells: Sequence[str]) -> list[str]:
    """Cells without the empty ones at the end; a row without words is one empty cell."""
    last = max((at for at, cell in enumerate(cells) if cell), default=0)
    return list(cells[: last + 1]) or [""]


@settings(deadline=None)
@given(CELLS)
def test_a_line_gives_its_cells_back(cells: list[str]) -> None:
    assert cells_in(row_line(cells)) == shortened(cells)


@settings(deadline=None)
@given(CELLS)
def test_a_row_is_one_line(cells: list[str]) -> None:
    assert len(row_line(cells).splitlines()) <= 1


@settings(deadline=None)
@given(CELLS)
def test_cells_stand_where_they_are_said_to_begin(cells: list[str]) -> None:
    line = row_line(cells)
    assert [(column, line[at : at + len(cells[column])]) for column, at in cell_starts(cells)] == [
        (column, cell) for column, cell in enumerate(cells) if cell
    ]


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, st.booleans()), max_size=6), st.frozensets(st.integers(0, 7)))
def test_regions_of_a_table_lie_in_its_text_in_order(
    rows: list[tuple[list[str], bool]], hidden: frozenset[int]
) -> None:
    table = TableText()
    table.heading("Sheet")
    table.table([TableRow(cells, is_hidden) for cells, is_hidden in rows], hidden)
    end = 0
    for region in (one for one in table.regions() if one.kind == "hidden"):
        assert end <= region.start < region.end <= len(table.text())
        assert table.text()[region.start : region.end].strip() == table.text()[region.start : region.end]
        end = region.end


def test_hidden_columns_are_hidden_cell_by_cell_and_neighbours_together() -> None:
    table = TableText()
    table.table([TableRow(["a", "b", "c", "d"]), TableRow(["e", "", "f", "g"])], frozenset((1, 2)))
    assert [table.text()[one.start : one.end] for one in table.regions() if one.kind == "hidden"] == ["b | c", "f"]


def test_lines_above_the_column_heads_are_not_part_of_the_table() -> None:
    table = TableText()
    table.table(
        [TableRow(["Rent roll", ""]), TableRow(["", ""]), TableRow(["Tenant", "Rent"]), TableRow(["Total", ""])]
    )
    [region] = table.regions()
    assert table.text() == "Rent roll\nTenant | Rent\nTotal"
    assert table.text()[region.start : region.end] == "Tenant | Rent\nTotal"


def test_a_list_of_one_column_is_a_table() -> None:
    table = TableText()
    table.table([TableRow(["a"]), TableRow(["b"])])
    assert [(one.kind, one.start, one.end) for one in table.regions()] == [("table", 0, 3)]


def test_a_hidden_sheet_is_one_hidden_range_whatever_is_hidden_in_it() -> None:
    table = TableText()
    table.heading("Shown")
    start = table.next_start
    table.heading("Margins")
    table.table([TableRow(["a", "b"], is_hidden=True), TableRow(["c", "d"])])
    table.hide(start, "hidden sheet")
    hidden = [table.text()[one.start : one.end] for one in table.regions() if one.kind == "hidden"]
    assert hidden == ["Margins\na | b\nc | d"]
