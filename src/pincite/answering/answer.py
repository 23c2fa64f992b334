"""An answer: statements, each pinned to the words that support it."""

from dataclasses import dataclass

from pincite.documents.span import Span


@dataclass(frozen=True, slots=True)
class Citation:
    """The place of a statement's support. `quote` is the document's own text at the span.

    `label` is the passage's label in the evidence; all else is derived from the span. `page` counts from 1,
    `page_label` is the document's own name for that page, if it differs. `note` says what words these are if they are
    not running text ("footnote 3", "quoted from Jane Roe"). `confidence` is how sure text recognition was of them, 0 to
    1, None if nothing had to be recognised.
    """

    label: int
    span: Span
    path: str
    title: str
    section: str
    heading: str
    page: int | None
    page_label: str
    note: str
    confidence: float | None
    quote: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer with its citations.

    A quoted sentence that continues on the next page reads without the foot and head of the pages; its citation's
    `quote` has every character. Where an amendment changed some words of a sentence, `text` has the new ones in square
    brackets. `replaces` are the words that an amendment replaced, the latest first.
    """

    text: str
    citations: tuple[Citation, ...]
    replaces: tuple[Citation, ...] = ()

    @property
    def cited(self) -> tuple[Citation, ...]:
        """All places that it cites: those of its words, and those of the words that these replace."""
        return (*self.citations, *self.replaces)


@dataclass(frozen=True, slots=True)
class Answer:
    """Statements in reading order; empty if nothing could be said."""

    statements: tuple[Statement, ...]
