"""Decides which candidates are accepted: numbers that continue or start a sequence, headings where clauses begin.

Second step of the outline. Every function either opens a clause on the stack or rejects the candidate.
"""

import re

from pincite.structure.outline import numbering
from pincite.structure.outline.ahead import FAR, NEAR, Ahead
from pincite.structure.outline.computed import add_computed, push_computed
from pincite.structure.outline.decimals import add_decimal, recover_decimal
from pincite.structure.outline.items import add_item, recover_chapter
from pincite.structure.outline.keywords import add_code, add_keyword, add_schedule
from pincite.structure.outline.labels import Label, LabelPosition
from pincite.structure.outline.tree import DEEPEST, DIVISIONS, LISTS, Node, NodeMark, Stack


def add_label(
    stack: Stack, ahead: Ahead, index: int, text: str, *, operative: int, has_heading: bool, renumbers: bool
) -> Node | None:
    """Open the clause of a candidate; None when it is rejected.

    `operative` is the position of "NOW, THEREFORE" (-1 when there is none): numbers before it belong to the recitals.
    `has_heading` says that words which read as a heading follow the number. `renumbers` is True for Markdown.
    """
    label = ahead.labels[index]
    _end_recitals(stack, label, operative)
    if (
        label.path
        and label.path[0] == 1
        and label.place >= LabelPosition.GAP
        and _begins_body(stack, ahead, index, text)
    ):
        end_lettered_recitals(stack)
    if label.series < 0:
        return _add_typed(stack, ahead, index, text, has_heading=has_heading, renumbers=renumbers)
    node = add_computed(stack, ahead, index)
    if node is not None:
        return node
    node = _add_typed(stack, ahead, index, text, has_heading=has_heading, renumbers=False)
    if node is None:
        return push_computed(stack, ahead, index)
    stack.frames[-1].series, stack.frames[-1].depth = label.series, label.depth
    return node


def _add_typed(stack: Stack, ahead: Ahead, index: int, text: str, *, has_heading: bool, renumbers: bool) -> Node | None:
    """Open the clause of a candidate by its numeral, mark and position; None when it is rejected."""
    label = ahead.labels[index]
    if label.mark == "whole":
        return None
    if label.mark == "schedule":
        return add_schedule(stack, ahead, index, text)
    if label.mark in ("section", "code") or label.mark in DIVISIONS:
        opening = text[label.start : label.start + 3]
        is_capital = opening.isupper() or not opening.isalpha()
        add = add_code if label.mark == "code" else add_keyword
        return add(stack, ahead, index, has_heading=has_heading, is_capital=is_capital)
    stands_clear = label.place >= LabelPosition.PARAGRAPH or (has_heading and label.place >= LabelPosition.BREAK)
    if label.mark == "dotted":
        found = add_decimal(stack, ahead, index)
        return found or (recover_decimal(stack, ahead, index) if stands_clear and stack.repeated is None else None)
    if has_heading or (_is_roman_one(label) and label.place >= LabelPosition.LINE):
        _rise_to_chapter(stack, label)
    found = add_item(stack, ahead, index, text, renumbers=renumbers)
    return found or (recover_chapter(stack, ahead, index) if stands_clear else None)


def _end_recitals(stack: Stack, label: Label, operative: int) -> None:
    """Close recitals, operative and closing words where the numbering of the body begins."""
    is_body = bool(label.path) or label.mark == "article" or numbering.words(label.token) is not None
    if label.place < LabelPosition.BREAK or label.mark in LISTS or not is_body:
        return
    if label.mark == "dot" and label.start < operative:
        return
    for position, frame in enumerate(stack.frames):
        if frame.mark in ("recitals", "operative", "closing"):
            del stack.frames[position:]
            return


def end_lettered_recitals(stack: Stack) -> None:
    """Close lettered recitals without a heading where the operative words stand."""
    for position, frame in enumerate(stack.frames):
        if frame.counting in ("LETTER", "letter", "ROMAN", "roman") and frame.mark in ("dot", *LISTS):
            del stack.frames[position:]
            return
        if frame.mark not in ("schedule", "capital", "format", "title", "subtitle", "part"):
            return


def _begins_body(stack: Stack, ahead: Ahead, index: int, text: str) -> bool:
    """True for a first number that comes after lettered recitals and is not part of them.

    None of the recitals has a heading. Either a paragraph between the last of them and the number says that the parties
    agree; or the letters end here, and the number is a chapter with numbers of its own below it.
    """
    lettered = next((one for one in stack.frames if one.counting in ("LETTER", "letter", "ROMAN", "roman")), None)
    label = ahead.labels[index]
    if lettered is None or lettered.mark not in ("dot", *LISTS) or label.mark in LISTS:
        return False
    if any(node.heading is not None for node in lettered.nodes):
        return False
    letter = ahead.next(lettered.mark, numbering.written(lettered.counting, lettered.last + 1), index)
    if letter is not None and letter - index <= FAR:
        return False
    start = max(lettered.open.label_end, label.start - LONGEST_AGREEMENT)
    before = text[start : label.start]
    agreed = _AGREED.search(before)
    if agreed is not None and not before[agreed.end() :].strip(" \t\r\n*_:;,.-–—"):
        paragraph = max(before.rfind("\n", 0, agreed.start()), before.rfind("   ", 0, agreed.start()))
        return paragraph >= 0 and bool(_SENTENCE_END.search(before[:paragraph].rstrip()))
    return letter is None and ahead.has_children_soon(index)


LONGEST_AGREEMENT = 700
"""Characters of the operative words before the first number of a body."""

_AGREED = re.compile(
    r"\b(?:agree|agreed|covenant|AGREE|AGREED|COVENANT|Agree|Agreed)\b[^.;]{0,160}?(?:as\s+follows|AS\s+FOLLOWS|the\s+following"
    r"(?:\s+terms(?:\s+and\s+conditions)?)?|that|THAT)?\s*[:.,;–—-]*\s*\Z"
    r"|\b(?:IT\s+IS|it\s+is|It\s+is)\s+(?:\w+\s+){0,3}(?:agreed|AGREED)\b[^.;]{0,80}\Z"
)
"""The words right before the body of an agreement: "the parties covenant and agree as follows:"."""

_SENTENCE_END = re.compile(r"[.;:,)”\"]\Z|\band\Z")


def _is_roman_one(label: Label) -> bool:
    """True for a numeral that may be the Roman number one."""
    return label.token == "I"  # noqa: S105 - a numeral


def _rise_to_chapter(stack: Stack, label: Label) -> None:
    """Close lists before the first chapter: the chapter's heading shows that they do not hold it."""
    is_roman = _is_roman_one(label)
    if label.mark not in ("dot", "half") or not (label.path == (1,) or is_roman) or label.place < LabelPosition.BREAK:
        return
    stack.close_inline()
    base = stack.chapter_base()
    while is_roman and base < len(stack.frames) and stack.frames[base].mark == "recitals":
        base += 1
    are_lists = all(
        (frame.counting in ("letter", "roman") and not is_roman) or frame.mark in (*LISTS, "definition")
        for frame in stack.frames[base:]
    )
    if label.place >= LabelPosition.GAP and are_lists:
        del stack.frames[base:]


def add_format_heading(stack: Stack, ahead: Ahead, start: int, end: int, level: int, index: int | None) -> Node:
    """Open a heading that the format marks. Its level decides what it closes; the candidate in it gives its number.

    The open list of a computed number shows the heading's place better than its level does.
    """
    label = ahead.labels[index] if index is not None else None
    if index is not None and label is not None and label.series >= 0:
        placed = add_computed(stack, ahead, index)
        if placed is not None:
            placed.is_format = True
            stack.frames[-1].rank = level
            return placed
    stack.truncate(_kept_by_rank(stack, level))
    node = Node(start, end, "format", is_format=True)
    if label is not None:
        readings = ahead.readings(label)
        counting, value = readings[0] if readings else ("none", 0)
        node.label_end, node.mark, node.token, node.written = label.end, label.mark, label.token, label.token
        node.counting = counting
        node.path = label.path or ((value,) if counting in ("word", "ROMAN") else ())
    stack.push(node, label.path[:-1] if label is not None else (), node.path[-1] if node.path else 0, mark="format")
    stack.frames[-1].rank = level
    if label is not None:
        stack.frames[-1].series, stack.frames[-1].depth = label.series, label.depth
    return node


def add_set_off(stack: Stack, ahead: Ahead, start: int, end: int, level: int, index: int) -> Node:
    """Open a heading that only its look marks; `index` is that of the next candidate.

    It goes below the format's headings and those that look more important, or else beside other unnumbered headings.
    """
    rank = BELOW_FORMAT + level
    kept = _kept_by_next(stack, ahead, index)
    if kept is None:
        keeps = ("schedule", "format", "title", "subtitle", "part")
        kept = next(
            (at for at, one in enumerate(stack.frames) if one.mark not in keeps and not 0 < one.rank < rank),
            len(stack.frames),
        )
    while kept and stack.frames[kept - 1].rank >= rank:
        kept -= 1
    counted = stack.close(kept)
    node = stack.push(Node(start, end, "capital"), (), 0)
    stack.frames[-1].rank = rank
    stack.memory.update(counted)
    return node


def add_shown_number(stack: Stack, ahead: Ahead, index: int) -> Node | None:
    """Open the clause of a number that continues nothing but begins a heading that stands out; None without a place.

    The number resumes a sequence in which some numbers were not seen, or it is the first one seen of a sequence under
    an open clause ("B." under "II.", where "A." stands in the middle of a line).
    """
    label = ahead.labels[index]
    if label.mark not in ("dot", "half") or len(label.path) > 1:
        return None
    readings = ahead.readings(label)
    for position, frame in stack.innermost_first():
        for counting, value in readings:
            if (frame.mark, frame.counting) == (
                label.mark,
                counting,
            ) and frame.last < value <= frame.last + MOST_SKIPPED:
                return stack.append(position, stack.node(label, counting, label.path), value)
    stack.close_inline()
    open_ones = {(frame.mark, frame.counting) for frame in stack.frames}
    fresh = [one for one in readings if (label.mark, one[0]) not in open_ones and one[1] <= MOST_SKIPPED]
    if not fresh or not stack.frames or len(stack.frames) >= DEEPEST:
        return None
    counting, value = fresh[0]
    return stack.push(stack.node(label, counting, label.path), (), value)


MOST_SKIPPED = 3
"""Most numbers that may be missing before one that belongs to a heading by its look."""

BELOW_FORMAT = 10
"""Added to the level of a heading that only its look marks. It is below all nine levels of a format."""


def _kept_by_rank(stack: Stack, level: int) -> int:
    """How many frames stay open below a heading of the format: higher headings and their parents."""
    kept = 0
    for position, frame in enumerate(stack.frames):
        if frame.rank >= level:
            return position
        if frame.rank:
            kept = position + 1
    return kept


def add_unnumbered(stack: Stack, ahead: Ahead, start: int, end: int, mark: NodeMark, index: int) -> Node:
    """Open a heading in capitals, recitals or closing words; `index` is that of the next candidate.

    If a number soon after it continues a sequence, the clauses around that sequence stay open. Otherwise everything is
    closed except what stands above chapters.
    """
    kept = _kept_by_next(stack, ahead, index) if mark == "capital" else None
    if kept is None and mark == "capital" and stack.is_statute:
        kept = max((at + 1 for at, frame in enumerate(stack.frames) if frame.mark in ("section", "code")), default=None)
    if kept is None:
        keeps = ("schedule", "format", "title", "subtitle", "part")
        kept = next((at for at, frame in enumerate(stack.frames) if frame.mark not in keeps), len(stack.frames))
    counted = stack.close(kept)
    node = stack.push(Node(start, end, mark), (), 0)
    stack.memory.update(counted)
    return node


def _kept_by_next(stack: Stack, ahead: Ahead, index: int) -> int | None:
    """How many frames stay open below a heading, by the sequence that a candidate soon after it continues."""
    for label in ahead.labels[index : index + NEAR]:
        if label.place < LabelPosition.GAP or label.mark in LISTS:
            continue
        for position, frame in stack.innermost_first():
            if ahead.continues(label, frame):
                return position + stack.is_statute
        if label.mark == "schedule" or label.mark in DIVISIONS:
            return None
    return None


def add_definition(stack: Stack, start: int) -> Node | None:
    """Open the definition of a term without a number of its own; None when the stack is too deep."""
    stack.close_inline()
    node = Node(start, start, "definition", is_definition=True)
    for position, frame in stack.innermost_first():
        if frame.mark == "definition":
            return stack.append(position, node, 0)
    return stack.push(node, (), 0) if len(stack.frames) < DEEPEST else None
