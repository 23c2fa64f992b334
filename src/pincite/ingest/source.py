"""A file as ingest sees it: to be read, read, and cut."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from pincite.catalogue.entry import Known
from pincite.chunking.chunk import Chunk
from pincite.documents.document import Document
from pincite.documents.folder import FoundFile, load, printable
from pincite.documents.span import DocumentId, VersionId
from pincite.ingest.again import InnerPlace
from pincite.ingest.inside import Within


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
class ParsedFile:
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
