"""Of two sentences of a document that both answer and contradict each other, which is the document's own?

Terms seldom contradict each other; a sentence that was planted to be quoted always contradicts one. It must make its
claim and be preferred, so it says what terms do not say (`voice`). A little of that is enough for a doubt if a sentence
without it answers too.
"""

import re
from collections.abc import Callable, Container, Sequence
from functools import cache

from pincite.answering.candidates import Candidate, Judged
from pincite.answering.doubting import Around
from pincite.documents.document import Document
from pincite.documents.span import VersionId
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

    >>> says_otherwise("2.2 The rent is $900.", "2.1 The Tenant pays a rent of $1,200.")
    True
    >>> says_otherwise("The rent of $900 is due.", "The Tenant pays a rent of $900.")
    False
    """
    mine, theirs = _figures(one), _figures(other)
    if mine or theirs:
        return bool(mine - theirs and theirs - mine)
    if max(len(one.split()), len(other.split())) > SHORT:
        return False
    named, named_there = frozenset(_NAMES.findall(one)), frozenset(_NAMES.findall(other))
    return bool(named - named_there and named_there - named) or (_NOT.search(one) is None) != (
        _NOT.search(other) is None
    )


def _figures(text: str) -> frozenset[str]:
    return frozenset(value.rstrip(".,").lower() for value in _VALUES.findall(_NUMBER.sub(" ", text)))
