"""`pincite eval diagnose`: finds the stage of the search that loses answers."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.eval.printing import cut, print_failures, table_of, where
from pincite.cli.eval.trial import BY, CHARACTERS, HTML, OUT, SUITE, K, Trial, evaluated
from pincite.cli.eval.written import end, require_writable, write
from pincite.cli.options import call
from pincite.cli.output import console, visible

if TYPE_CHECKING:
    from pincite.evaluation.report import RetrievalReport
    from pincite.evaluation.run import Outcome

MOST_EXCERPTS = 4
"""Most missed places shown of a question on a terminal."""


@click.command("diagnose", cls=Trial)
@SUITE
@K
@BY
@CHARACTERS
@click.option("--worst", type=click.IntRange(0, 10_000), default=5, show_default=True, help="Questions that are shown.")
@HTML
@OUT
def diagnose(suite: Path, k: int, by: str, characters: int, worst: int, html: Path | None, out: Path | None) -> None:
    """Say which stage of the search lost each answer that was missed.

    An answer may be in no piece of the index, in a document that was not looked at, beyond the first 50 of either leg,
    or ranked too low by a later stage. The questions that found least are shown with what was returned instead.
    """
    from pincite.views.search_measured import Diagnosed

    require_writable(html, out)
    report = evaluated(suite, k, by, characters)
    write(report, None, Diagnosed(report), html, out)
    if not call().as_json:
        _print_losses(report, worst)
    end(report)


def _print_losses(report: "RetrievalReport", worst: int) -> None:
    from pincite.evaluation.diagnosis import in_order, meaning, name_of
    from pincite.evaluation.report import worst_first

    out = console()
    losses = in_order(list(report.mean.lost))
    table = table_of("collection", "answers", "found", *losses)
    rows = list(report.groups.items())
    for name, group in [*rows, *([("all", report.mean)] if len(rows) > 1 else [])]:
        lost = (f"{group.lost.get(loss, 0):,}" for loss in losses)
        table.add_row(visible(name), f"{group.places:,}", f"{group.found:,}", *lost)
    out.print(table)
    out.print(f"found: half of it within the first {report.characters:,} characters returned", style="dim")
    for loss in losses:
        out.print(f"{loss}: {name_of(loss)}; {meaning(loss)}", style="dim")
    print_failures(report)
    for outcome in worst_first(report.outcomes)[:worst]:
        _print_outcome(outcome)


def _print_outcome(outcome: "Outcome") -> None:
    from rich.padding import Padding
    from rich.text import Text

    out = console()
    question = outcome.question
    out.print(Text.assemble("\n", (visible(question.text), "bold"), (f"  {visible(question.id)}", "dim")))
    for missed in outcome.missed[:MOST_EXCERPTS]:
        ranks = " · ".join(f"{stage} {rank}" for stage, rank in missed.ranks.items() if rank is not None)
        loss = f"missed ({missed.lost_at}{f'; at rank {ranks}' if ranks else ''})"
        out.print(Text.assemble(f"  {loss}  ", (where(missed.excerpt.place), "dim")))
        out.print(Padding(Text(cut(missed.excerpt.text)), (0, 0, 0, 4)))
    if len(outcome.missed) > MOST_EXCERPTS:
        out.print(f"  … and {len(outcome.missed) - MOST_EXCERPTS:,} more places", style="dim")
    for number, excerpt in enumerate(outcome.shown, start=1):
        out.print(Text.assemble(f"  returned {number}  ", (where(excerpt.place), "dim")))
        out.print(Padding(Text(cut(excerpt.text)), (0, 0, 0, 4)))
    if not outcome.shown:
        out.print(f"  returned nothing{f': {visible(outcome.error)}' if outcome.error else ''}")
