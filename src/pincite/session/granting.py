"""What opens and what closes: grants, ethical walls and roles, by whoever administers the rules."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pincite.access.decision import matter_id
from pincite.access.facts import Grant, Target, Wall
from pincite.access.until import parse_until
from pincite.documents.span import DocumentId
from pincite.errors import AccessError, NotVisible
from pincite.session.changing import change_rules, document_in_rules, document_named
from pincite.session.reaching import archive_named, grantable, notes
from pincite.views.rules import Changed

if TYPE_CHECKING:
    from pincite.access.port import Changing
    from pincite.session.session import Session


@dataclass(frozen=True, slots=True)
class To:
    """What a rule is about: a matter, one document, or what carries a label (in one matter, or in all)."""

    matter: str | None = None
    document: str | None = None
    label: str | None = None

    def __post_init__(self) -> None:
        """Refuse what names nothing, or too much: a ValueError."""
        if (self.document is None) == (self.matter is None and self.label is None):
            raise ValueError("name one of a matter, a document and a label; only a label goes with a matter")


def grant(session: "Session", who: str, to: To, until: str | None = None) -> Changed:
    """Let a user or group see a matter, one document, or what carries a label.

    `until` is the last day of it (2026-12-31), or the time in UTC at which it ends (2026-12-31T17:00). A grant of the
    same thing takes the place of the one before, with its end.

    Raises:
        AccessError: the session's user may not change the rules; who or what is not known; the end is past. So below.
        RecordError: the record cannot be written; then nothing is changed. So below.
    """

    def made(rules: "Changing", named: To) -> int:
        limit = parse_until(until) if until is not None else None
        if limit is not None and limit <= session.now():
            raise AccessError(f"{until} is past, so the grant would have ended already; give a later date")
        return rules.grant(
            session.principal,
            who,
            named.matter,
            document=named.document,
            label=named.label,
            until=limit,
            labels=session.firm.catalogue.labels() if named.label is not None else (),
        )

    return _change(session, "grant", who, to, made, until=until)


def revoke(session: "Session", who: str, to: To) -> Changed:
    """Take back a grant: the same thing must be named as when it was made."""

    def made(rules: "Changing", named: To) -> int:
        return rules.revoke(session.principal, who, named.matter, document=named.document, label=named.label)

    return _change(session, "revoke", who, to, made, is_taken_back=True)


def add_wall(session: "Session", who: str, to: To) -> Changed:
    """Put a user or group behind a wall from a matter, or from one document of a matter that is open to them."""

    def made(rules: "Changing", named: To) -> int:
        return rules.add_wall(session.principal, who, named.matter, document=named.document)

    return _change(session, "wall add", who, to, made)


def remove_wall(session: "Session", who: str, to: To) -> Changed:
    """Take a wall down.

    Raises:
        AwaitsSecond: this takes two people.
    """

    def made(rules: "Changing", named: To) -> int:
        return rules.remove_wall(session.principal, who, named.matter, document=named.document)

    return _change(session, "wall remove", who, to, made, is_taken_back=True)


def add_role(session: "Session", who: str, role: str) -> Changed:
    """Give a role to a user or group.

    Raises:
        AwaitsSecond: this takes two people.
    """
    by = session.principal
    return change_rules(session, "role add", {"who": who, "role": role}, lambda rules: rules.add_role(by, who, role))


def remove_role(session: "Session", who: str, role: str) -> Changed:
    """Take a role away from a user or group.

    Raises:
        AwaitsSecond: this takes two people.
    """
    by = session.principal
    return change_rules(
        session, "role remove", {"who": who, "role": role}, lambda rules: rules.remove_role(by, who, role)
    )


def _change(
    session: "Session",
    what: str,
    who: str,
    to: To,
    made: "Callable[[Changing, To], int]",
    *,
    until: str | None = None,
    is_taken_back: bool = False,
) -> Changed:
    """Record a change about a matter, a document or a label, and make it."""
    session.require("administer")
    document = to.document
    if document is not None:
        document = _meant(session, document, is_wall=what.startswith("wall"), is_taken_back=is_taken_back)
    names = {"who": who, "matter": to.matter, "document": document, "label": to.label, "until": until}
    given = {name: value for name, value in names.items() if value is not None}
    named = To(to.matter, document, to.label)

    def added_notes() -> tuple[str, ...]:
        if is_taken_back:
            return ()
        if document is not None:
            target = Target(document=DocumentId(document))
        else:
            target = Target(matter=matter_id(to.matter) if to.matter is not None else None, label=to.label)
        return notes(session, [Wall(who, target) if what.startswith("wall") else Grant(who, target)])

    return change_rules(session, what, given, lambda rules: made(rules, named), added_notes)


def _meant(session: "Session", document: str, *, is_wall: bool, is_taken_back: bool) -> DocumentId:
    """The document that a rule is about, by its id or its name; for a wall an archive, too, with all that came in it.

    Raises:
        NotVisible: there is none.
        AccessError: a grant names an archive.
    """
    try:
        return (document_in_rules if is_taken_back else document_named)(session, document)
    except NotVisible as error:
        archive = archive_named(session, document) if is_wall else None
        if archive is None:
            raise grantable(session, document, error) from error
        return archive
