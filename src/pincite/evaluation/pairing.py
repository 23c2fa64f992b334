"""Compares two evaluations: two scorecards side by side, on the questions that they share.

Source: T. Sakai, "Evaluating Evaluation Metrics based on the Bootstrap", SIGIR 2006. Both systems are always asked the
same questions, so the effect of a hard document on both cancels out. As for every interval, whole documents are drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

import numpy as np

from pincite.errors import PinciteError
from pincite.evaluation.bootstrap import Interval, Samples, drawn_rows, interval_of, resampled_ratios
from pincite.evaluation.distribution import mean_p50_p95
from pincite.evaluation.score import Score, Scored, interval_of_defined
from pincite.evaluation.scorecard import Conditions, Scorecard, ScorecardRow, Setting


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """A figure of two scorecards over the questions that both scored, and its difference, `b` minus `a`.

    `interval` is resampled by whole documents, the same for both; None where no resample had something to count in
    both. `left_out` counts the shared questions that one of the two could not score.
    """

    a: float
    b: float
    difference: float
    interval: Interval | None
    questions: int
    left_out: int

    @property
    def is_clear(self) -> bool:
        """True where the interval excludes 0."""
        return self.interval is not None and not self.interval.low <= 0 <= self.interval.high


@dataclass(frozen=True, slots=True)
class PairedScorecards:
    """Two scorecards compared: `differences` by figure and by amount (`ms.mean`, `ms.p50`, `ms.p95`).

    `only_a` and `only_b` are ids of questions that only one has. `incomparable` names figures with nothing left to
    compare. `conditions` lists what differs in how the two were made, as (name, in a, in b).
    """

    differences: Mapping[str, FigureDifference]
    incomparable: tuple[str, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    conditions: tuple[tuple[str, Setting, Setting], ...]


def paired(a: Scorecard, b: Scorecard) -> PairedScorecards:
    """Compare two scorecards on the questions that they share.

    Each figure is compared over the questions that both could score. A figure that only one has is incomparable.

    Raises:
        PinciteError: a question has different documents in the two.
    """
    theirs = {row.id: row for row in b.rows}
    pairs = [(row, theirs[row.id]) for row in a.rows if row.id in theirs]
    for one, other in pairs:
        if one.document != other.document:
            raise PinciteError(
                f"the question {one.id} is about {one.document} in {a.name} and about {other.document} in {b.name}; "
                "run both on the same question file"
            )
    differences: dict[str, FigureDifference | None] = {}
    for name in dict.fromkeys(name for pair in pairs for row in pair for name in row.scores):
        differences[name] = _difference(name, pairs)
    for name in dict.fromkeys(name for pair in pairs for row in pair for name in row.amounts):
        differences |= _amount_differences(name, pairs)
    shared = {one.id for one, _ in pairs}
    return PairedScorecards(
        {name: difference for name, difference in differences.items() if difference is not None},
        tuple(name for name, difference in differences.items() if difference is None),
        tuple(row.id for row in a.rows if row.id not in shared),
        tuple(row.id for row in b.rows if row.id not in shared),
        tuple(_changed(a.conditions, b.conditions)),
    )


def _difference(name: str, pairs: Sequence[tuple[ScorecardRow, ScorecardRow]]) -> FigureDifference | None:
    """The difference of a figure; None where one of the two has nothing to count."""
    applying = [(one, other) for one, other in pairs if name in one.scores or name in other.scores]
    both = [
        (ours, theirs, one.document)
        for one, other in applying
        if _is_scored(ours := one.scores.get(name)) and _is_scored(theirs := other.scores.get(name))
    ]
    documents = [document for _, _, document in both]
    sides: list[tuple[float, Samples]] = []
    for scores in ([ours for ours, _, _ in both], [theirs for _, theirs, _ in both]):
        weights = [score.weight for score in scores]
        if not sum(weights):
            return None
        weighted = [score.value * score.weight for score in scores]
        sides.append((sum(weighted) / sum(weights), resampled_ratios(weighted, weights, documents)))
    (value_a, samples_a), (value_b, samples_b) = sides
    interval = interval_of_defined(samples_b - samples_a)
    return FigureDifference(value_a, value_b, value_b - value_a, interval, len(both), len(applying) - len(both))


def _amount_differences(
    name: str, pairs: Sequence[tuple[ScorecardRow, ScorecardRow]]
) -> dict[str, FigureDifference | None]:
    """The differences of the mean, the median and the 95th percentile of an amount."""
    both = [
        (ours, theirs, one.document)
        for one, other in pairs
        if (ours := one.amounts.get(name)) is not None and (theirs := other.amounts.get(name)) is not None
    ]
    keys = [f"{name}.{part}" for part in ("mean", "p50", "p95")]
    if not both:
        return dict.fromkeys(keys)
    a, b = np.array([ours for ours, _, _ in both]), np.array([theirs for _, theirs, _ in both])
    drawn = list(drawn_rows([document for _, _, document in both]))
    samples = np.array([np.subtract(mean_p50_p95(b[rows]), mean_p50_p95(a[rows])) for rows in drawn])
    return {
        key: FigureDifference(one, other, other - one, interval_of(samples[:, at]), len(both), len(pairs) - len(both))
        for at, (key, one, other) in enumerate(zip(keys, mean_p50_p95(a), mean_p50_p95(b), strict=True))
    }


def _is_scored(score: Score | None) -> TypeGuard[Scored]:
    return isinstance(score, Scored)


def _changed(a: Conditions, b: Conditions) -> list[tuple[str, Setting, Setting]]:
    ours: Mapping[str, Mapping[str, Setting]] = {"models": a.models, "prompts": a.prompts, "settings": a.settings}
    theirs: Mapping[str, Mapping[str, Setting]] = {"models": b.models, "prompts": b.prompts, "settings": b.settings}
    return [
        (f"{part}.{key}", ours[part].get(key), theirs[part].get(key))
        for part in ours
        for key in sorted(ours[part].keys() | theirs[part].keys())
        if ours[part].get(key) != theirs[part].get(key)
    ]
