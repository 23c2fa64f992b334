"""What a writer notes beside the table: in the file of the postings and the same transactions, or for all machines.

A write under way, so that one that was killed is taken back without reading the whole index; the documents that were
written since the last fold, and what that fold cost; and which documents an index has that is being made.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Protocol

from pincite.documents.span import DocumentId, MatterId, VersionId

SCHEMA = """
CREATE TABLE IF NOT EXISTS under_way (   -- a write that began and has not ended
    one INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,            -- of the table, before it
    is_undone INTEGER NOT NULL,          -- whether what it did is taken back when it was killed
    documents TEXT NOT NULL              -- those that it changes
);
CREATE TABLE IF NOT EXISTS waiting (document TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fold (
    one INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    seconds REAL NOT NULL,
    rows INTEGER NOT NULL,               -- that waited for it
    fragments INTEGER NOT NULL,          -- of the table, after it
    is_whole INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS settled (one INTEGER PRIMARY KEY, origin TEXT NOT NULL); -- unused: some files have it
CREATE TABLE IF NOT EXISTS made_anew (   -- documents of an index that is being made
    document TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    matter TEXT NOT NULL,
    labels TEXT NOT NULL,
    cut TEXT NOT NULL,
    digests TEXT NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A write that began at a version of the table. If it was killed, `is_undone` says that what it did is taken back.

    Otherwise the postings of its documents are made anew.
    """

    version: int
    is_undone: bool
    documents: tuple[DocumentId, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """The last fold: when it ended (ISO 8601, UTC), its seconds, the rows that waited, and the fragments after it."""

    at: str
    seconds: float
    rows: int
    fragments: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A document of an index that is being made: what its rows are of, and their digests in hex (`index.pieces`)."""

    version: VersionId
    matter: MatterId
    labels: tuple[str, ...]
    cut: str
    digests: str


@dataclass(frozen=True, slots=True)
class Fit:
    """Which version of which table the postings fit; with `folding` also later versions, which have the same rows."""

    origin: str
    version: int
    folding: bool

    def fits(self, origin: str, version: int) -> bool:
        """True if the postings fit this version of a table."""
        return self.origin == origin and (self.version == version or (self.folding and self.version < version))


class Notes(Protocol):
    """The notes of one table. Each call waits for a disk or a network, and may come from any thread.

    Each raises `IndexingError` where they cannot be read or written, or the right to write has gone to somebody else.
    """

    def fit(self) -> Fit | None:
        """The version that counts, which is whole; None before the first."""
        ...

    def begin(self, write: UnderWay, fit: Fit) -> None:
        """Note that a write begins, and which version counts meanwhile."""
        ...

    def note_fold(self, fit: Fit, fold: Fold) -> None:
        """Note a fold, and the version that counts after it."""
        ...

    def under_way(self) -> UnderWay | None:
        """The write that began and did not end."""
        ...

    def waiting(self) -> list[DocumentId]:
        """The documents that were written since the last fold."""
        ...

    def last_fold(self) -> Fold | None:
        """The last fold; None if none was noted."""
        ...

    def note_made(self, made: Mapping[DocumentId, Made]) -> None:
        """Note of documents that their rows are in an index that is being made."""
        ...

    def made(self) -> dict[DocumentId, Made]:
        """The documents that were noted."""
        ...

    def forget_made(self) -> None:
        """Forget which documents were noted: the index serves now."""
        ...


def begin(db: sqlite3.Connection, write: UnderWay) -> None:
    """Note that a write begins."""
    documents = json.dumps(sorted(set(write.documents)))
    db.execute("INSERT OR REPLACE INTO under_way VALUES (1, ?, ?, ?)", (write.version, int(write.is_undone), documents))


def end(db: sqlite3.Connection, documents: Sequence[DocumentId]) -> None:
    """Note that the write under way has ended, and that these documents wait for the next fold."""
    db.execute("DELETE FROM under_way")
    forget_made(db, documents)
    db.executemany("INSERT OR IGNORE INTO waiting VALUES (?)", [(document,) for document in documents])


def under_way(db: sqlite3.Connection) -> UnderWay | None:
    """The write that began and did not end."""
    found = _rows(db, "under_way", "SELECT version, is_undone, documents FROM under_way")
    if not found:
        return None
    [(version, is_undone, documents)] = found
    return UnderWay(version, bool(is_undone), tuple(json.loads(documents)))


def waiting(db: sqlite3.Connection) -> list[DocumentId]:
    """The documents that were written since the last fold."""
    return [document for (document,) in _rows(db, "waiting", "SELECT document FROM waiting ORDER BY document")]


def forget_waiting(db: sqlite3.Connection) -> None:
    """Forget which documents wait for the next fold: those that were erased must not be named."""
    db.execute("DELETE FROM waiting")


def note_fold(db: sqlite3.Connection, fold: Fold) -> None:
    """Note a fold that has ended: nothing waits."""
    forget_waiting(db)
    db.execute("INSERT OR REPLACE INTO fold VALUES (1, ?, ?, ?, ?, ?)", astuple(fold))


def last_fold(db: sqlite3.Connection) -> Fold | None:
    """The last fold; None if none was noted."""
    for at, seconds, rows, fragments, is_whole in _rows(db, "fold", "SELECT * FROM fold", skipped=1):
        return Fold(at, seconds, rows, fragments, bool(is_whole))
    return None


def note_made(db: sqlite3.Connection, made: Mapping[DocumentId, Made]) -> None:
    """Note of documents that their rows are in an index that is being made."""
    db.executemany(
        "INSERT OR REPLACE INTO made_anew VALUES (?, ?, ?, ?, ?, ?)",
        [(each, m.version, m.matter, json.dumps(m.labels), m.cut, m.digests) for each, m in made.items()],
    )


def forget_made(db: sqlite3.Connection, documents: Iterable[DocumentId]) -> None:
    """Forget documents whose rows have changed."""
    db.executemany("DELETE FROM made_anew WHERE document = ?", [(document,) for document in documents])


def made(db: sqlite3.Connection) -> dict[DocumentId, Made]:
    """The documents that were noted."""
    question = "SELECT document, version, matter, labels, cut, digests FROM made_anew"
    return {
        document: Made(version, matter, tuple(json.loads(labels)), cut, digests)
        for document, version, matter, labels, cut, digests in _rows(db, "made_anew", question)
    }


def _rows(db: sqlite3.Connection, table: str, question: str, *, skipped: int = 0) -> list[tuple]:  # type: ignore[type-arg]
    """The answer to a question about a table; empty where an earlier release made the file, without that table."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone():
        return []
    return [row[skipped:] for row in db.execute(question).fetchall()]
