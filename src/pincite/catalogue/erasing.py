"""What the catalogue keeps of removed documents, and how it erases documents for good.

An erasure is announced first, with its versions, and forgotten last, so that the next one finishes an erasure that was
interrupted. A version that another document has too, current or removed, stays.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pincite.catalogue import provenance
from pincite.databases import Database
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import WorkspaceError

SCHEMA = """
CREATE TABLE IF NOT EXISTS removed (     -- where documents lay that were taken out
    document TEXT PRIMARY KEY,
    matter TEXT NOT NULL,
    path TEXT NOT NULL,                  -- empty once the words of an erased document are gone
    labels TEXT NOT NULL,
    parent TEXT,
    holders TEXT NOT NULL DEFAULT '[]'   -- what it came in, as in the table of documents
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS erasing (     -- what is being erased; empty when nothing is under way
    document TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (document, version)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS erased (      -- versions of documents that were erased, by a digest of both
    digest TEXT PRIMARY KEY
) WITHOUT ROWID;
"""

LIVES = """
    (EXISTS (SELECT 1 FROM document WHERE version = wanted.version OR staged = wanted.version)
     OR EXISTS (SELECT 1 FROM history WHERE version = wanted.version AND NOT EXISTS
         (SELECT 1 FROM erasing WHERE erasing.document = history.document AND erasing.version = history.version)))
"""
"""True for a version of a document that is not being erased, whether current or removed."""


@dataclass(frozen=True, slots=True)
class Erasable:
    """A document that can be erased: one that is current or announced (`is_held`), or one that was removed.

    `matter` is None, and `path` empty, for a document that 0.1.0 removed, which did not note where it lay. `versions`
    are all that it ever had; `parent` is the document that it is or was attached to.
    """

    document: DocumentId
    matter: MatterId | None
    path: str
    labels: tuple[str, ...]
    versions: tuple[VersionId, ...]
    parent: DocumentId | None
    is_held: bool


def note_removed(db: Database, document: DocumentId) -> None:
    """Note the place of a document that is about to be removed, within the caller's transaction."""
    db.execute(
        """INSERT INTO removed (document, matter, path, labels, parent, holders)
           SELECT id, matter, path, labels, parent, holders FROM document WHERE id = ?
           ON CONFLICT (document) DO UPDATE SET matter = excluded.matter, path = excluded.path,
           labels = excluded.labels, parent = excluded.parent, holders = excluded.holders""",
        (document,),
    )


def note_staged(db: Database, document: DocumentId, version: VersionId, at: str) -> None:
    """Note, within the caller's transaction, that a version of a document is about to be read in."""
    db.execute("DELETE FROM removed WHERE document = ?", (document,))
    db.execute("DELETE FROM erasing WHERE document = ? AND version = ?", (document, version))
    db.execute("DELETE FROM erased WHERE digest = ?", (_digest(document, version),))
    note_unfinished(db, document, at, unless=version)


def note_unfinished(db: Database, document: DocumentId, at: str, unless: str = "") -> None:
    """Note a version that was staged and never became current, unless it is `unless`; within the caller's transaction.

    It may have been shown, and its words are stored, so it is a version of the document all the same.
    """
    db.execute(
        """INSERT INTO history SELECT id, staged, ?, 'staged' FROM document
           WHERE id = ? AND staged IS NOT NULL AND staged <> ? AND (version IS NULL OR staged <> version)""",
        (at, document, unless),
    )


def erasable(db: Database, document: DocumentId) -> Erasable | None:
    """A document of the catalogue, whoever may see it: one that it holds, or one that was removed and not erased."""
    versions = db.execute(
        """SELECT version FROM document WHERE id = ? AND version IS NOT NULL
           UNION SELECT staged FROM document WHERE id = ? AND staged IS NOT NULL
           UNION SELECT version FROM history WHERE document = ?
           UNION SELECT version FROM erasing WHERE document = ? ORDER BY 1""",
        (document,) * 4,
    ).fetchall()
    place = db.execute(
        """SELECT matter, path, labels, parent, 1 FROM document WHERE id = ?
           UNION ALL SELECT matter, path, labels, parent, 0 FROM removed WHERE document = ?""",
        (document, document),
    ).fetchone()
    if place is None and not versions:
        return None
    matter, path, labels, parent, is_held = place or (None, "", "[]", None, 0)
    return Erasable(
        document=document,
        matter=None if matter is None else MatterId(matter),
        path=path,
        labels=tuple(json.loads(labels)),
        versions=tuple(VersionId(version) for (version,) in versions),
        parent=None if parent is None else DocumentId(parent),
        is_held=bool(is_held),
    )


def below(db: Database, document: DocumentId) -> list[DocumentId]:
    """Every document that is or was attached to one, and those attached to them, in the order of their ids."""
    rows = db.execute(
        """WITH RECURSIVE every(id, parent) AS (
               SELECT id, parent FROM document UNION ALL SELECT document, parent FROM removed
           ), below(id) AS (
               SELECT id FROM every WHERE parent = ? UNION SELECT every.id FROM every JOIN below ON parent = below.id
           )
           SELECT id FROM below ORDER BY id""",
        (document,),
    )
    return [DocumentId(found) for (found,) in rows]


def announce(db: Database, documents: Iterable[Erasable]) -> None:
    """Note which removed documents are to be erased, within the caller's transaction."""
    for each in documents:
        db.executemany(
            "INSERT INTO erasing VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(each.document, version) for version in each.versions],
        )
        db.execute(
            """DELETE FROM moved_out WHERE path = ? AND NOT EXISTS (SELECT 1 FROM document WHERE path = ?)
               AND NOT EXISTS (SELECT 1 FROM removed WHERE path = ? AND document <> ?)""",
            (each.path, each.path, each.path, each.document),
        )


def under_way(db: Database) -> dict[DocumentId, tuple[VersionId, ...]]:
    """Documents that are announced for erasure, with the versions that go."""
    found: dict[DocumentId, tuple[VersionId, ...]] = {}
    for document, version in db.execute("SELECT document, version FROM erasing ORDER BY document, version"):
        found[DocumentId(document)] = (*found.get(DocumentId(document), ()), VersionId(version))
    return found


def sharing(db: Database, versions: Mapping[DocumentId, Iterable[VersionId]]) -> dict[DocumentId, VersionId]:
    """Other documents that have, or had, one of these documents' versions."""
    rows = db.execute(
        """SELECT id, version FROM document WHERE version IN (SELECT value FROM json_each(?))
           UNION SELECT id, staged FROM document WHERE staged IN (SELECT value FROM json_each(?))
           UNION SELECT document, version FROM history WHERE version IN (SELECT value FROM json_each(?))
           ORDER BY 1, 2""",
        (json.dumps([version for of_one in versions.values() for version in of_one]),) * 3,
    )
    found = {DocumentId(document): VersionId(version) for document, version in rows}
    return {document: version for document, version in found.items() if document not in versions}


def stored(db: Database) -> set[VersionId]:
    """Versions whose words are stored: every one that a document has or had, and that is not erased."""
    return {VersionId(version) for (version,) in db.execute("SELECT version FROM content")}


def no_longer_held(db: Database) -> list[VersionId]:
    """Versions that are being erased and that no other document has."""
    rows = db.execute(f"SELECT DISTINCT version FROM erasing AS wanted WHERE NOT {LIVES} ORDER BY version")  # noqa: S608 - our own words
    return [VersionId(version) for (version,) in rows]


def drop_words(db: Database) -> None:
    """Delete what was read of the documents that are being erased, within the caller's transaction."""
    gone = no_longer_held(db)
    for document, versions in under_way(db).items():
        db.executemany(
            "INSERT INTO erased VALUES (?) ON CONFLICT DO NOTHING",
            [(_digest(document, version),) for version in versions],
        )
    db.execute(
        """DELETE FROM history WHERE EXISTS (SELECT 1 FROM erasing
           WHERE erasing.document = history.document AND erasing.version = history.version)"""
    )
    db.executemany("DELETE FROM content WHERE version = ?", [(version,) for version in gone])
    db.execute("UPDATE removed SET path = '' WHERE document IN (SELECT document FROM erasing)")
    provenance.forget(db, under_way(db))


def forget(db: Database) -> None:
    """Note that nothing is being erased any more, within the caller's transaction."""
    db.execute("DELETE FROM removed WHERE document IN (SELECT document FROM erasing)")
    db.execute("DELETE FROM erasing")


def was_erased(db: Database, document: DocumentId, version: VersionId) -> bool:
    """True for a version of a document that was erased with it, even if another document has the same file."""
    return db.execute("SELECT 1 FROM erased WHERE digest = ?", (_digest(document, version),)).fetchone() is not None


def scrub(db: Database, file: str) -> None:
    """Rewrite the file without its free pages, and empty its write-ahead log: both may hold deleted content.

    Raises:
        WorkspaceError: another program has been reading for too long.
    """
    db.execute("VACUUM")
    if not emptied_log(db):
        raise WorkspaceError(
            f"what was erased may still be in the write-ahead log of {file}, since another program reads it; "
            "end that program, then erase the same document again"
        )


def emptied_log(db: Database) -> bool:
    """Empty the write-ahead log; False when another program has been reading for too long."""
    busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _digest(document: DocumentId, version: VersionId) -> str:
    return hashlib.sha256(f"{document}\0{version}".encode()).hexdigest()
