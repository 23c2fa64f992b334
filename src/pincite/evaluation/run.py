"""The walk of an evaluation of search: each question of a suite is asked once, and its outcome kept.

A search result is measured at once, so that memory does not grow with what was searched.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pincite.documents.span import Span
from pincite.errors import PinciteError
from pincite.evaluation.diagnosis import CHARACTERS, Stages, lost_at, ranks_of, unfound
from pincite.evaluation.retrieval import DEPTHS, FileRange, figures, recalls
from pincite.evaluation.suite import Suite, SuiteQuestion
from pincite.retrieval.evidence import Evidence

SHOWN = 3
"""Hits whose words are kept where something was missed: enough to see what was mistaken for the answer."""

RETURNED = "returned"
"""The name, after the stages, of what was returned in the end."""


class SearchSystem(Protocol):
    """The system to be measured: it finds passages in the documents of a suite, on behalf of somebody who may ask."""

    async def search(self, question: SuiteQuestion, k: int) -> tuple[Evidence, float]:
        """The best k passages, and the time in milliseconds.

        Raises:
            PinciteError: the question failed; it counts as one for which nothing was returned.
        """
        ...

    def place_of(self, span: Span) -> FileRange:
        """The place within the suite of a document's range."""
        ...

    async def words_of(self, place: FileRange) -> str:
        """The words at a place, as a person sees them."""
        ...

    async def pieces_of(self, path: str) -> Sequence[FileRange]:
        """The pieces that the index has of the document at a path."""
        ...

    def reportable(self, error: PinciteError) -> str:
        """An error message that is fit for a report."""
        ...


@dataclass(frozen=True, slots=True)
class PlaceExcerpt:
    """A place with its words."""

    place: FileRange
    text: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A gold place that was not found: what lost it, and each stage's rank for it, or None."""

    excerpt: PlaceExcerpt
    lost_at: str
    ranks: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one question.

    `error` says why it failed; None when it was answered, and then `ms` is the time. `figures` are those of
    `evaluation.retrieval`. `stages` has recall by depth for each stage, in running order, with what was returned last.
    `shown` are the first hits returned, kept where something was missed. `index_version` is empty for a failed
    question.
    """

    question: SuiteQuestion
    error: str | None
    ms: float | None
    figures: Mapping[str, float]
    stages: Mapping[str, Mapping[int, float]]
    missed: tuple[Missed, ...]
    shown: tuple[PlaceExcerpt, ...]
    index_version: str


async def run(
    suite: Suite, system: SearchSystem, k: int, *, characters: int = CHARACTERS, watch: Callable[[int], None]
) -> tuple[Outcome, ...]:
    """Ask every question for k passages, in suite order. `watch` is called with the number of finished questions.

    A question that fails is an outcome with its reason. Figures at more than k hits are omitted.
    """
    outcomes = []
    for done, question in enumerate(suite.questions, start=1):
        outcomes.append(await _outcome(question, system, k, characters))
        watch(done)
    return tuple(outcomes)


def depths_of(k: int) -> tuple[int, ...]:
    """The depths for which k hits give figures."""
    return tuple(depth for depth in DEPTHS if depth <= k)


async def _outcome(question: SuiteQuestion, system: SearchSystem, k: int, characters: int) -> Outcome:
    error: str | None = None
    evidence, ms = Evidence((), ""), None
    try:
        evidence, ms = await system.search(question, k)
    except PinciteError as failure:
        error = system.reportable(failure)
    returned = _places([passage.span for passage in evidence.passages], system)
    stages: Stages = {stage.name: _places(stage.ranked, system) for stage in evidence.stages}
    missed = [
        Missed(
            PlaceExcerpt(place, await system.words_of(place)),
            lost_at(place, returned, stages, await system.pieces_of(place.path), characters),
            ranks_of(place, stages),
        )
        for place in unfound(question.gold, returned, characters)
    ]
    depths = depths_of(k)
    return Outcome(
        question=question,
        error=error,
        ms=ms,
        figures=figures(question.gold, returned, depths),
        stages={
            name: recalls(question.gold, ranked, depths) for name, ranked in [*stages.items(), (RETURNED, returned)]
        },
        missed=tuple(missed),
        shown=tuple([PlaceExcerpt(place, await system.words_of(place)) for place in returned[:SHOWN] if missed]),
        index_version=evidence.index_version,
    )


def _places(spans: Sequence[Span], system: SearchSystem) -> list[FileRange]:
    return [system.place_of(span) for span in spans]
