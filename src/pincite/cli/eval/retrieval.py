"""`pincite eval retrieval`: measures how good search is."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.eval.printing import ends, print_failures, table_of
from pincite.cli.eval.trial import BY, CHARACTERS, HTML, OUT, SUITE, K, Trial, evaluated
from pincite.cli.eval.written import end, require_writable, write
from pincite.cli.options import FILE, call
from pincite.cli.output import console, counted, visible

if TYPE_CHECKING:
    from pincite.evaluation.report import RetrievalReport, RunComparison

COLUMNS = ("recall@8", "recall@64", "drm@8", "ndcg@10")
"""The figures in the terminal's table; `--json` has all."""

LEADING = ("recall@4000c", "drm@8")
"""The figures that are compared for each collection; all are compared for the mean."""


@click.command("retrieval", cls=Trial)
@SUITE
@K
@BY
@CHARACTERS
@click.option(
    "--against", "other", type=FILE, metavar="OTHER.json", help="Compare with what --out wrote of another run."
)
@HTML
@OUT
def retrieval(
    suite: Path, k: int, by: str, characters: int, other: Path | None, html: Path | None, out: Path | None
) -> None:
    """Measure how much of the answers is found, how early, and in how much from wrong documents.

    Means for each collection and over collections, with 95 % intervals over documents. A question that fails counts as
    one for which nothing was found, and the exit status is then 1.
    """
    from pincite.evaluation.report import compared, read_report
    from pincite.views.search_measured import SearchMeasured

    require_writable(html, out)
    earlier = None if other is None else read_report(other)
    report = evaluated(suite, k, by, characters)
    against = None if earlier is None else compared(report.outcomes, earlier)
    write(report, against, SearchMeasured(report, against), html, out)
    if not call().as_json:
        _print_figures(report, against)
    end(report)


def _print_figures(report: "RetrievalReport", against: "RunComparison | None") -> None:
    from pincite.evaluation.report import latency

    out = console()
    names = [name for name in COLUMNS if name in report.mean.means]
    table = table_of("collection", "questions", "recall@4000c", "95 %", *names)
    rows = list(report.groups.items())
    for name, group in [*rows, *([("mean", report.mean)] if len(rows) > 1 else [])]:
        leading = f"{group.means['recall@4000c']:.3f}", ends(group.intervals["recall@4000c"])
        figures = (f"{group.means[figure]:.3f}" for figure in names)
        table.add_row(visible(name), f"{group.questions:,}", *leading, *figures)
    out.print(table)
    ms = latency(report.milliseconds)
    speed = f" · p50 {ms['p50']:.0f} ms, p95 {ms['p95']:.0f} ms" if report.milliseconds else ""
    asked = f"{counted(report.mean.questions, 'question')}, {report.mean.missing:,} failed"
    out.print(f"{asked} · {counted(report.documents, 'document')} · {report.k:,} hits each{speed}")
    print_failures(report)
    if against is not None:
        _print_comparison(against)


def _print_comparison(against: "RunComparison") -> None:
    out = console()
    out.print(
        f"\nagainst {visible(against.name)}: {counted(against.compared, 'question')} of both, "
        f"{against.left_out:,} left out"
    )
    table = table_of("collection", "figure", "this run", "the other", "difference", "95 % interval")
    found = [(group, name, own[name]) for group, own in against.groups.items() for name in LEADING if name in own]
    if len(against.groups) > 1:
        found += [("mean", name, one) for name, one in against.mean.items()]
    for group, name, one in found:
        ends = f"{one.interval.low:+z.3f} to {one.interval.high:+z.3f}"
        table.add_row(visible(group), name, f"{one.ours:.3f}", f"{one.theirs:.3f}", f"{one.difference:+z.3f}", ends)
    out.print(table)
