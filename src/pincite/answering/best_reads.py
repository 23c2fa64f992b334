"""The best sentence of each passage that a reader has read, with how it was read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pincite.answering.candidates import Candidate
from pincite.answering.reading_candidates import by_passage, to_read
from pincite.answering.readings import Readings
from pincite.documents.document import Document
from pincite.documents.span import VersionId


@dataclass(frozen=True, slots=True)
class BestRead:
    """The best sentence of a passage by a reader, and how it was read.

    `label` is the passage's. The sentence is `[start, end)` with its lead-in, `[own_start, end)` by itself. It was read
    under `headings`, among the words of `[first, last)`. `odds` are the reader's log odds that it answers; `score` adds
    all else that favours it, in log odds against "none of them".
    """

    label: int
    start: int
    own_start: int
    end: int
    first: int
    last: int
    headings: str
    odds: float
    score: float


def best_reads(
    found: Sequence[Candidate], read: Readings, content_of: Callable[[VersionId], Document]
) -> tuple[BestRead, ...]:
    """The best sentence that was read of each passage, the best passage first.

    None that is quoted behind words that stand apart: by its place alone it may say another thing.
    """
    scores = read.scores
    best: dict[int, BestRead] = {}
    for together in read.rounds:
        for group in by_passage(found, sorted(together)):
            shown = to_read([found[at] for at in group], content_of)
            whole = [(number, at) for number, at in enumerate(group) if not found[at].openings]
            if not whole:
                continue
            number, at = max(whole, key=lambda one: scores[one[1]])
            one, odds = found[at], read.odds[at]
            before = best.get(one.passage.label)
            if odds is None or (before is not None and before.score >= scores[at]):
                continue
            first = one.own_start - shown.sentences[number][0]
            place = one.start, one.own_start, one.end, first, first + len(shown.text)
            best[one.passage.label] = BestRead(one.passage.label, *place, shown.headings, odds, scores[at])
    return tuple(sorted(best.values(), key=lambda one: (-one.score, one.label)))
