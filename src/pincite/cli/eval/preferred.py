"""Keeps preferences between two runs in a file, and prints their figures."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from pincite.cli.eval.dialogue import print_agreement, with_interval
from pincite.cli.output import console, counted, visible
from pincite.errors import PinciteError

if TYPE_CHECKING:
    from pincite.evaluation.journal import Journal
    from pincite.evaluation.judging import Judge, JudgedPair
    from pincite.evaluation.preferring import AnswerPair, Chosen, JudgeVerdicts, PairedRuns, RunStanding
    from pincite.evaluation.score import Figure
    from pincite.views.answers_measured import Preferred


class Preferences:
    """Choices of people and verdicts of judges; each is handed to the operating system as soon as it is given.

    A later line replaces an earlier one of the same pair, rater and asking; a line without a choice undoes one.
    """

    def __init__(self, kept: "Journal", file: str) -> None:
        """Read the file.

        Raises:
            PinciteError: a line is neither a choice nor a verdict.
        """
        self._kept = kept
        self.choices: dict[str, dict[str, Chosen]] = {}
        self._verdicts: dict[tuple[str, str], dict[str, dict[int, JudgedPair]]] = {}
        for name in kept:
            self._read(kept.get(name) or {}, f"the line {name!r} of {file}")

    def of(self, rater: str) -> "dict[str, Chosen]":
        """The choices of one person by pair; the dictionary grows as choices are kept."""
        return self.choices.setdefault(rater, {})

    def verdicts(self) -> "list[JudgeVerdicts]":
        """The verdicts of each judge, identified by the names of its model and its instructions."""
        from pincite.evaluation.preferring import JudgeVerdicts

        return [
            JudgeVerdicts(model, prompt, {pair: [found[at] for at in sorted(found)] for pair, found in by_pair.items()})
            for (model, prompt), by_pair in sorted(self._verdicts.items())
        ]

    def asked(self, judge: "Judge", pair: "AnswerPair", asking: int) -> "JudgedPair | None":
        """A judge's verdicts on a pair at one asking, counted from 0; None if there are none."""
        found = self._verdicts.get((judge.name, judge.digest), {}).get(pair.key, {}).get(asking)
        return None if found is None or found.unscorable else found

    def choose(self, pair: "AnswerPair", rater: str, choice: "Chosen | None") -> None:
        """Keep a person's choice; None undoes it."""
        self._kept.add(
            {
                "id": f"{pair.key} by {rater}",
                "pair": pair.key,
                "question": pair.a.id,
                "by": rater,
                "choice": choice,
            }
        )
        if choice is None:
            self.of(rater).pop(pair.key, None)
        else:
            self.of(rater)[pair.key] = choice

    def judge(self, pair: "AnswerPair", judge: "Judge", asking: int, found: "JudgedPair") -> None:
        """Keep a judge's verdicts, or the reason why it gave none."""
        self._kept.add(
            {
                "id": f"{pair.key} judge {judge.name} {judge.digest} {asking}",
                "pair": pair.key,
                "question": pair.a.id,
                "judge": judge.name,
                "prompt": judge.digest,
                "asking": asking,
                **asdict(found),
            }
        )
        self._said(judge.name, judge.digest, pair.key)[asking] = found

    def _said(self, model: str, prompt: str, pair: str) -> "dict[int, JudgedPair]":
        return self._verdicts.setdefault((model, prompt), {}).setdefault(pair, {})

    def _read(self, line: Mapping[str, object], name: str) -> None:
        from pincite.evaluation.judging import JudgedPair

        match line:
            case {"pair": str(), "by": str(), "choice": None}:
                pass
            case {"pair": str(pair), "by": str(by), "choice": "a" | "b" | "tie" | "skip" as choice}:
                self.of(by)[pair] = choice
            case {
                "pair": str(pair),
                "judge": str(model),
                "prompt": str(prompt),
                "asking": int(asking),
                "side": "a" | "b" | "tie" | None as side,
                "leaning": "first" | "second" | None as leaning,
                "unscorable": str() | None as why,
            }:
                self._said(model, prompt, pair)[asking] = JudgedPair(side, leaning, why)
            case _:
                raise PinciteError(f"{name} is not a preference; remove it, or name another file with --out")


def print_report(report: "Preferred") -> None:
    """Print the figures, with the names of A and B."""
    out = console()
    out.print(f"\nA: {visible(report.a)}\nB: {visible(report.b)}", soft_wrap=True)
    _print_paired(report.paired)
    if not report.paired.pairs:
        return
    person = report.person
    if person.judged or not report.judges:
        counts = f"{person.judged:,} judged, {person.skipped:,} skipped, {person.left:,} left"
        out.print(f"\nby {visible(person.by)}: {counts}", style="bold")
        _print_standing(person.standing)
    for name, agreement in report.with_others.items():
        print_agreement(name, agreement, with_shares=False)
    for judge in report.judges:
        out.print(
            f"\nby {visible(judge.model)}, asked in both orders about {judge.asked:,}, {judge.left:,} left",
            style="bold",
        )
        out.print(f"instructions {visible(judge.prompt[:16])}", style="dim")
        _print_standing(judge.standing)
        _print_figure("verdicts that changed with the order", judge.inconsistency)
        _print_figure("of these, the first place was chosen", judge.first_place)
        if judge.repeats is not None:
            _print_figure("repeated verdicts that agree", judge.repeats)
        if judge.with_person is not None:
            print_agreement(person.by, judge.with_person, with_shares=False)


def _print_paired(paired: "PairedRuns") -> None:
    out = console()
    out.print(f"{counted(len(paired.pairs), 'question')} to choose on, of {paired.shared:,} of both")
    for what, left_out in (
        ("answered alike in words and citations", paired.alike),
        ("refused by both", paired.both_refused),
        ("failed in A or B", paired.failed),
        ("asked in other words in B", paired.reworded),
        ("only in A", paired.only_a),
        ("only in B", paired.only_b),
    ):
        if left_out:
            out.print(f"left out, {what}: {len(left_out):,}", style="dim")


def _print_standing(standing: "RunStanding") -> None:
    out = console()
    out.print(f"A wins {standing.wins:,}, ties {standing.ties:,}, loses {standing.losses:,}")
    if standing.win_rate is None:
        out.print("no win rate: no comparison was decided")
    else:
        ends = f" [{standing.interval.low:.2f}, {standing.interval.high:.2f}]" if standing.interval else ""
        out.print(f"win rate of A: {standing.win_rate:.2f}{ends} of {standing.wins + standing.losses:,} decided")
        drawn = standing.by_document
        if drawn.interval is not None and drawn.clusters > 1:
            out.print(
                f"with whole documents drawn: [{drawn.interval.low:.2f}, {drawn.interval.high:.2f}] over "
                f"{drawn.clusters:,} documents"
            )
    if standing.strengths is None:
        out.print(f"no Bradley–Terry strengths: {standing.no_strengths}", soft_wrap=True)
    else:
        a, b = standing.strengths["a"], standing.strengths["b"]
        out.print(f"Bradley–Terry log strengths: A {a:+z.2f}, B {b:+z.2f}")


def _print_figure(what: str, figure: "Figure") -> None:
    out = console()
    if figure.value is None:
        out.print(f"{what}: none to count")
    else:
        out.print(f"{what}: {with_interval(figure)}")
    for reason, count in figure.unscorable.items():
        out.print(f"  without a value: {visible(reason)} ({count:,})", style="dim", soft_wrap=True)
