"""What a question looks like on the page, in numbers: the part of its difficulty that does not depend on its subject.

Length is the oldest prior of routers. Numbers, options and negations say more: they tell a sum from a recollection,
also in a subject that nothing was learnt of. What a typist leaves out or a polite person adds is not looked at:
capitals, question marks, how a question opens, persons, courtesies.
"""

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pincite.routing.courtesies import without_courtesies

Rows = NDArray[np.float64]
"""Shape (n_questions, n_features)."""

LONGEST = 20_000
"""Characters that are looked at: a pasted document must not make a decision slow."""

_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d[\d.,]*")
_DECIMAL = re.compile(r"\d+\.\d+")
_END = re.compile(r"[.!?](?:\s|$)")
_LETTER = re.compile(r"\b[a-zA-Z]\b")
_OPTION = re.compile(r"^\s*[A-Za-z0-9]{1,2}[.)]\s*")
_BEGINS_WITH_NUMBER = re.compile(r"^[\s$\-−+~±(]*\d")
_FORMULA = re.compile(r"[\\^_{}]|\bx\b")
_SUPPOSING = re.compile(r"\b(?:if|when|suppose|assume|given|let|then)\b", re.IGNORECASE)
_COUNTING = re.compile(r"\b(?:calculate|compute|find|determine|how many|how much|total|estimate)\b", re.IGNORECASE)
_NEGATIONS = frozenset(["not", "except", "never", "no", "without", "cannot", "least", "false", "incorrect"])
_SIGNS = "=+*/^<>()[]{}\\$%"
_LONG_WORD = 9


def surface(questions: Sequence[str]) -> Rows:
    """The features of each question, one row each, in the order of `NAMES`; none is scaled.

    >>> rows = surface(["What is the notice period?"])
    >>> rows.shape == (1, len(NAMES)), round(float(rows[0, NAMES.index("words")]), 3)
    (True, 1.792)
    """
    rows = [_row(without_courtesies(question[:LONGEST])) for question in questions]
    return np.array(rows, dtype=np.float64).reshape(-1, len(NAMES))


def _row(question: str) -> list[float]:
    words, tokens = _WORD.findall(question), question.split()
    lower = [word.lower() for word in words]
    n_words, n_characters = max(len(words), 1), max(len(question), 1)
    return [
        math.log1p(len(question)),
        math.log1p(len(words)),
        math.log1p(question.count("\n")),
        math.log1p(len(_NUMBER.findall(question))),
        sum(map(str.isdigit, question)) / n_characters,
        sum(map(len, words)) / n_words,
        len(set(lower)) / n_words,
        math.log1p(len(_END.findall(question))),
        math.log1p(sum(map(question.count, _SIGNS))),
        math.log1p(sum(word in _NEGATIONS for word in lower)),
        math.log1p(sum(question.count(mark) for mark in "\"'“")),
        math.log1p(sum(len(word) >= _LONG_WORD for word in words)),
        math.log1p(question.count("_")),
        math.log1p(question.count(",")),
        max(map(len, words), default=0) / 10,
        math.log1p(len(_LETTER.findall(question))),
        math.log1p(len(_DECIMAL.findall(question))),
        float(bool(_FORMULA.search(question))),
        math.log1p(len(_SUPPOSING.findall(question))),
        math.log1p(len(_COUNTING.findall(question))),
        *_lines(question),
        sum(map(bool, map(_DIGIT.search, tokens))) / max(len(tokens), 1),
    ]


def _lines(question: str) -> list[float]:
    """Of the lines after the first, which are often options or what a question is about."""
    lines = [line for line in question.split("\n") if line.strip()] or [""]
    options = [_OPTION.sub("", line) for line in lines[1:]] or [""]
    lengths = [len(option) for option in options]
    mean = sum(lengths) / len(lengths)
    spread = math.sqrt(sum((length - mean) ** 2 for length in lengths) / len(lengths))
    return [
        math.log1p(len(lines[0])),
        math.log1p(max(map(len, lines))),
        math.log1p(len(lines) - 1),
        math.log1p(mean),
        math.log1p(spread),
        sum(bool(_BEGINS_WITH_NUMBER.match(option)) for option in options) / len(options),
    ]


NAMES = (
    "characters",
    "words",
    "line breaks",
    "numbers",
    "share of digits",
    "length of words",
    "share of different words",
    "sentences",
    "signs",
    "negations",
    "quotation marks",
    "long words",
    "underscores",
    "commas",
    "longest word",
    "single letters",
    "decimals",
    "formula",
    "suppositions",
    "asks for a number",
    "first line",
    "longest line",
    "further lines",
    "length of further lines",
    "spread of further lines",
    "further lines that are numbers",
    "tokens with digits",
)
"""Counts and lengths are log(1 + n); the rest are shares of one, flags, or lengths in characters."""
