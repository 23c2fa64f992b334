"""Which rows a scope opens: the blocks of its matters, by which both the vectors and the rows are read.

Which blocks a matter has is kept in memory, by the number that changes whenever they do. Nothing is read, nor looked up
in memory, of matters that the scope does not open.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId
from pincite.index.flat.tables import Block, blocks_in, damaged


@dataclass(frozen=True, slots=True)
class Matter:
    """The blocks of a matter in the order of their vectors.

    `every` has the place of each, and `places` those of a document's.
    """

    blocks: tuple[Block, ...]
    firsts: NDArray[np.int64]
    counts: NDArray[np.int64]
    every: NDArray[np.int64]
    places: Mapping[DocumentId, Sequence[int]]

    @classmethod
    def of(cls, blocks: Iterable[Block]) -> Self:
        """The matter of these blocks."""
        ordered = tuple(sorted(blocks, key=lambda block: (block.first, block.number)))
        places: dict[DocumentId, list[int]] = {}
        for place, block in enumerate(ordered):
            places.setdefault(block.document, []).append(place)
        firsts = np.array([block.first for block in ordered], np.int64)
        counts = np.array([block.count for block in ordered], np.int64)
        return cls(ordered, firsts, counts, np.arange(len(ordered)), places)

    def at(self, documents: Iterable[DocumentId]) -> list[int]:
        """The places of some documents' blocks."""
        return [place for document in documents for place in self.places.get(document, ())]

    def open(
        self, matter: MatterId, scope: Scope, among: frozenset[DocumentId] | None
    ) -> NDArray[np.int64] | Sequence[int]:
        """The places of the blocks that a scope permits, only of the documents `among` if these are given."""
        if matter in scope.matters and among is None:
            denied = self.at(scope.denied & self.places.keys())
            return np.delete(self.every, denied) if denied else self.every
        wanted = range(len(self.blocks)) if among is None else self.at(sorted(among & self.places.keys()))
        return [
            place for place in wanted if scope.permits(matter, (block := self.blocks[place]).document, block.labels)
        ]


KeptMatters = MutableMapping[MatterId, tuple[tuple[int, str], Matter]]
"""Matters that were read before, each with the number and the file of vectors that it had then."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The blocks that a scope permits, in the order of their vectors: from which position, and how many."""

    firsts: NDArray[np.int64]
    counts: NDArray[np.int64]
    _matters: tuple[Matter, ...]
    _of: NDArray[np.int64]
    _places: NDArray[np.int64]

    @property
    def pieces(self) -> int:
        """How many pieces the blocks have."""
        return int(self.counts.sum())

    def block(self, number: int) -> Block:
        """One of them."""
        return self._matters[int(self._of[number])].blocks[int(self._places[number])]

    def blocks(self) -> Iterator[Block]:
        """All of them."""
        return map(self.block, range(len(self.firsts)))


def opening(
    db: sqlite3.Connection,
    vectors: str,
    scope: Scope,
    among: frozenset[DocumentId] | None,
    kept: KeptMatters | None,
    at: int | None = None,
) -> Opening:
    """What a scope permits, of all documents or of some, now or at a version. Without `kept`, all of it is read.

    Raises:
        sqlite3.DatabaseError: what a matter has is damaged.
    """
    matters, of, places = list[Matter](), list[NDArray[np.int64]](), list[NDArray[np.int64]]()
    for name, matter in _matters(db, vectors, sorted(scope.matters | scope.reach), kept, at):
        own = np.asarray(matter.open(name, scope, among), np.int64)
        if len(own):
            of.append(np.full(len(own), len(matters), np.int64))
            places.append(own)
            matters.append(matter)
    if not matters:
        nothing = np.zeros(0, np.int64)
        return Opening(nothing, nothing, (), nothing, nothing)
    firsts = np.concatenate([matter.firsts[own] for matter, own in zip(matters, places, strict=True)])
    counts = np.concatenate([matter.counts[own] for matter, own in zip(matters, places, strict=True)])
    order = np.argsort(firsts, kind="stable")
    if (firsts[order][1:] < (firsts + counts)[order][:-1]).any():
        raise damaged("where the vectors of a document lie")
    return Opening(
        firsts[order], counts[order], tuple(matters), np.concatenate(of)[order], np.concatenate(places)[order]
    )


def _matters(
    db: sqlite3.Connection, vectors: str, names: Sequence[MatterId], kept: KeptMatters | None, at: int | None
) -> Iterator[tuple[MatterId, Matter]]:
    """Some matters, each as it was read before where it has not changed since."""
    if at is not None or kept is None:
        for name in names:
            yield name, Matter.of(blocks_in(db, at=at, matter=name))
        return
    question = """SELECT matter, value FROM shelf JOIN stamp ON stamp.shelf = shelf.id
                  WHERE matter IN (SELECT value FROM json_each(?)) ORDER BY matter"""
    for name, value in db.execute(question, (json.dumps(names),)).fetchall():
        known = kept.get(name)
        if known is None or known[0] != (value, vectors):
            known = (value, vectors), Matter.of(blocks_in(db, matter=name))
            kept[name] = known
        yield name, known[1]
