"""The column heads of a table: without them, "Dunmore Wharf | Blue Kite LLC | 840000" does not say what 840000 is."""

import re
from collections.abc import Sequence

from pincite.answering.rows import BORDER, Row
from pincite.retrieval.terms import content_words

LONGEST_HEADS = 200
"""The most characters of column heads that a row is read with, as in the index."""

LONGEST_HEAD = 60
"""The most characters of one column head; a longer text makes a statement of its own."""

FIRST_ROWS = 5
"""How many of the first rows may be the heads: a sheet often has its title and its date above them."""

FEWEST_COLUMNS = 3
"""The fewest columns with which a row of names at the top is surely heads. With two it may be an entry ("Tenant | Blue
Kite LLC"), unless most of the rows below have a figure in the last column."""

_FIGURE = re.compile(r"[-+(]?\s?[$€£¥]?\s?[-+]?\d")

_AMOUNT = re.compile(r"[-+(]?\d[\d.,'’ ]*[-)]?")


_NAME = re.compile(r"(?:^(?=\S+\s[A-Z])|(?<=\s))[^\w\s]*(?:[A-Z]|\w*\d)\S*")
"""A word with a capital letter or a digit: a person, a place, a sum, a date. The first word of a question counts only
if another follows."""

_HOW_MUCH = frozenset(content_words("much many"))
"""Words of a question for a figure, which neither rows nor heads have."""


def column_heads(text: str, found: Sequence[Row]) -> int | None:
    """The place of the row that names the columns; None if no row surely does."""
    cells = [_cells(text[start:end]) if is_row else [] for start, end, is_row in found]
    widest = max(map(len, cells), default=0)
    for at, row in enumerate(cells[:FIRST_ROWS]):
        # A title, or a date beside its name, leaves most columns empty.
        if sum(map(bool, row)) < 2 or 2 * sum(map(bool, row)) <= widest or not all(map(_may_be_head, row)):
            continue
        below = [other[-1] for other in cells[at + 1 :] if other]
        with_figure = sum(_FIGURE.match(last) is not None for last in below)
        return at if below and (widest >= FEWEST_COLUMNS or 2 * with_figure > len(below)) else None
    return None


def is_asked_for(question: str, row: str, headings: str) -> bool:
    """True if the question singles out a row among its neighbours, which have the same column heads.

    The row must have every name and figure of the question that its headings, including the column heads, lack; and row
    and headings must have half of the question's other words. For a question without such names, the row must have more
    than half of the words that are not in the headings.

    >>> heads = "Property | Tenant | Annual rent"
    >>> is_asked_for("What is the annual rent of Old Mill?", "Old Mill | Pendry | 96500", heads)
    True
    >>> is_asked_for("What is the annual rent of New Mill?", "Old Mill | Pendry | 96500", heads)
    False
    >>> is_asked_for("What is the purchase price of Old Mill?", "Old Mill | Pendry | 96500", heads)
    False
    """
    above, held = set(content_words(headings)), set(content_words(row))
    asked = set(content_words(question)) - _HOW_MUCH
    names = {word for name in _NAME.findall(question) for word in content_words(name)} & asked
    if names - above:
        about = asked - names
        return names - above <= held and 2 * len(about & (above | held)) >= len(about)
    return 2 * len(held & (asked - above)) > len(asked - above)


def has_amount(row: str) -> bool:
    """True if a cell of a row is a number: in a table the currency is in the column's head, or nowhere.

    >>> has_amount("Dunmore Wharf | Blue Kite LLC | 840,000"), has_amount("Unit 4 | 2031-03-31")
    (True, False)
    """
    return any(_AMOUNT.fullmatch(cell) for cell in _cells(row))


def _cells(row: str) -> list[str]:
    """The words of each cell, also if the row has borders at its ends."""
    return [cell.strip() for cell in row.removeprefix("| ").removesuffix(" |").split(BORDER)]


def _may_be_head(cell: str) -> bool:
    """True for an empty cell and for a name; false for a figure, a sentence and the line below Markdown's heads."""
    is_name = any(map(str.isalpha, cell)) and _FIGURE.match(cell) is None and not cell.endswith((".", ":", ";", "?"))
    return not cell or (is_name and len(cell) <= LONGEST_HEAD)
