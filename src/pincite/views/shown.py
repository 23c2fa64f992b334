"""Views of a citation: its words, or pictures of its page."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pincite.documents.document import Document, clause_path, page_at, section_in
from pincite.documents.regions import confidence, described, page_label
from pincite.documents.span import DocumentId, VersionId


@dataclass(frozen=True, slots=True)
class Shown:
    """The words at a citation, and their place.

    `note` says what kind of words these are, if they are not running text, and what the reader must know: whether they
    are doubtful, struck out, or amended since. The other fields are those of a citation.
    """

    document: str
    version: str
    section: str
    page: int | None
    page_label: str | None
    note: str | None
    confidence: float | None
    start: int
    end: int
    quote: str

    def json(self) -> dict[str, object]:
        """The contract's object."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Surrounded:
    """The words at a citation, and the words from `start` to `end` around them."""

    shown: Shown
    start: int
    end: int
    text: str

    def json(self) -> dict[str, object]:
        """The contract's object, with what is around."""
        return {**self.shown.json(), "around": {"start": self.start, "end": self.end, "text": self.text}}


@dataclass(frozen=True, slots=True)
class Pictures:
    """The files with the pictures of the pages that a citation is on."""

    document: str
    files: tuple[Path, ...]

    def json(self) -> dict[str, object]:
        """The contract's pictures."""
        return {"document": self.document, "pictures": [str(file) for file in self.files]}


def shown_of(
    document: DocumentId, version: VersionId, content: Document, start: int, end: int, cautions: Sequence[str]
) -> Shown:
    """The view of `[start, end)` of a version's text; `cautions` are sentences for its note."""
    path = clause_path(content.clauses, start)
    page = page_at(content.pages, start)
    return Shown(
        document=document,
        version=version,
        section=section_in(path),
        page=page,
        page_label=page_label(content, page) or None,
        note="; ".join(part for part in (described(content, start), *cautions) if part) or None,
        confidence=confidence(content, start, end),
        start=start,
        end=end,
        quote=content.text[start:end],
    )
