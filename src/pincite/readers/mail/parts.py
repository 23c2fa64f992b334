"""Sorts the parts of a message: its words, the files attached to it, and parts that are neither.

What a mail program shows below the headers is the body, in the order of the parts; one of several alternatives is
taken. What the program lists for opening is attached. Pictures that the words refer to, and signatures, are neither.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.message import Message

from pincite.documents.document import Attachment
from pincite.documents.limits import MOST_ATTACHMENTS
from pincite.errors import UnreadableFile
from pincite.readers.mail.alternatives import agree, is_stub
from pincite.readers.mail.body import Body, body_of_html_or_warning, hides_words, plain_body
from pincite.readers.mail.calendar import invitation
from pincite.readers.mail.content import (
    MOST_PARTS,
    as_text,
    bytes_of,
    content_of,
    inner_parts,
    is_attached,
    leaves,
    stated_name,
    unpacked_again,
)
from pincite.readers.mail.headers import header, parameter, raw_header
from pincite.readers.mail.names import file_name
from pincite.readers.mail.tnef import unwrapped

SIGNATURES = frozenset(
    (
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
    )
)


ENCRYPTED = "its text cannot be read here: open the message in your mail program and save it decrypted"


PGP_WITHIN = 2_000
"""Characters within which the mark of PGP stands."""


PICTURE = re.compile(r"cid:([^\"'\s>)]{1,300})", re.IGNORECASE)
"""How a page refers to a picture that comes with it (RFC 2392)."""


CALENDARS = frozenset(("text/calendar", "application/ics"))

AS_TEXT = frozenset(("message/delivery-status", "message/disposition-notification", "text/rfc822-headers"))
"""Parts of reports that mail programs show as text."""


@dataclass(slots=True)
class MessageParts:
    """The sorted parts of a message.

    `shown` are the ids of pictures that its pages show. `names` are those of all attached files, including those left
    out.
    """

    shown: frozenset[str] = frozenset()
    bodies: list[Body] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def attach(self, name: str, content: bytes) -> None:
        """Add a file."""
        self.names.append(name)
        if not content:
            self.warnings.append(f"the attachment {name} is empty")
        elif len(self.attachments) < MOST_ATTACHMENTS:
            self.attachments.append(Attachment(name, content))


def parts_of(message: Message) -> MessageParts:
    """The parts of a message, sorted."""
    parts = MessageParts(_pictures_shown(message))
    waiting: list[Message] = [message]
    seen = 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop()
        seen += 1
        waiting += reversed(_sorted_in(part, parts))
    if waiting:
        parts.warnings.append(f"the message has more than {MOST_PARTS:,} parts: the rest was left out")
    left_out = len(parts.names) - len(parts.attachments)
    if left_out and len(parts.attachments) == MOST_ATTACHMENTS:
        parts.warnings.append(
            f"the message has {len(parts.names):,} attachments, of which the first {MOST_ATTACHMENTS} were read: "
            "save the others and ingest them"
        )
    return parts


def _sorted_in(part: Message, parts: MessageParts) -> list[Message]:
    """Sort one part. Returns its inner parts that are still to be sorted, in order."""
    kind = part.get_content_type()
    inner = inner_parts(part)
    if kind.startswith("multipart/") and inner is not None:
        return _within(kind, inner, part, parts)
    if kind in SIGNATURES or stated_name(part).lower() == "smime.p7s":
        return []
    if kind in ("message/rfc822", "message/global", "message/news"):
        _attach_message(part, parts)
    elif kind in ("application/pkcs7-mime", "application/x-pkcs7-mime") or stated_name(part).lower() == "smime.p7m":
        _sealed(part, parts)
    elif kind in ("message/partial", "message/external-body"):
        parts.warnings.append(f"a part of the message lies elsewhere ({kind}) and was not read")
    elif kind == "application/ms-tnef" or file_name_of(part, parts).lower() == "winmail.dat":
        _unpack_tnef(content_of(part), parts)
    elif kind in AS_TEXT:
        parts.bodies.append(plain_body(as_text(part)))
    elif kind in CALENDARS and (lines := invitation(as_text(part))):
        # Mail programs send an invitation twice: once to be shown and once to be opened.
        body = plain_body("\n".join(lines))
        parts.bodies += [body] if body not in parts.bodies else []
    elif _is_words(part, kind):
        parts.bodies.append(_words(part, kind, parts))
    elif part.get_content_maintype() == "image" and _is_shown(part, parts):
        return []
    else:
        parts.attach(file_name_of(part, parts), content_of(part))
    return []


def _within(kind: str, inner: Sequence[Message], part: Message, parts: MessageParts) -> list[Message]:
    """The parts of a multipart that count, in order."""
    if kind == "multipart/alternative":
        return _chosen(inner, parts)
    if kind == "multipart/related":
        return _related(inner, parts)
    if kind == "multipart/signed":
        how = "PGP" if "pgp" in parameter(part, "protocol").lower() else "S/MIME"
        parts.warnings.append(f"the message is signed ({how}): its signature was not checked")
        return list(inner[:1])
    if kind == "multipart/encrypted":
        how = "PGP" if "pgp" in parameter(part, "protocol").lower() else "S/MIME"
        parts.warnings.append(f"the message is encrypted ({how}): {ENCRYPTED}")
        return []
    return list(inner)


def _chosen(inner: Sequence[Message], parts: MessageParts) -> list[Message]:
    """Of alternatives, the plain text if it matches the page, or else the page; and any parts without such words."""
    plain = [each for each in inner if each.get_content_type() == "text/plain" and not is_attached(each)]
    pages = [each for each in inner if _holds_page(each)]
    good = [each for each in plain[:1] if _is_good(as_text(each), pages)]
    words = good or pages[-1:] or plain[:1]
    others = [each for each in inner if each not in plain and each not in pages]
    if words and words[0] in plain:
        # Files of an unused page, apart from its pictures, are attached to the message.
        others += [file for page in pages for file in _files_in(page, parts)]
    return [*words, *(each for each in others if each.get_content_type() not in ("text/enriched", "text/x-amp-html"))]


def _is_good(plain: str, pages: Sequence[Message]) -> bool:
    """True for a plain text that can replace the last of the pages beside it."""
    page = next((each for part in pages[-1:] for each in leaves(part) if each.get_content_type() == "text/html"), None)
    if is_stub(plain) or page is None:
        return not is_stub(plain)
    written = as_text(page)
    return agree(plain, written) and not hides_words(written)


def _holds_page(part: Message) -> bool:
    kind = part.get_content_type()
    if kind == "text/html":
        return not is_attached(part)
    return kind in ("multipart/related", "multipart/mixed") and part.is_multipart()


def _files_in(part: Message, parts: MessageParts) -> Iterator[Message]:
    """The attached files within an alternative that are not pictures of its page."""
    for each in leaves(part):
        if each is not part and each.get_content_type() != "text/html" and not _is_of_page(each, parts):
            yield each


def _pictures_shown(message: Message) -> frozenset[str]:
    """Ids of the pictures that the pages of a message show."""
    found: set[str] = set()
    for part in leaves(message):
        if part.get_content_type() == "text/html":
            found.update(PICTURE.findall(content_of(part).decode("ascii", "replace")))
    return frozenset(found)


def _related(inner: Sequence[Message], parts: MessageParts) -> list[Message]:
    """The page, and parts beside it that are not its pictures."""
    return [each for at, each in enumerate(inner) if at == 0 or not _is_of_page(each, parts)]


def _is_of_page(part: Message, parts: MessageParts) -> bool:
    """True for what a page needs for display: pictures that it shows or that have no name, and styles."""
    if part.get_content_type() in ("text/css", "application/javascript"):
        return True
    return part.get_content_maintype() == "image" and (_is_shown(part, parts) or not stated_name(part))


def _is_shown(part: Message, parts: MessageParts) -> bool:
    return raw_header(part, "Content-ID").strip("<> ") in parts.shown


def _is_words(part: Message, kind: str) -> bool:
    """True for text that is shown, not listed for opening."""
    if is_attached(part) or not kind.startswith("text/"):
        return False
    return kind in ("text/plain", "text/html", "text/enriched") and not stated_name(part)


def _words(part: Message, kind: str, parts: MessageParts) -> Body:
    text = as_text(part)
    start = text[:PGP_WITHIN]
    if "-----BEGIN PGP MESSAGE-----" in start:
        parts.warnings.append(f"the message is encrypted (PGP): {ENCRYPTED}")
        return Body("", ())
    if "-----BEGIN PGP SIGNED MESSAGE-----" in start:
        parts.warnings.append("the message is signed (PGP): its signature was not checked")
    if kind == "text/html":
        return body_of_html_or_warning(text)
    is_flowed = parameter(part, "format").lower() == "flowed"
    return plain_body(text, is_flowed=is_flowed, drops_space=parameter(part, "delsp").lower() == "yes")


def file_name_of(part: Message, parts: MessageParts) -> str:
    """The name of a part that is a file."""
    return file_name(stated_name(part), part.get_content_type(), len(parts.names) + 1)


def _attach_message(part: Message, parts: MessageParts) -> None:
    """Add an attached message."""
    inner = inner_parts(part)
    content, subject = content_of(part), ""
    if inner:
        message = inner[0]
        try:
            content = bytes_of(message) if message.keys() else unpacked_again(part, message)
        except UnreadableFile as error:
            parts.warnings.append(f"an attached message was left out: {error}")
            return
        subject = header(message, "Subject")
    name = file_name(stated_name(part) or subject, "message/rfc822", len(parts.names) + 1)
    parts.attach(name if name.lower().endswith((".eml", ".msg")) else f"{name}.eml", content)


def _sealed(part: Message, parts: MessageParts) -> None:
    """Handle a message in an S/MIME envelope."""
    if parameter(part, "smime-type").lower() == "signed-data":
        parts.warnings.append(f"the message is signed (S/MIME) in a sealed form: {ENCRYPTED}")
    else:
        parts.warnings.append(f"the message is encrypted (S/MIME): {ENCRYPTED}")


def _unpack_tnef(content: bytes, parts: MessageParts) -> None:
    """Add the files of a `winmail.dat`, and its words where the message has no others."""
    try:
        found = unwrapped(content)
    except UnreadableFile as error:
        parts.names.append("winmail.dat")
        parts.warnings.append(str(error))
        return
    for file in found.files:
        parts.attach(file.name, file.content)
    # Its words are those of the message. They also stand beside it, unless the sender's server dropped them.
    if found.body.text and not any(body.text for body in parts.bodies):
        parts.bodies.append(found.body)
    elif not found.body.text:
        parts.warnings += found.body.warnings
