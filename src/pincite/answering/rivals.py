"""Of two sentences of a document that both answer and contradict each other, which is the document's own?

Terms seldom contradict each other; a sentence that was planted to be quoted always contradicts one. It must make its
claim and be preferred, so it says what terms do not say (`voice`). A little of that is enough for a doubt if a sentence
without it answers too.
"""

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pincite.answering.candidates import Candidate, Judged
from pincite.answering.doubting import Around
from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.retrieval.terms import content_words
from pincite.security.scanner import as_read
from pincite.security.voice import UNEASY, strangeness

SHORT = 40
"""The most words of a sentence whose names and "not" are about one thing; a longer one says several, and denies
some."""

_VALUES = re.compile(
    r"\d[\d,.]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundred|thousand|million)\b|\bone(?=\s+(?:hour|day|week|month|quarter|year))",
    re.IGNORECASE,
)
_OF_TIME = re.compile(
    r"\W{0,2}(?:\s?\(\w+\)\s?)?(?:(?:calendar|business|working|consecutive|full)\s+)?"
    r"(?:hour|day|week|month|quarter|year)s?\b"
    r"|(?:st|nd|rd|th)?\s+(?:of\s+|day\s+of\s+)?(?:january|february|march|april|may|june|july|august|september|october|"
    r"november|december)\b",
    re.IGNORECASE,
)
_OF_VALUE = re.compile(r"\)?\s?(?:%|(?:per\s?cent|percent|dollars?|euros?|pounds?|cents?)\b)", re.IGNORECASE)
_MONEY_BEFORE = re.compile(r"(?:[$€£¥]|\b(?:USD|EUR|GBP|US))\s?$")
"""What stands beside a figure and says what it counts: a time or a date, or money or a share."""

_PRICED = r"(?:fees?|charges?|rent|salary|wages?|pay|payments?|premiums?|revenues?|price)"
_PRICED_BEFORE = re.compile(rf"\b{_PRICED}\b[^.;]{{0,60}}$", re.IGNORECASE)
_PRICED_AFTER = re.compile(rf"[^.;]{{0,30}}(?:s['’]|['’]s)\s+{_PRICED}\b", re.IGNORECASE)
"""Time by which money is counted: "the fees of the twelve months before", "six months' rent"."""

_NAMES = re.compile(r"(?<=[a-z,;:] )[A-Z]\w+")
_NUMBER = re.compile(
    r"^\W*\d{1,3}(?:\.\d{1,3})*[.)]?\s+"
    r"|\b(?:clause|section|article|paragraph|schedule|exhibit|annex|appendix)s?\s+\d[\d.]*",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:no|not|none|never|neither|nor|nothing|without|cannot)\b|n[’']t\b", re.IGNORECASE)


def has_rival(
    at: int,
    found: Sequence[Candidate],
    judged: Judged,
    without: Container[int],
    content_of: Callable[[VersionId], Document],
) -> bool:
    """True for a candidate in another voice, if a plain one of its document answers too and says otherwise.

    Candidates at the places `without` are no rivals.
    """
    one = found[at]
    strange = unease(content_of(one.passage.chunk.version).text, one.start, one.end, one.text)
    if not strange:
        return False
    for place, other in enumerate(found):
        if place == at or place in without or other.passage.chunk.document != one.passage.chunk.document:
            continue
        if other.start < one.end and one.start < other.end:
            continue
        if not says_otherwise(one.text, other.text) or strangeness(as_read(other.text)) > strange / 2:
            continue
        others = frozenset(range(len(found))) - {place}
        if judged.is_beside(judged.scores[place], judged.scores[at]) or judged.strength(others) >= judged.thin:
            return True
    return False


def disputed(
    stated: Sequence[int],
    beside: Sequence[int],
    found: Sequence[Candidate],
    content_of: Callable[[VersionId], Document],
) -> list[int]:
    """Those of `stated` that contradict another one of them, or one of `beside`, with an order near either of the two.

    If an order is planted in one paragraph and its claim in another, the claim has no word of the order. The two
    sentences themselves do not show which of them is the document's own.
    """
    others = (*stated, *beside)

    @cache  # to read what stands around a sentence costs far more than to compare two
    def has_order_near(version: VersionId, start: int, end: int) -> bool:
        return Around(content_of(version).text, start, end).has_order_near()

    def is_disputed(one: Candidate, other: Candidate) -> bool:
        if not _contradict(one, other):
            return False
        version = one.passage.chunk.version
        return any(has_order_near(version, each.start, each.end) for each in (one, other))

    return [at for at in stated if any(is_disputed(found[at], found[other]) for other in others)]


def _contradict(one: Candidate, other: Candidate) -> bool:
    """True for two sentences of a document that do not overlap and say different things."""
    if one.passage.chunk.document != other.passage.chunk.document or not says_otherwise(one.text, other.text):
        return False
    return other.start >= one.end or one.start >= other.end


def unease(text: str, start: int, end: int, words: str) -> float:
    """How strange the words at a place of a text are, in nats; 0 if that is too little to put them after others."""
    strange = strangeness(as_read(words))
    strange = strange if strange < UNEASY else Around(text, start, end).strangeness(words)
    return strange if strange >= UNEASY else 0.0


def says_otherwise(one: str, other: str) -> bool:
    """True if each has a figure that the other lacks; if they are short, also a name, or if only one of them denies.

    Times and dates are no rivals of money and shares, where each says which it is. Without figures, sentences that have
    no word in common are about two things: "the cap is $1" answers without one, but what is denied has to be named.

    >>> says_otherwise("2.2 The rent is $900.", "2.1 The Tenant pays a rent of $1,200.")
    True
    >>> says_otherwise("The rent of $900 is due.", "The Tenant pays a rent of $900.")
    False
    >>> says_otherwise("The deposit is $900.", "The deposit is returned within 14 days.")
    False
    """
    mine, theirs = _figures(one), _figures(other)
    if mine or theirs:
        return any(_compete(each, against) for each in _lacking(mine, theirs) for against in _lacking(theirs, mine))
    if max(len(one.split()), len(other.split())) > SHORT or not set(content_words(one)) & set(content_words(other)):
        return False
    named, named_there = frozenset(_NAMES.findall(one)), frozenset(_NAMES.findall(other))
    return bool(named - named_there and named_there - named) or (_NOT.search(one) is None) != (
        _NOT.search(other) is None
    )


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure of a sentence, and what it counts if that stands beside it."""

    value: str
    kind: Literal["time", "value", ""]


def _lacking(figures: frozenset[_Figure], others: frozenset[_Figure]) -> list[_Figure]:
    """The figures whose value none of the others has."""
    values = {one.value for one in others}
    return [one for one in figures if one.value not in values]


def _compete(one: _Figure, other: _Figure) -> bool:
    return one.kind == other.kind or not (one.kind and other.kind)


def has_figures(text: str) -> bool:
    """True for words with a figure; the number of a section is none.

    >>> has_figures("8. It is two days."), has_figures("8. It is shared as Section 4.2 says.")
    (True, False)
    """
    return bool(_figures(text))


def _figures(text: str) -> frozenset[_Figure]:
    words = _NUMBER.sub(" ", text)
    return frozenset(
        _Figure(found[0].rstrip(".,").lower(), _kind(words, found.start(), found.end()))
        for found in _VALUES.finditer(words)
    )


def _kind(words: str, start: int, end: int) -> Literal["time", "value", ""]:
    if _MONEY_BEFORE.search(words, max(0, start - 6), start) or _OF_VALUE.match(words, end):
        return "value"
    if not _OF_TIME.match(words, end) or _PRICED_AFTER.match(words, end):
        return ""
    return "" if _PRICED_BEFORE.search(words[max(0, start - 80) : start]) else "time"
