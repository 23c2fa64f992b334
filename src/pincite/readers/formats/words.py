"""Detects the kind of a text file by its words alone."""

import re

from pincite.readers.formats.kinds import Kind

HTML_STARTS = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)

XML_START = re.compile(rb"<\?xml[\s?]")

PROLOG = re.compile(
    rb"\s*(?:<\?[^>]*\?>|<!--(?:[^-]|-(?!-))*-->|<!DOCTYPE\s[^\[<>]*(?:\[[^\]]*\]\s*)?>)", re.IGNORECASE
)
"""One piece of what precedes an XML file's first element."""

PROLOG_WITHIN = 65_536
"""Bytes that are searched for the first element."""

HEADER_LINE = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):(?:[ \t\r\n]|$)")

SENT_BY_MACHINE = frozenset(
    (b"received", b"message-id", b"mime-version", b"return-path", b"delivered-to", b"x-mozilla-status")
)
"""Headers that programs write. A memo on paper also has From, To, Date and Subject, but none of these."""

FEWEST_HEADERS = 3
"""Header lines at the top of a file without an extension that make it an e-mail; one must be written by a program."""

MAILBOX_LINE = re.compile(rb"From \S+.{0,80}\d{4}[ \t]*\r?\n[A-Za-z][A-Za-z0-9-]{1,60}:")
"""The line before each message of a mailbox, together with the first header after it (RFC 4155)."""


def kind_of_words(content: bytes) -> Kind:
    """The kind of a text whose name says nothing."""
    start = _narrow(content)
    if HTML_STARTS.match(start.lstrip()) or root_is_html(content):
        return "html"
    if XML_START.match(start):
        return "xml"
    if MAILBOX_LINE.match(start):
        return "mailbox"
    return "mail" if _starts_as_mail(start) else "text"


def _narrow(content: bytes) -> bytes:
    """The start of a text without its byte order mark; in UTF-16, one byte per letter."""
    start = content[:PROLOG_WITHIN].removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[2:].replace(b"\0", b"")
    return start


def root_is_html(content: bytes) -> bool:
    """True when the first element of a file is that of a web page."""
    start, at = _narrow(content), 0
    while HTML_STARTS.match(start[at:].lstrip()) is None:
        piece = PROLOG.match(start, at)
        if piece is None:
            return False
        at = piece.end()
    return True


def _starts_as_mail(start: bytes) -> bool:
    """True when a text begins with the headers of a message."""
    seen = set()
    for line in start[:8192].splitlines():
        if not line.strip():
            break
        header = HEADER_LINE.match(line)
        if header is not None:
            seen.add(header[1].lower())
        elif line[:1] not in (b" ", b"\t"):
            return False
    return len(seen) >= FEWEST_HEADERS and not seen.isdisjoint(SENT_BY_MACHINE)
