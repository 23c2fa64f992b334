"""A chunk: the small piece that is indexed, and the clause around it that a reader gets."""

from collections.abc import Callable
from dataclasses import dataclass

from pincite.documents.document import Document
from pincite.documents.span import DocumentId, Span, VersionId


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of one document's text, at most a few hundred characters, with the clause around it.

    `section` is the number of the innermost numbered clause (`7.2(b)`, else empty), `heading` the path of headings from
    the outermost in, joined by " › ". `[start, end)` is the piece; `[clause_start, clause_end)` the clause that a
    reader gets. `search_text` is what both legs search: the fingerprint of the document, the heading path and the
    piece's words, with white space squeezed. It is made from the span and never shown as a quote.
    """

    document: DocumentId
    version: VersionId
    ordinal: int
    start: int
    end: int
    section: str
    heading: str
    clause_start: int
    clause_end: int
    search_text: str

    @property
    def span(self) -> Span:
        """The piece as a span."""
        return Span(self.document, self.version, self.start, self.end)


Cut = Callable[[DocumentId, VersionId, Document, str], list[Chunk]]
"""A way of cutting: gives the chunks of a version of a document as read, in order, numbered from 0; the fingerprint
goes before the words of each."""
