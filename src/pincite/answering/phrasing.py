"""Prepares the words of a statement to be shown: cleans them, cuts them into sentences, and objects to what is none.

A model's words are never evidence, but people read them, and so do programs that draw pages. Invisible characters are
taken out, and a remark says so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.answering.abstention import is_abstention
from pincite.answering.folding import WORD
from pincite.answering.locating import ShownPassage, stands_as_written
from pincite.security.screening import INVISIBLE
from pincite.structure.sentences import sentences

CLOSING = 16
"""Characters after the last word of a sentence that are looked at: its full stop, closing quotes and brackets."""

_MARKERS = re.compile(r"(?: ?\[ ?\d{1,3}(?: ?[,;] ?\d{1,3}){0,30} ?\]){1,30}")
"""`[1]`, `[1, 2]` and `[1] [2]` among the words. A year in brackets belongs to a law report and stays."""

_NUMBER = re.compile(r"\d+")
_ENDS_HERE = re.compile(r"[”’\"')]{0,3}(?:[.!?…]|$)")
_OPENS_NEXT = re.compile(r"$| [^a-z]")
_GOES_ON = re.compile(
    r"(?:^|\W)(?:(?:is|are|was|were|be|been|a|an|the|of|to|than|by|at|in|on|for|from|with|within|and|or|not|every|exceeds?|"
    r"equals?|under|clauses?|sections?|schedules?|annex|exhibit|articles?|paragraphs?|part)|(?:nos?|sec|art|cl|para)\.?)$",
    re.I,
)
"""Words that need another after them: a number in brackets there is part of the sentence."""

_LIST_MARK = re.compile(r"(?:(?:[-*•–]|#{1,6}) )+")
_SPACE_BEFORE = re.compile(r" (?=[.,;:!?])")
_SENTENCE_ENDS = re.compile(r"[.!?…][”’\"')\]]*$")


@dataclass(frozen=True, slots=True)
class Phrased:
    """Words on one line; `labels` are those that were in brackets among them, `remarks` say what was changed."""

    text: str
    labels: tuple[int, ...]
    remarks: tuple[str, ...]


def phrased(text: str, shown: Sequence[ShownPassage]) -> Phrased:
    r"""A statement's words, cleaned, and without labels of shown passages at the ends of its sentences.

    A number in brackets anywhere else is taken for a figure of a draft ("[14] days' notice").
    """
    seen = "".join(" " if letter.isspace() else letter for letter in text)
    visible = "".join(letter for letter in seen if not _is_unseen(letter))
    remarks = ("characters that nobody can see were taken out of its words",) if visible != seen else ()
    line = " ".join(visible.replace("**", "").split())
    if start := _LIST_MARK.match(line):
        line = line[start.end() :]
    known = {one.passage.label for one in shown}
    labels: list[int] = []
    pieces: list[str] = []
    at = 0
    for found in _MARKERS.finditer(line):
        numbers = [int(number) for number in _NUMBER.findall(found[0])]
        if known.issuperset(numbers) and _is_at_end(line, found, shown):
            labels += numbers
            pieces.append(line[at : found.start()])
            at = found.end()
    line = "".join((*pieces, line[at:])).strip()
    return Phrased(_SPACE_BEFORE.sub("", line), tuple(labels), remarks)


def astray(text: str, shown: Sequence[ShownPassage]) -> str:
    """A marker at the end of a sentence that names no shown passage and is in none; empty if there is none."""
    return next(
        (
            found[0].strip()
            for found in _MARKERS.finditer(text)
            if _is_at_end(text, found, shown) and not _is_written(found[0].strip(), shown)
        ),
        "",
    )


def parted(text: str) -> list[str]:
    """The sentences of a statement; a list item and a piece without words stay with the sentence before.

    >>> parted("The fee is due (a) on signing; (b) on delivery. It bears no interest.")
    ['The fee is due (a) on signing; (b) on delivery.', 'It bears no interest.']
    """
    starts: list[int] = []
    for start, end in sentences(text, 0, len(text)):
        before = text[max(starts[-1], start - CLOSING) : start].rstrip() if starts else ""
        if not starts or (_SENTENCE_ENDS.search(before) and WORD.search(text, start, end)):
            starts.append(start)
    return [text[start:end].strip() for start, end in pairwise((*starts, len(text)))]


def objections(text: str, shown: Sequence[ShownPassage], mark: str) -> list[str]:
    """Why words are no statement, whatever they cite; empty if they are one. `mark` is the fence of this request.

    The gate after verification (`security.output`) decides what a statement must not leak.
    """
    reasons: list[str] = []
    if not WORD.search(text):
        reasons.append("it says nothing")
    if is_abstention(text, shown):
        reasons.append("it says what the passages do not hold")
    if mark in text:
        reasons.append("it repeats the mark of its request")
    return reasons


def _is_at_end(line: str, found: re.Match[str], shown: Sequence[ShownPassage]) -> bool:
    """True if markers are at the end of a sentence, before or after its full stop, and are no figure of its own."""
    before, after = line[max(0, found.start() - CLOSING) : found.start()].rstrip(), found.end()
    if not _ENDS_HERE.match(line, after) and not (_SENTENCE_ENDS.search(before) and _OPENS_NEXT.match(line, after)):
        return False
    if _GOES_ON.search(before):
        return False
    words = line[max(0, found.start() - 60) : found.start()].split()[-2:]
    return not words or not _is_written(f"{' '.join(words)} {found[0].strip()}", shown)


def _is_written(words: str, shown: Sequence[ShownPassage]) -> bool:
    return any(stands_as_written(words, one) for one in shown)


def _is_unseen(letter: str) -> bool:
    return not letter.isprintable() or INVISIBLE.match(letter) is not None
