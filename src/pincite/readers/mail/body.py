"""The body of a message: its words as a mail program shows them, and the quotation level of each line.

Quotation marks (`>`) are not words and are removed. The level that they state is kept beside the lines and becomes a
region. Lines that were broken to fit a screen are joined again where the message says so (format=flowed).
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TypeVar

from pincite.documents.document import Heading, Region
from pincite.errors import UnreadableFile
from pincite.readers.html.reader import read_html

QUOTE_MARKS = re.compile(r"(?:>[ \xa0]?)+")

OPEN, CLOSE = "\ufdd0", "\ufdd1"
"""Mark, while a page is read, where a quotation begins and ends. Unicode reserves them for internal use."""

BLOCK_QUOTATION = re.compile(r"<(/?)blockquote\b([^>]{0,2000})>", re.IGNORECASE)

IS_QUOTING = re.compile(r"\btype\s*=\s*[\"']?cite|\bcite\s*=|quote|cite|border-left", re.IGNORECASE)
"""Markup in block quotations by mail programs that mere indentation does not have."""

MAY_HIDE = re.compile(r"\bstyle\b|\bhidden\b|<font|\bclass\b|<!--|\bbgcolor\b|<dialog", re.IGNORECASE)
"""A page without any of these shows all of its words."""

Ranged = TypeVar("Ranged", Region, Heading)


@dataclass(frozen=True, slots=True)
class Body:
    """Words of a message. `levels` has the quotation level of each line; the rest is as in `Reading`."""

    text: str
    levels: tuple[int, ...]
    headings: tuple[Heading, ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()
    regions: tuple[Region, ...] = ()
    warnings: tuple[str, ...] = ()


def plain_body(text: str, *, is_flowed: bool = False, drops_space: bool = False) -> Body:
    """A plain-text body; `is_flowed` and `drops_space` are its parameters `format=flowed` and `delsp=yes`.

    Source: RFC 3676, sections 4.1 to 4.5.
    """
    lines: list[str] = []
    levels: list[int] = []
    is_open = False
    for written in re.split(r"\r\n?|\n", text):
        marks = QUOTE_MARKS.match(written)
        level = marks[0].count(">") if marks else 0
        words = written[marks.end() :] if marks else written
        if is_flowed and words.startswith(" ") and not marks:
            words = words[1:]
        flows = is_flowed and words.endswith(" ") and words != "-- "
        if is_open and levels[-1] == level and words != "-- ":
            lines[-1] += words
        else:
            lines.append(words)
            levels.append(level)
        if flows and drops_space:
            lines[-1] = lines[-1][:-1]
        is_open = flows
    return _tidied([line.rstrip() for line in lines], levels)


def _tidied(lines: Sequence[str], levels: Sequence[int]) -> Body:
    """The lines with at most one empty line in a row, and none at the ends."""
    kept: list[str] = []
    kept_levels: list[int] = []
    for line, level in zip(lines, levels, strict=True):
        if line or (kept and kept[-1]):
            kept.append(line)
            kept_levels.append(level)
    while kept and not kept[-1]:
        kept.pop()
        kept_levels.pop()
    return Body("\n".join(kept), tuple(kept_levels))


def html_body(page: str) -> Body:
    """An HTML body, as the HTML reader reads it, with the levels of its block quotations.

    Raises:
        UnreadableFile: the page cannot be read.
    """
    marked = _marked(page.replace(OPEN, "").replace(CLOSE, ""))
    read = read_html(b"\xef\xbb\xbf" + marked.encode("utf-8", "replace"))
    lines: list[str] = []
    levels: list[int] = []
    removed: list[tuple[int, int]] = []
    level = position = 0
    for line in read.text.split("\n"):
        words = line.replace(OPEN, "").replace(CLOSE, "")
        first = re.search(f"[^\\s{OPEN}{CLOSE}]", line)
        before = line[: first.start()] if first else line
        level = max(0, level + before.count(OPEN) - before.count(CLOSE))
        if words.strip() or not line:
            lines.append(words)
            levels.append(level)
            removed += [(position + mark.start(), 1) for mark in re.finditer(f"[{OPEN}{CLOSE}]", line)]
        else:
            removed.append((position, len(line) + 1))
        after = line[len(before) :]
        level = max(0, level + after.count(OPEN) - after.count(CLOSE))
        position += len(line) + 1
    moved = _Moved(removed, len("\n".join(lines)))
    return Body(
        text="\n".join(lines),
        levels=tuple(levels),
        headings=moved.ranged(read.headings),
        hidden=moved.ranges(read.hidden),
        regions=moved.ranged(read.regions),
        warnings=read.warnings,
    )


def hides_words(page: str) -> bool:
    """True for a page with words that nobody sees. Its plain text may spell them out."""
    if MAY_HIDE.search(page) is None:
        return False
    try:
        return bool(read_html(b"\xef\xbb\xbf" + page.encode("utf-8", "replace")).hidden)
    except UnreadableFile:
        return False


def _marked(page: str) -> str:
    """The page with a mark at the start and end of each block quotation that a mail program made."""
    stack: list[bool] = []

    def mark(tag: re.Match[str]) -> str:
        if not tag[1]:
            stack.append(IS_QUOTING.search(tag[2]) is not None)
            return tag[0] + OPEN if stack[-1] else tag[0]
        return CLOSE + tag[0] if stack and stack.pop() else tag[0]

    return BLOCK_QUOTATION.sub(mark, page)


class _Moved:
    """Maps positions in a text to those after some characters were removed."""

    def __init__(self, removed: Sequence[tuple[int, int]], length: int) -> None:
        self._places = [place for place, _ in removed]
        self._gone = [0, *accumulate(size for _, size in removed)]
        self._sizes = [size for _, size in removed]
        self._length = length

    def to(self, position: int) -> int:
        """The new position of a character; for a removed one, that of the next remaining character."""
        at = bisect_left(self._places, position)
        place = position - self._gone[at]
        if at and self._places[at - 1] + self._sizes[at - 1] > position:
            place = self._places[at - 1] - self._gone[at - 1]
        return max(0, min(place, self._length))

    def ranges(self, ranges: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        """The new ranges of those that still have words."""
        moved = ((self.to(start), self.to(end)) for start, end in ranges)
        return tuple((start, end) for start, end in moved if start < end)

    def ranged(self, parts: Sequence[Ranged]) -> tuple[Ranged, ...]:
        """The regions or headings that still have words."""
        moved = (replace(part, start=self.to(part.start), end=self.to(part.end)) for part in parts)
        return tuple(part for part in moved if part.start < part.end)


def joined(bodies: Sequence[Body]) -> Body:
    """Bodies one after the other, with an empty line between two."""
    text = ""
    whole = Body("", ())
    for body in bodies:
        if not body.text:
            continue
        at = len(text) + 2 if text else 0
        levels = (*whole.levels, 0, *body.levels) if text else body.levels
        text = f"{text}\n\n{body.text}" if text else body.text
        whole = Body(
            text=text,
            levels=levels,
            headings=(*whole.headings, *shifted(body.headings, at)),
            hidden=(*whole.hidden, *((start + at, end + at) for start, end in body.hidden)),
            regions=(*whole.regions, *shifted(body.regions, at)),
        )
    return replace(whole, warnings=tuple(dict.fromkeys(warning for body in bodies for warning in body.warnings)))


def shifted(parts: Sequence[Ranged], by: int) -> tuple[Ranged, ...]:
    """Regions or headings moved by a number of characters."""
    return tuple(replace(part, start=part.start + by, end=part.end + by) for part in parts)


def body_of_html_or_warning(page: str) -> Body:
    """An HTML body. One that cannot be read is empty and has a warning."""
    try:
        return html_body(page)
    except UnreadableFile as error:
        return Body("", (), warnings=(f"the HTML text of the message could not be read: {error}",))
