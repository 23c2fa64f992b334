"""Cuts a document into chunks that end where its subject changes: where neighbouring sentences are least alike.

Sizes depend on the text, within bounds. Each sentence is embedded, in addition to the pieces.

Source: Greg Kamradt, "5 Levels of Text Splitting" (notebook in FullStackRetrieval-com/RetrievalTutorials), level 4: cut
where the cosine distance of neighbouring sentences exceeds a percentile of all such distances of the document. Cutting
at valleys of likeness is Hearst's idea ("TextTiling", Computational Linguistics 23(1), 1997). Kamradt embeds each
sentence together with its neighbours, which takes three times as long, and sets no bounds to pieces; here each is
embedded by itself, and no piece is tiny or too long.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pincite.chunking.breaks import short_sentences
from pincite.chunking.chunk import Chunk, Cut
from pincite.chunking.piece import HARD_MAXIMUM, TARGET, TINY, Piece, Unit, together
from pincite.chunking.stretches import is_table, parts_of, rows, stretches, units_of
from pincite.chunking.wording import chunks_from, holder, parents_of, seen
from pincite.documents.document import Document
from pincite.documents.regions import unseen
from pincite.documents.span import DocumentId, VersionId
from pincite.models.ports import Vectors

PERCENTILE = 75
"""Distances between neighbouring sentences above this percentile of the document end a piece. Measured on 79 questions
about 7 documents: recall in the first 4,000 characters is .92 to .93 for 50, 65, 75, 85 and 95 alike; a higher one
makes fewer and longer pieces."""


def sentences_in(reading: Document) -> list[str]:
    """The sentences whose vectors `semantic` needs, in order: all except the rows of tables, in plain words."""
    gaps = unseen(reading)
    return [
        " ".join(seen(reading.text, unit.start, unit.end, gaps).split())
        for units in parts_of(_units(reading))
        if not is_table(units[0].part)
        for unit in units
    ]


def semantic(vectors: Vectors, percentile: float = PERCENTILE) -> Cut:
    """Cuts the document whose sentences have these vectors, shape (n_sentences, dimensions), rows of unit length.

    For a document without sentences, `vectors` has no rows. `percentile` is that of the distances, 0 to 100.

    Raises:
        ValueError: from the cut, for a document with another number of sentences.
    """

    def cut(document: DocumentId, version: VersionId, reading: Document, fingerprint: str) -> list[Chunk]:
        return chunks_from(_pieces(reading, vectors, percentile), document, version, reading, fingerprint)

    return cut


def _pieces(reading: Document, vectors: Vectors, percentile: float) -> Iterator[Piece]:
    """Neighbouring sentences up to a change of subject; rows of a table up to `TARGET`."""
    parents = parents_of(reading.clauses)
    parts = list(parts_of(_units(reading)))
    counts = [0 if is_table(units[0].part) else len(units) for units in parts]
    if sum(counts) != len(vectors):
        raise ValueError(
            f"{len(vectors)} vectors were given for {sum(counts)} sentences: embed those of `sentences_in`"
        )
    distances = 1 - np.einsum("ij,ij->i", vectors[:-1], vectors[1:], dtype=np.float64)
    firsts = np.cumsum([0, *counts])[:-1]
    within = [distances[first : first + max(0, count - 1)] for first, count in zip(firsts, counts, strict=True)]
    every = np.concatenate([*within, np.zeros(0)])
    threshold = float(np.percentile(every, percentile)) if every.size else 0.0
    for units, apart in zip(parts, within, strict=True):
        first = 0
        while first < len(units):
            last = _row_end(units, first) if is_table(units[0].part) else _end(units, first, apart, threshold)
            some = units[first:last]
            yield together(some, holder(reading.clauses, parents, some[0].start, some[-1].end))
            first = last


def _units(reading: Document) -> Iterator[Unit]:
    """Sentences, and rows of tables."""
    text, furniture = reading.text, reading.ranges("furniture")
    for stretch in stretches(reading):
        if is_table(stretch.part):
            spans = rows(text, stretch)
        else:
            spans = list(short_sentences(text, stretch.start, stretch.end, furniture, HARD_MAXIMUM - TINY))
        yield from units_of(stretch, spans)


def _end(units: Sequence[Unit], first: int, apart: NDArray[np.float64], threshold: float) -> int:
    """The index of the unit after the piece that begins with unit `first`.

    `apart[i]` is the distance between the units i and i + 1. If no distance ends a piece before `HARD_MAXIMUM`, it ends
    at the greatest distance after its first few hundred characters.
    """
    start, widest = units[first].start, 0
    for at in range(first + 1, len(units)):
        length, distance = units[at - 1].end - start, apart[at - 1]
        is_tiny = length < TINY or units[-1].end - units[at].start < TINY
        if distance > threshold and not is_tiny:
            return at
        if length >= TARGET // 2 and (not widest or distance > apart[widest - 1]):
            widest = at
        if units[at].end - start > HARD_MAXIMUM:
            return widest or at
    return len(units)


def _row_end(units: Sequence[Unit], first: int) -> int:
    """The index of the row after the piece that begins with row `first`."""
    last = first + 1
    while last < len(units) and units[last].end - units[first].start <= TARGET:
        last += 1
    return last
