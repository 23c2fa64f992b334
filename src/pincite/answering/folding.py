"""Folds words for comparison: one form for what is written, set, wrapped or encoded in several ways.

Two stretches of words are the same quote if their folded forms are equal. Folding removes or unifies

- white space of any kind and length, including line ends and page breaks; all white space between signs of a script
  without spaces (Chinese, Japanese), and after "<" and "[", where a prompt puts some;
- capital letters, ligatures ("ﬁ"), the kind of quotation mark (“ ” „ « ' "), of dash (‐ – — -) and of accent (one
  character or two), and the sign for three dots;
- invisible characters, and the marks of emphasis * _ `;
- the hyphen at the end of a line, which may belong to the word or not: so there are two forms, one with it and one
  without.

No other letter, figure or sign may differ. Every folded character has the index of the character that it came from, so
that a place in the folded words is an exact place in the document.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pincite.security.screening import INVISIBLE

QUOTATION_MARKS = frozenset("\"'“”„‟‘’‚‛«»‹›´′″＂＇")
DASHES = frozenset("-‐‑‒–—―−")
EMPHASIS = frozenset("*_`")

IDEOGRAPHS = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Scripts that are written without spaces between words (Thai, Lao, Khmer, Japanese, Chinese): each sign counts as a
word."""

WORD = re.compile(rf"[{IDEOGRAPHS}]|(?:(?![{IDEOGRAPHS}])[^\W_][\u0300-\u036f]*)+")
"""A word, or a sign of a script without spaces; accents may stand by themselves."""

IDEOGRAPH = re.compile(rf"[{IDEOGRAPHS}]")
_UNSEEN = frozenset(("Cc", "Cf", "Cs"))
_BEFORE_NO_SPACE = frozenset("<[")
_IN_FIGURES = frozenset(".,'")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded words; `origins[i]` is the index of the character that `text[i]` came from."""

    text: str
    origins: tuple[int, ...]

    def places(self, words: str) -> Iterator[tuple[int, int]]:
        """The places of folded words, as ranges of the text that was folded, in order.

        A place never begins or ends inside of a word, a figure or a single character: "not be liable" is not in "cannot
        be liable", nor "$5" in "$5,000".
        """
        at = self.text.find(words) if words else -1
        while at >= 0:
            if self._is_whole(at, at + len(words)):
                yield self.origins[at], self.origins[at + len(words) - 1] + 1
            at = self.text.find(words, at + 1)

    def _is_whole(self, start: int, end: int) -> bool:
        """False if a range cuts a word, a figure, or what came from one character."""
        return not _cuts(self.text, start, outwards=-1) and not (
            _cuts(self.text, end - 1, outwards=1)
            or (start > 0 and self.origins[start - 1] == self.origins[start])
            or (end < len(self.text) and self.origins[end] == self.origins[end - 1])
        )


def folded(
    text: str, start: int, end: int, unseen: Sequence[tuple[int, int]] = (), *, keeps_hyphens: bool = False
) -> Folded:
    r"""The folded words of `text[start:end]`; `unseen` ranges, in order, count as white space.

    `keeps_hyphens` decides about hyphens before white space, line ends included, and a lower-case letter. The time is
    linear.

    >>> folded("The “Supplier’s” termi-\n  nation ﬁling", 0, 38).text
    "the 'supplier's' termination filing"
    """
    signs: list[str] = []
    origins: list[int] = []
    is_parted = False
    for first, last in (*unseen, (end, end)):
        for at in range(start, min(first, end)):
            letter = text[at]
            form = _form(letter)
            if form == " ":
                is_parted = True
                continue
            if not form or (form == "-" and signs[-1:] == ["-"] and not is_parted):
                continue
            if is_parted and signs:
                if signs[-1] == "-" and letter.islower() and signs[-2:-1] != [" "] and "".join(signs[-2:-1]).isalpha():
                    if not keeps_hyphens:
                        signs.pop()
                        origins.pop()
                elif signs[-1] not in _BEFORE_NO_SPACE and not (IDEOGRAPH.match(signs[-1]) and IDEOGRAPH.match(letter)):
                    signs.append(" ")
                    origins.append(at - 1)
            is_parted = False
            signs += form
            origins += [at] * len(form)
        if last > start:
            is_parted = is_parted or first < last
            start = max(start, last)
    return Folded("".join(signs), tuple(origins))


@lru_cache(maxsize=8_192)
def _form(letter: str) -> str:
    """The folded form of one character: nothing, a space, or one or more signs."""
    if letter.isspace():
        return " "
    if letter in QUOTATION_MARKS:
        return "'"
    if letter in DASHES:
        return "-"
    if letter in EMPHASIS or unicodedata.category(letter) in _UNSEEN or INVISIBLE.match(letter):
        return ""
    if letter == "…":
        return "..."
    if "\ufb00" <= letter <= "\ufb06":
        letter = unicodedata.normalize("NFKC", letter)
    return unicodedata.normalize("NFD", letter.casefold())


def _cuts(text: str, edge: int, *, outwards: int) -> bool:
    """True if a word or a figure continues beyond the character at an edge, before it (-1) or after it (+1)."""
    beside = edge + outwards
    if not 0 <= beside < len(text):
        return False
    inner, outer = text[edge], text[beside]
    if unicodedata.combining(outer if outwards > 0 else inner):
        return True
    if IDEOGRAPH.match(inner) or IDEOGRAPH.match(outer):
        return False
    if inner.isalnum() and outer.isalnum():
        return True
    further = beside + outwards
    return inner.isdigit() and outer in _IN_FIGURES and 0 <= further < len(text) and text[further].isdigit()
