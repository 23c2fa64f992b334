"""A file that was read becomes a version of its document, cut into chunks."""

import time
from dataclasses import replace
from hashlib import sha256
from itertools import count

from pincite.catalogue.entry import reading_of, version_id
from pincite.chunking.fingerprint import fingerprint
from pincite.chunking.strategy import chunks_of, cut_name
from pincite.documents.folder import Failure
from pincite.documents.span import VersionId
from pincite.ingest.run import Library, Run
from pincite.ingest.source import ParsedFile, ReadFile
from pincite.threads import on_thread


async def cut(opened: ParsedFile, run: Run, library: Library) -> ReadFile:
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
