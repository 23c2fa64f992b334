"""`pincite eval`: how good search is on questions whose answers are known, and where answers are lost."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from pincite.cli.access import Verbs, record
from pincite.cli.ingest import matter_for_ingest
from pincite.cli.options import FILE, Verb, call, open_called, record_refused
from pincite.cli.output import HIDDEN, console, counted, emit, fail, json_line, visible
from pincite.cli.search import search_recorded
from pincite.errors import AccessError, PinciteError, WorkspaceError

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.table import Table

    from pincite.documents.folder import Failure
    from pincite.documents.span import DocumentId, MatterId
    from pincite.evaluation.bootstrap import Interval
    from pincite.evaluation.report import Comparison, Report
    from pincite.evaluation.retrieval import Place
    from pincite.evaluation.run import Outcome
    from pincite.evaluation.suite import Question, Suite
    from pincite.ingest import Progress
    from pincite.retrieval.evidence import Evidence
    from pincite.wiring import Workspace

MOST_LISTED = 20
"""Failures printed to a terminal; `--json` has all."""

MOST_EXCERPTS = 4
"""Missed places of a question that are shown on a terminal."""

LONGEST_SNIPPET = 200
"""Characters of an excerpt on a terminal, two lines."""

COLUMNS = ("recall@8", "recall@64", "drm@8", "ndcg@10")
"""Figures in the table on a terminal; `--json` has all."""

LEADING = ("recall@4000c", "drm@8")
"""Figures that are compared for each collection; for their mean all are."""

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
    """A verb that works on a workspace of its own unless one is named."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for parameter in self.params:
            if isinstance(parameter, click.Option) and parameter.name == "workspace":
                parameter.help = "A workspace of the suite's own, kept and used again (else one that is thrown away)."


class Trials(Verbs):
    """The verbs of evaluation."""

    command_class = Trial


@click.group("eval", cls=Trials)
def command() -> None:
    """Measure search on questions whose answers are known.

    SUITE is a folder with `docs`, any files that pincite reads, and `gold.jsonl`, one JSON object a line:
    {"id", "suite", "question", "gold": [[PATH, START, END], ...], "as"}. PATH counts from `docs`; START and END are
    characters of the document's text. The documents are read into a workspace that is thrown away, or into the one that
    --workspace names, which is kept and used again; PINCITE_WORKSPACE is left alone.
    """


@command.command("retrieval")
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
    from pincite.evaluation.report import as_json, compared, read_report

    _require_writable(html, out)
    earlier = None if other is None else read_report(other)
    report = _evaluated(suite, k, by, characters)
    against = None if earlier is None else compared(report.outcomes, earlier)
    _write(report, against, as_json(report, against), html, out)
    if not call().as_json:
        _print_figures(report, against)
    _end(report)


@command.command("diagnose")
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
    from pincite.evaluation.report import diagnosis_json

    _require_writable(html, out)
    report = _evaluated(suite, k, by, characters)
    _write(report, None, diagnosis_json(report), html, out)
    if not call().as_json:
        _print_losses(report, worst)
    _end(report)


class _Searched:
    """The product as an evaluation sees it: one matter of a workspace, asked by whoever runs the suite."""

    def __init__(self, workspace: "Workspace", suite: "Suite", matter: "MatterId") -> None:
        self._workspace = workspace
        self._suite = suite
        self._matter = matter
        entries = workspace.catalogue.entries(workspace.scope(matter=matter))
        self._paths = {entry.document: suite.path_of(entry.path) or entry.path for entry in entries}
        self._entries = {self._paths[entry.document]: entry for entry in entries}
        self._pieces: dict[str, Sequence[Place]] = {}

    @property
    def documents(self) -> int:
        """How many documents are searched."""
        return len(self._entries)

    def length_of(self, path: str) -> int | None:
        """Characters of the document at a path within the suite, None when there is none."""
        return self._entries[path].characters if path in self._entries else None

    def path_of(self, document: "DocumentId") -> str:
        """The path of a document within the suite."""
        return self._paths.get(document, document)

    def words_of(self, place: "Place") -> str:
        """The words of a place without those that the file hides."""
        from pincite.documents.regions import as_shown

        version = self._entries[place.path].version
        return as_shown(self._workspace.catalogue.content(version), place.start, place.end, HIDDEN) if version else ""

    async def search(self, question: "Question", k: int) -> "tuple[Evidence, float]":
        """The passages, on the record as any search is."""
        try:
            return await search_recorded(self._workspace, question.text, k, question.as_user, self._matter)
        except AccessError as error:
            await record_refused(self._workspace, error, question.as_user)
            raise

    async def pieces_of(self, path: str) -> "Sequence[Place]":
        """The pieces of one document: all that a search finds that may see no other."""
        from pincite.evaluation.retrieval import Place

        if path not in self._pieces:
            entry = self._entries[path]
            scope = self._workspace.scope(matter=self._matter)
            alone = replace(scope, denied=scope.denied | self._paths.keys() - {entry.document})
            count = await self._workspace.index.count(alone)
            [vector] = await self._workspace.embedder.embed([entry.title or path])
            legs = await self._workspace.index.search("", vector, alone, max(1, count))
            self._pieces[path] = [
                Place(path, hit.chunk.start, hit.chunk.end) for hit in legs.dense if hit.chunk.version == entry.version
            ]
        return self._pieces[path]

    def told(self, error: PinciteError) -> str:
        """A failure without the places of the workspace and the suite, which a report's reader has no business with."""
        return _without_places(str(error), self._workspace, self._suite)


@dataclass(frozen=True, slots=True)
class _Bars:
    """Lines of progress on the terminal; nothing when it is none."""

    bars: "Bars"

    def reading(self) -> "Callable[[Progress], None]":
        """Watches documents being read."""
        task = self.bars.add_task("reading documents", total=None)

        def show(progress: "Progress") -> None:
            self.bars.update(task, total=progress.bytes_total or 1, completed=progress.bytes_done)

        return show

    def asking(self, questions: int) -> Callable[[int], None]:
        """Watches questions being asked."""
        task = self.bars.add_task("asking questions", total=questions)

        def show(done: int) -> None:
            self.bars.update(task, completed=done)

        return show


def _evaluated(folder: Path, k: int, by: str, characters: int) -> "Report":
    """The report on a suite, its documents read into a workspace of its own and every question asked."""
    from pincite.evaluation.suite import read_suite

    suite = read_suite(folder, by)
    with _workspace() as workspace, _progress() as bars:
        matter = _matter(workspace, suite)
        return asyncio.run(_walk(workspace, suite, matter, k, by, characters, bars))


async def _walk(
    workspace: "Workspace", suite: "Suite", matter: "MatterId", k: int, by: str, characters: int, bars: _Bars
) -> "Report":
    from pincite.evaluation.report import Report, summarised
    from pincite.evaluation.run import run
    from pincite.evaluation.suite import require_fitting
    from pincite.ingest import ingest

    async with workspace.library() as library:
        read = await ingest(
            [suite.documents],
            matter,
            (),
            workspace.principal,
            library=library,
            sync=True,
            now=workspace.now,
            watch=bars.reading(),
        )
    system = _Searched(workspace, suite, matter)
    require_fitting(suite, system.length_of)
    outcomes = await run(suite, system, k, characters=characters, watch=bars.asking(len(suite.questions)))
    groups, mean = summarised(outcomes)
    return Report(
        suite=suite.name,
        at=workspace.now(),
        k=k,
        characters=characters,
        by=by,
        embedder=workspace.embedder.name,
        documents=system.documents,
        unread=tuple(_within(failure, workspace, suite) for failure in read.failures),
        outcomes=outcomes,
        groups=groups,
        mean=mean,
    )


@contextmanager
def _workspace() -> "Iterator[Workspace]":
    """The workspace that `--workspace` names, else one that is gone afterwards, its keys and its record with it."""
    from pincite.wiring import private_files

    if "pincite.workspace" in click.get_current_context().find_root().meta:
        with open_called(create=True) as workspace:
            yield workspace
        return
    if call().as_user is not None:
        raise click.UsageError("--as names a user of a workspace; name the workspace too, with --workspace")
    with (
        TemporaryDirectory(prefix="pincite-eval-") as folder,
        private_files(),
        _thrown_away(Path(folder)) as workspace,
    ):
        yield workspace


def _thrown_away(folder: Path) -> "Workspace":
    """A workspace in an empty folder that keeps its key and its signed heads within itself."""
    from pincite.access.store import AccessStore
    from pincite.audit.heads import HeadKeeper, Places
    from pincite.wiring import ACCESS, IDENTITY, Settings, Workspace, operating_system_user

    heads = HeadKeeper.create(folder / IDENTITY, Places(folder / "heads", folder / "keys"))
    workspace = Workspace(folder, Settings(), AccessStore.create(folder / ACCESS, operating_system_user()), None)
    workspace.heads = heads
    return workspace


def _matter(workspace: "Workspace", suite: "Suite") -> "MatterId":
    """The suite's own matter, called as its folder is; the users that its questions name join one that is new.

    Raises:
        WorkspaceError: the workspace holds other documents, which would change what is measured.
        AccessError: whoever runs the suite may not add to it.
    """
    from pincite.access.rules import clean_name

    rules = workspace.rules
    name = clean_name(suite.name, "matter")
    others = sorted((rules.matters if workspace.is_owner else workspace.scope().matters) - {name})
    if others:
        raise WorkspaceError(
            f"the workspace {workspace.root} holds matters of its own ({others[0]!r}), and the documents of the suite "
            f"{suite.name} would mix with them; name another folder with --workspace, or leave it out"
        )
    is_new = name not in rules.matters
    users = {clean_name(question.as_user, "user") for question in suite.questions if question.as_user is not None}
    matter = matter_for_ingest(workspace, name)
    for user in sorted(users if is_new else ()):
        _join(workspace, user, name)
    entries = workspace.catalogue.entries(workspace.scope(matter=matter))
    strange = [entry.path for entry in entries if suite.path_of(entry.path) is None]
    if strange:
        raise WorkspaceError(
            f"the workspace {workspace.root} holds {counted(len(strange), 'document')} that the suite {suite.name} "
            f"does not ({strange[0]}); name another folder with --workspace, or leave it out"
        )
    return matter


def _join(workspace: "Workspace", user: str, matter: str) -> None:
    """Make a user known and a member of a matter."""
    if user not in workspace.rules.users:
        asyncio.run(record(workspace, "access", "user add", {"user": user}))
        workspace.access.add_user(workspace.principal, user)
    asyncio.run(record(workspace, "access", "grant", {"who": user, "matter": matter}))
    workspace.access.grant(workspace.principal, user, matter)


def _within(failure: "Failure", workspace: "Workspace", suite: "Suite") -> "Failure":
    """A file that was not read, by its path within the suite."""
    path = suite.path_of(failure.path) or PurePath(failure.path).name
    return replace(failure, path=path, reason=_without_places(failure.reason, workspace, suite))


def _without_places(sentence: str, workspace: "Workspace", suite: "Suite") -> str:
    from pincite.evaluation.telling import without_folders

    known = {str(suite.documents): "docs", str(suite.folder): suite.name, str(workspace.root): "the workspace"}
    return without_folders(sentence, known)


@contextmanager
def _progress() -> Iterator[_Bars]:
    from rich import progress

    screen = console(stderr=True)
    bars = progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(bar_width=18),
        progress.TextColumn("{task.percentage:>3.0f} %"),
        progress.TextColumn("left"),
        progress.TimeRemainingColumn(),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )
    with bars:
        yield _Bars(bars)


def _require_writable(*files: Path | None) -> None:
    """Refuse a file that cannot be written before anything is measured, which may take long."""
    for file in files:
        if file is not None and (file.is_dir() or not file.absolute().parent.is_dir()):
            raise click.BadParameter(f"{file} cannot be written; name a file in a folder that exists")


def _write(
    report: "Report", against: "Comparison | None", values: dict[str, object], html: Path | None, out: Path | None
) -> None:
    """Write what was asked for, readable for its owner only: it holds words of the documents."""
    from pincite.evaluation.page import page
    from pincite.wiring import private_files

    with private_files():
        if html is not None:
            html.write_text(page(report, against), encoding="utf-8")
        if out is not None:
            out.write_text(json_line(values), encoding="utf-8")
    if call().as_json:
        emit(values)


def _end(report: "Report") -> None:
    """Say what did not go as it should; the exit status is then 1."""
    if report.unread:
        fail(f"{counted(len(report.unread), 'file')} of the suite could not be read; the report names each")
    if report.mean.missing:
        fail(f"{counted(report.mean.missing, 'question')} failed and counted as nothing found; the report says why")
    if report.unread or report.mean.missing:
        click.get_current_context().exit(1)


def _print_figures(report: "Report", against: "Comparison | None") -> None:
    from pincite.evaluation.report import latency

    out = console()
    names = [name for name in COLUMNS if name in report.mean.means]
    table = _table("collection", "questions", "recall@4000c", "95 %", *names)
    rows = list(report.groups.items())
    for name, group in [*rows, *([("mean", report.mean)] if len(rows) > 1 else [])]:
        leading = f"{group.means['recall@4000c']:.3f}", _ends(group.intervals["recall@4000c"])
        figures = (f"{group.means[figure]:.3f}" for figure in names)
        table.add_row(visible(name), f"{group.questions:,}", *leading, *figures)
    out.print(table)
    ms = latency(report.milliseconds)
    speed = f" · p50 {ms['p50']:.0f} ms, p95 {ms['p95']:.0f} ms" if report.milliseconds else ""
    asked = f"{counted(report.mean.questions, 'question')}, {report.mean.missing:,} failed"
    out.print(f"{asked} · {counted(report.documents, 'document')} · {report.k:,} hits each{speed}")
    _print_failures(report)
    if against is not None:
        _print_comparison(against)


def _print_comparison(against: "Comparison") -> None:
    out = console()
    out.print(
        f"\nagainst {visible(against.name)}: {counted(against.compared, 'question')} of both, "
        f"{against.left_out:,} left out"
    )
    table = _table("collection", "figure", "this run", "the other", "difference", "95 % interval")
    found = [(group, name, own[name]) for group, own in against.groups.items() for name in LEADING if name in own]
    if len(against.groups) > 1:
        found += [("mean", name, one) for name, one in against.mean.items()]
    for group, name, one in found:
        ends = f"{one.interval.low:+z.3f} to {one.interval.high:+z.3f}"
        table.add_row(visible(group), name, f"{one.ours:.3f}", f"{one.theirs:.3f}", f"{one.difference:+z.3f}", ends)
    out.print(table)


def _print_losses(report: "Report", worst: int) -> None:
    from pincite.evaluation.diagnosis import in_order, meaning, name_of
    from pincite.evaluation.report import worst_first

    out = console()
    losses = in_order(list(report.mean.lost))
    table = _table("collection", "answers", "found", *losses)
    rows = list(report.groups.items())
    for name, group in [*rows, *([("all", report.mean)] if len(rows) > 1 else [])]:
        lost = (f"{group.lost.get(loss, 0):,}" for loss in losses)
        table.add_row(visible(name), f"{group.places:,}", f"{group.found:,}", *lost)
    out.print(table)
    out.print(f"found: half of it within the first {report.characters:,} characters returned", style="dim")
    for loss in losses:
        out.print(f"{loss}: {name_of(loss)}; {meaning(loss)}", style="dim")
    _print_failures(report)
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
        told = f"missed ({missed.lost_at}{f'; at rank {ranks}' if ranks else ''})"
        out.print(Text.assemble(f"  {told}  ", (_where(missed.excerpt.place), "dim")))
        out.print(Padding(Text(_cut(missed.excerpt.text)), (0, 0, 0, 4)))
    if len(outcome.missed) > MOST_EXCERPTS:
        out.print(f"  … and {len(outcome.missed) - MOST_EXCERPTS:,} more places", style="dim")
    for number, excerpt in enumerate(outcome.shown, start=1):
        out.print(Text.assemble(f"  returned {number}  ", (_where(excerpt.place), "dim")))
        out.print(Padding(Text(_cut(excerpt.text)), (0, 0, 0, 4)))
    if not outcome.shown:
        out.print(f"  returned nothing{f': {visible(outcome.error)}' if outcome.error else ''}")


def _print_failures(report: "Report") -> None:
    out = console()
    failed = [(outcome.question.id, outcome.error) for outcome in report.outcomes if outcome.error is not None]
    unread = [(failure.path, failure.reason) for failure in report.unread]
    for what, listed in (("questions that failed", failed), ("files that were not read", unread)):
        if listed:
            out.print(f"\n{what}: {len(listed):,}", style="bold")
        for name, reason in listed[:MOST_LISTED]:
            out.print(f"  {visible(name)}\n      {visible(reason)}", soft_wrap=True)
        if len(listed) > MOST_LISTED:
            out.print(f"  … and {len(listed) - MOST_LISTED:,} more: see --json")


def _table(*heads: str) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        if head in ("collection", "figure"):
            table.add_column(head, overflow="fold")
        else:
            table.add_column(head, justify="right", no_wrap=True)
    return table


def _where(place: "Place") -> str:
    return f"{visible(place.path)} {place.start:,}–{place.end:,}"


def _cut(text: str) -> str:
    words = visible(text[: 2 * LONGEST_SNIPPET])
    return words if len(words) <= LONGEST_SNIPPET else f"{words[:LONGEST_SNIPPET].rstrip()} …"


def _ends(interval: "Interval") -> str:
    return f"{interval.low:.3f}–{interval.high:.3f}"
