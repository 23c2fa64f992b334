"""In which order are candidates worth reading? What the legs agree on, which document is meant, what the reranker says.

All three are put as log odds and added: the chance that a piece answers is the chance that its document is meant times
the chance that the piece answers if it is.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pincite.documents.span import DocumentId
from pincite.retrieval.hints import Hint

Key = TypeVar("Key", bound=Hashable)

SHARPNESS = 0.4
"""Log odds per unit of a hint's score. Fitted by likelihood on 1,500 questions of five collections, each about a known
one of 643 documents: 0.3 to 0.6 are as good."""

LEAST_BELIEF = -12.0
"""Log odds below which no document falls: names are misspelt, and files are misnamed."""

AGREEMENT = 4.0
"""Weight of the logarithm of the fused score: a piece that both legs put first is 5 ahead of one that one leg puts
50th, before a reranker has read either."""

AGREEMENT_RERANKED = 1.0
"""The same once the reranker has read the piece."""


PIECES_COUNTED = 3
"""Pieces of a document, its best, by which it vouches for each of its pieces."""

PRIOR_WEIGHT = 1.0
"""Weight of the logarithm of what those pieces score together, beside the best document's. At 1 the share of wrong
documents among the first 8 pieces falls from .074 to .070 and recall stays; at 2 and more recall falls on guides."""


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Key]):
    """A piece that a leg found, with its fused score (see `fusion`) and how far its document is meant (log odds)."""

    key: Key
    fused: float
    belief: float

    @property
    def promise(self) -> float:
        """How far it is worth reading, before anything has read it (log odds up to a constant)."""
        return AGREEMENT * math.log(self.fused) + self.belief


def beliefs(hints: Sequence[Hint], documents: Sequence[DocumentId]) -> dict[DocumentId, float]:
    """For each document how far a question means it: 0 for the one meant most, down to `LEAST_BELIEF`.

    Without any hint all are equal.
    """
    scores = {hint.document: hint.score for hint in hints}
    best = max(scores.values(), default=0.0)
    return {document: max(LEAST_BELIEF, SHARPNESS * (scores.get(document, 0.0) - best)) for document in documents}


def with_document_prior(
    believed: Mapping[DocumentId, float], scored: Sequence[tuple[DocumentId, float]]
) -> dict[DocumentId, float]:
    """Beliefs, lowered for documents of which little else was found; `scored` are the fused scores of their pieces."""
    best: dict[DocumentId, list[float]] = {}
    for document, score in sorted(scored, key=lambda found: -found[1]):
        pieces = best.setdefault(document, [])
        if len(pieces) < PIECES_COUNTED:
            pieces.append(score)
    most = max((sum(pieces) for pieces in best.values()), default=1.0)
    return {
        document: belief + PRIOR_WEIGHT * math.log(sum(best[document]) / most) for document, belief in believed.items()
    }


def by_first_stage_score(candidates: Sequence[Candidate[Key]]) -> list[Candidate[Key]]:
    """Candidates, the most promising first; equal ones keep their order."""
    return sorted(candidates, key=lambda candidate: -candidate.promise)


def by_relevance(
    candidates: Sequence[Candidate[Key]], relevance: Mapping[Key, float]
) -> list[tuple[Candidate[Key], float]]:
    """Candidates after reading, with the scores by which they stand, which fall from the first to the last.

    Those that the reranker scored (log odds) come first; the others follow as they stood, by their promise, lowered as
    a whole so that none scores above one that was read.
    """
    read = [
        (candidate, relevance[candidate.key] + candidate.belief + AGREEMENT_RERANKED * math.log(candidate.fused))
        for candidate in candidates
        if candidate.key in relevance
    ]
    read.sort(key=lambda scored: -scored[1])
    unread = [candidate for candidate in candidates if candidate.key not in relevance]
    drop = max(0.0, unread[0].promise - read[-1][1]) if read and unread else 0.0
    return read + [(candidate, candidate.promise - drop) for candidate in unread]
