"""The form of a file of separated values: its separator, and whether its quotation marks can be trusted.

Such files do not state their form. A separator occurs in nearly every row, and equally often in each.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

SEPARATORS = ("\t", ";", "|", ",")
"""Possible separators. Those that are rare in words come first and win a tie."""

SAMPLE = 200_000
"""Characters by which the separator is chosen."""

MOST_SAMPLE_ROWS = 1_000

STATED = re.compile(r"sep=([^\w\s\"']|\t)\r?\n?", re.IGNORECASE)
"""The first line with which a file tells Excel its separator; Excel does not show it."""


def separator_of(text: str) -> str:
    r"""The separator of a file; a comma where none fits.

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
    """True when each quoted cell ends with its quotation mark, and the last one before the file ends."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            pass
    except csv.Error:
        return False
    return True


def rows_of(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of a file. A quoted cell without its closing mark swallows what follows it."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def rows_by_line(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of a file, one per line: quotation marks count only in lines that are well quoted by themselves."""
    for line in io.StringIO(text, newline=""):
        if is_well_quoted(line, separator):
            yield from csv.reader([line], delimiter=separator)
        else:
            yield from csv.reader([line], delimiter=separator, quoting=csv.QUOTE_NONE)


def evenness(rows: Iterable[list[str]]) -> float:
    """The share of rows with the most common number of cells, 0 to 1.

    Rows of one cell do not count, nor do rows with an unmatched quotation mark in a cell: they were cut within a
    quotation.
    """
    widths: Counter[int] = Counter()
    for row in islice(filter(any, rows), MOST_SAMPLE_ROWS):
        widths[1 if any(cell.count('"') % 2 for cell in row) else len(row)] += 1
    several = [count for width, count in widths.items() if width > 1]
    return max(several, default=0) / max(1, widths.total())
