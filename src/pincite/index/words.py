"""Scores a piece's words in a search: BM25 with constants instead of figures from the searched collection.

Usually a word's weight and the average length come from the collection, which includes documents on both sides of a
wall. Here both come from a table of public legal documents (`word_counts.txt`, made by `runs/making/word_counts.py`)
that is the same for every asker, so a piece's score depends only on the question and on that piece.
"""

import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

import numpy as np

from pincite.chunking.stems import stem

K1 = 1.2
"""Saturation of term frequency: a word's second occurrence adds 0.375 to the first one's 1; all further ones together
add at most 0.825."""

B = 0.75
"""Weight of a piece's length: 0 ignores it, 1 divides by it."""

RAREST = 200
"""The least number of the counted 54,416 pieces that a word is taken to be in. Names, sums and clause numbers, which
the table lacks, are in many pieces of their own document, whose name goes before each. On 80 questions about contracts,
the best 50 pieces by words had .69 of what answers; with 50 instead of 200 .66, with 1 .63, and .67 with the counts of
the very collection that was searched."""

STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the to was will with".split()  # noqa: SIM905 - 26 quoted words read worse
)
"""English words too common to look for."""

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)+")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def terms(text: str) -> Iterator[str]:
    """The terms of a text: words in lower case without accents, endings and stop words, and numbers also whole.

    >>> list(terms("The Lessor's notices under § 14.3: $1,250,000"))
    ['lessor', 'notic', 'under', '14', '3', '1', '250', '000', '14.3', '1250000']
    """
    plain = _plain(text)
    for word in _WORD.findall(plain):
        if word not in STOP_WORDS:
            yield stem(word)
    for number in _NUMBER.findall(plain):
        yield _THOUSANDS.sub("", number)


def occurring(asked: Collection[str], text: str) -> frozenset[str]:
    """Those of some terms that are among the `terms` of a text. A long text is not cut into words for a few of them.

    >>> sorted(occurring(("lessor", "parti", "rent"), "The lessors are parties to it; they parent nobody."))
    ['lessor', 'parti']
    """
    if not all(term.isalpha() for term in asked):  # figures are also read whole
        return frozenset(asked) & frozenset(terms(text))
    plain = _plain(text)
    return frozenset(term for term in asked if _occurs(term, plain))


def _occurs(term: str, plain: str) -> bool:
    """True if a word of a text has this term for its stem: with another ending, or with "y" or "ie" for "i"."""
    for found in re.finditer(rf"{re.escape(term.removesuffix('i'))}[^\W_]*", plain):
        is_whole = found.start() == 0 or _WORD.match(plain[found.start() - 1]) is None
        if is_whole and found[0] not in STOP_WORDS and stem(found[0]) == term:
            return True
    return False


def _plain(text: str) -> str:
    """A text in lower case, without accents and possessive endings."""
    plain = text.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        for accent in filter(unicodedata.combining, set(_NOT_ASCII.findall(plain))):
            plain = plain.replace(accent, "")
    return _POSSESSIVE.sub("", plain) if "'s" in plain or "’s" in plain else plain


def impacts(text: str) -> dict[str, float]:
    """The impact of each term of a piece, 0 to `K1 + 1`: it grows with frequency and shrinks with the piece's length.

    Source: Robertson, Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.4.
    """
    counts = Counter(terms(text))
    damping = K1 * (1 - B + B * sum(counts.values()) / _table()[1])
    return {term: count * (K1 + 1) / (count + damping) for term, count in counts.items()}


def wanted(text: str) -> dict[str, float]:
    """The terms of a question with their weights, in a fixed order; a repeated term counts each time."""
    return {term: count * rarity(term) for term, count in sorted(Counter(terms(text)).items())}


def scored(text: str, terms_wanted: Mapping[str, float]) -> float:
    """The score of a piece for a question, 0 if they share no term; it equals the score by postings to the last bit."""
    own, score = impacts(text), 0.0
    for term, weight in terms_wanted.items():
        if term in own:  # one by one, as postings do: sum() rounds otherwise from Python 3.12 on
            score += weight * float(np.float32(own[term]))
    return score


def rarity(term: str) -> float:
    """How well a term tells pieces apart, above 0: Lucene's inverse document frequency over the fixed table."""
    pieces, _, counts = _table()
    count = counts.get(term, RAREST)
    return math.log(1 + (pieces - count + 0.5) / (count + 0.5))


@lru_cache(maxsize=262_144)
def key(term: str) -> int:
    """The number under which a term is stored, 63 bits: two terms of a workspace never share one by chance."""
    return int.from_bytes(hashlib.blake2b(term.encode("utf-8", "replace"), digest_size=8).digest()) >> 1


@lru_cache(maxsize=1)
def _table() -> tuple[int, float, Mapping[str, int]]:
    """How many pieces were counted, their average number of terms, and how many pieces each term is in."""
    lines = files(__package__).joinpath("word_counts.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    _, pieces, length = rows[0]
    return int(pieces), float(length), {term: int(count) for term, count in rows[1:]}
