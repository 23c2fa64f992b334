"""What a reader finds in a file, before the outline is made from it."""

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
"""Most characters of a title. Titles name documents in lists, but some PDFs put a whole paragraph there."""


Watch = Callable[[int, int], None]
"""Called with the number of pages done in a long file, and the number of pages."""


def nobody(done: int, pages: int) -> None:
    """Ignore the progress."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One file's text, with what its format says about it.

    `title` is empty where the format names none. `pages` and `glyphs` are empty for formats without pages. `headings`
    are marked by the format, `set_off` are marked only by their look, `numbers` are computed by the format, `hidden`
    are ranges that a person does not see, and `regions` are all other special ranges; each is in the order of the text.
    `clauses` is the whole outline where the format states it (XML of statutes), None where it must be found in the
    words. `facts` are stated by the format itself (the sender of an e-mail). `unread` are the numbers of pages that
    only text recognition can read.
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
    """A title on one line, without control characters, of at most `LONGEST_TITLE` characters.

    >>> tidy_title("  Master   Services Agreement ")
    'Master Services Agreement'
    """
    printable = "".join(character if character.isprintable() else " " for character in words)
    return re.sub(r"\s+", " ", printable).strip()[:LONGEST_TITLE].rstrip()


def without_surrogates(text: str) -> str:
    """The text with each lone surrogate, which no encoding can carry, replaced by U+FFFD. Its length stays the same."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)
