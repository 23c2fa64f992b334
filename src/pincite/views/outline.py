"""Views of a document's clauses, its defined terms, and its references."""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.catalogue.citator import Resolved
from pincite.documents.document import Document, Reference, page_at
from pincite.documents.span import DocumentId
from pincite.structure.outline.definitions import DefinedTerm


@dataclass(frozen=True, slots=True)
class Outline:
    """A document's clauses; `followed` (its references) and `terms` are None unless they were asked for."""

    document: DocumentId
    content: Document
    followed: Sequence[tuple[Reference, Resolved | None]] | None = None
    terms: Sequence[DefinedTerm] | None = None

    def json(self) -> dict[str, object]:
        """The contract's outline."""
        found: dict[str, object] = {"document": self.document, "clauses": self._clauses()}
        if self.followed is not None:
            found["references"] = [reference_json(reference, led) for reference, led in self.followed]
        if self.terms is not None:
            found["definitions"] = [_definition_json(term) for term in self.terms]
        return found

    def _clauses(self) -> list[dict[str, object]]:
        return [
            {
                "number": clause.number,
                "heading": clause.heading,
                "start": clause.start,
                "end": clause.end,
                "page": page_at(self.content.pages, clause.start),
            }
            for clause in self.content.clauses
        ]


def reference_json(reference: Reference, found: Resolved | None) -> dict[str, object]:
    """The contract's reference, with its target; `found` is None if the target is in no document the reader may see."""
    return {
        "kind": reference.kind,
        "start": reference.start,
        "end": reference.end,
        "target": reference.target,
        "named": reference.document or None,
        "found": {"document": found.span.document, "start": found.span.start, "end": found.span.end} if found else None,
    }


def _definition_json(term: DefinedTerm) -> dict[str, object]:
    return {
        "term": term.term,
        "start": term.start,
        "end": term.end,
        "definition": {"start": term.definition_start, "end": term.definition_end},
    }
