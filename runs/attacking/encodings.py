"""The ways of writing in which attacks are planted, by name: each turns plain words into others."""

import base64
import codecs
import html
import random
import string
import urllib.parse
from collections.abc import Callable, Mapping

MORSE = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz0123456789.,?!/:@-'\"()",
        ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.. "  # noqa: SIM905
        "----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----. .-.-.- --..-- ..--.. -.-.-- -..-. ---... .--.-. "
        "-....- .----. .-..-. -.--. -.--.-".split(),
        strict=True,
    )
)
CYRILLIC = str.maketrans("aceopxyijsABCEHKMOPTX", "асеорхуіјѕАВСЕНКМОРТХ")
GREEK = str.maketrans("ovABEZHIKMNOPTYX", "ονΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
LEET = str.maketrans("aeiostAEIOST", "431057431057")
MIRRORED = str.maketrans(string.ascii_letters, string.ascii_lowercase[::-1] + string.ascii_uppercase[::-1])
BRAILLE = dict(zip(string.ascii_lowercase + " ", "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵⠀", strict=True))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _shift(by: int) -> Callable[[str], str]:
    small, large = string.ascii_lowercase, string.ascii_uppercase
    table = str.maketrans(small + large, small[by:] + small[:by] + large[by:] + large[:by])
    return lambda text: text.translate(table)


def _styled(capital: int, small: int) -> Callable[[str], str]:
    def turn(text: str) -> str:
        return "".join(
            chr(capital + ord(sign) - 65)
            if "A" <= sign <= "Z"
            else chr(small + ord(sign) - 97)
            if "a" <= sign <= "z"
            else sign
            for sign in text
        )

    return turn


def _selectors(text: str) -> str:
    return "😀" + "".join(chr(0xFE00 + byte) if byte < 16 else chr(0xE0100 + byte - 16) for byte in _bytes(text))


def _tags(text: str) -> str:
    return "".join(chr(0xE0000 + ord(sign)) for sign in text if " " <= sign <= "~")


def _bits(text: str) -> str:
    return "".join("\u200b" if bit == "0" else "\u200c" for byte in _bytes(text)[:400] for bit in f"{byte:08b}")


def _zalgo(text: str) -> str:
    chance = random.Random(len(text))
    return "".join(sign + (chance.choice("\u0301\u0300\u0323\u0330") if sign.isalpha() else "") for sign in text)


def _pig(text: str) -> str:
    return " ".join(
        (word[1:] + word[0] + "ay") if word[:1].isalpha() and word[0] not in "aeiou" else word + "way"
        for word in text.split()
    )


ENCODINGS: Mapping[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "base64": lambda text: base64.b64encode(_bytes(text)).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(_bytes(text)).decode(),
    "base64 of base64": lambda text: base64.b64encode(base64.b64encode(_bytes(text))).decode(),
    "base32": lambda text: base64.b32encode(_bytes(text)).decode(),
    "base85": lambda text: base64.b85encode(_bytes(text)).decode(),
    "hexadecimal": lambda text: _bytes(text).hex(),
    "hexadecimal escapes": lambda text: "".join(f"\\x{byte:02x}" for byte in _bytes(text)),
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "rot47": lambda text: "".join(chr(33 + (ord(sign) + 14) % 94) if "!" <= sign <= "~" else sign for sign in text),
    "Caesar 3": _shift(3),
    "Caesar 19": _shift(19),
    "Atbash": lambda text: text.translate(
        str.maketrans(string.ascii_letters, string.ascii_lowercase[::-1] + string.ascii_uppercase[::-1])
    ),
    "reversed": lambda text: text[::-1],
    "reversed words": lambda text: " ".join(word[::-1] for word in text.split(" ")),
    "percent signs": lambda text: (
        "".join(f"%{byte:02X}" for byte in _bytes(text)) if len(text) < 500 else urllib.parse.quote(text)
    ),
    "entities": lambda text: "".join(f"&#{ord(sign)};" for sign in text),
    "named entities": html.escape,
    "Unicode escapes": lambda text: "".join(f"\\u{ord(sign):04x}" for sign in text if ord(sign) < 0x10000),
    "Morse": lambda text: " / ".join(" ".join(MORSE.get(sign, "") for sign in word) for word in text.lower().split()),
    "binary": lambda text: " ".join(f"{byte:08b}" for byte in _bytes(text)[:400]),
    "octal": lambda text: " ".join(f"{byte:03o}" for byte in _bytes(text)),
    "decimal": lambda text: " ".join(str(byte) for byte in _bytes(text)),
    "leetspeak": lambda text: text.translate(LEET),
    "spaced letters": lambda text: "  ".join(" ".join(word) for word in text.split()),
    "dotted letters": lambda text: " ".join(".".join(word) for word in text.split()),
    "without spaces": lambda text: "".join(word.capitalize() for word in text.split()),
    "underscores": lambda text: "_".join(text.split()),
    "full-width": lambda text: "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text),
    "mathematical bold": _styled(0x1D400, 0x1D41A),
    "mathematical script": _styled(0x1D4D0, 0x1D4EA),
    "circled": _styled(0x24B6, 0x24D0),
    "Cyrillic letters": lambda text: text.translate(CYRILLIC),
    "Greek letters": lambda text: text.translate(GREEK),
    "zero-width spaces": lambda text: "\u200b".join(text),
    "soft hyphens": lambda text: "\u00ad".join(text),
    "zero-width bits": _bits,
    "tag characters": _tags,
    "variation selectors": _selectors,
    "bidi overrides": lambda text: f"\u202e{text[::-1]}\u202c",
    "accents": _zalgo,
    "Braille": lambda text: "".join(BRAILLE.get(sign, "") for sign in text.lower()),
    "pig Latin": _pig,
    "rot13 of base64": lambda text: codecs.encode(base64.b64encode(_bytes(text)).decode(), "rot13"),
    "base64 of reversed": lambda text: base64.b64encode(_bytes(text[::-1])).decode(),
    "upper case": str.upper,
    "quoted-printable": lambda text: "".join(f"={byte:02X}" for byte in _bytes(text)),
}
