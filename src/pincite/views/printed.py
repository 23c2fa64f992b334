"""Prints a document's words for a person: without what the file hides, and with nothing that could steer a terminal."""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pincite.documents.document import Document


def visible(text: str) -> str:
    """A document's words on one line: white space squeezed, control characters that could steer a terminal escaped."""
    return "".join(letter if letter.isprintable() else shown(letter) for letter in " ".join(text.split()))


CHANGED = "Documents or rules have changed since the search began: a passage may come twice, or not at all."
"""What is said below a page of a search that began before."""

LINE_BY_LINE = ("docx", "email", "html", "xml")
"""Formats whose text has one paragraph on each line."""


def seen(document: "Document", start: int, end: int) -> str:
    """A document's words without those that the file hides; table rows stay on their lines."""
    parts: list[str] = []
    at = start
    for first, last in (*document.ranges("table"), (end, end)):
        if last <= at or first > end:
            continue
        parts.append(visible(_shown(document, at, max(at, first))))
        rows = _shown(document, max(at, first), min(last, end)).splitlines()
        parts.append("\n".join(row for row in map(visible, rows) if row))
        at = min(last, end)
    parts.append(visible(_shown(document, at, end)))
    return "\n".join(part for part in parts if part)


def _shown(document: "Document", start: int, end: int) -> str:
    """The words as a person sees them: without Markdown's marks and ruled lines, which no page shows as words."""
    from pincite.documents.regions import HIDDEN_TEXT, as_shown

    return as_printed(document, as_shown(document, start, end, HIDDEN_TEXT))


def as_printed(document: "Document", words: str) -> str:
    """Words of a document as a person sees them, without the marks that only lay them out.

    What is quoted and counted in characters has those marks: they are part of the text.
    """
    from pincite.documents.markup import unmarked, without_rules

    return unmarked(words) if document.format == "markdown" else without_rules(words)


def laid_out(document: "Document", start: int, end: int) -> str:
    """Like `seen`, with each clause on a new line, and each paragraph too in formats that have one on each line."""
    begins = {clause.start for clause in document.clauses if start < clause.start < end}
    if document.format in LINE_BY_LINE:
        begins |= {match.end() for match in re.finditer("\n", document.text[:end]) if start < match.end() < end}
    pieces = (seen(document, *ends) for ends in pairwise((start, *sorted(begins), end)))
    return "\n".join(piece for piece in pieces if piece)


def break_at(document: "Document", position: int, *, by_clause: bool = False) -> str:
    """The separator between the words on either side of a position: a line feed, a space, or nothing.

    It is a line feed between the rows of a table and, with `by_clause`, where a clause or a paragraph begins.
    """
    here = document.text[max(0, position - 1) : position + 1]
    if "\n" in here:
        is_row = any(start < position < end for start, end in document.ranges("table"))
        is_new = document.format in LINE_BY_LINE or any(
            clause.start in (position, position + 1) for clause in document.clauses
        )
        if is_row or (by_clause and is_new):
            return "\n"
    return " " if any(map(str.isspace, here)) else ""


def shown(letter: str) -> str:
    """A control character as an escape that a terminal prints and does not obey."""
    return letter.encode("unicode_escape").decode()


def recognised(confidence: float | None) -> str:
    """The warning for words read by text recognition; empty for others."""
    return "" if confidence is None else f"read by text recognition, {confidence:.0%} sure: check the page"
