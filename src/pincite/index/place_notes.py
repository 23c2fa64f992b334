"""What is noted of one place of an index that machines share: which version counts, and what is under way."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Final

from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.noted_tables import NOTED, drop, note_fit, note_settled, note_version
from pincite.index.notes import Fit, Fold, Made, UnderWay
from pincite.index.shared_notes import SharedNotes
from pincite.postgres.scrubbing import scrub

KEPT_SETTLED: Final = 10_000
"""Versions whose documents stay noted. A machine that missed more reads all rows once."""


@dataclass(frozen=True, slots=True)
class Since:
    """What was settled after a version: the documents with other rows, None for all, and whether it was folded."""

    documents: tuple[DocumentId, ...] | None
    has_fold: bool


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
            drop(db, self.place, "under_way")
            db.execute("INSERT INTO under_way VALUES (?, ?, ?, ?)", values)
            note_fit(db, self.place, fit)

    def settle(self, touched: Sequence[DocumentId] | None, fit: Fit) -> None:
        """Note that a version counts, in which the rows of some documents are others, or all if that is None."""
        with self.shared.held(self.lock) as db:
            note_settled(db, self.place, touched, fit)

    def note_fold(self, fit: Fit, fold: Fold) -> None:
        """Note a fold, and the version that counts after it."""
        with self.shared.held(self.lock) as db:
            note_version(db, self.place, (), fit, is_fold=True)
            drop(db, self.place, "waiting")
            drop(db, self.place, "fold")
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
            scrub(db, ", ".join(NOTED))

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
            drop(db, self.place, "made_anew")
