"""A suite read into a workspace of its own and asked: what the verbs that measure search share."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from pincite.cli.eval.bars import Bars, progress
from pincite.cli.eval.places import within
from pincite.cli.eval.searched import Searched
from pincite.cli.options import FILE, Verb, Verbs, call, open_called
from pincite.cli.output import counted
from pincite.errors import WorkspaceError
from pincite.session.adding import matter_to_add_to
from pincite.session.granting import To, grant
from pincite.session.people import add_user

if TYPE_CHECKING:
    from pincite.documents.span import MatterId
    from pincite.evaluation.report import Report
    from pincite.evaluation.suite import Suite
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
    """A verb that works on a workspace of its own unless one is named."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for parameter in self.params:
            if isinstance(parameter, click.Option) and parameter.name == "workspace":
                parameter.help = "A workspace of the suite's own, kept and used again (else one that is thrown away)."


class Trials(Verbs):
    """The verbs of evaluation."""

    command_class = Trial


def evaluated(folder: Path, k: int, by: str, characters: int) -> "Report":
    """The report on a suite, its documents read into a workspace of its own and every question asked."""
    from pincite.evaluation.suite import read_suite

    suite = read_suite(folder, by)
    with _workspace() as session, progress() as bars:
        matter = _matter(session, suite)
        return asyncio.run(_walk(session, suite, matter, k, by, characters, bars))


async def _walk(
    session: "Session", suite: "Suite", matter: "MatterId", k: int, by: str, characters: int, bars: Bars
) -> "Report":
    from pincite.evaluation.report import Report, summarised
    from pincite.evaluation.run import run
    from pincite.evaluation.suite import require_fitting
    from pincite.ingest import ingest

    async with session.firm.library() as library:
        read = await ingest(
            [suite.documents],
            matter,
            (),
            session.principal,
            library=library,
            sync=True,
            now=session.now,
            watch=bars.reading(),
        )
    system = Searched(session, suite, matter)
    require_fitting(suite, system.length_of)
    outcomes = await run(suite, system, k, characters=characters, watch=bars.asking(len(suite.questions)))
    system.require_open()
    groups, mean = summarised(outcomes)
    return Report(
        suite=suite.name,
        at=session.now(),
        k=k,
        characters=characters,
        by=by,
        embedder=session.firm.embedder.name,
        documents=system.documents,
        unread=tuple(within(failure, session, suite) for failure in read.failures),
        outcomes=outcomes,
        groups=groups,
        mean=mean,
    )


@contextmanager
def _workspace() -> "Iterator[Session]":
    """The workspace that `--workspace` names, else one that is gone afterwards, its keys and its record with it."""
    from pincite.wiring import private_files

    if "pincite.workspace" in click.get_current_context().find_root().meta:
        with open_called(create=True) as session:
            yield session
        return
    if call().as_user is not None:
        raise click.UsageError("--as names a user of a workspace; name the workspace too, with --workspace")
    with (
        TemporaryDirectory(prefix="pincite-eval-") as folder,
        private_files(),
        _thrown_away(Path(folder)) as session,
    ):
        yield session


@contextmanager
def _thrown_away(folder: Path) -> "Iterator[Session]":
    """A workspace in an empty folder that keeps its key and its signed heads within itself."""
    from pincite.access.store import AccessStore
    from pincite.audit.heads import HeadKeeper, Places
    from pincite.wiring import ACCESS, IDENTITY, Settings, Workspace, operating_system_user

    heads = HeadKeeper.create(folder / IDENTITY, Places(folder / "heads", folder / "keys"))
    workspace = Workspace(folder, Settings(), AccessStore.create(folder / ACCESS, operating_system_user()))
    workspace.heads = heads
    with workspace:
        yield workspace.session()


def _matter(session: "Session", suite: "Suite") -> "MatterId":
    """The suite's own matter, called as its folder is; the users that its questions name join one that is new.

    Raises:
        WorkspaceError: the workspace holds other documents, which would change what is measured.
        AccessError: whoever runs the suite may not add to it.
    """
    from pincite.access.names import clean_name

    rules = session.rules
    name = clean_name(suite.name, "matter")
    others = sorted((rules.matters if session.is_owner else session.scope().matters) - {name})
    if others:
        raise WorkspaceError(
            f"the workspace {session.firm.root} holds matters of its own ({others[0]!r}), and the documents of the "
            f"suite {suite.name} would mix with them; name another folder with --workspace, or leave it out"
        )
    is_new = name not in rules.matters
    users = {clean_name(question.as_user, "user") for question in suite.questions if question.as_user is not None}
    matter = matter_to_add_to(session, name)
    for user in sorted(users if is_new else ()):
        _join(session, user, name)
    entries = session.firm.catalogue.entries(session.scope(matter=matter))
    strange = [entry.path for entry in entries if suite.path_of(entry.path) is None]
    if strange:
        raise WorkspaceError(
            f"the workspace {session.firm.root} holds {counted(len(strange), 'document')} that the suite {suite.name} "
            f"does not ({strange[0]}); name another folder with --workspace, or leave it out"
        )
    return matter


def _join(session: "Session", user: str, matter: str) -> None:
    """Make a user known and a member of a matter."""
    if user not in session.rules.users:
        add_user(session, user)
    grant(session, user, To(matter=matter))
