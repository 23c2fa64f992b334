"""`winmail.dat`, in which Outlook wraps files for other mail programs, which cannot open it.

Source: MS-OXTNEF, 2.1.1 (the stream of attributes) and 2.1.3 (their identifiers).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from pincite.documents.document import Attachment
from pincite.documents.readers.mail.body import Body
from pincite.documents.readers.mail.names import file_name
from pincite.errors import UnreadableFile

SIGNATURE = b"\x78\x9f\x3e\x22"

ATTACH_RENDERING, ATTACH_TITLE, ATTACH_DATA, ATTACH_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005


@dataclass(slots=True)
class Unwrapped:
    """What a `winmail.dat` holds."""

    files: list[Attachment] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def files_in_tnef(content: bytes) -> Unwrapped:
    """The files wrapped in a `winmail.dat`.

    Raises:
        UnreadableFile: it is none, or damaged from the start.
    """
    if not content.startswith(SIGNATURE):
        raise UnreadableFile("the attachment winmail.dat is damaged: ask the sender to send the files as they are")
    found = Unwrapped()
    name, data = "", b""
    for identifier, value in _attributes(content):
        if identifier == ATTACH_RENDERING:
            _take(found, name, data)
            name, data = "", b""
        elif identifier == ATTACH_TITLE:
            name = name or value.rstrip(b"\0").decode("cp1252", "replace")
        elif identifier == ATTACH_DATA:
            data = value
    _take(found, name, data)
    return found


def _take(found: Unwrapped, name: str, data: bytes) -> None:
    if data:
        found.files.append(Attachment(file_name(name, "", len(found.files) + 1), data))


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Identifier and value of each attribute, as far as they are whole."""
    at = 6
    while at + 11 <= len(content):
        _, identifier, _, length = struct.unpack_from("<BHHI", content, at)
        at += 9
        if at + length + 2 > len(content):
            return
        yield identifier, content[at : at + length]
        at += length + 2
