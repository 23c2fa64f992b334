"""A text without some of its ranges, with a mapping of every character back to the full text.

Running heads, notes and struck words stand in the middle of a document's text but belong to none of its clauses. The
outline and the sentences are made from the text without them, with the word processor's computed numbers inserted.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """An edit of a text: `put` replaces `[start, end)`. `start` may equal `end`."""

    start: int
    end: int
    put: str = ""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The remaining pieces of a text.

    `starts` are the positions of the pieces in `text`, `origins` their positions in the full text, in characters. A
    piece that `is_put` was inserted at its origin and covers no characters of the full text.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    is_put: tuple[bool, ...]

    def origin(self, position: int) -> int:
        """The position in the full text of a character of the excerpt."""
        piece = bisect_right(self.starts, position) - 1
        return self.origins[piece] + (0 if self.is_put[piece] else position - self.starts[piece])

    def origin_end(self, end: int) -> int:
        """The end in the full text of a range that ends here in the excerpt: after its last character."""
        piece = bisect_right(self.starts, end - 1) - 1
        return self.origins[piece] + (0 if self.is_put[piece] else end - self.starts[piece])

    def place(self, origin: int) -> int:
        """The position in the excerpt of a character of the full text, or of what follows it if it was cut.

        Words inserted before the character count as part of it.
        """
        piece = bisect_right(self.origins, origin) - 1
        if piece < 0:
            return 0
        while piece > 0 and self.origins[piece - 1] == origin:
            piece -= 1
        if self.is_put[piece]:
            return self.starts[piece] if self.origins[piece] == origin else self._after(piece)
        return min(self.starts[piece] + origin - self.origins[piece], self._after(piece))

    def place_end(self, end: int) -> int:
        """The end in the excerpt of a range that ends here in the full text: after the last of its characters kept."""
        piece = bisect_left(self.origins, end) - 1
        while piece > 0 and self.is_put[piece]:
            piece -= 1
        if piece < 0 or self.is_put[piece]:
            return 0
        return min(self.starts[piece] + end - self.origins[piece], self._after(piece))

    def _after(self, piece: int) -> int:
        """Where the piece after this one begins."""
        return self.starts[piece + 1] if piece + 1 < len(self.starts) else len(self.text)


def excerpt(text: str, start: int, end: int, cuts: Sequence[Cut]) -> Excerpt:
    """`text[start:end]` with the cuts made.

    Cuts may come in any order and may overlap. Overlapping cuts all remove their ranges and all insert their words.

    >>> excerpt("the fee - 3 - is due", 0, 20, [Cut(7, 14, " ")]).text
    'the fee is due'
    """
    parts: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    is_put: list[bool] = []
    length, at = 0, start

    def add(words: str, origin: int, put: bool) -> None:
        nonlocal length
        parts.append(words)
        starts.append(length)
        origins.append(origin)
        is_put.append(put)
        length += len(words)

    for cut in sorted(cuts, key=lambda one: (one.start, one.end)):
        if cut.end < start or cut.start > end or cut.end < at:
            continue
        if cut.start > at:
            add(text[at : cut.start], at, False)
        at = max(at, min(cut.end, end))
        if cut.put:
            add(cut.put, at, True)
    if at < end or not parts:
        add(text[at:end], at, False)
    return Excerpt("".join(parts), tuple(starts), tuple(origins), tuple(is_put))


def seams(text: str, start: int, end: int, ranges: Sequence[tuple[int, int]], *, ends_paragraphs: bool) -> list[Cut]:
    """The cuts that join the text before and after each range, as if the page went on.

    A range on lines of its own leaves one line break; or a blank line, where it `ends_paragraphs` and the words before
    it end in a punctuation mark. A range within a line leaves nothing. Ranges with only white space between them count
    as one. Takes linear time.
    """
    found: list[Cut] = []
    at = start
    for range_start, range_end in sorted(ranges):
        if range_end <= start or range_start >= end or range_end <= at:
            continue
        first, last = max(at, range_start), min(end, range_end)
        before = _back_over_space(text, at, first)
        after = _SPACE.match(text, last, end).end()  # type: ignore[union-attr]  # matches the empty string too
        breaks = text[before:first] + text[last:after]
        is_line = "\n" in breaks or "\f" in breaks or "\r" in breaks or before == start
        if found and before == at and found[-1].end == before:
            is_line = is_line or bool(found[-1].put)
            before = found.pop().start
        elif not is_line:
            before, after = first, last
        put = ""
        if is_line:
            ends = ends_paragraphs and text[before - 1 : before] in _ENDS and not text[after : after + 1].islower()
            put = "\n\n" if ends and before > start else "\n"
        found.append(Cut(before, after, put))
        at = after
    return found


_SPACE = re.compile(r"\s*")
_ENDS = tuple(".:;!?”\"')]")


def _back_over_space(text: str, least: int, position: int) -> int:
    """Where the white space before a position begins, but not before `least`."""
    while position > least and text[position - 1].isspace():
        position -= 1
    return position


def overlapping(start: int, end: int, ranges: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """The ranges that share a character with `[start, end)`; `ranges` are in order, and none lies within another."""
    first = bisect_right(ranges, start, key=lambda one: one[1])
    return ranges[first : bisect_left(ranges, end, key=lambda one: one[0])]
