"""An entry of the catalogue: one document of one matter, and how it is named."""

import base64
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from pincite.documents.document import Document, Fact, Format
from pincite.documents.span import DocumentId, MatterId, VersionId

READER_REVISION = "11"
"""Goes into every version's name: a reader that gives other text from the same bytes must give another version."""

SLUG_LENGTH = 28
"""Characters of the file's name that an id keeps, so that a person recognises it; the hash after it makes it unique."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document: (matter, path), with the version that stands now.

    `path` is absolute. `version` is None between the moment a new file is announced and the moment its rows are
    indexed. `staged` is the version whose rows are being written, or were when a run was killed. Its content is stored
    and on the record, so what the index holds of it may be shown. `read_at` is when `version` was read (UTC). `parent`
    is the document that this one is attached to, `attached` how many files in it became documents, or should have.
    `facts` and `sketch` are those of the version. So are `unread` (pages that only text recognition can read) and
    `recogniser` (what read such pages, and which of its readings this is; empty if nothing did). `cut` names the way
    in which its text was cut into pieces; empty for that of 0.1.0. `holders` are the archives, messages and files that
    it came in, the outermost first, even if it was moved away from them; an archive itself is not a document.
    """

    document: DocumentId
    matter: MatterId
    path: str
    labels: tuple[str, ...]
    version: VersionId | None
    staged: VersionId | None
    format: Format
    title: str
    characters: int
    page_count: int
    read_at: datetime
    parent: DocumentId | None = None
    facts: tuple[Fact, ...] = ()
    sketch: bytes = b""
    attached: int = 0
    unread: int = 0
    recogniser: str = ""
    cut: str = ""
    holders: tuple[DocumentId, ...] = ()


@dataclass(frozen=True, slots=True)
class Incoming:
    """A version of a document that is about to become current, with its text.

    `parent` is the document that it is attached to, `attached` how many files in it become documents. `recogniser` read
    its pages that are pictures. `cut` is the way in which it was cut into pieces, `holders` what it came in, the
    outermost first, `original` the digest of its file if that is kept.
    """

    document: DocumentId
    matter: MatterId
    path: str
    labels: Sequence[str]
    version: VersionId
    content: Document
    parent: DocumentId | None = None
    attached: int = 0
    recogniser: str = ""
    cut: str = ""
    holders: Sequence[DocumentId] = ()
    original: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A document that was read from a path into a matter: what identifies it when its file is read again.

    `version` is the one that is current, is being written, or was current last; `recogniser` and `holders` are as in
    an entry. `is_present` if it is still there or was moved to another matter (`has_moved`); otherwise it was removed.
    """

    document: DocumentId
    path: str
    version: VersionId | None
    recogniser: str
    labels: tuple[str, ...]
    holders: tuple[DocumentId, ...]
    is_present: bool
    has_moved: bool


def document_id(matter: MatterId, path: str, attempt: int = 0) -> DocumentId:
    """The id of a file in a matter: words of its name, then 50 bits of a hash of (matter, path).

    The same file in another matter has another id, and neither id reveals the other. `attempt` gives other ids for
    the same pair, in case one is taken.

    >>> document_id(MatterId("M-1"), "/f/MSA-0031 Acme.pdf")
    'msa-0031-acme-pfksmuz7mk'
    """
    stem = unicodedata.normalize("NFKD", PurePath(path).stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:SLUG_LENGTH].strip("-")
    digest = hashlib.sha256(f"{matter}\0{path}{attempt or ''}".encode()).digest()
    suffix = base64.b32encode(digest).decode().lower()[:10]
    return DocumentId(f"{slug}-{suffix}" if slug else suffix)


AGAIN = ", reading "
"""Separates a recogniser's name from the number of its reading."""


def reading_of(recogniser: str, number: int) -> str:
    """A recogniser with the number of its reading of the same file, counted from 1.

    >>> reading_of("tesseract 5.3.0 (eng)", 1), reading_of("tesseract 5.3.0 (eng)", 2)
    ('tesseract 5.3.0 (eng)', 'tesseract 5.3.0 (eng), reading 2')
    """
    return recogniser if number == 1 else f"{recogniser}{AGAIN}{number}"


def recogniser_in(reading: str) -> str:
    """The recogniser of a reading.

    >>> recogniser_in("tesseract 5.3.0 (eng), reading 2")
    'tesseract 5.3.0 (eng)'
    """
    return reading.partition(AGAIN)[0]


def version_id(content: bytes, name: str, recogniser: str = "") -> VersionId:
    """Names the content of a file as this reader reads it: SHA-256 over the reader's revision, the name and the bytes.

    A reader takes the format from the name, and also the title if the words have none. Without the name, the same bytes
    under two names would share what was read of one of them, and the title in one matter would reveal the other.
    `recogniser` read the pages that are pictures; it is empty for a document without such pages.
    """
    read_by = f"pincite reader {READER_REVISION}" + (f", {recogniser}" if recogniser else "")
    named = f"{read_by}\n{name}\0".encode()
    return VersionId(hashlib.sha256(named + content).hexdigest())


def fits(name: str, entry: Entry) -> bool:
    """True if a name is the name of the entry's file, with or without its extension, or the first words of it."""
    file = PurePath(entry.path)
    wanted = name.strip().lower()
    return wanted in {file.name.lower(), file.stem.lower()} or (
        len(wanted) > 3 and file.stem.lower().startswith(f"{wanted} ")
    )


SHORTEST_BEGINNING = 3
"""The fewest letters that count as the beginning of a name."""


def begins(name: str, entry: Entry) -> bool:
    """True when a name is the beginning of a document's id, or of its file's name."""
    wanted = name.strip().lower()
    if len(wanted) < SHORTEST_BEGINNING:
        return False
    return entry.document.startswith(wanted) or PurePath(entry.path).name.lower().startswith(wanted)


def called(entry: Entry) -> tuple[str, ...]:
    """The names by which a person may mean a document: its id, with and without its end, and its file's name."""
    file = PurePath(entry.path)
    return entry.document, entry.document.rpartition("-")[0], file.name, file.stem, file.stem.partition(" ")[0]
