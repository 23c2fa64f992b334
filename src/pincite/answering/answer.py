"""An answer: statements, each pinned to the words that support it."""

from dataclasses import dataclass

from pincite.documents.span import Span


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement's support stands. `quote` is the document's own text at the span.

    `label` is the passage's label in the evidence; `section`, `heading` and `page` are derived from the span.
    """

    label: int
    span: Span
    path: str
    title: str
    section: str
    heading: str
    page: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer with its citations."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Statements in the order in which they are read; empty when nothing could be said."""

    statements: tuple[Statement, ...]
