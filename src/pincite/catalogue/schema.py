"""The tables of the catalogue, and how a file of an earlier release is brought up to them."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager

from pincite.catalogue import cards, covering, erasing, provenance
from pincite.chunking.card import OPENING
from pincite.databases import made_by, planted, refuse_planted
from pincite.documents.document import Fact

SCHEMA = """
CREATE TABLE IF NOT EXISTS content (
    version TEXT PRIMARY KEY,
    format TEXT NOT NULL,
    title TEXT NOT NULL,
    characters INTEGER NOT NULL,
    page_count INTEGER NOT NULL,
    text BLOB NOT NULL,      -- UTF-8, not compressed: every hit is a slice of it
    outline BLOB NOT NULL,   -- zlib of JSON: pages, clauses, warnings, regions, recognised, references
    glyphs BLOB NOT NULL,
    facts TEXT NOT NULL DEFAULT '[]',
    sketch BLOB NOT NULL DEFAULT x'',
    unread INTEGER NOT NULL DEFAULT 0,     -- pages that only text recognition can read
    recogniser TEXT NOT NULL DEFAULT ''    -- what read such pages
);
CREATE TABLE IF NOT EXISTS document (
    id TEXT PRIMARY KEY,
    matter TEXT NOT NULL,
    path TEXT NOT NULL,
    labels TEXT NOT NULL,
    version TEXT REFERENCES content(version),
    read_at TEXT NOT NULL,
    staged TEXT,             -- the version whose rows are being written; NULL when nothing is under way
    parent TEXT,             -- the document that this one is attached to
    attached INTEGER NOT NULL DEFAULT 0,   -- files in it that became documents, or should have
    cut TEXT NOT NULL DEFAULT '',          -- the way in which it was cut into pieces, empty for that of 0.1.0
    holders TEXT NOT NULL DEFAULT '[]',    -- the archives, messages and files that it came in, the outermost first
    UNIQUE (matter, path)
);
CREATE TABLE IF NOT EXISTS history (
    document TEXT NOT NULL,
    version TEXT NOT NULL REFERENCES content(version),
    at TEXT NOT NULL,
    what TEXT NOT NULL       -- 'stands', 'removed', and 'staged' for one that never stood
);
CREATE INDEX IF NOT EXISTS history_document ON history(document);
CREATE TABLE IF NOT EXISTS moved_out (    -- files whose documents were moved to another matter, and not back
    matter TEXT NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (matter, path)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS agreement (    -- the version of the index that agreed with the documents when a run ended
    version TEXT NOT NULL
);
"""

MADE = (SCHEMA, cards.SCHEMA, erasing.SCHEMA, covering.SCHEMA)

BY_PARENT = "CREATE INDEX IF NOT EXISTS document_parent ON document(parent);"
"""Made once the column is there."""

EARLIER_CARDS = """
CREATE TABLE card (word TEXT NOT NULL, document TEXT NOT NULL, weight REAL NOT NULL, PRIMARY KEY (word, document))
WITHOUT ROWID;
"""
"""The cards of an earlier revision, which are made anew."""

CHECKED = ("document", "moved_out", "removed", "sealed_document", "sealed_version", "sealed_move", "pending")
"""Tables of which not all that is read is compared with a digest, so that their indexes have to say what they say."""

ADDED = (
    ("content", "facts", "TEXT NOT NULL DEFAULT '[]'"),
    ("content", "sketch", "BLOB NOT NULL DEFAULT x''"),
    ("content", "unread", "INTEGER NOT NULL DEFAULT 0"),
    ("content", "recogniser", "TEXT NOT NULL DEFAULT ''"),
    ("document", "parent", "TEXT"),
    ("document", "attached", "INTEGER NOT NULL DEFAULT 0"),
    ("document", "cut", "TEXT NOT NULL DEFAULT ''"),
    ("document", "holders", "TEXT NOT NULL DEFAULT '[]'"),
    ("removed", "holders", "TEXT NOT NULL DEFAULT '[]'"),
)
"""Columns that earlier catalogues lack."""


Transaction = Callable[[], AbstractContextManager[object]]
"""Gives a transaction on the file that is brought up to date."""


def require_as_made(db: sqlite3.Connection) -> None:
    """Refuse a file that is up to date and holds anything but what pincite makes.

    Raises:
        sqlite3.DatabaseError: it does, or it is no database.
    """
    refuse_planted(planted(db, made_by(*MADE, BY_PARENT)))


def is_earlier(db: sqlite3.Connection) -> bool:
    """True for a catalogue with documents that an earlier release made, which is brought up to date when it is opened.

    Raises:
        sqlite3.DatabaseError: it is no catalogue.
    """
    if db.execute("SELECT 1 FROM document LIMIT 1").fetchone() is None:
        return False
    return _card_revision(db) < cards.REVISION or bool(_lacking(db))


def foreign(db: sqlite3.Connection) -> list[str]:
    """What a file of this or an earlier release holds that pincite does not make, a sentence each.

    Raises:
        sqlite3.DatabaseError: it is no database, or a later release made it.
    """
    _require_not_later(db)
    older = made_by(EARLIER_CARDS) if _card_revision(db) != cards.REVISION else {}
    return planted(db, made_by(*MADE, BY_PARENT), {added[:2] for added in ADDED}, older)


def bring_up_to_date(db: sqlite3.Connection, transaction: Transaction) -> None:
    """Make the tables, and what a file of an earlier release lacks, unless another process is just doing it.

    Raises:
        sqlite3.Error: the file is no catalogue, or cannot be written.
    """
    db.executescript("".join(MADE))
    if _lacking(db):
        with transaction():
            lacking = _lacking(db)
            for table, column, declared in lacking:
                db.execute(f"ALTER TABLE {table} ADD COLUMN {column} {declared}")
            if any(column == "holders" for _, column, _ in lacking):
                provenance.fill(db)
    db.execute(BY_PARENT)
    if _card_revision(db) != cards.REVISION:
        with transaction():
            _require_not_later(db)
            if _card_revision(db) != cards.REVISION:
                _make_cards(db)


def _require_not_later(db: sqlite3.Connection) -> None:
    """Refuse a file of a later release: its cards would be made anew as those of this one.

    Raises:
        sqlite3.DatabaseError: it is.
    """
    found = _card_revision(db)
    if found > cards.REVISION:
        raise sqlite3.DatabaseError(
            f"it is of revision {found}, and this pincite reads up to {cards.REVISION}; use the pincite that made it"
        )


def _lacking(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Those of `ADDED` that are not there."""
    tables = dict.fromkeys(table for table, _, _ in ADDED)
    there = {(table, row[1]) for table in tables for row in db.execute(f"PRAGMA table_info({table})")}
    return [added for added in ADDED if added[:2] not in there]


def _make_cards(db: sqlite3.Connection) -> None:
    """Write the cards of all documents into a table made anew."""
    db.execute("DROP TABLE card")
    for statement in cards.SCHEMA.split(";"):
        db.execute(statement)
    rows = db.execute(
        """SELECT d.id, d.path, c.title, c.facts, substr(c.text, 1, ?) FROM document d
           JOIN content c ON c.version = coalesce(d.version, d.staged)""",
        (4 * OPENING,),
    ).fetchall()
    for document, path, title, facts, opening in rows:
        found = [Fact(*fact) for fact in json.loads(facts)]
        cards.put(db, document, path, title, found, (opening or b"").decode("utf-8", "ignore"))
    db.execute(f"PRAGMA user_version = {cards.REVISION}")


def _card_revision(db: sqlite3.Connection) -> int:
    revision: int = db.execute("PRAGMA user_version").fetchone()[0]
    return revision
