"""Changes of the rules: on the record before they are made."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from pincite.access.changes import standing
from pincite.access.facts import Classification, Fact, Grant, Matter, TwoPerson, Wall, words
from pincite.audit.event import Event, EventKind, Json
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError, Altered, NotVisible, WorkspaceError
from pincite.views.rules import Changed

if TYPE_CHECKING:
    from pincite.access.port import Changing
    from pincite.session.session import Session


def change_rules(
    session: "Session",
    what: str,
    names: Mapping[str, str],
    made: "Callable[[Changing], int]",
    notes: Callable[[], tuple[str, ...]] = tuple,
) -> Changed:
    """Make a change of the rules for whoever administers them, once it is on the record; `notes` are asked for after.

    `made` makes it in the rules that it is given, and gives their version after it.

    Raises:
        AccessError: the session's user may not change them, or not so.
        RecordError: the record cannot be written; then nothing is changed.
    """
    session.require("administer")
    version = recorded_change(session, what, names, made)
    return Changed(what, dict(names), version, notes())


def recorded_change(
    session: "Session",
    what: str,
    names: Mapping[str, str],
    made: "Callable[[Changing], int]",
    changes: Sequence[tuple[str, Fact]] = (),
) -> int:
    """Make a change, which is on the record before; one that is refused is there too, as asked for."""
    with session.firm.recorder.telling(lambda: event_of(session, "access", what, names, changes)) as announced:
        try:
            return made(announced.rules)
        except (AccessError, WorkspaceError):
            if not announced.is_recorded():
                session.firm.audit.append_and_wait(event_of(session, "access", what, names, changes))
            raise


def event_of(
    session: "Session",
    kind: EventKind,
    what: str,
    names: Mapping[str, str],
    changes: Sequence[tuple[str, Fact]] = (),
) -> Event:
    """What goes on the record of a change of the rules, with what it names.

    `changes` are the rules that come or go with it, each after its sign. Each names apart what not everybody may see,
    so that `audit.reading` can decide who reads it.
    """
    listed: list[Json] = [{"change": f"{sign} {words(fact)}", **_named(fact)} for sign, fact in changes]
    named = [names, *(_named(fact) for _, fact in changes)]
    matters = {MatterId(each["matter"]) for each in named if "matter" in each}
    # A document may be gone when the record is read, and then nothing else says whose it was.
    lying = (session.firm.catalogue.matter_of(DocumentId(each["document"])) for each in named if "document" in each)
    return session.event(
        kind,
        {"what": what, "rules_version": session.firm.access.unchecked().version},
        {**names, **({"changes": listed} if listed else {})},
        matters | {matter for matter in lying if matter is not None},
    )


def _named(fact: Fact) -> dict[str, str]:
    """The matter, document or label that a rule speaks of."""
    match fact:
        case Matter(name):
            return {"matter": name}
        case Grant(_, target) | Wall(_, target) | Classification(target):
            parts = {"matter": target.matter, "document": target.document, "label": target.label}
            return {name: part for name, part in parts.items() if part is not None}
    return {}


def document_named(session: "Session", text: str) -> DocumentId:
    """The document that whoever changes the rules means: any by its id, by a file's name only what they may see.

    Raises:
        NotVisible: there is none.
    """
    document = DocumentId(text)
    if session.firm.catalogue.standing(document) is not None:
        return document
    return session.firm.catalogue.named(text, session.scope(), in_full=True).document


def document_in_rules(session: "Session", text: str) -> DocumentId:
    """As `document_named`, or the id of a document that is gone while rules still speak of it.

    Raises:
        NotVisible: there is none, and no rule speaks of it.
    """
    rules = session.rules
    granted = {grant.target.document for grants in rules.grants.values() for grant in grants}
    walled = {target.document for targets in rules.walls.values() for target in targets}
    try:
        return document_named(session, text)
    except NotVisible:
        if text not in granted | walled:
            raise
    return DocumentId(text)


def settle_demands(session: "Session", demanded: frozenset[str]) -> None:
    """Have the rules demand two people for what the settings do, so that nobody takes it away by deleting a line.

    Only once the key of a second person is registered: until then nobody could confirm, and nothing is done without.
    """
    if not demanded:
        return
    try:
        rules = session.rules
    except Altered:
        return  # what was altered is said, and accepted, by the verb
    missing = demanded - rules.two_person
    acts = session.is_owner and session.principal.user == session.principal.actor
    if not (missing and acts and rules.signers.keys() - {rules.owner}):
        return
    demands = [TwoPerson(action) for action in sorted(missing)]
    said = f"two-person add {', '.join(sorted(missing))} (settings.toml)"
    recorded_change(
        session,
        "two-person add",
        {},
        lambda rules: rules.change(session.principal, said, lambda state: standing(state, *demands)),
        [("+", demand) for demand in demands],
    )
