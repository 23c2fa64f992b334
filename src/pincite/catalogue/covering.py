"""How the record covers the documents: where each lies, which version is current, and every part that was read.

A version's words, outline, places of letters and original each have a digest beside them (`version_parts`), which every
reader compares; the record has a seal over these digests. The salts are stored here and go when a document is erased,
so that what the record keeps for ever no longer stands for anything.
"""

from collections.abc import Callable, Iterable
from dataclasses import astuple
from typing import Final

from pincite.catalogue.version_parts import Parts, digest, parts_in
from pincite.databases import Database
from pincite.documents.span import DocumentId, VersionId
from pincite.sealing import new_salt

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


def seal_document(db: Database, document: DocumentId) -> None:
    """Give a document a salt unless it has one, within the caller's transaction."""
    db.execute(
        "INSERT INTO sealed_document (document, salt) VALUES (?, ?) ON CONFLICT DO NOTHING", (document, new_salt())
    )


def seal_version(db: Database, version: VersionId, parts: Parts) -> None:
    """Note the digests of a version that is not covered yet, within the caller's transaction."""
    db.execute(
        """INSERT INTO sealed_version (version, salt, head, text, outline, glyphs, original)
           VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (version) DO UPDATE SET head = excluded.head, text = excluded.text, outline = excluded.outline,
           glyphs = excluded.glyphs, original = excluded.original WHERE sealed_version.recorded = 0""",
        (version, new_salt(), *astuple(parts)),
    )


def stage(db: Database, document: DocumentId, parent: DocumentId | None, attached: int, cut: str, holders: str) -> None:
    """Note what a document gets with its staged version, within the caller's transaction."""
    db.execute(
        """INSERT INTO staged_place VALUES (?, ?, ?, ?, ?) ON CONFLICT (document) DO UPDATE SET
           parent = excluded.parent, attached = excluded.attached, cut = excluded.cut, holders = excluded.holders""",
        (document, parent, attached, cut, holders),
    )


def unstage(db: Database, document: DocumentId, pieces: str) -> None:
    """Give a document what was noted for it, with the digests of its rows in the index, and cover its version."""
    db.execute(
        """UPDATE document SET (parent, attached, cut, holders) =
           (SELECT parent, attached, cut, holders FROM staged_place WHERE staged_place.document = document.id)
           WHERE id = ? AND EXISTS (SELECT 1 FROM staged_place WHERE document = ?)""",
        (document, document),
    )
    db.execute("DELETE FROM staged_place WHERE document = ?", (document,))
    note_pieces(db, document, pieces)
    db.execute(
        "UPDATE sealed_version SET recorded = 1 WHERE version = (SELECT version FROM document WHERE id = ?)",
        (document,),
    )


def note_pieces(db: Database, document: DocumentId, pieces: str) -> None:
    """Note the digests of a document's rows in the index, given in hex."""
    digests = bytes.fromhex(pieces)
    db.execute(
        "INSERT INTO sealed_pieces VALUES (?, ?) ON CONFLICT (document) DO UPDATE SET digests = excluded.digests",
        (document, digests),
    )
    db.execute("UPDATE sealed_document SET pieces = ? WHERE document = ?", (digest(digests), document))


def differs(db: Database, document: DocumentId, cut: str, pieces: str) -> bool:
    """True for a standing document that is noted with another cut, or with other digests of its rows, given in hex."""
    row = db.execute(
        """SELECT d.cut, s.pieces FROM document d LEFT JOIN sealed_document s ON s.document = d.id
           WHERE d.id = ? AND d.version IS NOT NULL""",
        (document,),
    ).fetchone()
    return row is not None and tuple(row) != (cut, digest(bytes.fromhex(pieces)))


def pieces_of(db: Database, document: DocumentId) -> bytes | None:
    """The digests of a document's rows in the index; None if they are unknown or differ from those noted."""
    row = db.execute(
        """SELECT sealed_document.pieces, digests FROM sealed_document LEFT JOIN sealed_pieces USING (document)
           WHERE document = ?""",
        (document,),
    ).fetchone()
    if row is None or not isinstance(row[1], bytes) or digest(row[1]) != row[0]:
        return None
    return row[1]


def has_pieces(db: Database, document: DocumentId) -> bool:
    """True for a document whose rows in the index were noted when it was read."""
    row = db.execute("SELECT pieces FROM sealed_document WHERE document = ?", (document,)).fetchone()
    return row is not None and row[0] != ""


def take_out(db: Database, document: DocumentId) -> None:
    """Delete the salt and digests of a removed document, within the caller's transaction."""
    for table in ("sealed_document", "sealed_pieces", "staged_place"):
        db.execute(f"DELETE FROM {table} WHERE document = ?", (document,))  # noqa: S608 - our own names


def drop(db: Database, versions: Iterable[VersionId]) -> None:
    """Delete the salts and digests of what is erased, within the caller's transaction."""
    db.executemany("DELETE FROM sealed_version WHERE version = ?", [(version,) for version in versions])
    db.execute(
        """DELETE FROM sealed_move WHERE NOT EXISTS
           (SELECT 1 FROM moved_out m WHERE m.matter = sealed_move.matter AND m.path = sealed_move.path)"""
    )


def is_covered(db: Database, version: VersionId) -> bool:
    """True for a version that is on the record."""
    return (
        db.execute("SELECT 1 FROM sealed_version WHERE version = ? AND recorded = 1", (version,)).fetchone() is not None
    )


def prepare(db: Database, original_of: Callable[[VersionId], bytes | None]) -> None:
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
        db.execute("INSERT INTO sealed_move VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (matter, path, new_salt()))
