"""A comparison's words for people: without the parts that are not compared and without long unchanged stretches."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from pincite.documents.document import Document
from pincite.documents.ranges import merged
from pincite.structure.comparison.compare import ClauseChange
from pincite.structure.comparison.edits import Edit, Op
from pincite.structure.comparison.units import not_compared

AROUND = 90
"""Characters of unchanged words shown before and after each edit; those in between are left out."""

LEFT_OUT = " […] "


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of one edit. `is_apart` is True where white space stands before them in the text."""

    op: Op
    words: str
    is_apart: bool


class ComparableText:
    """Gives the words of a document without the parts that are not compared."""

    def __init__(self, document: Document) -> None:
        """Find the parts that are not compared."""
        self._text = document.text
        self._gaps = merged(list(document.ranges(*not_compared(document))))
        self._starts = [start for start, _ in self._gaps]

    def words(self, start: int, end: int) -> str:
        """The words from `start` to `end`, with white space collapsed."""
        parts = []
        at = start
        for place in range(max(0, bisect_right(self._starts, start) - 1), len(self._gaps)):
            gap_start, gap_end = self._gaps[place]
            if gap_start >= end:
                break
            if gap_end > at:
                parts.append(self._text[at : max(at, gap_start)])
                at = min(end, gap_end)
        return " ".join(" ".join((*parts, self._text[at:end])).split())

    def is_apart(self, position: int) -> bool:
        """True where white space, or a part that is not compared, ends at this position."""
        at = bisect_right(self._starts, position) - 1
        is_after_gap = at >= 0 and self._gaps[at][1] >= position > self._gaps[at][0]
        return position > 0 and (self._text[position - 1].isspace() or is_after_gap)


def wordings(change: ClauseChange, a: ComparableText, b: ComparableText) -> Iterator[Wording]:
    """The words of a change in reading order: struck before added, unchanged ones as in the newer text."""
    for place, edit in enumerate(change.edits):
        if edit.op == "delete":
            yield Wording("delete", a.words(edit.a_start, edit.a_end), a.is_apart(edit.a_start))
        elif edit.op == "insert":
            yield Wording("insert", b.words(edit.b_start, edit.b_end), b.is_apart(edit.b_start))
        else:
            words = _shortened(b, edit, has_before=place > 0, has_after=place < len(change.edits) - 1)
            yield Wording("equal", words, b.is_apart(edit.b_start))


def _shortened(reader: ComparableText, edit: Edit, *, has_before: bool, has_after: bool) -> str:
    """Unchanged words; of a long run only the words next to an edit."""
    words = reader.words(edit.b_start, edit.b_end)
    if len(words) <= 3 * AROUND:
        return words
    head = words[:AROUND].rsplit(" ", 1)[0] if has_before or not has_after else words[: AROUND // 2].rsplit(" ", 1)[0]
    tail = words[-AROUND:].split(" ", 1)[-1] if has_after else ""
    return f"{head}{LEFT_OUT}{tail}".rstrip()
