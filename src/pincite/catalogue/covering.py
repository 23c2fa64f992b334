"""How the record covers the documents: where each lies, which version is current, and every part that was read.

A version's words, outline, places of letters and original each have a digest beside them (`Parts`), which every reader
compares; the record has a seal over these digests. The salts are stored here and go when a document is erased, so that
what the record keeps for ever no longer stands for anything.

A change is written here (`pending`), then recorded, then made. If the process dies in between, the documents are either
unchanged or can be brought to the recorded state, and to no other.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import Any, Final, Literal

from pincite.documents.span import DocumentId, VersionId
from pincite.sealing import Sealed, Thing, Value, new_salt, plain, seal, state_digest

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS sealed_document (   -- of each document that stands or is announced
    document TEXT PRIMARY KEY,
    salt BLOB NOT NULL,
    pieces TEXT NOT NULL DEFAULT ''            -- digest of what follows, empty where that is not known
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sealed_pieces (     -- digests of a document's rows in the index, in their order
    document TEXT PRIMARY KEY,
    digests BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS sealed_version (
    version TEXT PRIMARY KEY,
    salt BLOB NOT NULL,
    head TEXT NOT NULL,                        -- digests of the parts of a row of content, and of the original
    text TEXT NOT NULL,
    outline TEXT NOT NULL,
    glyphs TEXT NOT NULL,
    original TEXT NOT NULL,
    recorded INTEGER NOT NULL DEFAULT 0        -- 1 once the record covers it
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sealed_move (
    matter TEXT NOT NULL,
    path TEXT NOT NULL,
    salt BLOB NOT NULL,
    PRIMARY KEY (matter, path)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS staged_place (      -- what a document gets with the version that is under way
    document TEXT PRIMARY KEY,
    parent TEXT,
    attached INTEGER NOT NULL,
    cut TEXT NOT NULL,
    holders TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pending (           -- the change under way, and the state that it leads to
    after TEXT NOT NULL,
    steps TEXT NOT NULL
);
"""

PLACE: Final = ("id", "matter", "path", "labels", "version", "read_at", "parent", "attached", "cut", "holders")
"""Columns of a document that the record covers; not `staged`, which is still under way."""

HEAD: Final = ("format", "title", "characters", "page_count", "facts", "sketch", "unread", "recogniser")
"""Columns of a content that are read without its words."""

StepName = Literal["commit", "move", "relabel", "remove", "attach", "announce_erasure"]


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the catalogue, as JSON can keep it."""

    name: StepName
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parts:
    """The digests of what was read of a version, in hex; `original` is empty if none is kept."""

    head: str
    text: str
    outline: str
    glyphs: str
    original: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that was written down and may not have been made."""

    after: str
    steps: tuple[Step, ...]


def head_digest(values: Iterable[Value]) -> str:
    """The digest of the columns `HEAD` of a content."""
    return seal(b"", *values)


def digest(content: bytes) -> str:
    """The digest of a part of a content, or of an original."""
    return hashlib.sha256(content).hexdigest()


def parts_in(db: sqlite3.Connection, version: VersionId, original: bytes | None) -> Parts | None:
    """The digests of a version as it is in the file now; None if it is missing or has values of wrong types."""
    row = db.execute(
        f"SELECT {', '.join(HEAD)}, text, outline, glyphs FROM content WHERE version = ?",  # noqa: S608 - our own names
        (version,),
    ).fetchone()
    if row is None or not all(isinstance(part, bytes) for part in row[len(HEAD) :]):
        return None
    text, outline, glyphs = (digest(part) for part in row[len(HEAD) :])
    kept = digest(original) if original is not None else ""
    return Parts(head_digest(row[: len(HEAD)]), text, outline, glyphs, kept)


def parts_of(db: sqlite3.Connection, version: VersionId) -> Parts | None:
    """The digests that a version should have; None for one that the record does not cover."""
    row = db.execute(
        "SELECT head, text, outline, glyphs, original FROM sealed_version WHERE version = ? AND recorded = 1",
        (version,),
    ).fetchone()
    return None if row is None else Parts(*row)


def seal_document(db: sqlite3.Connection, document: DocumentId) -> None:
    """Give a document a salt unless it has one, within the caller's transaction."""
    db.execute("INSERT OR IGNORE INTO sealed_document (document, salt) VALUES (?, ?)", (document, new_salt()))


def seal_version(db: sqlite3.Connection, version: VersionId, parts: Parts) -> None:
    """Note the digests of a version that is not covered yet, within the caller's transaction."""
    db.execute(
        """INSERT INTO sealed_version (version, salt, head, text, outline, glyphs, original)
           VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (version) DO UPDATE SET head = excluded.head, text = excluded.text, outline = excluded.outline,
           glyphs = excluded.glyphs, original = excluded.original WHERE recorded = 0""",
        (version, new_salt(), *astuple(parts)),
    )


def stage(
    db: sqlite3.Connection, document: DocumentId, parent: DocumentId | None, attached: int, cut: str, holders: str
) -> None:
    """Note what a document gets with its staged version, within the caller's transaction."""
    db.execute("INSERT OR REPLACE INTO staged_place VALUES (?, ?, ?, ?, ?)", (document, parent, attached, cut, holders))


def unstage(db: sqlite3.Connection, document: DocumentId, pieces: str) -> None:
    """Give a document what was noted for it, with the digests of its rows in the index, and cover its version."""
    db.execute(
        """UPDATE document SET (parent, attached, cut, holders) =
           (SELECT parent, attached, cut, holders FROM staged_place WHERE staged_place.document = document.id)
           WHERE id = ?1 AND EXISTS (SELECT 1 FROM staged_place WHERE document = ?1)""",
        (document,),
    )
    db.execute("DELETE FROM staged_place WHERE document = ?", (document,))
    digests = bytes.fromhex(pieces)
    db.execute("INSERT OR REPLACE INTO sealed_pieces VALUES (?, ?)", (document, digests))
    db.execute("UPDATE sealed_document SET pieces = ? WHERE document = ?", (digest(digests), document))
    db.execute(
        "UPDATE sealed_version SET recorded = 1 WHERE version = (SELECT version FROM document WHERE id = ?)",
        (document,),
    )


def pieces_of(db: sqlite3.Connection, document: DocumentId) -> bytes | None:
    """The digests of a document's rows in the index; None if they are unknown or differ from those noted."""
    row = db.execute(
        """SELECT sealed_document.pieces, digests FROM sealed_document LEFT JOIN sealed_pieces USING (document)
           WHERE document = ?""",
        (document,),
    ).fetchone()
    if row is None or not isinstance(row[1], bytes) or digest(row[1]) != row[0]:
        return None
    return row[1]


def has_pieces(db: sqlite3.Connection, document: DocumentId) -> bool:
    """True for a document whose rows in the index were noted when it was read."""
    row = db.execute("SELECT pieces FROM sealed_document WHERE document = ?", (document,)).fetchone()
    return row is not None and row[0] != ""


def take_out(db: sqlite3.Connection, document: DocumentId) -> None:
    """Delete the salt and digests of a removed document, within the caller's transaction."""
    for table in ("sealed_document", "sealed_pieces", "staged_place"):
        db.execute(f"DELETE FROM {table} WHERE document = ?", (document,))  # noqa: S608 - our own names


def drop(db: sqlite3.Connection, versions: Iterable[VersionId]) -> None:
    """Delete the salts and digests of what is erased, within the caller's transaction."""
    db.executemany("DELETE FROM sealed_version WHERE version = ?", [(version,) for version in versions])
    db.execute(
        """DELETE FROM sealed_move WHERE NOT EXISTS
           (SELECT 1 FROM moved_out m WHERE m.matter = sealed_move.matter AND m.path = sealed_move.path)"""
    )


def is_covered(db: sqlite3.Connection, version: VersionId) -> bool:
    """True for a version that is on the record."""
    return (
        db.execute("SELECT 1 FROM sealed_version WHERE version = ? AND recorded = 1", (version,)).fetchone() is not None
    )


def prepare(db: sqlite3.Connection, original_of: Callable[[VersionId], bytes | None]) -> None:
    """Add salts and digests for everything in the catalogue as it is now, within the caller's transaction."""
    for (document,) in db.execute("SELECT id FROM document").fetchall():
        seal_document(db, document)
    db.execute("DELETE FROM sealed_version")
    for (version,) in db.execute(
        "SELECT version FROM content WHERE version NOT IN (SELECT version FROM erasing)"
    ).fetchall():
        parts = parts_in(db, version, original_of(version))
        if parts is not None:
            seal_version(db, version, parts)
    db.execute("UPDATE sealed_version SET recorded = 1")
    for matter, path in db.execute("SELECT matter, path FROM moved_out").fetchall():
        db.execute("INSERT OR IGNORE INTO sealed_move VALUES (?, ?, ?)", (matter, path, new_salt()))


def _rows(db: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All that is covered, by kind and in a fixed order; the salt is last.

    It reads the tables themselves, never an index, which might disagree with them.
    """
    place = ", ".join(f"d.{column}" for column in PLACE)
    questions = {
        "document": f"SELECT {place}, s.pieces, hex(s.salt) || typeof(s.salt) FROM document d NOT INDEXED "  # noqa: S608 - our names
        "LEFT JOIN sealed_document s ON s.document = d.id WHERE d.version IS NOT NULL ORDER BY d.id",
        "version": "SELECT version, head, text, outline, glyphs, original, hex(salt) || typeof(salt) "
        "FROM sealed_version NOT INDEXED WHERE recorded <> 0 ORDER BY version",
        "move": "SELECT m.matter, m.path, hex(s.salt) || typeof(s.salt) FROM moved_out m NOT INDEXED "
        "LEFT JOIN sealed_move s ON s.matter = m.matter AND s.path = m.path ORDER BY m.matter, m.path",
        "made": "SELECT name, type, sql, '' FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name",
    }
    return {kind: db.execute(question).fetchall() for kind, question in questions.items()}


def things(db: sqlite3.Connection) -> list[Thing]:
    """All that is covered, thing by thing."""
    return [
        Thing(
            kind=kind if kind != "made" else str(row[1]),
            name=str(row[0]) if kind != "move" else plain(row[:2]),
            salt=bytes.fromhex(row[-1].removesuffix("blob")) if str(row[-1]).endswith("blob") else b"",
            line=plain(row[:-1]),
            known_as={"document": str(row[0])} if kind == "document" else {},
        )
        for kind, rows in _rows(db).items()
        for row in rows
    ]


def state(db: sqlite3.Connection) -> str:
    """The digest of all that is covered. Every reading asks for it, so it is made without looking at each thing."""
    return state_digest(_rows(db))


def pending(db: sqlite3.Connection) -> Pending | None:
    """The change under way; None if there is none."""
    row = db.execute("SELECT after, steps FROM pending").fetchone()
    if row is None:
        return None
    return Pending(row[0], tuple(Step(name, values) for name, values in json.loads(row[1])))


def note(db: sqlite3.Connection, said: Sealed, steps: Iterable[Step]) -> None:
    """Write down the change under way in place of any other, within the caller's transaction."""
    db.execute("DELETE FROM pending")
    db.execute("INSERT INTO pending VALUES (?, ?)", (said.after, json.dumps([[s.name, s.values] for s in steps])))


def forget(db: sqlite3.Connection) -> None:
    """Note that no change is under way, within the caller's transaction."""
    db.execute("DELETE FROM pending")
