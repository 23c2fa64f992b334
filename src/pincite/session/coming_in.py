"""Coming in through a server: who signed in, and who set a password, is on the record before they see anything."""

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pincite.audit.event import Json, Record
    from pincite.session.session import Session

Entry = Literal["signed in", "signed out", "password set", "wrong passwords"]


def record_entry(session: "Session", what: Entry, attempts: int = 0) -> "Record":
    """Put on the record that the session's user came in or left, or that wrong passwords (`attempts`) were tried.

    Waits for the disk.

    Raises:
        RecordError: the record cannot be written; then nobody may come in.
    """
    facts: dict[str, Json] = {"what": what, "rules_version": session.rules.version}
    if attempts:
        facts["attempts"] = attempts
    return session.firm.audit.append_and_wait(session.event("access", facts, {}))
