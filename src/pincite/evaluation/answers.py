"""Exact match and word F1 of an answer and a reference, as the SQuAD benchmark counts them.

They suit short answers: a date, a sum, a name. A right answer in other words scores low in both.

Source: P. Rajpurkar, J. Zhang, K. Lopyrev, P. Liang, "SQuAD: 100,000+ Questions for Machine Comprehension of Text",
EMNLP 2016, section 6.1, and P. Rajpurkar, R. Jia, P. Liang, "Know What You Don't Know", ACL 2018, for empty answers.
"""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence

from pincite.evaluation.score import NO_REFERENCE, Score, Scored, Unscorable

_ARTICLES = frozenset({"a", "an", "the"})
_MARKS = frozenset(string.punctuation)
_WITHIN_NUMBER = re.compile(r"(?<=\d)\.(?=\d)")
_POINT = "\ue000"
"""Stands for a decimal point while punctuation is removed; a private-use character, which no answer has."""


def normalised(answer: str) -> str:
    """An answer in lower case, without punctuation and the articles a, an and the, with single spaces.

    There are two departures from the published script. A point between two digits stays; otherwise "1.5 %" would match
    "15 %". And punctuation of any script is removed, not only ASCII's; otherwise a curly quotation mark would make a
    different word. On ASCII text without decimal points the two agree.

    >>> normalised("The fee is “$1,500.50”.")
    'fee is 1500.50'
    """
    pointed = _WITHIN_NUMBER.sub(_POINT, answer.replace(_POINT, " ").lower())
    kept = "".join(sign for sign in pointed if not _is_mark(sign)).replace(_POINT, ".")
    return " ".join(word for word in kept.split() if word not in _ARTICLES)


def exact_match(answer: str, references: Sequence[str]) -> Score:
    """1 where the normalised answer equals a normalised reference answer, else 0."""
    if not references:
        return Unscorable(NO_REFERENCE)
    return Scored(float(normalised(answer) in {normalised(reference) for reference in references}))


def token_f1(answer: str, references: Sequence[str]) -> Score:
    """The best F1 of the answer's words against those of one reference answer, counting repeated words.

    An empty answer scores 1 against an empty reference (nothing should be said), and 0 against any other.
    """
    if not references:
        return Unscorable(NO_REFERENCE)
    said = normalised(answer).split()
    return Scored(max(_f1(said, normalised(reference).split()) for reference in references))


def _f1(said: Sequence[str], wanted: Sequence[str]) -> float:
    if not said or not wanted:
        return float(said == wanted)
    common = (Counter(said) & Counter(wanted)).total()
    return 2 * common / (len(said) + len(wanted))


def _is_mark(sign: str) -> bool:
    return sign in _MARKS or unicodedata.category(sign).startswith("P")
