"""Tables without ruled lines: rows of at least three cells that are aligned in columns."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pincite.readers.pdf.characters import Characters, Flags
from pincite.readers.pdf.grids import table_line, text_lines
from pincite.readers.pdf.layout import PageLine, Pieces

FEWEST_ROWS = 4
"""Fewest full rows of a table; two may be a caption or a letterhead, three a list of prices in the text."""

FEWEST_COLUMNS = 3
"""Fewest columns of a table. Two columns without lines are as often a signature block, a list of terms or an
address."""

NARROWEST = 6.0
"""Points of white space between two columns, in all rows together."""

FARTHEST = 3.0
"""Distance from one row of a table to the next, in letter heights."""

WORDS_IN_CELL = 7.0
"""Mean words per cell from which the cells are columns of prose."""

CLOSE = 0.3
"""Distance between two lines of one cell, in letter heights. Rows of a table are farther apart, or have a first
cell."""

MOST_ROWS = 400

MOST_COLUMNS = 60
"""Pieces of a row beyond which it does not belong to a table."""

_ENTRY = re.compile(r"(?:(?:Section|Article|Chapter|Part|§)\s*)?[\dIVXivx]{1,6}(?:[.)]\d*)*[.)]?|\(?[a-zA-Z]{1,3}[.)]")
_PAGE = re.compile(r"[\divxl]{1,5}|[A-Z]-\d{1,3}")


def aligned_tables(pieces: Pieces, free: Flags, characters: Characters) -> list[PageLine]:
    """The tables among the free pieces, each as one line with its rows."""
    rows = text_lines(free.nonzero()[0].tolist(), pieces)
    if sum(len(row) >= FEWEST_COLUMNS for row in rows) < FEWEST_ROWS or len(rows) > MOST_ROWS:
        return []
    if max(map(len, rows)) > MOST_COLUMNS:
        return []
    tables: list[PageLine] = []
    run: list[list[int]] = []
    gutters: list[tuple[float, float]] = []
    for row in [*rows, []]:
        left = _open(gutters, row, pieces) if run else []
        if row and run and len(left) >= FEWEST_COLUMNS - 1 and _is_near(run[-1], row, pieces):
            run.append(row)
            gutters = left
            continue
        tables += _table(run, gutters, pieces, characters)
        starts = len(row) >= FEWEST_COLUMNS
        run = [row] if starts else []
        gutters = _gaps(row, pieces) if starts else []
    return tables


def _gaps(row: Sequence[int], pieces: Pieces) -> list[tuple[float, float]]:
    """The white space between the pieces of a row."""
    gaps = [(float(pieces.right[one]), float(pieces.left[other])) for one, other in pairwise(row)]
    return [(left, right) for left, right in gaps if right - left >= NARROWEST]


def _open(gutters: Sequence[tuple[float, float]], row: Sequence[int], pieces: Pieces) -> list[tuple[float, float]]:
    """The parts of the gutters that a row leaves white."""
    left_white: list[tuple[float, float]] = []
    for start, end in gutters:
        low, high = start, end
        for piece in row:
            left, right = float(pieces.left[piece]), float(pieces.right[piece])
            if right <= low or left >= high:
                continue
            if left - low >= high - right:
                high = left
            else:
                low = right
        if high - low >= NARROWEST:
            left_white.append((low, high))
    return left_white


def _is_near(above: Sequence[int], row: Sequence[int], pieces: Pieces) -> bool:
    """True when a row follows close below another."""
    space = min(pieces.bottom[piece] for piece in above) - max(pieces.top[piece] for piece in row)
    return bool(space <= FARTHEST * max(pieces.size[piece] for piece in row))


def _table(
    run: list[list[int]], gutters: Sequence[tuple[float, float]], pieces: Pieces, characters: Characters
) -> list[PageLine]:
    """The table made of a run of rows; empty when they do not read as a table."""
    middles = [(left + right) / 2 for left, right in gutters]
    rows = [_cells(row, middles, pieces) for row in run]
    while rows and sum(map(bool, rows[-1])) < 2 and rows[-1][0]:
        rows.pop()
    full = [row for row in rows if sum(map(bool, row)) >= FEWEST_COLUMNS]
    if len(full) < FEWEST_ROWS or 2 * len(full) < len(rows):
        return []
    words = [[_words(cell, pieces, characters) for cell in row] for row in full]
    if any(not any(map(str.isalnum, "".join(column))) for column in zip(*words, strict=True)):
        return []  # the brackets between the two sides of a caption
    lengths = [len(cell.split()) for row in words for cell in row if cell]
    if sum(lengths) > WORDS_IN_CELL * len(lengths) or _is_contents(words):
        return []
    return [table_line(_wrapped(rows, pieces), pieces)]


def _cells(row: Sequence[int], middles: Sequence[float], pieces: Pieces) -> list[list[int]]:
    cells: list[list[int]] = [[] for _ in range(len(middles) + 1)]
    for piece in row:
        cells[sum(middle < (pieces.left[piece] + pieces.right[piece]) / 2 for middle in middles)].append(piece)
    return cells


def _words(cell: Sequence[int], pieces: Pieces, characters: Characters) -> str:
    return " ".join(characters.text(int(pieces.first[piece]), int(pieces.last[piece])) for piece in cell)


def _is_contents(rows: Sequence[Sequence[str]]) -> bool:
    """True for a table of contents: a number, a heading, leaders, a page number."""
    entries = sum(
        _PAGE.fullmatch(row[-1]) is not None
        and (_ENTRY.fullmatch(row[0]) is not None or any("..." in cell or ". . ." in cell for cell in row))
        for row in rows
    )
    return 2 * entries > len(rows)


def _wrapped(rows: list[list[list[int]]], pieces: Pieces) -> list[list[list[int]]]:
    """The rows, with lines of one row merged: cells that go on below, or begin above the others."""
    joined: list[list[list[int]]] = []
    waiting: list[list[list[int]]] = []
    for number, row in enumerate(rows):
        above = joined[-1] if joined else None
        below = rows[number + 1] if number + 1 < len(rows) else None
        filled = sum(map(bool, row))
        if (
            filled == 1
            and below is not None
            and _hangs_on(row, below, pieces)
            and not _is_closer(above, row, below, pieces)
        ):
            waiting.append(row)
        elif waiting or above is None or not _goes_on(above, row, filled, pieces):
            joined.append(_stacked([*waiting, row]))
            waiting = []
        else:
            joined[-1] = _stacked([above, row])
    return joined


def _stacked(rows: Sequence[list[list[int]]]) -> list[list[int]]:
    """Several rows merged into one, with the cells of each column put together from top to bottom."""
    return [[piece for cell in column for piece in cell] for column in zip(*rows, strict=True)]


def _goes_on(above: list[list[int]], row: list[list[int]], filled: int, pieces: Pieces) -> bool:
    """True for a row without a first cell and with less than half of the others, or with one cell close below words."""
    return (not row[0] and 2 * filled < len(row)) or (filled == 1 and _hangs_on(above, row, pieces))


def _hangs_on(above: list[list[int]], row: list[list[int]], pieces: Pieces) -> bool:
    """True when the only cell of one of two rows is in a column with the other, like the lines of a paragraph."""
    single = above if sum(map(bool, above)) == 1 else row
    column = next(index for index, cell in enumerate(single) if cell)
    if not above[column] or not row[column]:
        return False
    return _space(above, row, column, pieces) < CLOSE * float(pieces.size[row[column][0]])


def _is_closer(above: list[list[int]] | None, row: list[list[int]], below: list[list[int]], pieces: Pieces) -> bool:
    """True when the only cell of a row is at least as close to the words above it as to those below."""
    column = next(index for index, cell in enumerate(row) if cell)
    if above is None or not above[column]:
        return False
    return _space(above, row, column, pieces) <= _space(row, below, column, pieces) + 1


def _space(above: list[list[int]], below: list[list[int]], column: int, pieces: Pieces) -> float:
    """White space between the words of two rows in one column, in points."""
    return float(min(pieces.bottom[above[column]]) - max(pieces.top[below[column]]))
