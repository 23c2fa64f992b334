"""Whether the clock is behind what was written down, and saying that it is right."""

from typing import TYPE_CHECKING

from pincite.access.clock import is_behind
from pincite.audit.event import Json
from pincite.session.owner import require_owner
from pincite.threads import on_thread
from pincite.views.rules import Clock

if TYPE_CHECKING:
    from pincite.session.session import Session


def compare_clock(session: "Session") -> Clock:
    """The clock beside the newest record and rule.

    Raises:
        AccessError: the session's user does not administer the rules.
    """
    session.require("administer")
    now, recorded, ruled = session.now(), session.firm.audit.latest_time(), session.firm.access.latest_time()
    return Clock(now, recorded, ruled, any(is_behind(now, at) for at in (recorded, ruled)))


async def accept_clock(session: "Session", reason: str) -> Clock:
    """Say, on the record, that the clock is right: earlier times count no longer.

    Raises:
        AccessError: the session's user is not the owner.
        RecordError: the record cannot be written; then it is not accepted.
    """

    def permitted() -> tuple[Clock, dict[str, Json]]:
        session.require("administer")
        require_owner(session, "accept the clock")
        found = compare_clock(session)
        latest = max((at for at in (found.newest_record, found.newest_rule) if at is not None), default=None)
        said = latest.isoformat() if latest is not None else None
        return found, {"what": "access clock", "latest": said, "rules_version": session.rules.version}

    found, facts = await on_thread(permitted)
    record = await session.record("clock", facts, {"reason": reason})
    await on_thread(lambda: session.firm.recorder.after(record).accept_clock(session.principal))
    return Clock(found.now, found.newest_record, found.newest_rule, is_behind=False, is_accepted=True)
