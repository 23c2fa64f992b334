"""What a reader finds their way by within one document: its outline in words, and what they search for in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pincite.documents.document import Clause, Document, page_at
from pincite.documents.ranges import overlaps
from pincite.documents.regions import unseen
from pincite.views.printed import seen

DEEPEST = 1
"""The deepest level of an outline, from 0: below it are the items of lists."""

FEWEST_CLAUSES, MOST_CLAUSES = 3, 40
"""Clauses that are named of a document: fewer on the upper level are its parts, and say nothing yet."""

_FORMULA = re.compile(
    r"\W*(?:in witness|now,? therefore|witness|whereas|recitals?\b|table of contents|contents\b)", re.I
)
"""Headings that are part of every contract and name no clause."""

LONGEST_ENTRY = 64
"""Characters of an entry of an outline."""

MOST_FOUND = 1_000
"""Places that a search in one document gives; nobody steps through more."""

LONGEST_SOUGHT = 200
"""Characters that may be searched for."""

ALIKE = {"'": "'’‘", "’": "'’‘", "‘": "'’‘", '"': '"“”', "“": '"“”', "”": '"“”', **dict.fromkeys("-‐‑–—", "-‐‑–—")}
"""Signs that a keyboard has one of, and a printed page several."""


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A section or a clause in an outline: its number and its heading, or how it begins if it has none.

    `start` is its first character in the document's text, `page` the number of its page, None without pages.
    """

    start: int
    level: int
    number: str
    words: str
    page: int | None
    has_heading: bool


def outline_of(document: Document) -> tuple[OutlineEntry, ...]:
    """The outline of a document, down to its clauses."""
    return tuple(
        OutlineEntry(
            clause.start,
            clause.level,
            clause.number,
            _cut(clause.heading or _begins(document, clause)),
            page_at(document.pages, clause.start),
            bool(clause.heading),
        )
        for clause in document.clauses
        if clause.level <= DEEPEST and (clause.number or clause.heading)
    )


def named_clauses(outline: Sequence[OutlineEntry]) -> tuple[str, ...]:
    """The clauses of an outline's upper level that have headings, each by its number and heading, up to a number."""
    headed = [one for one in outline if one.has_heading and _FORMULA.match(one.words) is None]
    least = min((one.level for one in headed), default=0)
    upper = [one for one in headed if one.level == least]
    chosen = upper if len(upper) >= FEWEST_CLAUSES else headed
    return tuple(f"{one.number} {one.words}".strip() for one in chosen[:MOST_CLAUSES])


def _begins(document: Document, clause: Clause) -> str:
    """The first words of a clause, after its number, which may be its own part of the whole one: `(b)` of `7.2(b)`."""
    words = seen(document, clause.start, min(clause.end, clause.start + 2 * LONGEST_ENTRY))
    own = clause.number.rpartition("(")[2].rstrip(")")
    words = words.removeprefix(clause.number).removeprefix(f"({own})")
    if own and (label := _LABEL.match(words)) is not None and label[1] == own:
        words = words[label.end() :]
    return words.lstrip(" .)\n").partition("\n")[0]


_LABEL = re.compile(r"\s*\(?(\w{1,12})[.):]+")
"""A number as it stands before a clause, whatever is around it: `A)`, `(b)`, `3.`."""


def _cut(words: str) -> str:
    words = " ".join(words.split())
    if len(words) <= LONGEST_ENTRY:
        return words
    return f"{(words[:LONGEST_ENTRY].rpartition(' ')[0] or words[:LONGEST_ENTRY]).rstrip(' .,;:')}…"


def find_within(document: Document, words: str) -> tuple[tuple[int, int], ...]:
    """Where words stand in a document, as ranges of its text; the first `MOST_FOUND`.

    Small and capital letters, kinds of quotation marks and dashes, and the white space between words count as equal.
    What the file hides is not searched, nor what repeats on each page.
    """
    sought = words[:LONGEST_SOUGHT].split()
    if not sought:
        return ()
    pattern = re.compile(r"\s+".join("".join(map(_sign, word)) for word in sought), re.I)
    return tuple(islice(_found(document, pattern), MOST_FOUND))


def _found(document: Document, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    passed = unseen(document)
    for match in pattern.finditer(document.text):
        start, end = match.span()
        if not overlaps(passed, start, end):
            yield start, end


def _sign(letter: str) -> str:
    return f"[{re.escape(ALIKE[letter])}]" if letter in ALIKE else re.escape(letter)
