"""Columns of numbers that stand apart from their clauses: `1.1`, `1.2`, `2.`, one after the other, without words.

Some programs that turn pages into text write the margin's numbers first, or last, and the words after them. Which
number belongs to which words is then not known. Such numbers open no clause, and none that was open goes on.
"""

import re
from collections.abc import Iterator, Sequence

from pincite.structure.outline import numbering
from pincite.structure.outline.headings import Span
from pincite.structure.outline.labels import Label, Mark

FEWEST_EMPTY = 3
"""Numbers in a row without words that make a column; one or two may be an omitted clause or a slip."""

_MARKS: tuple[Mark, ...] = ("dotted", "dot", "bare", "half")
_NO_WORDS = re.compile(r"[\s•·●○▪‐–—-]*")


def number_columns(text: str, labels: Sequence[Label]) -> tuple[Span, ...]:
    """The ranges of such columns, in order. In a text that has one, shorter ones count too."""
    runs = list(_runs(text, [label for label in labels if label.mark in _MARKS]))
    if not any(empty >= FEWEST_EMPTY for _, empty in runs):
        return ()
    return tuple(span for span, empty in runs if empty)


def _runs(text: str, labels: Sequence[Label]) -> Iterator[tuple[Span, int]]:
    """Labels with no words between them: the range of each run, and how many of its numbers have no words at all."""
    first, empty = 0, 0
    for at, label in enumerate(labels):
        after = labels[at + 1] if at + 1 < len(labels) else None
        if after is not None and _NO_WORDS.fullmatch(text, label.end, after.start):
            empty += _is_past(label, after)
            continue
        if at > first and any(one.path for one in labels[first : at + 1]):
            yield (labels[first].start, label.end), empty
        first, empty = at + 1, 0


def _is_past(label: Label, after: Label) -> bool:
    """True when a number is the next one after another, beside it or further out: nothing can stand under the other."""
    if label.path and after.path:
        depth = len(after.path)
        return depth <= len(label.path) and after.path == (*label.path[: depth - 1], label.path[depth - 1] + 1)
    if not label.path and not after.path:
        return any(
            (before := count(label.token)) is not None and count(after.token) == before + 1
            for count in (numbering.letters, numbering.roman)
        )
    return bool(after.path)
