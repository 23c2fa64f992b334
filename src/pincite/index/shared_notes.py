"""What writers note of tables that machines share: in PostgreSQL, beside the lock that says who may write.

A version of a table counts once it is noted here. Whoever may write has a number, which each note checks in its own
transaction: a writer whose session was lost, and whose lock somebody else took since, notes nothing any more.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from typing import Final

from pincite.databases import Database, DatabaseFailed
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import IndexingError
from pincite.index.notes import Fit, Fold, Made, UnderWay
from pincite.postgres.connection import Connection
from pincite.postgres.layout import Layout
from pincite.postgres.place import Place
from pincite.postgres.tables import Tables
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

FIRST: Final = "first"
"""The place of an index that was never made anew."""

MOST_SESSIONS: Final = 4
"""Of one process: a note takes milliseconds."""

KEPT_SETTLED: Final = 10_000
"""Versions whose documents stay noted. A machine that missed more reads all rows once."""

TAKE: Final = "SELECT pg_try_advisory_lock(hashtext('pincite index'), hashtext(?))"
FREE: Final = """SELECT CASE WHEN pg_try_advisory_lock_shared(hashtext('pincite index'), hashtext(?))
    THEN pg_advisory_unlock_shared(hashtext('pincite index'), hashtext(?)) ELSE false END"""


@dataclass(frozen=True, slots=True)
class Since:
    """What was settled after a version: the documents with other rows, None for all, and whether it was folded."""

    documents: tuple[DocumentId, ...] | None
    has_fold: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """A version of the table at a place that is to count; of the documents that it touched, the rows are others."""

    place: str
    touched: tuple[DocumentId, ...]
    fit: Fit


@dataclass(frozen=True, slots=True)
class _Holder:
    """Who has the right to write: the session with the lock, and the number that nobody had before."""

    session: Connection
    number: int


class SharedNotes:
    """The notes of all places of one index, and the right to write to each."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._tables = Tables(place, INDEX, MOST_SESSIONS)
        self._holders: dict[str, _Holder] = {}
        self._is_made = False

    def close(self) -> None:
        """End the sessions."""
        self._tables.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A session, for reading.

        Raises:
            IndexingError: the server cannot be reached, or refused something within this.
        """
        with self._told():
            self._make()
            with self._tables.reading() as db:
                yield db

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A transaction of anybody's.

        Raises:
            IndexingError: as `reading`.
        """
        with self._told():
            self._make()
            with self._tables.changing() as db:
                yield db

    @contextmanager
    def held(self, lock: str) -> Iterator[Connection]:
        """A transaction of whoever has the right to write.

        Raises:
            IndexingError: somebody else has it now, or as `reading`.
        """
        holder = self._holders.get(lock)
        if holder is None:
            raise IndexingError("the search index is written by a process that has no right to; try again")
        with self._told(), holder.session.transaction():
            found = holder.session.execute("SELECT number FROM holder WHERE place = ?", (lock,)).fetchone()
            if found is None or found[0] != holder.number:
                raise IndexingError(
                    "this process lost the right to write to the search index, and another one has it; nothing of this "
                    "write counts: try again"
                )
            yield holder.session

    def take(self, lock: str) -> bool:
        """Take the right to write, which the server lets go of when this process ends; False if somebody has it.

        Raises:
            IndexingError: as `reading`.
        """
        with self._told():
            self._make()
            session = Connection(self.place, INDEX)
            try:
                if not session.execute(TAKE, (self._named(lock),)).fetchone()[0]:
                    session.close()
                    return False
                with session.transaction():
                    session.execute(
                        "INSERT INTO holder VALUES (?, 1) ON CONFLICT (place) DO UPDATE SET number = holder.number + 1",
                        (lock,),
                    )
                    [number] = session.execute("SELECT number FROM holder WHERE place = ?", (lock,)).fetchone()
            except BaseException:
                session.close()
                raise
        self._holders[lock] = _Holder(session, number)
        return True

    def let_go(self, lock: str) -> None:
        """Let go of the right to write."""
        self._holders.pop(lock).session.close()

    def is_free(self, lock: str) -> bool:
        """True if nobody has the right to write."""
        with self.reading() as db:
            return bool(db.execute(FREE, (self._named(lock), self._named(lock))).fetchone()[0])

    def lying(self) -> tuple[str, str, str]:
        """The place of the index that serves, and of the one that is being made and for what; empty for none."""
        with self.reading() as db:
            return _lying(db)

    def counting(self) -> tuple[str, dict[str, Fit]]:
        """The place of the index that serves, and which version counts at each place, all of one moment."""
        question = "SELECT serving, '', 0, 0 FROM lying UNION ALL SELECT place, origin, version, folding FROM fit"
        with self.reading() as db:
            rows = db.execute(question).fetchall()
        serving = next((name for name, origin, _, _ in rows if not origin), FIRST)
        return serving, {place: Fit(origin, number, bool(folding)) for place, origin, number, folding in rows if origin}

    def settle(self, lock: str, settled: Sequence[Settled]) -> None:
        """Note of several places that a version counts there: readers have all of it, or nothing."""
        with self.held(lock) as db:
            for each in settled:
                PlaceNotes(self, each.place, lock).note_settled(db, each.touched, each.fit)

    def serve_first(self, lock: str, place: str) -> None:
        """Have the index at a place serve where none ever did."""
        with self.held(lock) as db:
            _lie(db, place, *_lying(db)[1:])

    def switch(self, lock: str, place: str) -> None:
        """Have the index at a place serve; the former one is replaced."""
        with self.held(lock) as db:
            serving, beside, _ = _lying(db)
            _lie(db, place, "", "")
            _replaced(db, {serving, beside} - {place, ""})

    def beside(self, place: str, purpose: str) -> str:
        """Where the index for a purpose is being made: at `place`, unless one is being made for it already."""
        with self.changing() as db:
            serving, beside, wanted = _lying(db)
            if beside and wanted == purpose:
                return beside
            _lie(db, serving, place, purpose)
            _replaced(db, {beside} - {""})
        return place

    def replaced(self, before: float) -> list[str]:
        """The places of indexes that were replaced before a time."""
        with self.reading() as db:
            rows = db.execute("SELECT place FROM replaced WHERE at <= ? ORDER BY place", (before,)).fetchall()
        return [place for (place,) in rows]

    def forget(self, place: str) -> None:
        """Forget all of a place whose objects are gone."""
        with self.changing() as db:
            for table in (*NOTED, "replaced"):
                db.execute(f"DELETE FROM {table} WHERE place = ?", (place,))  # noqa: S608 - our own names

    def _make(self) -> None:
        if not self._is_made:
            self._tables.make()
            self._is_made = True

    def _named(self, lock: str) -> str:
        return f"{self.place.schema} {lock}"

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DatabaseFailed as error:
            raise IndexingError(
                f"what is noted of the search index in the {self.place.name} cannot be used ({error}); see that "
                "PostgreSQL runs and can be reached"
            ) from error


@dataclass(frozen=True, slots=True)
class PlaceNotes:
    """The notes of one place; whoever writes some holds the right named `lock`. Implements `Notes`."""

    shared: SharedNotes
    place: str
    lock: str

    def fit(self) -> Fit | None:
        """The version that counts."""
        with self.shared.reading() as db:
            found = db.execute("SELECT origin, version, folding FROM fit WHERE place = ?", (self.place,)).fetchone()
        return None if found is None else Fit(found[0], found[1], bool(found[2]))

    def begin(self, write: UnderWay, fit: Fit) -> None:
        """Note that a write begins, and which version counts meanwhile."""
        with self.shared.held(self.lock) as db:
            values = (self.place, write.version, int(write.is_undone), json.dumps(sorted(set(write.documents))))
            self._drop(db, "under_way")
            db.execute("INSERT INTO under_way VALUES (?, ?, ?, ?)", values)
            self._note(db, fit)

    def settle(self, touched: Sequence[DocumentId] | None, fit: Fit) -> None:
        """Note that a version counts, in which the rows of some documents are others, or all if that is None."""
        with self.shared.held(self.lock) as db:
            self.note_settled(db, touched, fit)

    def note_settled(self, db: Database, touched: Sequence[DocumentId] | None, fit: Fit) -> None:
        """Note the same within a transaction of whoever has the right to write."""
        self._settle(db, touched, fit, is_fold=False)
        if touched is None:
            self._drop(db, "waiting")
            self._drop(db, "made_anew")
        db.executemany(
            "DELETE FROM made_anew WHERE place = ? AND document = ?", [(self.place, each) for each in touched or ()]
        )
        db.executemany(
            "INSERT INTO waiting VALUES (?, ?) ON CONFLICT DO NOTHING", [(self.place, each) for each in touched or ()]
        )

    def note_fold(self, fit: Fit, fold: Fold) -> None:
        """Note a fold, and the version that counts after it."""
        with self.shared.held(self.lock) as db:
            self._settle(db, (), fit, is_fold=True)
            self._drop(db, "waiting")
            self._drop(db, "fold")
            at, seconds, rows, fragments, is_whole = astuple(fold)
            values = (self.place, at, seconds, rows, fragments, int(is_whole))
            db.execute("INSERT INTO fold VALUES (?, ?, ?, ?, ?, ?)", values)
            db.execute("DELETE FROM settled WHERE place = ? AND version < ?", (self.place, fit.version - KEPT_SETTLED))

    def note_erasure(self) -> None:
        """Forget which documents were written before the newest version, some of which are erased."""
        with self.shared.held(self.lock) as db:
            [newest] = db.execute("SELECT max(version) FROM settled WHERE place = ?", (self.place,)).fetchone()
            db.execute("DELETE FROM settled WHERE place = ? AND version < ?", (self.place, newest))
        with self.shared.reading() as db:
            db.execute(f"VACUUM (FULL) {', '.join(NOTED)}")

    def since(self, before: Fit | None, fit: Fit) -> Since:
        """What was settled after one version up to another."""
        with self.shared.reading() as db:
            rows = db.execute(
                """SELECT version, documents, is_fold FROM settled
                   WHERE place = ? AND version BETWEEN ? AND ? ORDER BY version""",
                (self.place, fit.version if before is None else before.version, fit.version),
            ).fetchall()
        if before is None or before.origin != fit.origin or not rows or rows[0][0] != before.version:
            return Since(None, has_fold=True)
        later = rows[1:]
        lists = [documents for _, documents, _ in later]
        named = None
        if None not in lists:
            named = tuple(sorted({DocumentId(each) for listed in lists for each in json.loads(listed)}))
        return Since(named, any(row[2] for row in later))

    def under_way(self) -> UnderWay | None:
        """The write that began and did not end."""
        with self.shared.reading() as db:
            question = "SELECT version, is_undone, documents FROM under_way WHERE place = ?"
            found = db.execute(question, (self.place,)).fetchone()
        return None if found is None else UnderWay(found[0], bool(found[1]), tuple(json.loads(found[2])))

    def waiting(self) -> list[DocumentId]:
        """The documents that were written since the last fold."""
        with self.shared.reading() as db:
            question = "SELECT document FROM waiting WHERE place = ? ORDER BY document"
            return [DocumentId(document) for (document,) in db.execute(question, (self.place,)).fetchall()]

    def last_fold(self) -> Fold | None:
        """The last fold."""
        with self.shared.reading() as db:
            question = "SELECT at, seconds, rows, fragments, is_whole FROM fold WHERE place = ?"
            found = db.execute(question, (self.place,)).fetchone()
        return None if found is None else Fold(found[0], found[1], found[2], found[3], bool(found[4]))

    def note_made(self, made: Mapping[DocumentId, Made]) -> None:
        """Note of documents that their rows are in an index that is being made."""
        with self.shared.changing() as db:
            db.executemany(
                "DELETE FROM made_anew WHERE place = ? AND document = ?", [(self.place, each) for each in made]
            )
            db.executemany(
                "INSERT INTO made_anew VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (self.place, each, m.version, m.matter, json.dumps(m.labels), m.cut, m.digests)
                    for each, m in made.items()
                ],
            )

    def made(self) -> dict[DocumentId, Made]:
        """The documents that were noted."""
        with self.shared.reading() as db:
            question = "SELECT document, version, matter, labels, cut, digests FROM made_anew WHERE place = ?"
            rows = db.execute(question, (self.place,)).fetchall()
        return {
            DocumentId(document): Made(VersionId(version), MatterId(matter), tuple(json.loads(labels)), cut, digests)
            for document, version, matter, labels, cut, digests in rows
        }

    def forget_made(self) -> None:
        """Forget which documents were noted."""
        with self.shared.changing() as db:
            self._drop(db, "made_anew")

    def _settle(self, db: Database, touched: Sequence[DocumentId] | None, fit: Fit, *, is_fold: bool) -> None:
        # A fold that has nothing to do leaves the version that a write has just made.
        same = db.execute(
            "SELECT documents, is_fold FROM settled WHERE place = ? AND version = ?", (self.place, fit.version)
        ).fetchone()
        if same is not None:
            touched = None if None in (touched, same[0]) else [*(touched or ()), *json.loads(same[0])]
            is_fold = is_fold or bool(same[1])
        listed = None if touched is None else json.dumps(sorted(set(touched)))
        db.execute("DELETE FROM settled WHERE place = ? AND version >= ?", (self.place, fit.version))
        values = (self.place, fit.version, listed, int(is_fold))
        db.execute("INSERT INTO settled VALUES (?, ?, ?, ?)", values)
        self._drop(db, "under_way")
        self._note(db, fit)

    def _note(self, db: Database, fit: Fit) -> None:
        self._drop(db, "fit")
        db.execute("INSERT INTO fit VALUES (?, ?, ?, ?)", (self.place, fit.origin, fit.version, int(fit.folding)))

    def _drop(self, db: Database, table: str) -> None:
        db.execute(f"DELETE FROM {table} WHERE place = ?", (self.place,))  # noqa: S608 - our own names


def _lying(db: Database) -> tuple[str, str, str]:
    found = db.execute("SELECT serving, beside, purpose FROM lying").fetchone()
    return (FIRST, "", "") if found is None else (found[0], found[1], found[2])


def _lie(db: Database, serving: str, beside: str, purpose: str) -> None:
    db.execute("DELETE FROM lying")
    db.execute("INSERT INTO lying VALUES (1, ?, ?, ?)", (serving, beside, purpose))


def _replaced(db: Database, places: set[str]) -> None:
    for place in places:
        values = (place, time.time())
        db.execute("INSERT INTO replaced VALUES (?, ?) ON CONFLICT (place) DO UPDATE SET at = excluded.at", values)
