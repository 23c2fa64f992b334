"""Makes a citation from a range of a document: all that a lawyer wants to know of the place is derived from it."""

from pincite.answering.answer import Citation
from pincite.documents.document import Document, clause_path, heading_in, page_at, section_in
from pincite.documents.regions import confidence, described, page_label
from pincite.documents.span import Span
from pincite.retrieval.evidence import Passage


def citation(passage: Passage, content: Document, start: int, end: int, remark: str = "") -> Citation:
    """A citation of `text[start:end]` under a passage's label; `remark` is added to its note."""
    span = Span(passage.chunk.document, passage.chunk.version, start, end)
    return cited(span, passage.label, passage.path, passage.title, content, remark)


def cited(span: Span, label: int, path: str, title: str, content: Document, remark: str = "") -> Citation:
    """A citation of a span of a document under a label; `path` and `title` are the document's."""
    clauses = clause_path(content.clauses, span.start)
    page = page_at(content.pages, span.start)
    return Citation(
        label=label,
        span=span,
        path=path,
        title=title,
        section=section_in(clauses),
        heading=heading_in(clauses),
        page=page,
        page_label=page_label(content, page),
        note=", ".join(note for note in (described(content, span.start), remark) if note),
        confidence=confidence(content, span.start, span.end),
        quote=content.text[span.start : span.end],
    )
