"""Prints an evaluation of answers for people: figures with their intervals, and the failures."""

from pathlib import Path
from typing import TYPE_CHECKING

from pincite.cli.eval.printing import table_of
from pincite.cli.output import MOST_LISTED, console, counted, print_reasons, visible

if TYPE_CHECKING:
    from pincite.evaluation.answering_report import AnsweringReport, ComparedScorecards
    from pincite.evaluation.bootstrap import Interval


def print_report(report: "AnsweringReport", folder: Path) -> None:
    """Print the scorecard as a table, then the failures, and where everything is kept."""
    out = console()
    table = table_of("figure", "value", "95 % interval", "questions", "without a value")
    for name, figure in report.card.figures.items():
        without = sum(figure.unscorable.values())
        value = "–" if figure.value is None else f"{figure.value:.3f}"
        table.add_row(name, value, _ends(figure.interval), f"{figure.scored:,}", f"{without:,}" if without else "")
    out.print(table)
    reasons = {
        reason: max(figure.unscorable.get(reason, 0) for figure in report.card.figures.values())
        for figure in report.card.figures.values()
        for reason in figure.unscorable
    }
    for reason, count in reasons.items():
        out.print(f"without a value: {visible(reason)} ({count:,})", style="dim", soft_wrap=True)
    ms, cost = report.card.amounts.get("ms"), report.card.amounts.get("cost_usd")
    speed = f" · p50 {ms.p50.value:.0f} ms, p95 {ms.p95.value:.0f} ms" if ms else ""
    paid = f" · US$ {cost.total:.4f}" if cost and cost.total else ""
    out.print(f"{counted(len(report.settled), 'question')} over {counted(report.documents, 'document')}{speed}{paid}")
    failed = [(visible(one.question.id), one.error or "") for one in report.failed]
    unasked = [("" if one.id is None else visible(str(one.id)), one.error) for one in report.unusable]
    print_reasons(f"questions that failed: {len(failed):,}", failed, out)
    print_reasons(f"lines that could not be asked: {len(unasked):,}", unasked, out)
    out.print(f"kept in {visible(str(folder))}: scorecard.html to read, scorecard.json to compare", style="dim")


def print_compared(compared: "ComparedScorecards") -> None:
    """Print differences with their intervals, and how the two runs were made differently."""
    out = console()
    found = compared.paired
    for name, run in (("A", compared.a), ("B", compared.b)):
        out.print(f"{name}: {visible(run.card.name)}", soft_wrap=True)
    out.print(
        f"{counted(compared.shared, 'question')} of both, {len(found.only_a):,} only in A, "
        f"{len(found.only_b):,} only in B"
    )
    table = table_of("figure", "A", "B", "B less A", "95 % interval", "questions", "")
    for name, one in found.differences.items():
        digits = 1 if name.startswith("ms.") else 6 if name.startswith("cost_usd.") else 3
        ends = f"{one.interval.low:+z.{digits}f} to {one.interval.high:+z.{digits}f}" if one.interval else ""
        values = (f"{one.a:.{digits}f}", f"{one.b:.{digits}f}", f"{one.difference:+z.{digits}f}")
        table.add_row(name, *values, ends, f"{one.questions:,}", "clear" if one.is_clear else "")
    out.print(table)
    if found.incomparable:
        out.print(f"nothing to compare: {', '.join(map(visible, found.incomparable))}", style="dim")
    if compared.reworded:
        listed = ", ".join(map(visible, compared.reworded[:MOST_LISTED]))
        out.print(f"asked in other words in B: {listed}", style="yellow")
    for name, ours, theirs in found.conditions:
        out.print(f"differs: {visible(name)}: {visible(str(ours))} in A, {visible(str(theirs))} in B", soft_wrap=True)
    if not found.conditions:
        out.print("no known difference in how the two were made", style="dim")


def _ends(interval: "Interval | None") -> str:
    return f"{interval.low:.3f}–{interval.high:.3f}" if interval else ""
