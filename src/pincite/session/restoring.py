"""Going on with a firm that was put back from an older backup; the record says for ever what is missing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pincite.audit.event import Json
from pincite.audit.verification import verify
from pincite.session.confirming import CONFIRMED
from pincite.session.owner import require_owner
from pincite.session.undoing import Signed, second_for_restore
from pincite.views.backup import Restored

if TYPE_CHECKING:
    from pincite.session.session import Session


async def go_on(
    session: "Session", reason: str, *, signed: Signed | None = None, confirmed: Sequence[str] | None = None
) -> Restored:
    """Go on with a record that was put back, once it says what is missing.

    `confirmed` are the second persons where a backup was put in its place, which had to be decided before. For a firm
    that was put back by hand it is None, and `signed` has the second person's name and signature where it takes two.

    Raises:
        AccessError: the session's user is not the owner.
        SignatureNeeded, WorkspaceError: it takes two people, and nobody or the wrong one signed.
        RecordError: what was put back does not hold, or the record cannot be written.
    """
    require_owner(session, "go on with a record that was put back")
    firm = session.firm
    if confirmed is None:
        today = session.now().date()
        confirmed = second_for_restore(
            firm.places, firm.places, firm.heads, reason, session.principal.actor, today, signed
        )
    made = await firm.audit.restore(session.principal, session.now(), reason)
    if made is not None:
        firm.access.withdraw_all()
        for who in confirmed:
            facts: dict[str, Json] = {"what": CONFIRMED, "request": "restore", "second": who, "by": "key"}
            await session.record("access", facts, {})
    found = verify(firm.places.record, firm.heads)
    return Restored(found.gaps[-1] if made is not None else None, found.ok)
