"""Reads ahead among the candidates: what a numeral stands for, and which numbers are still to come.

A label alone does not say whether `(i)` is a letter, whether `1.` begins a nested list or a new agreement, or whether a
`5` after `3` is a slip. The labels that follow it do.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from pincite.structure.outline import numbering
from pincite.structure.outline.labels import Label, LabelPosition, Mark
from pincite.structure.outline.tree import Counting, Frame, NodeMark

NEAR = 8
"""Candidates ahead within which a number counts as coming soon."""

FAR = 24
"""Candidates of one kind that are read ahead to distinguish a nested list from a numbering that starts again."""

FARTHEST_SKIP = 3
"""Most numbers that may be missing in a sequence ("[Intentionally omitted]" clauses, redacted pages)."""


class Ahead:
    """All candidates of a document; answers questions about what follows one of them."""

    def __init__(self, labels: Sequence[Label]) -> None:
        """Index the candidates by their labels."""
        self.labels = labels
        self._where: dict[tuple[NodeMark, str], list[int]] = defaultdict(list)
        for index, label in enumerate(labels):
            self._where[label.mark, label.token].append(index)
        self._read: dict[str, list[tuple[Counting, int]]] = {}

    def readings(self, label: Label) -> list[tuple[Counting, int]]:
        """What a label's numeral can stand for, likeliest first."""
        if label.path:
            return [("decimal", label.path[0])]
        return self.readings_of(label.token)

    def readings_of(self, token: str) -> list[tuple[Counting, int]]:
        """What a bare numeral can stand for, likeliest first."""
        known = self._read.get(token)
        if known is None:
            known = self._read[token] = _readings(token)
        return known

    def next(self, mark: NodeMark, token: str, index: int) -> int | None:
        """The index of the next candidate with this label; None when there is none."""
        where = self._where.get((mark, token), [])
        position = bisect_right(where, index)
        return where[position] if position < len(where) else None

    def comes_soon(self, index: int, path: tuple[int, ...], mark: Mark) -> bool:
        """True when a decimal number is among the next candidates."""
        return any(label.path == path and label.mark == mark for label in self.labels[index + 1 : index + 1 + NEAR])

    def has_children_soon(self, index: int) -> bool:
        """True when the next dotted number extends that of the candidate."""
        path = self.labels[index].path
        soon = (label.path for label in self.labels[index + 1 : index + 1 + NEAR] if label.mark == "dotted")
        return next((below[:-1] == path for below in soon), False)

    def continues(self, label: Label, frame: Frame) -> bool:
        """True when a label is the next number of a sequence."""
        if frame.mark == "dotted":
            return label.mark == "dotted" and label.path[:-1] == frame.prefix and label.path[-1] == frame.last + 1
        return same_mark(frame.mark, label.mark) and (frame.counting, frame.last + 1) in self.readings(label)

    def counts_on(self, index: int) -> bool:
        """True when the two numbers after a candidate follow in order, before its own number comes again."""
        label = self.labels[index]
        again = self.next(label.mark, label.token, index)
        second = self.next(label.mark, str(label.path[0] + 1), index)
        third = self.next(label.mark, str(label.path[0] + 2), second) if second is not None else None
        return third is not None and (again is None or third < again)

    def nests(self, index: int, frame: Frame) -> bool:
        """True when the sequence goes on after a list of the same style that starts here: the list is nested in it."""
        label = self.labels[index]
        outer = frame.last + 1
        after = self.next(label.mark, numbering.written(frame.counting, outer), index)
        if after is None:
            return False
        if frame.counting == "decimal" and frame.last > FARTHEST_SKIP:
            before = self.next(label.mark, str(frame.last), index)
            if before is None or before > after:
                return not any(_opens_schedule(other) for other in self.labels[index : min(after, index + FAR * 20)])
        expected, seen = 2, 0
        for other in self.labels[index + 1 : index + 1 + FAR * 4]:
            if _opens_schedule(other) or seen > FAR:
                return False
            if other.mark != label.mark or (other.place < LabelPosition.GAP) != (label.place < LabelPosition.GAP):
                continue
            value = next((value for counting, value in self.readings(other) if counting == frame.counting), None)
            if value is None:
                continue
            seen += 1
            if value == expected:
                expected += 1
            elif value == outer:
                return True
            elif value == 1:
                expected = 2
        return False

    def goes_on(self, index: int, frame: Frame) -> bool:
        """True when the next number of an item sequence comes before its first number comes again."""
        if frame.is_inline or frame.mark not in ("dot", "half", "paren"):
            return False
        after = self.next(frame.mark, numbering.written(frame.counting, frame.last + 1), index)
        again = self.next(frame.mark, numbering.written(frame.counting, 1), index)
        return after is not None and after - index <= FAR * 2 and (again is None or after < again)


def same_mark(one: str, other: str) -> bool:
    """True for marks that one sequence of chapters mixes (`9.0`, `10`, `11.`)."""
    return one == other or (one in ("dot", "bare") and other in ("dot", "bare"))


def _opens_schedule(label: Label) -> bool:
    """True for a schedule at the start of a line; False for one in a list of schedules."""
    return label.mark == "schedule" and label.place >= LabelPosition.GAP and not label.follows_label


def _readings(token: str) -> list[tuple[Counting, int]]:
    """What a numeral of letters can stand for: first a Roman numeral, then a letter, then a word."""
    if token.isdecimal():
        return [("decimal", int(token))]
    is_upper = token[0].isupper()
    roman, letter, word = numbering.roman(token), numbering.letters(token), numbering.words(token)
    found: list[tuple[Counting, int]] = []
    if roman is not None:
        found.append(("ROMAN" if is_upper else "roman", roman))
    if letter is not None:
        found.append(("LETTER" if is_upper else "letter", letter))
    if len(token) == 2 and token[0] == token[1] and letter is not None:
        found.append(("TWICE" if is_upper else "twice", letter - 26))
    if word is not None:
        found.append(("word", word))
    return found
