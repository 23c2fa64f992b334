"""Tables with ruled lines: which lines make a grid, and which words are in which cell."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pincite.documents.glyphs import Rectangles
from pincite.readers.pdf.characters import Flags
from pincite.readers.pdf.layout import ONE_LINE, Numbers, PageLine, Pieces

TOUCHING = 4.5
"""Most points between two lines that are meant to meet; Word leaves up to 3.4 between the sides of two rows."""

LOWEST_WALL = 8.0
"""Points: a shorter vertical line is not a side of a cell."""

SHORTEST_RULE = 15.0
"""Points: a shorter horizontal line is not a side of a cell."""

MOST_RULES = 400
"""Lines of one direction on a page from which the page is a drawing; a table of 60 rows has 61 after its segments are
joined."""

LONGEST_CELL = 12
"""Lines of text in a cell from which a grid is page layout (two texts side by side, a frame around a form) and not a
table. Its cells are then read one after the other, line by line."""

TALLEST_HEADING = 60.0
"""Most points between the two ruled lines around a table's headings, which have up to five lines."""

MANY_LINES = 4
"""Lines of text in two columns between two ruled lines from which these may be rows without separators."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The sides of a table's cells, from left to right and from top to bottom, in points in the frame."""

    across: tuple[float, ...]
    down: tuple[float, ...]


def walls(rules: Rectangles) -> Rectangles:
    """The vertical lines that separate words, each as (x, lower end, x, upper end)."""
    upright = rules[(rules[:, 3] - rules[:, 1]) > np.maximum(LOWEST_WALL, rules[:, 2] - rules[:, 0])]
    lines = _merged(np.stack(((upright[:, 0] + upright[:, 2]) / 2, upright[:, 1], upright[:, 3]), axis=1))
    if len(lines) > MOST_RULES:
        return np.empty((0, 4))
    return np.stack((lines[:, 0], lines[:, 1], lines[:, 0], lines[:, 2]), axis=1)


def grids(rules: Rectangles) -> list[Grid]:
    """The grids that ruled lines make: at least two columns and one row."""
    level = rules[(rules[:, 2] - rules[:, 0]) > np.maximum(SHORTEST_RULE, rules[:, 3] - rules[:, 1])]
    rows = _merged(np.stack(((level[:, 1] + level[:, 3]) / 2, level[:, 0], level[:, 2]), axis=1))
    sides = walls(rules)
    columns = np.stack((sides[:, 0], sides[:, 1], sides[:, 3]), axis=1)
    if not len(rows) or not len(columns) or max(len(rows), len(columns)) > MOST_RULES:
        return []
    meet = (
        (rows[:, None, 1] - TOUCHING <= columns[None, :, 0])
        & (columns[None, :, 0] <= rows[:, None, 2] + TOUCHING)
        & (columns[None, :, 1] - TOUCHING <= rows[:, None, 0])
        & (rows[:, None, 0] <= columns[None, :, 2] + TOUCHING)
    )
    found = [_grid(rows[across], columns[down]) for across, down in _groups(meet)]
    return [_with_heading(grid, rows) for grid in found if grid is not None]


def ruled_tables(grids: Sequence[Grid], pieces: Pieces, free: Flags) -> list[PageLine]:
    """The tables made of free pieces in grids, each as one line with its rows."""
    x, y = (pieces.left + pieces.right) / 2, (pieces.bottom + pieces.top) / 2
    tables: list[PageLine] = []
    taken = ~free
    for grid in sorted(grids, key=_area):
        within = (x > grid.across[0]) & (x < grid.across[-1]) & (y < grid.down[0]) & (y > grid.down[-1]) & ~taken
        members = np.flatnonzero(within)
        table = _table(grid, members.tolist(), pieces)
        if table is not None:
            tables.append(table)
            taken[members] = True
    return tables


def table_line(rows: list[list[list[int]]], pieces: Pieces) -> PageLine:
    """One line that stands for a table."""
    members = [piece for row in rows for cell in row for piece in cell]
    bottom, top = float(pieces.bottom[members].min()), float(pieces.top[members].max())
    return PageLine(
        pieces=members,
        left=float(pieces.left[members].min()),
        bottom=bottom,
        right=float(pieces.right[members].max()),
        top=top,
        size=float(np.median(pieces.size[members])),
        rank=float(min(members)),
        rows=rows,
    )


def text_lines(members: Sequence[int], pieces: Pieces) -> list[list[int]]:
    """Pieces as lines from top to bottom, each from left to right."""
    lines: list[list[int]] = []
    for piece in sorted(members, key=lambda piece: -(pieces.bottom[piece] + pieces.top[piece])):
        if lines and _shares(lines[-1][0], piece, pieces):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda piece: pieces.left[piece]) for line in lines]


def _shares(one: int, other: int, pieces: Pieces) -> bool:
    """True when two pieces are at the same height."""
    shared = min(pieces.top[one], pieces.top[other]) - max(pieces.bottom[one], pieces.bottom[other])
    return bool(shared >= ONE_LINE * min(pieces.size[one], pieces.size[other]))


def _area(grid: Grid) -> float:
    return (grid.across[-1] - grid.across[0]) * (grid.down[0] - grid.down[-1])


def _merged(lines: Numbers) -> Numbers:
    """Lines (position, start, end), with those that continue or overlap each other merged."""
    found: list[list[float]] = []
    places: list[float] = []
    for place, start, end in lines[np.argsort(lines[:, 0], kind="stable")].tolist():
        places.append(places[-1] if places and place - places[-1] <= TOUCHING else place)
        found.append([places[-1], start, end])
    found.sort()
    joined: list[list[float]] = []
    for place, start, end in found:
        if joined and joined[-1][0] == place and start <= joined[-1][2] + TOUCHING:
            joined[-1][2] = max(joined[-1][2], end)
        else:
            joined.append([place, start, end])
    return np.array(joined, np.float64).reshape(-1, 3)


def _groups(meet: Flags) -> list[tuple[list[int], list[int]]]:
    """Rows and columns of a matrix that are connected by True entries."""
    seen_rows: set[int] = set()
    groups: list[tuple[list[int], list[int]]] = []
    for first in range(len(meet)):
        if first in seen_rows:
            continue
        rows, columns = {first}, set[int]()
        waiting = [first]
        while waiting:
            for column in np.flatnonzero(meet[waiting.pop()]).tolist():
                if column not in columns:
                    columns.add(column)
                    more = set(np.flatnonzero(meet[:, column]).tolist()) - rows
                    rows |= more
                    waiting += more
        seen_rows |= rows
        if columns:
            groups.append((sorted(rows), sorted(columns)))
    return groups


def _grid(rows: Numbers, columns: Numbers) -> Grid | None:
    """The grid of connected lines; None when they do not frame cells side by side.

    Missing sides are inferred from the ends of the lines that reach there: many tables have no line at the left and
    right, or none at the top of a page on which they continue.
    """
    across = sorted(set(columns[:, 0].tolist()))
    down = sorted(set(rows[:, 0].tolist()), reverse=True)
    left, right = float(rows[:, 1].min()), float(rows[:, 2].max())
    across = [*([left] if left < across[0] - SHORTEST_RULE else []), *across]
    across += [right] if right > across[-1] + SHORTEST_RULE else []
    low, high = float(columns[:, 1].min()), float(columns[:, 2].max())
    height = high - low
    is_even = bool((columns[:, 1].max() - low < 0.2 * height) and (high - columns[:, 2].min() < 0.2 * height))
    if len(columns) > 1 and is_even:
        down = [*([high] if high > down[0] + LOWEST_WALL else []), *down]
        down += [low] if low < down[-1] - LOWEST_WALL else []
    if len(across) < 3 or len(down) < 2:
        return None
    return Grid(tuple(across), tuple(down))


def _with_heading(grid: Grid, rows: Numbers) -> Grid:
    """The grid extended by the space between its top and a line of the same width above: unseparated headings."""
    ends = np.array([grid.across[0], grid.across[-1]])
    same = (np.abs(rows[:, 1:] - ends) <= TOUCHING).all(axis=1)
    above = rows[same & (rows[:, 0] > grid.down[0] + TOUCHING) & (rows[:, 0] < grid.down[0] + TALLEST_HEADING), 0]
    return Grid(grid.across, (float(above.min()), *grid.down)) if len(above) else grid


def _table(grid: Grid, members: list[int], pieces: Pieces) -> PageLine | None:
    """The table in a grid; None when its cells do not read as a table."""
    spanning: set[int] = set()
    inner, heights = grid.across[1:-1], [-side for side in grid.down[1:-1]]
    bands: list[list[list[int]]] = [[[] for _ in grid.across[1:]] for _ in grid.down[1:]]
    for piece in members:
        left, right = float(pieces.left[piece]), float(pieces.right[piece])
        crossed = bisect_right(inner, left + 2)
        is_over = crossed < len(inner) and inner[crossed] + 2 < right
        x = left + 1 if is_over else (left + right) / 2
        y = float(pieces.bottom[piece] + pieces.top[piece]) / 2
        column = min(bisect_left(grid.across, x), len(grid.across) - 1) - 1
        band = bisect_left(heights, -y)
        if is_over:
            spanning.add(band)
        bands[band][max(0, column)].append(piece)
    rows: list[list[list[int]]] = []
    for number, band_cells in enumerate(bands):
        if number in spanning and sum(map(bool, band_cells)) == 1:
            band_cells = [[piece for cell in band_cells for piece in cell], *([] for _ in grid.across[2:])]
        cells = [text_lines(cell, pieces) for cell in band_cells]
        if max(len(cell) for cell in cells) > MANY_LINES and len(bands) <= 3 and _has_rows(cells, pieces):
            rows += _rows_within(cells, pieces)
        elif any(cells):
            if max(len(cell) for cell in cells) > LONGEST_CELL:
                return None
            rows.append([[piece for line in cell for piece in line] for cell in cells])
    used = [column for column in range(len(grid.across) - 1) if any(row[column] for row in rows)]
    rows = [[row[column] for column in used] for row in rows]
    if sum(1 for row in rows if sum(map(bool, row)) > 1) < 2:
        return None
    return table_line(rows, pieces)


def _has_rows(cells: list[list[list[int]]], pieces: Pieces) -> bool:
    """True when the lines of at least two columns are at the same heights: rows without separators."""
    filled = [cell for cell in cells if len(cell) > MANY_LINES]
    if len(filled) < 2:
        return False
    one, other = sorted(filled, key=len)[:2]
    level = sum(1 for line in one if any(_shares(line[0], there[0], pieces) for there in other))
    return level >= 0.8 * len(one)


def _rows_within(cells: list[list[list[int]]], pieces: Pieces) -> list[list[list[int]]]:
    """The rows between two ruled lines. A line without a first cell continues the row above it."""
    placed = {piece: column for column, cell in enumerate(cells) for line in cell for piece in line}
    rows: list[list[list[int]]] = []
    for line in text_lines(list(placed), pieces):
        row: list[list[int]] = [[] for _ in cells]
        for piece in line:
            row[placed[piece]].append(piece)
        goes_on = rows and not row[0] and 2 * sum(map(bool, row)) < len(cells)
        if goes_on:
            rows[-1] = [[*above, *below] for above, below in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
    return rows
