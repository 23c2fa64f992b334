"""The sentences of a written answer, and the passages that each cites by a marker such as [2].

Writers of answers, people and models, put markers before the full stop or after it, one by one or as a list. Read
naively, "Fees are due. [1]" has a sentence that cites nothing and a citation of nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.answering.answer import Statement
from pincite.structure.sentences import sentences

WIDEST_RANGE = 20
"""Labels of a range such as [2-5]; a wider one is no list of passages, and its two ends are taken."""

_MARKER = re.compile(r"[\[【]\s{0,8}(\d{1,3}(?:\s{0,3}[,;–-]\s{0,3}\d{1,3}){0,40})\s{0,8}[\]】]")
_PART = re.compile(r"(\d+)(?:\s*[–-]\s*(\d+))?")
_STOPS, _CLOSERS = ".!?…", ".!?…”’\"')"
_STANDS = "\ue001"
"""Stands for markers while sentences are found: a private character, which the splitter takes for part of a word."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence without its markers, and the labels of the passages it cites, from 1, each once, in order."""

    text: str
    labels: tuple[int, ...]


def cited_of(statements: Sequence[Statement]) -> tuple[Cited, ...]:
    """The statements of an answer of ours with the labels of their citations; nothing has to be read out of words."""
    return tuple(
        Cited(statement.text, tuple(dict.fromkeys(citation.label for citation in statement.citations)))
        for statement in statements
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """Markers that stand together: the text before them, from the mark before on, and what they cite."""

    before: str
    labels: tuple[int, ...]


def cited_sentences(answer: str) -> tuple[Cited, ...]:
    """The sentences of a written answer with the labels that they cite.

    `[1][2].`, `. [1] [2]`, `[1, 2]` and `[1-3]` all read alike. A marker belongs to the sentence whose words end before
    it, even past the full stop. Where an answer begins with a marker, markers lead: one between two sentences belongs
    to the second. A bracketed number of more than three digits is no label but a year.

    >>> cited_sentences("Fees are due. [1][2] Interest runs [1, 3].")
    (Cited(text='Fees are due.', labels=(1, 2)), Cited(text='Interest runs.', labels=(1, 3)))
    """
    marks, last = _marks(answer.replace(_STANDS, " "))
    return _following(marks, last) if marks and not marks[0].before.strip() else _preceding(marks, last)


def _preceding(marks: list[_Mark], last: str) -> tuple[Cited, ...]:
    """Each mark, moved before the stop it stands behind, belongs to the sentence around it."""
    texts = [*(mark.before for mark in marks), last]
    pieces: list[str] = []
    for place in range(len(marks)):
        text, after = texts[place], texts[place + 1]
        words = text.rstrip()
        core = words.rstrip(_CLOSERS)
        if any(sign in _STOPS for sign in words[len(core) :]):
            texts[place + 1] = after = after.removeprefix(".")  # "due. [1]." has one stop too many
        else:
            core = words
        gap = (text[len(words) :] or " ") if after[:1].isalnum() else ""
        pieces += [core, _STANDS, words[len(core) :], gap]
    text = "".join((*pieces, texts[-1]))
    found: list[tuple[str, list[int]]] = []
    places = [place for place, sign in enumerate(text) if sign == _STANDS]
    read = 0
    for start, end in sentences(text, 0, len(text)):
        said = text[start:end].replace(_STANDS, "").strip()
        if _says_something(said):
            found.append((said, []))
        while read < len(places) and places[read] < end:
            if found:  # else nothing has been said that could be cited
                found[-1][1].extend(marks[read].labels)
            read += 1
    return tuple(Cited(said, tuple(dict.fromkeys(labels))) for said, labels in found)


def _following(marks: list[_Mark], last: str) -> tuple[Cited, ...]:
    """Each mark belongs to the sentence it stands in or before, one at the very end to the last."""
    text = "".join((*(mark.before for mark in marks), last))
    units = [(start, end) for start, end in sentences(text, 0, len(text)) if _says_something(text[start:end])]
    cited: list[list[int]] = [[] for _ in units]
    owner = position = 0
    for mark in marks if units else ():
        position += len(mark.before)
        while owner + 1 < len(units) and position >= units[owner][1]:
            owner += 1
        cited[owner] += mark.labels
    return tuple(
        Cited(text[start:end].strip(), tuple(dict.fromkeys(labels)))
        for (start, end), labels in zip(units, cited, strict=True)
    )


def _marks(answer: str) -> tuple[list[_Mark], str]:
    """The markers in order, those with nothing but white space between them as one, and the text after the last."""
    found: list[tuple[str, list[int]]] = []
    read = 0
    for marker in _MARKER.finditer(answer):
        before = answer[read : marker.start()]
        if not found or before.strip():
            found.append((before, []))
        found[-1][1].extend(_labels(marker[1]))
        read = marker.end()
    return [_Mark(before, tuple(dict.fromkeys(labels))) for before, labels in found], answer[read:]


def _labels(marker: str) -> tuple[int, ...]:
    """The labels of one marker, without its brackets."""
    found: list[int] = []
    for part in _PART.finditer(marker):
        first, last = int(part[1]), int(part[2] or part[1])
        found += range(first, last + 1) if 0 <= last - first < WIDEST_RANGE else (first, last)
    return tuple(found)


def _says_something(text: str) -> bool:
    return any(sign.isalnum() for sign in text)
