"""Letters that look like Latin ones: the Latin letter that each is taken for, and words that mix them with Latin.

Our own table has letters that common fonts draw alike, and those that readers do not distinguish at a glance. Letters
that Unicode itself treats as forms of another letter (full-width, mathematical, in circles) are left to compatibility
normalisation (NFKC).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_LOOK_ALIKES = {
    "a": "аαɑ⍺ӑ", "b": "ЬƄᏏ", "c": "сϲᴄⅽ", "d": "ԁɗᏧ", "e": "еєҽ℮ҿёѐ", "f": "ƒẝϝ", "g": "ɡցɢ", "h": "һհᏂ",
    "i": "іıɩι⍳ꙇї", "j": "јϳյ", "k": "кκқᴋ", "l": "ӏⅼǀ", "m": "мᴍ", "n": "пηոռ", "o": "оοօᴏσ൦๐໐ഠ",
    "p": "рρϱ⍴", "q": "ԛզգ", "r": "гᴦⲅᴇ", "s": "ѕꜱƽ", "t": "тτᴛ", "u": "υսᴜʋꞟ", "v": "ѵνᴠⅴ", "w": "ԝѡաᴡ",
    "x": "хχ×ⅹ", "y": "уүγყỿ", "z": "ᴢʐ",
    "A": "АΑᎪᗅ", "B": "ВΒᏴᗷ", "C": "СϹᏟⲤ", "D": "Ꭰᗞᗪ", "E": "ЕΕᎬⴹ", "F": "ϜᖴҒ", "G": "ԌᏀᏳ", "H": "НΗᎻᕼ",
    "I": "ІΙӀⵏ", "J": "ЈᎫᒍ", "K": "КΚᏦⲔ", "L": "ᏞᒪⳐ", "M": "МΜᎷᗰ", "N": "ΝⲚ", "O": "ОΟՕⲞ", "P": "РΡᏢᑭ",
    "Q": "ԚⵕႳ", "R": "ᎡᏒᖇ", "S": "ЅՏᏕᏚ", "T": "ТΤᎢⲦ", "U": "Սᑌ", "V": "ѴᏙᐯ", "W": "ԜᎳ", "X": "ХΧⲬ",
    "Y": "ҮΥᎩ", "Z": "ΖᏃ",
}  # fmt: skip

LATIN_FOR: dict[int, str] = {ord(sign): letter for letter, signs in _LOOK_ALIKES.items() for sign in signs}
"""Code point -> the Latin letter that it is taken for."""

_WORD = re.compile(r"[^\W\d_]+")
_BORROWED = frozenset("µμΩωπσαβγδεθλρφχψΔΣΠμ")
"""Signs of physics and mathematics that are commonly used beside Latin letters ("μF", "β-blocker")."""


@dataclass(frozen=True, slots=True)
class MixedWord:
    """A word of several scripts that reads as a Latin one, `looks_like`."""

    start: int
    end: int
    looks_like: str


def latin(sign: str) -> str:
    """The Latin letter that a sign is taken for, or the sign itself.

    >>> latin("р"), latin("p"), latin("ж")
    ('p', 'p', 'ж')
    """
    return LATIN_FOR.get(ord(sign), sign)


def mixed_words(text: str) -> Iterator[MixedWord]:
    """The words that mix Latin letters with others that look like them, in order.

    >>> [word.looks_like for word in mixed_words("Please ignоre this; оно не то; a μF")]
    ['ignore']
    """
    if text.isascii():
        return
    for match in _WORD.finditer(text):
        word = match[0]
        if word.isascii():
            continue
        strange = [sign for sign in word if ord(sign) in LATIN_FOR]
        if not strange or len(word) < 3 or _BORROWED.issuperset(strange):
            continue
        seen = "".join(map(latin, word))
        if any(sign.isascii() for sign in word) and all(_is_latin(sign) for sign in seen):
            yield MixedWord(match.start(), match.end(), seen)


def _is_latin(sign: str) -> bool:
    return sign.isascii() or "LATIN" in unicodedata.name(sign, "")
