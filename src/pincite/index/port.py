"""The index port: rows in, hits of two legs out, always under a scope."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pincite.access.scope import Scope
from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.missing import Missing, missing_in
from pincite.index.notes import Made
from pincite.index.status import IndexStatus

Vector = NDArray[np.float32]
"""Shape (dimensions,), float32, unit length."""


@dataclass(frozen=True, slots=True)
class Row:
    """A chunk as it is stored, with the matter and labels that decide who finds it.

    `sentences` has the vectors of the sentences in it that may be quoted, packed as in `index.sentences`.
    """

    chunk: Chunk
    matter: MatterId
    labels: tuple[str, ...]
    vector: Vector
    sentences: bytes = b""


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found by one leg. `score` is the leg's own (BM25, or cosine), comparable only within the leg."""

    chunk: Chunk
    matter: MatterId
    labels: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Legs:
    """The hits of one search: each leg best first, and the version of the index that was read.

    The version of an index in shards has that of each, and says which was not searched.
    """

    lexical: tuple[Hit, ...]
    dense: tuple[Hit, ...]
    version: str

    @property
    def is_complete(self) -> bool:
        """True unless a part of the index was not searched."""
        return missing_in(self.version) is None


@dataclass(frozen=True, slots=True)
class Standing:
    """In how many pieces of which documents words occur; `pieces` is how many each of those documents has in all.

    Words are in the form of `index.words.terms`.
    """

    words: Mapping[str, Mapping[DocumentId, int]]
    pieces: Mapping[DocumentId, int]


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What `verify` found: counts, and one sentence per problem."""

    rows: int
    documents: int
    version: str
    problems: tuple[str, ...]


class Searching(Protocol):
    """Finds chunks by words and by meaning, only among those that a scope permits; always in the newest version."""

    async def search(
        self, text: str, vector: Vector, scope: Scope, k: int, among: frozenset[DocumentId] | None = None
    ) -> Legs:
        """The best k of each leg among rows that the scope permits, filtered before ranking.

        `among` narrows the search to some documents; those that the scope does not permit stay out.
        """
        ...

    async def sentences(
        self, keys: Collection[bytes], places: Collection[tuple[DocumentId, int]], scope: Scope
    ) -> dict[bytes, Vector]:
        """Vectors of sentences by their keys, from the rows at these places that the scope permits.

        A place is a document and the number of a chunk. What is not kept there is left out.
        """
        ...

    async def standing(self, words: Sequence[str], scope: Scope) -> Standing:
        """Which documents have the words, among the rows that the scope permits; a word that none has is left out."""
        ...

    async def count(self, scope: Scope, among: frozenset[DocumentId] | None = None) -> int:
        """How many rows the scope permits, of all documents or of some."""
        ...

    async def version(self) -> str:
        """The newest version, opaque."""
        ...

    async def at(self, version: str) -> "Searching | None":
        """The index as it was at a version, for searching only; None if that version has been dropped.

        A search of the past may find what today's rules forbid, so its hits must not be shown unchecked.
        """
        ...

    def partly(self, lost: Callable[[Missing], None]) -> "Searching":
        """The same, for whoever can do without a part of it: what could not be searched is told to `lost`.

        An index of one part, or one that is to be searched as a whole or not at all, is itself.
        """
        ...


class Writing(Protocol):
    """Puts rows in and takes them out. Every write is one atomic commit and returns the version that it made."""

    async def upsert(self, rows: Sequence[Row], replacing: Sequence[DocumentId]) -> str:
        """Add rows and, in the same commit, drop every earlier row of the documents named in `replacing`."""
        ...

    async def delete(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents."""
        ...

    async def erase(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents for good, with all earlier versions of the index.

        Afterwards nothing that is stored has their words, ids or vectors, or those of rows that were dropped before.
        """
        ...

    async def relabel(self, documents: Sequence[DocumentId], matter: MatterId, labels: Sequence[str]) -> str:
        """Give every row of these documents another matter and other labels; effective for every later search."""
        ...


class Upkeep(Protocol):
    """Keeps an index sound: folds what was written, and reads all of it, whoever may see it."""

    async def versions(self, documents: Collection[DocumentId] | None = None) -> dict[DocumentId, frozenset[VersionId]]:
        """Which content versions of which documents have rows, of some or all; to reconcile with the catalogue."""
        ...

    async def lacking(self) -> frozenset[DocumentId]:
        """Documents that were read in by a release that kept no vectors of sentences."""
        ...

    async def optimize(self, *, if_due: bool = False, is_whole: bool = False) -> None:
        """Fold new rows into the search structures and drop old versions of the index; `if_due` once enough waits.

        `is_whole` also joins what earlier folds made.
        """
        ...

    async def status(self) -> IndexStatus:
        """How the index stands, without reading its rows."""
        ...

    def rows(self, documents: Collection[DocumentId] | None = None) -> AsyncIterator[Row]:
        """Every row, of some documents or of all, in no certain order."""
        ...

    async def misled(self) -> list[DocumentId]:
        """Documents that a search by words misses, or finds by words that their rows do not have."""
        ...

    async def verify(self) -> IndexReport:
        """Read every row and report what does not fit."""
        ...


class Rebuilding(Protocol):
    """Makes an index beside the one that serves, and puts it in its place in one step."""

    async def beside(self, purpose: str) -> "Index":
        """The index that is being made for a purpose; it goes on where its making was interrupted."""
        ...

    async def note_made(self, made: Mapping[DocumentId, Made]) -> None:
        """Note of documents that their rows are in this index, which is being made."""
        ...

    async def made(self) -> Mapping[DocumentId, Made]:
        """The documents that were noted, except those whose rows were changed since."""
        ...

    async def switch(self) -> None:
        """Have the index that is being made serve from now on. The caller keeps others from writing."""
        ...


class Index(Searching, Writing, Upkeep, Rebuilding, Protocol):
    """The whole index of one workspace."""
