"""E-mail as it is sent and saved (EML): headers, words, and the files attached, which become documents of their own."""

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
    """A message: what stands above it, its words with those of earlier writers marked, its attachments.

    Raises:
        UnreadableFile: it has no headers, or its parts are nested deeper than any mail program does.
    """
    message = parsed(content)
    envelope = envelope_of(message)
    if envelope == Envelope():
        raise UnreadableFile("the file has none of the headers of an e-mail (From, Date, Subject): get a fresh copy")
    parts = parts_of(message)
    return compose(envelope, joined(parts.bodies), parts.attachments, parts.names, parts.warnings)


def parsed(content: bytes) -> Message:
    """The parts of a message as the standard library finds them, headers undecoded.

    Raises:
        UnreadableFile: they are nested deeper than any mail program does.
    """
    try:
        return BytesParser(policy=Bounded()).parsebytes(content.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError as error:
        raise UnreadableFile(TOO_DEEP) from error
