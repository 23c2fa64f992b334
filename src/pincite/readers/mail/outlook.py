"""Messages saved by Outlook (MSG), read into the same document as from any other mail program.

Numbers of properties are those of MS-OXPROPS.
"""

from datetime import datetime
from email.message import Message
from typing import Literal

from pincite.errors import UnreadableFile
from pincite.readers.mail.alternatives import agree, is_stub
from pincite.readers.mail.body import Body, body_of_html_or_warning, hides_words, joined, plain_body
from pincite.readers.mail.decoding import one_line, text_of
from pincite.readers.mail.headers import Envelope, Person, date_of, envelope_of, people
from pincite.readers.mail.mapi import (
    ATTACHMENT,
    DAMAGED,
    EMBEDDED,
    INTERNET_CODEPAGE,
    RECIPIENT,
    Store,
    codec,
    open_container,
)
from pincite.readers.mail.names import file_name
from pincite.readers.mail.parts import ENCRYPTED, PICTURE, MessageParts, parts_of
from pincite.readers.mail.reader import parsed
from pincite.readers.mail.rich_text import unpacked, words_of
from pincite.readers.mail.text import compose
from pincite.readers.mail.written import MailContent, written
from pincite.readers.reading import Reading

TOP_HEADER, EMBEDDED_HEADER, SMALL_HEADER = 32, 24, 8
"""Bytes before the property table of a message, an inner message, and recipients and attachments (2.4.1)."""

DEEPEST = 20
"""Depth to which messages within messages are followed."""

MOST_RECIPIENTS = 2_000

TO, CC, BCC = 1, 2, 3

EMBEDDED_MESSAGE, OLE_OBJECT = 5, 6

SHOWN_IN_PAGE = 4
"""Bit of PidTagAttachFlags: the page refers to the file."""


def read_outlook(content: bytes) -> Reading:
    """A message saved by Outlook: its headers, its words with those of earlier writers marked, and its attachments.

    A warning says if a part of it is damaged.

    Raises:
        UnreadableFile: the file is damaged, or not a message.
    """
    with open_container(content) as container:
        store = Store(container, (), TOP_HEADER)
        envelope, body, parts = _message(store, 0)
        if container.damaged:
            parts.warnings.append(DAMAGED)
    if envelope == Envelope() and not body.text and not parts.names:
        raise UnreadableFile(DAMAGED)
    return compose(envelope, body, parts.attachments, parts.names, parts.warnings)


def _message(store: Store, depth: int) -> tuple[Envelope, Body, MessageParts]:
    """Envelope, words and attachments of the message at one place of the container."""
    parts = MessageParts()
    kind = store.text(0x001A).upper()
    body = _body(store)
    if "SMIME" in kind and _unseal(store, kind, parts):
        body = joined(parts.bodies)
    else:
        parts.shown = frozenset(PICTURE.findall(_page(store)))
        for path in store.folders(ATTACHMENT):
            _attach(store.within(path, SMALL_HEADER), parts, depth)
    if kind.startswith(("IPM.APPOINTMENT", "IPM.SCHEDULE.MEETING")):
        body = joined([_appointment(store), body])
    return _envelope(store), body, parts


def _envelope(store: Store) -> Envelope:
    """Sender and recipients: from the properties, and from transport headers where Outlook kept them."""
    headers = store.text(0x007D)
    sent = envelope_of(_headers(headers)) if headers else Envelope()
    author = _person(store.text(0x0042), store.text(0x5D02, 0x0065))
    sender = _person(store.text(0x0C1A), store.text(0x5D01, 0x0C1F))
    received = _recipients(store)
    moment = store.time(0x0039, 0x0E06, 0x3007)
    dated = sent.dated or (_moment(moment) if moment else "")
    is_delegate = bool(author and sender and author != sender)
    return Envelope(
        sender=tuple(filter(None, (author or sender,))) or sent.sender,
        on_behalf=tuple(filter(None, (sender,))) if is_delegate else (),
        to=received[TO] or people(store.text(0x0E04)),
        cc=received[CC] or people(store.text(0x0E03)),
        bcc=received[BCC] or people(store.text(0x0E02)),
        dated=dated,
        sent=date_of(dated) or (moment.date() if moment else None),
        subject=one_line(store.text(0x0037)) or sent.subject,
        message_id=one_line(store.text(0x1035)) or sent.message_id,
        in_reply_to=one_line(store.text(0x1042)) or sent.in_reply_to,
    )


def _headers(lines: str) -> Message:
    return parsed(lines.encode("utf-8", "replace") + b"\n\n")


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _person(name: str, address: str) -> Person | None:
    """Someone as shown. Internal addresses of an Exchange server ("/O=ACME/…") mean nothing to people."""
    name, address = one_line(name).strip("'\" "), one_line(address)
    if address.startswith("/") or "@" not in address:
        address = ""
    if not name or name.lower() == address.lower():
        return Person(address, address) if address else None
    return Person(f"{name} <{address}>" if address else name, name)


def _recipients(store: Store) -> dict[int, tuple[Person, ...]]:
    """Recipients by how they are addressed."""
    found: dict[int, list[Person]] = {TO: [], CC: [], BCC: []}
    for path in store.folders(RECIPIENT)[:MOST_RECIPIENTS]:
        recipient = store.within(path, SMALL_HEADER)
        person = _person(recipient.text(0x3001, 0x5FF6), recipient.text(0x39FE, 0x3003))
        how = recipient.number(0x0C15) & 0xF
        if person is not None:
            found[how if how in found else TO].append(person)
    return {how: tuple(named) for how, named in found.items()}


def _text(store: Store) -> tuple[Literal["text/html", "text/plain"], str]:
    """Type and words of a message's text: plain text that matches the page, or else the page, or else the rich text.

    Raises:
        UnreadableFile: there is only rich text, and it is damaged.
    """
    plain, page = store.text(0x1000), _page(store)
    if not is_stub(plain) and (not page or (agree(plain, page) and not hides_words(page))):
        return "text/plain", plain
    if page:
        return "text/html", page
    packed = store.binary(0x1009)
    if packed:
        kind, words = words_of(unpacked(packed))
        if words.strip():
            return "text/html" if kind == "html" else "text/plain", words
    return "text/plain", plain


def _page(store: Store) -> str:
    """The HTML text of a message; empty when it has none."""
    page = store.text(0x1013) or text_of(store.binary(0x1013), codec(store.number(INTERNET_CODEPAGE) or 65001))
    return page if page.strip() else ""


def _body(store: Store) -> Body:
    """The words of a message."""
    try:
        kind, words = _text(store)
    except UnreadableFile as error:
        return Body("", (), warnings=(str(error),))
    return body_of_html_or_warning(words) if kind == "text/html" else plain_body(words)


def _appointment(store: Store) -> Body:
    """Start and end of an appointment."""
    start, end = store.time(0x0060), store.time(0x0061)
    lines = [f"{label}: {_moment(moment)}" for label, moment in (("Start", start), ("End", end)) if moment]
    return plain_body("\n".join(lines))


def _unseal(store: Store, kind: str, parts: MessageParts) -> bool:
    """Add a message in an S/MIME envelope, which Outlook keeps as its only attachment; False if none is whole."""
    paths = store.folders(ATTACHMENT)
    if len(paths) != 1:
        return False
    content = store.within(paths[0], SMALL_HEADER).binary(0x3701)
    if store.within(paths[0], SMALL_HEADER).is_damaged(0x3701):
        return False
    if "MULTIPARTSIGNED" in kind and content:
        inner = parts_of(parsed(content))
        parts.bodies, parts.attachments, parts.names = inner.bodies, inner.attachments, inner.names
        parts.warnings = inner.warnings
        return True
    parts.warnings.append(f"the message is encrypted (S/MIME): {ENCRYPTED}")
    return True


def _attach(attached: Store, parts: MessageParts, depth: int) -> None:
    """Add one attachment."""
    how = attached.number(0x3705)
    stated = attached.text(0x3707, 0x3704, 0x3001)
    number = len(parts.names) + 1
    if how == EMBEDDED_MESSAGE:
        _attach_message(attached, parts, depth, stated)
        return
    name = file_name(stated, one_line(attached.text(0x370E)).lower(), number)
    if how == OLE_OBJECT and not attached.binary(0x3701):
        parts.names.append(name)
        parts.warnings.append(f"the attachment {name} is an object inside the message: open it in Outlook and save it")
        return
    is_picture = attached.text(0x370E).lower().startswith("image/") or name.lower().endswith(
        (".png", ".jpg", ".jpeg", ".gif", ".bmp")
    )
    picture = attached.text(0x3712).strip("<> ")
    is_shown = attached.number(0x3714) & SHOWN_IN_PAGE or attached.number(0x7FFE) or picture in parts.shown
    if is_picture and is_shown and picture:
        return
    content = attached.binary(0x3701)
    if attached.is_damaged(0x3701):
        parts.names.append(name)
        parts.warnings.append(f"the attachment {name} is damaged: open the message in Outlook and save it again")
        return
    parts.attach(name, content)


def _attach_message(attached: Store, parts: MessageParts, depth: int, stated: str) -> None:
    """Add an inner message, as a file that every mail program reads."""
    if depth >= DEEPEST:
        parts.warnings.append(f"messages are nested more than {DEEPEST} deep: the innermost were left out")
        return
    store = attached.within((*attached.path, EMBEDDED), EMBEDDED_HEADER)
    envelope, _, inner = _message(store, depth + 1)
    name = file_name(stated or envelope.subject, "message/rfc822", len(parts.names) + 1)
    try:
        text: tuple[str, str] = _text(store)
    except UnreadableFile:
        text = ("text/plain", "")  # the warning came with the body
    draft = MailContent(envelope, text, tuple(inner.attachments))
    parts.attach(name if name.lower().endswith(".eml") else f"{name}.eml", written(draft))
    parts.warnings += inner.warnings
