"""The requests that wait for a second person, on disk beside the rules; `second` says who may confirm them.

A request is carried out only as the record says that it was made, since whoever has the file could change it.
"""

import json
import secrets
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from pincite.access.scope import Principal
from pincite.access.second import HOURS, PendingRequest
from pincite.databases import Database
from pincite.errors import AccessError


def waiting(database: Database, now: datetime) -> list[PendingRequest]:
    """The requests that wait for another person and have not expired, the oldest first."""
    rows = database.execute(
        "SELECT id, at, expires, \"user\", actor, actions, what, body FROM request WHERE state = 'pending' ORDER BY at"
    ).fetchall()
    found = [
        PendingRequest(
            id=name,
            at=datetime.fromisoformat(at),
            expires=datetime.fromisoformat(expires),
            by=Principal(user, actor),
            actions=tuple(json.loads(actions)),
            what=what,
            body=body,
        )
        for name, at, expires, user, actor, actions, what, body in rows
    ]
    return [request for request in found if now < request.expires]


def keep(
    database: Database, by: Principal, actions: Collection[str], what: str, body: str, now: datetime
) -> PendingRequest:
    """Store a request that waits for another person for `HOURS`, within the caller's transaction."""
    until = now + timedelta(hours=HOURS)
    request = PendingRequest(secrets.token_hex(6), now, until, by, tuple(sorted(actions)), what, body)
    database.execute(
        "INSERT INTO request VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending')",
        (
            request.id,
            now.astimezone(UTC).isoformat(timespec="microseconds"),
            until.astimezone(UTC).isoformat(timespec="microseconds"),
            by.user,
            by.actor,
            json.dumps(request.actions),
            what,
            body,
        ),
    )
    return request


def end(database: Database, request: PendingRequest, state: str) -> None:
    """End a waiting request, within the caller's transaction.

    Raises:
        AccessError: it no longer waits as it was read.
    """
    ended = database.execute(
        "UPDATE request SET state = ? WHERE id = ? AND state = 'pending' AND what = ? AND body = ?",
        (state, request.id, request.what, request.body),
    )
    if ended.rowcount != 1:
        raise _gone(request)


def withdraw_all(database: Database) -> None:
    """End every waiting request, within the caller's transaction."""
    database.execute("UPDATE request SET state = 'withdrawn' WHERE state = 'pending'")


def require_waiting(database: Database, request: PendingRequest) -> None:
    """Refuse a request that no longer waits as it was read, within the caller's transaction.

    Raises:
        AccessError: it no longer waits so.
    """
    found = database.execute(
        "SELECT 1 FROM request WHERE id = ? AND state = 'pending' AND what = ? AND body = ?",
        (request.id, request.what, request.body),
    )
    if found.fetchone() is None:
        raise _gone(request)


def _gone(request: PendingRequest) -> AccessError:
    return AccessError(f"nothing waits under {request.id!r} any more; see: pincite access pending")
