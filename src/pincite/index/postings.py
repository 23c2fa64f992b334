"""The postings: one SQLite file beside the table that says which pieces have which words, for the search by words.

Postings are ordered by term, then by matter, then by document, so that a search reads only what its scope permits,
however much else there is. The file is made from the table and can be made again from it; it notes the version of the
table that it fits. It is written only under the index's writer lock; each reader sees one state of it.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np

from pincite.access.scope import Scope
from pincite.databases import made_by, planted, quieten, refuse_planted, stale
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import IndexingError
from pincite.index import merged, notes
from pincite.index.merged import array
from pincite.index.notes import Fit, Fold, Made, UnderWay
from pincite.index.port import Standing
from pincite.index.posting_pieces import Piece, pieces_held
from pincite.index.posting_ranks import Best, ranked
from pincite.index.posting_tables import PIECE, SCHEMA, TABLES, Indexed, add_rows, drop_documents, fit_in, note_fit
from pincite.index.shelves import Kept, OpenShelves, labels_in, opened
from pincite.index.words import key

BUSY_SECONDS = 30.0
"""How long to wait for another process that is writing; a commit takes some milliseconds."""

PAGE_BYTES = 16_384
"""The file's page size: a document's postings of a common word fit into one page, 1 kB for a contract of 140 pieces."""

Result = TypeVar("Result")

Held = tuple[str, str, int, str, tuple[str, ...]]
"""A piece as `unlike` compares it: its document, version, ordinal, matter and labels."""


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
            return fit_in(db)

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
            fit = fit_in(db)
            if fit is None or not fit.fits(origin, version):
                return None
            return best_in(db, wanted, opened(db, scope, among, self._kept), k)

    def standing(self, words: Iterable[str], scope: Scope, origin: str, version: int) -> Standing | None:
        """In how many pieces of which documents words occur; None if the postings do not fit this version.

        Nothing is read of matters that the scope does not open.
        """
        if not self._file.exists():
            return None
        with self._opened() as db:
            db.execute("BEGIN")
            fit = fit_in(db)
            if fit is None or not fit.fits(origin, version):
                return None
            return standing_in(db, words, opened(db, scope, None, self._kept))

    def clear(self) -> None:
        """Delete all postings; until a version is noted, they fit none."""
        with self._writing() as db:
            for table in TABLES:
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names

    def add(self, rows: Sequence[Indexed]) -> None:
        """Add the postings of rows."""
        with self._writing() as db:
            add_rows(db, rows)

    def replace(self, documents: Sequence[DocumentId], rows: Sequence[Indexed], fit: Fit) -> None:
        """Replace all postings of some documents with those of rows."""
        with self._writing() as db:
            drop_documents(db, documents)
            add_rows(db, rows)
            note_fit(db, fit)
            notes.end(db, documents)

    def follow(self, documents: Sequence[DocumentId], rows: Sequence[Indexed], fit: Fit) -> None:
        """The same for postings whose notes lie elsewhere: that these documents were written is not noted here."""
        with self._writing() as db:
            drop_documents(db, documents)
            add_rows(db, rows)
            note_fit(db, fit)

    def note(self, fit: Fit) -> None:
        """Note the version that the postings fit: no write is under way."""
        with self._writing() as db:
            note_fit(db, fit)
            notes.end(db, ())

    def begin(self, write: UnderWay, fit: Fit) -> None:
        """Note that a write begins, and what the postings fit meanwhile."""
        with self._writing() as db:
            notes.begin(db, write)
            note_fit(db, fit)

    def note_fold(self, fit: Fit, fold: Fold) -> None:
        """Note a fold, and the version that the postings fit after it."""
        with self._writing() as db:
            note_fit(db, fit)
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
        return self._read(lambda db: versions_in(db, documents))

    def renumber(self, rows: Mapping[tuple[str, str, int], int], fit: Fit) -> None:
        """Note the numbers of the rows in the table now, by document, version and ordinal."""
        with self._writing() as db:
            for part, document, version, pieces in db.execute(
                "SELECT id, document, version, pieces FROM part"
            ).fetchall():
                lying = array(pieces, PIECE).copy()
                lying["row"] = [rows.get((document, version, n), 0) for n in lying["ordinal"].tolist()]
                db.execute("UPDATE part SET pieces = ? WHERE id = ?", (lying.tobytes(), part))
            note_fit(db, fit)

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

    def held(self) -> Iterator[Held]:
        """Every piece: its document, version, ordinal, matter and labels."""
        with self._opened() as db:
            yield from held_in(db)

    def misled(self, pieces: Counter[Piece]) -> list[DocumentId]:
        """Documents whose pieces, words or places of words differ from these of all rows (`pieces_in`), in order.

        Raises:
            IndexingError: the file cannot be read, or its index contradicts its tables.
        """
        with self._opened() as db:
            db.execute("BEGIN")
            return misled_in(db, pieces)

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


def best_in(db: sqlite3.Connection, wanted: Mapping[str, float], open_ones: OpenShelves, k: int) -> list[Best]:
    """The best k pieces of what a scope opens, equal ones by place.

    Raises:
        sqlite3.DatabaseError: a list is damaged.
    """
    scores = np.zeros(open_ones.slots)
    for term, weight in wanted.items():
        slots, counted = open_ones.places(db, key(term))
        scores[slots] += weight * counted
    open_ones.hide(scores)
    return ranked(db, scores, open_ones, k)


def standing_in(db: sqlite3.Connection, words: Iterable[str], open_ones: OpenShelves) -> Standing:
    """In how many pieces of which documents words occur, of what a scope opens.

    Raises:
        sqlite3.DatabaseError: a list is damaged.
    """
    slots = {word: open_ones.places(db, key(word))[0] for word in words}
    found = {word: open_ones.pieces(own) for word, own in slots.items() if len(own)}
    held = {document for own in found.values() for document in own}
    return Standing({word: own for word, own in found.items() if own}, open_ones.pieces_of(held))


def versions_in(
    db: sqlite3.Connection, documents: Iterable[DocumentId] | None
) -> dict[DocumentId, frozenset[VersionId]]:
    """Which versions of some documents, or of all, have postings."""
    question, values = "SELECT DISTINCT document, version FROM part", list[str]()
    if documents is not None:
        question += " WHERE document IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(sorted(set(documents))))
    found: dict[DocumentId, frozenset[VersionId]] = {}
    for document, version in db.execute(question, values):
        found[document] = found.get(document, frozenset()) | {version}
    return found


def held_in(db: sqlite3.Connection) -> Iterator[Held]:
    """Every piece that has postings."""
    found = db.execute(
        "SELECT document, version, matter, labels, pieces FROM part JOIN shelf ON shelf.id = part.shelf"
    ).fetchall()
    for document, version, matter, labels, pieces in found:
        for ordinal in array(pieces, PIECE)["ordinal"].tolist():
            yield document, version, ordinal, matter, labels_in(labels)


def unlike(stored: Counter[Held], held: Counter[Held]) -> list[str]:
    """How the pieces that have postings differ from those that have rows, a sentence for each kind."""
    found = []
    if lacking := stored - held:
        document, _, ordinal, _, _ = min(lacking)
        found.append(f"{lacking.total()} pieces are not found by words; the first is chunk {ordinal} of {document}")
    if foreign := held - stored:
        document, _, ordinal, _, _ = min(foreign)
        found.append(f"{foreign.total()} pieces have words and no row; the first is chunk {ordinal} of {document}")
    return found


def misled_in(db: sqlite3.Connection, pieces: Counter[Piece]) -> list[DocumentId]:
    """Documents whose pieces, words or places of words differ from these of all rows (`pieces_in`), in order.

    Raises:
        sqlite3.DatabaseError: an index in the file contradicts its tables.
    """
    if odd := stale(db):
        raise sqlite3.DatabaseError(odd)
    found = Counter(pieces_held(db))
    return sorted({piece[0] for piece in (pieces - found) + (found - pieces)})
