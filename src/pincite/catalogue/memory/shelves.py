"""What lies in memory: documents and what was read of them, in dictionaries, one caller at a time."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from pincite.access.scope import Scope
from pincite.catalogue.entry import Entry
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import WorkspaceError

Own = TypeVar("Own", bound="Shelves")
Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Content:
    """What was read of a version, and what read its pages that are pictures."""

    document: Document
    recogniser: str


@dataclass(frozen=True, slots=True)
class Placed:
    """What a document gets with its staged version."""

    parent: DocumentId | None
    attached: int
    cut: str
    holders: tuple[DocumentId, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A document that is current, announced, or removed: where it lies or lay, and its versions."""

    matter: MatterId
    path: str
    labels: tuple[str, ...]
    version: VersionId | None
    staged: VersionId | None
    read_at: datetime
    place: Placed
    card: Mapping[str, float] = field(default_factory=dict)

    @property
    def newest(self) -> VersionId | None:
        """The current version, else the announced one."""
        return self.version or self.staged


def alone(call: Callable[Concatenate[Own, Given], Result]) -> Callable[Concatenate[Own, Given], Result]:
    """The same call, made while no other thread is in the catalogue."""

    @wraps(call)
    def made(self: Own, /, *args: Given.args, **named: Given.kwargs) -> Result:
        with self._mutex:
            return call(self, *args, **named)

    return made


class Shelves:
    """Documents that stand or are announced, those that were removed, and what was read of them."""

    def __init__(self) -> None:
        self._mutex = threading.RLock()
        self._documents: dict[DocumentId, Kept] = {}
        self._removed: dict[DocumentId, Kept] = {}
        self._contents: dict[VersionId, Content] = {}
        self._placed: dict[DocumentId, Placed] = {}
        self._history: dict[DocumentId, list[VersionId]] = {}
        self._stood: dict[DocumentId, list[tuple[VersionId, datetime]]] = {}
        self._since_added: dict[DocumentId, set[VersionId]] = {}
        self._moved_out: set[tuple[MatterId, str]] = set()
        self._erasing: set[tuple[DocumentId, VersionId]] = set()
        self._erased: set[tuple[DocumentId, VersionId]] = set()
        self._agreement: str | None = None

    def _entry(self, document: DocumentId) -> Entry:
        kept = self._documents[document]
        content = self._contents[kept.newest] if kept.newest is not None else None
        if content is None:
            raise WorkspaceError(f"document {document} has no version; ingest its file again")
        read = content.document
        return Entry(
            document=document,
            matter=kept.matter,
            path=kept.path,
            labels=kept.labels,
            version=kept.version,
            staged=kept.staged,
            format=read.format,
            title=read.title,
            characters=len(read.text),
            page_count=len(read.pages),
            read_at=kept.read_at,
            parent=kept.place.parent,
            facts=read.facts,
            sketch=read.sketch,
            attached=kept.place.attached,
            unread=len(read.unread),
            recogniser=content.recogniser,
            cut=kept.place.cut,
            holders=kept.place.holders,
        )

    def _is_permitted(self, document: DocumentId, scope: Scope) -> bool:
        """True for a document that stands and that the scope permits."""
        kept = self._documents.get(document)
        return kept is not None and kept.version is not None and scope.permits(kept.matter, document, kept.labels)

    def _put(self, document: DocumentId, place: Placed) -> None:
        self._documents[document] = replace(self._documents[document], place=place)

    def _note_unfinished(self, document: DocumentId, unless: VersionId | None = None) -> None:
        """Note a version that was staged and never became current, unless it is `unless`: it may have been shown."""
        kept = self._documents.get(document)
        if kept is not None and kept.staged is not None and kept.staged not in (unless, kept.version):
            self._history.setdefault(document, []).append(kept.staged)

    def _take_out(self, document: DocumentId) -> None:
        if document not in self._documents:
            return
        self._note_unfinished(document)
        kept = self._documents.pop(document)
        self._placed.pop(document, None)
        self._since_added.pop(document, None)
        if kept.newest is not None:
            self._history.setdefault(document, []).append(kept.newest)
        self._removed[document] = replace(kept, card={})


def below(document: DocumentId, parents: Mapping[DocumentId, DocumentId | None]) -> set[DocumentId]:
    """Every document that is attached to one, and those attached to them."""
    found: set[DocumentId] = set()
    at = [document]
    while at:
        above = at.pop()
        inner = {one for one, parent in parents.items() if parent == above} - found
        found |= inner
        at += inner
    return found
