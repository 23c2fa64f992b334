"""The tables in which writers note what counts of tables that machines share, and each note as one step in them."""

import json
from collections.abc import Sequence
from typing import Final

from pincite.databases import Database
from pincite.documents.span import DocumentId
from pincite.index.notes import Fit
from pincite.postgres.layout import Layout
from pincite.postgres.wording import JSON_EACH, made_for_postgres

TABLES: Final = """
CREATE TABLE IF NOT EXISTS lying (         -- which index serves, and which is being made for what
    one INTEGER PRIMARY KEY, serving TEXT NOT NULL, beside TEXT NOT NULL, purpose TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS replaced (place TEXT PRIMARY KEY, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS holder (place TEXT PRIMARY KEY, number INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS fit (
    place TEXT PRIMARY KEY, origin TEXT NOT NULL, version INTEGER NOT NULL, folding INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS settled (       -- which documents have other rows in a version; NULL for all
    place TEXT NOT NULL, version INTEGER NOT NULL, documents TEXT, is_fold INTEGER NOT NULL,
    PRIMARY KEY (place, version)
);
CREATE TABLE IF NOT EXISTS under_way (
    place TEXT PRIMARY KEY, version INTEGER NOT NULL, is_undone INTEGER NOT NULL, documents TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS waiting (place TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (place, document));
CREATE TABLE IF NOT EXISTS fold (
    place TEXT PRIMARY KEY, at TEXT NOT NULL, seconds REAL NOT NULL, rows INTEGER NOT NULL,
    fragments INTEGER NOT NULL, is_whole INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS made_anew (
    place TEXT NOT NULL, document TEXT NOT NULL, version TEXT NOT NULL, matter TEXT NOT NULL, labels TEXT NOT NULL,
    cut TEXT NOT NULL, digests TEXT NOT NULL, PRIMARY KEY (place, document)
);
"""

NOTED: Final = ("fit", "settled", "under_way", "waiting", "fold", "made_anew")
"""The tables that have rows of one place."""

INDEX: Final = Layout(1, (JSON_EACH, *made_for_postgres(TABLES)))


def note_settled(db: Database, place: str, touched: Sequence[DocumentId] | None, fit: Fit) -> None:
    """Note that a version counts, in which the rows of some documents are others, or all if that is None."""
    note_version(db, place, touched, fit, is_fold=False)
    if touched is None:
        drop(db, place, "waiting")
        drop(db, place, "made_anew")
    db.executemany("DELETE FROM made_anew WHERE place = ? AND document = ?", [(place, each) for each in touched or ()])
    db.executemany(
        "INSERT INTO waiting VALUES (?, ?) ON CONFLICT DO NOTHING", [(place, each) for each in touched or ()]
    )


def note_version(db: Database, place: str, touched: Sequence[DocumentId] | None, fit: Fit, *, is_fold: bool) -> None:
    """Note that a version counts, written or folded: no write is under way any more."""
    # A fold that has nothing to do leaves the version that a write has just made.
    same = db.execute(
        "SELECT documents, is_fold FROM settled WHERE place = ? AND version = ?", (place, fit.version)
    ).fetchone()
    if same is not None:
        touched = None if None in (touched, same[0]) else [*(touched or ()), *json.loads(same[0])]
        is_fold = is_fold or bool(same[1])
    listed = None if touched is None else json.dumps(sorted(set(touched)))
    db.execute("DELETE FROM settled WHERE place = ? AND version >= ?", (place, fit.version))
    db.execute("INSERT INTO settled VALUES (?, ?, ?, ?)", (place, fit.version, listed, int(is_fold)))
    drop(db, place, "under_way")
    note_fit(db, place, fit)


def note_fit(db: Database, place: str, fit: Fit) -> None:
    """Note which version counts."""
    drop(db, place, "fit")
    db.execute("INSERT INTO fit VALUES (?, ?, ?, ?)", (place, fit.origin, fit.version, int(fit.folding)))


def drop(db: Database, place: str, table: str) -> None:
    """Forget what one table has of a place."""
    db.execute(f"DELETE FROM {table} WHERE place = ?", (place,))  # noqa: S608 - our own names
