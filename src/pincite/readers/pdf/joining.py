"""Joins pieces of one line that were drawn at different times: form values, labels, numbers at the right.

PDF writers draw a form's blanks first and the typed values later, a list's numbers after its words, a superscript after
its line. But columns are also at one height and must stay separate, so every join needs a reason.
"""

import re
from itertools import pairwise

import numpy as np

from pincite.readers.pdf.characters import Characters
from pincite.readers.pdf.layout import ONE_LINE, PageLine, Pieces, line_of

NEAR = 0.6
"""Letter heights between two neighbouring pieces within words; columns are more than one apart."""

LABEL_AWAY = 6.0
"""Letter heights from a list's label to its words."""

LONGEST_LABEL = 6
"""Characters of a label or page number that belongs to the words beside it."""

MOST_LINES = 600
"""Lines of a page that are compared with each other; a page of small print has 150."""

MOST_PAIRS = 4_000
"""Pairs of lines at one height that are examined. A form of 60 rows with eight blanks each has 1,700."""

_LABEL = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,2})*|[A-Za-z]|[ivxlIVXL]{1,5})[.)]{0,2}|[•▪·–*-]|¶ ?\d{1,3}")
_NUMBER = re.compile(r"[$£€]?\d[\d,.]{0,8}|[ivxl]{1,5}|Rep\.|Sec\.")


def joined(lines: list[PageLine], pieces: Pieces, characters: Characters) -> list[PageLine]:
    """The lines, with parts of one line joined."""
    if not 1 < len(lines) <= MOST_LINES:
        return lines
    partners = _at_one_height(lines)
    if not 0 < len(partners) <= MOST_PAIRS:
        return lines
    texts = [_text(line, pieces, characters) for line in lines]
    home = list(range(len(lines)))
    for one, other in partners:
        first, second = (one, other) if lines[one].left <= lines[other].left else (other, one)
        if _belong(lines[first], lines[second], texts[first], texts[second], pieces, characters):
            target, source = sorted((_root(home, one), _root(home, other)))
            home[source] = target
    groups: dict[int, list[int]] = {}
    for index in range(len(lines)):
        groups.setdefault(_root(home, index), []).append(index)
    return [
        lines[members[0]]
        if len(members) == 1
        else line_of(pieces, [piece for member in members for piece in lines[member].pieces])
        for members in groups.values()
    ]


def _root(home: list[int], index: int) -> int:
    """The first line of the group that a line belongs to."""
    while home[index] != index:
        index = home[index]
    return index


def _at_one_height(lines: list[PageLine]) -> list[tuple[int, int]]:
    """Pairs of lines at one height that were not drawn in succession, without tables."""
    bottom = np.array([line.bottom for line in lines])
    top = np.array([line.top for line in lines])
    smaller = np.minimum.outer(top - bottom, top - bottom)
    shared = np.minimum.outer(top, top) - np.maximum.outer(bottom, bottom)
    is_table = np.array([bool(line.rows) for line in lines])
    pairs = (shared >= ONE_LINE * smaller) & (smaller > 0) & ~np.logical_or.outer(is_table, is_table)
    one, other = np.nonzero(np.triu(pairs, 1))
    return list(zip(one.tolist(), other.tolist(), strict=True))


def _belong(first: PageLine, second: PageLine, words: str, more: str, pieces: Pieces, characters: Characters) -> bool:
    """True when two lines at one height, the first further left, are parts of one line."""
    size = max(min(first.size, second.size), 0.01)
    gap = second.left - first.right
    if gap >= 0:
        if gap <= NEAR * size:
            return True
        if len(words) <= LONGEST_LABEL and _LABEL.fullmatch(words):
            return gap <= LABEL_AWAY * size
        return len(more) <= LONGEST_LABEL and _NUMBER.fullmatch(more) is not None
    return _fits_between(first, second, pieces) or _lies_on_blanks(first, second, pieces, characters)


def _fits_between(first: PageLine, second: PageLine, pieces: Pieces) -> bool:
    """True when each piece of one line is in a gap of the other."""
    ends = sorted((float(pieces.left[piece]), float(pieces.right[piece])) for piece in (*first.pieces, *second.pieces))
    return all(right - 1 <= left for (_, right), (left, _) in pairwise(ends))


def _lies_on_blanks(first: PageLine, second: PageLine, pieces: Pieces, characters: Characters) -> bool:
    """True when one line's words stand on blanks in the other: underscores, dots, a bare gap."""
    for under, over in ((first, second), (second, first)):
        if not under.left <= over.left <= over.right <= under.right:
            continue
        signs: list[str] = []
        middles: list[float] = []
        for piece in under.pieces:
            start, end = int(pieces.first[piece]), int(pieces.last[piece]) + 1
            signs += characters.signs[start:end].tolist()
            middles += ((characters.places[start:end, 0] + characters.places[start:end, 2]) / 2).tolist()
        ranges = [(float(pieces.left[piece]), float(pieces.right[piece])) for piece in over.pieces]
        letters = (middle for sign, middle in zip(signs, middles, strict=True) if sign.isalnum())
        if not any(left < middle < right for middle in letters for left, right in ranges):
            return True
    return False


def _text(line: PageLine, pieces: Pieces, characters: Characters) -> str:
    """The words of a line, as far as they are examined."""
    if sum(int(pieces.letters[piece]) for piece in line.pieces) > 4 * LONGEST_LABEL:
        return "-" * 4 * LONGEST_LABEL
    return " ".join(characters.text(int(pieces.first[piece]), int(pieces.last[piece])) for piece in line.pieces).strip()
