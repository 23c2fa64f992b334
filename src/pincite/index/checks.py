"""The checks that every index makes: of the rows that it takes, of the questions, and of the rows that it returns.

Every backend calls these, so that none is laxer than another.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from pincite.access.scope import Scope
from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import IndexingError
from pincite.index.port import Hit, IndexReport, Row, Vector

UNIT_NORM_TOLERANCE = 1e-3
"""The largest distance from length 1 that counts as rounding: float32 sums of 384 products err by about 1e-6, a vector
that was never normalised by far more."""


def require_rows(rows: Sequence[Row], dimensions: int) -> None:
    """Refuse rows that would make later searches wrong.

    Raises:
        IndexingError: a vector has another length or is no unit vector, or one chunk comes twice.
    """
    for row in rows:
        if row.vector.shape != (dimensions,):
            raise IndexingError(
                f"chunk {row.chunk.ordinal} of {row.chunk.document} has a vector of {row.vector.size} numbers, but the "
                f"index takes {dimensions}; embed it with the model that the index was built with"
            )
    norms = np.linalg.norm(np.stack([row.vector for row in rows]), axis=1)
    for row, norm in zip(rows, norms.tolist(), strict=True):
        if not is_unit(norm):
            raise IndexingError(
                f"chunk {row.chunk.ordinal} of {row.chunk.document} has a vector of length {norm:.3g} instead of 1; "
                "the embedder must return unit vectors"
            )
    seen: set[tuple[DocumentId, VersionId, int]] = set()
    for chunk in (row.chunk for row in rows):
        key = (chunk.document, chunk.version, chunk.ordinal)
        if key in seen:
            raise IndexingError(f"chunk {chunk.ordinal} of {chunk.document} comes twice in one write; number them anew")
        seen.add(key)


def require_question(vector: Vector, dimensions: int, k: int) -> None:
    """Refuse a search that no index can answer.

    Raises:
        IndexingError: the vector is not a unit vector of this length, or k is below 1.
    """
    if vector.shape != (dimensions,):
        raise IndexingError(
            f"the question was embedded into {vector.size} numbers, but the index holds vectors of {dimensions}; "
            "use the embedding model that the index was built with"
        )
    if not is_unit(float(np.linalg.norm(vector))):
        raise IndexingError("the question's vector is not of length 1; the embedder must return unit vectors")
    if k < 1:
        raise IndexingError(f"a search for {k} passages was asked; ask for at least 1")


def within(scope: Scope, hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """The same hits, best first, equal scores by place in the documents; each is checked against the scope once more.

    Raises:
        IndexingError: a hit lies outside the scope. The message does not say which.
    """
    ordered = sorted(hits, key=lambda hit: (-hit.score, hit.chunk.document, hit.chunk.ordinal))
    require_within(scope, ((hit.matter, hit.chunk.document, hit.labels) for hit in ordered))
    return tuple(ordered)


def require_within(scope: Scope, rows: Iterable[tuple[MatterId, DocumentId, Sequence[str]]]) -> None:
    """Refuse rows, each given by its matter, document and labels, if one lies outside the scope.

    Raises:
        IndexingError: one does. The message does not say which.
    """
    if not all(scope.permits(matter, document, labels) for matter, document, labels in rows):
        raise IndexingError(
            "the search index returned a passage that the asker may not see, so nothing is shown; "
            "the index is damaged: make it anew with: pincite index rebuild"
        )


def is_unit(norm: float) -> bool:
    """True for the length of a unit vector; false for NaN."""
    return abs(norm - 1.0) <= UNIT_NORM_TOLERANCE


class Findings:
    """The findings so far of a reading of all rows: one sentence per kind of problem, with its first example."""

    def __init__(self) -> None:
        self._rows = 0
        self._chunks: set[tuple[DocumentId, VersionId, int]] = set()
        self._versions: dict[DocumentId, VersionId] = {}
        self._matters: dict[DocumentId, MatterId] = {}
        self._counts: dict[str, int] = {}
        self._first: dict[str, str] = {}

    def read(self, chunk: Chunk, matter: MatterId, norm: float) -> None:
        """Check one row; `norm` is the length of its vector."""
        self._rows += 1
        where = f"chunk {chunk.ordinal} of {chunk.document}"
        if not is_unit(norm):
            self.note("vectors are not of length 1", where)
        if not 0 <= chunk.start < chunk.end:
            self.note("spans are empty or turned round", where)
        elif not chunk.clause_start <= chunk.start < chunk.end <= chunk.clause_end:
            self.note("pieces reach out of their clause", where)
        if not chunk.search_text:
            self.note("pieces have no words to search", where)
        if not matter:
            self.note("pieces belong to no matter", where)
        key = (chunk.document, chunk.version, chunk.ordinal)
        if key in self._chunks:
            self.note("pieces are stored twice", where)
        self._chunks.add(key)
        if self._versions.setdefault(chunk.document, chunk.version) != chunk.version:
            self.note("pieces belong to a second version of their document", where)
        if self._matters.setdefault(chunk.document, matter) != matter:
            self.note("pieces belong to another matter than the rest of their document", where)

    def note(self, problem: str, example: str) -> None:
        """Count one more case of a problem."""
        self._counts[problem] = self._counts.get(problem, 0) + 1
        self._first.setdefault(problem, example)

    def report(self, version: str, others: Sequence[str]) -> IndexReport:
        """The report on all rows, with the sentences `others` about other things than rows."""
        counted = (f"{count} {problem}; the first is {self._first[problem]}" for problem, count in self._counts.items())
        return IndexReport(self._rows, len(self._versions), version, (*counted, *others))
