"""The numbers in the margin of pleadings, transcripts and bills, by which their lines are cited.

They count from 1 on each page, evenly, beside everything else. They are not part of the sentences beside them.
"""

from collections.abc import Sequence

import numpy as np

from pincite.readers.pdf.characters import Characters, Indices
from pincite.readers.pdf.layout import Pieces

FEWEST = 15
"""Fewest numbers of a numbered page: pleadings have 25 to 32, transcripts and bills 25. Fewer may number a list."""

TALL = 0.45
"""Share of the page's height that the numbers span. A list or table with so many rows rarely does, and has a
heading."""

LINED_UP = 4.0
"""Points by which the numbers' left or right edges may differ."""

EVEN = 0.15
"""Share by which nine in ten of the steps between numbers may differ from the usual step."""


def line_numbers(pieces: Pieces, characters: Characters, height: float) -> tuple[Indices, Indices]:
    """The first and last characters of a page's line numbers, from top to bottom; empty where it has none.

    `height` is that of the page, in points. A number may be a whole piece or its beginning.
    """
    nothing = np.empty(0, np.int64)
    opens = characters.signs[pieces.first]
    candidates = np.flatnonzero((opens >= "1") & (opens <= "9")).tolist()
    if len(candidates) < FEWEST:
        return nothing, nothing
    numbers = [found for piece in candidates if (found := _number(piece, pieces, characters)) is not None]
    for edge in ("right", "left"):
        run = _run(_lined_up(numbers, edge, characters), characters)
        if len(run) >= FEWEST and _is_margin(run, pieces, characters, height):
            return np.array([first for _, first, _ in run]), np.array([last for _, _, last in run])
    return nothing, nothing


Number = tuple[int, int, int]
"""The value, first character and last character of a number."""


def _number(piece: int, pieces: Pieces, characters: Characters) -> Number | None:
    """The number of one or two digits that a piece is or begins with."""
    first, end = int(pieces.first[piece]), int(pieces.last[piece]) + 1
    digits = "".join(characters.signs[first : min(end, first + 3)].tolist())
    length = next((index for index, sign in enumerate(digits) if not "0" <= sign <= "9"), len(digits))
    if length > 2 or (first + length < end and not digits[length].isspace()):
        return None
    return int(digits[:length]), first, first + length - 1


def _lined_up(numbers: Sequence[Number], edge: str, characters: Characters) -> list[Number]:
    """The largest group of numbers with one edge in line, from top to bottom."""
    if not numbers:
        return []
    places = np.array(
        [characters.places[last, 2] if edge == "right" else characters.places[first, 0] for _, first, last in numbers]
    )
    rising = np.sort(places)
    counts = np.searchsorted(rising, places + LINED_UP, "right") - np.searchsorted(rising, places - LINED_UP, "left")
    near = np.abs(places - places[int(counts.argmax())]) <= LINED_UP
    group = [number for number, is_near in zip(numbers, near.tolist(), strict=True) if is_near]
    return sorted(group, key=lambda number: -characters.places[number[1], 1])


def _run(numbers: Sequence[Number], characters: Characters) -> list[Number]:
    """The numbers 1, 2, 3, … among those of a margin, if the steps between them are even."""
    run: list[Number] = []
    for number in numbers:
        if number[0] == len(run) + 1:
            run.append(number)
    heights = np.array([characters.places[first, 1] for _, first, _ in run])
    steps = -np.diff(heights)
    if not len(steps):
        return []
    usual = float(np.median(steps))
    even = np.abs(steps - usual) <= EVEN * usual
    return run if usual > 0 and even.mean() >= 0.9 else []


def _is_margin(run: Sequence[Number], pieces: Pieces, characters: Characters, height: float) -> bool:
    """True when numbers run down most of a page with nothing to their left and nothing above them in their column."""
    own = {first for _, first, _ in run}
    left = min(float(characters.places[first, 0]) for _, first, _ in run)
    right = max(float(characters.places[last, 2]) for _, _, last in run)
    top, bottom = float(characters.places[run[0][1], 3]), float(characters.places[run[-1][1], 1])
    if top - bottom < TALL * height:
        return False
    for first, piece_left, piece_right, middle in zip(
        pieces.first.tolist(),
        pieces.left.tolist(),
        pieces.right.tolist(),
        ((pieces.bottom + pieces.top) / 2).tolist(),
        strict=True,
    ):
        if first in own or not bottom < middle < top + 3 * (top - bottom) / len(run):
            continue
        is_narrow = piece_right - piece_left < 3 * (right - left)
        if middle > top and is_narrow and piece_left < right and piece_right > left:
            return False
        if middle <= top and piece_left < left - 1 and piece_right > left + 1:
            return False
    return True
