"""`pincite review`: puts every question to every document, and prints a table of pinned answers."""

import asyncio
import codecs
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

import click

from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import counted, json_line
from pincite.cli.remaining import Countdown
from pincite.errors import QuestionError, WorkspaceError

if TYPE_CHECKING:
    from pincite.review import Plan, Review, Reviewed
    from pincite.session import Session

Format = Literal["csv", "xlsx", "json"]

MOST_BYTES = 1_000_000
"""Most bytes of a file of questions; a longer one is something else."""


@click.command("review", cls=Verb)
@click.argument("questions", type=FILE)
@click.option("--matter", help="Only this matter.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "xlsx", "json"]),
    default="csv",
    show_default=True,
    help="A table, a workbook, or a JSON line for each cell.",
)
@click.option("-o", "--output", type=FILE, help="Write here instead of to standard output.")
@click.option("--again", is_flag=True, help="Start anew instead of resuming an interrupted run.")
def command(questions: Path, matter: str | None, form: Format, output: Path | None, again: bool) -> None:
    """Put each question of a text file, one a line, to each document that you may see.

    Each cell is quoted from its document with its place, or says that it was not found in what was read, or that the
    document could not be read. A document's answers are on the record before they are written out. The same questions
    resume an interrupted run.

    No cell of the table is a formula: in CSV, what a spreadsheet would compute has an apostrophe before it.
    """
    form = "json" if call().as_json else form
    if form == "xlsx" and output is None:
        raise click.UsageError("a workbook goes into a file: give -o FILE.xlsx")
    asked = _questions(questions)
    with open_called() as session:
        plan = _planned(session, asked, matter, again=again)
        so_far = asyncio.run(_written(session, plan, form, output))
    click.echo(_summary(plan, so_far), err=True)


def _questions(file: Path) -> list[str]:
    """The questions in a file, one on a line.

    Raises:
        QuestionError: the file cannot be read, or is not text.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise QuestionError(
            f"the questions {file} cannot be read ({error.strerror}); name a text file with a question on each line"
        ) from error
    if len(content) > MOST_BYTES:
        raise QuestionError(f"{file} has more than {MOST_BYTES:,} bytes, too many for a list of questions")
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise QuestionError(f"{file} is not in UTF-8; save it as plain text in UTF-8") from None


def _planned(session: "Session", asked: list[str], matter: str | None, *, again: bool) -> "Plan":
    from pincite.session.reviewing import plan_review

    plan = plan_review(session, asked, matter=matter, again=again)
    if plan.earlier is not None:
        click.echo(
            f"going on with a run that was broken off: {plan.done:,} of {counted(len(plan.entries), 'document')} are "
            "on the record; start anew with --again",
            err=True,
        )
    return plan


async def _written(session: "Session", plan: "Plan", form: Format, output: Path | None) -> "Review":
    from pincite.review import Review, Reviewed
    from pincite.session.reviewing import open_still, run_review

    so_far = Review()
    kept: list[Reviewed] = []
    with ExitStack() as opened:
        stream = opened.enter_context(_output(output))
        put = _writer(plan, form, stream) if output is None else kept.append
        line = opened.enter_context(Countdown("documents"))
        line.show(0, len(plan.entries))
        async for reviewed in run_review(session, plan, so_far):
            put(reviewed)
            line.show(so_far.documents + so_far.closed, len(plan.entries))
        if output is not None:
            # A file is shown as a whole, perhaps hours after its first document was looked into.
            found = await open_still(session, plan, kept, so_far)
            _write(plan, form, stream, found)
    return so_far


@contextmanager
def _output(output: Path | None) -> Iterator[IO[bytes]]:
    """The stream that a review is written to. A file is complete at the end, or absent.

    Raises:
        WorkspaceError: the file cannot be written.
    """
    from pincite.drafts import written_whole

    if output is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        return
    try:
        with written_whole(output) as stream:
            yield stream
    except OSError as error:
        raise WorkspaceError(
            f"the table cannot be written to {output} ({error.strerror}); name another file"
        ) from error


def _write(plan: "Plan", form: Format, stream: IO[bytes], found: "Sequence[Reviewed]") -> None:
    """Write a whole review to a stream."""
    from pincite.review.table import head, row, workbook

    if form == "xlsx":
        rows = [head(plan.questions), *map(row, found)]
        stream.write(workbook([("Review", rows), ("About", _about(plan, len(found)))]))
        return
    if form == "csv":
        stream.write(codecs.BOM_UTF8)  # tells spreadsheets that the file is in UTF-8
    put = _writer(plan, form, stream)
    for reviewed in found:
        put(reviewed)


def _writer(plan: "Plan", form: Format, stream: IO[bytes]) -> "Callable[[Reviewed], None]":
    from pincite.review.table import csv_line, head, row
    from pincite.views.cells import cells_of

    def put(text: str) -> None:
        stream.write(text.encode("utf-8", "backslashreplace"))
        stream.flush()

    if form == "json":
        return lambda reviewed: put("".join(map(json_line, cells_of(reviewed))))
    put(csv_line(head(plan.questions)))
    return lambda reviewed: put(csv_line(row(reviewed)))


def _about(plan: "Plan", documents: int) -> list[list[str]]:
    """The second sheet of a workbook: who asked what, of which documents."""
    principal = plan.scope.principal
    by = principal.user if principal.user == principal.actor else f"{principal.actor} on behalf of {principal.user}"
    return [
        ["what", "value"],
        ["asked by", by],
        ["questions", str(len(plan.questions))],
        ["documents looked into", str(documents)],
        ["documents that were to be looked into", str(len(plan.entries))],
        ["run", plan.run.id],
        ["“not found in what was read”", "the words that could be read do not answer it; see also “pages not read”"],
        ["“not read”", "the document has no words that could be read"],
    ]


def _summary(plan: "Plan", so_far: "Review") -> str:
    """The outcome of a review, as a sentence."""
    cells = so_far.cells
    closed = (
        f"; {counted(so_far.closed, 'document')} closed to you or taken away meanwhile, and left out"
        if so_far.closed
        else ""
    )
    return (
        f"{counted(so_far.documents, 'document')} × {counted(len(plan.questions), 'question')}: "
        f"{cells['found']:,} found, {cells['not_found']:,} not found in what was read, "
        f"{cells['not_read']:,} not read{closed}"
    )
