"""How the record covers the documents: where each lies, which version is current, and every part that was read.

A version's words, outline, places of letters and original each have a digest beside them (`Parts`), which every reader
compares; the record has a seal over these digests. The salts are stored here and go when a document is erased, so that
what the record keeps for ever no longer stands for anything.

A change is written here (`pending`), then recorded, then made. If the process dies in between, the documents are either
unchanged or can be brought to the recorded state, and to no other.

The digest of all is made of the digests of leaves: runs of things in the order of their names. Which names begin a leaf
depends on nothing but the name, so after a change only the leaves that have a changed thing are made anew.
"""

import hashlib
import json
import sqlite3
import zlib
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Final, Literal

from pincite.databases import Database
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

StepName = Literal["commit", "move", "relabel", "remove", "attach", "announce_erasure", "recut"]


Kind = Literal["document", "version", "move", "made"]
"""What is covered; `made` are triggers and views, of which there should be none."""

Row = tuple[Any, ...]

LEAF_ROWS: Final = 64
"""How many things a leaf has on average. One more document costs two leaves in place of all. To put the digests of the
3,000 leaves of 100,000 documents together takes a tenth of a millisecond."""

LEAF_DOMAIN: Final = b"pincite leaf\n"

OF_LEAVES: Final = "leaves:"
"""What a digest of leaves begins with."""


@dataclass(frozen=True, slots=True)
class Touched:
    """The documents and versions that a change is of."""

    documents: frozenset[DocumentId]
    versions: frozenset[VersionId]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A run of things: the name of the first one, and the digest of all of them, in hex."""

    first: str
    digest: str


@dataclass(frozen=True, slots=True)
class Leaves:
    """The digests of all that is covered; `rest` is that of moves, and of what should not be there."""

    documents: tuple[Leaf, ...]
    versions: tuple[Leaf, ...]
    rest: str

    @property
    def state(self) -> str:
        """The digest of all of it."""
        digests = [[leaf.digest for leaf in leaves] for leaves in (self.documents, self.versions)]
        return f"{OF_LEAVES}{state_digest([*digests, self.rest])}"


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


def parts_in(db: Database, version: VersionId, original: bytes | None) -> Parts | None:
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


def parts_of(db: Database, version: VersionId) -> Parts | None:
    """The digests that a version should have; None for one that the record does not cover."""
    row = db.execute(
        "SELECT head, text, outline, glyphs, original FROM sealed_version WHERE version = ? AND recorded = 1",
        (version,),
    ).fetchone()
    return None if row is None else Parts(*row)


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


def _questions(db: Database, where: Mapping[Kind, str]) -> dict[Kind, str]:
    """The statement that gives all of a kind, or those of them for which a condition holds."""
    place = ", ".join(f"d.{column}" for column in PLACE)
    # All are read from the tables themselves, never from an index, which might disagree with them.
    itself = "NOT INDEXED" if isinstance(db, sqlite3.Connection) else ""
    source = {kind: "" if kind in where else itself for kind in ("document", "version")}
    condition = {kind: f"AND {where[kind]}" if kind in where else "" for kind in ("document", "version")}
    # A server's triggers and views are refused before anything is read (`Layout`).
    made = "sqlite_master WHERE type IN ('trigger', 'view')"
    if not itself:
        made = "(SELECT '' AS name, '' AS type, '' AS sql) AS nothing WHERE name <> ''"
    return {
        "document": f"SELECT {place}, s.pieces, hex(s.salt) || typeof(s.salt) FROM document d {source['document']} "  # noqa: S608 - our names
        f"LEFT JOIN sealed_document s ON s.document = d.id WHERE d.version IS NOT NULL {condition['document']} "
        "ORDER BY d.id",
        "version": "SELECT version, head, text, outline, glyphs, original, hex(salt) || typeof(salt) "  # noqa: S608 - our names
        f"FROM sealed_version {source['version']} WHERE recorded <> 0 {condition['version']} ORDER BY version",
        "move": f"SELECT m.matter, m.path, hex(s.salt) || typeof(s.salt) FROM moved_out m {itself} "  # noqa: S608 - our names
        "LEFT JOIN sealed_move s ON s.matter = m.matter AND s.path = m.path ORDER BY m.matter, m.path",
        "made": f"SELECT name, type, sql, '' FROM {made} ORDER BY name",  # noqa: S608 - our names
    }


def _rows(db: Database) -> dict[Kind, list[Row]]:
    """All that is covered, by kind and in a fixed order; the salt is last."""
    return {kind: db.execute(question).fetchall() for kind, question in _questions(db, {}).items()}


def things(db: Database, touched: Touched | None = None) -> list[Thing]:
    """All that is covered, thing by thing; or only the documents and versions that are `touched`."""
    if touched is None:
        return [_thing(kind, row) for kind, rows in _rows(db).items() for row in rows]
    questions = _questions(
        db,
        {
            "document": "d.id IN (SELECT value FROM json_each(?))",
            "version": "version IN (SELECT value FROM json_each(?))",
        },
    )
    names: Mapping[Kind, Collection[str]] = {"document": touched.documents, "version": touched.versions}
    return [
        _thing(kind, row)
        for kind, own in names.items()
        for row in db.execute(questions[kind], (json.dumps(sorted(own)),))
    ]


def _thing(kind: Kind, row: Row) -> Thing:
    return Thing(
        kind=kind if kind != "made" else str(row[1]),
        name=str(row[0]) if kind != "move" else plain(row[:2]),
        salt=bytes.fromhex(row[-1].removesuffix("blob")) if str(row[-1]).endswith("blob") else b"",
        line=plain(row[:-1]),
        known_as={"document": str(row[0])} if kind == "document" else {},
    )


def leaves(db: Database) -> Leaves:
    """The digests of all that is covered, made without looking at each thing: readings wait for it."""
    rows = _rows(db)
    return Leaves(_cut(rows["document"]), _cut(rows["version"]), state_digest([rows["move"], rows["made"]]))


def after(db: Database, before: Leaves, touched: Touched) -> Leaves:
    """The leaves after a change that `touched` no other things, within its transaction."""
    return Leaves(
        _cut_again(db, "document", before.documents, touched.documents),
        _cut_again(db, "version", before.versions, touched.versions),
        before.rest,
    )


def leaves_of(db: Database, said: str) -> Leaves | None:
    """The leaves of the documents if they are in a state that a record has; None if they are not."""
    found = leaves(db)
    # Earlier releases had no leaves.
    state = found.state if said.startswith(OF_LEAVES) else state_digest(_rows(db))
    return found if state == said else None


def _cut(rows: Iterable[Row]) -> tuple[Leaf, ...]:
    """Rows in the order of their names, cut into leaves."""
    found: list[Leaf] = []
    run: list[Row] = []
    for row in rows:
        if run and _begins(row[0]):
            found.append(_leaf(run))
            run = []
        run.append(row)
    return (*found, _leaf(run)) if run else tuple(found)


def _leaf(run: Sequence[Row]) -> Leaf:
    return Leaf(str(run[0][0]), hashlib.sha256(LEAF_DOMAIN + plain(run).encode()).hexdigest())


def _begins(name: object) -> bool:
    """True for a name that begins a leaf."""
    return zlib.crc32(str(name).encode("utf-8", "surrogatepass")) % LEAF_ROWS == 0


def _cut_again(db: Database, kind: Kind, before: Sequence[Leaf], names: Iterable[str]) -> tuple[Leaf, ...]:
    """The leaves of a kind after things of these names came, changed or went."""
    firsts = [leaf.first for leaf in before]
    stale: set[int] = set()
    for name in names:
        at = max(0, bisect_right(firsts, name) - 1)
        stale.add(at)
        if firsts and firsts[at] == name:  # it may have gone, and its leaf may go on from the one before
            stale.add(max(0, at - 1))
    column = "d.id" if kind == "document" else "version"
    found = list(before)
    for first, last in reversed(_runs(stale)):
        end = firsts[last + 1] if last + 1 < len(firsts) else None
        ends = [firsts[first] if first else "", *([] if end is None else [end])]
        within = f"{column} >= ?" + ("" if end is None else f" AND {column} < ?")
        rows = db.execute(_questions(db, {kind: within})[kind], ends).fetchall()
        found[first : last + 1] = _cut(rows)
    return tuple(found)


def _runs(numbers: Collection[int]) -> list[tuple[int, int]]:
    """Numbers as ranges, each with its first and its last.

    >>> _runs({7, 2, 3})
    [(2, 3), (7, 7)]
    """
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return found


def pending(db: Database) -> Pending | None:
    """The change under way; None if there is none."""
    row = db.execute("SELECT after, steps FROM pending").fetchone()
    if row is None:
        return None
    return Pending(row[0], tuple(Step(name, values) for name, values in json.loads(row[1])))


def note(db: Database, said: Sealed, steps: Iterable[Step]) -> None:
    """Write down the change under way in place of any other, within the caller's transaction."""
    db.execute("DELETE FROM pending")
    db.execute("INSERT INTO pending VALUES (?, ?)", (said.after, json.dumps([[s.name, s.values] for s in steps])))


def forget(db: Database) -> None:
    """Note that no change is under way, within the caller's transaction."""
    db.execute("DELETE FROM pending")
