"""Where the sentence begins or ends in whose middle a clause does: "If you do not agree, then (A) do not use it".

An item within a line may be a clause. The sentence around it is quoted whole, so the clause that a piece belongs to
reaches as far.
"""

import re

from pincite.chunking.piece import LONGEST_CLAUSE
from pincite.structure.sentences import sentences

FARTHEST = 1_500
"""The most characters by which a clause reaches further; a longer sentence is quoted in parts."""

_ENDED = re.compile(r"[.!?][”’\"')\]]*\s*\Z")


def with_whole_sentences(text: str, start: int, end: int) -> tuple[int, int]:
    """A clause `[start, end)` with the sentences whole in whose middle it begins and ends, unless it gets too long."""
    first, last = sentence_start(text, start), sentence_end(text, end)
    return (first, last) if last - first <= LONGEST_CLAUSE else (start, end)


def sentence_start(text: str, at: int) -> int:
    """The beginning of the sentence in whose middle a place is; the place itself between two sentences or lines.

    >>> text = "He pays. If he does not agree, then (A) he goes."
    >>> text[sentence_start(text, text.index("(A)")) :]
    'If he does not agree, then (A) he goes.'
    """
    line = _before(text, at)
    if not line.strip() or _ENDED.search(line):
        return at
    first = at - len(line)
    return next((start for start, end in sentences(text, first, _line_end(text, at)) if start < at < end), at)


def sentence_end(text: str, at: int) -> int:
    """The end of the sentence in whose middle a place is; the place itself between two sentences or lines.

    >>> text = "It may tell (a) its staff and (b) a court. It pays."
    >>> text[: sentence_end(text, text.index("(b)"))]
    'It may tell (a) its staff and (b) a court.'
    """
    line = _before(text, at)
    last = _line_end(text, at)
    if not line.strip() or _ENDED.search(line) or not text[at:last].strip():
        return at
    return next((end for start, end in sentences(text, at - len(line), last) if start < at < end), at)


def _before(text: str, at: int) -> str:
    return text[max(0, at - FARTHEST) : at].rpartition("\n")[2]


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at, at + FARTHEST)
    return min(len(text), at + FARTHEST) if end < 0 else end
