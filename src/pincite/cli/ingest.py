"""`pincite ingest`: reads files and folders into a matter."""

import asyncio
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import NARROW, console, counted, emit, fail, print_reasons, visible
from pincite.errors import DocumentsBusy
from pincite.views.remaining import TimeLeft, in_words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pincite.ingest import Progress, Report

PATIENCE_SECONDS, TRIED_EVERY = 600.0, 0.25
"""A server lets others in after each portion of files, at most some half a minute; large scans take longer."""


@click.command("ingest", cls=Verb)
@click.argument("paths", nargs=-1, required=True, type=FILE)
@click.option("--matter", required=True, help="The matter that the documents belong to; a new one is created.")
@click.option("--label", "labels", multiple=True, metavar="L", help="A label for each document; may be repeated.")
@click.option("--sync", is_flag=True, help="Also remove documents whose files are gone from the folders.")
def command(paths: tuple[Path, ...], matter: str, labels: tuple[str, ...], sync: bool) -> None:
    """Read files and folders into a matter.

    Unchanged files are not read again, a changed file replaces its earlier version, and the same command resumes an
    interrupted run. What cannot be read is named with its reason and stops nothing; the exit status is then 1.
    """
    from pincite.access.names import clean_name
    from pincite.session.adding import add_documents
    from pincite.views.added import Added

    with open_called(create=True) as session, _Watch() as line:
        add = partial(add_documents, session, paths, matter, labels=labels, sync=sync, watch=line.show)
        report = asyncio.run(_in_turn(add))
    emit(Added.of(report)) if call().as_json else _print(report, clean_name(matter, "matter"))
    if report.failures:
        fail(f"{counted(len(report.failures), 'file')} could not be read; the report names each with its reason")
        click.get_current_context().exit(1)


async def _in_turn(add: "Callable[[], Awaitable[Report]]") -> "Report":
    """Read files in, once a server that reads some lets others in.

    Raises:
        DocumentsBusy: it has not for a long time, or somebody else changes the documents.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return await add()
        except DocumentsBusy as error:
            if not error.is_brief or time.monotonic() > until:
                raise
            if until - time.monotonic() > PATIENCE_SECONDS - TRIED_EVERY:
                console(stderr=True).print("pincite waits for the server, which is reading documents")
        await asyncio.sleep(TRIED_EVERY)


class _Watch:
    """A progress line: how much is done, how fast, how long is left. Nothing is printed if stderr is not a terminal."""

    def __init__(self) -> None:
        from rich import progress

        screen = console(stderr=True)
        self._is_narrow = screen.width < NARROW
        self._bar = progress.Progress(
            progress.TextColumn("{task.percentage:>3.0f} %"),
            *(() if self._is_narrow else (progress.BarColumn(bar_width=18),)),
            progress.TextColumn("{task.fields[state]}"),
            *(() if self._is_narrow else (progress.TimeElapsedColumn(),)),
            progress.TextColumn("{task.fields[left]}"),
            console=screen,
            transient=True,
            disable=not screen.is_terminal,
        )
        self._task = self._bar.add_task("", total=None, state="looking for files", left="")
        self._left = TimeLeft()

    def __enter__(self) -> "_Watch":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, progress: "Progress") -> None:
        """Update the line."""
        elapsed = self._bar.tasks[0].elapsed or 0.0
        is_listed = progress.is_listed
        left = self._left.after(progress.bytes_done, progress.bytes_total) if is_listed else None
        rate = progress.chunks / elapsed if elapsed > 1 else 0.0
        of = f"of {progress.files:,} files" if is_listed else f"files, more than {progress.files:,} in all"
        state = f"{progress.files_done:,} {of}, {rate:,.0f} chunks/s"
        name = "" if self._is_narrow else visible(Path(progress.path).name)[:26]
        if (pages := progress.pages) is not None:
            name += f" · page {pages.done:,} of {pages.total:,} {pages.step}"
        self._bar.update(
            self._task,
            total=(progress.bytes_total or 1) if is_listed else None,
            completed=progress.bytes_done,
            left=f"{in_words(left)} left" if left is not None else "",
            state=state + (f" · {name}" if name else "").replace("·  · ", "· "),
        )


def _print(report: "Report", matter: str) -> None:
    out = console()
    rate = len(report.ids) / report.seconds if report.seconds else 0.0
    labelled = f", {counted(report.relabelled, 'document')} of these labelled anew" if report.relabelled else ""
    out.print(
        f"{matter}: {counted(len(report.ids), 'document')} read, {report.unchanged:,} unchanged{labelled}, "
        f"{counted(report.chunks, 'chunk')} in {report.seconds:.1f} s ({rate:.1f} documents/s)"
    )
    if report.box is not None:
        out.print(f"read: {report.box.sentence}", style="dim" if report.box.is_shut else "bold yellow", soft_wrap=True)
    if report.removed:
        out.print(f"{counted(len(report.removed), 'document')} removed: their files are gone")
    for what, listed in (("not read", report.failures), ("with warnings", report.warnings)):
        print_reasons(f"{len(listed):,} {what}:", [(item.path, item.reason) for item in listed], out)
