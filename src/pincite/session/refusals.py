"""What a user is refused, what fails, and what waits for another person: on the record, in the words they were told."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from pincite import __version__
from pincite.access.rules import Rules
from pincite.access.scope import Principal
from pincite.access.second import digest_of
from pincite.audit.event import Event, Json, Record
from pincite.errors import AccessError, AwaitsSecond, NotVisible, PinciteError
from pincite.retrieval.limits import LONGEST_QUESTION
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.session.session import Session

ASKED = "two people: asked"
"""What the record says when something is asked for that waits for another person."""


def asked_event(session: "Session", name: str) -> Event:
    """The event that something waits for another person: what, and until when."""
    request = session.firm.access.request(name)
    return session.event(
        "access",
        {
            "what": ASKED,
            "request": name,
            "expires": request.expires.isoformat(),
            "sha256": digest_of(request, session.firm.heads.key.workspace),
        },
        {"asked": request.what, "body": request.body},
    )


def refused_event(session: "Session", what: str, error: AccessError, as_user: str | None = None) -> Event:
    """The event that somebody was refused something, and in which words.

    `what` names the use, and `as_user` the user that a line of a batch names.
    """
    rules = session.firm.access.unchecked()
    documents: list[Json] = [{"document": document} for document in error.documents]
    matters: list[Json] = [*error.matters] if isinstance(error, NotVisible) else []
    content: dict[str, Json] = {
        "error": str(error),
        **({"documents": documents} if documents else {}),
        **({"matters": matters} if matters else {}),
    }
    facts: dict[str, Json] = {"what": what, "rules_version": rules.version}
    return session.event("failure", facts, content, by=_on_whose_behalf(session, rules, as_user))


async def record_refused(session: "Session", what: str, error: AccessError, as_user: str | None = None) -> Record:
    """Put on the record that somebody was refused something; see `refused_event`.

    Raises:
        RecordError: the record cannot be written.
    """
    return await session.firm.audit.append(await on_thread(refused_event, session, what, error, as_user))


async def record_failed(session: "Session", question: str, error: PinciteError, as_user: str | None = None) -> Record:
    """Put on the record that a question failed before anything was read for it, and in which words.

    `as_user` is the user that a line of a batch names.

    Raises:
        RecordError: the record cannot be written.
    """
    rules = await on_thread(session.firm.access.unchecked)
    facts: dict[str, Json] = {
        "answered": False,
        "reason": "failed",
        "pincite": __version__,
        "rules_version": rules.version,
        "sent": [],
    }
    content: dict[str, Json] = {"question": question[:LONGEST_QUESTION], "refusal": str(error)}
    return await session.record("failure", facts, content, by=_on_whose_behalf(session, rules, as_user))


async def record_crowd(session: "Session", counts: Mapping[str, int], seconds: float) -> Record:
    """Put on the record how many requests a server turned away because too many came at once, within so many seconds.

    `counts` are by what became of them: the status that they were told, or that they were closed.

    Raises:
        RecordError: the record cannot be written.
    """
    facts: dict[str, Json] = {"what": "page crowd", "seconds": round(seconds, 1), "turned_away": {**counts}}
    said = f"{sum(counts.values()):,} requests were turned away within {seconds:.0f} s: too many came at once"
    return await session.record("failure", facts, {"error": said})


def _on_whose_behalf(session: "Session", rules: Rules, as_user: str | None) -> Principal:
    """Who is told; a name that nobody has is on no record as a user."""
    user = as_user if as_user is not None and as_user in rules.users else session.principal.user
    return Principal(user=user, actor=session.principal.actor)


@asynccontextmanager
async def refusals_recorded(session: "Session", what: str) -> AsyncIterator[None]:
    """Within the block, what the session's user is refused goes on the record; `what` names the use.

    Raises:
        RecordError: the record cannot be written.
    """
    try:
        yield
    except AwaitsSecond as error:
        await session.firm.audit.append(await on_thread(asked_event, session, error.request))
        raise
    except AccessError as error:
        await record_refused(session, what, error)
        raise


@contextmanager
def refusals_recorded_here(session: "Session", what: str) -> Iterator[None]:
    """As `refusals_recorded`, where no event loop runs.

    Raises:
        RecordError: the record cannot be written.
    """
    try:
        yield
    except AwaitsSecond as error:
        session.firm.audit.append_and_wait(asked_event(session, error.request))
        raise
    except AccessError as error:
        session.firm.audit.append_and_wait(refused_event(session, what, error))
        raise
