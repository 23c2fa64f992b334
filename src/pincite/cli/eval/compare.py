"""`pincite eval compare`: says whether one run is better than another."""

from pathlib import Path

import click

from pincite.cli.eval.figures import print_compared
from pincite.cli.options import FILE, Verb, call
from pincite.cli.output import emit


@click.command("compare", cls=Verb)
@click.argument("a", type=FILE)
@click.argument("b", type=FILE)
def compare(a: Path, b: Path) -> None:
    """Compare two runs of `eval run` on the questions that both asked.

    A and B are the folders of two runs, or their scorecards. Every difference has a 95 % interval with whole documents
    drawn, the same for both; one that holds 0 may be chance. What differs in how the two were made is listed.
    """
    from pincite.evaluation.answering_report import compared, read_scorecard
    from pincite.views.answers_measured import RunsCompared

    found = compared(read_scorecard(a), read_scorecard(b))
    if call().as_json:
        emit(RunsCompared(found))
    else:
        print_compared(found)
