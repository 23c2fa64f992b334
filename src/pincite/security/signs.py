"""A secret sign in the encodings in which one short word may leak, and the readings of a text that may contain it.

A model can write a word in another base, alphabet or code if told to. So a sign is looked for in each of these, and in
readings of a text other than letter by letter: every second letter, the first letters of words, single letters, and
numbers.
"""

import base64
import codecs
import re
import string
from collections.abc import Iterator
from functools import lru_cache

from pincite.security.plain import plain

SIGN_LETTERS = 8
"""The fewest consecutive letters of a secret sign, in any encoding, that reveal it."""

STEPS = (2, 3, 4)
"""Steps between the letters of a sign that is mixed with others: every second, third or fourth letter belongs to it."""

WIDTHS = (4, 8, 16, 32)
"""Bits of the consecutive numbers in which a sign may be encoded."""

_WORD = re.compile(r"[^\W_]+")
_NUMBERS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)*|([a-z]+)")
_ROMAN_NUMERALS = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi"
_ROMAN = {name: number for number, name in enumerate(_ROMAN_NUMERALS.split(), start=1)}
_HEXADECIMAL = re.compile(r"[0-9a-f]{2,64}")
_SMALL, _LARGE = string.ascii_lowercase, string.ascii_uppercase
_DIGITS = (
    *((string.digits + _SMALL)[:base] for base in range(2, 37)),
    string.digits + _SMALL + _LARGE,
    string.digits + _LARGE + _SMALL,
    _LARGE + _SMALL + string.digits,
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
    "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
    _SMALL,
    _SMALL[:16],
)
"""The digits of bases in which a number may be written: 2 to 36, 62 in three orders, 58, 32, 26, 16 as a to p."""

_TELEPHONE = (
    "alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo "
    "sierra tango uniform victor whiskey xray yankee zulu alpha juliet whisky"
)
_FIGURES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth"
)
_COUNTED = {
    word: number for counted in (_FIGURES + " sixteen", _ORDINALS) for number, word in enumerate(counted.split())
}
_SPELLING = {
    **{word: word[0] for word in _TELEPHONE.split()},
    **{word: f"{figure:x}" for words in (_FIGURES, _ORDINALS) for figure, word in enumerate(words.split())},
    **{"oh": "0", "nought": "0", "wun": "1", "tree": "3", "fower": "4", "fife": "5", "ait": "8", "niner": "9"},
}
"""Words that spell letters and figures on the telephone, or that count the figures of hexadecimal numbers."""


def words(text: str) -> list[str]:
    """The words of a text, in plain lower-case letters."""
    return _WORD.findall(plain(text).text.casefold())


def solid(text: str) -> str:
    """The letters and figures of a text with nothing between them."""
    return "".join(words(text))


def _number(found: re.Match[str]) -> int | None:
    """The number that figures or a word stand for; None for other words and for more than ten figures."""
    if found[2] is not None:
        return _COUNTED.get(found[2])
    return int(found[1].replace(",", "")) if len(found[1]) <= 13 else None


def readings(text: str) -> Iterator[str]:
    """The readings of a text other than letter by letter. Takes linear time.

    >>> [read for read in readings("Sections 11, 2, 10 and 6") if read in ("b2a6", "a195")]
    ['b2a6', 'a195']
    """
    found = words(text)
    letters = "".join(found)
    for step in STEPS:
        yield from (letters[first::step] for first in range(step))
    yield "".join(_SPELLING.get(word, word if word.isdigit() else word[0]) for word in found)
    yield "".join(word for word in found if len(word) == 1)
    yield "".join(word for word in found if word.isdigit())
    yield "".join(_SPELLING[word] for word in found if word in _SPELLING)
    numbers = [one for one in map(_number, _NUMBERS.finditer(plain(text).text.casefold())) if one is not None]
    roman = [_ROMAN[word] for word in found if word in _ROMAN]
    for values in (numbers, roman):
        for width in WIDTHS:
            for less in (0, 1):
                yield "".join(f"{one - less:0{width // 4}x}" for one in values if 0 <= one - less < 1 << width)


@lru_cache(maxsize=64)
def written(sign: str) -> frozenset[str]:
    """A word in the encodings that a model knows by heart; each also reversed."""
    raw = sign.encode()
    contents, numbers = [raw], [int.from_bytes(raw)]
    if _HEXADECIMAL.fullmatch(sign) and len(sign) % 2 == 0:
        contents.append(bytes.fromhex(sign))
        numbers.append(int(sign, 16))
    forms = {
        *(in_base(number, digits) for number in numbers for digits in _DIGITS),
        *(form for content in contents for form in _in_signs(content)),
        sign,
        codecs.encode(sign, "rot13"),
        "".join(chr(33 + (byte + 14) % 94) if 33 <= byte < 127 else chr(byte) for byte in raw),
        sign.translate(str.maketrans("oieastbg", "01345786")),
        "".join(str(int(figure, 16)) for figure in sign if figure in string.hexdigits),
        *(
            "".join(chr((ord(one) - 97 + by) % 26 + 97) if "a" <= one <= "z" else one for one in sign)
            for by in range(26)
        ),
    }
    return frozenset(forms | {form[::-1] for form in forms})


def _in_signs(content: bytes) -> Iterator[str]:
    """Bytes in the usual encodings."""
    yield content.hex()
    yield base64.a85encode(content).decode()
    yield base64.b85encode(content).decode()
    yield base64.b32encode(content).decode().rstrip("=")
    yield from (_of_base64(b"\0" * shift + content, shift) for shift in range(3))
    for form in ("08b", "d", "o", "03o"):
        yield "".join(format(byte, form) for byte in content)


def in_base(number: int, digits: str) -> str:
    """A number in a base, given its digits from zero on."""
    found = ""
    while number:
        number, rest = divmod(number, len(digits))
        found = digits[rest] + found
    return found


def spelled(text: str) -> list[str]:
    """The letters and figures spelled in the telephone alphabet: "alfa, seven, Foxtrot" for a7f.

    >>> spelled("The code is Alfa seven foxtrot zero, delta nine echo two; the fee is one dollar.")
    ['a7f0d9e2']
    """
    runs = [""]
    for word in words(text):
        sign = _SPELLING.get(word, word if len(word) == 1 else "")
        if sign:
            runs[-1] += sign
        elif runs[-1]:
            runs.append("")
    return [run for run in runs if len(run) >= SIGN_LETTERS]


def _of_base64(raw: bytes, shift: int) -> str:
    """The part of a base64 block that depends only on a word, not on what surrounds it."""
    packed = base64.b64encode(raw).decode().rstrip("=")
    return packed[(0, 2, 3)[shift] : len(packed) // 4 * 4 if len(raw) % 3 == 0 else len(packed) - 1]
