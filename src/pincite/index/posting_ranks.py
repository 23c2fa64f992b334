"""The best pieces by their scores, in an order that is always the same."""

import sqlite3
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.documents.span import DocumentId, VersionId
from pincite.index.merged import array
from pincite.index.posting_tables import PIECE
from pincite.index.shelves import OpenShelves, Part


@dataclass(frozen=True, slots=True)
class Best:
    """A piece that was found, with its score, and its row in the table when the postings were made."""

    document: DocumentId
    version: VersionId
    ordinal: int
    row: int
    score: float


def ranked(db: sqlite3.Connection, scores: NDArray[np.float64], open_ones: OpenShelves, k: int) -> list[Best]:
    """The best k pieces with a score above 0, equal ones by document, ordinal and version."""
    found = np.flatnonzero(scores > 0)
    if len(found) > k:
        found = found[scores[found] >= np.partition(scores[found], -k)[-k]]
    best: list[Best] = []
    pieces: dict[int, NDArray[np.void]] = {}
    for slot, (part, place) in _first(found, scores, open_ones, k):
        if part.number not in pieces:
            [lying] = db.execute("SELECT pieces FROM part WHERE id = ?", (part.number,)).fetchone()
            pieces[part.number] = array(lying, PIECE)
        ordinal, row = pieces[part.number][place].tolist()
        best.append(Best(part.document, part.version, ordinal, row, float(scores[slot])))
    return sorted(best, key=lambda piece: (-piece.score, piece.document, piece.ordinal, piece.version))[:k]


def _first(
    slots: NDArray[np.int64], scores: NDArray[np.float64], open_ones: OpenShelves, k: int
) -> list[tuple[int, tuple[Part, int]]]:
    """The k slots with the best scores, equal ones by document, and all that equal the last one in both.

    Of a form that thousands of documents share, this reads the numbers of a few pieces.
    """
    ordered = sorted(
        ((slot, open_ones.part_at(slot)) for slot in slots.tolist()),
        key=lambda each: (-scores[each[0]], each[1][0].document),
    )
    if len(ordered) <= k:
        return ordered
    last, (part, _) = ordered[k - 1]
    return [
        each
        for number, each in enumerate(ordered)
        if number < k or (scores[each[0]] == scores[last] and each[1][0].document == part.document)
    ]
