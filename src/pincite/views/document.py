"""Views of documents in the library."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from pincite.catalogue.entry import Entry
from pincite.documents.document import FactKind, Format
from pincite.documents.span import DocumentId


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a document states about itself; `start` and `end` count characters of its text."""

    kind: FactKind
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document that the reader may see, with the facts it states about itself.

    `pages` is None if the format has no pages. `parent` is the document it is attached to, or None if there is no such
    document or the reader may not see it. `near_duplicates` are nearly equal documents of the same matter, each with
    the share of words in common (0 to 1), the most similar first.
    """

    document: str
    matter: str
    path: str
    title: str
    format: Format
    characters: int
    pages: int | None
    labels: tuple[str, ...]
    version: str | None
    read_at: datetime
    parent: str | None
    facts: tuple[Fact, ...]
    near_duplicates: tuple[tuple[str, float], ...]

    def json(self) -> dict[str, object]:
        """The contract's document."""
        return {
            **asdict(self),
            "labels": list(self.labels),
            "read_at": self.read_at.isoformat(),
            "facts": [asdict(fact) for fact in self.facts],
            "near_duplicates": [
                {"document": document, "likeness": likeness} for document, likeness in self.near_duplicates
            ],
        }


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents that the reader may see."""

    documents: tuple[Document, ...]

    def json(self) -> dict[str, object]:
        """The contract's list of documents."""
        return {"documents": [one.json() for one in self.documents]}


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """Some of the documents that the reader may see; with `next` they ask for those after, None at the end."""

    documents: tuple[Document, ...]
    next: str | None

    def json(self) -> dict[str, object]:
        """The contract's page of documents."""
        return {"documents": [one.json() for one in self.documents], "next": self.next}


@dataclass(frozen=True, slots=True)
class TextRange:
    """Exactly the characters of a document from `start` to `end`."""

    document: str
    start: int
    end: int
    text: str

    def json(self) -> dict[str, object]:
        """The contract's text."""
        return asdict(self)


def documents_of(
    entries: Sequence[Entry],
    near: Mapping[DocumentId, Sequence[tuple[Entry, float]]],
    others: Collection[DocumentId] = (),
) -> tuple[Document, ...]:
    """The views of entries that the reader may see; `near` has the near-duplicates of each.

    `others` are documents that they may see as well, and that one of these may be attached to.
    """
    seen = {*(entry.document for entry in entries), *others}
    return tuple(
        Document(
            document=entry.document,
            matter=entry.matter,
            path=entry.path,
            title=entry.title,
            format=entry.format,
            characters=entry.characters,
            pages=entry.page_count or None,
            labels=entry.labels,
            version=entry.version,
            read_at=entry.read_at,
            parent=entry.parent if entry.parent in seen else None,  # hide a parent that the asker may not see
            facts=tuple(Fact(fact.kind, fact.value, fact.start, fact.end) for fact in entry.facts),
            near_duplicates=tuple(
                (other.document, round(likeness, 3)) for other, likeness in near.get(entry.document, ())
            ),
        )
        for entry in entries
    )
