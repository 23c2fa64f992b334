"""The source of a citation as a page shows it: the words around it in paragraphs, cited and found ones marked."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.documents.document import Clause, Document, clause_path
from pincite.documents.regions import pieces_read
from pincite.views.numbers import computed_numbers
from pincite.views.printed import LINE_BY_LINE, break_at, seen

MOST_AROUND = 6_000
"""Characters shown on either side of the cited words, at most; the whole document has a page of its own."""


@dataclass(frozen=True, slots=True)
class TextRun:
    """Some words of a paragraph; `is_cited` is true if a citation covers them.

    `found` is the place of what was searched for among all that was found, from 0; None for other words.
    """

    text: str
    is_cited: bool
    found: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: a clause with its depth (`level`, from 0), or a part of one.

    `start` is its first character in the document's text. `is_heading` is true if it is only the heading of a clause.
    `number` is what a word processor computes and shows before its words; it is not part of the text.
    """

    start: int
    level: int
    is_heading: bool
    words: tuple[TextRun, ...]
    number: str = ""


def around(document: Document, start: int, end: int) -> tuple[int, int]:
    """The range of a document that is shown with a citation: whole clauses, unless they are too long."""
    first, last = max(0, start - MOST_AROUND), min(len(document.text), end + MOST_AROUND)
    borders = _borders(document, 0, len(document.text))
    return (
        min((at for at in borders if first <= at <= start), default=first),
        max((at for at in borders if end <= at <= last), default=last),
    )


def paragraphs(
    document: Document,
    first: int,
    last: int,
    cited: tuple[int, int] | None = None,
    found: Sequence[tuple[int, int]] = (),
) -> tuple[Paragraph, ...]:
    """The words of `[first, last)` in paragraphs, with those of the `cited` range and the `found` ranges marked."""
    marked = pieces_read(document, *cited) if cited is not None else ()
    clauses = {clause.start: clause for clause in document.clauses}
    numbers = computed_numbers(document, first, last)
    path = clause_path(document.clauses, first)
    level = path[-1].level if path else 0
    made: list[Paragraph] = []
    for start, end in pairwise(_borders(document, first, last)):
        clause = clauses.get(start)
        level = clause.level if clause is not None else level
        if words := tuple(_words(document, start, end, marked, found)):
            made.append(Paragraph(start, level, _is_heading(clause, document, end), words, numbers.get(start, "")))
    return tuple(made)


def _borders(document: Document, first: int, last: int) -> list[int]:
    """Where paragraphs begin, and where the last one ends: at clauses, and at lines in formats with one on each."""
    at = {first, last, *(clause.start for clause in document.clauses if first < clause.start < last)}
    if document.format in LINE_BY_LINE:
        at |= {place + 1 for place in range(first, last - 1) if document.text[place] == "\n"}
    return sorted(at)


def _words(
    document: Document,
    start: int,
    end: int,
    marked: tuple[tuple[int, int], ...],
    found: Sequence[tuple[int, int]],
) -> Iterator[TextRun]:
    """The words of a paragraph, cut wherever a mark begins or ends."""
    before = bisect_right(found, start, key=lambda one: one[1])
    inside = [one for one in found[before : before + end - start] if one[0] < end]
    at = {start, end, *(place for one in (*marked, *inside) for place in one if start < place < end)}
    goes_on = False
    for first, last in pairwise(sorted(at)):
        text = seen(document, *(_with_marks(document, place) for place in (first, last)))
        if not text:
            continue
        is_cited = any(a <= first < b for a, b in marked)
        place = next((number for number, (a, b) in enumerate(inside, before) if a <= first < b), None)
        white = break_at(document, first) if first > start else ""
        if white and place is None and goes_on == is_cited:
            text = white + text
        elif white:
            yield TextRun(white, goes_on and is_cited)
        yield TextRun(text, is_cited, place)
        goes_on = is_cited


_OPENS = re.compile(r"(?<!\S)[*_]{1,3}\Z")
"""Markdown's marks of emphasis before a word."""


def _with_marks(document: Document, place: int) -> int:
    """Where the words from a place on begin with the marks of emphasis before them, so that both halves are taken."""
    if document.format != "markdown" or document.text[place : place + 1].isspace():
        return place
    opens = _OPENS.search(document.text, max(0, place - 3), place)
    return opens.start() if opens else place


def _is_heading(clause: Clause | None, document: Document, end: int) -> bool:
    """True if a paragraph is only the number and the heading of a clause."""
    if clause is None or not clause.heading:
        return False
    own = document.text[clause.start : end].strip()
    return len(own) <= len(clause.number) + len(clause.heading) + 4
