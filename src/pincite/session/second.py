"""What waits for a second person, in words, and deciding on it, for whoever may confirm and is signed in."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from pincite.access.second import PendingRequest
from pincite.answering.citing import short_name
from pincite.documents.span import DocumentId
from pincite.errors import AccessError, NotVisible
from pincite.session.confirming import CONFIRMED, WITHDRAWN, confirm, effect, known, waiting
from pincite.threads import on_thread
from pincite.views.waiting import Confirmed, Waiting
from pincite.views.would_change import HEADINGS, of_rules, of_verb

if TYPE_CHECKING:
    from pincite.session.session import Session


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that waits, with what it would change in plain words; none where its reader may not know it.

    `is_own` if its reader asked for it: they can take it back, and another one confirms.
    """

    waiting: Waiting
    headings: tuple[str, ...]
    lines: tuple[str, ...]
    is_own: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """What the session's user decided last on a request: the number of the record, and its time in UTC."""

    what: Literal["confirmed", "declined"]
    seq: int
    at: datetime


def is_party(session: "Session") -> bool:
    """True for whoever may confirm: the owner, administrators and those with a registered key. Waits for the disk."""
    return session.may("administer") or session.principal.user in session.rules.signers


def waiting_for_me(session: "Session") -> int:
    """How many requests of others the session's user may decide on; 0 for who is no such party. Waits for the disk."""
    if not is_party(session):
        return 0
    return sum(one.is_disclosed and not _is_own(session, one.request) for one in waiting(session))


async def decisions(session: "Session") -> tuple[Decision, ...]:
    """All that waits, once the record says that it was read.

    Raises:
        NotVisible: the user has no part in what takes two people.
    """
    found = await on_thread(_decisions, session)
    version = await on_thread(lambda: session.rules.version)
    await session.record("read", {"what": "waiting", "requests": len(found), "rules_version": version}, {})
    return found


async def confirm_here(session: "Session", request: str) -> Confirmed:
    """Confirm as the user who is signed in; see `confirming.confirm`.

    Whoever can sign in as somebody only since the request was made does not confirm it: a link that sets a password is
    given out by whoever runs the server, who may be the one who asked.

    Raises:
        NotVisible: the user has no part in what takes two people.
        AccessError: they may not confirm this, or their password was set since.
    """
    await on_thread(require_party, session)
    asked = await on_thread(known, session, request)
    await on_thread(_require_known_before, session, asked)
    return await confirm(session, request, None)


async def decided(session: "Session", request: str) -> Decided | None:
    """What the session's user decided last on a request, by their own records; None if they did not."""

    def found() -> Decided | None:
        for entry in session.firm.audit.newest(session.principal.user, ("access",)):
            if entry.facts.get("request") != request:
                continue
            at = datetime.fromisoformat(entry.at)
            match entry.facts.get("what"):
                case str(what) if what == CONFIRMED:
                    return Decided("confirmed", entry.seq, at)
                case str(what) if what == WITHDRAWN:
                    return Decided("declined", entry.seq, at)
            return None
        return None

    return await on_thread(found) if request else None


def require_party(session: "Session") -> None:
    """Refuse whoever has no part in what takes two people, as if there were no such page.

    Raises:
        NotVisible: they have none.
    """
    if not is_party(session):
        raise NotVisible("only those who may confirm see what waits for a second person")


def _require_known_before(session: "Session", request: PendingRequest) -> None:
    """Refuse whoever came by their password, or their account at the provider, after something was asked for.

    Raises:
        AccessError: the record says so.
    """
    for entry in session.firm.audit.newest(session.principal.user, ("access",)):
        if datetime.fromisoformat(entry.at) < request.at:
            return
        if entry.facts.get("what") in ("password set", "account linked"):
            raise AccessError(
                f"your password was set, or your account linked, after {request.id} was asked for, so you cannot "
                "confirm it here; confirm with your key, or have it asked for again"
            )


def _decisions(session: "Session") -> tuple[Decision, ...]:
    require_party(session)
    found = []
    for one in waiting(session):
        lines: tuple[str, ...] = ()
        if one.is_disclosed:
            body = json.loads(one.request.body)
            called = _called(session, body)
            lines = of_verb(body, called) if "verb" in body else of_rules(*effect(session, body), called)
        headings = tuple(HEADINGS[action] for action in one.request.actions if action in HEADINGS)
        found.append(Decision(one, headings, lines, _is_own(session, one.request)))
    return tuple(found)


def _is_own(session: "Session", request: PendingRequest) -> bool:
    return session.principal.user in (request.by.user, request.by.actor)


def _called(session: "Session", body: Mapping[str, Any]) -> dict[str, str]:
    """What the documents are called that a request names, of those that the session's user may see."""
    entries = session.firm.catalogue.permitted(map(DocumentId, _documents(body)), session.scope())
    return {document: short_name(entry.path, entry.title) for document, entry in entries.items()}


def _documents(body: Mapping[str, Any]) -> Iterator[str]:
    yield from (one for one in body.get("documents", ()) if isinstance(one, str))
    for name in ("added", "removed"):
        for fact in json.loads(body[name]) if isinstance(body.get(name), str) else ():
            target = fact.get("target") if isinstance(fact, dict) else None
            if isinstance(target, dict) and isinstance(target.get("document"), str):
                yield target["document"]
