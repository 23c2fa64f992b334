"""Builds a text from tables: each row a line, its cells separated by " | ", so that a row is found and quoted whole."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from pincite.documents.document import Clause, Heading, Region
from pincite.readers.reading import without_surrogates

BORDER = "|"
"""Separates two cells, with a space on each side that has words."""

BAR_IN_CELL = "¦"
"""Replaces a lone bar within a cell, which would otherwise read as two cells."""

NO_COLUMNS: frozenset[int] = frozenset()

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class TableRow:
    """The words of a row's cells, by column; empty cells are empty. `unseen` are the columns not seen in this row."""

    cells: Sequence[str]
    is_hidden: bool = False
    unseen: Set[int] = NO_COLUMNS


def cell_words(written: str) -> str:
    r"""The content of a cell on one line. A lone bar in it becomes `BAR_IN_CELL`.

    >>> cell_words("Base rent |\n per month")
    'Base rent ¦ per month'
    """
    if written.isalnum():
        return written
    words = _CONTROL.sub(" ", without_surrogates(written)).split()
    return " ".join(BAR_IN_CELL if word == BORDER else word for word in words)


def row_line(cells: Sequence[str]) -> str:
    """A row as a line, without empty cells at its end.

    Only a border is a bar between spaces or at an end of the line, so the cells can be recovered from a line.

    >>> row_line(["1", "", "7.15", ""])
    '1 | | 7.15'
    """
    if all(cells):
        return f" {BORDER} ".join(cells)
    pieces: list[str] = []
    waiting = 0
    for at, cell in enumerate(cells):
        waiting += at > 0
        if cell:
            pieces += [BORDER] * waiting
            pieces.append(cell)
            waiting = 0
    return " ".join(pieces)


def cell_starts(cells: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The columns with words, and where each begins in the row's line.

    >>> list(cell_starts(["1", "", "7.15", ""]))
    [(0, 0), (2, 6)]
    """
    at = 0
    for column, cell in enumerate(cells):
        at += 2 if column else 0
        if cell:
            at += 1 if at > 2 * column else 0
            yield column, at
            at += len(cell)


class TableText:
    """Builds a text of headings and tables, one line each. What has no words is left out."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._length = 0
        self._headings: list[Heading] = []
        self._regions: list[Region] = []

    def text(self) -> str:
        """All lines."""
        return "\n".join(self._lines)

    def headings(self) -> tuple[Heading, ...]:
        """Headings in the order of the text."""
        return tuple(self._headings)

    def clauses(self) -> tuple[Clause, ...]:
        """Each heading with all lines up to the next."""
        text = self.text()
        following = [heading.start - 1 for heading in self._headings[1:]]
        return tuple(
            Clause("", text[heading.start : heading.end], heading.start, end, 0, "heading")
            for heading, end in zip(self._headings, [*following, len(text)], strict=False)
        )

    def regions(self) -> tuple[Region, ...]:
        """Regions in order of `(start, -end)`."""
        return tuple(sorted(self._regions, key=lambda region: (region.start, -region.end)))

    @property
    def next_start(self) -> int:
        """Where the next line will begin."""
        return self._length + (1 if self._lines else 0)

    def heading(self, words: str) -> None:
        """Add a heading of the first level."""
        start = self.next_start
        if line := cell_words(words):
            self._add(line)
            self._headings.append(Heading(start, self._length, 1))

    def table(self, rows: Iterable[TableRow], hidden_columns: Set[int] = NO_COLUMNS) -> bool:
        """Add a table; False when no cell has words.

        Lines above it that fill one cell (a title, a date) are text before the table, whose first row names its
        columns.
        """
        above: list[TableRow] = []
        start: int | None = None
        for row in rows:
            filled = sum(map(bool, row.cells))
            if start is None and filled == 1:
                above.append(row)
            elif filled and start is None:
                self._rows(above, hidden_columns)
                start = self.next_start
                self._rows([row], hidden_columns)
            elif filled:
                self._rows([row], hidden_columns)
        if start is None and above:
            start = self.next_start
            self._rows(above, hidden_columns)
        if start is None:
            return False
        self._regions.append(Region("table", start, self._length))
        return True

    def comment(self, words: str, note: str) -> None:
        """Add a comment on a cell. `note` says who wrote it and on which cell."""
        start = self.next_start
        if line := cell_words(words):
            self._add(line)
            self._regions.append(Region("comment", start, self._length, note))

    def hide(self, start: int, note: str) -> None:
        """Mark everything since a position as unseen."""
        if start < self._length:
            self._regions = [one for one in self._regions if one.kind != "hidden" or one.start < start]
            self._regions.append(Region("hidden", start, self._length, note))

    def _rows(self, rows: Sequence[TableRow], hidden_columns: Set[int]) -> None:
        for row in rows:
            start = self.next_start
            self._add(row_line(row.cells))
            if row.is_hidden:
                self._regions.append(Region("hidden", start, self._length, "hidden row"))
            else:
                if hidden_columns:
                    self._hide_cells(row, start, hidden_columns, "hidden column")
                if row.unseen:
                    self._hide_cells(row, start, row.unseen, "letters that nobody sees")

    def _hide_cells(self, row: TableRow, line_start: int, hidden_columns: Set[int], note: str) -> None:
        """Mark the cells of a row that are in some columns. Adjacent cells are one range."""
        start: int | None = None
        end = 0
        for column, at in cell_starts(row.cells):
            if column in hidden_columns:
                start = at if start is None else start
                end = at + len(row.cells[column])
            elif start is not None:
                self._regions.append(Region("hidden", line_start + start, line_start + end, note))
                start = None
        if start is not None:
            self._regions.append(Region("hidden", line_start + start, line_start + end, note))

    def _add(self, line: str) -> None:
        self._length = self.next_start + len(line)
        self._lines.append(line)
