"""Rules as a table (CSV): one rule a row, the words of the command line as columns, in any order.

    what,who,group,matter,document,label,role,until,active
    user,ann,,,,,,,yes
    group,north,,,,,,,
    member,ann,north,,,,,,
    matter,,,Ash,,,,,
    grant,north,,Ash,,,,2026-12-31,
    grant,ann,,,,precedent,,,
    wall,ben,,Ash,,,,,
    role,cai,,,,,auditor,,

A row of the kind `sensitivity` names a matter or a label, and the `level` in a column of its own.

The first row names the columns; those that no row needs may be left out. Semicolons may separate the columns instead.
The table puts in force what it lists; it removes nothing by leaving it out.
"""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO

from pincite.access.changes import role_named
from pincite.access.facts import Appointment, Fact, Grant, Group, Matter, Membership, User, Wall
from pincite.access.importing.requested import Fault, Fields, RequestedChange, Stand, value_or_fault
from pincite.access.importing.workspace_json import classification_of, target_of
from pincite.access.until import parse_until
from pincite.documents.span import MatterId
from pincite.errors import AccessError

ROWS: Mapping[str, frozenset[str]] = {
    "user": frozenset({"who", "active"}),
    "group": frozenset({"who"}),
    "member": frozenset({"who", "group"}),
    "matter": frozenset({"matter"}),
    "grant": frozenset({"who", "matter", "document", "label", "until"}),
    "wall": frozenset({"who", "matter", "document"}),
    "role": frozenset({"who", "role"}),
    "sensitivity": frozenset({"matter", "label", "level"}),
}
"""What a row may be, and the columns that mean something in it."""

COLUMNS = frozenset({"what"}).union(*ROWS.values())

TRUTHS = {"": None, "yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def read(text: str) -> Iterator[RequestedChange | Fault]:
    """What a table asks for."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    rows = csv.reader(StringIO(text, newline=""), delimiter=";" if ";" in first and "," not in first else ",")
    columns: list[str] | None = None
    try:
        for row in rows:
            place = f"line {rows.line_num}"
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if columns is None:
                columns = [cell.lower() for cell in cells]
                if (wrong := _wrong_columns(columns)) is not None:
                    yield Fault(place, wrong)
                    return
                continue
            if len(cells) > len(columns):
                yield Fault(place, f"there are {len(cells)} cells and only {len(columns)} columns")
                continue
            filled = {name: cell for name, cell in zip(columns, cells, strict=False) if cell}
            change = value_or_fault(place, lambda at=place, values=filled: _change_of(at, values))  # type: ignore[misc]
            yield change
    except csv.Error as error:
        yield Fault(f"line {rows.line_num}", f"this is no table ({error})")
    if columns is None:
        yield Fault("line 1", f"there is no table; its first row must name columns: {', '.join(sorted(COLUMNS))}")


def _wrong_columns(columns: list[str]) -> str | None:
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown:
        return f"there is no column {unknown[0]!r}; there may be {', '.join(sorted(COLUMNS))}"
    if "what" not in columns:
        return "there is no column 'what', which says of each row whether it is a user, a group, a grant…"
    return "a column is named twice" if len(set(columns)) < len(columns) else None


def _change_of(place: str, cells: Mapping[str, str]) -> RequestedChange:
    """What a row asks for.

    Raises:
        AccessError: a cell is missing, wrong, or means nothing in this row.
    """
    what = cells.get("what", "").lower()
    if what not in ROWS:
        raise AccessError(f"'what' is {what!r}; it must be one of {', '.join(ROWS)}")
    for column in cells:
        if column != "what" and column not in ROWS[what]:
            raise AccessError(f"'{column}' means nothing for a {what}")
    return Stand(place, _fact(what, Fields(place, cells)), unless_there=what == "user" and "active" not in cells)


def _fact(what: str, cells: Fields) -> Fact:
    match what:
        case "user":
            active = cells.text("active") or ""
            if active.lower() not in TRUTHS:
                raise AccessError(f"'active' is {active!r}; it must be yes or no")
            return User(cells.name("who", "user"), TRUTHS[active.lower()] is not False)
        case "group":
            return Group(cells.name("who", "group"))
        case "member":
            return Membership(cells.name("group", "group"), cells.name("who", "user or group"))
        case "matter":
            return Matter(MatterId(cells.name("matter", "matter")))
        case "grant":
            until = cells.text("until")
            return Grant(cells.name("who", "user or group"), target_of(cells), parse_until(until) if until else None)
        case "wall":
            return Wall(cells.name("who", "user or group"), target_of(cells))
        case "sensitivity":
            return classification_of(cells)
        case _:
            return Appointment(cells.name("who", "user or group"), role_named(cells.name("role", "role")))
