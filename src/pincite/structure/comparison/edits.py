"""The words that were struck and added between two texts of one clause.

Source of the split at words that occur once in each text: Bram Cohen's "patience diff" for version control.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from pincite.structure.comparison.units import ComparedWord

Op = Literal["equal", "delete", "insert"]

ISLAND = 2
"""Unchanged words between two changes that read better as part of them: "[-ten (10)-] {+thirty (30)+}" instead of ten
struck, thirty added, "(", 10 struck, 30 added, ")". Such words are shown as struck and added, so nothing is lost."""


CROWDED = 8
"""Average number of times that a word of one text occurs in the other, from which the texts are split before they are
compared word by word: the time grows with every such match. Clauses of 500 words have 3 to 5."""

FEW = 10_000
"""Matches below which the texts are never split: so few take no time."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A run of words that stayed, was struck or was added, as characters of the two texts.

    A struck run has `b_start == b_end`, the place where it would stand in the other text; an added run has `a_start ==
    a_end`. A run stayed if its words are the same: white space and the form of quotation marks may differ.
    """

    op: Op
    a_start: int
    a_end: int
    b_start: int
    b_end: int


def edits(a: Sequence[ComparedWord], b: Sequence[ComparedWord], a_at: int, b_at: int) -> tuple[Edit, ...]:
    """The edits that turn the words of `a` into those of `b`, in order; `a_at` and `b_at` place an empty side."""
    found: list[Edit] = []
    for op, a_from, a_to, b_from, b_to in _joined(_opcodes(a, b), a, b):
        if op != "insert":
            a_at = a[a_from].start
        if op != "delete":
            b_at = b[b_from].start
        a_end = a[a_to - 1].end if a_to > a_from else a_at
        b_end = b[b_to - 1].end if b_to > b_from else b_at
        found.append(Edit(op, a_at, a_end, b_at, b_end))
        a_at, b_at = a_end, b_end
    return tuple(found)


def _opcodes(a: Sequence[ComparedWord], b: Sequence[ComparedWord]) -> Iterator[tuple[Op, int, int, int, int]]:
    keys_a, keys_b = [word.key for word in a], [word.key for word in b]
    at_a = at_b = 0
    for stayed_a, stayed_b, length in (*_stayed(keys_a, keys_b), (len(a), len(b), 0)):
        if stayed_a > at_a:
            yield "delete", at_a, stayed_a, at_b, at_b
        if stayed_b > at_b:
            yield "insert", stayed_a, stayed_a, at_b, stayed_b
        at_a, at_b = stayed_a + length, stayed_b + length
        if length:
            yield "equal", stayed_a, at_a, stayed_b, at_b


def _stayed(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """The runs of words that stayed, as (index in a, index in b, length), in order; adjacent runs are joined."""
    runs: list[tuple[int, int, int]] = []
    head = _shared_head(a, b)
    tail = _shared_head(a[head:][::-1], b[head:][::-1])
    for start_a, start_b, length in (
        (0, 0, head),
        *_stayed_between(a, b, (head, len(a) - tail), (head, len(b) - tail)),
        (len(a) - tail, len(b) - tail, tail),
    ):
        before = runs[-1] if runs else (-1, -1, 0)
        if length and before[0] + before[2] == start_a and before[1] + before[2] == start_b:
            runs[-1] = (before[0], before[1], before[2] + length)
        elif length:
            runs.append((start_a, start_b, length))
    return runs


def _shared_head(a: Sequence[str], b: Sequence[str]) -> int:
    """How many words both have in common at the start."""
    return next((at for at, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))


def _stayed_between(
    a: Sequence[str], b: Sequence[str], within_a: tuple[int, int], within_b: tuple[int, int]
) -> Iterator[tuple[int, int, int]]:
    """The runs that stayed in two ranges: word by word, or split first where that would take too long.

    Where even the split parts repeat the same words too often, nothing in them counts as having stayed.
    """
    if not _is_crowded(a, b, within_a, within_b):
        yield from _blocks(a, b, within_a, within_b)
        return
    at_a, at_b = within_a[0], within_b[0]
    for one, other in (*_landmarks(a, b, within_a, within_b), (within_a[1], within_b[1])):
        if not _is_crowded(a, b, (at_a, one), (at_b, other)):
            yield from _blocks(a, b, (at_a, one), (at_b, other))
        if one < within_a[1]:
            yield one, other, 1
        at_a, at_b = one + 1, other + 1


def _blocks(
    a: Sequence[str], b: Sequence[str], within_a: tuple[int, int], within_b: tuple[int, int]
) -> Iterator[tuple[int, int, int]]:
    (start_a, end_a), (start_b, end_b) = within_a, within_b
    matcher = SequenceMatcher(None, a[start_a:end_a], b[start_b:end_b], autojunk=False)
    for block in matcher.get_matching_blocks():
        yield start_a + block.a, start_b + block.b, block.size


def _is_crowded(a: Sequence[str], b: Sequence[str], within_a: tuple[int, int], within_b: tuple[int, int]) -> bool:
    count_a, count_b = Counter(a[slice(*within_a)]), Counter(b[slice(*within_b)])
    meetings = sum(count * count_b[word] for word, count in count_a.items())
    return meetings > max(FEW, CROWDED * (count_a.total() + count_b.total()))


def _landmarks(
    a: Sequence[str], b: Sequence[str], within_a: tuple[int, int], within_b: tuple[int, int]
) -> list[tuple[int, int]]:
    """Indices of words that occur once in each range, as many as stand in the same order in both."""
    once_a, once_b = _once(a, within_a), _once(b, within_b)
    shared = [(once_a[word], once_b[word]) for word in once_a if word in once_b]
    ends: list[int] = []  # index in b of the last word of the best chain of each length
    last: list[int] = []  # and the index of that word among the shared words
    before: list[int] = []
    for index, (_, place) in enumerate(shared):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [index]
    found = []
    index = last[-1] if last else -1
    while index >= 0:
        found.append(shared[index])
        index = before[index]
    return found[::-1]


def _once(words: Sequence[str], within: tuple[int, int]) -> dict[str, int]:
    """The indices of words that occur once in a range, in order."""
    counts = Counter(words[slice(*within)])
    return {words[place]: place for place in range(*within) if counts[words[place]] == 1}


def _joined(
    opcodes: Iterator[tuple[Op, int, int, int, int]], a: Sequence[ComparedWord], b: Sequence[ComparedWord]
) -> list[tuple[Op, int, int, int, int]]:
    """The operations with short islands joined to the changes around them; each change is struck before it is added."""
    runs: list[list[int]] = []  # [is_equal, a_from, a_to, b_from, b_to]
    for op, a_from, a_to, b_from, b_to in opcodes:
        is_equal = op == "equal"
        if runs and not is_equal and not runs[-1][0]:
            runs[-1][2], runs[-1][4] = a_to, b_to
        else:
            runs.append([is_equal, a_from, a_to, b_from, b_to])
    merged: list[list[int]] = []
    for place, run in enumerate(runs):
        is_island = bool(run[0]) and run[2] - run[1] <= ISLAND and 0 < place < len(runs) - 1
        is_changed = not run[0] or (is_island and bool(merged) and _replace(runs[place - 1], runs[place + 1]))
        if merged and is_changed and not merged[-1][0]:
            merged[-1][2], merged[-1][4] = run[2], run[4]
        else:
            merged.append([int(not is_changed), *run[1:]])
    found: list[tuple[Op, int, int, int, int]] = []
    for place, (stayed, a_from, a_to, b_from, b_to) in enumerate(merged):
        if stayed:
            if a_to > a_from:
                found.append(("equal", a_from, a_to, b_from, b_to))
            continue
        closing = int(place + 1 < len(merged) and _leave_open(a[a_from:a_to], b[b_from:b_to], a[a_to]))
        if closing:
            merged[place + 1][1] += 1
            merged[place + 1][3] += 1
        if a_to > a_from:
            found.append(("delete", a_from, a_to + closing, b_from, b_from))
        if b_to > b_from:
            found.append(("insert", a_to + closing, a_to + closing, b_from, b_to + closing))
    return found


def _leave_open(a: Sequence[ComparedWord], b: Sequence[ComparedWord], after: ComparedWord) -> bool:
    """True where both sides open a bracket that the unchanged word after them closes."""
    return after.key == ")" and all(
        [word.key for word in side if word.key in ("(", ")")][-1:] == ["("] for side in (a, b)
    )


def _replace(before: Sequence[int], after: Sequence[int]) -> bool:
    """True where both changes beside an island replace words. Words only added or only struck stay separate."""
    return all(run[2] > run[1] and run[4] > run[3] for run in (before, after))
