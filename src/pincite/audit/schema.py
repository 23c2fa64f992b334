"""The tables of the record, in a file and in PostgreSQL, and how an older file gets those that it lacks."""

import sqlite3
from collections.abc import Collection
from typing import Final

from pincite.audit.chain import COLUMNS
from pincite.audit.merkle import NO_LEAVES, leaf_hash
from pincite.databases import Database
from pincite.errors import RecordError

WITHOUT_TREE: Final = {
    "audit": (
        "CREATE TABLE audit (seq INTEGER PRIMARY KEY, format INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, "
        "at TEXT NOT NULL, user TEXT NOT NULL, actor TEXT NOT NULL, facts TEXT NOT NULL, "
        "content_digest TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL)"
    ),
    "by_id": "CREATE INDEX by_id ON audit (id)",
    "content": "CREATE TABLE content (seq INTEGER PRIMARY KEY, salt BLOB, body TEXT)",
    "signature": "CREATE TABLE signature (seq INTEGER PRIMARY KEY, signature BLOB NOT NULL)",
}
"""The tables of files with records of format 1 only."""

ADDED: Final = {
    "tree": (
        "CREATE TABLE tree (level INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL, "
        "PRIMARY KEY (level, place)) WITHOUT ROWID"
    ),
    "text": "CREATE TABLE text (digest TEXT PRIMARY KEY, body BLOB NOT NULL)",
    "text_use": (
        "CREATE TABLE text_use (seq INTEGER NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (seq, digest)) WITHOUT ROWID"
    ),
    "by_text": "CREATE INDEX by_text ON text_use (digest)",
    "by_hold": "CREATE INDEX by_hold ON audit (seq) WHERE kind IN ('hold', 'release')",
}

BY_PERSON: Final = {
    "by_user": "CREATE INDEX by_user ON audit (user)",
    "by_actor": "CREATE INDEX by_actor ON audit (actor) WHERE actor <> user",
    "by_restore": "CREATE INDEX by_restore ON audit (seq) WHERE kind = 'restore'",
}
"""The indexes of the records of a person, and of those of a restore. A file without them says the same: without the
former it is only slower to read, and a file without the latter has no such records."""

BY_STORE: Final = {
    "by_rules": "CREATE INDEX by_rules ON audit (seq) WHERE kind IN ('access', 'seal')",
    "by_documents": "CREATE INDEX by_documents ON audit (seq) WHERE kind IN ('ingest', 'move', 'remove', 'seal')",
}
"""The index of the newest record about a store; a file without it says the same too."""

LATER: Final = BY_PERSON | BY_STORE
"""What a file may lack if it was last written before these indexes existed."""

SCHEMA: Final = WITHOUT_TREE | ADDED | LATER
"""Name and statement of each table and index."""

QUOTED: Final = ", ".join(f'"{name}"' for name in (*COLUMNS, "hash"))
"""The columns of a row as statements name them: without quotes, PostgreSQL takes `user` for whoever is connected."""

IN_POSTGRES: Final = (
    """CREATE TABLE audit (seq BIGINT PRIMARY KEY, format BIGINT NOT NULL, id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL, at TEXT COLLATE "C" NOT NULL, "user" TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL, facts TEXT NOT NULL, content_digest TEXT NOT NULL, prev TEXT NOT NULL,
    hash TEXT NOT NULL)""",
    "CREATE INDEX by_id ON audit (id)",
    'CREATE INDEX by_user ON audit ("user", seq)',
    'CREATE INDEX by_actor ON audit (actor, seq) WHERE actor <> "user"',
    *(
        f"CREATE INDEX {name} ON audit (seq) WHERE kind IN ({kinds})"
        for name, kinds in (
            ("by_hold", "'hold', 'release'"),
            ("by_restore", "'restore'"),
            ("by_rules", "'access', 'seal'"),
            ("by_documents", "'ingest', 'move', 'remove', 'seal'"),
        )
    ),
    "CREATE TABLE content (seq BIGINT PRIMARY KEY, salt BYTEA, body TEXT)",
    "CREATE TABLE signature (seq BIGINT PRIMARY KEY, signature BYTEA NOT NULL)",
    "CREATE TABLE tree (level INTEGER, place BIGINT, hash BYTEA NOT NULL, PRIMARY KEY (level, place))",
    'CREATE TABLE text (digest TEXT COLLATE "C" PRIMARY KEY, body BYTEA NOT NULL)',
    'CREATE TABLE text_use (seq BIGINT, digest TEXT COLLATE "C", PRIMARY KEY (seq, digest))',
    "CREATE INDEX by_text ON text_use (digest)",
)
"""The same tables and indexes in PostgreSQL, whose primary keys are not null and have no order of their own."""


def kind_condition(kinds: Collection[str]) -> str:
    """The condition that a record is of one of these kinds; in the words of the indexes, else SQLite uses none."""
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})" if kinds else "1 = 0"


def has_tree(database: Database) -> bool:
    """False for a file that was last written before there was a tree."""
    return has(database, "tree")


def has(database: Database, name: str) -> bool:
    """True if there is a table or an index of this name; PostgreSQL has had all of them from the beginning."""
    if not isinstance(database, sqlite3.Connection):
        return True
    return database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone() is not None


def bring_up_to_date(database: Database) -> None:
    """Give an older file the tables and indexes that it lacks; inside a transaction.

    Raises:
        RecordError: the hash of a record is not a hash.
    """
    if not isinstance(database, sqlite3.Connection):
        return
    if not has_tree(database):
        add_tree(database)
    there = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    for name, statement in LATER.items():
        if name not in there:
            database.execute(statement)


def add_tree(database: sqlite3.Connection) -> None:
    """Give a file from before there was a tree its tables, and a tree over its records; inside a transaction.

    Raises:
        RecordError: the hash of a record is not a hash.
    """
    for statement in ADDED.values():
        database.execute(statement)
    edge = NO_LEAVES
    for seq, digest in database.execute("SELECT seq, hash FROM audit ORDER BY seq"):
        try:
            edge, made = edge.grown(leaf_hash(bytes.fromhex(digest)))
        except (TypeError, ValueError) as error:
            raise RecordError(f"audit record {seq} is damaged: its hash is none; run: pincite audit verify") from error
        database.executemany("INSERT INTO tree VALUES (?, ?, ?)", made)
