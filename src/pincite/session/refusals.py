"""What a user is refused, and what waits for another person: both on the record, in the words that they were told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from pincite.access.scope import Principal
from pincite.access.second import digest_of
from pincite.audit.event import Json, Record
from pincite.errors import AccessError, AwaitsSecond, NotVisible

if TYPE_CHECKING:
    from pincite.session.session import Session

ASKED = "two people: asked"
"""What the record says when something is asked for that waits for another person."""


async def record_asked(session: "Session", name: str) -> Record:
    """Put on the record that something waits for another person: what, and until when.

    Raises:
        RecordError: the record cannot be written.
    """
    request = session.firm.access.request(name)
    return await session.record(
        "access",
        {
            "what": ASKED,
            "request": name,
            "expires": request.expires.isoformat(),
            "sha256": digest_of(request, session.firm.heads.key.workspace),
        },
        {"asked": request.what, "body": request.body},
    )


async def record_refused(session: "Session", what: str, error: AccessError, as_user: str | None = None) -> Record:
    """Put on the record that somebody was refused something, and in which words.

    `what` names the use, and `as_user` the user that a line of a batch names.

    Raises:
        RecordError: the record cannot be written.
    """
    rules, principal = session.firm.access.unchecked(), session.principal
    user = as_user if as_user is not None and as_user in rules.users else principal.user
    told: list[Json] = [{"document": document} for document in error.documents]
    matters: list[Json] = [*error.matters] if isinstance(error, NotVisible) else []
    content: dict[str, Json] = {
        "error": str(error),
        **({"documents": told} if told else {}),
        **({"matters": matters} if matters else {}),
    }
    facts: dict[str, Json] = {"what": what, "rules_version": rules.version}
    return await session.record("failure", facts, content, by=Principal(user=user, actor=principal.actor))


@asynccontextmanager
async def refusals_recorded(session: "Session", what: str) -> AsyncIterator[None]:
    """Within the block, what the session's user is refused goes on the record; `what` names the use.

    Raises:
        RecordError: the record cannot be written.
    """
    try:
        yield
    except AwaitsSecond as error:
        await record_asked(session, error.request)
        raise
    except AccessError as error:
        await record_refused(session, what, error)
        raise
