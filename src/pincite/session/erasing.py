"""Erases contents of the record, together with what else has their words: the router, and names of questions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pincite.erasing.walk import without_content
from pincite.session.routing import erased_with_router
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.access.scope import Principal
    from pincite.audit.event import Erasure
    from pincite.audit.port import AuditLog
    from pincite.session.session import Session


async def erased_contents(
    session: "Session", log: "AuditLog", records: Sequence[str], by: "Principal", reason: str, owner: str
) -> "tuple[Erasure, bool]":
    """What erasing the contents of records gives, named by their ids, and whether the router went with them.

    Raises:
        RecordError, WorkspaceError: the record, the router's file or what the server keeps cannot be changed; or
            another process is changing the workspace.
    """
    now = session.now()
    made, router = await erased_with_router(session, records, lambda: log.erase_many(records, by, now, reason, owner))
    await on_thread(lambda: session.firm.sent.forget_questions(without_content(log, records)))
    return made, router
