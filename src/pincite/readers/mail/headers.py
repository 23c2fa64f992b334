"""The headers of a message: the people, the date and the ids that they state.

The standard library's structured headers are not used: they recurse for every nested comment, and raise on damaged
ones. Here a header is a string, cut and decoded in linear time, and shown as it is written.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email.message import Message
from email.policy import Compat32
from email.utils import parsedate_tz

from pincite.readers.mail.decoding import decoded_words, one_line, text_of

LONGEST_HEADER = 60_000
"""Characters of a header that are read: enough for a letter to 1,500 people."""


LONGEST_PARAMETERS = 3_000
"""Characters of a header with parameters. The standard library parses them in quadratic time."""


MOST_PEOPLE = 1_000
"""Recipients of a message that become facts. The text has all of them."""


MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone named in a header: as shown (`Jane Roe <jane@roe.example>`), and by name or else by address."""

    shown: str
    name: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a person sees above a message. `sent` is the date by the sender's clock; ids include their brackets."""

    sender: tuple[Person, ...] = ()
    on_behalf: tuple[Person, ...] = ()
    to: tuple[Person, ...] = ()
    cc: tuple[Person, ...] = ()
    bcc: tuple[Person, ...] = ()
    dated: str = ""
    sent: date | None = None
    subject: str = ""
    message_id: str = ""
    in_reply_to: str = ""


class Bounded(Compat32):
    """The standard library's policy that leaves headers unchanged, except that it cuts overlong headers."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Name and value of a header from its lines."""
        name, value = super().header_source_parse(sourcelines)
        has_parameters = name.lower().startswith("content-")
        return name, value[: LONGEST_PARAMETERS if has_parameters else LONGEST_HEADER]


def envelope_of(message: Message) -> Envelope:
    """The envelope in a message's headers. Of a repeated header, the first counts."""
    sender = people(raw_header(message, "From"))
    posted = people(raw_header(message, "Sender"))
    dated = header(message, "Date")
    ids = MESSAGE_ID.findall(raw_header(message, "Message-ID"))
    answered = MESSAGE_ID.findall(raw_header(message, "In-Reply-To")) or _last_of_thread(message)
    return Envelope(
        sender=sender or posted,
        on_behalf=posted if sender and _addresses(posted) != _addresses(sender) else (),
        to=people(raw_header(message, "To")),
        cc=people(raw_header(message, "Cc")),
        bcc=people(raw_header(message, "Bcc")),
        dated=dated,
        sent=date_of(dated),
        subject=header(message, "Subject"),
        message_id=ids[0] if ids else "",
        in_reply_to=answered[0] if answered else "",
    )


def _last_of_thread(message: Message) -> list[str]:
    """The last message in the thread, which this one answers, where only the ids of all before it are stated."""
    return MESSAGE_ID.findall(raw_header(message, "References"))[-1:]


def raw_header(message: Message, name: str) -> str:
    """A header as in the file, on one line, with non-ASCII bytes decoded as text; empty when it is missing."""
    for found, value in message.raw_items():
        if found.lower() == name.lower():
            return unfolded(str(value)[:LONGEST_HEADER])
    return ""


def header(message: Message, name: str) -> str:
    """A header's words, decoded, on one line."""
    return decoded_words(raw_header(message, name))


def unfolded(value: str) -> str:
    """A header's value on one line, with non-ASCII bytes, which the parser keeps as surrogates, decoded."""
    line = re.sub(r"[\r\n]+[ \t]*", " ", value)
    if not line.isascii():
        line = text_of(line.encode("utf-8", "surrogateescape"), "utf-8")
    return line.strip()


def people(value: str) -> tuple[Person, ...]:
    """The people whom an address header names, in order.

    >>> [person.shown for person in people('"Roe, Jane" <jane@roe.example>, bob@doe.example')]
    ['Roe, Jane <jane@roe.example>', 'bob@doe.example']
    """
    found = (person(part) for part in _parted(value))
    return tuple(each for each in found if each.shown)


def person(written: str) -> Person:
    """One address as shown, without quotation marks around the name."""
    shown = decoded_words(written.strip())
    name, bracket, address = shown.rpartition("<")
    name, address = name.strip(), address.partition(">")[0].strip()
    if not bracket:
        return Person(shown, shown)
    name = _unquoted(name)
    if not name or name == address:
        return Person(address, address)
    return Person(f"{name} <{address}>" if address else name, name)


def _unquoted(name: str) -> str:
    for mark in "\"'":
        if len(name) > 1 and name.startswith(mark) and name.endswith(mark):
            name = name[1:-1].replace(f"\\{mark}", mark).strip()
    return name


def _parted(value: str) -> list[str]:
    """An address header cut at commas and semicolons, except those in quotes, brackets and comments."""
    parts: list[str] = []
    start, depth, is_quoted, is_escaped = 0, 0, False, False
    for at, letter in enumerate(value):
        if is_escaped:
            is_escaped = False
        elif letter == "\\":
            is_escaped = True
        elif letter == '"':
            is_quoted = not is_quoted
        elif is_quoted:
            continue
        elif letter in "(<":
            depth += 1
        elif letter in ")>":
            depth = max(0, depth - 1)
        elif letter in ",;" and not depth:
            parts.append(value[start:at])
            start = at + 1
    return [*parts, value[start:]]


def _addresses(named: Sequence[Person]) -> set[str]:
    return {each.shown.rpartition("<")[2].rstrip(">").lower() for each in named}


def date_of(dated: str) -> date | None:
    """The day that a date header states, by the sender's clock; None when it states none."""
    try:
        parsed = parsedate_tz(dated[:100])
        return date(*parsed[:3]) if parsed else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def parameter(message: Message, name: str, header_name: str = "content-type") -> str:
    """A parameter of a header (`charset`, `name`), decoded; empty when it is missing.

    Source: RFC 2231 (continuations and encodings); encoded words in parameters are forbidden there, but common.
    """
    value = message.get_param(name, "", header_name)
    if isinstance(value, tuple):
        charset, _, words = value
        return one_line(text_of(words.encode("latin-1", "replace"), charset or "utf-8"))
    return decoded_words(str(value or ""))
