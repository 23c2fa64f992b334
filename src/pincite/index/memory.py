"""The fake index: the same port over plain lists. It is exact and deterministic, and ends with the process.

Its scores are those of `index.lance`.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.checks import Findings, require_question, require_rows, within
from pincite.index.missing import Missing
from pincite.index.notes import Made
from pincite.index.port import Hit, IndexReport, Legs, Row, Standing, Vector
from pincite.index.sentences import unpacked
from pincite.index.status import IndexStatus
from pincite.index.words import scored, terms, wanted


@dataclass(frozen=True, slots=True)
class _Commit:
    """The rows as one commit left them. Another thread may commit while they are read: a call keeps to one."""

    rows: Sequence[Row] = ()
    number: int = 0

    @property
    def version(self) -> str:
        return f"memory.{self.number}"


class MemoryIndex:
    """An index in memory, for vectors of `dimensions` numbers."""

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions
        self._newest = _Commit()
        self._beside: tuple[str, MemoryIndex] | None = None
        self._made: dict[DocumentId, Made] = {}

    async def upsert(self, rows: Sequence[Row], replacing: Sequence[DocumentId]) -> str:
        """Add rows and, in the same commit, drop every earlier row of the documents named in `replacing`.

        Raises:
            IndexingError: a row does not fit this index; then nothing has changed.
        """
        if rows:
            require_rows(rows, self._dimensions)
        return self._commit([*self._rows_outside(replacing), *rows])

    async def delete(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents."""
        return self._commit(self._rows_outside(documents))

    async def erase(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents; earlier versions are never kept."""
        return self._commit(self._rows_outside(documents))

    async def relabel(self, documents: Sequence[DocumentId], matter: MatterId, labels: Sequence[str]) -> str:
        """Give every row of these documents another matter and other labels."""
        moved = set(documents)
        return self._commit(
            [
                replace(row, matter=matter, labels=tuple(labels)) if row.chunk.document in moved else row
                for row in self._newest.rows
            ]
        )

    async def search(
        self, text: str, vector: Vector, scope: Scope, k: int, among: frozenset[DocumentId] | None = None
    ) -> Legs:
        """The best k of each leg among rows that the scope permits, only of the documents `among` if these are given.

        Raises:
            IndexingError: the vector does not fit this index, or k is below 1.
        """
        require_question(vector, self._dimensions, k)
        newest, terms = self._newest, wanted(text)
        permitted = [
            row
            for row in newest.rows
            if scope.permits(row.matter, row.chunk.document, row.labels)
            and (among is None or row.chunk.document in among)
        ]
        found = [_hit(row, scored(row.chunk.search_text, terms)) for row in permitted]
        lexical = [hit for hit in found if hit.score > 0]
        dense = [_hit(row, float(row.vector @ vector)) for row in permitted]
        return Legs(within(scope, lexical)[:k], within(scope, dense)[:k], newest.version)

    async def sentences(
        self, keys: Collection[bytes], places: Collection[tuple[DocumentId, int]], scope: Scope
    ) -> dict[bytes, Vector]:
        """Vectors of sentences by their keys, from the rows at these places that the scope permits."""
        wanted = frozenset(places)
        rows = [
            row.sentences
            for row in self._newest.rows
            if (row.chunk.document, row.chunk.ordinal) in wanted
            and scope.permits(row.matter, row.chunk.document, row.labels)
        ]
        return unpacked(rows, keys, self._dimensions)

    async def standing(self, words: Sequence[str], scope: Scope) -> Standing:
        """Which documents have the words, among the rows that the scope permits."""
        found: dict[str, Counter[DocumentId]] = {}
        pieces: Counter[DocumentId] = Counter()
        for row in self._newest.rows:
            if scope.permits(row.matter, row.chunk.document, row.labels):
                pieces[row.chunk.document] += 1
                for word in set(words) & set(terms(row.chunk.search_text)):
                    found.setdefault(word, Counter())[row.chunk.document] += 1
        return Standing(found, {document: pieces[document] for held in found.values() for document in held})

    async def count(self, scope: Scope, among: frozenset[DocumentId] | None = None) -> int:
        """How many rows the scope permits, of all documents or of some."""
        return sum(
            scope.permits(row.matter, row.chunk.document, row.labels)
            for row in self._newest.rows
            if among is None or row.chunk.document in among
        )

    async def version(self) -> str:
        """The newest version, opaque."""
        return self._newest.version

    async def at(self, version: str) -> Self | None:
        """This index if that is its version; earlier ones are not kept."""
        return self if version == await self.version() else None

    def partly(self, lost: Callable[[Missing], None]) -> Self:  # noqa: ARG002 - the port names it
        """Itself: it is searched as a whole."""
        return self

    async def versions(self, documents: Collection[DocumentId] | None = None) -> dict[DocumentId, frozenset[VersionId]]:
        """Which content versions of which documents have rows, of some or of all."""
        found: dict[DocumentId, frozenset[VersionId]] = {}
        for chunk in (row.chunk for row in self._newest.rows):
            if documents is None or chunk.document in documents:
                found[chunk.document] = found.get(chunk.document, frozenset()) | {chunk.version}
        return found

    async def lacking(self) -> frozenset[DocumentId]:
        """No documents: all were read in by this release."""
        return frozenset()

    async def optimize(self, *, if_due: bool = False, is_whole: bool = False) -> None:
        """Do nothing: a list needs no folding."""

    async def status(self) -> IndexStatus:
        """How many rows there are; nothing of them waits, and nothing is on a disk."""
        newest = self._newest
        documents = len({row.chunk.document for row in newest.rows})
        return IndexStatus(newest.version, len(newest.rows), documents, 0, 1, 1, None, 0, {}, None, True)

    async def rows(self, documents: Collection[DocumentId] | None = None) -> AsyncIterator[Row]:
        """Every row, of some documents or of all, in no certain order."""
        for row in self._newest.rows:
            if documents is None or row.chunk.document in documents:
                yield row

    async def misled(self) -> list[DocumentId]:
        """No documents: words are searched in the rows themselves."""
        return []

    async def verify(self) -> IndexReport:
        """Read every row and report what does not fit."""
        findings, newest = Findings(), self._newest
        for row in newest.rows:
            findings.read(row.chunk, row.matter, float(np.linalg.norm(row.vector)))
        return findings.report(newest.version, ())

    async def beside(self, purpose: str) -> "MemoryIndex":
        """The index that is being made for a purpose."""
        if self._beside is None or self._beside[0] != purpose:
            self._beside = purpose, MemoryIndex(self._dimensions)
        return self._beside[1]

    async def note_made(self, made: Mapping[DocumentId, Made]) -> None:
        """Note of documents that their rows are in this index, which is being made."""
        self._made |= made

    async def made(self) -> Mapping[DocumentId, Made]:
        """The documents that were noted."""
        return self._made

    async def switch(self) -> None:
        """Have the index that is being made serve from now on."""
        if self._beside is not None:
            self._commit(self._beside[1]._newest.rows)
            self._beside = None

    def _rows_outside(self, documents: Iterable[DocumentId]) -> list[Row]:
        dropped = set(documents)
        return [row for row in self._newest.rows if row.chunk.document not in dropped]

    def _commit(self, rows: Sequence[Row]) -> str:
        self._newest = _Commit(rows, self._newest.number + 1)
        return self._newest.version


def _hit(row: Row, score: float) -> Hit:
    return Hit(row.chunk, row.matter, row.labels, score)
