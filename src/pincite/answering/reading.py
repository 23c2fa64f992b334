"""Which candidate answers, by a reader: how well each does, and how likely the best one answers at all.

A candidate is read within its passage: the words around it say what "it" and "such notice" mean, and the headings say
what it is about. What the reader says of it is weighed with where its passage stood and with the document that the
question names.
"""

import math
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from pincite.answering.candidates import Candidate, Judged
from pincite.chunking.fingerprint import fingerprint
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, VersionId
from pincite.models.ports import Reader, ToRead
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.query import Query

BEFORE = 400
"""Characters before a passage in which a lead-in is still read with it."""


THIN = 0.3
"""Chance below which nothing is stated. Of 96 questions that a document does not answer, 85 % get no statement there,
and of 215 that it does 23 % get the right one first, cross-validated by document (10 % by the formula)."""

BESIDE = 1.0
"""Log odds by which a further statement may be behind the best one."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Log odds per unit of what speaks for a candidate; `none` is the constant of "none of them"."""

    odds: float
    rank: float
    aimed: float
    none: float


@dataclass(frozen=True, slots=True)
class Chances:
    """Log odds per unit of the best candidate's score and of the reader's own odds for it, in a logistic model."""

    bias: float
    best: float
    odds: float


WEIGHTS = Weights(odds=0.92, rank=3.31, aimed=0.93, none=4.91)
CHANCES = Chances(bias=-0.89, best=0.42, odds=0.13)
"""Fitted by `runs/calibrate_reader.py` on the questions for steering, with weights that some 2,550 seconds of
`runs/train_reader.py` on one core made. Another reader wants them fitted anew."""


async def judged(
    query: Query,
    evidence: Evidence,
    found: Sequence[Candidate],
    content_of: Callable[[VersionId], Document],
    reader: Reader,
) -> Judged:
    """What a reader makes of the candidates, of which there is at least one.

    Raises:
        ModelError: a file of the reader is missing or damaged.
    """
    odds = await read_candidates(query.text, found, content_of, reader)
    aimed = _aimed(evidence)
    scores = [
        WEIGHTS.odds * one
        + WEIGHTS.rank / math.sqrt(candidate.passage.label)
        + WEIGHTS.aimed * (candidate.passage.chunk.document in aimed if aimed else 0.5)
        - WEIGHTS.none
        for candidate, one in zip(found, odds, strict=True)
    ]
    return Judged(
        tuple(scores), THIN, lambda without: strength(scores, odds, without), lambda one, best: one >= best - BESIDE
    )


def _aimed(evidence: Evidence) -> frozenset[DocumentId]:
    """The documents that the question means most, by what it names; empty when it names none."""
    hints = [hint for searched in evidence.searches for hint in searched.hints]
    best = max((score for _, score in hints), default=0.0)
    return frozenset(document for document, score in hints if score >= best)


def strength(scores: Sequence[float], odds: Sequence[float], without: Container[int] = ()) -> float:
    """How likely it is that the best candidate answers, 0 to 1, without some; 0 without any."""
    kept = [at for at in range(len(scores)) if at not in without]
    if not kept:
        return 0.0
    best = max(kept, key=lambda at: scores[at])
    logit = CHANCES.bias + CHANCES.best * scores[best] + CHANCES.odds * odds[best]
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


async def read_candidates(
    question: str, found: Sequence[Candidate], content_of: Callable[[VersionId], Document], reader: Reader
) -> list[float]:
    """The reader's log odds for every candidate, same order.

    Raises:
        ModelError: a file of the reader is missing or damaged.
    """
    by_passage: dict[int, list[int]] = {}
    for at, candidate in enumerate(found):
        by_passage.setdefault(candidate.passage.label, []).append(at)
    groups = list(by_passage.values())
    passages = [_to_read([found[at] for at in group], content_of) for group in groups]
    odds = [0.0] * len(found)
    for group, scores in zip(groups, await reader.read(question, passages), strict=True):
        for at, score in zip(group, scores, strict=True):
            odds[at] = score
    return odds


def _to_read(group: Sequence[Candidate], content_of: Callable[[VersionId], Document]) -> ToRead:
    """A passage with its candidates as ranges of what is read: the piece, and what of them stands outside of it."""
    passage = group[0].passage
    chunk = passage.chunk
    own = min(chunk.start, *(candidate.own_start for candidate in group))
    start = min(own, *(candidate.start for candidate in group if own - candidate.start <= BEFORE), own)
    end = max(chunk.end, *(candidate.end for candidate in group))
    mark = fingerprint(passage.title, PurePath(passage.path).name)
    return ToRead(
        headings=f"{mark} › {chunk.heading}" if chunk.heading else mark,
        text=content_of(chunk.version).text[start:end],
        sentences=tuple((candidate.own_start - start, candidate.end - start) for candidate in group),
    )
