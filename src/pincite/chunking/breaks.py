"""Divides a text: at paragraphs, sentences, lines, rows of a table, and in the last resort between two words.

Every function gives ranges, in order, that together have all but white space (and, if it is given them, running heads
and page numbers). Each is linear in the length of the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from pincite.structure.sentences import sentences

Ranges = Sequence[tuple[int, int]]

_SOFT_BREAK = re.compile(r"[;,](?=\s)|\s")
_BLANK = re.compile(r"(?:\r\n|\r(?!\n)|\n)[ \t\u00a0]*(?:\r|\n)\s*|\f\s*")
_LINE_END = re.compile(r"\r\n|\r|\n|\f")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without the white space at its ends; empty if there is nothing else in it."""
    words = text[start:end]
    lead = len(words) - len(words.lstrip())
    return (start + lead, start + len(words.rstrip())) if lead < len(words) else (start, start)


def without_furniture(text: str, start: int, end: int, furniture: Ranges) -> tuple[int, int]:
    """A range without the white space and the furniture at its ends; empty if there is nothing else in it."""
    start, end = trimmed(text, start, end)
    first = bisect_right(furniture, start, key=lambda ends: ends[1])
    while first < len(furniture) and furniture[first][0] <= start < end:
        start, end = trimmed(text, min(end, max(start, furniture[first][1])), end)
        first += 1
    last = bisect_left(furniture, end, key=lambda ends: ends[0]) - 1
    while last >= 0 and start < end <= furniture[last][1]:
        start, end = trimmed(text, start, max(start, furniture[last][0]))
        last -= 1
    return start, end


def paragraphs(text: str, start: int, end: int, furniture: Ranges = ()) -> Iterator[tuple[int, int]]:
    """The paragraphs between blank lines and page breaks, without the furniture at their ends."""
    at = start
    for blank in _BLANK.finditer(text, start, end):
        yield from _if_any(without_furniture(text, at, blank.start(), furniture))
        at = blank.end()
    yield from _if_any(without_furniture(text, at, end, furniture))


def lines(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    """The lines of a range; one that is longer than `limit` is cut."""
    at = start
    for line_end in _LINE_END.finditer(text, start, end):
        yield from shortened(text, *trimmed(text, at, line_end.start()), limit)
        at = line_end.end()
    yield from shortened(text, *trimmed(text, at, end), limit)


def short_sentences(text: str, start: int, end: int, furniture: Ranges, limit: int) -> Iterator[tuple[int, int]]:
    """The sentences of a range; one that is longer than `limit` is cut."""
    for sentence_start, sentence_end in sentences(text, start, end, furniture):
        yield from shortened(text, sentence_start, sentence_end, limit)


def shortened(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    """A range without white space at its ends, cut at semicolons, commas or spaces so that no part exceeds `limit`."""
    while end - start > limit:
        cut = _soft_cut(text, start, start + limit)
        yield from _if_any(trimmed(text, start, cut))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _soft_cut(text: str, start: int, limit: int) -> int:
    """Where to cut a sentence: after the last semicolon or comma of the second half, before a space, or at `limit`."""
    comma = space = 0
    for match in _SOFT_BREAK.finditer(text, start + (limit - start) // 2, limit):
        if match[0] in ";,":
            comma = match.end()
        else:
            space = match.start()
    return comma or space or limit


def _if_any(span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """A range, unless it is empty."""
    if span[0] < span[1]:
        yield span
