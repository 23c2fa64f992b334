"""Converts a text to plain letters, as a person reads it, with the position of each letter in the original text.

The result is only for scanning; what is quoted, counted and shown is the text itself.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pincite.security.confusables import LATIN_FOR
from pincite.security.unseen import INVISIBLE


@dataclass(frozen=True, slots=True)
class Plain:
    """Plain letters; `origins[i]` is the index of the character that `text[i]` came from."""

    text: str
    origins: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range of `text[start:end]`, which is not empty, in the original text."""
        return self.origins[start], self.origins[end - 1] + 1

    def at(self, origin: int) -> int:
        """The index of the first plain letter that came from a character, or from one after it."""
        return bisect_left(self.origins, origin)


def plain(text: str) -> Plain:
    r"""A text without invisible characters, with each letter as a reader sees it. Takes linear time.

    Letters in other forms (full-width, mathematical, in circles) and letters of other scripts that look Latin become
    Latin, without accents. White space of any kind becomes a space, except line ends.

    >>> plain("\uff29g\u200bn\u043er\u0301e \U0001d41a\U0001d425\U0001d425").text
    'Ignore all'
    """
    if text.isascii():
        return Plain(text, range(len(text)))
    signs: list[str] = []
    origins: list[int] = []
    for at, sign in enumerate(text):
        form = sign if sign.isascii() else _form(sign)
        signs.append(form)
        origins += [at] * len(form)
    return Plain("".join(signs), origins)


@lru_cache(maxsize=16_384)
def _form(sign: str) -> str:
    if sign == "\u2800":  # the blank Braille cell is a space
        return " "
    if INVISIBLE.match(sign) or unicodedata.category(sign) in ("Cc", "Cf", "Cs"):
        return ""
    if sign.isspace():
        return "\n" if sign in "\x85\u2028\u2029" else " "
    parts = unicodedata.normalize("NFKD", sign)
    return "".join(LATIN_FOR.get(ord(part), part) for part in parts if not unicodedata.combining(part))
