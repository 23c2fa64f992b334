"""What the reading of a file gives: one text, and everything else as ranges of that text."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Format = Literal["pdf", "docx", "html", "markdown", "text", "xml", "email", "table", "picture", "archive", "mailbox"]
"""What a file is read as."""

CONTAINERS: tuple[Format, ...] = ("archive", "mailbox")
"""Formats that only hold other files. They have no words of their own."""

ClauseKind = Literal["section", "clause", "definition", "schedule", "heading", "signature"]

RegionKind = Literal["hidden", "furniture", "table", "footnote", "comment", "deleted", "quoted", "header", "textbox"]
"""What is special about a range of a text.

`hidden`: nobody who looks at the file sees it (hidden runs, white text). `furniture`: repeats from page to page or
counts (running heads and feet, page and line numbers) and stands inside sentences without belonging to them. `table`:
rows are lines, cells are parted by " | ". `footnote`: a note, at the foot or the end. `comment`: a reviewer's remark.
`deleted`: struck by a tracked change, not part of the document as accepted. `quoted`: an earlier writer's words inside
an e-mail. `header`: what a word processor repeats on every page, given once. `textbox`: words beside the text.
"""

FactKind = Literal[
    "title",
    "type",
    "party",
    "date",
    "effective_date",
    "expiration_date",
    "governing_law",
    "term",
    "amount",
    "amends",
    "sender",
    "recipient",
    "subject",
    "message_id",
    "in_reply_to",
]

ReferenceKind = Literal["clause", "schedule", "definition", "document", "statute"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page; its number is its place in the file, counted from 1.

    `start` and `end` are characters of the document's text. `width` and `height` are in PDF points (1/72 inch), of the
    page as it is shown. A page without a usable text layer has `has_text` False and an empty range. `label` is what the
    document itself calls the page (`iv`, `A-3`), empty where it gives the number or nothing.
    """

    number: int
    start: int
    end: int
    width: float
    height: float
    has_text: bool
    label: str = ""


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
class Numbering:
    """A number that the word processor computes and shows before a paragraph, and that is not in the text.

    `start` is where the paragraph's words begin. `label` is the number as shown (`7.2`, `(b)`, `Article IV`), `level`
    its level from 0 in its list. Numbers with the same `list` count on from one another.
    """

    start: int
    label: str
    level: int
    list: int


@dataclass(frozen=True, slots=True)
class Region:
    """A range of the text with a special role. `note` says by whom, when or on what, for people to read."""

    kind: RegionKind
    start: int
    end: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A line that text recognition read from a picture, with its confidence from 0 to 1."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word that text recognition found on a page: its place in points, as in `Box`, and its confidence from 0 to 1.

    Words of one line share `line`. Lines of one block (a paragraph, a column) share `block`. Both count in reading
    order.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    confidence: float
    line: int
    block: int


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the document states about itself, as a range of the words that state it.

    `value` is in one form for all documents: dates `2024-03-01`, amounts `USD 1500000`, names without their role.
    """

    kind: FactKind
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that point elsewhere ("Section 7.2(b)", "Exhibit A", "as defined in the Supply Agreement").

    `target` is what they name (`7.2(b)`, `EXHIBIT A`, a term, a title). Where it stands in the same document
    `[target_start, target_end)` is its clause, else both are None. `document` is the other document's name as written,
    empty for this one.
    """

    start: int
    end: int
    kind: ReferenceKind
    target: str
    document: str = ""
    target_start: int | None = None
    target_end: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a file: attached to an e-mail or a PDF, embedded in a Word document, a member of an archive."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read.

    `clauses` are in document order, each inside its parent. `warnings` are sentences about what was not read.
    `regions` are in order of `(start, -end)`; those of one kind do not overlap, those of different kinds may.
    `glyphs` holds the box of every character for formats with pages (see `documents.glyphs`), else it is empty.
    `recognised` covers what text recognition read; `unread` are the numbers of pages that it could read: words in a
    picture, or drawn in fonts that do not say which letters they are. `sketch` is what near-duplicates are found by.
    `attachments` are there only fresh from the reader: they become documents of their own.
    """

    format: Format
    title: str
    text: str
    pages: tuple[Page, ...]
    clauses: tuple[Clause, ...]
    warnings: tuple[str, ...]
    regions: tuple[Region, ...]
    glyphs: bytes
    recognised: tuple[Recognised, ...] = ()
    facts: tuple[Fact, ...] = ()
    references: tuple[Reference, ...] = ()
    sketch: bytes = b""
    attachments: tuple[Attachment, ...] = ()
    unread: tuple[int, ...] = ()

    def ranges(self, *kinds: RegionKind) -> tuple[tuple[int, int], ...]:
        """The ranges of the regions of these kinds, in order."""
        return tuple((region.start, region.end) for region in self.regions if region.kind in kinds)

    @property
    def hidden(self) -> tuple[tuple[int, int], ...]:
        """Ranges that nobody who looks at the file sees."""
        return self.ranges("hidden")


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


def section_in(path: Sequence[Clause]) -> str:
    """The number of the innermost clause of a path that has one; empty if none has.

    >>> section_in([Clause("2", "Rent", 0, 90, 0, "clause"), Clause("2.1", "", 6, 90, 1, "clause")])
    '2.1'
    """
    return next((clause.number for clause in reversed(path) if clause.number), "")


def heading_in(path: Sequence[Clause]) -> str:
    """The heading of the innermost clause of a path that has one; empty if none has."""
    return next((clause.heading for clause in reversed(path) if clause.heading), "")
