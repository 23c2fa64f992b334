"""The fake index: the same port over plain lists, exact and deterministic, gone with the process.

It neither stems words nor shares the engine's full list of stop words; otherwise its scores are those of `index.lance`.
"""

import math
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from typing import Self

import numpy as np

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.checks import Findings, require_question, require_rows, within
from pincite.index.port import Hit, IndexReport, Legs, Row, Vector

K1 = 1.2
"""Saturation of term frequency, LanceDB's value: a word's second occurrence adds 0.375 to the first's 1, all further
ones together at most 0.825."""

B = 0.75
"""Weight of a chunk's length, LanceDB's value: 0 ignores it, 1 divides by it."""

STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the to was will with".split()  # noqa: SIM905 - 26 quoted words read worse
)
"""English words too common to look for."""

WORD = re.compile(r"[^\W_]+")


class MemoryIndex:
    """An index in memory, for vectors of `dimensions` numbers."""

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions
        self._rows: list[Row] = []
        self._number = 0

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
        """Drop every row of these documents; nothing of earlier versions is kept anyway."""
        return self._commit(self._rows_outside(documents))

    async def relabel(self, documents: Sequence[DocumentId], matter: MatterId, labels: Sequence[str]) -> str:
        """Give every row of these documents another matter and other labels."""
        moved = set(documents)
        return self._commit(
            [
                replace(row, matter=matter, labels=tuple(labels)) if row.chunk.document in moved else row
                for row in self._rows
            ]
        )

    async def search(
        self, text: str, vector: Vector, scope: Scope, k: int, among: frozenset[DocumentId] | None = None
    ) -> Legs:
        """The best k of each leg among rows that the scope permits, and of the documents `among`.

        Raises:
            IndexingError: the vector does not fit this index, or k is below 1.
        """
        require_question(vector, self._dimensions, k)
        permitted = [
            scope.permits(row.matter, row.chunk.document, row.labels) and (among is None or row.chunk.document in among)
            for row in self._rows
        ]
        relevance = Bm25([words(row.chunk.search_text) for row in self._rows]).scores(words(text))
        lexical = [
            _hit(row, score)
            for row, score, visible in zip(self._rows, relevance, permitted, strict=True)
            if visible and score > 0
        ]
        dense = [
            _hit(row, float(row.vector @ vector)) for row, visible in zip(self._rows, permitted, strict=True) if visible
        ]
        return Legs(within(scope, lexical)[:k], within(scope, dense)[:k], self._version())

    async def count(self, scope: Scope) -> int:
        """How many rows the scope permits."""
        return sum(scope.permits(row.matter, row.chunk.document, row.labels) for row in self._rows)

    async def version(self) -> str:
        """The newest version, opaque."""
        return self._version()

    async def at(self, version: str) -> Self | None:
        """This index when that is its version; earlier ones are not kept."""
        return self if version == await self.version() else None

    async def versions(self) -> dict[DocumentId, frozenset[VersionId]]:
        """Which content versions of which documents have rows."""
        found: dict[DocumentId, frozenset[VersionId]] = {}
        for chunk in (row.chunk for row in self._rows):
            found[chunk.document] = found.get(chunk.document, frozenset()) | {chunk.version}
        return found

    async def optimize(self, *, if_due: bool = False) -> None:
        """Do nothing: there is nothing to fold."""

    async def rows(self) -> AsyncIterator[Row]:
        """Every row, in no certain order."""
        for row in self._rows:
            yield row

    async def verify(self) -> IndexReport:
        """Look at every row and report what does not fit."""
        findings = Findings()
        for row in self._rows:
            findings.read(row.chunk, row.matter, float(np.linalg.norm(row.vector)))
        return findings.report(self._version(), ())

    def _rows_outside(self, documents: Iterable[DocumentId]) -> list[Row]:
        dropped = set(documents)
        return [row for row in self._rows if row.chunk.document not in dropped]

    def _commit(self, rows: list[Row]) -> str:
        self._rows = rows
        self._number += 1
        return self._version()

    def _version(self) -> str:
        return f"memory.{self._number}"


class Bm25:
    """Relevance of texts to queries, texts and queries given as words.

    Source: Robertson, Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.4; the
    inverse document frequency is Lucene's, ln(1 + (n - df + 0.5) / (df + 0.5)), which is never negative.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        average = sum(map(len, texts)) / len(texts) if texts else 1.0
        self._damping = [K1 * (1 - B + B * len(text) / (average or 1.0)) for text in texts]
        self._postings: dict[str, list[tuple[int, int]]] = {}
        for at, text in enumerate(texts):
            for word, frequency in Counter(text).items():
                self._postings.setdefault(word, []).append((at, frequency))

    def scores(self, query: Sequence[str]) -> list[float]:
        """One score per text, same order, 0 where they share no word; a word that the query repeats counts each time.

        >>> [round(score, 4) for score in Bm25([["rent", "due"], ["term"]]).scores(["rent"])]
        [0.61, 0.0]
        """
        scores = [0.0] * len(self._damping)
        for word in query:
            found = self._postings.get(word, ())
            rarity = math.log(1 + (len(scores) - len(found) + 0.5) / (len(found) + 0.5))
            for at, frequency in found:
                scores[at] += rarity * frequency * (K1 + 1) / (frequency + self._damping[at])
        return scores


def words(text: str) -> list[str]:
    """The words of a text that are looked for: letters and digits, in lower case, without stop words."""
    return [word for word in WORD.findall(text.lower()) if word not in STOP_WORDS]


def _hit(row: Row, score: float) -> Hit:
    return Hit(row.chunk, row.matter, row.labels, score)
