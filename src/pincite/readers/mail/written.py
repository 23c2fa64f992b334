"""Writes a message that is part of another file as a file that every mail program reads (EML)."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.documents.document import Attachment
from pincite.readers.mail.headers import Envelope, Person


@dataclass(frozen=True, slots=True)
class MailContent:
    """The content of the file. `words` are their type (`text/plain`, `text/html`) and the words themselves."""

    envelope: Envelope
    words: tuple[str, str]
    attachments: tuple[Attachment, ...]


def written(draft: MailContent) -> bytes:
    """The file. Equal messages give equal bytes, so that their version stays the same.

    Source: RFC 5322, RFC 2045 to 2047.
    """
    kind, words = draft.words
    text = words.encode("utf-8", "replace")
    body = b"Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n%s" % (
        kind.encode("ascii"),
        base64.encodebytes(text),
    )
    headers = "".join(f"{name}: {value}\r\n" for name, value in _headers(draft.envelope) if value).encode("ascii")
    mime = b"MIME-Version: 1.0\r\n"
    if not draft.attachments:
        return headers + mime + body
    digest = hashlib.sha256(text)
    for attachment in draft.attachments:
        digest.update(attachment.content)
    boundary = f"part-{digest.hexdigest()}".encode("ascii")
    parts = [body, *map(_attached, draft.attachments)]
    joined = b"".join(b"\r\n--%s\r\n%s" % (boundary, part) for part in parts)
    return b'%s%sContent-Type: multipart/mixed; boundary="%s"\r\n%s\r\n--%s--\r\n' % (
        headers,
        mime,
        boundary,
        joined,
        boundary,
    )


def _headers(envelope: Envelope) -> list[tuple[str, str]]:
    return [
        ("From", _named(envelope.sender)),
        ("Sender", _named(envelope.on_behalf)),
        ("To", _named(envelope.to)),
        ("Cc", _named(envelope.cc)),
        ("Bcc", _named(envelope.bcc)),
        ("Date", _word(envelope.dated)),
        ("Subject", _word(envelope.subject)),
        ("Message-ID", _word(envelope.message_id)),
        ("In-Reply-To", _word(envelope.in_reply_to)),
    ]


def _named(people: Sequence[Person]) -> str:
    """People in the form of an address header."""
    return ", ".join(_person(person) for person in people)


def _person(person: Person) -> str:
    name, _, address = person.shown.rpartition(" <")
    if not name:
        return _word(person.shown)
    plain = name.isascii() and not any(sign in '",;<>()\\@:' for sign in name)
    return f"{name if plain else _word(name, always=True)} <{_word(address)}"


def _word(value: str, *, always: bool = False) -> str:
    """A value in ASCII, as an encoded word where it has other characters."""
    if value.isascii() and not always:
        return value
    return f"=?utf-8?b?{base64.b64encode(value.encode('utf-8', 'replace')).decode('ascii')}?="


def _attached(attachment: Attachment) -> bytes:
    """An attachment as a part of the message."""
    kind = "message/rfc822" if attachment.name.endswith(".eml") else "application/octet-stream"
    name = _word(attachment.name.replace('"', "'"))
    head = f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n'
    if kind == "message/rfc822":
        return head.encode("ascii") + b"\r\n" + attachment.content
    return head.encode("ascii") + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(attachment.content)
