"""The rows of a flat index in its database: what the tables are, and how rows are written, dropped and read.

A block is the pieces of one version of a document under one matter and its labels. A body is what blocks have in
common when a document gets another matter or other labels: its pieces, and where their vectors lie. A block that was
dropped stays, with the versions in which it stood, until a fold forgets it.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.port import Row
from pincite.index.posting_tables import SCHEMA as WORDS
from pincite.index.posting_tables import Indexed
from pincite.index.shelves import labels_in

LAYOUT = 1
"""Raised when the tables change: an index of another layout is refused, not guessed at."""

ROWS = """
CREATE TABLE IF NOT EXISTS state (
    one INTEGER PRIMARY KEY,
    origin TEXT NOT NULL,
    embedder TEXT NOT NULL,
    dimensions INTEGER NOT NULL,
    layout INTEGER NOT NULL,
    version INTEGER NOT NULL,
    oldest INTEGER NOT NULL,         -- the first version since which nothing was forgotten
    vectors TEXT NOT NULL,           -- the name of the file with the vectors
    positions INTEGER NOT NULL,      -- how many vectors in it count
    grouped INTEGER NOT NULL         -- the first so many lie matter by matter
);
CREATE TABLE IF NOT EXISTS body (
    id INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,          -- position of the first vector
    piece INTEGER NOT NULL,          -- id of the first piece
    count INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS block (
    id INTEGER PRIMARY KEY,
    document TEXT NOT NULL,
    version TEXT NOT NULL,
    matter TEXT NOT NULL,
    labels TEXT NOT NULL,
    body INTEGER NOT NULL,
    added INTEGER NOT NULL,          -- the version of the index that has it first
    dropped INTEGER                  -- and the first that does not have it any more
);
CREATE INDEX IF NOT EXISTS block_matter ON block(matter, dropped);
CREATE INDEX IF NOT EXISTS block_document ON block(document, dropped);
CREATE INDEX IF NOT EXISTS block_body ON block(body);
CREATE INDEX IF NOT EXISTS block_dropped ON block(dropped) WHERE dropped IS NOT NULL;
CREATE TABLE IF NOT EXISTS piece (
    id INTEGER PRIMARY KEY,
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    section TEXT NOT NULL,
    heading TEXT NOT NULL,
    clause_start INTEGER NOT NULL,
    clause_end INTEGER NOT NULL,
    search_text TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS said (piece INTEGER PRIMARY KEY, sentences BLOB NOT NULL);
"""

SCHEMA = f"{ROWS}{WORDS}"
"""All that is in the file."""

OF_PIECE = "ordinal, start, end, section, heading, clause_start, clause_end, search_text"


@dataclass(frozen=True, slots=True)
class State:
    """How the index stands: which one it is, its version, and its file of vectors."""

    origin: str
    version: int
    oldest: int
    vectors: str
    positions: int
    grouped: int


@dataclass(frozen=True, slots=True)
class Block:
    """A version of a document under one matter and its labels: its pieces, and where their vectors lie."""

    number: int
    document: DocumentId
    version: VersionId
    matter: MatterId
    labels: tuple[str, ...]
    body: int
    first: int
    piece: int
    count: int


Key = tuple[DocumentId, VersionId, MatterId, tuple[str, ...]]


def damaged(what: str) -> sqlite3.DatabaseError:
    """The error of a file that holds what pincite does not write."""
    return sqlite3.DatabaseError(f"{what} is damaged in it")


def by_block(rows: Sequence[Row]) -> dict[Key, list[Row]]:
    """Rows by the block that they belong to, each in the order of their numbers."""
    found: dict[Key, list[Row]] = {}
    for row in rows:
        found.setdefault((row.chunk.document, row.chunk.version, row.matter, row.labels), []).append(row)
    return {key: sorted(own, key=lambda row: row.chunk.ordinal) for key, own in sorted(found.items())}


def add_block(db: sqlite3.Connection, key: Key, rows: Sequence[Row], first: int, since: int) -> list[Indexed]:
    """Write a block whose vectors begin at a position, and that stands since a version; return its rows for the words.

    Within the caller's transaction.
    """
    [piece] = db.execute("SELECT coalesce(max(id), 0) + 1 FROM piece").fetchone()
    numbered = list(enumerate(rows, start=piece))
    db.executemany(
        "INSERT INTO piece VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [(number, *_columns(row)) for number, row in numbered]
    )
    db.executemany("INSERT INTO said VALUES (?, ?)", [(number, row.sentences) for number, row in numbered])
    body = db.execute("INSERT INTO body VALUES (NULL, ?, ?, ?)", (first, piece, len(rows))).lastrowid
    put_block(db, key, body or 0, since)
    document, version, matter, labels = key
    return [
        Indexed(document, version, row.chunk.ordinal, matter, labels, row.chunk.search_text, number)
        for number, row in numbered
    ]


def put_block(db: sqlite3.Connection, key: Key, body: int, since: int) -> None:
    """Write only the block of a body that is there."""
    document, version, matter, labels = key
    db.execute(
        "INSERT INTO block VALUES (NULL, ?, ?, ?, ?, ?, ?, NULL)",
        (document, version, matter, json.dumps(labels), body, since),
    )


def _columns(row: Row) -> tuple[object, ...]:
    chunk = row.chunk
    where = chunk.ordinal, chunk.start, chunk.end, chunk.section, chunk.heading
    return *where, chunk.clause_start, chunk.clause_end, chunk.search_text


def drop_blocks(db: sqlite3.Connection, documents: Iterable[DocumentId], since: int) -> None:
    """Mark the blocks of some documents as superseded from a version on."""
    wanted = json.dumps(sorted(set(documents)))
    db.execute(
        "UPDATE block SET dropped = ? WHERE dropped IS NULL AND document IN (SELECT value FROM json_each(?))",
        (since, wanted),
    )


def forget_dropped(db: sqlite3.Connection) -> bool:
    """Forget all superseded rows, with what only they had; true if there were any."""
    if not db.execute("DELETE FROM block WHERE dropped IS NOT NULL").rowcount:
        return False
    gone = db.execute(
        "SELECT id, piece, count FROM body WHERE NOT EXISTS (SELECT 1 FROM block WHERE block.body = body.id)"
    ).fetchall()
    for body, piece, count in gone:
        db.execute("DELETE FROM piece WHERE id >= ? AND id < ?", (piece, piece + count))
        db.execute("DELETE FROM said WHERE piece >= ? AND piece < ?", (piece, piece + count))
        db.execute("DELETE FROM body WHERE id = ?", (body,))
    return True


def state_in(db: sqlite3.Connection) -> State:
    """How the index stands.

    Raises:
        sqlite3.DatabaseError: the file does not say.
    """
    found = db.execute("SELECT origin, version, oldest, vectors, positions, grouped FROM state").fetchone()
    if found is None or [type(each) for each in found] != [str, int, int, str, int, int] or min(found[4:]) < 0:
        raise damaged("how it stands")
    return State(*found)


def blocks_in(
    db: sqlite3.Connection,
    *,
    at: int | None = None,
    matter: MatterId | None = None,
    documents: Iterable[DocumentId] | None = None,
) -> Iterator[Block]:
    """The blocks that stand, or that stood at a version: all, those of a matter, or those of some documents.

    Raises:
        sqlite3.DatabaseError: one is damaged.
    """
    question = """SELECT block.id, document, version, matter, labels, body, first, piece, count
                  FROM block JOIN body ON body.id = block.body WHERE """
    question += "dropped IS NULL" if at is None else "added <= ? AND (dropped IS NULL OR dropped > ?)"
    values: list[object] = [] if at is None else [at, at]
    if matter is not None:
        question, values = f"{question} AND matter = ?", [*values, matter]
    if documents is not None:
        question += " AND document IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(sorted(set(documents))))
    for number, document, version, own, labels, body, first, piece, count in db.execute(question, values).fetchall():
        numbers, texts = {type(each) for each in (body, first, piece, count)}, {type(document), type(version)}
        if numbers != {int} or texts != {str} or min(first, piece, count) < 0:
            raise damaged("where the pieces of a document lie")
        yield Block(number, document, version, own, labels_in(labels), body, first, piece, count)


def chunks_in(db: sqlite3.Connection, block: Block, places: Iterable[int] | None = None) -> dict[int, Chunk]:
    """The chunks of a block by their places in it: all, or those at some places.

    Raises:
        sqlite3.DatabaseError: one is missing, or damaged.
    """
    wanted = list(range(block.count)) if places is None else list(places)
    if places is None:
        found = db.execute(
            f"SELECT id, {OF_PIECE} FROM piece WHERE id >= ? AND id < ?",  # noqa: S608 - our own names
            (block.piece, block.piece + block.count),
        )
    else:
        numbers = json.dumps([block.piece + place for place in wanted])
        found = db.execute(
            f"SELECT piece.id, {OF_PIECE} FROM json_each(?) wanted CROSS JOIN piece ON piece.id = wanted.value",  # noqa: S608 - our own names
            (numbers,),
        )
    made = {number - block.piece: _chunk(block, values) for number, *values in found}
    if len(made) < len(wanted):
        raise damaged("a list of pieces")
    return made


def _chunk(block: Block, values: Sequence[Any]) -> Chunk:
    if [type(each) for each in values] != [int, int, int, str, str, int, int, str]:
        raise damaged("a piece")
    return Chunk(block.document, block.version, *values)


def places_of(db: sqlite3.Connection, block: Block, ordinals: Iterable[int]) -> list[int]:
    """The places in a block of the pieces with some numbers; what it has not is left out."""
    found = db.execute(
        "SELECT id FROM piece WHERE id >= ? AND id < ? AND ordinal IN (SELECT value FROM json_each(?))",
        (block.piece, block.piece + block.count, json.dumps(sorted(ordinals))),
    )
    return [number - block.piece for (number,) in found]


def sentences_in(db: sqlite3.Connection, block: Block, places: Iterable[int]) -> dict[int, bytes]:
    """The packed vectors of the sentences of a block's pieces at some places.

    Raises:
        sqlite3.DatabaseError: they are damaged.
    """
    question = "SELECT piece, sentences FROM json_each(?) wanted CROSS JOIN said ON piece = wanted.value"
    found = dict(db.execute(question, (json.dumps([block.piece + place for place in places]),)).fetchall())
    if any(type(each) is not bytes for each in found.values()):
        raise damaged("what is kept of sentences")
    return {number - block.piece: packed for number, packed in found.items()}


def indexed_in(db: sqlite3.Connection, block: Block) -> list[Indexed]:
    """The rows of a block as the postings need them."""
    place = block.matter, block.labels
    return [
        Indexed(chunk.document, chunk.version, chunk.ordinal, *place, chunk.search_text, block.piece + number)
        for number, chunk in sorted(chunks_in(db, block).items())
    ]
