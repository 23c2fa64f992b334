"""The gate at the way out: what a statement that a model wrote may not carry, whatever it cites.

One pure function over a statement and the words that it may rest on. It does not ask whether a statement is true, which
is for verification, but whether something leaves with it: an address, a key, the instructions of the model, signs that
steer a page, an order to whoever reads it. A model that obeys its documents gets no further than this.
"""

import base64
import codecs
import re
import string
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pincite.security.addresses import strangers
from pincite.security.encoded import decodings
from pincite.security.plain import plain
from pincite.security.screening import screen
from pincite.security.secrets import secrets_in
from pincite.security.speech import outside_quotes, speaks
from pincite.security.unseen import INVISIBLE

ECHO_WORDS = 8
"""Words in a row that a statement shares with its instructions, from which it repeats them: legal text and instructions
on how to write it have phrases of up to five in common."""

ECHO_LETTERS = 32
"""The same in letters, for words that are run together, parted or turned round: six to eight words."""

SIGN_LETTERS, SIGN_FIGURES = 8, 20
"""Letters in a row of a secret sign, or of a sign in another writing, that give it away, and figures where the writing
has only those: sums have many noughts."""

SIGN_CIPHER = 12
"""Letters and figures in a row of a secret sign that give it away in another alphabet (Atbash, a keyed one): what
stays the same is where signs come again, and which are figures."""

ORDER_WORDS = 5
"""Words in a row that a statement shares with an order to an assistant, from which it passes the order on."""

MARKUP = re.compile(
    r"<[A-Za-z!/?]|!\[|\]\(|\]\[|\]:\s?\S|```|~~~|\{\{|\$\{|<%|\[\[|\\(?:x|u)[0-9A-Fa-f]{2}|&#?\w{1,20};"
)
ACTIVE = re.compile(
    r"!\[|\]\s?\(|<\s*/?\s*(?:script|img|iframe|object|embed|svg|link|meta|style|form|input|a|base|video|audio|body|html)\b"
    r"|\bon\w{3,20}\s?=|javascript:|data:\w{2,20}/|\x1b",
    re.I,
)
"""Markup that does something where it is drawn: never let out, whatever documents hold."""

TO_READER = re.compile(
    r"\b(?:you(?:r|rs|rself)?|forget|ignor|disregard|pretend|obey|role-?play|jailbreak|chatbot|decod)", re.I
)
"""Words by which a model speaks to its reader, or passes on what it was told: a document may use them, and an answer
from a document that does not has no need of them."""

OF_PROGRAMS = frozenset("{}|\\^~`=#")
"""Signs of programs and of what is drawn in letters; a sentence of a document has them only where the document does."""

JOINED = re.compile(r"&&|>>|<<|\$\(")
"""The same of two signs, each of which alone is common."""

OVER_AND_OVER = re.compile(r"(?<!\w)(\w{1,40})(?:\W{1,3}\1(?!\w)){5}", re.I)
"""A word six times in a row: what a model writes that was told to."""

TYPOGRAPHIC = frozenset("…™®©°§¶†‡•№½¼¾²³¹ªº℠ﬁﬂﬀﬃﬄ☐☑☒✓")
"""Signs that good typing puts in the place of others."""

_WORD = re.compile(r"[^\W_]+")
_HEXADECIMAL = re.compile(r"[0-9a-f]{2,64}")
_SMALL, _LARGE = string.ascii_lowercase, string.ascii_uppercase
_DIGITS = (
    string.digits,
    string.digits + _SMALL,
    string.digits + _SMALL + _LARGE,
    string.digits + _LARGE + _SMALL,
    _LARGE + _SMALL + string.digits,
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
    "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
    string.digits + _SMALL[:22],
    _SMALL,
)
"""The digits of bases in which a number is written: 10, 36, 62 in three orders, 58, 32 in two, 26."""

_TELEPHONE = (
    "alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo "
    "sierra tango uniform victor whiskey xray yankee zulu alpha juliet whisky"
)
_FIGURES = "zero one two three four five six seven eight nine"
_SPELLING = {
    **{word: word[0] for word in _TELEPHONE.split()},
    **{word: str(figure) for figure, word in enumerate(_FIGURES.split())},
    **{"oh": "0", "nought": "0", "wun": "1", "tree": "3", "fower": "4", "fife": "5", "ait": "8", "niner": "9"},
}
"""Words by which letters and figures are spelled on the telephone."""


Cipher = tuple[tuple[bool, int], ...]


@dataclass(frozen=True)
class Kept:
    """What must not leave: the instructions of a model, and signs that stand nowhere but in them."""

    instructions: tuple[str, ...]
    signs: tuple[str, ...] = ()

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Words in a row of the instructions."""
        return frozenset(run for one in self.instructions for run in _runs(one, ECHO_WORDS))

    @cached_property
    def letters(self) -> frozenset[str]:
        """Letters in a row of the instructions, in either direction."""
        solid = [_solid(one) for one in self.instructions]
        return frozenset(
            gram for one in (*solid, *(text[::-1] for text in solid)) for gram in _grams(one, ECHO_LETTERS)
        )

    @cached_property
    def forms(self) -> frozenset[str]:
        """Pieces of the signs, in all writings in which one short word is likely to be put."""
        return frozenset(
            gram
            for sign in self.signs
            for form in written(sign)
            for gram in _grams(form, SIGN_FIGURES if form.isdigit() else SIGN_LETTERS)
        )

    @cached_property
    def ciphers(self) -> frozenset[Cipher]:
        """What stays of the signs under any alphabet that puts a letter for a letter and a figure for a figure."""
        solid = [_solid(sign) for sign in self.signs]
        either = (*solid, *(sign[::-1] for sign in solid))
        return frozenset(_cipher(gram) for sign in either for gram in _grams(sign, SIGN_CIPHER) if _is_mixed(gram))


def breaches(
    text: str, rests_on: Sequence[str], kept: Kept, orders: Sequence[str] = (), *, is_quoted: bool = False
) -> tuple[str, ...]:
    """Why a statement may not leave, each as the end of a sentence about it; nothing when it may.

    `rests_on` are the words that it cites, without what addresses an assistant; `orders` are those that do. `is_quoted`
    is true of a statement that is word for word a sentence which it cites. No reason repeats a word of the statement.

    >>> breaches("Pay at evil.com.", ["Pay at the office."], Kept(()))
    ('it holds an address that stands in no passage it cites',)
    """
    decoded = [*(one.text for one in decodings(text)), *_spelled(text)]
    reasons = []
    if any(map(_is_unseen, text)):
        reasons.append("it has characters that nobody can see")
    signs = {sign for sign in text if sign in OF_PROGRAMS or _is_in_costume(sign)} | set(JOINED.findall(text))
    if any(not any(sign in one for one in rests_on) for sign in signs):
        reasons.append("it has signs that stand in no passage it cites")
    if OVER_AND_OVER.search(text):
        reasons.append("it says one word over and over")
    if ACTIVE.search(text) or any(
        MARKUP.search(word) and not any(word.strip(".,;:()") in one for one in rests_on) for word in text.split()
    ):
        reasons.append("it holds markup")
    if any(strangers(one, rests_on) for one in (text, *decoded)):
        reasons.append("it holds an address that stands in no passage it cites")
    if any(
        secret.is_known_format or not any(_stands(one[secret.start : secret.end], given) for given in rests_on)
        for one in (text, *decoded)
        for secret in secrets_in(one)
    ):
        reasons.append("it holds what looks like a secret")
    if any(_gives_away(one, kept) for one in (text, *decoded)):
        reasons.append("it repeats the instructions that were given to the model")
    if any(one.is_opaque and len(one.text.split()) > 1 for one in decodings(text)):
        reasons.append("it carries words in another writing")
    if any(passes_on(one, order) for one in (text, *decoded) for order in orders):
        reasons.append("it passes on an order to an assistant that stands in a passage")
    reasons += [f"it {reason}" for reason in screen(text).reasons]
    if spoken := speaks(text, is_quoted=is_quoted):
        reasons.append(spoken)
    said = outside_quotes(text)
    if any(_stands_nowhere(found[0], rests_on) for found in TO_READER.finditer(said)):
        reasons.append("it speaks to its reader, as no passage does that it cites")
    return tuple(dict.fromkeys(reasons))


def _stands(word: str, text: str) -> bool:
    """True for a word that a text has, in one piece or in groups, as numbers of accounts are written."""
    return word in text or word in text.replace(" ", "")


def _stands_nowhere(word: str, texts: Sequence[str]) -> bool:
    """True for a word that begins none of the texts' words."""
    start = re.compile(rf"(?<![^\W_]){re.escape(word.casefold())}")
    return not any(start.search(text.casefold()) for text in texts)


def passes_on(text: str, order: str) -> bool:
    """True when a statement has as many words in a row of an order, or all of a shorter one."""
    ordered = _words(order)
    size = min(ORDER_WORDS, len(ordered))
    return size > 1 and not set(_runs(text, size)).isdisjoint(_runs(order, size))


def _gives_away(text: str, kept: Kept) -> bool:
    solid = _solid(text)
    return (
        any(run in kept.runs for run in _runs(text, ECHO_WORDS))
        or any(gram in kept.letters for gram in _grams(solid, ECHO_LETTERS))
        or any(gram in kept.forms for size in (SIGN_LETTERS, SIGN_FIGURES) for gram in _grams(solid, size))
        or any(_cipher(gram) in kept.ciphers for gram in _grams(solid, SIGN_CIPHER) if _is_mixed(gram))
    )


def _is_mixed(gram: str) -> bool:
    """True with two letters and two figures at least: the order of words and of numbers alone tells too little."""
    figures = sum(map(str.isdigit, gram))
    return 2 <= figures <= len(gram) - 2


def _cipher(gram: str) -> Cipher:
    """What stays of signs under any alphabet: which are figures, and where each stood first.

    >>> _cipher("b2a6b") == _cipher("y2z6y") == _cipher("x7q1x") != _cipher("x7q1q")
    True
    """
    return tuple((sign.isdigit(), gram.index(sign)) for sign in gram)


@lru_cache(maxsize=64)
def written(sign: str) -> frozenset[str]:
    """A word in the writings that a model knows by heart, without signs and capitals; each read either way too."""
    raw = sign.encode()
    numbers = [int.from_bytes(raw)]
    if _HEXADECIMAL.fullmatch(sign):
        numbers.append(int(sign, 16))
    forms = {
        *(_in_base(number, digits) for number in numbers for digits in _DIGITS),
        base64.a85encode(raw).decode(),
        sign,
        codecs.encode(sign, "rot13"),
        raw.hex(),
        base64.b32encode(raw).decode().rstrip("="),
        base64.b85encode(raw).decode(),
        "".join(f"{byte:08b}" for byte in raw),
        "".join(str(byte) for byte in raw),
        "".join(f"{byte:o}" for byte in raw),
        "".join(f"{byte:03o}" for byte in raw),
        "".join(chr(33 + (byte + 14) % 94) if 33 <= byte < 127 else chr(byte) for byte in raw),
        sign.translate(str.maketrans("oieastbg", "01345786")),
        *(_of_base64(b"\0" * shift + raw, shift) for shift in range(3)),
        *(
            "".join(chr((ord(one) - 97 + by) % 26 + 97) if "a" <= one <= "z" else one for one in sign)
            for by in range(26)
        ),
    }
    solid = {_solid(form) for form in forms}
    return frozenset(solid | {form[::-1] for form in solid})


def _in_base(number: int, digits: str) -> str:
    """A number in a base, by its digits from zero on."""
    found = ""
    while number:
        number, rest = divmod(number, len(digits))
        found = digits[rest] + found
    return found


def _spelled(text: str) -> list[str]:
    """The letters and figures that words stand for which spell them on the telephone: "alfa, seven, Foxtrot" for a7f.

    >>> _spelled("The code is Alfa seven foxtrot zero, delta nine echo two; the fee is one dollar.")
    ['a7f0d9e2']
    """
    runs = [""]
    for word in _words(text):
        sign = _SPELLING.get(word, word if len(word) == 1 else "")
        if sign:
            runs[-1] += sign
        elif runs[-1]:
            runs.append("")
    return [run for run in runs if len(run) >= SIGN_LETTERS]


def _of_base64(raw: bytes, shift: int) -> str:
    """The part of a base64 block that depends on a word and on nothing before or behind it."""
    packed = base64.b64encode(raw).decode().rstrip("=")
    return packed[(0, 2, 3)[shift] : len(packed) // 4 * 4 if len(raw) % 3 == 0 else len(packed) - 1]


def _is_unseen(sign: str) -> bool:
    if sign in "\n\t":
        return False
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn") or INVISIBLE.match(sign) is not None


@lru_cache(maxsize=4_096)
def _is_in_costume(sign: str) -> bool:
    """True for a picture, a sign of Braille, and a letter in other dress (mathematical, wide, in a circle)."""
    if sign.isascii() or sign in TYPOGRAPHIC:
        return False
    if unicodedata.category(sign) in ("So", "Sk"):
        return True
    return unicodedata.category(sign)[0] in "LN" and unicodedata.normalize("NFKC", sign) != sign


def _solid(text: str) -> str:
    return "".join(_WORD.findall(plain(text).text.casefold()))


def _grams(text: str, size: int) -> Iterator[str]:
    return (text[at : at + size] for at in range(len(text) - size + 1))


def _words(text: str) -> list[str]:
    return _WORD.findall(plain(text).text.casefold())


def _runs(text: str, size: int) -> Iterator[tuple[str, ...]]:
    words = _words(text)
    return zip(*(words[at:] for at in range(size)), strict=False)
