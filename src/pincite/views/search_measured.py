"""Views of an evaluation of search."""

from collections.abc import Mapping
from dataclasses import dataclass

from pincite.evaluation.bootstrap import Interval
from pincite.evaluation.report import (
    DIGITS,
    GroupDifference,
    QuestionGroup,
    RetrievalReport,
    RunComparison,
    latency,
    worst_first,
)
from pincite.evaluation.retrieval import FileRange


@dataclass(frozen=True, slots=True)
class SearchMeasured:
    """How good search was on a suite, and the comparison with another run, if there is one."""

    report: RetrievalReport
    against: RunComparison | None = None

    def json(self) -> dict[str, object]:
        """The contract's figures of search."""
        report, against = self.report, self.against
        summary: dict[str, object] = {
            **_opening_json(report),
            "figures": {name: _group_json(group) for name, group in report.groups.items()},
            "mean": _group_json(report.mean),
            "stages": {name: _stages_json(group) for name, group in report.groups.items()},
            "ms": latency(report.milliseconds),
        }
        if against is not None:
            summary["against"] = _comparison_json(against)
        summary["questions"] = [
            {
                "id": outcome.question.id,
                "group": outcome.question.group,
                "gold": [_place_json(place) for place in outcome.question.gold],
                "error": outcome.error,
                "ms": outcome.ms,
                "figures": {name: round(value, DIGITS) for name, value in outcome.figures.items()},
            }
            for outcome in report.outcomes
        ]
        return summary


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """The gold places that search missed on a suite, and the stage that lost each."""

    report: RetrievalReport

    def json(self) -> dict[str, object]:
        """The contract's diagnosis."""
        report = self.report
        return {
            **_opening_json(report),
            "characters": report.characters,
            "groups": {name: _losses_json(group) for name, group in report.groups.items()},
            "all": _losses_json(report.mean),
            "questions": [
                {
                    "id": outcome.question.id,
                    "group": outcome.question.group,
                    "question": outcome.question.text,
                    "error": outcome.error,
                    "missed": [
                        {
                            "gold": _place_json(missed.excerpt.place),
                            "text": missed.excerpt.text,
                            "lost_at": missed.lost_at,
                            "ranks": dict(missed.ranks),
                        }
                        for missed in outcome.missed
                    ],
                    "returned": [
                        {"place": _place_json(excerpt.place), "text": excerpt.text} for excerpt in outcome.shown
                    ],
                }
                for outcome in worst_first(report.outcomes)
            ],
        }


def _opening_json(report: RetrievalReport) -> dict[str, object]:
    """The conditions of a run, before its figures."""
    return {
        "suite": report.suite,
        "at": report.at.isoformat(timespec="seconds"),
        "k": report.k,
        "by": report.by,
        "embedder": report.embedder,
        "index_version": report.index_version,
        "documents": report.documents,
        "unread": [{"path": failure.path, "reason": failure.reason} for failure in report.unread],
        "asked": report.mean.questions,
        "missing": report.mean.missing,
    }


def _group_json(group: QuestionGroup) -> dict[str, object]:
    """A group's figures by name, with their intervals under `ci`."""
    return {
        "n": group.questions,
        "missing": group.missing,
        **{name: round(value, DIGITS) for name, value in group.means.items()},
        "ci": {name: _interval_json(interval) for name, interval in group.intervals.items()},
    }


def _stages_json(group: QuestionGroup) -> dict[str, dict[str, float]]:
    """Mean recall of each stage by depth."""
    return {
        stage: {f"recall@{depth}": round(value, DIGITS) for depth, value in by_depth.items()}
        for stage, by_depth in group.stages.items()
    }


def _losses_json(group: QuestionGroup) -> dict[str, object]:
    """How many gold places a group has, how many were found, and how many each stage lost."""
    return {"places": group.places, "found": group.found, "lost": dict(group.lost)}


def _comparison_json(comparison: RunComparison) -> dict[str, object]:
    """Differences by group and figure."""
    return {
        "name": comparison.name,
        "compared": comparison.compared,
        "left_out": comparison.left_out,
        "figures": {group: _differences_json(own) for group, own in comparison.groups.items()},
        "mean": _differences_json(comparison.mean),
    }


def _interval_json(interval: Interval) -> list[float]:
    """The lower and the upper end."""
    return [round(interval.low, DIGITS), round(interval.high, DIGITS)]


def _place_json(place: FileRange) -> list[object]:
    """A place as a suite writes it."""
    return [place.path, place.start, place.end]


def _differences_json(found: Mapping[str, GroupDifference]) -> dict[str, object]:
    return {
        name: {
            "ours": round(one.ours, DIGITS),
            "theirs": round(one.theirs, DIGITS),
            "difference": round(one.difference, DIGITS),
            "ci": _interval_json(one.interval),
        }
        for name, one in found.items()
    }
