"""`pincite index`: says how the search index stands, folds it, and makes it anew."""

import asyncio
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, Verbs, call, open_called
from pincite.cli.output import console, counted, emit, visible

if TYPE_CHECKING:
    from pincite.ingest.rebuild import RebuildProgress
    from pincite.views.index_state import IndexState


@click.group("index", cls=Verbs)
def command() -> None:
    """Say how the search index stands, fold it, or make it anew. For the workspace's owner and administrators."""


@command.command("status", cls=Verb)
def status() -> None:
    """Say how large the index is, what waits to be folded, what the last fold cost, and what to do.

    Exit status 1 if there is something to do.
    """
    from pincite.session.indexing import index_state

    with open_called() as session:
        found = asyncio.run(index_state(session))
    emit(found) if call().as_json else _print(found)
    if found.status.problems:
        click.get_current_context().exit(1)


@command.command("fold", cls=Verb)
@click.option("--whole", "is_whole", is_flag=True, help="Also join what earlier folds made: it rewrites all rows.")
def fold(is_whole: bool) -> None:
    """Fold what was written since the last fold into the search structures, and drop old versions.

    Reading documents folds by itself when it is due. A whole fold is for when it is quiet: searches go on, but whoever
    adds documents waits.
    """
    from pincite.session.indexing import fold_index

    with open_called() as session:
        found = asyncio.run(fold_index(session, is_whole=is_whole))
    emit(found) if call().as_json else _print(found)


@command.command("rebuild", cls=Verb)
def rebuild() -> None:
    """Make the search index anew from the stored texts, without the files, and put it in place of the one that serves.

    For an index that was lost, for another kind of index, another embedding model, or another way of cutting
    (settings.toml). Searches go on with the former index until then. The same command goes on where it was stopped.
    Words that have a vector there keep it; the others are embedded, which takes as long as reading them in. It takes
    room for a second index.
    """
    from pincite.session.indexing import rebuild_index
    from pincite.views.index_state import IndexRebuilt

    with open_called() as session, _Watch() as line:
        made = asyncio.run(rebuild_index(session, watch=line.show))
    if call().as_json:
        emit(IndexRebuilt(made))
        return
    said = f"{counted(made.documents, 'document')} and {counted(made.rows, 'row')} in the new index, which serves now"
    how = f"{counted(made.copied, 'chunk')} copied and {made.embedded:,} embedded"
    in_run = f"{counted(made.made, 'document')} made in {made.seconds:.1f} s: {how}"
    click.echo(f"{said}; {in_run}; {made.changed:,} changed (record {made.seq})")


class _Watch:
    """A progress line on a terminal."""

    def __init__(self) -> None:
        from rich import progress

        screen = console(stderr=True)
        self._bar = progress.Progress(
            progress.TextColumn("{task.percentage:>3.0f} %"),
            progress.TextColumn("{task.fields[state]}"),
            progress.TimeElapsedColumn(),
            console=screen,
            transient=True,
            disable=not screen.is_terminal,
        )
        self._task = self._bar.add_task("", total=None, state="looking for documents")

    def __enter__(self) -> "_Watch":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, progress: "RebuildProgress") -> None:
        """Update the line."""
        state = f"{progress.documents_done:,} of {progress.documents:,} documents, {progress.chunks:,} chunks"
        self._bar.update(self._task, total=progress.documents or 1, completed=progress.documents_done, state=state)


def _print(found: "IndexState") -> None:
    of, out = found.status, console()
    out.print(f"{counted(of.rows, 'row')} of {counted(of.documents, 'document')}; version {of.version}", soft_wrap=True)
    none = "none" if of.is_flat else "none yet"
    vectors = f"{none}: vectors are compared" if of.vectors is None else f"{of.vectors:,} rows in {of.parts} parts"
    out.print(f"vector index: {vectors}")
    out.print(
        f"waiting to be folded: {counted(of.unfolded, 'row')}; "
        f"{counted(of.fragments, 'fragment')}, {counted(of.versions, 'version')}"
    )
    sizes = ", ".join(f"{part} {size / 1e6:,.1f} MB" for part, size in of.bytes.items() if size)
    out.print(f"on the disk: {sizes or 'nothing'}", soft_wrap=True)
    if of.folded is not None:
        whole = "whole, " if of.folded.is_whole else ""
        out.print(f"last fold: {of.folded.at}, {whole}{counted(of.folded.rows, 'row')} in {of.folded.seconds:.1f} s")
    for problem in of.problems:
        out.print(visible(problem), style="bold yellow", soft_wrap=True)
