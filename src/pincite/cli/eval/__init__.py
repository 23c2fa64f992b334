"""`pincite eval`: measures search and answers on questions with known answers, and finds where answers are lost."""

import click

from pincite.cli.eval.compare import compare
from pincite.cli.eval.diagnose import diagnose
from pincite.cli.eval.human import human
from pincite.cli.eval.make_questions import make_questions
from pincite.cli.eval.prefer import prefer
from pincite.cli.eval.retrieval import retrieval
from pincite.cli.eval.run import run
from pincite.cli.eval.trial import Trials


@click.group("eval", cls=Trials)
def command() -> None:
    """Measure search and answers on questions whose answers are known.

    `run`, `compare`, `make-questions`, `human` and `prefer` are about answers, from the workspace as it is. `retrieval`
    and `diagnose` are about search, over a SUITE.

    A SUITE is a folder with `docs`, any files that pincite reads, and `gold.jsonl`, one JSON object a line:
    {"id", "suite", "question", "gold": [[PATH, START, END], ...], "as"}. PATH counts from `docs`; START and END are
    characters of the document's text. The documents are read into a workspace that is thrown away, or into the one that
    --workspace names, which is kept and used again; PINCITE_WORKSPACE is left alone.
    """


for verb in (retrieval, diagnose, run, compare, make_questions, human, prefer):
    command.add_command(verb)
