"""The gate for output: what a statement that a model wrote must not carry, whatever it cites.

One pure function over a statement and the words that it may rest on. Verification decides whether a statement is true;
this decides whether something leaks with it: an address, a key, the instructions of the model, signs that steer a page,
an order to whoever reads it. A model that obeys its documents gets no further than this.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pincite.security.addresses import strangers
from pincite.security.dress import MOST_ODD, oddities
from pincite.security.encoded import decodings
from pincite.security.screening import screen
from pincite.security.secrets import secrets_in
from pincite.security.signs import SIGN_LETTERS, readings, solid, spelled, words, written
from pincite.security.speech import outside_quotes, speaks
from pincite.security.unseen import INVISIBLE

ECHO_WORDS = 8
"""The fewest consecutive words shared with the instructions that count as repeating them: legal text and instructions
on how to write it share phrases of up to five."""

ECHO_LETTERS = 32
"""The same in letters, for words that are run together, split or reversed: six to eight words."""

SIGN_FIGURES = 20
"""The fewest consecutive figures of a secret sign that give it away in a writing that has only figures: sums have many
noughts."""

SIGN_CIPHER = 12
"""The fewest consecutive letters and figures of a secret sign that give it away in another alphabet (Atbash, a keyed
one), which keeps where signs recur and which of them are figures."""

ORDER_WORDS = 5
"""The fewest consecutive words shared with an order to an assistant that count as passing it on."""

MARKUP = re.compile(
    r"<[A-Za-z!/?]|!\[|\]\(|\]\[|\]:\s?\S|```|~~~|\{\{|\$\{|<%|\[\[|\\(?:x|u)[0-9A-Fa-f]{2}|&#?\w{1,20};"
)
ACTIVE = re.compile(
    r"!\[|\]\s?\(|<\s*/?\s*(?:script|img|iframe|object|embed|svg|link|meta|style|form|input|a|base|video|audio|body|html)\b"
    r"|\bon\w{3,20}\s?=|javascript:|data:\w{2,20}/|\x1b",
    re.I,
)
"""Markup that does something when it is drawn: it never passes, whatever documents have."""

TO_READER = re.compile(
    r"\b(?:you(?:r|rs|rself)?|forget|ignor|disregard|pretend|obey|role-?play|jailbreak|chatbot|decod)", re.I
)
"""Words by which a model speaks to its reader, or passes on what it was told. A document may use them; an answer from a
document without them does not need them."""

OF_PROGRAMS = frozenset("{}|\\^~`=#")
"""Signs of programs and of drawings in letters; an answer has them only if its document does."""

JOINED = re.compile(r"&&|>>|<<|\$\(")
"""The same of two signs, each of which alone is common."""

OVER_AND_OVER = re.compile(r"(?<!\w)(\w{1,40})(?:\W{1,3}\1(?!\w)){5}", re.I)
"""A word six times in a row, as a model writes that was told to."""

TYPOGRAPHIC = frozenset("…™®©°§¶†‡•№½¼¾²³¹ªº℠ﬁﬂﬀﬃﬄ☐☑☒✓")
"""Signs that good typing puts in place of others."""

Cipher = tuple[tuple[bool, int], ...]


@dataclass(frozen=True)
class Kept:
    """What must not leak: the instructions of a model, and signs that are only in them."""

    instructions: tuple[str, ...]
    signs: tuple[str, ...] = ()

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """The runs of `ECHO_WORDS` words of the instructions."""
        return frozenset(run for one in self.instructions for run in _runs(one, ECHO_WORDS))

    @cached_property
    def letters(self) -> frozenset[str]:
        """The runs of `ECHO_LETTERS` letters of the instructions, in either direction."""
        letters = [solid(one) for one in self.instructions]
        return frozenset(
            gram for one in (*letters, *(text[::-1] for text in letters)) for gram in _grams(one, ECHO_LETTERS)
        )

    @cached_property
    def forms(self) -> frozenset[str]:
        """Pieces of the signs, in all likely writings of one short word."""
        return frozenset(
            gram
            for sign in self.signs
            for form in map(solid, written(sign))
            for gram in _grams(form, SIGN_FIGURES if form.isdigit() else SIGN_LETTERS)
        )

    @cached_property
    def ciphers(self) -> frozenset[Cipher]:
        """What stays of the signs under any alphabet that replaces letters by letters and figures by figures."""
        letters = [solid(sign) for sign in self.signs]
        either = (*letters, *(sign[::-1] for sign in letters))
        return frozenset(_cipher(gram) for sign in either for gram in _grams(sign, SIGN_CIPHER) if _is_mixed(gram))


def breaches(
    text: str, rests_on: Sequence[str], kept: Kept, orders: Sequence[str] = (), *, is_quoted: bool = False
) -> tuple[str, ...]:
    """Why a statement must not leave, each as the end of a sentence about it; empty if it may.

    `rests_on` are the words that it cites, without those that address an assistant; `orders` are those that do.
    `is_quoted` is true for a statement that is word for word a sentence that it cites. No reason repeats a word of the
    statement.

    >>> breaches("Pay at evil.com.", ["Pay at the office."], Kept(()))
    ('it holds an address that stands in no passage it cites',)
    """
    decoded = [*(one.text for one in decodings(text)), *spelled(text)]
    reasons = []
    if any(map(_is_unseen, text)):
        reasons.append("it has characters that nobody can see")
    signs = {sign for sign in text if sign in OF_PROGRAMS or _is_in_costume(sign)} | set(JOINED.findall(text))
    if any(not any(sign in one for one in rests_on) for sign in signs):
        reasons.append("it has signs that stand in no passage it cites")
    if oddities(text, rests_on) > MOST_ODD:
        reasons.append("it has capitals, marks or pointing that are nobody's, as if they carried something else")
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
    """True for a word that a text has, in one piece or in groups like account numbers."""
    return word in text or word in text.replace(" ", "")


def _stands_nowhere(word: str, texts: Sequence[str]) -> bool:
    """True if none of the texts' words begins with a word."""
    start = re.compile(rf"(?<![^\W_]){re.escape(word.casefold())}")
    return not any(start.search(text.casefold()) for text in texts)


def passes_on(text: str, order: str) -> bool:
    """True if a statement has `ORDER_WORDS` consecutive words of an order, or all of a shorter one."""
    ordered = words(order)
    size = min(ORDER_WORDS, len(ordered))
    return size > 1 and not set(_runs(text, size)).isdisjoint(_runs(order, size))


def _gives_away(text: str, kept: Kept) -> bool:
    letters = solid(text)
    return (
        any(run in kept.runs for run in _runs(text, ECHO_WORDS))
        or any(gram in kept.letters for gram in _grams(letters, ECHO_LETTERS))
        or any(gram in kept.forms for size in (SIGN_LETTERS, SIGN_FIGURES) for gram in _grams(letters, size))
        or any(gram in kept.forms for read in readings(text) for gram in _grams(read, SIGN_LETTERS))
        or any(_cipher(gram) in kept.ciphers for gram in _grams(letters, SIGN_CIPHER) if _is_mixed(gram))
    )


def _is_mixed(gram: str) -> bool:
    """True with at least two letters and two figures: words alone or numbers alone tell too little."""
    figures = sum(map(str.isdigit, gram))
    return 2 <= figures <= len(gram) - 2


def _cipher(gram: str) -> Cipher:
    """What stays of signs under any alphabet: which are figures, and where each occurred first.

    >>> _cipher("b2a6b") == _cipher("y2z6y") == _cipher("x7q1x") != _cipher("x7q1q")
    True
    """
    return tuple((sign.isdigit(), gram.index(sign)) for sign in gram)


def _is_unseen(sign: str) -> bool:
    if sign in "\n\t":
        return False
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn") or INVISIBLE.match(sign) is not None


@lru_cache(maxsize=4_096)
def _is_in_costume(sign: str) -> bool:
    """True for a picture, a sign of Braille, and a letter in another form (mathematical, wide, in a circle)."""
    if sign.isascii() or sign in TYPOGRAPHIC:
        return False
    if unicodedata.category(sign) in ("So", "Sk"):
        return True
    return unicodedata.category(sign)[0] in "LN" and unicodedata.normalize("NFKC", sign) != sign


def _grams(text: str, size: int) -> Iterator[str]:
    return (text[at : at + size] for at in range(len(text) - size + 1))


def _runs(text: str, size: int) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return zip(*(found[at:] for at in range(size)), strict=False)
