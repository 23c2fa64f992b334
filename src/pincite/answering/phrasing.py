"""The words of a statement as they may be shown: cleaned, cut into sentences, and free of what is no statement.

A model's words are never evidence, but they are read by people and by programs that draw pages. What nobody can see is
taken out of them and told; what belongs to no answer (markup, addresses from elsewhere, the prompt itself, words to an
assistant) makes a statement one that is not released.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.answering.folding import WORD
from pincite.answering.locating import ShownPassage, stands_in
from pincite.documents.sentences import sentences
from pincite.security.screening import INVISIBLE, screen

ECHO = 8
"""Words in a row that a statement shares with its instructions, from which it repeats them: legal text and instructions
on how to write it have phrases of up to five in common."""

_MARKER = re.compile(r" ?\[ ?(\d{1,3}(?: ?[,;] ?\d{1,3}){0,30}) ?\]")
"""`[1]` and `[1, 2]` among the words. A year in brackets is a law report's and stays."""

_LIST_MARK = re.compile(r"(?:(?:[-*•–]|#{1,6}) )+")
_SPACE_BEFORE = re.compile(r" (?=[.,;:!?])")
_SENTENCE_ENDS = re.compile(r"[.!?…][”’\"')\]]*$")
_NEGATION = re.compile(r"\b(?:not|no|nothing|none|neither|never|cannot)\b|n['’]t\b", re.I)
_OF_THE_PASSAGES = re.compile(
    r"\bpassages\b|\b(?:given|provided|supplied)\s(?:context|documents?|excerpts?|information|texts?)\b", re.I
)
_MARKUP = re.compile(r"<[A-Za-z!/?]|!\[|\]\(|```")
_ADDRESS = re.compile(r"://|^[\W_]*(?:www\.|mailto:|javascript:|data:)\S|[^@]@[^@]", re.I)


@dataclass(frozen=True, slots=True)
class Phrased:
    """Words on one line; `labels` are those that stood among them in brackets, `remarks` what was done to them."""

    text: str
    labels: tuple[int, ...]
    remarks: tuple[str, ...]


def phrased(text: str) -> Phrased:
    r"""A statement's words, cleaned.

    >>> phrased("- The fee is **due**\non 1 May [2].").text
    'The fee is due on 1 May.'
    """
    seen = "".join(" " if letter.isspace() else letter for letter in text)
    visible = "".join(letter for letter in seen if not _is_unseen(letter))
    remarks = ("characters that nobody can see were taken out of its words",) if visible != seen else ()
    line = " ".join(visible.replace("**", "").split())
    labels = tuple(int(number) for found in _MARKER.finditer(line) for number in re.split(r" ?[,;] ?", found[1]))
    line = _SPACE_BEFORE.sub("", " ".join(_MARKER.sub("", line).split()))
    if start := _LIST_MARK.match(line):
        line = line[start.end() :]
    return Phrased(line, labels, remarks)


def parted(text: str) -> list[str]:
    """The sentences of a statement; an item of a list and a piece without words stay with what they follow.

    >>> parted("The fee is due (a) on signing; (b) on delivery. It bears no interest.")
    ['The fee is due (a) on signing; (b) on delivery.', 'It bears no interest.']
    """
    starts: list[int] = []
    for start, end in sentences(text, 0, len(text)):
        before = text[starts[-1] : start].rstrip() if starts else ""
        if not starts or (_SENTENCE_ENDS.search(before) and WORD.search(text, start, end)):
            starts.append(start)
    return [text[start:end].strip() for start, end in pairwise((*starts, len(text)))]


def is_abstention(text: str) -> bool:
    """True for a sentence that says what the passages do not hold: an abstention in words, which none can bear out.

    >>> is_abstention("The rent is not mentioned in the given passages.")
    True
    >>> is_abstention("The passage of time does not cure the breach.")
    False
    """
    return _NEGATION.search(text) is not None and _OF_THE_PASSAGES.search(text) is not None


def objections(text: str, shown: Sequence[ShownPassage], instructions: Sequence[str], mark: str) -> list[str]:
    """Why the words of a statement are not to be shown, whatever they cite; nothing when they may be.

    `instructions` are what the model was told, `mark` the fence of this request.
    """
    reasons: list[str] = []
    if not WORD.search(text):
        reasons.append("it says nothing")
    if is_abstention(text):
        reasons.append("it says what the passages do not hold")
    foreign = [
        word
        for word in text.split()
        if (_MARKUP.search(word) or _ADDRESS.search(word)) and not _stands(word.strip(".,;:()"), shown)
    ]
    if foreign:
        reasons.append(f"it holds markup or an address that stands in no passage: {foreign[0][:60]}")
    if mark in text or _echoes(text, instructions):
        reasons.append("it repeats the instructions that were given to the model")
    reasons += [f"it {reason}" for reason in screen(text).reasons]
    return reasons


def _stands(word: str, shown: Sequence[ShownPassage]) -> bool:
    return any(stands_in(word, one) for one in shown)


def _echoes(text: str, instructions: Sequence[str]) -> bool:
    """True when so many words in a row stand in the instructions too."""
    told = {run for one in instructions for run in _runs(one)}
    return any(run in told for run in _runs(text))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = WORD.findall(text.casefold())
    return zip(*(words[at:] for at in range(ECHO)), strict=False)


def _is_unseen(letter: str) -> bool:
    return not letter.isprintable() or INVISIBLE.match(letter) is not None
