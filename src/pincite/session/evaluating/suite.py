"""A suite read into a firm of its own, and every question of it asked."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from pincite.access.names import clean_name
from pincite.documents.span import MatterId
from pincite.errors import WorkspaceError
from pincite.evaluation.report import RetrievalReport, summarised
from pincite.evaluation.run import run
from pincite.evaluation.suite import Suite, require_fitting
from pincite.ingest import Progress, ingest
from pincite.session.adding import matter_to_add_to
from pincite.session.evaluating.places import within
from pincite.session.evaluating.searched import Searched
from pincite.session.granting import To, grant
from pincite.session.people import add_user
from pincite.threads import on_thread
from pincite.views.wording import counted

if TYPE_CHECKING:
    from pincite.session.session import Session


class Watching(Protocol):
    """Watches how far it is."""

    def reading(self) -> Callable[[Progress], None]:
        """Watches documents being read."""

    def asking(self, questions: int) -> Callable[[int], None]:
        """Watches so many questions being asked; is told how many have been."""


async def measure_suite(
    session: "Session", suite: Suite, what: str, *, k: int, by: str, characters: int, watching: Watching
) -> RetrievalReport:
    """How good search is on a suite, whose documents are read into a matter of their own, called as its folder is.

    The users that its questions name join a matter that is new. `what` names the use where one of them is refused.

    Raises:
        WorkspaceError: the firm holds other documents, which would change what is measured.
        AccessError: the session's user may not add to it, or a document was closed meanwhile.
        RecordError: the record cannot be written.
    """
    matter = await on_thread(_matter, session, suite)
    return await measured(session, suite, matter, what, k=k, by=by, characters=characters, watching=watching)


async def measured(
    session: "Session",
    suite: Suite,
    matter: MatterId,
    what: str,
    *,
    k: int,
    by: str,
    characters: int,
    watching: Watching,
) -> RetrievalReport:
    """As `measure_suite`, in a matter that is there.

    Raises:
        AccessError: a document was closed or taken away while the questions were asked.
    """
    async with session.firm.library() as library:
        read = await ingest(
            [suite.documents],
            matter,
            (),
            session.principal,
            library=library,
            sync=True,
            now=session.now,
            watch=watching.reading(),
        )
    system = await on_thread(Searched, session, suite, matter, what)
    require_fitting(suite, system.length_of)
    outcomes = await run(suite, system, k, characters=characters, watch=watching.asking(len(suite.questions)))
    await system.require_open()
    groups, mean = summarised(outcomes)
    return RetrievalReport(
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


def _matter(session: "Session", suite: Suite) -> MatterId:
    """The suite's own matter.

    Raises:
        WorkspaceError: the workspace holds other documents.
        AccessError: whoever runs the suite may not add to it.
    """
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
        if user not in session.rules.users:
            add_user(session, user)
        grant(session, user, To(matter=name))
    entries = session.firm.catalogue.entries(session.scope(matter=matter))
    strange = [entry.path for entry in entries if suite.path_of(entry.path) is None]
    if strange:
        raise WorkspaceError(
            f"the workspace {session.firm.root} holds {counted(len(strange), 'document')} that the suite {suite.name} "
            f"does not ({strange[0]}); name another folder with --workspace, or leave it out"
        )
    return matter
