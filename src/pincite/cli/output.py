"""What the verbs print: JSON for programs, and text for people, both made from the same values."""

import json
import re
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import click

from pincite.views.wording import counted as counted

if TYPE_CHECKING:
    from rich.console import Console

    from pincite.documents.document import Document

PLAIN_WIDTH = 100
"""Columns when the output is no terminal."""

NARROW = 90
"""Columns below which tables and the line of progress take another form: an id alone has up to 39."""

STEERING = re.compile(r"[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON may hold as it is and no output should: controls that steer a terminal or turn its text round, separators
at which programs break lines, and halves of characters, which have no bytes."""


def emit(value: object) -> None:
    """Print one JSON document on one line, in UTF-8 whatever the terminal's encoding is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(json_line(value).encode())
    sys.stdout.buffer.flush()


def json_line(value: object) -> str:
    """One JSON document with the line feed that ends it, the only one in it."""
    line = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))
    return STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", line) + "\n"


def console(*, stderr: bool = False) -> "Console":
    """Where text for people goes: styled on a terminal, plain elsewhere."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(
        stderr=stderr, highlight=False, markup=False, emoji=False, width=None if stream.isatty() else PLAIN_WIDTH
    )


def visible(text: str) -> str:
    """A document's words for a terminal: white space squeezed, control characters (which could steer it) shown."""
    return "".join(letter if letter.isprintable() else shown(letter) for letter in " ".join(text.split()))


LINE_BY_LINE = ("docx", "email", "html", "xml")
"""Formats whose text has one paragraph to a line."""

MARKS = re.compile(r"(?m)^[ \t]{0,3}#{1,6}(?:[ \t]+|$)")
"""Of headings in Markdown."""


def seen(document: "Document", start: int, end: int) -> str:
    """A document's words for a terminal, without those that the file hides; rows of tables stay on their lines."""
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
    """The words as a person sees them: without the marks of Markdown's headings, which no page shows."""
    from pincite.documents.regions import HIDDEN_TEXT, as_shown

    words = as_shown(document, start, end, HIDDEN_TEXT)
    return MARKS.sub("", words) if document.format == "markdown" else words


def laid_out(document: "Document", start: int, end: int) -> str:
    """As `seen`, each clause on a line of its own, and each paragraph where the format has one to a line."""
    begins = {clause.start for clause in document.clauses if start < clause.start < end}
    if document.format in LINE_BY_LINE:
        begins |= {match.end() for match in re.finditer("\n", document.text[:end]) if start < match.end() < end}
    pieces = (seen(document, *ends) for ends in pairwise((start, *sorted(begins), end)))
    return "\n".join(piece for piece in pieces if piece)


def break_at(document: "Document", position: int, *, by_clause: bool = False) -> str:
    """What parts the words on either side of a position on a terminal.

    A line end between the rows of a table and, if so asked, where a clause or a paragraph of its own begins.
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


def listed(seqs: Sequence[int]) -> str:
    """Places of records, to follow what was said of them: ": 3, 4, 7"; empty without any, cut short after twenty."""
    if not seqs:
        return ""
    first = ", ".join(map(str, seqs[:20]))
    return f": {first}" + (f" and {len(seqs) - 20:,} more" if len(seqs) > 20 else "")


def shown(letter: str) -> str:
    """A character that a terminal would obey, as an escape that it prints."""
    return letter.encode("unicode_escape").decode()


def recognised(confidence: float | None) -> str:
    """What a reader must know about words that text recognition read, empty for others."""
    return "" if confidence is None else f"read by text recognition, {confidence:.0%} sure: check the page"


def fail(message: str) -> None:
    """Print a sentence on stderr; the verb goes on, and ends with status 1 by itself."""
    click.echo(f"pincite: {visible(message)}", err=True)
