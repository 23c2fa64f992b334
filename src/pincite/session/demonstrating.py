"""The demo: a firm of sample matters, and a question asked from both sides of a wall."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.documents.folder import Failure
from pincite.documents.span import MatterId
from pincite.errors import AccessError, WorkspaceError
from pincite.ingest import ingest
from pincite.session.asking import answer, given_out
from pincite.session.changing import event_of
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.access.port import Changing
    from pincite.access.rules import Rules
    from pincite.samples import Manifest
    from pincite.session.session import Session
    from pincite.views.reply import Reply


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """The firm's documents, and the reply to one question as each of two lawyers has it.

    With each goes who asked, and whether they work on the matter. `failures` are sample files that could not be read.
    """

    documents: int
    replies: "tuple[tuple[str, bool, Reply], ...]"
    failures: tuple[Failure, ...]


async def demonstrate(
    session: "Session", firm: "Manifest", files: Path, reading: Callable[[str], AbstractContextManager[object]]
) -> Demonstrated:
    """Build the sample firm, as far as it is not there yet, and ask its question as two lawyers.

    `files` is the folder with the sample matters. `reading` is entered with a matter's name while it is read.

    Raises:
        AccessError: the session's user is not the owner.
        WorkspaceError: there are matters of somebody's own, or another process is changing the documents.
        RecordError: the record cannot be written.
    """
    await on_thread(_require_ours, session, firm)
    failures = await _build(session, firm, files, reading)
    shown = firm.demonstration
    replies = [
        (asker, permitted, await given_out(session, await answer(session, shown.question, as_user=asker), asker))
        for asker, permitted in ((shown.permitted, True), (shown.walled_off, False))
    ]
    documents = await on_thread(lambda: session.firm.catalogue.entries(session.scope()))
    return Demonstrated(len(documents), tuple(replies), failures)


def _require_ours(session: "Session", firm: "Manifest") -> None:
    """Refuse to mix the sample firm with anybody's own matters."""
    if not session.is_owner:
        raise AccessError(
            f"the demo sets up users and matters, which only the workspace's owner ({session.rules.owner}) may do; "
            "leave out --as, or name another folder with --workspace"
        )
    known = {matter.name for matter in firm.matters}
    others = sorted(session.rules.matters - known)
    if others:
        raise WorkspaceError(
            f"the workspace {session.firm.root} holds matters of its own ({others[0]!r}), and the demo would "
            "mix with them; name another folder: pincite demo --workspace DIR"
        )


async def _build(
    session: "Session", firm: "Manifest", files: Path, reading: Callable[[str], AbstractContextManager[object]]
) -> tuple[Failure, ...]:
    """The firm's rules, on one record, and its documents; those that are there already stay. Gives back what failed."""
    failures: list[Failure] = []
    async with session.firm.library() as library:
        await on_thread(_found, session, firm)
        for matter in firm.matters:
            with reading(matter.name):
                report = await ingest(
                    [files / matter.folder],
                    MatterId(matter.name),
                    (),
                    session.principal,
                    library=library,
                    sync=False,
                    now=session.now,
                    watch=lambda progress: None,  # noqa: ARG005 - a matter is read in seconds
                )
            failures += report.failures
    return tuple(failures)


def _found(session: "Session", firm: "Manifest") -> None:
    """Users, groups, matters, members and walls, each unless it is there; all on one record."""
    with (
        session.firm.recorder.telling(lambda: event_of(session, "access", "demo", {"firm": firm.firm})) as announced,
        announced.rules.together(session.principal, "demo"),
    ):
        _add(session, firm, session.rules, announced.rules)


def _add(session: "Session", firm: "Manifest", rules: "Rules", changing: "Changing") -> None:
    by = session.principal
    for user in firm.users:
        if user not in rules.users:
            changing.add_user(by, user)
    for group, members in firm.groups.items():
        if group not in rules.groups:
            changing.add_group(by, group, members)
    for matter in firm.matters:
        if matter.name not in rules.matters:
            changing.add_matter(by, matter.name)
        for member in matter.members:
            changing.grant(by, member, matter.name)
    for wall in firm.walls:
        changing.add_wall(by, wall.who, wall.matter)
