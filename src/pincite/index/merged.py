"""Postings of many documents of one matter in one list, so that a search reads a list for each matter, not document.

They are made from the postings of single documents, which stay. A merger has some documents of one matter; it is made
when the index is folded, from those that came since and from smaller mergers, so that each piece is merged some four
times while a matter grows tenfold. A document that leaves is struck out of its merger, and its places there count for
nothing.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SCHEMA = """
CREATE TABLE IF NOT EXISTS merger (
    id INTEGER PRIMARY KEY,
    shelf INTEGER NOT NULL,
    places INTEGER NOT NULL,             -- how many, those of documents that left included
    parts BLOB NOT NULL,                 -- of each its first place and how many it has; 0 for one that left
    terms BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS merger_shelf ON merger(shelf);
CREATE TABLE IF NOT EXISTS merged (
    term INTEGER NOT NULL,
    shelf INTEGER NOT NULL,
    merger INTEGER NOT NULL,
    places BLOB NOT NULL,
    PRIMARY KEY (term, shelf, merger)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unmerged (part INTEGER PRIMARY KEY, shelf INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS stamp (shelf INTEGER PRIMARY KEY, value INTEGER NOT NULL);
"""

TERM = np.dtype("<i8")
PLACE = np.dtype([("place", "<u4"), ("impact", "<f4")])
MEMBER = np.dtype([("part", "<i8"), ("first", "<u4"), ("count", "<u4")])

MERGED_FROM = 2
"""Documents of a matter that are merged at the least."""

MOST_PLACES = 65_536
"""A merger of so many pieces is left as it is: so merging once more takes a second or two, whatever a matter has."""

ABSORBED = 2
"""A merger is merged again with new documents that have at least one piece for each so many of its own."""


@dataclass(frozen=True, slots=True)
class Merger:
    """Some documents of one matter whose postings are in one list each."""

    number: int
    places: int
    members: NDArray[np.void]
    terms: NDArray[np.int64]


def has(db: sqlite3.Connection) -> bool:
    """True if the file has these tables; earlier releases made it without."""
    return db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'stamp'").fetchone() is not None


def take_in(db: sqlite3.Connection) -> None:
    """Note that none of the parts in a file of an earlier release are merged."""
    db.execute("INSERT OR IGNORE INTO unmerged SELECT id, shelf FROM part")
    for (shelf,) in db.execute("SELECT id FROM shelf").fetchall():
        touch(db, shelf)


def touch(db: sqlite3.Connection, shelf: int) -> None:
    """Note that a matter's postings have changed: what was kept of them in memory is out of date."""
    db.execute("INSERT OR REPLACE INTO stamp VALUES (?, ?)", (shelf, secrets.randbits(62)))


def added(db: sqlite3.Connection, part: int, shelf: int) -> None:
    """Note a new part, which is not merged."""
    db.execute("INSERT INTO unmerged VALUES (?, ?)", (part, shelf))
    touch(db, shelf)


def strike_out(db: sqlite3.Connection, part: int, shelf: int) -> None:
    """Take a part out of its merger: its number may be given to another."""
    touch(db, shelf)
    if db.execute("DELETE FROM unmerged WHERE part = ?", (part,)).rowcount:
        return
    for merger in mergers(db, shelf):
        if (merger.members["part"] == part).any():
            members = merger.members.copy()
            members["part"][members["part"] == part] = 0
            db.execute("UPDATE merger SET parts = ? WHERE id = ?", (members.tobytes(), merger.number))


def empty(db: sqlite3.Connection, shelf: int) -> None:
    """Drop the mergers of a matter that has no documents any more: its number may be given to another."""
    for merger in mergers(db, shelf):
        _drop(db, merger, shelf)
    db.execute("DELETE FROM stamp WHERE shelf = ?", (shelf,))


def mergers(db: sqlite3.Connection, shelf: int) -> list[Merger]:
    """The mergers of a matter, the smallest first.

    Raises:
        sqlite3.DatabaseError: one is damaged.
    """
    found = db.execute("SELECT id, places, parts, terms FROM merger WHERE shelf = ? ORDER BY places, id", (shelf,))
    made = [Merger(n, places, array(parts, MEMBER), array(terms, TERM)) for n, places, parts, terms in found]
    for each in made:
        ends = each.members["first"].astype(np.int64) + each.members["count"]
        if not isinstance(each.places, int) or (len(ends) and int(ends.max()) > each.places):
            raise sqlite3.DatabaseError("what was merged is damaged in it")
    return made


def shelves_to_merge(db: sqlite3.Connection) -> list[int]:
    """The matters that have enough unmerged documents."""
    question = "SELECT shelf FROM unmerged GROUP BY shelf HAVING count(*) >= ? ORDER BY shelf"
    return [shelf for (shelf,) in db.execute(question, (MERGED_FROM,))]


def merge(db: sqlite3.Connection, shelf: int) -> None:
    """Merge the new documents of a matter, with those of its mergers that are not much larger."""
    fresh = [part for (part,) in db.execute("SELECT part FROM unmerged WHERE shelf = ? ORDER BY part", (shelf,))]
    lists = _Lists()
    for part in fresh:
        [size, terms] = db.execute("SELECT length(pieces), terms FROM part WHERE id = ?", (part,)).fetchone()
        count = size // PIECE_BYTES
        lists.add(of_part(db, part, shelf, array(terms, TERM)), _member(part, count), count)
    absorbed = []
    for merger in mergers(db, shelf):
        if merger.places > ABSORBED * lists.count or merger.places + lists.count > MOST_PLACES:
            break
        lists.add(_of_merger(db, merger, shelf), merger.members, merger.places)
        absorbed.append(merger)
    for merger in absorbed:
        _drop(db, merger, shelf)
    _put(db, lists, shelf)
    db.execute("DELETE FROM unmerged WHERE shelf = ?", (shelf,))
    touch(db, shelf)


def forget_those_that_left(db: sqlite3.Connection) -> None:
    """Take mergers apart that still have places of documents that left."""
    for (shelf,) in db.execute("SELECT DISTINCT shelf FROM merger").fetchall():
        for merger in mergers(db, shelf):
            if not (merger.members["part"] == 0).any():
                continue
            _drop(db, merger, shelf)
            left = [(int(part), shelf) for part in merger.members["part"] if part]
            db.executemany("INSERT OR IGNORE INTO unmerged VALUES (?, ?)", left)
            touch(db, shelf)


def of_members(db: sqlite3.Connection) -> Iterator[tuple[int, bytes]]:
    """Each merged part with its words in a form that `form_of` gives of single postings, for comparing both.

    Raises:
        sqlite3.DatabaseError: a list is damaged.
    """
    for (shelf,) in db.execute("SELECT DISTINCT shelf FROM merger").fetchall():
        for merger in mergers(db, shelf):
            terms, places, impacts = _of_merger(db, merger, shelf)
            order = np.argsort(places, kind="stable")
            terms, places, impacts = terms[order], places[order], impacts[order]
            for part, first, count in merger.members.tolist():
                own = slice(*np.searchsorted(places, (first, first + count)).tolist())
                if part:
                    yield part, form_of(terms[own], places[own] - first, impacts[own])


def form_of(terms: NDArray[Any], places: NDArray[Any], impacts: NDArray[Any]) -> bytes:
    """Terms with their places in a part and impacts there, as bytes: by term, then by place."""
    order = np.lexsort((places, terms))
    terms, places, impacts = terms[order], places[order], impacts[order]
    return b"".join((terms.astype("<i8").tobytes(), places.astype("<u4").tobytes(), impacts.astype("<f4").tobytes()))


PIECE_BYTES = 12
"""Bytes of a piece in a part's list of pieces."""

_Found = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]
"""Terms, each with a place and an impact there."""


class _Lists:
    """Postings that are gathered one after the other, each with places of its own."""

    def __init__(self) -> None:
        self.count = 0
        self._found: list[_Found] = []
        self._members: list[NDArray[np.void]] = []

    def add(self, found: _Found, members: NDArray[np.void], count: int) -> None:
        """Add those of members that have not left; their places go on after the last ones."""
        terms, places, impacts = found
        moved = np.full(count, -1, np.int64)
        kept = members[members["part"] != 0].copy()
        for member in kept:
            first, size = int(member["first"]), int(member["count"])
            moved[first : first + size] = np.arange(self.count, self.count + size)
            member["first"] = self.count
            self.count += size
        places = moved[places]
        stays = places >= 0
        self._found.append((terms[stays], places[stays], impacts[stays]))
        self._members.append(kept)

    def members(self) -> NDArray[np.void]:
        """All members."""
        return np.concatenate(self._members)

    def by_term(self) -> Iterator[tuple[int, bytes]]:
        """Each term with its places, in order."""
        terms, places, impacts = (np.concatenate(each) for each in zip(*self._found, strict=True))
        order = np.lexsort((places, terms))
        terms, lying = terms[order], np.zeros(len(order), PLACE)
        lying["place"], lying["impact"] = places[order], impacts[order]
        own, firsts = np.unique(terms, return_index=True)
        for term, first, end in zip(own.tolist(), firsts.tolist(), [*firsts.tolist()[1:], len(terms)], strict=True):
            yield term, lying[first:end].tobytes()


def _member(part: int, count: int) -> NDArray[np.void]:
    return np.array([(part, 0, count)], MEMBER)


def of_part(db: sqlite3.Connection, part: int, shelf: int, terms: NDArray[np.int64]) -> _Found:
    """The postings of one part, of these terms and in their order: terms, places and impacts."""
    question = """SELECT term, places FROM json_each(?) wanted CROSS JOIN posting
                  ON term = wanted.value AND shelf = ? AND part = ?"""
    return _gathered(db.execute(question, (json.dumps(terms.tolist()), shelf, part)))


def _of_merger(db: sqlite3.Connection, merger: Merger, shelf: int) -> _Found:
    question = """SELECT term, places FROM json_each(?) wanted CROSS JOIN merged
                  ON term = wanted.value AND shelf = ? AND merger = ?"""
    terms, places, impacts = _gathered(db.execute(question, (json.dumps(merger.terms.tolist()), shelf, merger.number)))
    if len(places) and int(places.max()) >= merger.places:
        raise sqlite3.DatabaseError("where a word stands is damaged in it")
    return terms, places, impacts


def _gathered(found: Iterable[tuple[int, object]]) -> _Found:
    lists = [(term, array(places, PLACE)) for term, places in found]
    if not lists:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
    lying = np.concatenate([places for _, places in lists])
    terms = np.repeat(np.array([term for term, _ in lists], np.int64), [len(places) for _, places in lists])
    return terms, lying["place"].astype(np.int64), lying["impact"].astype(np.float32)


def _put(db: sqlite3.Connection, lists: _Lists, shelf: int) -> None:
    made: Sequence[tuple[int, bytes]] = list(lists.by_term())
    terms = np.array([term for term, _ in made], TERM)
    number = db.execute(
        "INSERT INTO merger (shelf, places, parts, terms) VALUES (?, ?, ?, ?)",
        (shelf, lists.count, lists.members().tobytes(), terms.tobytes()),
    ).lastrowid
    db.executemany("INSERT INTO merged VALUES (?, ?, ?, ?)", [(term, shelf, number, places) for term, places in made])


def _drop(db: sqlite3.Connection, merger: Merger, shelf: int) -> None:
    db.executemany(
        "DELETE FROM merged WHERE term = ? AND shelf = ? AND merger = ?",
        [(term, shelf, merger.number) for term in merger.terms.tolist()],
    )
    db.execute("DELETE FROM merger WHERE id = ?", (merger.number,))


def array(content: object, kind: np.dtype[Any]) -> NDArray[Any]:
    """The values in a column.

    Raises:
        sqlite3.DatabaseError: it holds no such values.
    """
    if not isinstance(content, bytes) or len(content) % kind.itemsize:
        raise sqlite3.DatabaseError("a list is damaged in it")
    return np.frombuffer(content, kind)
