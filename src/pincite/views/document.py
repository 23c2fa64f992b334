"""A document of the library as it is given out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from pincite.catalogue.entry import Entry
from pincite.documents.document import FactKind, Format
from pincite.documents.span import DocumentId


@dataclass(frozen=True, slots=True)
class Fact:
    """What a document states about itself, and at which characters."""

    kind: FactKind
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may be seen, with what it states about itself.

    `pages` is None where the format has none. `parent` is the document that it is attached to, None when that may not
    be seen. `near_duplicates` are documents of its matter that say nearly the same, each with the share of words in
    common, most alike first.
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
    """The documents that may be seen."""

    documents: tuple[Document, ...]

    def json(self) -> dict[str, object]:
        """The contract's list of documents."""
        return {"documents": [one.json() for one in self.documents]}


@dataclass(frozen=True, slots=True)
class Words:
    """A document's characters from `start` to `end`, exactly."""

    document: str
    start: int
    end: int
    text: str

    def json(self) -> dict[str, object]:
        """The contract's text."""
        return asdict(self)


def documents_of(
    entries: Sequence[Entry], near: Mapping[DocumentId, Sequence[tuple[Entry, float]]]
) -> tuple[Document, ...]:
    """The views of entries that may be seen; `near` has for each those that say nearly the same."""
    seen = {entry.document for entry in entries}
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
            parent=entry.parent if entry.parent in seen else None,  # not what the asker may not see
            facts=tuple(Fact(fact.kind, fact.value, fact.start, fact.end) for fact in entry.facts),
            near_duplicates=tuple(
                (other.document, round(likeness, 3)) for other, likeness in near.get(entry.document, ())
            ),
        )
        for entry in entries
    )
