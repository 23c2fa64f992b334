"""Tables: borders between cells, joined cells, and tables that are only frames around words."""

from lxml import etree

from pincite.readers.docx.markup import M, W, child, child_value, integer

ROW, CELL, TEXT = W + "tr", W + "tc", W + "t"

SHOWN = (W + "sym", M + "t", W + "fldChar", W + "footnoteReference", W + "endnoteReference")
"""Elements other than text that show something in a cell."""

MOST_COLUMNS = 100
"""Most columns that a cell, or the space before a row, may span. Word allows 63."""


def is_frame(table: etree._Element) -> bool:
    """True for a table with one cell in each row: words with a border around them."""
    return all(row.tag != W + "sdt" for row in table) and all(
        sum(1 for cell in row if cell.tag in (CELL, W + "sdt", W + "customXml")) < 2 for row in table.iterchildren(ROW)
    )


def borders_in(table: etree._Element) -> dict[etree._Element, int]:
    """The number of borders before each cell; none before cells without words.

    Readers see a column only where a cell with words begins; rows are often cut into many more.
    """
    starts: dict[etree._Element, tuple[int, bool]] = {}
    for row in table.iterchildren(ROW):
        column = _span(child(row, "trPr"), "gridBefore", 0)
        for cell in row.iterchildren(CELL):
            has_words = any(part.tag != TEXT or part.text for part in cell.iter(TEXT, *SHOWN))
            starts[cell] = (column, has_words)
            column += _span(child(cell, "tcPr"), "gridSpan", 1)
    filled = sorted({column for column, has_words in starts.values() if has_words})
    place = {column: at for at, column in enumerate(filled)}
    borders: dict[etree._Element, int] = {}
    last, around = 0, None
    for cell, (column, has_words) in starts.items():
        if cell.getparent() is not around:
            last, around = 0, cell.getparent()
        borders[cell] = place[column] - last if has_words else 0
        last = place[column] if has_words else last
    return borders


def _span(properties: etree._Element | None, name: str, default: int) -> int:
    """The number of columns spanned."""
    return max(default, min(MOST_COLUMNS, integer(child_value(properties, name), default)))
