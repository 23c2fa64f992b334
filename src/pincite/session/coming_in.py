"""Coming in through a server: who signed in, and who set a password, is on the record before they see anything."""

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pincite.audit.event import Record
    from pincite.session.session import Session

Entry = Literal["signed in", "password set"]


def record_entry(session: "Session", what: Entry) -> "Record":
    """Put on the record that the session's user came in. Waits for the disk.

    Raises:
        RecordError: the record cannot be written; then nobody may come in.
    """
    facts = {"what": what, "rules_version": session.rules.version}
    return session.firm.audit.append_and_wait(session.event("access", facts, {}))
