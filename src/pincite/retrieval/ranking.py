"""The order of candidates, by three signs: what the legs agree on, which document is meant, what the reranker says.

All three are log odds and are added: the chance that a piece answers is the chance that its document is meant, times
the chance that the piece answers if it is meant.
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
"""The lowest log odds of a document: names are misspelt, and files are misnamed."""

AGREEMENT = 4.0
"""Weight of the logarithm of the fused score. A piece that both legs rank first is 5 ahead of one that one leg ranks
50th, before a reranker has read either."""

AGREEMENT_RERANKED = 1.0
"""The same after the reranker has read the piece."""


PIECES_COUNTED = 3
"""The number of a document's best pieces whose scores count for each of its pieces."""

PRIOR_WEIGHT = 1.0
"""Weight of the logarithm of the sum of those scores, relative to the best document's. At 1 the share of wrong
documents among the first 8 pieces falls from .074 to .070 and recall stays; from 2 on recall falls on guides."""


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Key]):
    """A piece that a leg found, with its fused score (see `fusion`) and how far its document is meant (log odds)."""

    key: Key
    fused: float
    belief: float

    @property
    def promise(self) -> float:
        """How much it is worth reading, before anything has read it (log odds up to a constant)."""
        return AGREEMENT * math.log(self.fused) + self.belief


def beliefs(hints: Sequence[Hint], documents: Sequence[DocumentId]) -> dict[DocumentId, float]:
    """How far a question means each document: 0 for the one meant most, at least `LEAST_BELIEF` for the others.

    Without any hint all are equal.
    """
    scores = {hint.document: hint.score for hint in hints}
    best = max(scores.values(), default=0.0)
    return {document: max(LEAST_BELIEF, SHARPNESS * (scores.get(document, 0.0) - best)) for document in documents}


def with_document_prior(
    believed: Mapping[DocumentId, float], scored: Sequence[tuple[DocumentId, float]]
) -> dict[DocumentId, float]:
    """Beliefs, lowered for documents whose pieces score less together; `scored` has the fused score of each piece."""
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
    """Candidates, most promising first; equal ones keep their order."""
    return sorted(candidates, key=lambda candidate: -candidate.promise)


def by_relevance(
    candidates: Sequence[Candidate[Key]], relevance: Mapping[Key, float]
) -> list[tuple[Candidate[Key], float]]:
    """Candidates after reading, with their scores, which fall from the first to the last.

    Those that the reranker scored (log odds) come first. The others follow in their order, with their promise, all
    lowered by the same amount so that none scores above one that was read.
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
