"""A measurement that has a value or says why it has none, and what many of them come to.

Nothing here is ever "not a number". What could not be measured keeps its reason, is counted beside the figure, and is
in no mean. So a system that refuses every question shows no faithfulness, rather than a perfect one.
"""

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pincite.evaluation.bootstrap import DRAWS, SEED, Interval, Samples, interval_of, resampled_ratios
from pincite.evaluation.proportion import wilson


@dataclass(frozen=True, slots=True)
class Scored:
    """One value, and how many things it is the mean of where a figure counts those alike.

    `weight` is 1 for a figure that counts every question alike. A weight of 0 says that the question was measured and
    has nothing to count: it was not refused, say, where the share of right refusals is asked.
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
    """Why there is no value, in words that can be counted: the same cause gives the same words."""

    reason: str

    def __post_init__(self) -> None:
        if not self.reason:
            raise ValueError("a score without a value needs a reason")


Score = Scored | Unscorable


@dataclass(frozen=True, slots=True)
class Figure:
    """What the scores of many questions come to.

    `value` is their mean by weight, None where there is nothing to count; then so is `interval`, the 95 % interval with
    whole documents drawn. `weight` is how many things were counted. `scored` counts the questions with a value,
    `clusters` their documents; `unscorable` has the reasons of the others with how often each was given.
    """

    value: float | None
    interval: Interval | None
    weight: float
    scored: int
    clusters: int
    unscorable: Mapping[str, int] = field(default_factory=dict)


def share(part: int, whole: int, reason: str) -> Score:
    """The share `part / whole`, every question counting alike; unscorable for `reason` where there is no whole."""
    return Scored(part / whole) if whole else Unscorable(reason)


def counted(part: int, whole: int) -> Scored:
    """The share `part / whole`, each of the `whole` counting alike: a figure of these is a ratio of sums."""
    return Scored(part / whole, whole) if whole else Scored(0.0, 0.0)


def figure_of(scores: Sequence[Score], clusters: Sequence[Hashable], *, draws: int = DRAWS, seed: int = SEED) -> Figure:
    """The figure of one score per question, `clusters` naming the document of each.

    Where every score is 0, or every one 1, resampling would say "none of 300, somewhere in [0, 0]". There the interval
    is Wilson's, with each document that has something to count as one trial, since its questions are not independent;
    a score between 0 and 1 varies less than such a trial, so the interval is wide enough for those too.

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
    """The percentile interval over the resamples in which the figure exists, None where it does in none of them."""
    defined = samples[~np.isnan(samples)]
    return interval_of(defined) if len(defined) else None
