"""Users and groups as identity providers have them: SCIM resources, lists of them, and changes to one.

Source: RFC 7643, "System for Cross-domain Identity Management: Core Schema", 4.1 (User: `userName`, `active`), 4.2
(Group: `displayName`, `members`), 2.1 (names of attributes in either case); RFC 7644, "Protocol", 3.4.2 (ListResponse),
3.5.2 (PatchOp), 3.7 (BulkRequest with POST, PUT and PATCH).

A user is called by `userName`, a group by `displayName`. A member's `value` is the `id` (or `externalId`) of a resource
in the same file, or else the name of a user or group; ids are not kept from one file to the next. A group that lists
`members` has these and no others afterwards. What else a resource says of a person (mail, title, manager) is passed
over, since it decides nothing here. Left out of RFC 7644: DELETE, other filters than `members[value eq "…"]`, and
changes of names.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pincite.access.facts import Group, Membership, User
from pincite.access.importing.requested import Exactly, Fault, Fields, Gone, RequestedChange, Stand, value_or_fault
from pincite.access.names import clean_name
from pincite.errors import AccessError

URN = "urn:ietf:params:scim:"
USER, GROUP = f"{URN}schemas:core:2.0:User", f"{URN}schemas:core:2.0:Group"
LIST, PATCH, BULK = (f"{URN}api:messages:2.0:{name}" for name in ("ListResponse", "PatchOp", "BulkRequest"))

_ONE_MEMBER = re.compile(r'members\[\s*value\s+eq\s+"([^"\\]*)"\s*\]', re.IGNORECASE)
_NAMES = frozenset({"username", "displayname", "id", "externalid"})


def is_scim(content: object) -> bool:
    """True for content that says it is SCIM, or for a list of such content."""
    if isinstance(content, list):
        return bool(content) and all(is_scim(each) for each in content)
    return isinstance(content, dict) and any(str(urn).startswith(URN) for urn in _schemas(content))


def read(content: object, of: str | None) -> Iterator[RequestedChange | Fault]:
    """What a file asks for; `of` names the user or group that a single PatchOp is to change."""
    if isinstance(content, list):
        yield from _Resources([(f"[{n}]", each) for n, each in enumerate(content)]).changes()
    elif not isinstance(content, dict):
        yield Fault("", "this must be an object or a list")
    elif LIST in _schemas(content):
        listed = _lower(content).get("resources")
        if isinstance(listed, list):
            yield from _Resources([(f"Resources[{n}]", each) for n, each in enumerate(listed)]).changes()
        else:
            yield Fault("Resources", "this must be a list")
    elif BULK in _schemas(content):
        yield from _bulk(_lower(content).get("operations"))
    elif PATCH in _schemas(content):
        yield from _patch(_lower(content), "", of, _Resources([]))
    else:
        yield from _Resources([("", content)]).changes()


class _Resources:
    """Resources of one file, each at its place, and the names that their ids stand for."""

    def __init__(self, placed: Sequence[tuple[str, object]]) -> None:
        self._placed = placed
        self.names: dict[str, str] = {}
        for _, each in placed:
            if isinstance(each, dict):
                own = _lower(each)
                called = own.get("username") or own.get("displayname")
                for field in ("id", "externalid"):
                    if isinstance(own.get(field), str) and isinstance(called, str):
                        self.names.setdefault(str(own[field]), called)

    def changes(self) -> Iterator[RequestedChange | Fault]:
        """What all of them ask for."""
        for place, each in self._placed:
            if isinstance(each, dict):
                made = value_or_fault(place, lambda at=place, one=each: list(self._changes(at, one)))  # type: ignore[misc]
                yield from [made] if isinstance(made, Fault) else made
            else:
                yield Fault(place, "this must be an object")

    def _changes(self, place: str, resource: Mapping[str, Any]) -> Iterator[RequestedChange]:
        own = _lower(resource)
        fields = Fields(place, {"userName": own.get("username"), "displayName": own.get("displayname")})
        schemas = _schemas(resource)
        if USER in schemas:
            active = _truth(own.get("active"))
            user = User(fields.name("userName", "user"), active is not False)
            yield Stand(place, user, unless_there=active is None)
        elif GROUP in schemas:
            group = fields.name("displayName", "group")
            yield Stand(place, Group(group))
            if own.get("members") is not None:
                yield Exactly(place, group, self.members(own["members"]))
        else:
            raise AccessError(f"'schemas' names neither {USER} nor {GROUP}")

    def members(self, listed: object) -> tuple[str, ...]:
        """The names of members.

        Raises:
            AccessError: they are not a list of members with a value.
        """
        members = listed if isinstance(listed, list) else [listed]
        return tuple(self.name_of(each) for each in members)

    def name_of(self, member: object) -> str:
        """The name that a member, or an id, stands for.

        Raises:
            AccessError: its value is not a text.
        """
        value = _lower(member).get("value") if isinstance(member, dict) else member
        if not isinstance(value, str):
            raise AccessError("a member must have a 'value' that is a text")
        return clean_name(self.names.get(value, value), "user or group")


def _bulk(operations: object) -> Iterator[RequestedChange | Fault]:
    """What the operations of a BulkRequest ask for."""
    if not isinstance(operations, list):
        yield Fault("Operations", "this must be a list")
        return
    resources: list[tuple[str, object]] = []
    patches: list[tuple[str, str, Mapping[str, Any]]] = []
    for number, each in enumerate(operations):
        place = f"Operations[{number}]"
        own = _lower(each) if isinstance(each, dict) else {}
        method, path, body = str(own.get("method", "")).upper(), str(own.get("path", "")), own.get("data")
        if not isinstance(body, dict) or method not in ("POST", "PUT", "PATCH"):
            yield Fault(place, "an operation must be POST, PUT or PATCH, and have 'data' that is an object")
        elif method == "PATCH":
            patches.append((f"{place}.data", path.rstrip("/").rpartition("/")[2], _lower(body)))
        else:
            resources.append((f"{place}.data", body))
    all_of_them = _Resources(resources)
    yield from all_of_them.changes()
    for place, identity, body in patches:
        yield from _patch(body, place, identity, all_of_them)


def _patch(
    body: Mapping[str, Any], place: str, of: str | None, resources: _Resources
) -> Iterator[RequestedChange | Fault]:
    """What the operations of a PatchOp ask for, one after another."""
    if not of:
        yield Fault(place, "a PatchOp does not say whom it changes; name the user or group with --of")
        return
    named = value_or_fault(place, lambda: resources.name_of(of))
    operations = body.get("operations")
    if isinstance(named, Fault):
        yield named
    elif not isinstance(operations, list):
        yield Fault(f"{place}.Operations".lstrip("."), "this must be a list")
    else:
        for number, each in enumerate(operations):
            at = f"{place}.Operations[{number}]".lstrip(".")
            made = value_or_fault(at, lambda one=each, here=at: list(_operation(one, here, named, resources)))  # type: ignore[misc]
            yield from [made] if isinstance(made, Fault) else made


def _operation(operation: object, place: str, name: str, resources: _Resources) -> Iterator[RequestedChange]:
    """What one operation asks for; without a path, its value has the attributes (RFC 7644, 3.5.2.1).

    Raises:
        AccessError: it cannot be carried out.
    """
    own = _lower(operation) if isinstance(operation, dict) else {}
    op, path, value = str(own.get("op", "")).lower(), own.get("path"), own.get("value")
    if op not in ("add", "remove", "replace"):
        raise AccessError("'op' must be add, remove or replace")
    if path is None:
        if not isinstance(value, dict) or op == "remove":
            raise AccessError("an operation without a 'path' must be add or replace, with a 'value' that is an object")
        for attribute, part in value.items():
            yield from _attribute(op, attribute, part, place, name, resources)
        return
    if not isinstance(path, str):
        raise AccessError("'path' must be a text")
    if (one := _ONE_MEMBER.fullmatch(path.strip())) is not None:
        if op != "remove":
            raise AccessError("one member by its value can only be removed")
        yield Gone(place, Membership(name, resources.name_of(one[1])))
        return
    yield from _attribute(op, path.strip(), value, place, name, resources)


def _attribute(
    op: str, attribute: str, value: object, place: str, name: str, resources: _Resources
) -> Iterator[RequestedChange]:
    """What a change of one attribute asks for; nothing when the attribute decides nothing here."""
    match attribute.lower():
        case "members" if op == "add":
            yield from (Stand(place, Membership(name, member)) for member in resources.members(value))
        case "members" if op == "replace" or value is None:
            yield Exactly(place, name, resources.members(value) if value is not None else ())
        case "members":
            yield from (Gone(place, Membership(name, member)) for member in resources.members(value))
        case "active":
            active = _truth(value)
            if active is None or op == "remove":
                raise AccessError("'active' can only be set to true or false")
            yield Stand(place, User(name, active), of_known=True)
        case other if other in _NAMES:
            raise AccessError(f"{attribute!r} cannot be changed: names are kept as they are in the record")
        case other if other.startswith(("members", "active")):
            raise AccessError(f"the path {attribute!r} is not understood")


def _truth(value: object) -> bool | None:
    """True or false, also where it is written as a text (Microsoft Entra does); None where nothing is said.

    Raises:
        AccessError: it is neither.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    raise AccessError("'active' must be true or false")


def _schemas(content: Mapping[str, Any]) -> Sequence[str]:
    listed = _lower(content).get("schemas")
    return [str(urn) for urn in listed] if isinstance(listed, list) else []


def _lower(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same content with attribute names in lower case."""
    return {str(name).lower(): value for name, value in content.items()}
