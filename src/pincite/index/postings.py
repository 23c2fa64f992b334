"""The postings: one SQLite file beside the table that says which pieces have which words, for the search by words.

Postings are ordered by term, then by matter, then by document, so that a search reads only what its scope permits,
however much else there is. The file is made from the table and can be made again from it; it notes the version of the
table that it fits. It is written only under the index's writer lock; each reader sees one state of it.
"""

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pincite.access.scope import Scope
from pincite.databases import made_by, planted, quieten, refuse_planted, stale
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import IndexingError
from pincite.index import merged, notes
from pincite.index.merged import PLACE, TERM, array
from pincite.index.notes import Fold, Made, UnderWay
from pincite.index.port import Standing
from pincite.index.shelves import Kept, Opened, labels_in, opened
from pincite.index.words import impacts, key

METHOD = 1
"""Raised when terms or their impacts change: a file of another method is made again."""

BUSY_SECONDS = 30.0
"""How long to wait for another process that is writing; a commit takes some milliseconds."""

PAGE_BYTES = 16_384
"""The file's page size: a document's postings of a common word fit into one page, 1 kB for a contract of 140 pieces."""

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

Result = TypeVar("Result")

Piece = tuple[DocumentId, VersionId, int, MatterId, tuple[str, ...], bytes]
"""A piece for comparing: its place, its matter and labels, and a digest of the impacts of its words."""

PIECE = np.dtype([("ordinal", "<i4"), ("row", "<u8")])
WORD = np.dtype([("term", "<i8"), ("impact", "<f4")])


@dataclass(frozen=True, slots=True)
class Fit:
    """Which version of which table the postings fit; with `folding` also later versions, which have the same rows."""

    origin: str
    version: int
    folding: bool

    def fits(self, origin: str, version: int) -> bool:
        """True if the postings fit this version of a table."""
        return self.origin == origin and (self.version == version or (self.folding and self.version < version))


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


@dataclass(frozen=True, slots=True)
class Best:
    """A piece that was found, with its score, and its row in the table when the postings were made."""

    document: DocumentId
    version: VersionId
    ordinal: int
    row: int
    score: float


class Postings:
    """The postings in a file, which need not exist yet. Each call opens its own connection, so any thread may call."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept: Kept = {}

    def fit(self) -> Fit | None:
        """The table and version of the postings; None if there are none or another release made them."""
        if not self._file.exists():
            return None
        with self._opened() as db:
            return _fit(db)

    def best(
        self,
        wanted: Mapping[str, float],
        scope: Scope,
        k: int,
        among: frozenset[DocumentId] | None,
        origin: str,
        version: int,
    ) -> list[Best] | None:
        """The best k pieces that a scope permits, equal ones by place; None if the postings do not fit this version.

        A score is the sum, over the question's terms, of the term's weight times its impact in the piece. Nothing is
        read of matters that the scope does not open.
        """
        if not self._file.exists():
            return None
        with self._opened() as db:
            db.execute("BEGIN")
            fit = _fit(db)
            if fit is None or not fit.fits(origin, version):
                return None
            open_ones = opened(db, scope, among, self._kept)
            scores = np.zeros(open_ones.slots)
            for term, weight in wanted.items():
                slots, counted = open_ones.places(db, key(term))
                scores[slots] += weight * counted
            open_ones.hide(scores)
            return _ranked(db, scores, open_ones, k)

    def standing(self, words: Iterable[str], scope: Scope, origin: str, version: int) -> Standing | None:
        """In how many pieces of which documents words occur; None if the postings do not fit this version.

        Nothing is read of matters that the scope does not open.
        """
        if not self._file.exists():
            return None
        with self._opened() as db:
            db.execute("BEGIN")
            fit = _fit(db)
            if fit is None or not fit.fits(origin, version):
                return None
            open_ones = opened(db, scope, None, self._kept)
            slots = {word: open_ones.places(db, key(word))[0] for word in words}
            found = {word: open_ones.pieces(own) for word, own in slots.items() if len(own)}
            pieces = open_ones.all_pieces() if found else {}
        held = {document for own in found.values() for document in own}
        return Standing({word: own for word, own in found.items() if own}, {each: pieces[each] for each in held})

    def clear(self) -> None:
        """Delete all postings; until a version is noted, they fit none."""
        with self._writing() as db:
            for table in TABLES:
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names

    def add(self, rows: Sequence[Indexed]) -> None:
        """Add the postings of rows."""
        with self._writing() as db:
            _add(db, rows)

    def replace(self, documents: Sequence[DocumentId], rows: Sequence[Indexed], fit: Fit) -> None:
        """Replace all postings of some documents with those of rows."""
        with self._writing() as db:
            _drop(db, documents)
            _add(db, rows)
            _note(db, fit)
            notes.end(db, documents)

    def note(self, fit: Fit) -> None:
        """Note the version that the postings fit: no write is under way."""
        with self._writing() as db:
            _note(db, fit)
            notes.end(db, ())

    def begin(self, write: UnderWay, fit: Fit) -> None:
        """Note that a write begins, and what the postings fit meanwhile."""
        with self._writing() as db:
            notes.begin(db, write)
            _note(db, fit)

    def note_fold(self, fit: Fit, fold: Fold) -> None:
        """Note a fold, and the version that the postings fit after it."""
        with self._writing() as db:
            _note(db, fit)
            notes.end(db, ())
            notes.note_fold(db, fold)

    def under_way(self) -> UnderWay | None:
        """The write that began and did not end."""
        return self._read(notes.under_way) if self._file.exists() else None

    def waiting(self) -> list[DocumentId]:
        """The documents that were written since the last fold."""
        return self._read(notes.waiting) if self._file.exists() else []

    def last_fold(self) -> Fold | None:
        """The last fold; None if none was noted."""
        return self._read(notes.last_fold) if self._file.exists() else None

    def note_made(self, made: Mapping[DocumentId, Made]) -> None:
        """Note of documents that their rows are in an index that is being made."""
        with self._writing() as db:
            notes.note_made(db, made)

    def made(self) -> dict[DocumentId, Made]:
        """The documents that were noted."""
        return self._read(notes.made) if self._file.exists() else {}

    def forget_made(self) -> None:
        """Forget which documents were noted: the index serves now."""
        with self._writing() as db:
            db.execute("DELETE FROM made_anew")

    def documents(self) -> int:
        """How many documents have postings."""
        if not self._file.exists():
            return 0
        count: int = self._read(lambda db: db.execute("SELECT count(DISTINCT document) FROM part").fetchone()[0])
        return count

    def versions(self, documents: Iterable[DocumentId] | None) -> dict[DocumentId, frozenset[VersionId]]:
        """Which versions of some documents, or of all, have postings."""
        question, values = "SELECT DISTINCT document, version FROM part", list[str]()
        if documents is not None:
            question += " WHERE document IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(sorted(set(documents))))
        found: dict[DocumentId, frozenset[VersionId]] = {}
        for document, version in self._read(lambda db: db.execute(question, values).fetchall()):
            found[document] = found.get(document, frozenset()) | {version}
        return found

    def renumber(self, rows: Mapping[tuple[str, str, int], int], fit: Fit) -> None:
        """Note the numbers of the rows in the table now, by document, version and ordinal."""
        with self._writing() as db:
            for part, document, version, pieces in db.execute(
                "SELECT id, document, version, pieces FROM part"
            ).fetchall():
                lying = array(pieces, PIECE).copy()
                lying["row"] = [rows.get((document, version, n), 0) for n in lying["ordinal"].tolist()]
                db.execute("UPDATE part SET pieces = ? WHERE id = ?", (lying.tobytes(), part))
            _note(db, fit)

    def merge(self) -> None:
        """Merge the postings of new documents with those of others of their matter, matter by matter."""
        with self._writing() as db:
            shelves = merged.shelves_to_merge(db)
        for shelf in shelves:
            with self._writing() as db:
                merged.merge(db, shelf)

    def shrink(self) -> None:
        """Rewrite the file, so that nothing is left in it of what was dropped."""
        with self._writing() as db:
            merged.forget_those_that_left(db)
            notes.forget_waiting(db)
        with self._opened() as db:
            db.execute("VACUUM")

    def held(self) -> Iterator[tuple[str, str, int, str, tuple[str, ...]]]:
        """Every piece: its document, version, ordinal, matter and labels."""
        with self._opened() as db:
            found = db.execute(
                "SELECT document, version, matter, labels, pieces FROM part JOIN shelf ON shelf.id = part.shelf"
            ).fetchall()
            for document, version, matter, labels, pieces in found:
                for ordinal in array(pieces, PIECE)["ordinal"].tolist():
                    yield document, version, ordinal, matter, labels_in(labels)

    def misled(self, pieces: Counter[Piece]) -> list[DocumentId]:
        """Documents whose pieces, words or places of words differ from these of all rows (`pieces_in`), in order.

        Raises:
            IndexingError: the file cannot be read, or its index contradicts its tables.
        """
        with self._opened() as db:
            db.execute("BEGIN")
            if odd := stale(db):
                raise sqlite3.DatabaseError(odd)
            found = Counter(_held(db))
        return sorted({piece[0] for piece in (pieces - found) + (found - pieces)})

    def _read(self, ask: Callable[[sqlite3.Connection], Result]) -> Result:
        with self._opened() as db:
            return ask(db)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            db = sqlite3.connect(self._file, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                quieten(db)
                refuse_planted(planted(db, made_by(SCHEMA)))
                db.execute("PRAGMA secure_delete = ON")
                db.execute("PRAGMA temp_store = MEMORY")
                yield db
            finally:
                db.close()
        except sqlite3.Error as error:
            raise IndexingError(
                f"the words of the search index in {self._file} cannot be used ({error}); check the disk and the "
                "permissions of that file, or remove it: the next search makes it anew"
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._opened() as db:
            db.execute(f"PRAGMA page_size = {PAGE_BYTES}")
            is_new = not merged.has(db)
            db.executescript(SCHEMA)
            db.execute("BEGIN IMMEDIATE")
            if is_new:
                merged.take_in(db)
            yield db
            db.execute("COMMIT")


def _fit(db: sqlite3.Connection) -> Fit | None:
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


def _written(text: str) -> bytes:
    """The impacts of a piece's words as they are stored, always in the same order."""
    return np.array(sorted((key(term), impact) for term, impact in impacts(text).items()), WORD).tobytes()


def pieces_in(rows: Iterable[Indexed]) -> Counter[Piece]:
    """Rows in the form in which `Postings.misled` compares them: of a text, only a digest of its words is kept."""
    return Counter(
        (row.document, row.version, row.ordinal, row.matter, row.labels, _digest(_written(row.text))) for row in rows
    )


def _digest(form: bytes) -> bytes:
    return hashlib.blake2b(form, digest_size=16).digest()


def _held(db: sqlite3.Connection) -> Iterator[Piece]:
    """Every piece with its place and the impacts of its words, document by document, in the form of `pieces_in`."""
    of_members = {part: _digest(form) for part, form in merged.of_members(db)} if merged.has(db) else {}
    shelves = dict(db.execute("SELECT id, matter FROM shelf").fetchall())
    counts = _counts_if_odd(db)
    for part, document, version, shelf, labels, pieces, terms in db.execute(
        "SELECT id, document, version, shelf, labels, pieces, terms FROM part"
    ):
        own_terms = array(terms, TERM)
        found, places, impacts_there = merged.of_part(db, part, shelf, own_terms)
        ordinals = array(pieces, PIECE)["ordinal"].tolist()
        is_whole = counts is None or counts[part] == len(own_terms)
        is_whole = is_whole and own_terms.tolist() == list(dict.fromkeys(found.tolist()))
        if part in of_members:
            is_whole = is_whole and of_members[part] == _digest(merged.form_of(found, places, impacts_there))
        counted = np.zeros(len(places), WORD)
        counted["term"], counted["impact"] = found, impacts_there
        order = np.lexsort((counted["impact"], counted["term"], places))
        bounds = np.searchsorted(places[order], np.arange(len(ordinals) + 1))
        is_whole = is_whole and int(bounds[-1]) == len(places)
        for place, ordinal in enumerate(ordinals):
            own = counted[order[bounds[place] : bounds[place + 1]]].tobytes() if is_whole else b""
            yield document, version, ordinal, shelves.get(shelf, ""), labels_in(labels), _digest(own)


def _counts_if_odd(db: sqlite3.Connection) -> Counter[int] | None:
    """How many lists each part has, if there are more or fewer than the parts name."""
    [there] = db.execute("SELECT count(*) FROM posting").fetchone()
    [named] = db.execute("SELECT coalesce(sum(length(terms)), 0) FROM part").fetchone()
    if there * TERM.itemsize == named:
        return None
    return Counter(part for (part,) in db.execute("SELECT part FROM posting"))


def _note(db: sqlite3.Connection, fit: Fit) -> None:
    db.execute(
        "INSERT OR REPLACE INTO made VALUES (1, ?, ?, ?, ?)", (fit.origin, fit.version, int(fit.folding), METHOD)
    )


def _add(db: sqlite3.Connection, rows: Sequence[Indexed]) -> None:
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


def _drop(db: sqlite3.Connection, documents: Iterable[DocumentId]) -> None:
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


def _ranked(db: sqlite3.Connection, scores: NDArray[np.float64], open_ones: Opened, k: int) -> list[Best]:
    """The best k pieces with a score above 0, equal ones by document, ordinal and version."""
    found = np.flatnonzero(scores > 0)
    if len(found) > k:
        found = found[scores[found] >= np.partition(scores[found], -k)[-k]]
    best: list[Best] = []
    pieces: dict[int, NDArray[np.void]] = {}
    for slot in found.tolist():
        part, place = open_ones.part_at(slot)
        if part.number not in pieces:
            [lying] = db.execute("SELECT pieces FROM part WHERE id = ?", (part.number,)).fetchone()
            pieces[part.number] = array(lying, PIECE)
        ordinal, row = pieces[part.number][place].tolist()
        best.append(Best(part.document, part.version, ordinal, row, float(scores[slot])))
    return sorted(best, key=lambda piece: (-piece.score, piece.document, piece.ordinal, piece.version))[:k]
