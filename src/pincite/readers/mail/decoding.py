"""Decodes the bytes of a message: the encodings of mail, and the encoded words of its headers."""

import base64
import binascii
import codecs
import re

from pincite.errors import UnreadableFile
from pincite.readers.encoding import decode
from pincite.readers.reading import without_surrogates

CODECS = frozenset(
    "ascii utf-8 utf-7 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be iso8859-1 iso8859-2 iso8859-3 iso8859-4 "  # noqa: SIM905 - read more easily as words
    "iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-11 iso8859-13 iso8859-14 iso8859-15 "
    "iso8859-16 cp437 cp850 cp852 cp866 cp874 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 koi8-r "
    "koi8-u mac-roman gb2312 gbk gb18030 hz big5 big5hkscs cp950 shift_jis cp932 shift_jis_2004 euc_jp iso2022_jp "
    "iso2022_jp_1 iso2022_jp_2 iso2022_jp_ext euc_kr cp949 iso2022_kr tis-620".split()
)
"""Encodings used in mail, by Python's names. Others (such as punycode, which is slow) are not used for messages."""


AS_WRITTEN_ON_WINDOWS = {"iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "shift_jis": "cp932"}
"""What programs that state the left encoding really write: the right one, a superset (WHATWG Encoding, 4.2)."""


ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\r\n]*)\?=")
"""Source: RFC 2047, section 2. Spaces inside are forbidden but occur."""


def decoded_words(value: str) -> str:
    """A value with its encoded words decoded and white space collapsed.

    Neighbours with one encoding are joined before they are decoded, because mail programs cut inside characters.

    >>> decoded_words("=?utf-8?q?M=C3=BCller_=26?= =?utf-8?q?_Co?= (Wien)")
    'Müller & Co (Wien)'
    """
    parts: list[str] = []
    waiting, encoding, at = b"", "", 0
    for word in ENCODED_WORD.finditer(value):
        between = value[at : word.start()]
        charset = word[1].partition("*")[0].lower()
        if encoding and (between.strip() or charset != encoding):
            parts.append(text_of(waiting, encoding))
            waiting, encoding = b"", ""
        if between.strip() or not at:
            parts.append(between)
        waiting, encoding, at = waiting + _unpacked(word[2], word[3]), charset, word.end()
    parts += [text_of(waiting, encoding) if encoding else "", value[at:]]
    return one_line("".join(parts))


def _unpacked(kind: str, words: str) -> bytes:
    """The bytes of an encoded word."""
    if kind in "bB":
        letters = re.sub(r"[^A-Za-z0-9+/]", "", words)
        try:
            return base64.b64decode(letters + "=" * (-len(letters) % 4))
        except binascii.Error:
            return base64.b64decode(letters[: len(letters) // 4 * 4])
    quoted = words.replace("_", " ").encode("utf-8", "replace")
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda pair: bytes.fromhex(pair[1].decode("ascii")), quoted)


def text_of(content: bytes, charset: str) -> str:
    """The decoded text. A wrong encoding is replaced by a guess, or else by marks (U+FFFD) in place of characters."""
    codec = codec_of(charset)
    if codec and codec != "ascii":
        try:
            return content.decode(codec).removeprefix("\ufeff")
        except UnicodeError:
            pass  # a wrong charset is common
    try:
        return decode(content).text
    except UnreadableFile:
        return content.decode(codec or "utf-8", "replace")


def codec_of(charset: str) -> str:
    """Python's name of an encoding of mail, empty for any other."""
    try:
        name = codecs.lookup(charset.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return ""
    name = AS_WRITTEN_ON_WINDOWS.get(name, name)
    return name if name in CODECS else ""


def one_line(words: str) -> str:
    """Words on one line, without control characters."""
    printable = "".join(letter if letter.isprintable() else " " for letter in without_surrogates(words))
    return " ".join(printable.split())
