"""Turns files, and the files inside them, into documents that are read and cut.

The files attached to a document come before it, so that a document stands only if all its files do: after a run that
was killed in between, the document is read again with its files.
"""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import PurePath

from pincite.documents.document import CONTAINERS
from pincite.documents.folder import Failure
from pincite.documents.span import DocumentId
from pincite.errors import DocumentError
from pincite.ingest.again import UNSURE
from pincite.ingest.cutting import cut
from pincite.ingest.opening import files_in
from pincite.ingest.run import Library, Pages, Run
from pincite.ingest.source import ParsedFile, ReadFile, Source
from pincite.ingest.standing import compared, known_of, labels_for, note_failed, note_unchanged, what_stays
from pincite.sandbox.reader import Step
from pincite.security import unseen
from pincite.threads import on_thread

SHARES: Mapping[Step, float] = {"read": 0.2, "recognised": 0.9}
"""The share of the work on a file that is done after each step. Reading 3,000 pages takes 20 s and embedding them 80;
recognising a page takes seconds."""


async def read(source: Source, run: Run, library: Library, interrupted: set[DocumentId]) -> AsyncIterator[ReadFile]:
    """The documents of a file and the files in it, the innermost first; it only notes unchanged or unreadable ones."""
    run.held.add(source.path)
    source.within.count(source.size)
    document, standing, stays_out = await on_thread(known_of, source, run, library)
    if stays_out is not None:
        run.warnings.append(Failure(source.path, stays_out))
        run.attached[source.parent] += 1  # one that is missing, so that what holds it is opened again
        run.done(source.path, source.size)
        return
    if source.place is not None and source.place.is_unsure:
        run.warnings.append(Failure(source.path, UNSURE))
    since = time.perf_counter()
    try:
        content = await source.load()
        is_same, below = False, None
        if standing is not None and document not in interrupted:
            is_same, below = await on_thread(compared, content, source, standing, library, interrupted)
        if below is not None and standing is not None:
            await on_thread(note_unchanged, standing, source, below, standing.attached, run, library)
            run.attached[source.parent] += 1
            run.done(source.path, source.size)
            return
        found = await library.reader.read(content, source.name, _watch(source, run), str(PurePath(source.path).parent))
    except DocumentError as error:
        note_failed(source, str(error), run, kept=await what_stays(source, standing, run, library))
        return
    finally:
        run.spent("read", since)
    is_container = found.format in CONTAINERS
    refusal = source.within.refusal(is_container=is_container)
    if refusal is not None:
        note_failed(source, refusal, run, kept=await what_stays(source, standing, run, library))
        return
    labels = await on_thread(labels_for, standing, source, run, library)
    run.attached[document] = 0
    # A named message means all of it; the person who named an archive may not know what was moved out of it.
    is_named = source.is_named and (not is_container or source.parent is not None)
    shelf = replace(source, holders=(*source.holders, document), labels=labels)
    shelf = replace(shelf, is_named=is_named) if is_container else replace(shelf, parent=document)
    async for inside in files_in(shelf, content, found, run, library):
        async for each in read(inside, run, library, interrupted):
            yield each
    if is_container:
        run.done(source.path, source.size)
        return
    run.attached[source.parent] += 1
    if is_same and standing is not None:
        await on_thread(note_unchanged, standing, source, [], run.attached[document], run, library)
        run.done(source.path, source.size)
        return
    disguised = unseen.warning(found.text)
    run.warnings += [Failure(source.path, warning) for warning in (*found.warnings, disguised) if warning]
    opened = ParsedFile(source, document, content, found, labels, standing is not None or document in interrupted)
    yield await cut(opened, run, library)


def _watch(source: Source, run: Run) -> Callable[[Step, int, int], None]:
    """Shows the progress of reading a file's pages, and then of recognising them."""

    def watch(step: Step, done: int, pages: int) -> None:
        run.reached(source.path, source.size * SHARES[step] * done / max(1, pages), Pages(step, done, pages))

    return watch
