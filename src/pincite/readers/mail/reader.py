"""Reads e-mail as sent and saved (EML): headers, words, and attached files, which become documents of their own."""

from email.message import Message
from email.parser import BytesParser

from pincite.errors import UnreadableFile
from pincite.readers.mail.body import joined
from pincite.readers.mail.content import TOO_DEEP
from pincite.readers.mail.headers import Bounded, Envelope, envelope_of
from pincite.readers.mail.parts import parts_of
from pincite.readers.mail.text import compose
from pincite.readers.reading import Reading


def read_mail(content: bytes) -> Reading:
    """A message: its headers, its words with those of earlier writers marked, and its attachments.

    Raises:
        UnreadableFile: it has no headers, or its parts are nested deeper than any mail program nests them.
    """
    message = parsed(content)
    envelope = envelope_of(message)
    if envelope == Envelope():
        raise UnreadableFile("the file has none of the headers of an e-mail (From, Date, Subject): get a fresh copy")
    parts = parts_of(message)
    return compose(envelope, joined(parts.bodies), parts.attachments, parts.names, parts.warnings)


def parsed(content: bytes) -> Message:
    """The parts of a message as the standard library parses them, with undecoded headers.

    Raises:
        UnreadableFile: they are nested deeper than any mail program nests them.
    """
    try:
        return BytesParser(policy=Bounded()).parsebytes(content.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError as error:
        raise UnreadableFile(TOO_DEEP) from error
