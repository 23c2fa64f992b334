"""Invitations and cancellations: the lines that a mail program shows for them.

Source: RFC 5545 (lines unfolded by 3.1, values unescaped by 3.3.11).
"""

import re

from pincite.readers.mail.decoding import one_line

MOST_ATTENDEES = 200

LABELS = {
    "SUMMARY": "Event",
    "DTSTART": "Start",
    "DTEND": "End",
    "LOCATION": "Location",
    "ORGANIZER": "Organiser",
    "ATTENDEE": "Attendee",
    "DESCRIPTION": "Description",
}

METHODS = {"REQUEST": "Invitation", "CANCEL": "Cancellation", "REPLY": "Reply to an invitation", "COUNTER": "Proposal"}

INSTANT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")

COMMON_NAME = re.compile(r";CN=(?:\"([^\"]{1,200})\"|([^;:\"]{1,200}))", re.IGNORECASE)

ZONE = re.compile(r";TZID=(?:\"([^\"]{1,80})\"|([^;:\"]{1,80}))", re.IGNORECASE)


def invitation(calendar: str) -> list[str]:
    """The events of a calendar as lines `Event: …`, `Start: …`, in the order of the file."""
    lines: list[str] = []
    attendees = 0
    inside: list[str] = []
    for line in re.sub(r"\r?\n[ \t]", "", calendar).splitlines():
        name, parameters, value = _property(line)
        if name == "BEGIN":
            inside.append(value.upper())
        elif name == "END" and inside:
            inside.pop()
        elif name == "METHOD" and value.upper() in METHODS:
            lines.append(METHODS[value.upper()])
        elif inside[-1:] == ["VEVENT"] and name in LABELS:
            attendees += name == "ATTENDEE"
            shown = _shown(name, parameters, value)
            if shown and attendees <= MOST_ATTENDEES:
                lines.append(f"{LABELS[name]}: {shown}")
    return lines


def _property(line: str) -> tuple[str, str, str]:
    """Name, parameters and value of a line. A colon in quotation marks does not end the parameters."""
    is_quoted = False
    for at, letter in enumerate(line):
        if letter == '"':
            is_quoted = not is_quoted
        elif letter == ":" and not is_quoted:
            name, semicolon, parameters = line[:at].partition(";")
            return name.strip().upper(), semicolon + parameters, line[at + 1 :]
    return "", "", ""


def _shown(name: str, parameters: str, value: str) -> str:
    if name in ("ORGANIZER", "ATTENDEE"):
        named = COMMON_NAME.search(parameters)
        address = re.sub(r"(?i)^mailto:", "", value.strip())
        person = one_line((named[1] or named[2]) if named else "")
        return f"{person} <{address}>" if person and person != address else address
    if name in ("DTSTART", "DTEND"):
        return _instant(value, parameters)
    unescaped = re.sub(r"\\([\\;,nN])", lambda sign: "\n" if sign[1] in "nN" else sign[1], value)
    return "\n".join(filter(None, map(one_line, unescaped.split("\n"))))


def _instant(value: str, parameters: str) -> str:
    """A moment as `2024-03-05 14:00 Europe/Berlin`."""
    found = INSTANT.match(value.strip())
    if found is None:
        return one_line(value)
    day = f"{found[1]}-{found[2]}-{found[3]}"
    if found[4] is None:
        return day
    zone = ZONE.search(parameters)
    named = "UTC" if found[6] else one_line((zone[1] or zone[2]) if zone else "")
    return f"{day} {found[4]}:{found[5]} {named}".rstrip()
