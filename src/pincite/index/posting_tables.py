"""The postings in their tables: what a row of them is, and how parts of rows are written, dropped and noted."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index import merged, notes
from pincite.index.merged import PLACE, TERM, array
from pincite.index.notes import Fit
from pincite.index.words import impacts, key

METHOD = 1
"""Raised when terms or their impacts change: a file of another method is made again."""

POSTING_SCHEMA = """
CREATE TABLE IF NOT EXISTS made (    -- which version of which table they are of
    one INTEGER PRIMARY KEY,
    origin TEXT NOT NULL,
    version INTEGER NOT NULL,
    folding INTEGER NOT NULL,
    method INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS shelf (id INTEGER PRIMARY KEY, matter TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS part (    -- pieces of one version of a document
    id INTEGER PRIMARY KEY,
    document TEXT NOT NULL,
    version TEXT NOT NULL,
    shelf INTEGER NOT NULL,
    labels TEXT NOT NULL,
    pieces BLOB NOT NULL,            -- of each its ordinal, and its row in the table
    terms BLOB NOT NULL              -- keys of all that have postings here
);
CREATE INDEX IF NOT EXISTS part_document ON part(document);
CREATE INDEX IF NOT EXISTS part_shelf ON part(shelf);
CREATE TABLE IF NOT EXISTS posting (
    term INTEGER NOT NULL,
    shelf INTEGER NOT NULL,
    part INTEGER NOT NULL,
    places BLOB NOT NULL,            -- of each piece its place in the part, and what the term counts for there
    PRIMARY KEY (term, shelf, part)
) WITHOUT ROWID;
"""

SCHEMA = f"{POSTING_SCHEMA}{notes.SCHEMA}{merged.SCHEMA}"
"""All that is in the file."""

TABLES = (
    *("made", "shelf", "part", "posting", "under_way", "waiting", "made_anew"),
    *("merger", "merged", "unmerged", "stamp"),
)
"""The tables that are emptied when the postings are made anew."""

PIECE = np.dtype([("ordinal", "<i4"), ("row", "<u8")])
WORD = np.dtype([("term", "<i8"), ("impact", "<f4")])


@dataclass(frozen=True, slots=True)
class Indexed:
    """A row of the table as the postings need it; `row` is the engine's own number, which changes when folding."""

    document: DocumentId
    version: VersionId
    ordinal: int
    matter: MatterId
    labels: tuple[str, ...]
    text: str
    row: int


def fit_in(db: sqlite3.Connection) -> Fit | None:
    """The table and version that a file's postings are of; None if it has none, or of another method."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'made'").fetchone():
        return None
    row = db.execute("SELECT origin, version, folding FROM made WHERE method = ?", (METHOD,)).fetchone()
    if row is None:
        return None
    origin, version, folding = row
    if not isinstance(origin, str) or not isinstance(version, int):
        raise _damaged("which rows it is of")
    return Fit(origin, version, bool(folding))


def _damaged(what: str) -> sqlite3.DatabaseError:
    return sqlite3.DatabaseError(f"{what} is damaged in it")


def note_fit(db: sqlite3.Connection, fit: Fit) -> None:
    """Note which version of which table the postings fit, within the caller's transaction."""
    db.execute(
        "INSERT OR REPLACE INTO made VALUES (1, ?, ?, ?, ?)", (fit.origin, fit.version, int(fit.folding), METHOD)
    )


def add_rows(db: sqlite3.Connection, rows: Sequence[Indexed]) -> None:
    """Write parts of rows, within the caller's transaction."""
    parts: dict[tuple[str, str, str, tuple[str, ...]], list[Indexed]] = {}
    for row in rows:
        parts.setdefault((row.document, row.version, row.matter, row.labels), []).append(row)
    for (document, version, matter, labels), lying in sorted(parts.items()):
        lying.sort(key=lambda row: row.ordinal)
        db.execute("INSERT OR IGNORE INTO shelf (matter) VALUES (?)", (matter,))
        [shelf] = db.execute("SELECT id FROM shelf WHERE matter = ?", (matter,)).fetchone()
        places: dict[int, list[tuple[int, float]]] = {}
        for place, row in enumerate(lying):
            for term, impact in impacts(row.text).items():
                places.setdefault(key(term), []).append((place, impact))
        pieces = np.array([(row.ordinal, row.row) for row in lying], PIECE)
        terms = np.fromiter(sorted(places), "<i8", len(places))
        part = db.execute(
            "INSERT INTO part (document, version, shelf, labels, pieces, terms) VALUES (?, ?, ?, ?, ?, ?)",
            (document, version, shelf, json.dumps(labels), pieces.tobytes(), terms.tobytes()),
        ).lastrowid
        db.executemany(
            "INSERT INTO posting VALUES (?, ?, ?, ?)",
            [(term, shelf, part, np.array(found, PLACE).tobytes()) for term, found in sorted(places.items())],
        )
        if part is not None:
            merged.added(db, part, shelf)


def drop_documents(db: sqlite3.Connection, documents: Iterable[DocumentId]) -> None:
    """Delete all postings of some documents, within the caller's transaction."""
    wanted = json.dumps(sorted(set(documents)))
    parts = db.execute(
        "SELECT id, shelf, terms FROM part WHERE document IN (SELECT value FROM json_each(?))", (wanted,)
    ).fetchall()
    for part, shelf, terms in parts:
        db.executemany(
            "DELETE FROM posting WHERE term = ? AND shelf = ? AND part = ?",
            [(term, shelf, part) for term in array(terms, TERM).tolist()],
        )
        db.execute("DELETE FROM part WHERE id = ?", (part,))
        merged.strike_out(db, part, shelf)
    for shelf in {shelf for _, shelf, _ in parts}:
        if not db.execute("SELECT 1 FROM part WHERE shelf = ?", (shelf,)).fetchone():
            merged.empty(db, shelf)
            db.execute("DELETE FROM shelf WHERE id = ?", (shelf,))
