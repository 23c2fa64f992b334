"""Views of evaluations of answers: scorecards, comparisons of runs, labels and preferences."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from pincite.evaluation.agreement import RaterAgreement
from pincite.evaluation.answering_report import AnsweringReport, ComparedScorecards
from pincite.evaluation.labelling import Labelled
from pincite.evaluation.preferring import ByJudge, ByPerson, PairedRuns
from pincite.evaluation.scorecard import written


@dataclass(frozen=True, slots=True)
class AnswersMeasured:
    """The scorecard of a run, with a list of what it does not measure; `scorecard.json` has the same fields."""

    report: AnsweringReport

    def json(self) -> dict[str, object]:
        """The contract's scorecard."""
        report = self.report
        fields: dict[str, object] = json.loads(written(report.card))
        fields["at"] = report.at.isoformat(timespec="seconds")
        fields["asked"] = len(report.settled)
        fields["failed"] = [{"id": one.question.id, "error": one.error} for one in report.failed]
        fields["unusable"] = [{"id": one.id, "error": one.error} for one in report.unusable]
        fields["questions"] = [
            {"id": one.question.id, "question": one.question.text, "about": one.row.document if one.is_known else None}
            for one in report.settled
        ]
        return fields


@dataclass(frozen=True, slots=True)
class RunsCompared:
    """The differences between two runs, on the questions that both asked."""

    compared: ComparedScorecards

    def json(self) -> dict[str, object]:
        """The contract's comparison of runs."""
        compared = self.compared
        found = compared.paired
        return {
            "a": compared.a.card.name,
            "b": compared.b.card.name,
            "questions": compared.shared,
            "only_a": list(found.only_a),
            "only_b": list(found.only_b),
            "reworded": list(compared.reworded),
            "differences": {
                name: {
                    "a": one.a,
                    "b": one.b,
                    "difference": one.difference,
                    "interval": [one.interval.low, one.interval.high] if one.interval else None,
                    "n": one.questions,
                    "left_out": one.left_out,
                    "clear": one.is_clear,
                }
                for name, one in found.differences.items()
            },
            "incomparable": list(found.incomparable),
            "conditions": [{"name": name, "a": ours, "b": theirs} for name, ours, theirs in found.conditions],
        }


@dataclass(frozen=True, slots=True)
class LabelsSummed:
    """The figures from one person's labels, and their agreement with each other person, by name."""

    labelled: Labelled
    with_others: Mapping[str, RaterAgreement]

    def json(self) -> dict[str, object]:
        """The contract's labels."""
        others = {name: asdict(agreement) for name, agreement in self.with_others.items()}
        return {**asdict(self.labelled), "with_others": others}


@dataclass(frozen=True, slots=True)
class Preferred:
    """Everything that is kept about two runs: one person's choices, the judges, and how other people chose."""

    a: str
    b: str
    paired: PairedRuns
    person: ByPerson
    judges: tuple[ByJudge, ...]
    with_others: Mapping[str, RaterAgreement]

    def json(self) -> dict[str, object]:
        """The contract's preferences."""
        left_out = asdict(replace(self.paired, pairs=()))
        del left_out["pairs"]
        return {
            "a": self.a,
            "b": self.b,
            "pairs": len(self.paired.pairs),
            "left_out": left_out,
            "person": asdict(self.person),
            "judges": [asdict(judge) for judge in self.judges],
            "with_others": {name: asdict(agreement) for name, agreement in self.with_others.items()},
        }


@dataclass(frozen=True, slots=True)
class Drafted:
    """A drafted question file: its questions by kind, and why some could not be reworded."""

    file: str
    questions: int
    kinds: Mapping[str, int]
    not_reworded: Sequence[str]

    def json(self) -> dict[str, object]:
        """The contract's drafts."""
        return {
            "file": self.file,
            "questions": self.questions,
            "kinds": dict(sorted(self.kinds.items())),
            "not_reworded": self.not_reworded,
        }
