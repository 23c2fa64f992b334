"""Pieces of a text: their size, and what a reader gets around one.

A piece is small, so that it can be found; a reader gets more than the piece (from small to big): the clause, paragraphs
or function around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.documents.document import Region

TARGET = 600
"""The most characters of neighbours that are put together, about 130 tokens. Measured on 432 questions over 119
contracts, policies and guides, BM25 and MiniLM fused: recall in the first 4,000 characters .58 at 600, .56 at 450 and
at 750, .48 with recursive chunks of 500. At 450 there is a fifth more to embed."""

HARD_MAXIMUM = 1000
"""The most characters of a piece: more would exceed the embedder's window of 256 tokens."""

TINY = 90
"""A piece with fewer characters says nothing alone (a bare heading, a page number, "(a) such;"), so it goes with its
neighbour even across a clause's border."""

LONGEST_CLAUSE = 3000
"""The most characters of a clause that a reader gets whole; of a longer one, a reader gets sub-clauses or
paragraphs."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of text that is not divided further: its range, and what a reader gets with it.

    `part` is the part of the document that is read by itself and that it belongs to; None for running text.
    """

    start: int
    end: int
    reading_start: int
    reading_end: int
    part: Region | None


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring units together: their range, what a reader gets, and the part that they belong to.

    `owner` is the index of the innermost clause that contains all of it, -1 for none.
    """

    start: int
    end: int
    reading_start: int
    reading_end: int
    part: Region | None
    owner: int


def together(units: Sequence[Unit], owner: int, start: int | None = None) -> Piece:
    """One piece of some units; a reader gets what goes with all of them, or, if that is too long, with the longest.

    `start` is where the piece begins, if that is before its first unit.
    """
    start, end = units[0].start if start is None else start, units[-1].end
    reading_start = min(unit.reading_start for unit in units)
    reading_end = max(unit.reading_end for unit in units)
    if reading_end - reading_start > LONGEST_CLAUSE:
        longest = max(units, key=lambda unit: unit.end - unit.start)
        reading_start, reading_end = longest.reading_start, longest.reading_end
    return Piece(start, end, min(start, reading_start), max(end, reading_end), units[-1].part, owner)


def windows(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """For each span, the run of neighbours, at most `LONGEST_CLAUSE` long, that a reader gets around it."""
    found: list[tuple[int, int]] = []
    first = 0
    for at in range(1, len(spans) + 1):
        if at == len(spans) or spans[at][1] - spans[first][0] > LONGEST_CLAUSE:
            found.extend([(spans[first][0], spans[at - 1][1])] * (at - first))
            first = at
    return found
