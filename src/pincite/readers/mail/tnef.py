"""`winmail.dat`, in which Outlook wraps words and files, and which other mail programs cannot open.

Sources: MS-OXTNEF 2.1.1 (the stream of attributes), 2.1.3 (their identifiers) and 2.1.3.5 (properties in one of them).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from pincite.documents.document import Attachment
from pincite.errors import UnreadableFile
from pincite.readers.mail.body import Body, body_of_html_or_warning, hides_words, plain_body
from pincite.readers.mail.decoding import text_of
from pincite.readers.mail.names import file_name
from pincite.readers.mail.rich_text import unpacked, words_of

SIGNATURE = b"\x78\x9f\x3e\x22"

ATTACH_RENDERING, ATTACH_TITLE, ATTACH_DATA, ATTACH_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005

MESSAGE_WORDS, MESSAGE_PROPERTIES = 0x800C, 0x9003

LONG_NAME, PAGE, RICH_TEXT = 0x3707, 0x1013, 0x1009
"""Numbers of properties, as in MS-OXPROPS."""

SIZES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
"""Bytes of fixed-size values by type, padded to four."""

OBJECT, NARROW, UNICODE, BINARY = 0xD, 0x1E, 0x1F, 0x102

MANY = 0x1000
"""Bit of a type which says that there may be several values."""

NAMED_FROM = 0x8000
"""From this number on, numbers stand for names, which follow them."""


@dataclass(slots=True)
class Unwrapped:
    """The content of a `winmail.dat`. `body` are its words, which mostly also stand beside it."""

    files: list[Attachment] = field(default_factory=list)
    body: Body = field(default_factory=lambda: Body("", ()))


def unwrapped(content: bytes) -> Unwrapped:
    """The words and files wrapped in a `winmail.dat`.

    Raises:
        UnreadableFile: the file is not of this kind, or damaged from the start.
    """
    if not content.startswith(SIGNATURE):
        raise UnreadableFile("the attachment winmail.dat is damaged: ask the sender to send the files as they are")
    found = Unwrapped()
    name, data, plain = "", b"", ""
    stated: dict[int, bytes] = {}
    for identifier, value in _attributes(content):
        if identifier == ATTACH_RENDERING:
            _take(found, name, data)
            name, data = "", b""
        elif identifier == ATTACH_TITLE:
            name = name or text_of(value.rstrip(b"\0"), "cp1252")
        elif identifier == ATTACH_DATA:
            data = value
        elif identifier == ATTACH_PROPERTIES:
            # The title may be shortened to an 8.3 name.
            name = properties(value).get(LONG_NAME, b"").decode("utf-8", "replace") or name
        elif identifier == MESSAGE_WORDS:
            plain = text_of(value.rstrip(b"\0"), "cp1252")
        elif identifier == MESSAGE_PROPERTIES:
            stated = properties(value)
    _take(found, name, data)
    found.body = _body(plain, stated)
    return found


def _take(found: Unwrapped, name: str, data: bytes) -> None:
    if data:
        found.files.append(Attachment(file_name(name, "", len(found.files) + 1), data))


def _body(plain: str, stated: dict[int, bytes]) -> Body:
    """The words: plain text, or else those of the page, or else those of the rich text."""
    page = text_of(stated.get(PAGE, b""), "utf-8")
    if plain.strip() and not (page.strip() and hides_words(page)):
        return plain_body(plain)
    if page.strip():
        return body_of_html_or_warning(page)
    try:
        kind, words = words_of(unpacked(stated[RICH_TEXT])) if RICH_TEXT in stated else ("plain", "")
    except UnreadableFile as error:
        return Body("", (), warnings=(str(error),))
    return body_of_html_or_warning(words) if kind == "html" else plain_body(words)


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Identifier and value of each complete attribute."""
    at = 6
    while at + 11 <= len(content):
        _, identifier, _, length = struct.unpack_from("<BHHI", content, at)
        at += 9
        if at + length + 2 > len(content):
            return
        yield identifier, content[at : at + length]
        at += length + 2


def properties(content: bytes) -> dict[int, bytes]:
    """The long properties in an attribute by number, the first value of each; texts are in UTF-8.

    Reading stops at the first inconsistency; the properties up to there are returned.
    """
    found: dict[int, bytes] = {}
    try:
        (count,) = struct.unpack_from("<I", content)
        at = 4
        for _ in range(min(count, len(content) // 8)):
            kind, number = struct.unpack_from("<HH", content, at)
            at = _after_name(content, at + 4, number)
            plain = kind & ~MANY
            if plain in SIZES:
                (values,) = struct.unpack_from("<I", content, at) if kind & MANY else (1,)
                at += SIZES[plain] * values + (4 if kind & MANY else 0)
                continue
            if plain not in (OBJECT, NARROW, UNICODE, BINARY):
                break
            (values,) = struct.unpack_from("<I", content, at)
            at += 4
            for _ in range(min(values, len(content) // 4)):
                (length,) = struct.unpack_from("<I", content, at)
                value = content[at + 4 : at + 4 + length]
                at += 4 + _filled(length)
                found.setdefault(number, _as_utf8(value, plain))
    except struct.error:
        pass  # the data ends within a property
    return found


def _after_name(content: bytes, at: int, number: int) -> int:
    """Where the value of a property begins: after its name, if it has one."""
    if number < NAMED_FROM:
        return at
    (is_text, length) = struct.unpack_from("<II", content, at + 16)
    return at + 24 + (_filled(length) if is_text else 0)


def _filled(length: int) -> int:
    """A length padded to a multiple of four."""
    return length + -length % 4


def _as_utf8(value: bytes, kind: int) -> bytes:
    if kind == UNICODE:
        return value.decode("utf-16-le", "replace").rstrip("\0").encode("utf-8", "replace")
    if kind == NARROW:
        return text_of(value.rstrip(b"\0"), "cp1252").encode("utf-8", "replace")
    return value
