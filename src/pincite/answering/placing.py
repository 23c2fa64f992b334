"""Makes a citation from a range of a document: all that a lawyer wants to know of the place is derived from it."""

from pincite.answering.answer import Citation
from pincite.documents.document import Document, clause_path, page_at
from pincite.documents.regions import confidence, described, page_label
from pincite.documents.span import Span
from pincite.retrieval.evidence import Passage


def citation(passage: Passage, content: Document, start: int, end: int, remark: str = "") -> Citation:
    """A citation of `text[start:end]` under a passage's label; `remark` is added to its note."""
    path = clause_path(content.clauses, start)
    page = page_at(content.pages, start)
    return Citation(
        label=passage.label,
        span=Span(passage.chunk.document, passage.chunk.version, start, end),
        path=passage.path,
        title=passage.title,
        section=next((clause.number for clause in reversed(path) if clause.number), ""),
        heading=next((clause.heading for clause in reversed(path) if clause.heading), ""),
        page=page,
        page_label=page_label(content, page),
        note=", ".join(note for note in (described(content, start), remark) if note),
        confidence=confidence(content, start, end),
        quote=content.text[start:end],
    )
