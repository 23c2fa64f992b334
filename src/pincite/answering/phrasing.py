"""The words of a statement as they may be shown: cleaned, cut into sentences, and free of what is no statement.

A model's words are never evidence, but they are read by people and by programs that draw pages. What nobody can see is
taken out of them and told.
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
"""Characters behind the last word of a sentence that are looked at: its stop and what closes quotes and brackets."""

_MARKERS = re.compile(r"(?: ?\[ ?\d{1,3}(?: ?[,;] ?\d{1,3}){0,30} ?\]){1,30}")
"""`[1]`, `[1, 2]` and `[1] [2]` among the words. A year in brackets is a law report's and stays."""

_NUMBER = re.compile(r"\d+")
_ENDS_HERE = re.compile(r"[”’\"')]{0,3}(?:[.!?…]|$)")
_OPENS_NEXT = re.compile(r"$| [^a-z]")
_GOES_ON = re.compile(
    r"(?:^|\W)(?:(?:is|are|was|were|be|been|a|an|the|of|to|than|by|at|in|on|for|from|with|within|and|or|not|every|exceeds?|"
    r"equals?|under|clauses?|sections?|schedules?|annex|exhibit|articles?|paragraphs?|part)|(?:nos?|sec|art|cl|para)\.?)$",
    re.I,
)
"""Words that need another behind them: a number in brackets after one of them is what the sentence says."""

_LIST_MARK = re.compile(r"(?:(?:[-*•–]|#{1,6}) )+")
_SPACE_BEFORE = re.compile(r" (?=[.,;:!?])")
_SENTENCE_ENDS = re.compile(r"[.!?…][”’\"')\]]*$")


@dataclass(frozen=True, slots=True)
class Phrased:
    """Words on one line; `labels` are those that stood among them in brackets, `remarks` what was done to them."""

    text: str
    labels: tuple[int, ...]
    remarks: tuple[str, ...]


def phrased(text: str, shown: Sequence[ShownPassage]) -> Phrased:
    r"""A statement's words, cleaned, and without the labels of passages shown that stand at the ends of its sentences.

    A number in brackets anywhere else is a figure of a draft ("[14] days' notice") until somebody knows better.
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
    """A marker at the end of a sentence that names no passage shown and stands in none; empty when there is none."""
    return next(
        (
            found[0].strip()
            for found in _MARKERS.finditer(text)
            if _is_at_end(text, found, shown) and not _is_written(found[0].strip(), shown)
        ),
        "",
    )


def parted(text: str) -> list[str]:
    """The sentences of a statement; an item of a list and a piece without words stay with what they follow.

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
    """Why words are no statement, whatever they cite; nothing when they are one. `mark` is the fence of this request.

    What a statement may not carry out is for the gate behind verification (`security.output`).
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
    """True when markers stand at the end of a sentence, before or after its stop, and are no figure of its own."""
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
