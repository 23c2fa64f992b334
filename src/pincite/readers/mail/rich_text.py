"""The rich text in which Outlook keeps the words of some messages: decompresses it and extracts HTML or plain text.

Sources: MS-OXRTFCP (compression), MS-OXRTFEX (HTML and plain text wrapped in RTF), RTF specification 1.9.1.
"""

import html
import re
import struct
from dataclasses import dataclass, field, replace
from typing import Literal

from pincite.errors import UnreadableFile
from pincite.readers.mail.decoding import text_of
from pincite.readers.rtf.marking import marked

PRELOADED = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""The dictionary's content before the first byte (MS-OXRTFCP 2.1.2.1)."""

RING = 4096

PACKED, PLAIN = 0x75465A4C, 0x414C454D

MOST_UNPACKED = 50_000_000
"""Most bytes of rich text. A message of 1,000 pages has about 10 million."""

TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(\*)|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)

SKIPPED = frozenset(
    (
        b"fonttbl",
        b"colortbl",
        b"stylesheet",
        b"info",
        b"pict",
        b"object",
        b"header",
        b"footer",
        b"filetbl",
        b"listtable",
    )
)
"""Groups whose content is not text."""

SIGNS = {
    b"par": "\n",
    b"line": "\n",
    b"sect": "\n",
    b"tab": "\t",
    b"cell": "\t",
    b"row": "\n",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"endash": "–",
    b"emdash": "—",
}

ESCAPED = {b"{": "{", b"}": "}", b"\\": "\\", b"~": "\xa0", b"_": "-", b"-": "", b"\r": "\n", b"\n": "\n"}


def unpacked(content: bytes) -> bytes:
    """The rich text of a compressed property.

    Raises:
        UnreadableFile: it is not compressed rich text, or larger than any message.
    """
    if len(content) < 16:
        raise UnreadableFile("the rich text of the message is cut off: save the message again")
    size, raw_size, kind = struct.unpack_from("<III", content)
    if kind == PLAIN:
        return content[16 : 16 + raw_size]
    if kind != PACKED or raw_size > MOST_UNPACKED:
        raise UnreadableFile("the rich text of the message is damaged: save the message again")
    ring = bytearray(PRELOADED) + bytearray(RING - len(PRELOADED))
    write = len(PRELOADED)
    out = bytearray()
    at, end = 16, min(len(content), size + 4)
    while at < end and len(out) < raw_size:
        flags = content[at]
        at += 1
        for bit in range(8):
            if at >= end:
                break
            if not flags >> bit & 1:
                out.append(content[at])
                ring[write] = content[at]
                write = (write + 1) % RING
                at += 1
                continue
            if at + 1 >= end:
                break
            pointer = content[at] << 8 | content[at + 1]
            at += 2
            read, length = pointer >> 4, (pointer & 15) + 2
            if read == write:
                return bytes(out)
            for _ in range(length):
                out.append(ring[read])
                ring[write] = ring[read]
                read, write = (read + 1) % RING, (write + 1) % RING
    return bytes(out)


@dataclass(slots=True)
class _State:
    """How the words of a group count, and whether they are shown."""

    is_skipped: bool = False
    is_rtf_only: bool = False
    is_tag: bool = False
    fallback: int = 1
    is_off: bool = False


@dataclass(slots=True)
class _Writing:
    """The words so far, each piece with whether it is hidden.

    Bytes are held back until all with the same encoding are there, for letters of two bytes.
    """

    codepage: str = "cp1252"
    parts: list[tuple[str, bool]] = field(default_factory=list)
    waiting: bytearray = field(default_factory=bytearray)
    is_hidden: bool = False

    def flush(self) -> None:
        if self.waiting:
            self.parts.append((text_of(bytes(self.waiting), self.codepage), self.is_hidden))
            self.waiting.clear()

    def add(self, words: str) -> None:
        self.flush()
        self.parts.append((words, self.is_hidden))

    def show(self, is_hidden: bool) -> None:
        """Set whether the following words are hidden."""
        if is_hidden is not self.is_hidden:
            self.flush()
            self.is_hidden = is_hidden

    def as_page(self) -> str:
        """The words as a page on which hidden words stay hidden."""
        pieces = (
            f"<span hidden>{html.escape(words)}</span>" if is_hidden and words.strip() else html.escape(words)
            for words, is_hidden in self.parts
        )
        return f"<html><body><div style='white-space:pre-wrap'>{''.join(pieces)}</div></body></html>"


def words_of(rich: bytes) -> tuple[Literal["html", "plain"], str]:
    """The content of rich text: the HTML or plain text wrapped in it, or else its own words.

    Own words are returned as a page where some are hidden, so that they stay hidden.
    """
    wraps_html = b"\\fromhtml" in rich[:2000]
    if not wraps_html:
        rich = marked(rich)
    writing = _Writing()
    stack: list[_State] = []
    state = _State()
    to_skip = 0
    is_starred = False
    at = 0
    while (token := TOKEN.match(rich, at)) is not None:
        at = token.end()
        word, number, byte, star, sign, brace, words = token.groups()
        if brace == b"{":
            stack.append(state)
            state = replace(state)
            to_skip = 0
            continue
        if brace == b"}":
            state = stack.pop() if stack else _State()
            to_skip = 0
            if not wraps_html:
                writing.show(state.is_off)
            continue
        if star:
            is_starred = True
            continue
        if word is not None:
            if not wraps_html:
                _show(word, number, state)
                writing.show(state.is_off)
            _control(word, number, state, writing, is_starred=is_starred, wraps_html=wraps_html)
            if word == b"bin" and number:
                at += max(0, int(number))  # this many bytes that are not rich text follow, including braces
            if word == b"u" and number and _counts(state, wraps_html):
                to_skip = state.fallback
            is_starred = False
            continue
        is_starred = False
        if not _counts(state, wraps_html):
            continue
        if byte is not None or words is not None:
            written = bytes.fromhex(byte.decode("ascii")) if byte is not None else words
            writing.waiting += written[to_skip:]
            to_skip = max(0, to_skip - len(written))
        elif sign is not None:
            writing.add(ESCAPED.get(sign, ""))
    writing.flush()
    if any(is_hidden and words.strip() for words, is_hidden in writing.parts):
        return "html", writing.as_page()
    return "html" if wraps_html else "plain", "".join(words for words, _ in writing.parts)


def _show(word: bytes, number: bytes | None, state: _State) -> None:
    """Apply a control word that affects how words are shown."""
    value = int(number) if number else 0
    if word == b"v":
        state.is_off = number is None or value != 0
    elif word == b"plain":
        state.is_off = False


def _counts(state: _State, wraps_html: bool) -> bool:
    """True where words belong to the message."""
    return not state.is_skipped and not (wraps_html and state.is_rtf_only and not state.is_tag)


def _control(
    word: bytes, number: bytes | None, state: _State, writing: _Writing, *, is_starred: bool, wraps_html: bool
) -> None:
    """Apply a control word that changes the state or writes text."""
    value = int(number) if number else 0
    if word == b"htmltag" and is_starred:
        state.is_tag = wraps_html
        state.is_skipped = not wraps_html
    elif is_starred or word in SKIPPED:
        state.is_skipped = True
    elif word == b"htmlrtf":
        state.is_rtf_only = number is None or value != 0
    elif word == b"ansicpg":
        writing.codepage = f"cp{value}" if value != 65001 else "utf-8"
    elif word == b"uc":
        state.fallback = min(max(value, 0), 8)
    elif not _counts(state, wraps_html):
        return
    elif word == b"u" and number:
        writing.add(chr(value % 65536))
    elif word in SIGNS:
        writing.add(SIGNS[word])
