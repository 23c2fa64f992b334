"""Turns files, and the files inside them, into documents that are read and cut.

The files attached to a document come before it, so that a document stands only if all its files do: after a run that
was killed in between, the document is read again with its files. Archives and mailboxes are no documents; they are
opened each time, and only what has changed in them is read.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import count
from pathlib import PurePath

from pincite.catalogue.entry import Entry, Known, reading_of, recogniser_in, version_id
from pincite.chunking.chunk import Chunk
from pincite.chunking.fingerprint import fingerprint
from pincite.chunking.strategy import chunks_of, cut_name
from pincite.documents.document import CONTAINERS, Attachment, Document
from pincite.documents.folder import Failure, FoundFile, load, printable
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import DocumentError
from pincite.ingest.again import MAY_HAVE_MOVED, UNSURE, InnerPlace, Shelf, places
from pincite.ingest.inside import BY_ITSELF, TOO_MUCH, Names, Within
from pincite.ingest.run import Library, Pages, Run
from pincite.sandbox.reader import Step
from pincite.security import unseen
from pincite.threads import on_thread

SHARES: Mapping[Step, float] = {"read": 0.2, "recognised": 0.9}
"""The share of the work on a file that is done after each step. Reading 3,000 pages takes 20 s and embedding them 80;
recognising a page takes seconds."""

CONTAINER_SHARE = 0.99
"""The largest share of an archive's bytes that counts as done before all of its files are: they may be packed."""

MOVED_OUT = "was moved to another matter: it is not read into this one again; to read it here too, "
"""The warning about a file whose document was moved: reading a folder again must not undo a wall."""

NOT_TWICE = "its files could not be unpacked alike twice, so the rest was left out: ingest it again"

FIRST_CUT = "clause-1"
"""The way in which documents were cut before that was noted."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: on the disk, or inside another file.

    `path` identifies the document; its reader is chosen by `name`. `parent` is the document that it is attached to.
    `holders` are the archives, messages and files that it is in, the outermost first, after those that it may be
    (`ingest.again`). `labels` are those that it inherits. `is_named` is true if a person named the file itself, or the
    document that it is attached to, and not a folder or an archive. `known` is what was in the outermost file before,
    `place` this one's place.
    """

    path: str
    name: str
    size: int
    load: Callable[[], Awaitable[bytes]]
    parent: DocumentId | None = None
    holders: tuple[DocumentId, ...] = ()
    labels: tuple[str, ...] = ()
    within: Within = field(default_factory=Within)
    is_named: bool = False
    known: Sequence[Known] = ()
    place: InnerPlace | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose words were read: its bytes, what was found in them, and the labels that its document gets.

    `replaces` is true if the index may have rows of the document.
    """

    source: Source
    document: DocumentId
    content: bytes
    found: Document
    labels: tuple[str, ...]
    replaces: bool


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read and cut, without its bytes, since many wait to be stored together.

    `path`, `size`, `parent` and `holders` are those of its source. `attached` is how many files in it became documents,
    or should have; `original` is the digest of its bytes, empty if they are not kept.
    """

    path: str
    size: int
    parent: DocumentId | None
    holders: tuple[DocumentId, ...]
    document: DocumentId
    version: VersionId
    content: Document
    chunks: tuple[Chunk, ...]
    labels: tuple[str, ...]
    replaces: bool
    attached: int
    recogniser: str
    cut: str
    original: str


def source_of(file: FoundFile, *, is_named: bool = False) -> Source:
    """A file on the disk as a source; `is_named` if a person named it, and not a folder that it is in."""

    async def content() -> bytes:
        return await asyncio.to_thread(load, file)

    name = file.name or PurePath(printable(file.path)).name
    return Source(file.shown, name, file.size, content, is_named=is_named)


async def read(source: Source, run: Run, library: Library, interrupted: set[DocumentId]) -> AsyncIterator[ReadFile]:
    """The documents of a file and the files in it, the innermost first; it only notes unchanged or unreadable ones."""
    run.held.add(source.path)
    source.within.count(source.size)
    document, standing, stays_out = await on_thread(_known, source, run, library)
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
            is_same, below = await on_thread(_compared, content, source, standing, library, interrupted)
        if below is not None and standing is not None:
            await on_thread(_unchanged, standing, source, below, standing.attached, run, library)
            run.attached[source.parent] += 1
            run.done(source.path, source.size)
            return
        found = await library.reader.read(content, source.name, _watch(source, run), str(PurePath(source.path).parent))
    except DocumentError as error:
        _failed(source, str(error), run, kept=await _kept(source, standing, run, library))
        return
    finally:
        run.spent("read", since)
    is_container = found.format in CONTAINERS
    refusal = source.within.refusal(is_container=is_container)
    if refusal is not None:
        _failed(source, refusal, run, kept=await _kept(source, standing, run, library))
        return
    labels = await on_thread(_labels, standing, source, run, library)
    run.attached[document] = 0
    # A named message means all of it; the person who named an archive may not know what was moved out of it.
    is_named = source.is_named and (not is_container or source.parent is not None)
    shelf = replace(source, holders=(*source.holders, document), labels=labels)
    shelf = replace(shelf, is_named=is_named) if is_container else replace(shelf, parent=document)
    async for inside in _inside(shelf, content, found, run, library):
        async for each in read(inside, run, library, interrupted):
            yield each
    if is_container:
        run.done(source.path, source.size)
        return
    run.attached[source.parent] += 1
    if is_same and standing is not None:
        await on_thread(_unchanged, standing, source, [], run.attached[document], run, library)
        run.done(source.path, source.size)
        return
    disguised = unseen.warning(found.text)
    run.warnings += [Failure(source.path, warning) for warning in (*found.warnings, disguised) if warning]
    opened = Opened(source, document, content, found, labels, standing is not None or document in interrupted)
    yield await _cut(opened, run, library)


async def _cut(opened: Opened, run: Run, library: Library) -> ReadFile:
    """A file that was read, cut into chunks; its bytes are kept."""
    source, document, content, found = opened.source, opened.document, opened.content, opened.found
    recogniser = (library.reader.recogniser or "") if found.recognised or found.unread else ""
    version, recogniser = await on_thread(_version, content, source.name, recogniser, found.text, run, library)
    since = time.perf_counter()
    named = fingerprint(found.title, source.name)
    cutting = await chunks_of(
        document, version, found, named, name=source.name, strategy=library.chunking, embedder=library.embedder
    )
    run.warnings += [Failure(source.path, warning) for warning in cutting.warnings]
    run.spent("chunk", since)
    # Earlier releases kept files with pages only. A version of theirs may stand in another matter.
    is_kept = await on_thread(_kept_whole, version, content, library)
    return ReadFile(
        path=source.path,
        size=source.size,
        parent=source.parent,
        holders=source.holders,
        document=document,
        version=version,
        content=replace(found, attachments=()),
        chunks=cutting.chunks,
        labels=opened.labels,
        replaces=opened.replaces,
        attached=run.attached[document],
        recogniser=recogniser,
        cut=cut_name(library.chunking, found.format, source.name, library.embedder.name),
        original=sha256(content).hexdigest() if is_kept else "",
    )


def _kept_whole(version: VersionId, content: bytes, library: Library) -> bool:
    """Keep a file as it was read, at once, so that no batch holds the files themselves; True if it is kept.

    The next run drops what the catalogue never knew of.
    """
    if library.catalogue.lacks_original(version):
        return False
    library.originals.put(version, content)
    return True


def _version(
    content: bytes, name: str, recogniser: str, text: str, run: Run, library: Library
) -> tuple[VersionId, str]:
    """The version that a file was read as, and the name of that reading.

    The same bytes may give other words when they are read again: recognition ran out of time on a page, or another
    program converted them. What was cited must stay as it was, so other words are another version.
    """
    digest = sha256(text.encode()).digest()
    for number in count(1):
        reading = reading_of(recogniser, number)
        version = version_id(content, name, reading)
        if run.texts.get(version, digest) == digest and not library.catalogue.has_other_text(version, text):
            run.texts[version] = digest
            return version, reading
    raise AssertionError("there are more numbers than versions")


def _known(source: Source, run: Run, library: Library) -> tuple[DocumentId, Entry | None, str | None]:
    """The document that a file is, what stands of it, and why it is skipped; None if it is read."""
    document = library.catalogue.identify(run.matter, source.path)
    return document, library.catalogue.standing(document), _stays_out(source, run, library)


def _compared(
    content: bytes, source: Source, standing: Entry, library: Library, interrupted: set[DocumentId]
) -> tuple[bool, list[Entry] | None]:
    """Whether a file would be read as what stands; and what is attached to that, None if it has to be opened."""
    is_same = _is_same(content, source, standing, library)
    is_whole = is_same and _is_whole(standing, library, interrupted)
    return is_same, library.catalogue.attached_to(standing.document) if is_whole else None


def _is_same(content: bytes, source: Source, standing: Entry, library: Library) -> bool:
    """True if a file would be read as the version that stands, and cut in the same way."""
    same = standing.version == version_id(content, source.name, standing.recogniser)
    cut = cut_name(library.chunking, standing.format, source.name, library.embedder.name)
    same = same and standing.version is not None and library.catalogue.is_as_read(standing.version)
    return same and (standing.cut or FIRST_CUT) == cut and not _can_read_more(standing, library)


def _can_read_more(standing: Entry, library: Library) -> bool:
    """True for a document with pages that were not readable so far, if there is another recogniser now."""
    return bool(standing.unread) and library.reader.recogniser not in (None, recogniser_in(standing.recogniser))


def _is_whole(standing: Entry, library: Library, interrupted: set[DocumentId]) -> bool:
    """True if a document and all that is attached to it stand complete, so that its file need not be opened."""
    below = library.catalogue.attached_to(standing.document)
    counts = Counter(entry.parent for entry in below)
    return all(
        entry.version is not None
        and counts[entry.document] == entry.attached
        and entry.document not in interrupted
        and not _can_read_more(entry, library)
        for entry in (standing, *below)
    )


def _labels(standing: Entry | None, source: Source, run: Run, library: Library) -> tuple[str, ...]:
    """The labels that the document of a file gets: the run's, unless these take another person."""
    if standing is None:
        return run.labels or source.labels
    return run.labels if _may_label(standing, run, library) else standing.labels


def _may_label(entry: Entry, run: Run, library: Library) -> bool:
    """True for a document that gets the run's labels; it is noted where that takes another person."""
    if run.labels in ((), entry.labels):
        return False
    if not library.takes_second(entry, run.labels):
        return True
    run.not_lowered.append(entry.document)
    kept = ", ".join(entry.labels) or "none"
    run.warnings.append(
        Failure(
            entry.path,
            f"it keeps its labels ({kept}): with {', '.join(run.labels)} it would count as less sensitive, which takes "
            "two people",
        )
    )
    return False


def _unchanged(standing: Entry, source: Source, below: list[Entry], attached: int, run: Run, library: Library) -> None:
    """Note that a document and its attachments stay as they are; `attached` is how many there should be."""
    if (standing.parent, standing.attached, standing.holders) != (source.parent, attached, source.holders):
        run.reattached.append((standing.document, source.parent, attached, source.holders))
    entries = [standing, *below]
    run.unchanged += len(entries)
    run.held.update(entry.path for entry in entries)
    noted = {*run.not_lowered}  # a file that was opened and is the same was looked at before
    run.relabelled += [
        entry.document for entry in entries if entry.document not in noted and _may_label(entry, run, library)
    ]


def _stays_out(source: Source, run: Run, library: Library) -> str | None:
    """Why a file is skipped whose document was, or may have been, moved out of the matter; None if it is read."""
    if _has_moved_out(source, run, library):
        return MOVED_OUT + (BY_ITSELF if source.within.depth else "name the file itself")
    may_have = source.place is not None and source.place.may_have_moved and not source.is_named
    return MAY_HAVE_MOVED if may_have else None


def _has_moved_out(source: Source, run: Run, library: Library) -> bool:
    """True for a file whose document was moved out of the matter, if nobody named the file now; it is not read."""
    return not source.is_named and library.catalogue.has_moved_out(run.matter, source.path)


async def _kept(source: Source, standing: Entry | None, run: Run, library: Library) -> str:
    """What stays of a file that has become unreadable: words to follow the reason."""
    if standing is not None:
        return "; the version read before stays"
    has_within = await on_thread(library.catalogue.has_within, run.matter, source.path)
    return "; what was read of it before stays" if has_within else ""


def _failed(source: Source, reason: str, run: Run, *, kept: str = "") -> None:
    """Note a file that could not be read."""
    run.failures.append(Failure(source.path, f"{reason}{kept}"))
    run.attached[source.parent] += 1
    run.done(source.path, source.size)


def _watch(source: Source, run: Run) -> Callable[[Step, int, int], None]:
    """Shows the progress of reading a file's pages, and then of recognising them."""

    def watch(step: Step, done: int, pages: int) -> None:
        run.reached(source.path, source.size * SHARES[step] * done / max(1, pages), Pages(step, done, pages))

    return watch


async def _inside(shelf: Source, content: bytes, found: Document, run: Run, library: Library) -> AsyncIterator[Source]:
    """The files in a file as sources, in their order, in portions."""
    is_container = found.format in CONTAINERS
    within = shelf.within.below(is_container=is_container)
    if found.attachments and not shelf.within.depth:
        shelf = replace(shelf, known=await on_thread(library.catalogue.known_within, run.matter, shelf.path))
    planned = await _planned(shelf, content, found, run, library)
    there = {place.path for place in planned or ()}.union(known.path for known in shelf.known)
    names = Names(lambda name: f"{shelf.path}/{name}" in run.held or f"{shelf.path}/{name}" in there)
    first = unpacked = 0
    while found.attachments:
        reasons = _reasons(found) if is_container else {}
        for number, attachment in enumerate(found.attachments, start=first):
            if planned is not None and number >= len(planned):
                run.failures.append(Failure(shelf.path, f"{NOT_TWICE}{await _kept(shelf, None, run, library)}"))
                run.attached[shelf.parent] += 1  # one that is missing, so that what holds it is opened again
                return
            place = planned[number] if planned is not None else InnerPlace("")
            if not place.path or place.path in run.held:
                place = replace(place, path=f"{shelf.path}/{names.unique(attachment.name)}")
            size = len(attachment.content)
            if within.spent.is_too_much:
                run.failures.append(Failure(shelf.path, TOO_MUCH))
                run.attached[shelf.parent] += 1  # likewise
                return
            run.found(size)
            inside = replace(
                shelf,
                path=place.path,
                name=PurePath(place.path).name,
                size=size,
                load=_held(attachment),
                holders=(*place.kin, *shelf.holders),
                labels=tuple(sorted({*shelf.labels, *place.labels})),
                within=within,
                place=place,
            )
            is_unread = attachment.name in reasons and not size
            _, standing, stays_out = await on_thread(_known, inside, run, library) if is_unread else (None, None, None)
            if is_unread and stays_out is None:
                run.held.add(inside.path)
                _failed(inside, reasons[attachment.name], run, kept=await _kept(inside, standing, run, library))
            else:
                yield inside
            unpacked += size
            if is_container:
                run.reached(shelf.path, min(unpacked, shelf.size * CONTAINER_SHARE))
        if not is_container:
            break
        first += len(found.attachments)
        try:
            found = await library.reader.unpack(content, found.format, first)
        except DocumentError as error:
            run.failures.append(Failure(shelf.path, f"{error}{await _kept(shelf, None, run, library)}"))
            run.attached[shelf.parent] += 1  # likewise
            return
    run.opened.add(shelf.path)


async def _planned(
    source: Source, content: bytes, found: Document, run: Run, library: Library
) -> list[InnerPlace] | None:
    """The place of each of the files in a file; None if nothing was known of them before.

    Files that cannot be unpacked now are left out.
    """
    if not source.known or not found.attachments:
        return None

    async def portions() -> AsyncIterator[tuple[int, Sequence[Attachment]]]:
        first, part = 0, found
        while part.attachments:
            yield first, part.attachments
            first += len(part.attachments)
            if found.format not in CONTAINERS or first == total:
                return
            try:
                part = await library.reader.unpack(content, found.format, first)
            except DocumentError:
                return

    names: list[str] = []
    total: int | None = None
    async for _, part in portions():
        names += [attachment.name for attachment in part]
    total = len(names)
    document = await on_thread(library.catalogue.identify, run.matter, source.path)
    earlier = source.place.earlier if source.place is not None else ()
    shelf = Shelf(
        run.matter, source.path, found.format == "mailbox", (*source.holders, document), source.known, earlier
    )
    given, kept = await places(shelf, names, portions, library, run.held)
    run.held |= kept
    return given


def _held(attachment: Attachment) -> Callable[[], Awaitable[bytes]]:
    """A function that gives the bytes of a file in memory."""

    async def content() -> bytes:
        return attachment.content

    return content


def _reasons(found: Document) -> dict[str, str]:
    """Why files of an archive could not be unpacked, by their names; they come without content."""
    reasons: dict[str, str] = {}
    for warning in found.warnings:
        name, colon, reason = warning.partition(": ")
        if colon:
            reasons[name] = reason
    return reasons
