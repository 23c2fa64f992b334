"""Special parts of a text, and how the text reads without what only the page needs.

A running head stands in the middle of a sentence that crosses a page, and a footnote below it. Struck words stand
beside those that replaced them. All of these belong to the document's text, but none belongs to the sentence.
"""

from bisect import bisect_right
from collections.abc import Sequence

from pincite.documents.document import Document, Format, Region, RegionKind
from pincite.documents.markup import rules
from pincite.documents.page_edges import skipped_at_edges
from pincite.documents.ranges import merged

SET_APART: tuple[RegionKind, ...] = ("table", "footnote", "comment", "deleted", "quoted", "header", "textbox")
"""Parts that are read by themselves: no sentence and no chunk crosses their border."""

LOOKED_THROUGH: tuple[RegionKind, ...] = ("furniture", "footnote")
"""Parts after which a sentence may go on. `skipped_at_edges` decides by the page whether the sentence reads without
them."""

NOT_IN_FORCE: tuple[RegionKind, ...] = ("deleted", "furniture", "header")
"""Parts that are never quoted as what a document says: struck words, and what repeats on every page."""

_NAMES: dict[RegionKind, str] = {
    "footnote": "footnote",
    "comment": "comment",
    "deleted": "deleted text",
    "quoted": "",
    "header": "",
    "textbox": "text box",
}


def set_apart(document: Document, position: int) -> Region | None:
    """The innermost part that is read by itself and holds a character; None in running text."""
    return innermost([region for region in document.regions if region.kind in SET_APART], position)


def innermost(regions: Sequence[Region], position: int) -> Region | None:
    """The innermost region that holds a character, of regions in order of `(start, -end)`."""
    at = bisect_right(regions, position, key=lambda region: region.start) - 1
    while at >= 0 and regions[at].end <= position:
        at -= 1
    return regions[at] if at >= 0 else None


def label(region: Region | None) -> str:
    """What a reader must know about a part besides its words; empty for running text and tables.

    >>> label(Region("deleted", 0, 9, "struck by J. Roe on 2024-03-01"))
    'deleted text struck by J. Roe on 2024-03-01'
    >>> label(Region("comment", 0, 9, "Jane Roe, 2024-03-01")), label(Region("comment", 0, 9, "2024-03-01"))
    ('comment by Jane Roe, 2024-03-01', 'comment of 2024-03-01')
    >>> label(Region("footnote", 0, 9, "3")), label(Region("quoted", 0, 9)), label(None)
    ('footnote 3', 'quoted text', '')
    """
    if region is None or region.kind not in _NAMES:
        return ""
    note = region.note
    if region.kind == "comment" and note and not note.startswith(("by ", "on ")):
        note = f"by {note}" if note[:1].isalpha() else f"of {note}"
    named = f"{_NAMES[region.kind]} {note}".strip()
    return named or ("quoted text" if region.kind == "quoted" else region.kind)


def described(document: Document, position: int) -> str:
    """What a reader must know about the words at a character: the labels of all parts around it, outermost first.

    A table in an earlier writer's mail is that writer's table.
    """
    around = (region for region in document.regions if region.start <= position < region.end)
    return ", ".join(named for region in around if region.kind in SET_APART and (named := label(region)))


def passed_over(document: Document, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The parts that a reader skips between two characters. A part that reaches beyond the range is not skipped."""
    within = [ends for ends in skipped_at_edges(document, start, end) if start < ends[0] and ends[1] < end]
    ruled = [ends for ends in _rules(document, start, end) if start < ends[0] and ends[1] < end]
    return tuple(sorted((*within, *ruled)))


def _rules(document: Document, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The ruled lines of a text without pages, which stand where a page ends, in the middle of a sentence."""
    return tuple(rules(document.text, start, end)) if document.format == "text" and not document.pages else ()


def is_looked_through(document: Document, region: Region) -> bool:
    """True for a part after which a sentence may go on. On pages these include remarks, which stand at the end."""
    return region.kind in LOOKED_THROUGH or (region.kind == "comment" and bool(document.pages))


def gaps(document: Document, home: Region | None) -> tuple[tuple[int, int], ...]:
    """The ranges that a sentence may cross. Ranges with only white space between them are merged, except around markup.

    `home` is the part that is being read: within a footnote, the footnote itself is no gap.
    """
    is_markup = document.format == "markdown"
    looked_through = [one for one in document.regions if one is not home and is_looked_through(document, one)]
    ranges = [(one.start, one.end) for one in looked_through]
    if ruled := _rules(document, 0, len(document.text)):
        ranges = sorted((*ranges, *ruled))
    found: list[tuple[int, int]] = []
    for start, end in ranges:
        if found and not (is_markup or document.text[found[-1][1] : start].strip()):
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def as_read(document: Document, start: int, end: int) -> str:
    """The words of `text[start:end]` without running heads, page numbers and notes in the middle.

    What stands elsewhere stays, and so does a note that only the file's markup declares as one. Where nothing is left
    out the result equals `text[start:end]`. White space around what is left out becomes one space.
    """
    gaps = passed_over(document, start, end)
    if not gaps:
        return document.text[start:end]
    words, at = "", start
    for gap_start, gap_end in gaps:
        if gap_start >= at:
            words = _joined(words, document.text[at:gap_start], document.format)
        at = max(at, gap_end)
    return _joined(words, document.text[at:end], document.format).strip()


def _joined(before: str, after: str, format: Format) -> str:
    """Two stretches of words joined by one space, or by none inside a word of Markdown that markup divides."""
    is_parted = format != "markdown" or before[-1:].isspace() or after[:1].isspace()
    return f"{before.rstrip()}{' ' if is_parted else ''}{after.lstrip()}"


def pieces_read(document: Document, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The ranges of `[start, end)` without those that are skipped, for drawing highlights."""
    left: list[tuple[int, int]] = []
    at = start
    for gap_start, gap_end in passed_over(document, start, end):
        if gap_start > at:
            left.append((at, gap_start))
        at = max(at, gap_end)
    return (*left, (at, end)) if at < end else tuple(left)


def unseen(document: Document) -> tuple[tuple[int, int], ...]:
    """The ranges that a reader does not see or always skips, in order."""
    return merged([*document.hidden, *document.ranges("furniture")])


HIDDEN_TEXT = " [hidden text] "
"""Stands for words that nobody who looks at the file sees. They may be meant for a machine, and are never shown."""


def as_shown(document: Document, start: int, end: int, mark: str) -> str:
    """The words from `start` to `end` as a person sees them, with `mark` in place of each hidden part.

    What stands at the edges of pages is left out. This is for display only: what is quoted or counted in characters is
    the text itself.
    """
    furniture = set(document.ranges("furniture"))
    marks = [(*ends, mark) for ends in document.hidden]
    for first, last in skipped_at_edges(document, start, end):
        if (first, last) in furniture:
            marks.append((first, last, "" if document.format == "markdown" else " "))
    parts, at = [], start
    for gap_start, gap_end, sign in sorted(marks):
        if gap_end > at and gap_start < end:
            parts += [document.text[at : max(at, gap_start)], sign]
            at = min(end, gap_end)
    return "".join([*parts, document.text[at:end]])


def blanked(document: Document, start: int, end: int) -> str:
    """The words from `start` to `end` with a space for each hidden character; the length stays the same."""
    text = document.text[start:end]
    for first, last in document.hidden:
        a, b = max(first, start) - start, min(last, end) - start
        if a < b:
            text = text[:a] + " " * (b - a) + text[b:]
    return text


def confidence(document: Document, start: int, end: int) -> float | None:
    """How sure text recognition was of `text[start:end]`, 0 to 1, by length; None where nothing was recognised."""
    weighted = total = 0.0
    for line in document.recognised:
        shared = min(end, line.end) - max(start, line.start)
        if shared > 0:
            weighted += shared * line.confidence
            total += shared
    return round(weighted / total, 3) if total else None


def page_label(document: Document, page: int | None) -> str:
    """What the document itself calls a page; empty where it gives the number or nothing."""
    return document.pages[page - 1].label if page is not None else ""
