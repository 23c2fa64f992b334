"""What a reader finds in a file by itself, before the outline is made from it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pincite.documents.document import (
    Attachment,
    Clause,
    Fact,
    Format,
    Heading,
    Numbering,
    Page,
    Recognised,
    Region,
)

LONGEST_TITLE = 300
"""Characters. Titles name a document in a list; some PDFs carry a whole paragraph there."""


Watch = Callable[[int, int], None]
"""Told how many of a long file's pages are done, and how many there are."""


def nobody(done: int, pages: int) -> None:
    """Watch nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One file's text with what its format says about it.

    `title` is empty where the format names none. `pages` and `glyphs` are empty for formats without pages. `headings`
    are those the format marks, `set_off` those that only their look marks, `numbers` those it computes, `hidden` the
    ranges a person does not see, `regions` all other particular ranges; each in the order of the text. `clauses` is the
    whole outline where the format states it (XML of statutes), None where it has to be found in the words. `facts` are
    what the format itself states (the sender of an e-mail). `unread` are the numbers of pages that only text
    recognition can read.
    """

    format: Format
    title: str
    text: str
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()
    set_off: tuple[Heading, ...] = ()
    warnings: tuple[str, ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()
    glyphs: bytes = b""
    regions: tuple[Region, ...] = ()
    numbers: tuple[Numbering, ...] = ()
    clauses: tuple[Clause, ...] | None = None
    recognised: tuple[Recognised, ...] = ()
    facts: tuple[Fact, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    unread: tuple[int, ...] = ()


def tidy_title(words: str) -> str:
    """A title on one line, without control characters, at most `LONGEST_TITLE` characters.

    >>> tidy_title("  Master   Services Agreement ")
    'Master Services Agreement'
    """
    printable = "".join(character if character.isprintable() else " " for character in words)
    return re.sub(r"\s+", " ", printable).strip()[:LONGEST_TITLE].rstrip()


def without_surrogates(text: str) -> str:
    """The text with each lone surrogate, which no encoding can carry, replaced by U+FFFD; the length stays."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)
