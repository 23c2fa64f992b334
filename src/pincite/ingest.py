"""The walk of a document, from a file to the index.

bytes → `documents.readers` (in a process of its own) → `chunking` → `models.embed` → `audit.append` → `index.upsert`.
Documents go in batches, each whole: a killed run loses the batch under way and the next run reads only that again.
"""

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePath

from pincite.access.scope import Principal
from pincite.audit.event import AuditLog, Event, EventKind, Json
from pincite.catalogue.catalogue import Catalogue
from pincite.catalogue.entry import version_id
from pincite.catalogue.originals import Originals
from pincite.chunking.by_clause import by_clause
from pincite.chunking.chunk import Chunk
from pincite.chunking.fingerprint import fingerprint
from pincite.documents.document import Document
from pincite.documents.folder import Failure, FoundFile, Ignored, find_files, load, printable
from pincite.documents.sandbox.reader import Reader
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import DocumentError
from pincite.index.port import Index, Row
from pincite.models.ports import Embedder

BATCH_CHUNKS = 2_000
"""Chunks from which a batch is committed: about 20 s of embedding, the most that a kill can cost. Smaller batches make
more versions of the index; larger ones lose more."""

DOCUMENT_WEIGHT = 10
"""What a document counts besides its chunks: a run over scans, which have none, must commit too."""

SLICE_CHUNKS = 128
"""Chunks embedded between two signs of life: about a second."""

READ_AHEAD = 4
"""Documents read while others are embedded: enough to keep the encoder busy, few enough to bound memory."""

OPTIMIZE_FROM = 10_000
"""Chunks written since the last folding from which a long run folds them into the search structures."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. Bytes are those of files found; `chunks` have been embedded so far."""

    files_done: int
    files: int
    bytes_done: float
    bytes_total: int
    chunks: int
    path: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `stages` are busy seconds per stage; reading runs beside embedding, so they may sum to more."""

    ids: tuple[DocumentId, ...]
    unchanged: int
    removed: tuple[DocumentId, ...]
    chunks: int
    ignored: int
    failures: tuple[Failure, ...]
    warnings: tuple[Failure, ...]
    seconds: float
    stages: dict[str, float]


@dataclass(frozen=True, slots=True)
class Library:
    """Where a walk puts things."""

    reader: Reader
    embedder: Embedder
    index: Index
    catalogue: Catalogue
    originals: Originals
    audit: AuditLog


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that was read and cut."""

    file: FoundFile
    document: DocumentId
    version: VersionId
    content: Document
    chunks: tuple[Chunk, ...]
    labels: tuple[str, ...]
    replaces: bool


@dataclass(slots=True)
class _Run:
    """What a run has gathered so far."""

    matter: MatterId
    labels: tuple[str, ...]
    principal: Principal
    now: Callable[[], datetime]
    relabelled: list[DocumentId] = field(default_factory=list)
    files: int = 0
    bytes_total: int = 0
    files_done: int = 0
    bytes_done: float = 0.0
    chunks: int = 0
    unfolded: int = 0
    ids: list[DocumentId] = field(default_factory=list)
    unchanged: int = 0
    failures: list[Failure] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)
    stages: dict[str, float] = field(default_factory=dict)

    def spent(self, stage: str, since: float) -> None:
        self.stages[stage] = self.stages.get(stage, 0.0) + time.perf_counter() - since

    def progress(self, path: str, share: float = 0.0) -> Progress:
        return Progress(self.files_done, self.files, self.bytes_done + share, self.bytes_total, self.chunks, path)


async def ingest(
    paths: Sequence[Path],
    matter: MatterId,
    labels: Sequence[str],
    principal: Principal,
    *,
    library: Library,
    sync: bool,
    now: Callable[[], datetime],
    watch: Callable[[Progress], None],
) -> Report:
    """Read files and folders into a matter; whoever calls has made sure that the principal may add to it.

    What cannot be read is reported with its reason and stops nothing. Labels replace those that documents have; without
    any, documents keep theirs, so that reading a folder again never makes it less sensitive. With `sync`, documents of
    the matter whose files are gone from the named folders are removed.
    """
    began = time.perf_counter()
    run = _Run(matter, tuple(sorted(set(labels))), principal, now)
    found = await asyncio.to_thread(lambda: list(find_files(paths)))
    files = [entry for entry in found if isinstance(entry, FoundFile)]
    run.failures += [entry for entry in found if isinstance(entry, Failure)]
    run.files, run.bytes_total = len(files), sum(file.size for file in files)
    batch: list[tuple[_Read, list[Row]]] = []
    weight = 0
    async for read in _read_ahead(files, run, library):
        batch.append((read, await _embedded(read, run, library, watch)))
        weight += len(read.chunks) + DOCUMENT_WEIGHT
        if weight >= BATCH_CHUNKS:
            await _commit(batch, run, library)
            batch, weight = [], 0
    await _commit(batch, run, library)
    await _relabel(run, library)
    removed = await _remove_missing(paths, found, run, library) if sync else ()
    if run.unfolded or removed:
        since = time.perf_counter()
        await library.index.optimize()
        run.spent("fold", since)
    await _record_run(run, library)
    watch(run.progress(""))
    return Report(
        ids=tuple(run.ids),
        unchanged=run.unchanged,
        removed=removed,
        chunks=run.chunks,
        ignored=sum(isinstance(entry, Ignored) for entry in found),
        failures=tuple(run.failures),
        warnings=tuple(run.warnings),
        seconds=time.perf_counter() - began,
        stages=run.stages,
    )


async def _read_ahead(files: Sequence[FoundFile], run: _Run, library: Library) -> AsyncIterator[_Read]:
    """Files as they are read, a few ahead of whoever takes them."""
    waiting: asyncio.Queue[_Read | None] = asyncio.Queue()
    room = asyncio.Semaphore(READ_AHEAD)

    async def read_all() -> None:
        try:
            interrupted = await _reconciled(run, library)
            for file in files:
                await room.acquire()
                read = await _read(file, run, library, interrupted)
                if read is None:
                    room.release()
                    run.files_done += 1
                    run.bytes_done += file.size
                else:
                    waiting.put_nowait(read)
        finally:
            waiting.put_nowait(None)

    reading = asyncio.create_task(read_all())
    try:
        while (read := await waiting.get()) is not None:
            yield read
            room.release()
        await reading  # raises what ended it
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def _reconciled(run: _Run, library: Library) -> set[DocumentId]:
    """Documents of the matter that must be read again although their files are unchanged.

    A run that was killed leaves announced versions without rows; an index that was lost or rebuilt lacks rows of
    documents that stand; a removal that was killed leaves rows of documents that do not stand, which go; a move that
    was killed leaves rows under the matter that the document came from, which follow it.
    """
    rows = await library.index.versions()
    for entry in library.catalogue.unsettled():
        await library.index.relabel([entry.document], entry.matter, entry.labels)
        library.catalogue.settle([entry.document])
    orphans = [document for document in rows if not library.catalogue.is_known(document)]
    if orphans:
        await library.index.delete(orphans)
    again = set(library.catalogue.interrupted(run.matter))
    for entry in library.catalogue.of_matter(run.matter):
        indexed = entry.version in rows.get(entry.document, frozenset())
        if not indexed and entry.version and library.catalogue.content(entry.version).text.strip():
            again.add(entry.document)
    return again


async def _read(file: FoundFile, run: _Run, library: Library, interrupted: set[DocumentId]) -> _Read | None:
    """One file read and cut, None when it is unchanged or cannot be read (which is noted)."""
    document = library.catalogue.identify(run.matter, file.shown)
    standing, labels = library.catalogue.standing(document)
    name = PurePath(printable(file.path)).name
    since = time.perf_counter()
    try:
        content = await asyncio.to_thread(load, file)
        version = version_id(content, name)
        if version == standing and document not in interrupted:
            if run.labels not in ((), labels):
                run.relabelled.append(document)
            run.unchanged += 1
            return None
        reading = await library.reader.read(content, name)
    except DocumentError as error:
        kept = "; the version read before stays" if standing else ""
        run.failures.append(Failure(file.shown, f"{error}{kept}"))
        return None
    finally:
        run.spent("read", since)
    run.warnings += [Failure(file.shown, warning) for warning in reading.warnings]
    since = time.perf_counter()
    chunks = by_clause(document, version, reading, fingerprint(reading.title, name))
    run.spent("chunk", since)
    if reading.pages:
        # At once, so that no batch holds the files themselves; one that is never cited does no harm.
        library.originals.put(version, content)
    replaces = standing is not None or document in interrupted
    return _Read(file, document, version, reading, tuple(chunks), run.labels or labels, replaces)


async def _embedded(read: _Read, run: _Run, library: Library, watch: Callable[[Progress], None]) -> list[Row]:
    """The document's rows. It is embedded by itself, so that its vectors do not depend on its neighbours in the run."""
    rows: list[Row] = []
    since = time.perf_counter()
    for first in range(0, len(read.chunks), SLICE_CHUNKS):
        watch(run.progress(read.file.shown, read.file.size * first / len(read.chunks)))
        part = read.chunks[first : first + SLICE_CHUNKS]
        vectors = await library.embedder.embed([chunk.search_text for chunk in part])
        rows += [Row(chunk, run.matter, read.labels, vector) for chunk, vector in zip(part, vectors, strict=True)]
        run.chunks += len(part)
    run.spent("embed", since)
    run.files_done += 1
    run.bytes_done += read.file.size
    watch(run.progress(read.file.shown))
    return rows


async def _commit(batch: Sequence[tuple[_Read, list[Row]]], run: _Run, library: Library) -> None:
    """Store, record and index a batch; readers see each document's old rows until they see its new ones."""
    if not batch:
        return
    since = time.perf_counter()
    for read, _ in batch:
        library.catalogue.stage(
            read.document, run.matter, read.file.shown, read.labels, read.version, read.content, run.now()
        )
    run.spent("store", since)
    since = time.perf_counter()
    listed: list[Json] = [
        {"document": read.document, "version": read.version, "path": read.file.shown, "title": read.content.title}
        for read, _ in batch
    ]
    await _record("ingest", run, library, {"documents": len(batch)}, {"documents": listed})
    run.spent("record", since)
    since = time.perf_counter()
    rows = [row for _, of_document in batch for row in of_document]
    await library.index.upsert(rows, [read.document for read, _ in batch if read.replaces])
    library.catalogue.commit({read.document: read.labels for read, _ in batch}, run.now())
    run.spent("index", since)
    run.ids += [read.document for read, _ in batch]
    run.unfolded += len(rows)
    if run.unfolded >= OPTIMIZE_FROM:
        since = time.perf_counter()
        await library.index.optimize()
        run.spent("fold", since)
        run.unfolded = 0


async def _relabel(run: _Run, library: Library) -> None:
    """Give unchanged documents the run's labels."""
    if not run.relabelled:
        return
    changed: list[Json] = [*run.relabelled]
    await _record("ingest", run, library, {"relabelled": len(changed)}, {"labels": [*run.labels], "documents": changed})
    await library.index.relabel(run.relabelled, run.matter, run.labels)
    library.catalogue.relabel(run.relabelled, run.labels)


async def _remove_missing(
    paths: Sequence[Path], found: Sequence[FoundFile | Failure | Ignored], run: _Run, library: Library
) -> tuple[DocumentId, ...]:
    """Remove documents whose files are gone from folders that were read.

    What is there but could not be read stays, and so does all that lies in a folder that could not be looked into.
    """
    folders = tuple(
        printable(Path(os.path.abspath(path))).rstrip("/") + "/"  # noqa: PTH100 - as `find_files` names them
        for path in paths
        if os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises where a folder on the way may not be entered
    )
    there = {entry.shown if isinstance(entry, FoundFile) else entry.path for entry in found}
    unread = tuple(entry.path.rstrip("/") + "/" for entry in found if isinstance(entry, Failure))
    gone = [
        entry
        for entry in library.catalogue.of_matter(run.matter)
        if entry.path.startswith(folders) and entry.path not in there and not entry.path.startswith(unread)
    ]
    if not gone:
        return ()
    documents = [entry.document for entry in gone]
    listed: list[Json] = [{"document": entry.document, "path": entry.path} for entry in gone]
    await _record("remove", run, library, {"documents": len(gone)}, {"documents": listed})
    await library.index.delete(documents)
    library.catalogue.remove(documents, run.now())
    return tuple(documents)


async def _record_run(run: _Run, library: Library) -> None:
    """Put what could not be read on the record, with how many could."""
    facts: dict[str, Json] = {
        "read": len(run.ids),
        "unchanged": run.unchanged,
        "chunks": run.chunks,
        "failures": len(run.failures),
    }
    failures: list[Json] = [{"path": failure.path, "reason": failure.reason} for failure in run.failures]
    await _record("ingest", run, library, facts, {"failures": failures})


async def _record(
    kind: EventKind, run: _Run, library: Library, facts: dict[str, Json], content: dict[str, Json]
) -> None:
    await library.audit.append(
        Event(secrets.token_hex(8), kind, run.principal, run.now(), frozenset({run.matter}), facts, content)
    )
