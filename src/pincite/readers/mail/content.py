"""The content of one part of a message: its bytes, its characters, its inner parts, its stated name."""

from collections.abc import Iterator
from copy import copy
from email.generator import BytesGenerator
from email.message import Message
from email.policy import compat32
from io import BytesIO

from pincite.errors import UnreadableFile
from pincite.readers.mail.decoding import text_of
from pincite.readers.mail.headers import header, parameter, raw_header

TOO_DEEP = "the parts of the message are nested too deep: save it anew from your mail program"

MOST_PARTS = 5_000
"""Most parts of a message that are examined."""


def leaves(message: Message) -> Iterator[Message]:
    """The parts of a message that hold no other parts, in order. An attached message is one of them."""
    waiting = [message]
    seen = 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop()
        seen += 1
        inner = inner_parts(part)
        if part.get_content_maintype() == "multipart" and inner is not None:
            waiting += reversed(inner)
        else:
            yield part


def stated_name(part: Message) -> str:
    """The name that a part states for itself; empty when it states none."""
    return parameter(part, "filename", "content-disposition") or parameter(part, "name")


def is_attached(part: Message) -> bool:
    """True for a part that is marked as a file to be opened, whatever it holds."""
    return raw_header(part, "Content-Disposition").lower().lstrip().startswith("attachment")


def content_of(part: Message) -> bytes:
    """The bytes of a part without inner parts, decoded as far as possible."""
    if part.is_multipart():
        return b""
    # Without its type, so that the standard library does not decode the bytes by the stated charset.
    bare = copy(part)
    del bare["Content-Type"]
    payload = bare.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def inner_parts(part: Message) -> list[Message] | None:
    """The inner parts of a part; None for a part without any."""
    inner = part.get_payload() if part.is_multipart() else None
    return [each for each in inner if isinstance(each, Message)] if isinstance(inner, list) else None


def as_text(part: Message) -> str:
    """The characters of a part."""
    inner = inner_parts(part)
    if inner is not None:
        return "\n".join(map(as_text_of_headers, inner))
    return text_of(content_of(part), parameter(part, "charset") or "utf-8").replace("\0", "")


def as_text_of_headers(part: Message) -> str:
    """The headers of a part as lines; reports consist of such lines."""
    return "\n".join(f"{name}: {header(part, name)}" for name in dict.fromkeys(part.keys())) + "\n"


def unpacked_again(part: Message, message: Message) -> bytes:
    """A message that was packed as base64, which the standard forbids but Exchange does."""
    alone = copy(message)
    del alone["Content-Transfer-Encoding"]
    alone["Content-Transfer-Encoding"] = raw_header(part, "Content-Transfer-Encoding")
    return content_of(alone)


def bytes_of(message: Message) -> bytes:
    """A message within a message as a file of its own: as it was written, as far as its parts show.

    Raises:
        UnreadableFile: its parts are nested deeper than any mail program nests them.
    """
    stream = BytesIO()
    try:
        BytesGenerator(stream, mangle_from_=False, maxheaderlen=0, policy=compat32).flatten(message)
    except RecursionError as error:
        raise UnreadableFile(TOO_DEEP) from error
    return stream.getvalue()
