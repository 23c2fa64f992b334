"""What a walk works with: where it puts documents, its progress, and what it has gathered."""

import secrets
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pincite.access.scope import Principal
from pincite.audit.event import Event, EventKind, Json
from pincite.audit.port import Appending
from pincite.audit.states import saying
from pincite.catalogue.entry import Entry
from pincite.catalogue.originals.port import Originals
from pincite.catalogue.pending import Step as Change
from pincite.catalogue.port import Catalogue
from pincite.catalogue.steps import Attached
from pincite.chunking.chunk import Chunk
from pincite.chunking.strategy import Strategy
from pincite.documents.document import Document
from pincite.documents.folder import Failure
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.port import Index
from pincite.models.ports import Embedder
from pincite.sandbox.box import Protections
from pincite.sandbox.reader import FileReader, Step
from pincite.threads import on_thread

Quotable = Callable[[Sequence[Chunk], Document, str], list[tuple[str, ...]]]
"""The texts of the sentences in each chunk of a document, at a path, that a question will be compared with."""


@dataclass(frozen=True, slots=True)
class Library:
    """Where a walk puts documents; `walled` gives the documents and archives that have walls now.

    `quotable` gives the sentences whose vectors are made as well.
    `takes_second` says whether it takes another person to give a document these labels, since it would count as less
    sensitive.
    """

    reader: FileReader
    embedder: Embedder
    index: Index
    catalogue: Catalogue
    originals: Originals
    audit: Appending
    walled: Callable[[], frozenset[DocumentId]]
    quotable: Quotable
    takes_second: Callable[[Entry, tuple[str, ...]], bool]
    chunking: Strategy = "auto"


@dataclass(frozen=True, slots=True)
class Pages:
    """How many of a file's pages are read, or recognised if they have no text."""

    step: Step
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a run. Bytes are those of files found so far; `chunks` have been embedded.

    Files in files are found as the run reaches them. While `is_listed` is false there may be more files than `files`: a
    folder is listed some thousands of files ahead. `pages` is the progress in the file at `path`, None if it has no
    pages or only few.
    """

    files_done: int
    files: int
    bytes_done: float
    bytes_total: int
    chunks: int
    path: str
    pages: Pages | None = None
    is_listed: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `stages` are busy seconds per stage; reading runs beside embedding, so they may sum to more.

    `box` is the protections of the reading processes, None if nothing was read. Of the unchanged documents so many were
    `relabelled`. Those of `not_lowered` keep their labels, since it takes another person to give them the run's.
    """

    ids: tuple[DocumentId, ...]
    unchanged: int
    removed: tuple[DocumentId, ...]
    chunks: int
    ignored: int
    failures: tuple[Failure, ...]
    warnings: tuple[Failure, ...]
    seconds: float
    stages: dict[str, float]
    box: Protections | None = None
    relabelled: int = 0
    not_lowered: tuple[DocumentId, ...] = ()


@dataclass(slots=True)
class Run:
    """What a run has gathered so far.

    `reattached` are documents that stay as they are, with what they are attached to now and how many files are in them.
    `texts` has digests of the texts that were read and are not stored yet, by version. `held` are the paths of
    documents whose files were met, including files in files; `ignored` those of what needs no report. `is_listed` is
    true once no more files will be found in folders. `opened` are the paths of files whose own files were all met.
    `attached` counts, for each document, the files in it that became documents of their own, or should have.
    `partly_done` has the bytes done of files under way, by path. `agrees` is true if catalogue, index and originals
    agree once the `awaited` documents have been read again.
    """

    matter: MatterId
    labels: tuple[str, ...]
    principal: Principal
    now: Callable[[], datetime]
    watch: Callable[[Progress], None]
    relabelled: list[DocumentId] = field(default_factory=list)
    not_lowered: list[DocumentId] = field(default_factory=list)
    reattached: list[Attached] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    ignored: set[str] = field(default_factory=set)
    is_listed: bool = False
    opened: set[str] = field(default_factory=set)
    attached: Counter[DocumentId | None] = field(default_factory=Counter)
    texts: dict[VersionId, bytes] = field(default_factory=dict)
    files: int = 0
    bytes_total: int = 0
    files_done: int = 0
    bytes_done: float = 0.0
    partly_done: dict[str, float] = field(default_factory=dict)
    chunks: int = 0
    unfolded: int = 0
    agrees: bool = False
    awaited: frozenset[DocumentId] = frozenset()
    ids: list[DocumentId] = field(default_factory=list)
    unchanged: int = 0
    failures: list[Failure] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)
    stages: dict[str, float] = field(default_factory=dict)

    def spent(self, stage: str, since: float) -> None:
        """Add the seconds since a moment to a stage."""
        self.stages[stage] = self.stages.get(stage, 0.0) + time.perf_counter() - since

    def found(self, size: int) -> None:
        """Count a file that is to be read."""
        self.files += 1
        self.bytes_total += size

    def done(self, path: str, size: int) -> None:
        """Count a file as done, whatever became of it."""
        self.files_done += 1
        self.bytes_done += size
        self.partly_done.pop(path, None)

    def reached(self, path: str, done: float, pages: Pages | None = None) -> None:
        """Report how many bytes of a file are done."""
        self.partly_done[path] = max(done, self.partly_done.get(path, 0.0))
        self.watch(self.progress(path, pages))

    def progress(self, path: str, pages: Pages | None = None) -> Progress:
        """The progress of the run."""
        done = self.bytes_done + sum(self.partly_done.values())
        total = self.bytes_total
        return Progress(self.files_done, self.files, done, total, self.chunks, path, pages, self.is_listed)


async def record(
    kind: EventKind,
    run: Run,
    library: Library,
    facts: dict[str, Json],
    content: dict[str, Json],
    step: Change | None = None,
) -> None:
    """Put an action of the run on the record before it is done; `step` is its change of the catalogue.

    Raises:
        RecordError: the record cannot be written.
        WorkspaceError: the catalogue has other documents than the record.
    """
    said = await on_thread(library.catalogue.planned, *([step] if step is not None else []))
    event = Event(secrets.token_hex(8), kind, run.principal, run.now(), frozenset({run.matter}), facts, content)
    await library.audit.append(saying(event, documents=said))
