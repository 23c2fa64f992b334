"""The output gate: what a statement written by a model must not contain, whatever it cites.

It is one pure function of a statement and the words on which it may rest. Verification decides whether a statement is
true. This module decides whether something leaks with it: an address, a key, the model's instructions, signs that
control a page, an order to the reader. A model that obeys its documents gets no further than this.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pincite.security.addresses import strangers
from pincite.security.encoded import decodings
from pincite.security.screening import screen
from pincite.security.secrets import secrets_in
from pincite.security.signs import SIGN_LETTERS, readings, solid, spelled, words, written
from pincite.security.speech import outside_quotes, speaks
from pincite.security.surface import MOST_ODD, oddities
from pincite.security.unseen import INVISIBLE

ECHO_WORDS = 8
"""The fewest consecutive words shared with the instructions that count as repeating them. Legal text and instructions
for writing it share phrases of up to five."""

ECHO_LETTERS = 32
"""The same in letters, for words that are run together, split or reversed: six to eight words."""

SIGN_FIGURES = 20
"""The fewest consecutive figures of a secret sign that reveal it in an encoding with only figures: sums have many
zeros."""

SIGN_CIPHER = 12
"""The fewest consecutive letters and figures of a secret sign that reveal it in another alphabet (Atbash, a keyed one).
Such an alphabet preserves where signs recur and which are figures."""

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
"""Markup with an effect when it is drawn. It never passes, whatever the documents have."""

TO_READER = re.compile(
    r"\b(?:you(?:r|rs|rself)?|forget|ignor|disregard|pretend|obey|role-?play|jailbreak|chatbot|decod)", re.I
)
"""Words with which a model speaks to its reader, or passes on what it was told. A document may use them; an answer from
a document without them does not need them."""

OF_PROGRAMS = frozenset("{}|\\^~`=#")
"""Signs of programs and of text drawings; an answer may have them only if its document does."""

JOINED = re.compile(r"&&|>>|<<|\$\(")
"""The same in two signs, each of which is common by itself."""

OVER_AND_OVER = re.compile(r"(?<!\w)(\w{1,40})(?:\W{1,3}\1(?!\w)){5}", re.I)
"""A word six times in a row, as written by a model that was told to."""

TYPOGRAPHIC = frozenset("…™®©°§¶†‡•№½¼¾²³¹ªº℠ﬁﬂﬀﬃﬄ☐☑☒✓")
"""Typographic signs that replace plain ones."""

Cipher = tuple[tuple[bool, int], ...]


@dataclass(frozen=True)
class Kept:
    """What must not leak: a model's instructions, and signs that occur only in them."""

    instructions: tuple[str, ...]
    signs: tuple[str, ...] = ()

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """The runs of `ECHO_WORDS` words in the instructions."""
        return frozenset(run for one in self.instructions for run in _runs(one, ECHO_WORDS))

    @cached_property
    def letters(self) -> frozenset[str]:
        """The runs of `ECHO_LETTERS` letters in the instructions, in either direction."""
        letters = [solid(one) for one in self.instructions]
        return frozenset(
            gram for one in (*letters, *(text[::-1] for text in letters)) for gram in _grams(one, ECHO_LETTERS)
        )

    @cached_property
    def forms(self) -> frozenset[str]:
        """Pieces of the signs, in all likely encodings of one short word."""
        return frozenset(
            gram
            for sign in self.signs
            for form in map(solid, written(sign))
            for gram in _grams(form, SIGN_FIGURES if form.isdigit() else SIGN_LETTERS)
        )

    @cached_property
    def ciphers(self) -> frozenset[Cipher]:
        """What the signs preserve under any alphabet that replaces letters by letters and figures by figures."""
        letters = [solid(sign) for sign in self.signs]
        either = (*letters, *(sign[::-1] for sign in letters))
        return frozenset(_cipher(gram) for sign in either for gram in _grams(sign, SIGN_CIPHER) if _is_mixed(gram))


def breaches(
    text: str, rests_on: Sequence[str], kept: Kept, orders: Sequence[str] = (), *, is_quoted: bool = False
) -> tuple[str, ...]:
    """Why a statement must not leave, each reason as the end of a sentence about it; empty if it may leave.

    `rests_on` are the cited words, without those that address an assistant; `orders` are those that do. `is_quoted` is
    True for a statement that is, word for word, a sentence that it cites. No reason repeats a word of the statement.

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
        reasons.append("it has capitals, marks or punctuation that no passage has, as if they carried something else")
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
    """True for a word that a text contains, in one piece or in groups like account numbers."""
    return word in text or word in text.replace(" ", "")


def _stands_nowhere(word: str, texts: Sequence[str]) -> bool:
    """True if no word of the texts begins with this word."""
    start = re.compile(rf"(?<![^\W_]){re.escape(word.casefold())}")
    return not any(start.search(text.casefold()) for text in texts)


def passes_on(text: str, order: str) -> bool:
    """True if a statement has `ORDER_WORDS` consecutive words of an order, or all of a shorter order."""
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
    """True with at least two letters and two figures: words alone or numbers alone are too little evidence."""
    figures = sum(map(str.isdigit, gram))
    return 2 <= figures <= len(gram) - 2


def _cipher(gram: str) -> Cipher:
    """What signs preserve under any alphabet: which are figures, and where each first occurred.

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
    """True for a picture, a Braille sign, and a letter in another form (mathematical, wide, in a circle)."""
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
