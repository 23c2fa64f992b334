"""Which tables of a page are real tables, and where the borders between their cells are.

Pages also use tables for layout: numbered paragraphs (with the number in a cell of its own), columns of a page,
signature lines. These are read as running words. In real tables, empty columns are left out, and a cell with only a
sign (`$`, `%`, a closing bracket) belongs to its neighbour, so that columns are those that a person sees.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

MOST_COLUMNS = 200
"""Most columns that are distinguished; more result from cells that state absurd widths."""

MOST_CELLS = 50_000
"""Cells of one table up to which its columns are computed; a larger table gets a border before every cell."""

LAYOUT_WORDS = 60
"""Characters of a cell from which a single row is text in columns and not a table row."""

LIST_MARK = re.compile(
    r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]{1,2}|[ivxlIVXL]{1,6})[.)]{0,2}|[•·▪■◦○●–—*†‡§o-]|(?:Section|SECTION|Article|"
    r"ARTICLE|Sec\.|SEC\.)\s*[\dIVXLA-Z]{1,5}(?:\.\d{1,3})*\.?"
)
"""The first cell of a paragraph laid out as a row: its number or bullet."""

BEFORE = frozenset(("$", "€", "£", "¥", "(", "US$", "$(", "C$", "A$"))
"""Signs that belong to the next cell."""

AFTER = frozenset(("%", ")", ")%", "%)", ").", "*", "**"))
"""Signs that belong to the previous cell."""

ROW_PARTS = ("tr", "tbody", "thead", "tfoot")

TABLE_PARTS = ("table", "tr", "td", "th")


@dataclass(slots=True)
class TableCell:
    """One cell with its words, the first column that it covers, and the number of columns."""

    element: etree._Element
    words: str
    column: int
    width: int


@dataclass(frozen=True, slots=True)
class TablePlan:
    """How the cells of one table are written: what stands before each cell, by element.

    In a real table this is borders, a space or nothing. In a layout it is nothing for the number of a paragraph and a
    space for the paragraph; all other cells begin a line.
    """

    is_table: bool
    before: dict[etree._Element, str] = field(default_factory=dict)


def plan_table(table: etree._Element) -> TablePlan:
    """The kind of a table, and how its cells are written."""
    rows = _rows(table)
    if rows is None:
        return TablePlan(is_table=True)
    filled = [[cell for cell in row if cell.words] for row in rows]
    filled = [row for row in filled if row]
    if not _is_table(table, filled):
        return TablePlan(is_table=False, before=_after_numbers(filled))
    return TablePlan(is_table=True, before=_borders(rows, filled))


def rows_of(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, without those of nested tables."""
    pending = list(table)[::-1]
    while pending:
        part = pending.pop()
        if part.tag == "tr":
            yield part
        elif part.tag in ROW_PARTS:
            pending += list(part)[::-1]


def _rows(table: etree._Element) -> list[list[TableCell]] | None:
    """The cells of each row by column; None for a table with too many."""
    rows: list[list[TableCell]] = []
    blocked: dict[int, int] = {}
    count = 0
    for row in rows_of(table):
        cells: list[TableCell] = []
        column = 0
        for element in row:
            if element.tag not in ("td", "th"):
                continue
            count += 1
            if count > MOST_CELLS:
                return None
            while blocked.get(column, 0) > 0:
                column += 1
            width = min(_whole(element.get("colspan")), max(1, MOST_COLUMNS - column))
            cells.append(TableCell(element, " ".join("".join(element.itertext()).split()), column, width))
            height = _whole(element.get("rowspan"))
            for covered in range(column, column + width):
                blocked[covered] = max(blocked.get(covered, 0), height)
            column += width
        blocked = {covered: left - 1 for covered, left in blocked.items() if left > 1}
        rows.append(cells)
    return rows


def _whole(stated: str | None) -> int:
    return max(1, min(int(stated), MOST_COLUMNS)) if stated and stated.isdecimal() and len(stated) < 6 else 1


def _is_table(table: etree._Element, filled: list[list[TableCell]]) -> bool:
    """True when rows and columns have meaning."""
    if table.get("role") in ("presentation", "none") or max(map(len, filled), default=0) < 2:
        return False
    if any(part.tag in ("th", "caption", "thead") for part in table.iter("th", "caption", "thead")):
        return True
    if all(_is_numbered(row) for row in filled):
        return False
    words = sum(len(cell.words) for row in filled for cell in row)
    in_blocks = sum(len(cell.words) for row in filled for cell in row if _has_blocks(cell.element))
    if in_blocks > words / 2:
        return False
    if len(filled) > 1:
        return True
    return all(len(cell.words) < LAYOUT_WORDS and not _has_lines(cell.element) for cell in filled[0])


def _is_numbered(row: list[TableCell]) -> bool:
    """True for a row that is a paragraph with its number, or one without a number that continues."""
    if len(row) == 1:
        return True
    return len(row) == 2 and LIST_MARK.fullmatch(row[0].words) is not None and not _is_figure(row[1].words)


def _is_figure(words: str) -> bool:
    return not any(letter.isalpha() for letter in words)


def _has_blocks(cell: etree._Element) -> bool:
    """True for a cell with a table, headings or several paragraphs: it is a part of the page."""
    for part in cell.iter("table", "h1", "h2", "h3", "h4", "h5", "h6"):
        return part is not None
    return sum(1 for _ in zip(cell.iter("p", "li"), range(3), strict=False)) > 2


def _has_lines(cell: etree._Element) -> bool:
    """True for a cell with several lines: in a row by itself, it holds signatures or addresses side by side."""
    return any(True for _ in cell.iter("br")) or sum(1 for _ in zip(cell.iter("p", "div"), range(2), strict=False)) > 1


def _after_numbers(filled: list[list[TableCell]]) -> dict[etree._Element, str]:
    """Nothing before each paragraph's number; a space before its words, which continue on the number's line."""
    numbered = [row for row in filled if len(row) == 2 and LIST_MARK.fullmatch(row[0].words)]
    return {cell.element: sign for row in numbered for cell, sign in zip(row, ("", " "), strict=True)}


def _borders(rows: list[list[TableCell]], filled: list[list[TableCell]]) -> dict[etree._Element, str]:
    """What stands before each cell: as many borders as columns have begun since the previous cell."""
    columns = _columns(filled)
    place = {column: at for at, column in enumerate(columns)}
    before: dict[etree._Element, str] = {}
    for row in rows:
        last = 0
        is_open = is_sign = False
        for cell in row:
            starts = [place[column] for column in range(cell.column, cell.column + cell.width) if column in place]
            if not cell.words:
                before[cell.element] = ""
                continue
            at = starts[0] if starts else max((place[one] for one in columns if one <= cell.column), default=0)
            if cell.words in AFTER and is_open and not starts:
                before[cell.element] = ""
                continue
            steps = at - last
            before[cell.element] = "|" * steps if steps > 0 else (" " if is_open and not is_sign else "")
            last = max(last, at)
            is_open, is_sign = True, cell.words in BEFORE
    return before


def _columns(filled: list[list[TableCell]]) -> list[int]:
    """The columns in which cells with words begin, without those that only hold a neighbour's signs."""
    own: dict[int, bool] = {}
    signs_before: set[int] = set()
    for row in filled:
        for at, cell in enumerate(row):
            if cell.words in AFTER and at > 0:
                own.setdefault(cell.column, False)
            elif cell.words in BEFORE and at + 1 < len(row):
                signs_before.add(cell.column)
                own.setdefault(cell.column, True)
                own.setdefault(row[at + 1].column, False)
            else:
                sign = row[at - 1] if at > 0 and row[at - 1].words in BEFORE else None
                if sign is None:
                    own[cell.column] = True
    return _joined_columns(filled, sorted(column for column, is_own in own.items() if is_own), signs_before)


def _joined_columns(filled: list[list[TableCell]], columns: list[int], signs_before: set[int]) -> list[int]:
    """Columns without those of figures that stand beside their currency sign only in other rows.

    A table shows the sign in its first and last rows. Between them, figures begin one column further right.
    """
    kept: list[int] = []
    for column in columns:
        beside = kept[-1] if kept else -1
        if beside not in signs_before or not _follows(filled, beside, column):
            kept.append(column)
    return kept


def _follows(filled: list[list[TableCell]], sign: int, column: int) -> bool:
    """True when cells after a sign in one column begin in the other, and no row has words in both."""
    follows = False
    for row in filled:
        begins = {cell.column: cell.words in BEFORE for cell in row}
        if column in begins and sign in begins:
            if not begins[sign]:
                return False
            follows = True
    return follows
