"""Reads the rules of a workspace from JSON; `views.rules_file` writes it.

    {"format": "pincite access 1",
     "users":  [{"user": "ann", "active": true}],
     "groups": [{"group": "north", "members": ["ann", "north-associates"]}],
     "matters": [{"matter": "Ash"}],
     "grants": [{"who": "north", "matter": "Ash", "until": "2026-12-31"},
                {"who": "ann", "document": "msa-0031-acme-pfksmuz7mk"},
                {"who": "ann", "label": "precedent", "matter": "Ash"}],
     "walls":  [{"who": "ben", "matter": "Ash"}, {"who": "ben", "document": "msa-0031-acme-pfksmuz7mk"}],
     "roles":  [{"who": "cai", "role": "auditor"}],
     "sensitivities": [{"matter": "Ash", "level": "internal"}, {"label": "draft", "level": "confidential"}]}

Each list may be missing. The file puts in force what it lists; it removes nothing by leaving it out.
"""

from collections.abc import Iterator, Mapping

from pincite.access.changes import level_named, role_named, target
from pincite.access.facts import (
    Appointment,
    Classification,
    Grant,
    Group,
    Matter,
    Membership,
    Target,
    User,
    Wall,
)
from pincite.access.importing.requested import Fault, Fields, RequestedChange, Stand, value_or_fault
from pincite.access.names import clean_name
from pincite.access.until import parse_until
from pincite.documents.span import MatterId
from pincite.errors import AccessError

FORMAT = "pincite access 1"

LISTS: Mapping[str, frozenset[str]] = {
    "users": frozenset({"user", "active"}),
    "groups": frozenset({"group", "members"}),
    "matters": frozenset({"matter"}),
    "grants": frozenset({"who", "matter", "document", "label", "until"}),
    "walls": frozenset({"who", "matter", "document"}),
    "roles": frozenset({"who", "role"}),
    "sensitivities": frozenset({"matter", "label", "level"}),
}
"""The lists of a file, and the fields of what is in them."""


def read(content: Mapping[str, object]) -> Iterator[RequestedChange | Fault]:
    """What a file asks for."""
    if content.get("format") != FORMAT:
        yield Fault("format", f"this must be {FORMAT!r}, which names the form of the file")
    yield from (Fault(name, "there is no list of that name") for name in content if name not in ("format", *LISTS))
    whole = Fields("", content)
    for name, fields in LISTS.items():
        for each in whole.objects(name):
            if isinstance(each, Fault):
                yield each
                continue
            wrong = value_or_fault(each.place, lambda one=each, may=fields: one.require_only(may))  # type: ignore[misc]
            if isinstance(wrong, Fault):
                yield wrong
                continue
            made = value_or_fault(each.place, lambda one=each, of=name: list(_changes(one, of)))  # type: ignore[misc]
            yield from [made] if isinstance(made, Fault) else made


def _changes(fields: Fields, kind: str) -> Iterator[RequestedChange]:
    """What one object of a list asks for.

    Raises:
        AccessError: a field is missing or wrong.
    """
    match kind:
        case "users":
            active = fields["active"]
            if active is not None and not isinstance(active, bool):
                raise AccessError("'active' must be true or false")
            user = User(fields.name("user", "user"), active is not False)
            yield Stand(fields.place, user, unless_there=active is None)
        case "groups":
            group = fields.name("group", "group")
            yield Stand(fields.place, Group(group))
            members = fields["members"]
            if members is not None and not (isinstance(members, list) and all(isinstance(m, str) for m in members)):
                raise AccessError("'members' must be a list of names of users and groups")
            for number, member in enumerate(members or ()):
                inside = Membership(group, clean_name(member, "user or group"))
                yield Stand(f"{fields.place}.members[{number}]", inside)
        case "matters":
            yield Stand(fields.place, Matter(MatterId(fields.name("matter", "matter"))))
        case "grants":
            until = fields.text("until")
            limit = parse_until(until) if until is not None else None
            yield Stand(fields.place, Grant(fields.name("who", "user or group"), target_of(fields), limit))
        case "walls":
            yield Stand(fields.place, Wall(fields.name("who", "user or group"), target_of(fields)))
        case "roles":
            role = role_named(fields.name("role", "role"))
            yield Stand(fields.place, Appointment(fields.name("who", "user or group"), role))
        case "sensitivities":
            yield Stand(fields.place, classification_of(fields))


def classification_of(fields: Fields) -> Classification:
    """How sensitive a matter is, or what carries a label.

    Raises:
        AccessError: a field is missing or wrong.
    """
    return Classification(target_of(fields), level_named(fields.name("level", "level")))


def target_of(fields: Fields) -> Target:
    """What a grant or wall is about.

    Raises:
        AccessError: nothing is named, or too much.
    """
    return target(fields.text("matter"), fields.text("document"), fields.text("label"))
