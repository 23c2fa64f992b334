"""Mailboxes (MBOX): they are not documents, but give the messages in them, each as a file, numbered from 1.

Source: RFC 4155; lines that begin with "From " are quoted as in the variants mboxo and mboxrd.
"""

import re
from collections.abc import Iterator
from email.parser import BytesHeaderParser

from pincite.documents.document import Attachment
from pincite.documents.limits import MOST_ATTACHMENTS
from pincite.errors import UnreadableFile
from pincite.readers.mail.headers import Bounded, header
from pincite.readers.mail.names import shortened, subject_name
from pincite.readers.reading import Reading

PORTION = 64_000_000
"""Bytes of messages returned at once, unless the first alone has more."""

HEADERS_WITHIN = 65_536
"""Bytes at the start of a message that are searched for its subject."""

STARTED = re.compile(rb"From [^\r\n]{0,500}\r?\n>?[!-9;-~]{1,80}[ \t]*:")
"""The line before each message, followed by a header. Otherwise "From now on" in a letter would end a message."""

DATED = re.compile(
    rb"From [^\r\n]*?\d{1,2}:\d\d[^\r\n]*?\b(?:19|20)\d\d|From [^\r\n]*?\b(?:19|20)\d\d[^\r\n]*?\d{1,2}:\d\d"
)

ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


def read_mailbox(content: bytes, first: int = 0) -> Reading:
    """The messages of a mailbox from index `first` on, as many as are returned at once; none after the last.

    They are named by number, `0001 Subject.eml`. `ingest.again` identifies them when the mailbox is read again.

    Raises:
        UnreadableFile: the mailbox holds no message.
    """
    messages: list[Attachment] = []
    size = number = 0
    for number, (start, end) in enumerate(_messages(content), start=1):
        if number <= first:
            continue
        if len(messages) == MOST_ATTACHMENTS or (messages and size + end - start > PORTION):
            break
        size += end - start
        message = ESCAPED.sub(rb"\1", content[start:end])
        messages.append(Attachment(_name(number, message), message))
    if not number:
        raise UnreadableFile("the mailbox holds no message that begins with a line 'From …': export it again as mbox")
    return Reading(format="mailbox", title="", text="", attachments=tuple(messages))


def _messages(content: bytes) -> Iterator[tuple[int, int]]:
    """The range of each message, without the line before it."""
    start: int | None = None
    at = 0 if content.startswith(b"From ") else content.find(b"\nFrom ") + 1
    while at or content.startswith(b"From "):
        if _starts(content, at):
            if start is not None:
                yield start, at
            start = content.find(b"\n", at) + 1
        following = content.find(b"\nFrom ", at)
        if following < 0:
            break
        at = following + 1
    if start is not None:
        yield start, len(content)


def _starts(content: bytes, at: int) -> bool:
    """True for a "From " line that begins a message: a header follows, and it has a date or an empty line above."""
    if STARTED.match(content, at) is None:
        return False
    return (
        at == 0
        or DATED.match(content, at, at + 520) is not None
        or content[max(0, at - 4) : at].endswith((b"\n\n", b"\r\n\r\n"))
    )


def _name(number: int, message: bytes) -> str:
    headers = BytesHeaderParser(policy=Bounded()).parsebytes(message[:HEADERS_WITHIN])
    return shortened(f"{number:04} {subject_name(header(headers, 'Subject'))[:100]}".strip()) + ".eml"
