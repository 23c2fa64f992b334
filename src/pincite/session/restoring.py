"""Going on with a firm that was restored from an older backup; the record states for good what is missing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pincite.audit.event import Json
from pincite.audit.verification import verify
from pincite.session.confirming import CONFIRMED
from pincite.session.owner import require_owner
from pincite.session.undoing import Signed, second_for_restore
from pincite.threads import on_thread
from pincite.views.backup import Restored

if TYPE_CHECKING:
    from pincite.session.session import Session


async def go_on(
    session: "Session", reason: str, *, signed: Signed | None = None, confirmed: Sequence[str] | None = None
) -> Restored:
    """Go on with a record that was restored, after it states what is missing.

    If pincite restored a backup, `confirmed` are the second persons, who had to decide before. For a firm that was
    restored by hand it is None, and `signed` has the second person's name and signature if it takes two people.

    Raises:
        AccessError: the session's user is not the owner.
        SignatureNeeded, WorkspaceError: it takes two people, and nobody or the wrong person signed.
        RecordError: what was restored is not valid, or the record cannot be written.
    """
    firm = session.firm

    def seconds() -> Sequence[str]:
        require_owner(session, "go on with a record that was put back")
        if confirmed is not None:
            return confirmed
        today = session.now().date()
        return second_for_restore(firm.places, firm.places, firm.heads, reason, session.principal.actor, today, signed)

    agreed = await on_thread(seconds)
    made = await firm.audit.restore(session.principal, session.now(), reason)
    if made is not None:
        await on_thread(firm.recorder.after(made).withdraw_all)
        for who in agreed:
            facts: dict[str, Json] = {"what": CONFIRMED, "request": "restore", "second": who, "by": "key"}
            await session.record("access", facts, {})
    places = firm.places
    found = (
        await on_thread(verify, places.record, firm.heads)
        if places.verified is None
        else await on_thread(places.verified, firm.heads, ())
    )
    return Restored(found.gaps[-1] if made is not None else None, found.ok)
