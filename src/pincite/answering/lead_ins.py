"""Finds what leads into words of a document: the beginning of their sentence, and the words that open their list.

"(b) insure the goods" says what must be done, and "The Supplier shall:" above it says who must. To quote the item is to
quote both, but none of the items beside it.
"""

import re
from itertools import pairwise

from pincite.answering.items import LEADS_IN, list_item, openings
from pincite.answering.units import stretch_around, table_heads
from pincite.documents.document import Document, Region, clause_path
from pincite.documents.regions import gaps, set_apart
from pincite.structure.sentences import sentences

LONGEST = 600
"""The most characters of one lead-in that are read: the last ones, which are nearest to the quoted words."""

MOST_ITEMS = 40
"""The most sentences before an item in which its list may begin."""

NEAR = 40
"""Characters after a sentence that show whether it continues."""

_MARK = re.compile(r"(?<=[\s:;,—–-])\((?:[a-z]{1,2}|[A-Z]|[ivx]{1,6}|\d{1,2})\)\s")

_OR_ITEM = re.compile(r"[;,]\s+(?:and/)?or\s+(?=\(\w{1,5}\)\s)|[;,]\s+(?:and/)?or\s*$")
"""The word "or" before an item of a list, or at the end of one."""


def lead_ins(content: Document, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The ranges that lead into `text[start:end]`, in order, all before `start`.

    They are the earlier words of its sentence, without other items of a list; if it is an item, or begins in lower
    case, the words that open its list; the words that open each clause around it; and the column heads of its table.
    """
    text, home = content.text, set_apart(content, start)
    spans = _sentences(content, home, start, end)
    at = max((number for number, span in enumerate(spans) if span[0] <= start), default=-1)
    found: list[tuple[int, int]] = []
    if at >= 0:
        own = spans[at][0]
        found += _before(text, own, start)
        opening = text[own : own + 40]
        if list_item(opening) is not None or opening[:1].islower():
            found += openings(text, spans, at) or _opening(text, spans, at)
    found += _of_clauses(content, start)
    if home is not None and home.kind == "table" and (heads := table_heads(content, home)) is not None:
        found.append(heads)
    kept = sorted({(max(a, b - LONGEST), b) for a, b in found if text[a:b].strip() and b <= start})
    return tuple(span for at, span in enumerate(kept) if at == 0 or kept[at - 1][1] <= span[0])


def sentence_end(content: Document, start: int, end: int) -> int:
    """The end of the sentence in which `text[start:end]` ends; `end` if that cannot be told."""
    spans = _sentences(content, set_apart(content, start), start, end)
    return next((last for first, last in spans if first < end <= last), end)


def whole_sentences(content: Document, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The sentences that end within `text[start:end]`, in order; the first one begins no earlier than `start`.

    Its lead-in is not part of it. Questions are left out, and so are sentences that begin in lower case or continue.
    """
    text = content.text
    found = []
    for first, last in _sentences(content, set_apart(content, start), start, end):
        is_within = start < last and first < end and not any(map(str.isalnum, text[end:last]))
        said, behind = text[first:last].rstrip(' \n"”’)]*_'), text[last : last + NEAR].lstrip()
        goes_on = not said.endswith((".", "!")) and (behind[:1].islower() or LEADS_IN.search(said) is not None)
        if is_within and not goes_on and not said.endswith("?") and (first <= start or not text[first].islower()):
            found.append((max(first, start), last))
    return tuple(found)


def is_of_alternatives(content: Document, start: int, end: int) -> bool:
    """True if "or" joins the items of the list that `text[start:end]` is in: one item alone may not be true."""
    text = content.text
    spans = _sentences(content, set_apart(content, start), start, end)
    at = max((number for number, span in enumerate(spans) if span[0] <= start), default=-1)
    if at < 0:
        return False
    first = last = at
    while first > 0 and at - first < MOST_ITEMS and list_item(text[slice(*spans[first])]) is not None:
        first -= 1
    while last + 1 < len(spans) and last - at < MOST_ITEMS and list_item(text[slice(*spans[last + 1])]) is not None:
        last += 1
    return any(_OR_ITEM.search(text[slice(*spans[number])]) is not None for number in range(first, last + 1))


def _sentences(content: Document, home: Region | None, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences around a range, in the part of the document that is read with it."""
    first, last = stretch_around(content, home, start, end)
    return sentences(content.text, min(first, start), max(last, end), gaps(content, home))


def _before(text: str, own: int, start: int) -> list[tuple[int, int]]:
    """The words of a sentence before a place in it, without the list items between."""
    marks = [match.start() for match in _MARK.finditer(text, own, start + 1) if match.start() > own]
    if _MARK.match(text, start):
        marks = [mark for mark in marks if mark < start] + [start]
    if not marks:
        return [(own, start)]
    return [(own, marks[0]), (marks[-1], start)]


def _opening(text: str, spans: list[tuple[int, int]], at: int) -> list[tuple[int, int]]:
    """The words that open the list of an item, up to its first item; empty if there are none."""
    for first, last in reversed(spans[max(0, at - MOST_ITEMS) : at]):
        words = text[first:last].rstrip()
        mark = next((one.start() for one in _MARK.finditer(text, first, last) if one.start() > first), None)
        if list_item(words) is not None:
            continue
        if mark is not None:
            return [(first, mark)]
        return [(first, first + len(words))] if LEADS_IN.search(words) else []
    return []


def _of_clauses(content: Document, start: int) -> list[tuple[int, int]]:
    """For each clause around a place, the sentence before its first part, if it leads into that part."""
    text, found = content.text, list[tuple[int, int]]()
    path = clause_path(content.clauses, start)
    for outer, inner in pairwise(path):
        first = next(clause.start for clause in content.clauses if clause.start > outer.start)
        if first > inner.start:
            continue
        spans = sentences(text, outer.start, first)
        if spans and LEADS_IN.search(text[slice(*spans[-1])].rstrip()):
            found.append(spans[-1])
    return found
