"""Coming in through a server: who signed in, and who set a password, is on the record before they see anything."""

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pincite.audit.event import Json, Record
    from pincite.session.session import Session

Entry = Literal["signed in", "signed out", "password set", "wrong passwords", "account linked"]


def record_entry(session: "Session", what: Entry, attempts: int = 0, *, provider: str | None = None) -> "Record":
    """Put on the record that the session's user came in or left, or that wrong passwords (`attempts`) were tried.

    `provider` is the issuer that vouched for them, or signed them out. Waits for the disk.

    Raises:
        RecordError: the record cannot be written; then nobody may come in.
    """
    facts: dict[str, Json] = {"what": what, "rules_version": session.rules.version}
    if attempts:
        facts["attempts"] = attempts
    if provider is not None:
        facts["provider"] = provider
    return session.firm.audit.append_and_wait(session.event("access", facts, {}))


def record_turned_away(session: "Session", reason: str, times: int, provider: str) -> "Record":
    """Put on the record that people were turned away who came from the provider, and whom nobody here knows.

    `times` is how many there were for this reason since it was last recorded. The session is that of the server.

    Raises:
        RecordError: the record cannot be written.
    """
    facts: dict[str, Json] = {
        "what": "turned away",
        "reason": reason,
        "times": times,
        "provider": provider,
        "rules_version": session.firm.access.unchecked().version,
    }
    return session.firm.audit.append_and_wait(session.event("access", facts, {}))
