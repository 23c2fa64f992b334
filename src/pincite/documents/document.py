"""What reading a file gives: one text, and everything else as ranges of it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Format = Literal["pdf", "docx", "html", "markdown", "text"]

ClauseKind = Literal["section", "clause", "definition", "schedule", "heading"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page; its number is its place in the file, counted from 1.

    `start` and `end` are characters of the document's text. `width` and `height` are in PDF points (1/72 inch), of the
    page as it is shown. A page without a usable text layer has `has_text` False and an empty range.
    """

    number: int
    start: int
    end: int
    width: float
    height: float
    has_text: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """One entry of the outline: a section, clause, definition, schedule or plain heading, with all it holds.

    `number` is the full path (`7.2(b)(ii)`, `SCHEDULE 1`, empty where there is none), `heading` the words after it
    (empty where the clause has none). `[start, end)` begins at the number (at the heading when there is no number) and
    ends where the next clause of the same or a higher level begins; the last item of a list inside a paragraph ends
    with its sentence, a definition without a number with its paragraph. `level` counts from 0.
    """

    number: str
    heading: str
    start: int
    end: int
    level: int
    kind: ClauseKind


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in PDF points, origin at the lower left of the page as it is shown."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the format itself marks (Markdown `#`, HTML `h1`, DOCX "Heading 1"); level counts from 1."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read.

    `clauses` are in document order, each inside its parent. `warnings` are sentences about what was not read.
    `hidden` are ranges of the text that a person looking at the file does not see (hidden runs, white text).
    `glyphs` holds the box of every character for formats with pages (see `documents.glyphs`), else it is empty.
    """

    format: Format
    title: str
    text: str
    pages: tuple[Page, ...]
    clauses: tuple[Clause, ...]
    warnings: tuple[str, ...]
    hidden: tuple[tuple[int, int], ...]
    glyphs: bytes


def page_at(pages: Sequence[Page], position: int) -> int | None:
    """Number of the page that holds a character, None for a format without pages.

    A position between two pages (the line break that joins them) belongs to the page before.
    """
    index = bisect_right([page.start for page in pages], position) - 1
    while index > 0 and not pages[index].has_text:
        index -= 1
    return pages[index].number if index >= 0 else None


def clause_path(clauses: Sequence[Clause], position: int) -> tuple[Clause, ...]:
    """The clauses that hold a character, outermost first."""
    return tuple(clause for clause in clauses if clause.start <= position < clause.end)


def without_hidden(document: Document, start: int, end: int, mark: str) -> str:
    """The words from `start` to `end` as a person sees them: `mark` stands for each part that the file hides.

    For showing only; whatever is quoted or counted in characters is the text itself.
    """
    parts, at = [], start
    for hidden_start, hidden_end in sorted(document.hidden):
        if hidden_end > at and hidden_start < end:
            parts += [document.text[at : max(at, hidden_start)], mark]
            at = min(end, hidden_end)
    return "".join([*parts, document.text[at:end]])
