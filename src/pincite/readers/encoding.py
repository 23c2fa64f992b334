"""Decodes a text file: by its byte order mark, as UTF-8, or else by a guess that is reported."""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from pincite.errors import UnreadableFile

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; UTF-32 first, since its little-endian mark begins with UTF-16's."""

SAMPLE = 65_536
"""Bytes given to the guesser. It takes about a second per megabyte, and more text did not change its result."""

FEW_HIGH_BYTES = 0.15
"""Share of bytes above 127 up to which a file may be Western text. English with typographic quotes has under 1 %,
French about 4 %, Cyrillic and Japanese over 50 %."""

WESTERN = re.compile(
    "[\x00-\x7fàâäáãåæçèéêëíîïñóôöõøœùúûüßÀÂÄÁÃÅÆÇÈÉÊËÍÎÏÑÓÔÖÕØŒÙÚÛÜ"
    "‘’‚“”„«»‹›–—…•·†‡§¶©®™°€£¥¢½¼¾×÷±µ¡¿ªº¹²³´¨¬\xa0\xad]*"
)
"""Characters in which Western contracts are written. Guessers by frequency take such files for Central European, whose
letters share most of these codes. They are right only where other letters occur (ì where Czech has ě)."""

INSIDE_A_WORD = re.compile(r"[^\W\d_][¡¿ªº¹²³´¨¬][^\W\d_]")
"""Marks that stand inside a word only when the file is not Western (³ where Polish has ł)."""

GUESSES = (
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "euc_kr",
    "koi8_r",
)
"""Encodings of office files without a mark. A longer list makes the guess worse on short texts."""


ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-8",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-2": "iso8859_2",
    "iso-8859-5": "iso8859_5",
    "iso-8859-7": "iso8859_7",
    "iso-8859-9": "cp1254",
    "iso-8859-13": "iso8859_13",
    "iso-8859-15": "iso8859_15",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "windows-1253": "cp1253",
    "windows-1254": "cp1254",
    "windows-1255": "cp1255",
    "windows-1256": "cp1256",
    "windows-1257": "cp1257",
    "windows-1258": "cp1258",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "macintosh": "mac_roman",
}
"""Encodings that a page or an XML file may state, read as browsers read them (WHATWG): ISO 8859-1 means Windows-1252,
and a page that states UTF-16 in ASCII bytes is not UTF-16."""

HIGH_BYTES = bytes(range(128, 256))

UTF8_PER_DAMAGE = 20
"""Valid UTF-8 characters beyond ASCII for each damaged place, from which the file is UTF-8: so many are no accident."""

WINDOWS = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}
"""Characters of Windows-1252 in the range of control codes. Five stay control codes, as in browsers."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file, whether their encoding was guessed, and how many places could not be read."""

    text: str
    encoding: str
    guessed: bool
    damaged: int = 0

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings about a guessed encoding or about bytes that could not be read."""
        if self.damaged:
            plural = "place" if self.damaged == 1 else "places"
            return (f"the file is UTF-8 but damaged at {self.damaged} {plural}, where it shows \ufffd",)
        if not self.guessed:
            return ()
        name = self.encoding.replace("cp", "Windows-") if self.encoding.startswith("cp12") else self.encoding
        return (f"the file does not say its encoding and is not UTF-8: it was read as {name}, so check its accents",)


def decode(content: bytes) -> Decoded:
    """The characters of a text file, without its byte order mark; line ends stay as stored.

    Raises:
        UnreadableFile: the bytes are not text, or contradict the file's byte order mark.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return Decoded(_refuse_binary(_marked(content[len(mark) :], encoding)), encoding, guessed=False)
    wide = _unmarked_utf16(content)
    if wide is not None:
        return Decoded(_refuse_binary(_marked(content, wide)), wide, guessed=True)
    try:
        return Decoded(_refuse_binary(content.decode("utf-8")), "utf-8", guessed=False)
    except UnicodeDecodeError:
        _refuse_binary(content.decode("latin-1"))
        mended = content.decode("utf-8", "replace")
        damaged = mended.count("\ufffd") - content.count(b"\xef\xbf\xbd")
        others = len(mended) - damaged - len(content.translate(None, HIGH_BYTES))
        if others >= UTF8_PER_DAMAGE * damaged:
            return Decoded(mended, "utf-8", guessed=False, damaged=damaged)
        encoding = _guess(content)
    return Decoded(_refuse_binary(content.decode(encoding)), encoding, guessed=True)


def decode_stated(content: bytes, stated: str) -> Decoded:
    """The characters of a file that states its encoding: by its byte order mark, or as stated, or else as any text.

    Raises:
        UnreadableFile: the bytes are not text, or contradict the file's byte order mark.
    """
    encoding = ENCODINGS.get(stated.lower())
    marked = content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    if encoding is None or marked or b"\0" in content:
        return decode(content)
    try:
        return Decoded(content.decode(encoding), encoding, guessed=False)
    except UnicodeDecodeError:
        if encoding != "cp1252":
            return decode(content)
    return Decoded(content.decode("latin-1").translate(WINDOWS), encoding, guessed=False)


def _marked(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"the file is marked as {encoding.upper()} but is not valid at byte {error.start}: "
            "it is damaged or cut off, so get a fresh copy"
        ) from error


def _unmarked_utf16(content: bytes) -> str | None:
    """The byte order of Latin UTF-16 without a mark, where every second byte is zero; None for anything else."""
    sample = content[:SAMPLE]
    if len(sample) < 4 or len(content) % 2:
        return None
    zeros_first, zeros_second = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if zeros_second > 0.8 * half and zeros_first == 0:
        return "utf-16-le"
    if zeros_first > 0.8 * half and zeros_second == 0:
        return "utf-16-be"
    return None


def _refuse_binary(text: str) -> str:
    position = text.find("\0")
    if position >= 0:
        raise UnreadableFile(
            f"the file holds a NUL character (at character {position}), which no text has: it is binary or damaged; "
            "save it again as text, PDF or DOCX"
        )
    return text


def _guess(content: bytes) -> str:
    """The name of the encoding that fits best.

    Raises:
        UnreadableFile: none fits.
    """
    first = next(position for position, byte in enumerate(content) if byte > 127)
    sample = content[max(0, first - 1024) :][:SAMPLE]
    candidates = []
    if _is_western(content):
        candidates.append("cp1252")
    candidates += [match.encoding for match in from_bytes(sample, cp_isolation=list(GUESSES))]
    for encoding in candidates:
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise UnreadableFile(
        "the file is not text in any encoding known here: if it is a text file, save it as UTF-8; "
        "if not, give it its proper extension"
    )


def _is_western(content: bytes) -> bool:
    """True when a file reads as Western text in Windows-1252."""
    if len(content.translate(None, bytes(range(128)))) > FEW_HIGH_BYTES * len(content):
        return False
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return WESTERN.fullmatch(text) is not None and INSIDE_A_WORD.search(text) is None
