"""Which postings a scope opens: the documents of each matter, and the places of words in their pieces.

Which documents a matter has is kept in memory, by a number that changes whenever they do. Nothing is read, nor looked
up in memory, of matters that the scope does not open.
"""

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index import merged
from pincite.index.merged import PIECE_BYTES, PLACE, array


@dataclass(frozen=True, slots=True)
class Part:
    """A version of a document that has postings, and how many pieces it has."""

    number: int
    document: DocumentId
    version: VersionId
    labels: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """The documents of a matter. Each piece has a slot; slots of documents that left count for nothing.

    `firsts` are the first slots of `parts`. `lists` has the first slot of each merger and how many it has, `singles`
    that of each part which is not merged. `left` are ranges of slots of documents that left.
    """

    number: int
    parts: tuple[Part, ...]
    firsts: NDArray[np.int64]
    slots: int
    lists: Mapping[int, tuple[int, int]]
    singles: Mapping[int, tuple[int, int]]
    left: tuple[tuple[int, int], ...]
    places: Mapping[DocumentId, Sequence[int]]

    def of(self, documents: Set[DocumentId]) -> Iterator[Part]:
        """The parts of some documents."""
        for document in documents & self.places.keys():
            yield from (self.parts[place] for place in self.places[document])

    def hidden(self, denied: frozenset[DocumentId]) -> Iterator[tuple[int, int]]:
        """Ranges of slots that do not count for somebody who may not see these documents."""
        yield from self.left
        for document in denied & self.places.keys():
            for place in self.places[document]:
                first = int(self.firsts[place])
                yield first, first + self.parts[place].count


Kept = MutableMapping[int, tuple[int, Shelf]]
"""Shelves that were read before, each with the number that they had then."""


@dataclass(slots=True)
class OpenShelves:
    """What a scope opens. `slots` is the number of places; a score is kept for each."""

    slots: int = 0
    _bases: list[int] = field(default_factory=list)
    _blocks: list[Shelf | Part] = field(default_factory=list)
    _lists: dict[int, tuple[int, int]] = field(default_factory=dict)
    _parts: dict[int, tuple[int, int]] = field(default_factory=dict)
    _merged: list[int] = field(default_factory=list)
    _plain: list[int] = field(default_factory=list)
    _singly: dict[int, list[int]] = field(default_factory=dict)
    _hidden: list[tuple[int, int]] = field(default_factory=list)

    def open_whole(self, shelf: Shelf, denied: frozenset[DocumentId]) -> None:
        """Open a matter as a whole, except some documents."""
        base = self.slots
        self._lists |= {number: (base + first, count) for number, (first, count) in shelf.lists.items()}
        self._parts |= {number: (base + first, count) for number, (first, count) in shelf.singles.items()}
        self._hidden += [(base + first, base + end) for first, end in shelf.hidden(denied)]
        (self._merged if shelf.lists else self._plain).append(shelf.number)
        if shelf.lists and shelf.singles:
            self._singly[shelf.number] = list(shelf.singles)
        self._add(shelf, shelf.slots)

    def open_part(self, part: Part, shelf: int) -> None:
        """Open one document of a matter."""
        self._parts[part.number] = (self.slots, part.count)
        self._singly.setdefault(shelf, []).append(part.number)
        self._add(part, part.count)

    def _add(self, block: Shelf | Part, slots: int) -> None:
        self._bases.append(self.slots)
        self._blocks.append(block)
        self.slots += slots

    def places(self, db: sqlite3.Connection, term: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The slots of a term, and its impacts there; those of hidden documents too.

        Raises:
            sqlite3.DatabaseError: a list is damaged.
        """
        found = [(self._lists[number], places) for number, places in _merged(db, term, self._merged)]
        of_parts = [*_plain(db, term, self._plain)]
        for shelf, own in self._singly.items():
            of_parts += _singly(db, term, shelf, own)
        found += [(self._parts[number], places) for number, places in of_parts if number in self._parts]
        lists = [(place, array(places, PLACE)) for place, places in found]
        counts = [len(places) for _, places in lists]
        bases = np.repeat(np.array([base for (base, _), _ in lists], np.int64), counts)
        most = np.repeat(np.array([count for (_, count), _ in lists], np.int64), counts)
        places = np.concatenate([places for _, places in lists]) if lists else np.zeros(0, PLACE)
        if not (np.isfinite(places["impact"]).all() and (places["place"] < most).all()):
            raise sqlite3.DatabaseError("where a word stands is damaged in it")
        return bases + places["place"], places["impact"].astype(np.float64)

    def hide(self, scores: NDArray[np.float64]) -> None:
        """Set the scores of pieces to 0 that are not open."""
        for first, end in self._hidden:
            scores[first:end] = 0

    def part_at(self, slot: int) -> tuple[Part, int]:
        """The part at a slot, and the place of the piece in it."""
        at = bisect_right(self._bases, slot) - 1
        block, inside = self._blocks[at], slot - self._bases[at]
        if isinstance(block, Part):
            return block, inside
        place = int(np.searchsorted(block.firsts, inside, "right")) - 1
        return block.parts[place], inside - int(block.firsts[place])

    def pieces(self, slots: NDArray[np.int64]) -> dict[DocumentId, int]:
        """How many of these slots each document has; slots that are not open are left out."""
        open_ones = np.ones(self.slots)
        self.hide(open_ones)
        numbers = np.cumsum(self._starts())[slots[open_ones[slots] > 0]] - 1
        parts = [part for block in self._blocks for part in ([block] if isinstance(block, Part) else block.parts)]
        found: dict[DocumentId, int] = {}
        for number, count in zip(*np.unique(numbers, return_counts=True), strict=True):
            document = parts[int(number)].document
            found[document] = found.get(document, 0) + int(count)
        return found

    def _starts(self) -> NDArray[np.int64]:
        """1 at the first slot of each part, 0 elsewhere."""
        starts = np.zeros(self.slots, np.int64)
        for base, block in zip(self._bases, self._blocks, strict=True):
            np.add.at(starts, base + (np.zeros(1, np.int64) if isinstance(block, Part) else block.firsts), 1)
        return starts

    def pieces_of(self, documents: Set[DocumentId]) -> dict[DocumentId, int]:
        """How many pieces each of these documents has, of which each has one that is open."""
        found: dict[DocumentId, int] = {}
        for block in self._blocks:
            for part in [block] if isinstance(block, Part) else block.of(documents):
                if part.document in documents:
                    found[part.document] = found.get(part.document, 0) + part.count
        return found


def opened(db: sqlite3.Connection, scope: Scope, among: frozenset[DocumentId] | None, kept: Kept) -> OpenShelves:
    """What a scope opens, only of the documents `among` if these are given.

    Raises:
        sqlite3.DatabaseError: a list is damaged.
    """
    made = OpenShelves()
    is_stamped = merged.has(db)
    stamp = "(SELECT value FROM stamp WHERE stamp.shelf = shelf.id)" if is_stamped else "NULL"
    matters = json.dumps(sorted(scope.matters | scope.reach))
    found = db.execute(
        f"SELECT id, matter, {stamp} FROM shelf WHERE matter IN (SELECT value FROM json_each(?))",  # noqa: S608 - our own names
        (matters,),
    )
    partly: dict[int, MatterId] = {}
    for number, matter, value in found.fetchall():
        if matter in scope.matters and among is None:
            made.open_whole(_shelf(db, number, value, kept), scope.denied)
        else:
            partly[number] = matter
    for part, shelf in _parts(db, partly, among):
        if scope.permits(partly[shelf], part.document, part.labels):
            made.open_part(part, shelf)
    return made


def _shelf(db: sqlite3.Connection, number: int, value: int | None, kept: Kept) -> Shelf:
    """A shelf, as it was read before where it has not changed since."""
    known = kept.get(number)
    if known is not None and known[0] == value:
        return known[1]
    made = _read(db, number, has_mergers=value is not None)
    if value is not None:
        kept[number] = (value, made)
    return made


def _read(db: sqlite3.Connection, number: int, *, has_mergers: bool) -> Shelf:
    left_over = {part.number: part for part, _ in _parts(db, [number], None)}
    slots, lists, left = 0, dict[int, tuple[int, int]](), list[tuple[int, int]]()
    placed: list[tuple[int, Part]] = []
    for merger in merged.mergers(db, number) if has_mergers else ():
        lists[merger.number] = (slots, merger.places)
        for part, first, count in merger.members.tolist():
            known = left_over.pop(part, None)
            if known is None and part:
                raise sqlite3.DatabaseError("what was merged is damaged in it")
            if known is None:
                left.append((slots + first, slots + first + count))
            elif known.count != count:
                raise sqlite3.DatabaseError("a list of pieces is damaged in it")
            else:
                placed.append((slots + first, known))
        slots += merger.places
    singles: dict[int, tuple[int, int]] = {}
    for part in left_over.values():
        singles[part.number] = (slots, part.count)
        placed.append((slots, part))
        slots += part.count
    placed.sort(key=lambda each: each[0])
    places: dict[DocumentId, list[int]] = {}
    for place, (_, part) in enumerate(placed):
        places.setdefault(part.document, []).append(place)
    firsts = np.array([first for first, _ in placed], np.int64)
    return Shelf(number, tuple(part for _, part in placed), firsts, slots, lists, singles, tuple(left), places)


def _parts(
    db: sqlite3.Connection, shelves: Iterable[int], among: frozenset[DocumentId] | None
) -> Iterator[tuple[Part, int]]:
    """The parts of some shelves, each with its shelf."""
    question = """SELECT id, document, version, shelf, labels, length(pieces) FROM part
                  WHERE shelf IN (SELECT value FROM json_each(?))"""
    values = [json.dumps(sorted(shelves))]
    if among is not None:
        question += " AND document IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(sorted(among)))
    for number, document, version, shelf, labels, size in db.execute(question, values).fetchall():
        if not isinstance(size, int) or size % PIECE_BYTES or {type(document), type(version)} != {str}:
            raise sqlite3.DatabaseError("a list of pieces is damaged in it")
        yield Part(number, document, version, labels_in(labels), size // PIECE_BYTES), shelf


def labels_in(content: object) -> tuple[str, ...]:
    """The labels in a column.

    Raises:
        sqlite3.DatabaseError: it holds none.
    """
    if content == "[]":
        return ()
    try:
        found = json.loads(content) if isinstance(content, str) else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(label, str) for label in found):
        raise sqlite3.DatabaseError("a list of labels is damaged in it")
    return tuple(found)


def _merged(db: sqlite3.Connection, term: int, shelves: Sequence[int]) -> list[tuple[int, object]]:
    question = "SELECT merger, places FROM merged WHERE term = ? AND shelf IN (SELECT value FROM json_each(?))"
    return db.execute(question, (term, json.dumps(shelves))).fetchall() if shelves else []


def _plain(db: sqlite3.Connection, term: int, shelves: Sequence[int]) -> list[tuple[int, object]]:
    question = "SELECT part, places FROM posting WHERE term = ? AND shelf IN (SELECT value FROM json_each(?))"
    return db.execute(question, (term, json.dumps(shelves))).fetchall() if shelves else []


def _singly(db: sqlite3.Connection, term: int, shelf: int, parts: Sequence[int]) -> list[tuple[int, object]]:
    question = """SELECT part, places FROM posting
                  WHERE term = ? AND shelf = ? AND part IN (SELECT value FROM json_each(?))"""
    return db.execute(question, (term, shelf, json.dumps(parts))).fetchall()
