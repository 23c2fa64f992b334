"""Compares rules and documents with the record, and lets the owner accept what differs."""

from dataclasses import replace
from typing import TYPE_CHECKING

from pincite.audit.event import Event, Json, Problem
from pincite.audit.states import saying
from pincite.covering import Covered, compare
from pincite.errors import AccessError
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.session.session import Session


async def compared(session: "Session") -> Covered:
    """What differs from the record in rules, documents, originals and index; only the owner gets names."""
    firm = session.firm
    found = await compare(firm.places, lambda: firm.index.rows(), lambda: firm.index.misled())
    if session.principal.user == await on_thread(_owner, session) or not found.problems:
        return found
    said = f"{len(found.problems)} rules or documents are not as the record has them; its owner is told which"
    return replace(found, problems=(Problem(0, said),))


async def accept_differences(session: "Session", reason: str | None) -> Covered:
    """Record that rules and documents are as they should be; without a reason, only return what differs.

    Raises:
        AccessError: the session's user is not the owner.
        RecordError, WorkspaceError: the record or a store cannot be written.
    """
    owner = await on_thread(_owner, session)
    if session.principal.user != owner:
        raise AccessError(f"only the workspace's owner ({owner}) may accept what differs from the record")
    found = await compared(session)
    if reason is not None:
        await on_thread(_accept, session, reason)
    return found


def _owner(session: "Session") -> str:
    # Rules that differ from the record cannot say who somebody is, and yet somebody has to accept them.
    return session.firm.access.unchecked().owner


def _accept(session: "Session", reason: str) -> None:
    """Record that rules and documents are as they should be, whatever the record said before.

    Raises:
        RecordError, WorkspaceError: the record or a store cannot be written.
    """
    firm = session.firm
    rules = firm.access.unchecked()

    def event(store: str) -> Event:
        facts: dict[str, Json] = {"what": f"{store} accepted", "rules_version": rules.version}
        return session.event("seal", facts, {"reason": reason}, rules.matters)

    with firm.alone():
        with firm.recorder.telling(lambda: event("rules")) as announced:
            announced.rules.cover(session.principal, "seal")
        firm.audit.append_and_wait(saying(event("documents"), documents=firm.catalogue.cover()))
