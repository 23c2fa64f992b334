"""`pincite ingest`: files and folders into a matter."""

import asyncio
import shlex
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import NARROW, console, counted, emit, fail, visible
from pincite.cli.remaining import TimeLeft, in_words
from pincite.session.changing import recorded_change

if TYPE_CHECKING:
    from pincite.documents.span import MatterId
    from pincite.ingest import Progress, Report
    from pincite.session import Session

MOST_LISTED = 20
"""Failures and warnings printed to a terminal; `--json` and the record have all."""


@click.command("ingest", cls=Verb)
@click.argument("paths", nargs=-1, required=True, type=FILE)
@click.option("--matter", required=True, help="The matter that the documents belong to; a new one is created.")
@click.option("--label", "labels", multiple=True, metavar="L", help="A label for each document; may be repeated.")
@click.option("--sync", is_flag=True, help="Also remove documents whose files are gone from the folders.")
def command(paths: tuple[Path, ...], matter: str, labels: tuple[str, ...], sync: bool) -> None:
    """Read files and folders into a matter.

    Unchanged files are not read again, a changed file replaces its earlier version, and an interrupted run goes on
    where it stopped. What cannot be read is named with its reason and stops nothing; the exit status is then 1.
    """
    from pincite.access.names import clean_name
    from pincite.errors import DocumentError

    with open_called(create=True) as session:
        session.require("add")
        given = labels_for_ingest(session, labels)
        if clean_name(matter, "matter") not in session.rules.matters and not any(path.exists() for path in paths):
            named = ", ".join(str(path) for path in paths)
            raise DocumentError(
                f"there is nothing at {named}; nothing was read, and no matter was made: check the path"
            )
        into = matter_for_ingest(session, matter)
        report = asyncio.run(_ingest(session, paths, into, given, sync))
    emit(report_json(report)) if call().as_json else _print(report, into)
    if report.failures:
        fail(f"{counted(len(report.failures), 'file')} could not be read; the report names each with its reason")
        click.get_current_context().exit(1)


def labels_for_ingest(session: "Session", labels: tuple[str, ...]) -> tuple[str, ...]:
    """The labels to give, each in its one spelling.

    Raises:
        AccessError: one cannot be a name, or is new and looks like one of documents that whoever asks may see.
    """
    from pincite.access.lookalikes import unclear
    from pincite.access.names import clean_name
    from pincite.errors import AccessError

    given = tuple(clean_name(label, "label") for label in labels)
    if given:
        scope = session.scope()
        known = session.firm.catalogue.labels(scope) | {label for label, _ in scope.labels}
        fresh = {label: "label" for label in given if label not in known}
        for _, why in unclear(fresh, dict.fromkeys(known, "label")):
            raise AccessError(why)
    return given


def matter_for_ingest(session: "Session", name: str) -> "MatterId":
    """The matter to add to; the workspace's owner creates it when there is none.

    Raises:
        NotVisible: whoever asks may not add to it, or there is none: the same words.
    """
    from pincite.access.decision import visible_matter
    from pincite.access.names import clean_name
    from pincite.errors import AccessError

    session.require("add")
    if session.is_owner and clean_name(name, "matter") not in session.rules.matters:
        recorded_change(
            session,
            "matter add",
            {"matter": name},
            lambda session: session.firm.access.add_matter(session.principal, name),
        )
    try:
        return visible_matter(name, session.scope())
    except AccessError:
        if session.is_owner:
            user = session.principal.user
            raise AccessError(
                f"{user} is no member of matter {name!r}, or is behind a wall from it, so nothing can be added; "
                f"try: pincite access grant {shlex.quote(user)} --matter {shlex.quote(name)}"
            ) from None
        raise


async def _ingest(
    session: "Session", paths: tuple[Path, ...], matter: "MatterId", labels: tuple[str, ...], sync: bool
) -> "Report":
    from pincite.ingest import ingest

    async with session.firm.library() as library:
        with _Watch() as watch:
            return await ingest(
                paths,
                matter,
                labels,
                session.principal,
                library=library,
                sync=sync,
                now=session.now,
                watch=watch.show,
            )


class _Watch:
    """A line of progress on the terminal: how far, how fast, how long still. Nothing when stderr is no terminal."""

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
        """Move the line on."""
        elapsed = self._bar.tasks[0].elapsed or 0.0
        left = self._left.after(progress.bytes_done, progress.bytes_total)
        rate = progress.chunks / elapsed if elapsed > 1 else 0.0
        state = f"{progress.files_done:,} of {progress.files:,} files, {rate:,.0f} chunks/s"
        name = "" if self._is_narrow else visible(Path(progress.path).name)[:26]
        if (pages := progress.pages) is not None:
            name += f" · page {pages.done:,} of {pages.total:,} {pages.step}"
        self._bar.update(
            self._task,
            total=progress.bytes_total or 1,
            completed=progress.bytes_done,
            left=f"{in_words(left)} left" if left is not None else "",
            state=state + (f" · {name}" if name else "").replace("·  · ", "· "),
        )


def report_json(report: "Report") -> dict[str, object]:
    """A run as the contract has it."""
    return {
        "documents": len(report.ids),
        "unchanged": report.unchanged,
        "chunks": report.chunks,
        "seconds": round(report.seconds, 3),
        "documents_per_s": round(len(report.ids) / report.seconds, 3) if report.seconds else 0.0,
        "failures": [{"path": failure.path, "reason": failure.reason} for failure in report.failures],
        "warnings": [{"path": warning.path, "reason": warning.reason} for warning in report.warnings],
        "ids": list(report.ids),
        "removed": list(report.removed),
        "box": asdict(report.box) if report.box is not None else None,
    }


def _print(report: "Report", matter: str) -> None:
    out = console()
    rate = len(report.ids) / report.seconds if report.seconds else 0.0
    out.print(
        f"{matter}: {counted(len(report.ids), 'document')} read, {report.unchanged:,} unchanged, "
        f"{counted(report.chunks, 'chunk')} in {report.seconds:.1f} s ({rate:.1f} documents/s)"
    )
    if report.box is not None:
        out.print(f"read: {report.box.sentence}", style="dim" if report.box.is_shut else "bold yellow", soft_wrap=True)
    if report.removed:
        out.print(f"{counted(len(report.removed), 'document')} removed: their files are gone")
    for what, listed in (("not read", report.failures), ("with warnings", report.warnings)):
        if listed:
            out.print(f"\n{len(listed):,} {what}:", style="bold")
        for item in listed[:MOST_LISTED]:
            out.print(f"  {item.path}\n      {visible(item.reason)}", soft_wrap=True)
        if len(listed) > MOST_LISTED:
            out.print(f"  … and {len(listed) - MOST_LISTED:,} more: see --json")
