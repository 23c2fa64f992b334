"""The order of the steps: bytes → `sandbox` → `chunking` → `models.embed` → `audit.append` → `index.upsert`.

Documents go in batches. A batch is stored whole: a killed run loses only the batch under way, and the next run reads
that again.
"""

import asyncio
import os
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence, Set
from datetime import datetime
from itertools import islice
from pathlib import Path

from pincite.access.scope import Principal
from pincite.audit.event import Json
from pincite.catalogue.entry import Incoming
from pincite.catalogue.steps import attaching, committing, relabelling
from pincite.documents.folder import Entry, Failure, FoundFile, Ignored, find_files, printable
from pincite.documents.span import MatterId
from pincite.index.pieces import digests_of
from pincite.index.port import Row
from pincite.ingest.embedding import rows_of
from pincite.ingest.missing import remove_missing
from pincite.ingest.reading import read
from pincite.ingest.reconciling import note_agreement, reconciled
from pincite.ingest.run import Library, Progress, Report, Run, record
from pincite.ingest.source import ReadFile, source_of
from pincite.threads import on_thread

BATCH_CHUNKS = 2_000
"""How many chunks fill a batch: about 20 s of embedding, the most that a kill can cost. Smaller batches make more
versions of the index; larger ones lose more."""

DOCUMENT_WEIGHT = 10
"""What a document counts, in chunks, besides its own: a run over scans, which have none, must commit too."""

READ_AHEAD = 4
"""How many documents are read ahead while others are embedded: enough to keep the encoder busy, few enough to bound
memory."""

LISTED_AT_ONCE, LISTED_AHEAD = 500, 10_000
"""How many files are listed at a time, and at most ahead of the one that is read: the first is read after one list, and
memory does not grow with a folder."""

OPTIMIZE_FROM = 10_000
"""A long run asks the index once so many chunks were written whether it is time to fold them in."""


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
    """Read files and folders into a matter; the caller has made sure that the principal may add to it.

    Files inside files become documents of the same matter, with the labels of the file around them. An unreadable file
    is reported with the reason and stops nothing. Labels replace those that documents have; without any, documents keep
    theirs, so that reading a folder again never makes it less sensitive. Documents that are no longer in a file that
    was read again are removed; with `sync`, also documents of the matter whose files are gone from the named folders. A
    file whose document was moved out of the matter is read only if `paths` has the file itself.
    """
    named = {printable(Path(os.path.abspath(path))) for path in paths}  # noqa: PTH100 - as `find_files` names them
    folders = paths if sync else ()
    return await ingest_found(
        find_files(paths),
        matter,
        labels,
        principal,
        library=library,
        named=named,
        folders=folders,
        now=now,
        watch=watch,
    )


async def ingest_found(
    found: Iterable[Entry],
    matter: MatterId,
    labels: Sequence[str],
    principal: Principal,
    *,
    library: Library,
    named: Set[str],
    folders: Sequence[Path] = (),
    now: Callable[[], datetime],
    watch: Callable[[Progress], None],
) -> Report:
    """As `ingest`, for files as somebody finds them, which waits for the disk: only so many are found ahead.

    `named` are the paths, as they are shown, that a person named; documents of files that are gone from `folders` are
    removed.
    """
    began = time.perf_counter()
    run = Run(matter, tuple(sorted(set(labels))), principal, now, watch)
    batch: list[tuple[ReadFile, list[Row]]] = []
    weight = 0
    async for each in _read_ahead(_listed(found, run), named, run, library):
        batch.append((each, await _embedded(each, run, library)))
        weight += len(each.chunks) + DOCUMENT_WEIGHT
        if weight >= BATCH_CHUNKS:
            await _commit(batch, run, library)
            batch, weight = [], 0
    await _commit(batch, run, library)
    await _relabel(run, library)
    await _reattach(run, library)
    removed = await remove_missing(folders, run, library)
    if run.unfolded or removed:
        since = time.perf_counter()
        await library.index.optimize(if_due=True)
        run.spent("fold", since)
    await _record_run(run, library)
    await note_agreement(run, library)
    watch(run.progress(""))
    return Report(
        ids=tuple(run.ids),
        unchanged=run.unchanged,
        removed=removed,
        chunks=run.chunks,
        ignored=len(run.ignored),
        failures=tuple(run.failures),
        warnings=tuple(run.warnings),
        seconds=time.perf_counter() - began,
        stages=run.stages,
        box=library.reader.box,
        relabelled=len(run.relabelled),
        not_lowered=tuple(run.not_lowered),
    )


async def _listed(found: Iterable[Entry], run: Run) -> AsyncIterator[FoundFile]:
    """The files as they are found, listed a bounded number ahead of whoever reads them; of others it takes note."""
    entries, ahead = iter(found), deque[FoundFile]()
    while True:
        while not run.is_listed and len(ahead) < LISTED_AHEAD:
            portion = await asyncio.to_thread(lambda: list(islice(entries, LISTED_AT_ONCE)))
            run.is_listed = not portion
            for entry in portion:
                match entry:
                    case FoundFile():
                        run.found(entry.size)
                        ahead.append(entry)
                    case Failure():
                        run.failures.append(entry)
                    case Ignored(path):
                        run.ignored.add(path)
            if len(ahead) >= LISTED_AT_ONCE:
                break
        if not ahead:
            return
        yield ahead.popleft()


async def _read_ahead(
    files: AsyncIterator[FoundFile], named: Set[str], run: Run, library: Library
) -> AsyncIterator[ReadFile]:
    """Documents as they are read, a few ahead of the caller."""
    waiting: asyncio.Queue[ReadFile | None] = asyncio.Queue()
    room = asyncio.Semaphore(READ_AHEAD)

    async def read_all() -> None:
        try:
            interrupted = await reconciled(run, library)
            async for file in files:
                await room.acquire()
                async for each in read(source_of(file, is_named=file.shown in named), run, library, interrupted):
                    waiting.put_nowait(each)
                    await room.acquire()
                room.release()
        finally:
            waiting.put_nowait(None)

    reading = asyncio.create_task(read_all())
    try:
        while (each := await waiting.get()) is not None:
            yield each
            room.release()
        await reading  # raises what ended it
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def _embedded(each: ReadFile, run: Run, library: Library) -> list[Row]:
    """The document's rows."""
    path, size = each.path, each.size
    begun = run.partly_done.get(path, 0.0)
    since = time.perf_counter()
    quotable = await on_thread(library.quotable, each.chunks, each.content, path)
    run.spent("sentences", since)
    since = time.perf_counter()
    before = run.chunks

    def reached(done: int) -> None:
        run.chunks = before + done
        run.reached(path, begun + (size - begun) * done / len(each.chunks))

    rows = await rows_of(each.chunks, quotable, run.matter, each.labels, library.embedder, reached=reached)
    run.chunks = before + len(rows)
    run.spent("embed", since)
    run.done(path, size)
    run.watch(run.progress(path))
    return rows


async def _commit(batch: Sequence[tuple[ReadFile, list[Row]]], run: Run, library: Library) -> None:
    """Store, record and index a batch; readers see each document's old rows until they see its new ones."""
    if not batch:
        return
    since = time.perf_counter()
    for each, _ in batch:
        await on_thread(library.catalogue.stage, _incoming(each, run), run.now())
        run.texts.pop(each.version, None)
    run.spent("store", since)
    since = time.perf_counter()
    listed: list[Json] = [
        {"document": each.document, "version": each.version, "path": each.path, "title": each.content.title}
        for each, _ in batch
    ]
    at, labels = run.now(), {each.document: each.labels for each, _ in batch}
    pieces = {each.document: digests_of(of_document).hex() for each, of_document in batch}
    step = committing(labels, at, pieces)
    await record("ingest", run, library, {"documents": len(batch)}, {"documents": listed}, step)
    run.spent("record", since)
    since = time.perf_counter()
    rows = [row for _, of_document in batch for row in of_document]
    await library.index.upsert(rows, [each.document for each, _ in batch if each.replaces])
    await on_thread(library.catalogue.commit, labels, at, pieces)
    run.spent("index", since)
    run.ids += [each.document for each, _ in batch]
    run.unfolded += len(rows)
    if run.unfolded >= OPTIMIZE_FROM:
        since = time.perf_counter()
        await library.index.optimize(if_due=True)
        run.spent("fold", since)
        run.unfolded = 0


def _incoming(each: ReadFile, run: Run) -> Incoming:
    """A file that was read, as the catalogue takes it in."""
    return Incoming(
        each.document,
        run.matter,
        each.path,
        each.labels,
        each.version,
        each.content,
        parent=each.parent,
        attached=each.attached,
        recogniser=each.recogniser,
        cut=each.cut,
        holders=each.holders,
        original=each.original,
    )


async def _relabel(run: Run, library: Library) -> None:
    """Give unchanged documents the run's labels."""
    if not run.relabelled:
        return
    changed: list[Json] = [*run.relabelled]
    content: dict[str, Json] = {"labels": [*run.labels], "documents": changed}
    step = relabelling(run.relabelled, run.labels)
    await record("ingest", run, library, {"relabelled": len(changed)}, content, step)
    await library.index.relabel(run.relabelled, run.matter, run.labels)
    await on_thread(library.catalogue.relabel, run.relabelled, run.labels)


async def _reattach(run: Run, library: Library) -> None:
    """Note what unchanged documents are attached to, if that was not known or has changed."""
    if not run.reattached:
        return
    changed: list[Json] = [{"document": document, "parent": parent} for document, parent, *_ in run.reattached]
    step = attaching(run.reattached)
    await record("ingest", run, library, {"attached": len(changed)}, {"documents": changed}, step)
    await on_thread(library.catalogue.attach_all, run.reattached)


async def _record_run(run: Run, library: Library) -> None:
    """Put the unreadable files on the record, with the number of those read."""
    facts: dict[str, Json] = {
        "read": len(run.ids),
        "unchanged": run.unchanged,
        "chunks": run.chunks,
        "failures": len(run.failures),
    }
    failures: list[Json] = [{"path": failure.path, "reason": failure.reason} for failure in run.failures]
    await record("ingest", run, library, facts, {"failures": failures})
