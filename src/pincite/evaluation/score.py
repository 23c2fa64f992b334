"""A score that has a value or a reason why it has none; and the figure that many scores add up to.

Nothing here is ever "not a number". What could not be measured keeps its reason, is counted beside the figure, and
enters no mean. So a system that refuses every question has no faithfulness, instead of a perfect one.
"""

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pincite.evaluation.bootstrap import DRAWS, SEED, Interval, Samples, interval_of, resampled_ratios
from pincite.evaluation.proportion import wilson

NO_REFERENCE = "there is no reference answer"
"""Why scores against a reference have no value where a question has none."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One value, and the number of things of which it is the mean, where a figure counts things and not questions.

    `weight` is 1 for a figure that counts every question alike. A weight of 0 says that the question was measured but
    has nothing to count: for example, it was not refused where the share of right refusals is measured.
    """

    value: float
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and math.isfinite(self.weight) and self.weight >= 0):
            raise ValueError(
                f"a score is a finite number with a weight of at least 0, not {self.value} x {self.weight}"
            )


@dataclass(frozen=True, slots=True)
class Unscorable:
    """Why there is no value, in words that can be counted: the same cause has the same words."""

    reason: str

    def __post_init__(self) -> None:
        if not self.reason:
            raise ValueError("a score without a value needs a reason")


Score = Scored | Unscorable


@dataclass(frozen=True, slots=True)
class Figure:
    """The result of many questions' scores.

    `value` is their weighted mean; None where there is nothing to count, and then `interval`, the 95 % interval by
    whole documents, is None too. `weight` is the number of things counted. `scored` counts the questions with a value,
    `clusters` their documents. `unscorable` counts the reasons of the others.
    """

    value: float | None
    interval: Interval | None
    weight: float
    scored: int
    clusters: int
    unscorable: Mapping[str, int] = field(default_factory=dict)


def share(part: int, whole: int, reason: str) -> Score:
    """The share `part / whole`, where every question counts alike; unscorable for `reason` if `whole` is 0."""
    return Scored(part / whole) if whole else Unscorable(reason)


def counted(part: int, whole: int) -> Scored:
    """The share `part / whole`, where each of the `whole` counts alike: their figure is a ratio of sums."""
    return Scored(part / whole, whole) if whole else Scored(0.0, 0.0)


def figure_of(scores: Sequence[Score], clusters: Sequence[Hashable], *, draws: int = DRAWS, seed: int = SEED) -> Figure:
    """The figure for one score per question. `clusters` names the document of each.

    Where every score is 0, or every one 1, resampling would say "none of 300, somewhere in [0, 0]". There the interval
    is Wilson's, with each document that has something to count as one trial, since its questions are not independent. A
    score between 0 and 1 varies less than such a trial, so the interval is wide enough for those too.

    Raises:
        ValueError: there are not as many clusters as scores.
    """
    pairs = list(zip(scores, clusters, strict=True))
    reasons = Counter(score.reason for score in scores if isinstance(score, Unscorable))
    values = [(score, cluster) for score, cluster in pairs if isinstance(score, Scored)]
    named = [cluster for _, cluster in values]
    weight = math.fsum(score.weight for score, _ in values)
    if not weight:
        return Figure(None, None, 0.0, len(values), len(set(named)), dict(reasons))
    numerators = [score.value * score.weight for score, _ in values]
    denominators = [score.weight for score, _ in values]
    value = math.fsum(numerators) / weight
    alike = {score.value for score, _ in values if score.weight}
    if alike in ({0.0}, {1.0}):
        documents = len({cluster for score, cluster in values if score.weight})
        interval: Interval | None = wilson(int(value) * documents, documents)
    else:
        samples = resampled_ratios(numerators, denominators, named, draws=draws, seed=seed)
        interval = interval_of_defined(samples)
    return Figure(value, interval, weight, len(values), len(set(named)), dict(reasons))


def interval_of_defined(samples: Samples) -> Interval | None:
    """The percentile interval over the resamples in which the figure is defined; None where there are none."""
    defined = samples[~np.isnan(samples)]
    return interval_of(defined) if len(defined) else None
