"""Footnotes: the small print at the foot of a page, each note with its mark.

Footnotes stand under a short rule, or in smaller letters than the text, and begin with a mark (a raised number, a
star). A note that continues from the previous page has no mark.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pincite.documents.glyphs import Rectangles
from pincite.readers.pdf.characters import Characters
from pincite.readers.pdf.layout import PageLine, Pieces

SMALLER = 0.92
"""Share of the text's height up to which letters are small print: notes to 12-point text have 10, at most 11."""

RAISED = 0.12
"""Share of a line's height by which a raised mark's bottom is above the line's."""

SHORTEST_RULE, LONGEST_RULE = 30.0, 0.5
"""Length of the rule over footnotes: least in points, most as a share of the page's width. Word processors draw 144
points."""

LOWEST_TEXT = 0.85
"""Share of the page's height below which the rule over footnotes stands; higher lines belong to letterheads."""

INDENT = 45.0
"""Points between the rule's left end and the start of the notes, to either side."""

CLEAR = 0.5
"""Letter heights between the last note and the page's footer; notes are closer together."""

COLUMN = 0.35
"""Share of the page's width, from the rule, within which notes begin; the next column is farther away."""

MOST_SEPARATORS = 60
"""Most short lines of a page that are tried as rules over notes, from the bottom; a form has that many blanks."""

_MARK = re.compile(r"(\d{1,3}|[*†‡]{1,4}|[a-z])(?:[.)]?\s*(?=[^\W\d_]|[“\"'‘(\[§$])|[.)]?\s+(?=\d))")


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its lines, and its mark, which is empty where the note continues from the previous page."""

    mark: str
    lines: tuple[PageLine, ...]


def footnotes(
    lines: Sequence[PageLine],
    feet: Sequence[PageLine],
    pieces: Pieces,
    characters: Characters,
    rules: Rectangles,
    size: tuple[float, float],
) -> list[Note]:
    """The footnotes of a page, from top to bottom.

    `lines` are those of the text. `feet` are separate lines at the foot of the page, which may include short notes.
    `rules` are ruled lines in the frame. `size` is the width and height of the page in points.
    """
    texts = [line for line in (*lines, *_noted(feet, pieces, characters)) if not line.rows]
    if len(texts) < 2:
        return []
    usual = _usual_size(texts, pieces)
    falling = sorted(texts, key=lambda line: -line.middle)
    tables = [line for line in lines if line.rows]
    zone: list[PageLine] = []
    for height, left in _separators([*falling, *tables], pieces, characters, rules, size):
        within = left + COLUMN * size[0]
        if any(line.left < within and line.right > left for line in zone):
            continue
        below = [line for line in falling if line.middle < height and line.left < within and line.right > left]
        if below and abs(min(line.left for line in below) - left) <= INDENT and below[0].size <= 1.02 * usual:
            is_small = below[0].size < SMALLER * usual
            zone += below if is_small or _mark(below[0], pieces, characters)[0] else []
    if not zone:
        zone = _small_print(falling, usual, pieces, characters)
    if not zone or len(zone) == len(texts):
        return []
    return _notes(zone, [_mark(line, pieces, characters) for line in zone])


def _noted(feet: Sequence[PageLine], pieces: Pieces, characters: Characters) -> list[PageLine]:
    """The foot lines that may be notes: all except those below a clear space that do not belong to a mark."""
    kept: list[PageLine] = []
    for line in sorted(feet, key=lambda line: -line.middle):
        is_apart = bool(kept) and kept[-1].bottom - line.top > CLEAR * line.size
        if (
            (is_apart or not kept)
            and not _mark(line, pieces, characters)[0]
            and (is_apart or _is_number(line, pieces, characters))
        ):
            break
        kept.append(line)
    return kept


def _is_number(line: PageLine, pieces: Pieces, characters: Characters) -> bool:
    """True for a line without three letters in a row, such as a page number."""
    words = " ".join(characters.text(int(pieces.first[piece]), int(pieces.last[piece])) for piece in line.pieces)
    return re.search(r"[^\W\d_]{3}", words) is None


def _small_print(falling: Sequence[PageLine], usual: float, pieces: Pieces, characters: Characters) -> list[PageLine]:
    """The lines in small print at the foot of a page without a rule, if the first one has a footnote's mark."""
    small: list[PageLine] = []
    for line in reversed(falling):
        if line.size >= SMALLER * usual:
            break
        small.append(line)
    while small and not _mark(small[-1], pieces, characters)[0]:
        small.pop()
    if not small:
        return []
    small.reverse()
    mark, is_raised = _mark(small[0], pieces, characters)
    above = falling[: len(falling) - len(small)]
    return small if is_raised or _is_raised_above(mark, above, pieces, characters) else []


def _separators(
    falling: Sequence[PageLine], pieces: Pieces, characters: Characters, rules: Rectangles, size: tuple[float, float]
) -> list[tuple[float, float]]:
    """Short level lines, ruled or typed, that may stand over footnotes: height and left end, lowest first."""
    width, height = size
    found: list[tuple[float, float]] = []
    wide = rules[:, 2] - rules[:, 0]
    is_short = (wide >= SHORTEST_RULE) & (wide <= LONGEST_RULE * width) & (rules[:, 3] - rules[:, 1] < wide)
    short = rules[is_short & (rules[:, 1] < LOWEST_TEXT * height)]
    for left, bottom, right, top in short[np.argsort(short[:, 3], kind="stable")][:MOST_SEPARATORS].tolist():
        if not _underlines(falling, left, bottom, right, top):
            found.append((top, left))
    for line in falling:
        if line.rows or len(line.pieces) > 1:
            continue
        words = characters.text(int(pieces.first[line.pieces[0]]), int(pieces.last[line.pieces[0]]))
        is_typed = len(words) > 5 and not words.strip("_-—–")
        if is_typed and line.right - line.left <= LONGEST_RULE * width and line.bottom < LOWEST_TEXT * height:
            found.append((line.bottom, line.left))
    return sorted(found)[:MOST_SEPARATORS]


def _underlines(lines: Sequence[PageLine], left: float, bottom: float, right: float, top: float) -> bool:
    """True for a line right under words, such as an underline or a signature blank, or through them."""
    return any(
        line.left < right and line.right > left and line.bottom - 1 <= top and bottom <= line.top
        for line in lines
        if line.middle > bottom
    )


def _usual_size(lines: Sequence[PageLine], pieces: Pieces) -> float:
    """The most frequent letter height, to a quarter of a point."""
    counts: Counter[float] = Counter()
    for line in lines:
        counts[round(4 * line.size) / 4] += sum(int(pieces.letters[piece]) for piece in line.pieces)
    return counts.most_common(1)[0][0]


def _mark(line: PageLine, pieces: Pieces, characters: Characters) -> tuple[str, bool]:
    """The mark at the start of a line, empty where there is none, and whether it is raised or small."""
    first, last = int(pieces.first[line.pieces[0]]), int(pieces.last[line.pieces[0]])
    words = characters.text(first, min(last, first + 12))
    if len(line.pieces) > 1 and last - first < 6:
        following = line.pieces[1]
        start = int(pieces.first[following])
        words += " " + characters.text(start, min(int(pieces.last[following]), start + 6))
    found = _MARK.match(words)
    if found is None:
        return "", False
    place = characters.places[first]
    is_raised = place[1] > line.bottom + RAISED * line.size or place[3] - place[1] < 0.8 * line.size
    if not is_raised and found[1].isalpha():
        return "", False
    return found[1], bool(is_raised)


def _is_raised_above(mark: str, lines: Sequence[PageLine], pieces: Pieces, characters: Characters) -> bool:
    """True when a mark occurs raised in the text, as the sign of a footnote does."""
    for line in lines:
        for piece in line.pieces:
            first, last = int(pieces.first[piece]), int(pieces.last[piece])
            places = characters.places[first : last + 1]
            signs = characters.signs[first : last + 1]
            raised = (places[:, 1] > line.bottom + RAISED * line.size) & (signs == mark[0])
            if raised.any() and (mark in characters.text(first, last)):
                return True
    return False


def _notes(zone: Sequence[PageLine], marks: Sequence[tuple[str, bool]]) -> list[Note]:
    """The notes in the foot lines. A new note begins at each mark that continues the count or is raised."""
    parts: list[tuple[str, list[PageLine]]] = []
    before = ""
    are_raised = False
    for line, (mark, is_raised) in zip(zone, marks, strict=True):
        begins = bool(mark) and (is_raised or not are_raised) and _counts_on(before, mark, is_raised)
        if begins or not parts:
            parts.append((mark if begins else "", []))
            before = mark if begins else before
            are_raised = are_raised or (begins and is_raised)
        parts[-1][1].append(line)
    return [Note(mark, tuple(lines)) for mark, lines in parts]


def _counts_on(before: str, mark: str, is_raised: bool) -> bool:
    """True when a mark may begin a note after the previous one."""
    if not before or is_raised:
        return True
    if before.isdigit() and mark.isdigit():
        return int(mark) == int(before) + 1
    return not mark.isdigit() and not before.isdigit() and mark != before
