"""The report of an evaluation: figures by group with intervals, the causes of losses, and each question's figures.

`as_json` is the content of `--json` and `--out`. `read_report` reads it again, for comparison with a later run.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from pincite.documents.folder import Failure
from pincite.errors import QuestionError
from pincite.evaluation.bootstrap import Interval, Stratum, clustered_interval, differences, mean_interval
from pincite.evaluation.diagnosis import in_order
from pincite.evaluation.retrieval import DEPTHS, FileRange
from pincite.evaluation.run import RETURNED, Outcome

HEADLINES = ("recall@8", "recall@4000c", "recall@64", "drm@8", "ndcg@10", "span_ndcg@10")
"""Figures that are compared between systems."""

WITH_INTERVALS = (*HEADLINES, *(f"recall@{depth}" for depth in DEPTHS if depth not in (8, 64)))
"""Figures whose 95 % interval is reported: those compared, and recall at every depth, which is drawn."""

DIGITS = 6
"""Decimals in JSON: enough to show a question's share of a gold range of 100,000 characters."""


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions that are averaged together.

    `missing` counts failed questions, whose figures are those of an empty result. `stages` has mean recall by depth for
    each stage. `places` counts gold places, `lost` those missed, by cause.
    """

    questions: int
    missing: int
    means: Mapping[str, float]
    intervals: Mapping[str, Interval]
    stages: Mapping[str, Mapping[int, float]]
    places: int
    lost: Mapping[str, int]

    @property
    def found(self) -> int:
        """How many gold places were found."""
        return self.places - sum(self.lost.values())


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """A figure of this run and another: the means over the questions that both were asked, and the interval."""

    ours: float
    theirs: float
    interval: Interval

    @property
    def difference(self) -> float:
        """This run's mean minus the other's."""
        return self.ours - self.theirs


@dataclass(frozen=True, slots=True)
class RunComparison:
    """Differences by group and figure, paired by question; `mean` is over groups.

    `compared` counts the questions that both runs have with the same gold places, `left_out` the other questions.
    """

    name: str
    compared: int
    left_out: int
    groups: Mapping[str, Mapping[str, GroupDifference]]
    mean: Mapping[str, GroupDifference]


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """An evaluation of one suite. `mean` averages the groups with equal weight; its counts are sums.

    `unread` are files of the suite that could not be read, by their path within it.
    """

    suite: str
    at: datetime
    k: int
    characters: int
    by: str
    embedder: str
    documents: int
    unread: tuple[Failure, ...]
    outcomes: tuple[Outcome, ...]
    groups: Mapping[str, QuestionGroup]
    mean: QuestionGroup

    @property
    def milliseconds(self) -> list[float]:
        """The time for each answered question."""
        return [outcome.ms for outcome in self.outcomes if outcome.ms is not None]

    @property
    def index_version(self) -> str:
        """The version of the index that was searched; the last one if it changed during the run."""
        return next((outcome.index_version for outcome in reversed(self.outcomes) if outcome.index_version), "")


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """What is kept of an earlier run: the gold places and figures of each question, by id."""

    name: str
    gold: Mapping[str, tuple[FileRange, ...]]
    figures: Mapping[str, Mapping[str, float]]


def grouped(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Outcomes by the group of their question, groups by name."""
    found: dict[str, list[Outcome]] = {name: [] for name in sorted({outcome.question.group for outcome in outcomes})}
    for outcome in outcomes:
        found[outcome.question.group].append(outcome)
    return found


def summarised(outcomes: Sequence[Outcome]) -> tuple[dict[str, QuestionGroup], QuestionGroup]:
    """Each group by name, and their mean. Intervals are over documents; at least one outcome is needed."""
    parts = grouped(outcomes)
    groups = {name: _group(own) for name, own in parts.items()}
    return groups, _mean(list(groups.values()), list(parts.values()))


def compared(outcomes: Sequence[Outcome], earlier: EarlierRun) -> RunComparison:
    """This run compared with an earlier one, on the questions that both have with the same gold places.

    Their words may differ, so that ways of asking can be compared.

    Raises:
        QuestionError: there is no such question, or the runs share no figure.
    """
    both = [outcome for outcome in outcomes if earlier.gold.get(outcome.question.id) == outcome.question.gold]
    names = [
        name
        for name in HEADLINES
        if both and all(name in outcome.figures and name in earlier.figures[outcome.question.id] for outcome in both)
    ]
    if not names:
        raise QuestionError(
            f"{earlier.name} shares no question with this run that has the same gold places and figures; "
            "compare runs of the same suite, with the same -k"
        )
    pairs = {name: _pairs(own, earlier, names) for name, own in grouped(both).items()}
    return RunComparison(
        name=earlier.name,
        compared=len(both),
        left_out=len(outcomes) + len(earlier.gold) - 2 * len(both),
        groups={group: {name: _difference([pair[name]]) for name in names} for group, pair in pairs.items()},
        mean={name: _difference([pair[name] for pair in pairs.values()]) for name in names},
    )


def read_report(file: Path) -> EarlierRun:
    """An earlier run, from the output of `as_json`.

    Raises:
        QuestionError: the file cannot be read, or is not a report.
    """
    wrong = f"{file.name} is not what an earlier `pincite eval retrieval --out` wrote"
    try:
        rows = json.loads(file.read_bytes())["questions"]
        gold = {row["id"]: tuple(_place(place) for place in row["gold"]) for row in rows}
        measured = {row["id"]: _numbers(row["figures"]) for row in rows}
    except OSError as error:
        raise QuestionError(f"the earlier run {file} cannot be read ({error.strerror}); name another file") from error
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"{wrong} ({error}); name another file") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise QuestionError(f"{wrong} (it lacks questions with gold places and figures); name another file") from error
    return EarlierRun(file.name, gold, measured)


def worst_first(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Outcomes with something missed: the lowest recall first, then those with more missed places."""
    lacking = [outcome for outcome in outcomes if outcome.missed]
    return sorted(lacking, key=lambda outcome: (_share_found(outcome), -len(outcome.missed)))


def latency(milliseconds: Sequence[float]) -> dict[str, float]:
    """Percentiles of milliseconds, and their number; only the number where there are none."""
    if not milliseconds:
        return {"n": 0}
    p50, p95, p99 = np.percentile(milliseconds, [50, 95, 99])
    return {
        "n": len(milliseconds),
        **{name: round(float(value), 1) for name, value in (("p50", p50), ("p95", p95), ("p99", p99))},
        "max": round(max(milliseconds), 1),
    }


def _group(outcomes: Sequence[Outcome]) -> QuestionGroup:
    means = {name: float(np.mean([one.figures[name] for one in outcomes])) for name in outcomes[0].figures}
    lost = Counter(missed.lost_at for outcome in outcomes for missed in outcome.missed)
    return QuestionGroup(
        questions=len(outcomes),
        missing=sum(outcome.error is not None for outcome in outcomes),
        means=means,
        intervals={name: clustered_interval(_stratum(outcomes, name)) for name in WITH_INTERVALS if name in means},
        stages=_stage_means([outcome.stages for outcome in outcomes]),
        places=sum(len(set(outcome.question.gold)) for outcome in outcomes),
        lost={loss: lost[loss] for loss in in_order(list(lost))},
    )


def _mean(groups: Sequence[QuestionGroup], parts: Sequence[Sequence[Outcome]]) -> QuestionGroup:
    names = groups[0].means
    lost = sum((Counter(group.lost) for group in groups), Counter[str]())
    return QuestionGroup(
        questions=sum(group.questions for group in groups),
        missing=sum(group.missing for group in groups),
        means={name: float(np.mean([group.means[name] for group in groups])) for name in names},
        intervals={
            name: mean_interval([_stratum(own, name) for own in parts]) for name in WITH_INTERVALS if name in names
        },
        stages=_stage_means([group.stages for group in groups]),
        places=sum(group.places for group in groups),
        lost={loss: lost[loss] for loss in in_order(list(lost))},
    )


def _stratum(outcomes: Sequence[Outcome], name: str) -> Stratum:
    """A figure of each question, with its document as its cluster."""
    return Stratum([outcome.figures[name] for outcome in outcomes], [outcome.question.document for outcome in outcomes])


def _stage_means(found: Sequence[Mapping[str, Mapping[int, float]]]) -> dict[str, dict[int, float]]:
    """Mean recall of each stage by depth, with what was returned last. A stage that did not run has recall 0."""
    depths = found[0][RETURNED]
    return {
        name: {depth: float(np.mean([one.get(name, {}).get(depth, 0.0) for one in found])) for depth in depths}
        for name in _in_running_order(found)
    }


def _in_running_order(found: Sequence[Mapping[str, object]]) -> list[str]:
    """Stages in topological order: each stage that ran for some question, after all that ever preceded it."""
    order: list[str] = []
    for stages in found:
        place = 0
        for name in stages:
            if name not in order:
                order.insert(place, name)
            place = order.index(name) + 1
    return order


def _pairs(
    outcomes: Sequence[Outcome], earlier: EarlierRun, names: Sequence[str]
) -> dict[str, tuple[Stratum, Stratum]]:
    """For each figure, the values of both runs on the same questions."""
    documents = [outcome.question.document for outcome in outcomes]
    return {
        name: (
            Stratum([outcome.figures[name] for outcome in outcomes], documents),
            Stratum([earlier.figures[outcome.question.id][name] for outcome in outcomes], documents),
        )
        for name in names
    }


def _difference(pairs: Sequence[tuple[Stratum, Stratum]]) -> GroupDifference:
    """The difference of the strata's means, with the interval of the stratum if there is one, else of the mean."""
    both = [differences(ours.values, theirs.values, ours.clusters) for ours, theirs in pairs]
    return GroupDifference(
        ours=float(np.mean([ours.mean for ours, _ in pairs])),
        theirs=float(np.mean([theirs.mean for _, theirs in pairs])),
        interval=clustered_interval(both[0]) if len(both) == 1 else mean_interval(both),
    )


def _share_found(outcome: Outcome) -> float:
    """The share of the gold's characters among the first 4,000 returned."""
    return outcome.figures["recall@4000c"]


def _place(value: Sequence[object]) -> FileRange:
    match value:
        case [str(path), int(start), int(end)]:
            return FileRange(path, start, end)
        case _:
            raise ValueError(f"{str(value)[:80]!r} is no gold place")


def _numbers(value: Mapping[str, object]) -> dict[str, float]:
    found = {name: float(number) for name, number in value.items() if isinstance(number, int | float)}
    if len(found) != len(value):
        raise ValueError("it has a figure that is not a number")
    return found
