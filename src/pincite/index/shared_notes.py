"""What writers note of tables that machines share: in PostgreSQL, beside the lock that says who may write.

A version of a table counts once it is noted here. Whoever may write has a number, which each note checks in its own
transaction: a writer whose session was lost, and whose lock somebody else took since, notes nothing any more.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from pincite.databases import Database, DatabaseFailed
from pincite.documents.span import DocumentId
from pincite.errors import IndexingError
from pincite.index.noted_tables import INDEX, NOTED, drop, note_settled
from pincite.index.notes import Fit
from pincite.postgres.clock import SAID
from pincite.postgres.connection import Connection
from pincite.postgres.place import PostgresSchema
from pincite.postgres.tables import Tables

FIRST: Final = "first"
"""The place of an index that was never made anew."""

MOST_SESSIONS: Final = 4
"""Of one process: a note takes milliseconds."""

TAKE: Final = "SELECT pg_try_advisory_lock(hashtext('pincite index'), hashtext(?))"

FREE: Final = """SELECT CASE WHEN pg_try_advisory_lock_shared(hashtext('pincite index'), hashtext(?))
    THEN pg_advisory_unlock_shared(hashtext('pincite index'), hashtext(?)) ELSE false END"""


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

    def __init__(self, place: PostgresSchema) -> None:
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
        with self._reported():
            self._make()
            with self._tables.reading() as db:
                yield db

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A transaction of anybody's.

        Raises:
            IndexingError: as `reading`.
        """
        with self._reported():
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
        with self._reported(), holder.session.transaction():
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
        with self._reported():
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
                note_settled(db, each.place, each.touched, each.fit)

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

    def replaced(self, seconds: float) -> list[str]:
        """The places of indexes that were replaced at least some seconds ago, by the database's clock."""
        with self.reading() as db:
            rows = db.execute(
                f"SELECT place FROM replaced WHERE at <= {SAID} - ?::float8 ORDER BY place",  # noqa: S608 - our own words
                (seconds,),
            ).fetchall()
        return [place for (place,) in rows]

    def forget(self, place: str) -> None:
        """Forget all of a place whose objects are gone."""
        with self.changing() as db:
            for table in (*NOTED, "replaced"):
                drop(db, place, table)

    def _make(self) -> None:
        if not self._is_made:
            self._tables.make()
            self._is_made = True

    def _named(self, lock: str) -> str:
        return f"{self.place.schema} {lock}"

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except DatabaseFailed as error:
            raise IndexingError(
                f"what is noted of the search index in the {self.place.name} cannot be used ({error}); see that "
                "PostgreSQL runs and can be reached"
            ) from error


def _lying(db: Database) -> tuple[str, str, str]:
    found = db.execute("SELECT serving, beside, purpose FROM lying").fetchone()
    return (FIRST, "", "") if found is None else (found[0], found[1], found[2])


def _lie(db: Database, serving: str, beside: str, purpose: str) -> None:
    db.execute("DELETE FROM lying")
    db.execute("INSERT INTO lying VALUES (1, ?, ?, ?)", (serving, beside, purpose))


def _replaced(db: Database, places: set[str]) -> None:
    for place in places:
        db.execute(
            f"INSERT INTO replaced VALUES (?, {SAID}) ON CONFLICT (place) DO UPDATE SET at = excluded.at",  # noqa: S608 - our own words
            (place,),
        )
