"""Single numerals: chapters `7.`, items `(b)`, `iv.`, `2)`. One style may nest in itself, start again or continue."""

import re

from pincite.structure.outline import numbering
from pincite.structure.outline.ahead import FAR, FARTHEST_SKIP, NEAR, Ahead, same_mark
from pincite.structure.outline.computed import list_goes_on
from pincite.structure.outline.keywords import resume
from pincite.structure.outline.labels import Label, LabelPosition
from pincite.structure.outline.tree import CHAPTERS, DEEPEST, LISTS, Counting, Frame, Node, Stack

INDENTED = 2
"""Characters by which indents of different levels differ; hand-typed lists vary by one."""

FARTHEST_RECOVERY = 40
"""The highest number at which chapters are resumed; higher ones are years, rooms and amounts."""

MOST_PARTIES = 6
"""The most numbered parties before the body of an agreement."""

LAST_LETTERS = ("w", "x", "y")
"""Letters with which a list may begin, if the next one follows."""

FARTHEST_SENTENCE = 1_000
"""Characters before an item that are searched for the start of a new sentence."""

_NEW_SENTENCE = re.compile(r"(?<=[a-z)\]”\"])\.[”\"]?\s{1,4}[A-Z][a-z]")
_ADDED = re.compile(r"([a-z])-\d{1,2}|(\d{1,2})[A-Z]")
_CONNECTED = re.compile(r"(?:[;,:.)”\"—–-]|\band|\bor|\bthen|\bthat)\s*$")


def add_item(stack: Stack, ahead: Ahead, index: int, text: str, *, renumbers: bool) -> Node | None:
    """Open a clause with a single numeral; None when it neither continues nor starts a sequence.

    `renumbers` is True for formats that number items by their order, whatever is written (Markdown).
    """
    label = ahead.labels[index]
    if (added := _ADDED.fullmatch(label.token)) is not None and label.mark in ("paren", "dot"):
        return _added(stack, ahead, label, added[1] or added[2])
    continued = _continued(stack, ahead, label, text)
    starts = [counting for counting, value in ahead.readings(label) if value == 1]
    if continued is not None and starts and -1 < label.series != stack.frames[continued[0]].series > -1:
        continued = None
    if continued is not None and not (starts and _begins_roman(stack, ahead, index, continued[0])):
        position, counting, value = continued
        return stack.append(position, _node(stack, label, counting, value), value)
    if label.place < LabelPosition.GAP and label.mark in LISTS:
        _end_sentence(stack, ahead, index, text)
    if starts:
        return _started(stack, ahead, index, starts[0], renumbers=renumbers)
    return (
        _after_orphans(stack, label)
        or resume(stack, ahead, label)
        or _skipped(stack, ahead, index)
        or _last_letters(stack, ahead, index)
    )


def _added(stack: Stack, ahead: Ahead, label: Label, before: str) -> Node | None:
    """Open an item that was inserted after another, `(a-1)`, `(11A)` or `2A.`; None when that other is not open."""
    for position, frame in stack.innermost_first():
        if frame.mark == label.mark and (frame.counting, frame.last) in ahead.readings_of(before):
            return stack.append(position, stack.node(label, frame.counting, ()), frame.last)
    return None


def _node(stack: Stack, label: Label, counting: Counting, value: int) -> Node:
    """A clause for a label. Chapters get the path that the numbers below them extend."""
    is_chapter = label.mark in CHAPTERS and counting in ("decimal", "ROMAN")
    return stack.node(label, counting, (value,) if is_chapter else ())


def _continued(stack: Stack, ahead: Ahead, label: Label, text: str) -> tuple[int, Counting, int] | None:
    """The sequence that a label continues: the one whose items have its position and indent, or else the innermost."""
    is_inline = label.place < LabelPosition.GAP
    best: tuple[tuple[bool, bool, int], tuple[int, Counting, int]] | None = None
    for position, frame in enumerate(stack.frames):
        value = frame.last + 1
        if not same_mark(frame.mark, label.mark) or (frame.counting, value) not in ahead.readings(label):
            continue
        if is_inline and not frame.is_inline and not _may_follow(stack, label, position, text):
            continue
        stands_alike = frame.is_inline == is_inline and frame.mark == label.mark
        likeness = (stands_alike, not _is_aside(label, frame), position)
        if best is None or likeness > best[0]:
            best = (likeness, (position, frame.counting, value))
    return best[1] if best is not None else None


def _may_follow(stack: Stack, label: Label, position: int, text: str) -> bool:
    """True when an item in the middle of a line can belong to a sequence whose items open lines."""
    if label.mark in ("dot", "bare"):
        return label.place is LabelPosition.BREAK
    return position == len(stack.frames) - 1 or bool(_CONNECTED.search(text[max(0, label.start - 8) : label.start]))


def _is_aside(label: Label, frame: Frame) -> bool:
    """True when a label and the items of a sequence all stand at the start of a line but differ in indent."""
    return label.column >= 0 and frame.column >= 0 and abs(label.column - frame.column) >= INDENTED


def _begins_roman(stack: Stack, ahead: Ahead, index: int, position: int) -> bool:
    """True when `(i)` after `(h)` opens a Roman list under it and is not the ninth letter."""
    label = ahead.labels[index]
    if label.token not in ("i", "I"):
        return False
    second = ahead.next(label.mark, label.token * 2, index)
    others = (ahead.next(label.mark, token, index) for token in (label.token, chr(ord(label.token) + 1)))
    if second is None or any(other is not None and other < second for other in others):
        return False
    return second - index <= NEAR * 4 or stack.frames[position].is_inline


def _started(stack: Stack, ahead: Ahead, index: int, counting: Counting, *, renumbers: bool) -> Node | None:
    """Open a new sequence, or the same one again; None when this is not a start."""
    label = ahead.labels[index]
    if label.mark == "dot" and label.place < LabelPosition.BREAK:
        return None
    if label.mark == "bare" and stack.holds(*CHAPTERS, "dotted") and not _begins_anew(stack, ahead, index):
        return None
    if label.place >= LabelPosition.LINE or (label.mark == "dot" and counting == "decimal"):
        stack.close_inline()
    _end_letters(stack, label, counting)
    kept = len(stack.frames)
    for position, frame in stack.innermost_first():
        if (frame.mark, frame.counting) != (label.mark, counting):
            continue
        if label.mark in LISTS and frame.is_inline != (label.place < LabelPosition.GAP):
            continue
        is_within = any(ahead.goes_on(index, above) for above in stack.frames[position + 1 :])
        if _is_aside(label, frame):
            kept = kept if label.column > frame.column or is_within else position
        elif -1 < label.series != frame.series > -1:
            kept = kept if list_goes_on(stack, ahead, index, position) else position
        elif not ahead.nests(index, frame) and not is_within:
            if renumbers and frame.open.written == label.token and frame.nodes[0].written == label.token:
                node = _node(stack, label, counting, frame.last + 1)
                node.token = numbering.written(counting, frame.last + 1)
                return stack.append(position, node, frame.last + 1)
            kept = position
        break
    if kept >= DEEPEST:
        return None
    del stack.frames[kept:]
    return stack.push(_node(stack, label, counting, 1), (), 1)


def _begins_anew(stack: Stack, ahead: Ahead, index: int) -> bool:
    """True for a first chapter after numbered parties: those are few, hold nothing, and their numbers have no mark."""
    open_ones = [frame for frame in stack.frames if frame.mark in (*CHAPTERS, "dotted")]
    return (
        all(frame.mark == "bare" and frame.last <= MOST_PARTIES for frame in open_ones)
        and not any(node.children for frame in open_ones for node in frame.nodes)
        and ahead.counts_on(index)
    )


def _end_sentence(stack: Stack, ahead: Ahead, index: int, text: str) -> None:
    """Close a list inside a paragraph whose sentence has ended: a new sentence's list is not part of its last item.

    An item that begins with a capital is itself a sentence, and more sentences may follow in it.
    """
    label = ahead.labels[index]
    while stack.frames and stack.frames[-1].is_inline:
        frame = stack.frames[-1]
        if not text[frame.open.label_end : frame.open.label_end + 4].strip(' \n“"(').islower():
            return
        if not _NEW_SENTENCE.search(text, max(frame.open.label_end, label.start - FARTHEST_SENTENCE), label.start):
            return
        after = ahead.next(frame.mark, numbering.written(frame.counting, frame.last + 1), index)
        if (
            after is not None
            and after - index <= FAR
            and not any(other.mark in CHAPTERS or other.mark == "dotted" for other in ahead.labels[index:after])
        ):
            return
        stack.frames.pop()


def _last_letters(stack: Stack, ahead: Ahead, index: int) -> Node | None:
    """Open a list of the last letters, `(x)` and `(y)`, which drafters use to set it apart from the lists around it."""
    label = ahead.labels[index]
    counting: Counting = "letter" if label.token.islower() else "LETTER"
    value = numbering.letters(label.token)
    if label.mark != "paren" or label.token.lower() not in LAST_LETTERS or value is None:
        return None
    if not 0 < len(stack.frames) < DEEPEST:
        return None
    following = ahead.next(label.mark, numbering.written(counting, value + 1), index)
    again = ahead.next(label.mark, label.token, index)
    if following is None or following - index > NEAR * 2 or (again is not None and again < following):
        return None
    if label.place >= LabelPosition.LINE:
        stack.close_inline()
    node = stack.push(_node(stack, label, counting, value), (), value)
    stack.frames[-1].is_doubtful = True
    return node


def _end_letters(stack: Stack, label: Label, counting: Counting) -> None:
    """Close a computed list of letters under no number where computed chapters begin: both are at the top."""
    top = stack.frames[-1] if stack.frames else None
    if top is None or label.series < 0 or label.depth > 0 or label.mark != "dot" or counting != "decimal":
        return
    is_letters = top.counting in ("letter", "roman") and top.series >= 0 and top.depth == 0
    if is_letters and not any(frame.counting == "decimal" for frame in stack.frames):
        stack.frames.pop()


def _after_orphans(stack: Stack, label: Label) -> Node | None:
    """Open `5.` after `4.9` where the earlier chapters had no line of their own."""
    if label.mark not in ("dot", "bare") or not label.path or label.place < LabelPosition.BREAK:
        return None
    chapter = label.path[0]
    for position, frame in enumerate(stack.frames):
        if frame.mark == "dotted" and frame.prefix == (chapter - 1,) and frame.parent.path != frame.prefix:
            del stack.frames[position:]
            return stack.push(_node(stack, label, "decimal", chapter), (), chapter)
    return None


def _skipped(stack: Stack, ahead: Ahead, index: int) -> Node | None:
    """Continue after a missing number; None when the number is not missing or this is another list."""
    label = ahead.labels[index]
    if label.place < LabelPosition.GAP:
        return None
    for position, frame in stack.innermost_first():
        for counting, value in ahead.readings(label):
            if (frame.mark, frame.counting) != (label.mark, counting) or frame.is_inline:
                continue
            if not 1 < value - frame.last <= FARTHEST_SKIP:
                continue
            if not (label.path and ahead.comes_soon(index, (value - 1,), label.mark)):
                return stack.append(position, _node(stack, label, counting, value), value)
    return None


def recover_chapter(stack: Stack, ahead: Ahead, index: int) -> Node | None:
    """Resume at `4.` whose earlier chapters were not seen: it is ahead of what is open, and `5.` or `4.1` follows."""
    label = ahead.labels[index]
    if label.mark not in ("dot", "bare") or not label.path or label.path[0] > FARTHEST_RECOVERY:
        return None
    chapter = label.path[0]
    after = ahead.next("dot", str(chapter + 1), index)
    is_followed = after is not None and after - index <= FAR * 2
    if not is_followed and not ahead.has_children_soon(index):
        return None
    base = stack.chapter_base()
    for frame in stack.frames[base:]:
        if frame.is_chapter and frame.last >= chapter:
            return None
        if frame.mark == "dotted" and (*frame.prefix, frame.last) >= label.path:
            return None
    stack.truncate(base)
    return stack.push(_node(stack, label, "decimal", chapter), (), chapter)
