"""Decodes blocks that encode bytes: base64, base32, base85, figures in any base, Morse, Braille, escapes.

Each finder yields `(start, end, words)`. A block whose bytes are not words is ignored: hashes, keys, signatures, case
and account numbers.
"""

import base64
import binascii
import html
import re
import urllib.parse
from collections.abc import Callable, Iterator, Mapping

from pincite.security.encoded.english import is_writing, reads

DecodedBlock = tuple[int, int, str]
"""A range of a text, and the words that it encodes."""

MOST_BLOCKS = 64
"""The most blocks of one kind that are decoded in one text."""

LONGEST_BLOCK = 20_000
"""The most characters of a block that are decoded."""

SHORTEST_TOKEN = 16
"""The fewest characters of a base64 or base32 token; a run without such a token is not a block."""

_TOKEN64 = re.compile(r"[A-Za-z0-9+/_-]{4,}={0,2}")
_TOKEN32 = re.compile(r"[A-Z2-7]{8,}={0,6}|[a-z2-7]{16,}={0,6}")
_LONG_TOKEN = re.compile(rf"[A-Za-z0-9+/_=-]{{{SHORTEST_TOKEN}}}")
_TOKEN85 = re.compile(r"(?:<~)?[!-~]{12,}")
_HEX = re.compile(r"(?:(?:\\x|0[xX])?[0-9A-Fa-f]{2}[ \t\n:,;-]{0,2}){6,}")
_BITS = re.compile(r"(?:[01]{7,8}[ \t\n,-]{0,2}){4,}")
_OCTAL = re.compile(r"(?:\\?[0-3]?[0-7]{2}[ \t\n,]{1,2}){5,}[0-3]?[0-7]{2}|(?:\\[0-3][0-7]{2}){4,}")
_DECIMAL = re.compile(r"(?:\d{2,3}[ \t\n,;-]{1,2}){5,}\d{2,3}")
_PLACES = re.compile(r"(?:\d{1,2}[-. ,/]{1,3}){5,}\d{1,2}")
_SIX_FIGURES = re.compile(r"(?:\d\D*+){6}")
"""Fewer figures make no block in figures of any base, and most text has fewer."""
_MORSE = re.compile(r"(?<!\w)[.\u00b7\u2022\u2024*_|/ \n\-\u2010-\u2015]{16,}")
_BRAILLE = re.compile(r"[\u2801-\u28ff]{2}[\u2800-\u28ff ]{2,}")
_PERCENT = re.compile(r"[^\s%]{0,20}(?:%[0-9A-Fa-f]{2}[^\s%]{0,80}){3,}")
_QUOTED = re.compile(r"(?:=[0-9A-F]{2}[ \t]?){6,}")
_ENTITY = re.compile(r"(?:&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});[^&\n]{0,40}){3,}")
_ESCAPES = re.compile(r"(?:\\u\{?[0-9A-Fa-f]{2,6}\}?|[Uu]\+[0-9A-Fa-f]{4,6}[ ,]?|\\x[0-9A-Fa-f]{2}){3,}")
_ONE_ESCAPE = re.compile(r"(?:\\u\{?|[Uu]\+|\\x)([0-9A-Fa-f]{2,6})\}?[ ,]?")
_SPACE = re.compile(r"[ \t\r\n]*")

MORSE: Mapping[str, str] = {
    ".-": "a", "-...": "b", "-.-.": "c", "-..": "d", ".": "e", "..-.": "f", "--.": "g", "....": "h", "..": "i",
    ".---": "j", "-.-": "k", ".-..": "l", "--": "m", "-.": "n", "---": "o", ".--.": "p", "--.-": "q", ".-.": "r",
    "...": "s", "-": "t", "..-": "u", "...-": "v", ".--": "w", "-..-": "x", "-.--": "y", "--..": "z",
    "-----": "0", ".----": "1", "..---": "2", "...--": "3", "....-": "4", ".....": "5", "-....": "6", "--...": "7",
    "---..": "8", "----.": "9", ".-.-.-": ".", "--..--": ",", "..--..": "?", "-.-.--": "!", "-..-.": "/",
    "---...": ":", ".--.-.": "@", "-....-": "-", ".----.": "'", ".-..-.": '"', "-.--.": "(", "-.--.-": ")",
    "..--.-": "_", "-...-": "=", ".-.-.": "+", "-.-.-.": ";",
}  # fmt: skip
"""Source: Recommendation ITU-R M.1677-1."""

_BRAILLE_LETTERS = dict(zip("⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵⠀", "abcdefghijklmnopqrstuvwxyz ", strict=True))
"""English Braille, grade 1. Source: Unified English Braille, section 4.1."""


def _base64(text: str) -> Iterator[DecodedBlock]:
    for start, end, packed in _joined(text, _TOKEN64):
        packed = packed.rstrip("=").translate(_STANDARD)
        for cut in (0, 1, 2, 3):  # other letters before the block shift the groups of four
            if words := _words_of_base64(packed[cut:]):
                yield start, end, words
                break


_STANDARD = str.maketrans("-_", "+/")


def _words_of_base64(packed: str) -> str:
    whole = packed[: len(packed) - (1 if len(packed) % 4 == 1 else 0)]
    try:
        return _writing(base64.b64decode(whole + "=" * (-len(whole) % 4)))
    except binascii.Error:
        return ""


def _base32(text: str) -> Iterator[DecodedBlock]:
    for start, end, packed in _joined(text, _TOKEN32):
        packed = packed.upper().rstrip("=")
        try:
            words = _writing(base64.b32decode(packed + "=" * (-len(packed) % 8)))
        except binascii.Error:
            continue
        if words:
            yield start, end, words


def _base85(text: str) -> Iterator[DecodedBlock]:
    for start, end, packed in _capped(_TOKEN85, text):
        if sum(not sign.isalnum() for sign in packed) < 2:
            continue
        for decode in (base64.b85decode, base64.a85decode):
            try:
                words = _writing(decode(packed.removeprefix("<~").removesuffix("~>").encode()))
            except (ValueError, OverflowError):
                continue
            if words:
                yield start, end, words
                break


def _hex(text: str) -> Iterator[DecodedBlock]:
    for start, end, block in _capped(_HEX, text):
        if words := _writing(bytes.fromhex(_figures(re.sub(r"\\x|0[xX]", "", block)))):
            yield start, end, words


def _figures(block: str) -> str:
    """The hexadecimal figures of a block, cut to an even number: a long block may have been truncated."""
    figures = re.sub(r"[^0-9A-Fa-f]", "", block)
    return figures[: len(figures) // 2 * 2]


def _bits(text: str) -> Iterator[DecodedBlock]:
    if _SIX_FIGURES.search(text) is None:
        return
    for start, end, block in _capped(_BITS, text):
        groups = block.replace(",", " ").replace("-", " ").split()
        if len(groups) > 1:
            signs = [int(group, 2) for group in groups if len(group) <= 8]
        else:
            signs = [int(block[at : at + 8], 2) for at in range(0, len(block) - 7, 8)]
        if words := _writing_of(signs):
            yield start, end, words


def _numbers(pattern: re.Pattern[str], base: int) -> Callable[[str], Iterator[DecodedBlock]]:
    def find(text: str) -> Iterator[DecodedBlock]:
        if _SIX_FIGURES.search(text) is None:
            return
        for start, end, block in _capped(pattern, text):
            signs = [int(number, base) for number in re.findall(r"\d+", block)]
            if words := _writing_of(signs):
                yield start, end, words

    return find


def _places(text: str) -> Iterator[DecodedBlock]:
    """Letters by their position in the alphabet: 9-7-14-15-18-5, with words separated by a space or a bar."""
    if _SIX_FIGURES.search(text) is None:
        return
    for start, end, block in _capped(_PLACES, text):
        words = [re.findall(r"\d+", word) for word in re.split(r"[ /,]{2,}| (?=\d+-)|(?<=\d) |/", block)]
        letters = [[int(number) for number in word] for word in words if word]
        if all(1 <= number <= 26 for word in letters for number in word):
            said = " ".join("".join(chr(96 + number) for number in word) for word in letters)
            if is_writing(said) and reads(said):
                yield start, end, said


def _morse(text: str) -> Iterator[DecodedBlock]:
    for start, end, block in _capped(_MORSE, text):
        if "." not in block and "·" not in block and "•" not in block and "*" not in block:
            continue
        signs = re.sub(r"[\u00b7\u2022\u2024*]", ".", re.sub(r"[\u2010-\u2015_]", "-", block))
        words = [
            "".join(MORSE.get(letter, "") for letter in word.split())
            for word in re.split(r"\s*[|/]+\s*| {2,}|\n", signs.strip())
        ]
        said = " ".join(word for word in words if word)
        if len(set(said)) > 4 and is_writing(said):
            yield start, end, said


def _braille(text: str) -> Iterator[DecodedBlock]:
    if text.isascii():
        return
    for start, end, block in _capped(_BRAILLE, text):
        said = "".join(_BRAILLE_LETTERS.get(sign, sign if sign == " " else "") for sign in block)
        if is_writing(said):
            yield start, end, said


def _percent(text: str) -> Iterator[DecodedBlock]:
    if "%" not in text:
        return iter(())
    return _escaped(_PERCENT, lambda block: urllib.parse.unquote(block.replace("+", " ")), text)


def _quoted_printable(text: str) -> Iterator[DecodedBlock]:
    if "=" not in text:
        return iter(())
    return _escaped(
        _QUOTED, lambda block: bytes.fromhex(_figures(block.replace("=", ""))).decode("utf-8", "ignore"), text
    )


def _entities(text: str) -> Iterator[DecodedBlock]:
    if "&" not in text:
        return iter(())
    return _escaped(_ENTITY, html.unescape, text)


def _escapes(text: str) -> Iterator[DecodedBlock]:
    if "\\" not in text and "+" not in text:
        return iter(())

    def unescaped(block: str) -> str:
        return _ONE_ESCAPE.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)), block)

    return _escaped(_ESCAPES, unescaped, text)


def _escaped(pattern: re.Pattern[str], unescaped: Callable[[str], str], text: str) -> Iterator[DecodedBlock]:
    for start, end, block in _capped(pattern, text):
        said = unescaped(block)
        if said != block and is_writing(said):
            yield start, end, said


SCHEMES: Mapping[str, Callable[[str], Iterator[DecodedBlock]]] = {
    "base64": _base64,
    "base32": _base32,
    "base85": _base85,
    "hexadecimal": _hex,
    "binary": _bits,
    "octal": _numbers(_OCTAL, 8),
    "decimal": _numbers(_DECIMAL, 10),
    "places of letters": _places,
    "Morse": _morse,
    "Braille": _braille,
    "percent signs": _percent,
    "quoted-printable": _quoted_printable,
    "entities": _entities,
    "escapes": _escapes,
}
"""Encoding -> its finder."""


def _capped(pattern: re.Pattern[str], text: str) -> Iterator[DecodedBlock]:
    for number, match in enumerate(pattern.finditer(text)):
        if number == MOST_BLOCKS:
            return
        block = match[0].strip()
        start = match.start() + match[0].index(block)
        yield start, start + len(block), block[:LONGEST_BLOCK]


def _joined(text: str, pattern: re.Pattern[str]) -> Iterator[DecodedBlock]:
    """Runs of tokens separated only by white space, and each long token of such a run by itself.

    A block on several lines is one block. So is each of several blocks on one line, and a block among words.
    """
    if _LONG_TOKEN.search(text) is None:
        return
    runs: list[list[tuple[int, int]]] = []
    for match in pattern.finditer(text):
        if runs and _SPACE.fullmatch(text, runs[-1][-1][1], match.start()) and len(runs[-1]) < MOST_BLOCKS:
            runs[-1].append(match.span())
        else:
            runs.append([match.span()])
    given = 0
    for run in runs:
        long = [ends for ends in run if ends[1] - ends[0] >= SHORTEST_TOKEN]
        if not long:
            continue
        # The longest run of long tokens, with the shorter last line of a wrapped block.
        first, last = run.index(long[0]), run.index(long[-1])
        stretch = run[first : last + 2]
        if len(stretch) > 1:
            start, end = stretch[0][0], stretch[-1][1]
            yield start, end, "".join(text[a:b] for a, b in stretch)[:LONGEST_BLOCK]
        for start, end in long:
            yield start, end, text[start:end][:LONGEST_BLOCK]
            given += 1
        if given >= MOST_BLOCKS:
            return


def _writing_of(signs: list[int]) -> str:
    if not all(9 <= sign < 256 for sign in signs):
        return ""
    return _writing(bytes(signs))


def _writing(found: bytes) -> str:
    """Bytes as words; empty if they are not words."""
    try:
        said = found.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < max(8, len(found) - 4):
            return ""
        said = found[: error.start].decode("utf-8")
    said = said.strip()
    return said if is_writing(said) or _is_packed(said) else ""


def _is_packed(said: str) -> bool:
    """True for what may be another block: long, printable ASCII with more than one kind of sign."""
    return len(said) >= 16 and said.isascii() and said.isprintable() and len(set(said)) > 1
