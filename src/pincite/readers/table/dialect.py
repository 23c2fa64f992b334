"""How a file of separated values is written: which sign parts its cells, whether its quotation marks can be trusted.

No such file says so itself. A sign that parts cells does so in nearly every row, and equally often in each.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

SEPARATORS = ("\t", ";", "|", ",")
"""Signs that part cells; those that seldom stand in words come first and win where two fit equally well."""

SAMPLE = 200_000
"""Characters by which the separator is chosen."""

MOST_SAMPLE_ROWS = 1_000

STATED = re.compile(r"sep=([^\w\s\"']|\t)\r?\n?", re.IGNORECASE)
"""The first line by which a file tells Excel its separator; Excel does not show it."""


def separator_of(text: str) -> str:
    r"""The sign that parts the cells of a file; a comma where none does.

    >>> separator_of("Item;Price\nDock plates;7,15\nSewer;8,20\n")
    ';'
    """
    best, fit = ",", 0.0
    for separator in SEPARATORS:
        if separator in text[:SAMPLE]:
            even = evenness(rows_of(text[:SAMPLE], separator))
            if even > fit:
                best, fit = separator, even
    return best


def is_well_quoted(text: str, separator: str) -> bool:
    """True when each quoted cell ends with its quotation mark, and the last before the file does."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            pass
    except csv.Error:
        return False
    return True


def rows_of(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of a file; a quoted cell whose last quotation mark is missing takes in what follows it."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def rows_by_line(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of a file, a line each: quotation marks count only where a line is well quoted by itself."""
    for line in io.StringIO(text, newline=""):
        if is_well_quoted(line, separator):
            yield from csv.reader([line], delimiter=separator)
        else:
            yield from csv.reader([line], delimiter=separator, quoting=csv.QUOTE_NONE)


def evenness(rows: Iterable[list[str]]) -> float:
    """The share of rows that have the commonest number of cells, 0 to 1.

    Rows of one cell fit nothing, and neither do rows with half of a pair of quotation marks in a cell: they were cut
    within a quotation.
    """
    widths: Counter[int] = Counter()
    for row in islice(filter(any, rows), MOST_SAMPLE_ROWS):
        widths[1 if any(cell.count('"') % 2 for cell in row) else len(row)] += 1
    several = [count for width, count in widths.items() if width > 1]
    return max(several, default=0) / max(1, widths.total())
