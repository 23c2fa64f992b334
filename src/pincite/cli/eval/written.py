"""Writes the files of an evaluation of search for their owner, and sets the exit status."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import call
from pincite.cli.output import counted, emit, fail, json_line
from pincite.drafts import write_whole

if TYPE_CHECKING:
    from pincite.evaluation.report import RetrievalReport, RunComparison
    from pincite.views.given import Given


def require_writable(*files: Path | None) -> None:
    """Refuse a file that cannot be written before the measuring begins, which may take long."""
    for file in files:
        if file is not None and (file.is_dir() or not file.absolute().parent.is_dir()):
            raise click.BadParameter(f"{file} cannot be written; name a file in a folder that exists")


def write(
    report: "RetrievalReport", against: "RunComparison | None", view: "Given", html: Path | None, out: Path | None
) -> None:
    """Write the files that were asked for, readable only by their owner: they hold words of the documents."""
    from pincite.evaluation.page import page
    from pincite.wiring import private_files

    with private_files():
        if html is not None:
            write_whole(html, page(report, against))
        if out is not None:
            write_whole(out, json_line(view))
    if call().as_json:
        emit(view)


def end(report: "RetrievalReport") -> None:
    """Say what went wrong, if anything; the exit status is then 1."""
    if report.unread:
        fail(f"{counted(len(report.unread), 'file')} of the suite could not be read; the report names each")
    if report.mean.missing:
        fail(f"{counted(report.mean.missing, 'question')} failed and counted as nothing found; the report says why")
    if report.unread or report.mean.missing:
        click.get_current_context().exit(1)
