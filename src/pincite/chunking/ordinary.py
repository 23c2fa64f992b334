"""Tells which words are common in legal documents: these say what is asked; the others say which document is meant.

`ordinary_words.txt` (made by `runs/making/ordinary_words.py`) says how many of a few hundred documents have each word.
It is the same for every asker, so the weights of words reveal nothing about documents that one may not see.
`everyday_words.txt` (`runs/making/everyday_words.py`) has the words of everyday questions, which name nothing.
"""

import math
import re
from functools import lru_cache
from importlib.resources import files

RAREST = 7.0
"""The weight of a word that the table lacks: as if one in a thousand documents had it."""

EVERYWHERE = 0.7
"""Subtracted from each weight: a word in half of all documents says nothing about which one is meant."""

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b", re.IGNORECASE)


def name_words(text: str) -> list[str]:
    """The words of a name or a question, in the form in which names are compared: lower case, no endings.

    >>> name_words("Acme Widgets' NDA"), name_words("the Australian guide's"), name_words("Australia")
    (['acme', 'widget', 'nda'], ['the', 'australi', 'guide'], ['australi'])
    """
    return [_plain(match[0].lower()) for match in _WORD.finditer(_POSSESSIVE.sub("", text))]


def _plain(word: str) -> str:
    """A word without the endings by which a place and its people, or one and many, differ."""
    if len(word) > 5:
        for ending in ("ns", "n", "s", "es"):
            if word.endswith(ending):
                word = word[: -len(ending)]
                break
        if word.endswith(("ia", "ie")):
            word = word[:-1]
    return word


def rarity(word: str) -> float:
    """How well a word, in the form of `name_words`, tells a document from others: 0 if it is everywhere, at most 6.3.

    The logarithm of the share of documents without it, as in inverse document frequency (Spärck Jones 1972), over the
    fixed table.
    """
    documents, counts = _table()
    count = counts.get(word)
    weight = RAREST if count is None else min(RAREST, math.log((documents + 1) / (count + 1)))
    return max(0.0, weight - EVERYWHERE)


def is_everyday(word: str) -> bool:
    """True for a word, in the form of `name_words`, that everyday questions have in small letters, however rare it is.

    Contracts seldom have it, so that it may well be in one of a firm's documents only; and yet it is no name.

    >>> [is_everyday(word) for word in ("stuff", "bells", "someone", "cisco")]
    [True, True, True, False]
    """
    return word in _everyday()


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    lines = files(__package__).joinpath("everyday_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=1)
def _table() -> tuple[int, dict[str, int]]:
    """How many documents were counted, and how many of them have each word."""
    lines = files(__package__).joinpath("ordinary_words.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    counts = {word: int(count) for word, count in rows}
    return counts.pop("*"), counts
