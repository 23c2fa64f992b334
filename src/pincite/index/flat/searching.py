"""Runs both legs of a search on one state of the index, filtered by the scope before ranking.

Every vector that the scope permits is compared with the question's, and no other one is read.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Self

import numpy as np

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, VersionId
from pincite.index.checks import UNIT_NORM_TOLERANCE, require_question, require_within, within
from pincite.index.flat.blocks import Opening, opening
from pincite.index.flat.opened import OpenedIndex, Snapshot, version_of
from pincite.index.flat.tables import Block, blocks_in, chunks_in, damaged, indexed_in, places_of, sentences_in
from pincite.index.flat.vectors import cosines, runs_of
from pincite.index.missing import Missing
from pincite.index.port import Hit, Legs, Standing, Vector
from pincite.index.posting_tables import METHOD, fit_in
from pincite.index.postings import best_in, standing_in
from pincite.index.sentences import unpacked
from pincite.index.shelves import opened
from pincite.index.words import scored, terms, wanted

Among = frozenset[DocumentId] | None

Found = tuple[Block, int, float]
"""A piece that was found: its block, its place in it, and its score."""


class Searching(OpenedIndex):
    """Implements `index.port.Searching`."""

    async def search(self, text: str, vector: Vector, scope: Scope, k: int, among: Among = None) -> Legs:
        """The best k of each leg among rows that the scope permits, only of the documents `among` if these are given.

        Rows are filtered before they are ranked. Each leg is ordered by score, then by place in the documents, so that
        equal scores always come in the same order.

        Raises:
            IndexingError: the vector does not fit this index, the index is damaged, or a row lay outside the scope.
        """
        require_question(vector, self._dimensions, k)
        return await asyncio.to_thread(self._search, wanted(text), vector, scope, k, among)

    def _search(self, terms: Mapping[str, float], vector: Vector, scope: Scope, k: int, among: Among) -> Legs:
        with self._reading("be searched") as snapshot:
            if snapshot is None:
                return Legs((), (), version_of(None))
            if scope.is_empty or among == frozenset():
                return Legs((), (), snapshot.version)
            open_ones = self._opening(snapshot, scope, among)
            dense = _hits(snapshot, _nearest(snapshot, open_ones, vector, k))
            lexical = _hits(snapshot, self._lexical(snapshot, open_ones, terms, scope, k, among))
            return Legs(within(scope, lexical)[:k], within(scope, dense)[:k], snapshot.version)

    def _opening(self, snapshot: Snapshot, scope: Scope, among: Among) -> Opening:
        kept = self._matters if _has_words(snapshot) else None
        return opening(snapshot.db, snapshot.state.vectors, scope, among, kept, snapshot.at)

    def _lexical(
        self,
        snapshot: Snapshot,
        open_ones: Opening,
        terms: Mapping[str, float],
        scope: Scope,
        k: int,
        among: Among,
    ) -> list[Found]:
        """The best k by words. Of a version of the past there are no postings: every permitted piece is read."""
        if not _has_words(snapshot):
            return _reading_all(snapshot, open_ones.blocks(), terms, k)
        best = best_in(snapshot.db, terms, opened(snapshot.db, scope, among, self._kept), k)
        blocks = dict[tuple[DocumentId, VersionId], list[Block]]()
        for block in blocks_in(snapshot.db, documents={piece.document for piece in best}):
            blocks.setdefault((block.document, block.version), []).append(block)
        found = []
        for piece in best:
            own = [
                block
                for block in blocks.get((piece.document, piece.version), ())
                if block.piece <= piece.row < block.piece + block.count
            ]
            if len(own) != 1:
                raise damaged("where the words of a document stand")
            found.append((own[0], piece.row - own[0].piece, piece.score))
        return found

    async def sentences(
        self, keys: Collection[bytes], places: Collection[tuple[DocumentId, int]], scope: Scope
    ) -> dict[bytes, Vector]:
        """Vectors of sentences by their keys, from the rows at these places that the scope permits.

        Raises:
            IndexingError: the index is damaged, or a row lay outside the scope.
        """
        return await asyncio.to_thread(self._sentences, keys, places, scope)

    def _sentences(
        self, keys: Collection[bytes], places: Collection[tuple[DocumentId, int]], scope: Scope
    ) -> dict[bytes, Vector]:
        wanted = dict[DocumentId, set[int]]()
        for document, ordinal in places:
            wanted.setdefault(document, set()).add(ordinal)
        with self._reading("be searched") as snapshot:
            if snapshot is None or scope.is_empty or not wanted:
                return {}
            packed = list[bytes]()
            for block in self._opening(snapshot, scope, frozenset(wanted)).blocks():
                require_within(scope, [(block.matter, block.document, block.labels)])
                own = places_of(snapshot.db, block, wanted[block.document])
                packed += sentences_in(snapshot.db, block, own).values()
            try:
                return unpacked(packed, keys, self._dimensions)
            except ValueError as error:
                raise damaged("what is kept of sentences") from error

    async def standing(self, words: Sequence[str], scope: Scope) -> Standing:
        """Which documents have the words, among the rows that the scope permits, in the newest version.

        Raises:
            IndexingError: the index is damaged.
        """
        return await asyncio.to_thread(self._standing, words, scope)

    def _standing(self, words: Sequence[str], scope: Scope) -> Standing:
        with self._reading("be searched") as snapshot:
            if snapshot is None or scope.is_empty:
                return Standing({}, {})
            if _has_words(snapshot):
                return standing_in(snapshot.db, words, opened(snapshot.db, scope, None, self._kept))
            return _standing_in_all(snapshot, self._opening(snapshot, scope, None).blocks(), words)

    async def count(self, scope: Scope, among: Among = None) -> int:
        """How many rows the scope permits, of all documents or of some.

        Raises:
            IndexingError: the index is damaged.
        """
        return await asyncio.to_thread(self._count, scope, among)

    def _count(self, scope: Scope, among: Among) -> int:
        with self._reading("be counted") as snapshot:
            if snapshot is None or scope.is_empty or among == frozenset():
                return 0
            return self._opening(snapshot, scope, among).pieces

    def partly(self, lost: Callable[[Missing], None]) -> Self:  # noqa: ARG002 - the port names it
        """Itself: it is searched as a whole."""
        return self

    async def at(self, version: str) -> Self | None:
        """The index as it was at a version, for searching only; None if a fold or an erasure has dropped it since.

        Raises:
            IndexingError: the index cannot be opened.
        """
        return await asyncio.to_thread(self._back_at, version)

    def _back_at(self, version: str) -> Self | None:
        with self._reading("be asked for its versions") as snapshot:
            if version == (version_of(None) if snapshot is None else snapshot.version):
                return self
            origin, _, rest = version.partition(".")
            number, _, method = rest.partition(".")
            if snapshot is None or (origin, method) != (snapshot.state.origin, str(METHOD)):
                return None
            if not (number.isascii() and number.isdigit()):
                return None
            is_kept = snapshot.state.oldest <= int(number) <= snapshot.state.version
            return self._at(self._place, int(number)) if is_kept else None


def _has_words(snapshot: Snapshot) -> bool:
    """True if there are postings of what is searched: not of the past, nor of another method's release."""
    return snapshot.at is None and fit_in(snapshot.db) is not None


def _nearest(snapshot: Snapshot, open_ones: Opening, vector: Vector, k: int) -> list[Found]:
    """The best k pieces by cosine, and what equals the last of them (`_first`).

    Raises:
        sqlite3.DatabaseError: vectors are damaged.
    """
    if not open_ones.pieces:
        return []
    if int((open_ones.firsts + open_ones.counts).max()) > snapshot.state.positions:
        raise damaged("where the vectors of a document lie")
    scores = cosines(snapshot.vectors.matrix, runs_of(open_ones.firsts, open_ones.counts), vector)
    if not (np.abs(scores) <= 1 + UNIT_NORM_TOLERANCE).all():
        raise damaged("a vector")
    found = np.arange(len(scores))
    if len(found) > k:
        found = np.flatnonzero(scores >= np.partition(scores, -k)[-k])
    ends = np.cumsum(open_ones.counts)
    numbers = np.searchsorted(ends, found, "right")
    places = found - (ends - open_ones.counts)[numbers]
    pieces = [
        (open_ones.block(number), place, float(scores[at]))
        for number, place, at in zip(numbers.tolist(), places.tolist(), found.tolist(), strict=True)
    ]
    return _first(pieces, k)


def _first(pieces: Sequence[Found], k: int) -> list[Found]:
    """The best k pieces, equal ones by document, and all that equal the last one in both: their numbers decide."""
    ordered = sorted(pieces, key=_by_document)
    return [
        piece
        for number, piece in enumerate(ordered)
        if number < k or _by_document(piece) == _by_document(ordered[k - 1])
    ]


def _by_document(piece: Found) -> tuple[float, DocumentId]:
    block, _, score = piece
    return -score, block.document


def _hits(snapshot: Snapshot, found: Sequence[Found]) -> list[Hit]:
    """Pieces that were found as hits, in no certain order."""
    places = dict[int, list[tuple[int, float]]]()
    blocks = {block.number: block for block, _, _ in found}
    for block, place, score in found:
        places.setdefault(block.number, []).append((place, score))
    hits = []
    for number, own in places.items():
        block = blocks[number]
        chunks = chunks_in(snapshot.db, block, [place for place, _ in own])
        hits += [Hit(chunks[place], block.matter, block.labels, score) for place, score in own]
    return hits


def _reading_all(snapshot: Snapshot, blocks: Iterable[Block], terms: Mapping[str, float], k: int) -> list[Found]:
    """The best k by words, of pieces that are all read."""
    found = []
    for block in blocks:
        for place, chunk in chunks_in(snapshot.db, block).items():
            if (score := scored(chunk.search_text, terms)) > 0:
                found.append((block, place, score))
    return _first(found, k)


def _standing_in_all(snapshot: Snapshot, blocks: Iterable[Block], words: Sequence[str]) -> Standing:
    """Where words stand, of pieces that are all read."""
    found, pieces = dict[str, dict[DocumentId, int]](), dict[DocumentId, int]()
    for block in blocks:
        pieces[block.document] = pieces.get(block.document, 0) + block.count
        for row in indexed_in(snapshot.db, block):
            for word in set(words) & set(terms(row.text)):
                own = found.setdefault(word, {})
                own[block.document] = own.get(block.document, 0) + 1
    return Standing(found, {document: pieces[document] for held in found.values() for document in held})
