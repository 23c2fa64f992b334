"""Reads a suite into a workspace of its own and asks its questions, for the verbs that measure search."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.eval.bars import progress
from pincite.cli.options import FILE, Verb, Verbs, call, open_called

if TYPE_CHECKING:
    from pincite.evaluation.report import RetrievalReport
    from pincite.session import Session

SUITE = click.argument("suite", type=FILE)
K = click.option("-k", "k", type=click.IntRange(1, 1000), default=64, show_default=True, help="How many hits.")
BY = click.option(
    "--by",
    default="suite",
    show_default=True,
    metavar="FIELD",
    help="The field of a question that names its collection.",
)
CHARACTERS = click.option(
    "--characters",
    type=click.IntRange(1, 1_000_000),
    default=4000,
    show_default=True,
    help="An answer is missed when half of it is not within the first so many characters returned.",
)
HTML = click.option("--html", "html", type=FILE, metavar="FILE", help="Write a report for people: one HTML page.")
OUT = click.option("--out", "out", type=FILE, metavar="FILE", help="Write what --json prints.")


class Trial(Verb):
    """A verb that works in a temporary workspace unless one is named."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for parameter in self.params:
            if isinstance(parameter, click.Option) and parameter.name == "workspace":
                parameter.help = "A workspace of the suite's own, kept and used again (else one that is thrown away)."


class Trials(Verbs):
    """The verbs of evaluation."""

    command_class = Trial


def evaluated(folder: Path, k: int, by: str, characters: int) -> "RetrievalReport":
    """The report on a suite, after its documents were read and every question was asked."""
    from pincite.evaluation.suite import read_suite
    from pincite.session.evaluating.suite import measure_suite

    suite, what = read_suite(folder, by), click.get_current_context().command_path
    with _workspace() as session, progress() as bars:
        return asyncio.run(measure_suite(session, suite, what, k=k, by=by, characters=characters, watching=bars))


@contextmanager
def _workspace() -> "Iterator[Session]":
    """The workspace that `--workspace` names, or else a temporary one, whose keys and record are deleted with it."""
    from pincite.wiring.throwaway import thrown_away

    if "pincite.workspace" in click.get_current_context().find_root().meta:
        with open_called(create=True) as session:
            yield session
        return
    if call().as_user is not None:
        raise click.UsageError("--as names a user of a workspace; name the workspace too, with --workspace")
    with thrown_away("pincite-eval-") as session:
        yield session
