"""Decimal numbers: `7.2`, `2.01`, `4.3.1`. They state their own place in the tree, so little is guessed."""

from itertools import product
from typing import get_args

from pincite.structure.outline.ahead import FARTHEST_SKIP, Ahead
from pincite.structure.outline.labels import Label, LabelPosition
from pincite.structure.outline.tree import CHAPTERS, Counting, Node, Stack


def add_decimal(stack: Stack, ahead: Ahead, index: int) -> Node | None:
    """Open a clause with a dotted number; None when it neither continues nor begins a run of siblings."""
    label = ahead.labels[index]
    path = label.path
    if label.place >= LabelPosition.BREAK:
        stack.close_inline()
    if any(frame.mark == "dotted" and frame.open.path == path for frame in stack.frames):
        stack.repeated = label
        return None
    return _sibling(stack, ahead, index) or _child(stack, ahead, index) or _orphan(stack, ahead, index)


def _sibling(stack: Stack, ahead: Ahead, index: int) -> Node | None:
    """Continue the numbers with the same prefix. A gap is allowed when the missing number does not follow later."""
    label = ahead.labels[index]
    *prefix, last = label.path
    for position, frame in stack.innermost_first():
        if frame.mark == "dotted" and frame.prefix == tuple(prefix):
            step = last - frame.last
            is_gap = label.place >= LabelPosition.GAP and 1 < step <= 1 + FARTHEST_SKIP
            if step == 1 or (is_gap and not ahead.comes_soon(index, (*prefix, last - 1), "dotted")):
                return stack.append(position, stack.node(label, "decimal", label.path), last)
            return None
    return None


def _child(stack: Stack, ahead: Ahead, index: int) -> Node | None:
    """Start counting under the open clause whose number is the prefix."""
    label = ahead.labels[index]
    *prefix, last = label.path
    for position, frame in stack.innermost_first():
        if frame.open.path != tuple(prefix) or frame.mark not in (*CHAPTERS, "dotted", "format"):
            continue
        has_begun = any(
            other.mark == "dotted" and other.prefix == tuple(prefix) for other in stack.frames[position + 1 :]
        )
        if has_begun and not _begins_anew(ahead, index):
            return None
        if last <= _farthest(frame.resumable.get(("dotted", "decimal", tuple(prefix)), 0), label):
            del stack.frames[position + 1 :]
            return stack.push(stack.node(label, "decimal", label.path), tuple(prefix), last)
    return None


def _farthest(resumes: int, label: Label) -> int:
    """The highest number that may come first in a clause: 1, or more where it stands clear or was interrupted."""
    if label.place < LabelPosition.GAP:
        return 1
    return resumes + FARTHEST_SKIP


def _begins_anew(ahead: Ahead, index: int) -> bool:
    """True when a first number is followed by its second, so that a list starts again under the same chapter."""
    label = ahead.labels[index]
    *prefix, last = label.path
    return label.place >= LabelPosition.GAP and last <= 1 and ahead.comes_soon(index, (*prefix, last + 1), "dotted")


def _orphan(stack: Stack, ahead: Ahead, index: int) -> Node | None:
    """Open `4.1` or `2.2.1` although no `4` or `2.2` stands before it."""
    label = ahead.labels[index]
    path = label.path
    if label.place is LabelPosition.INLINE or path[-1] > _farthest(0, label):
        return None
    if len(path) == 2:
        return _chapterless(stack, ahead, index)
    for position, frame in stack.innermost_first():
        if frame.open.path == path[:-2]:
            frame.resumable["dotted", "decimal", path[:-2]] = path[-2]
            del stack.frames[position + 1 :]
            return stack.push(stack.node(label, "decimal", path), path[:-1], path[-1])
    return None


def _chapterless(stack: Stack, ahead: Ahead, index: int) -> Node | None:
    """Open `4.1` after `3.9`, or at the start of a text where chapters have no line of their own."""
    label = ahead.labels[index]
    path = label.path
    base, chapter = stack.chapter_base(), None
    for position in range(base, len(stack.frames)):
        frame = stack.frames[position]
        if frame.mark == "dotted" and len(frame.prefix) == 1:
            base, chapter = position, frame.prefix[0]
            break
        if frame.is_chapter:
            base, chapter = position, frame.last
            break
    if chapter is None:
        article = next((frame.last for frame in stack.frames if frame.mark == "article"), path[0])
        if label.place < LabelPosition.GAP and (
            stack.chapter_base() < len(stack.frames) or path[0] not in (0, 1, article)
        ):
            return None
    elif not 1 <= path[0] - chapter <= FARTHEST_SKIP and not (path[0] == 1 and _begins_anew(ahead, index)):
        return None
    stack.truncate(base)
    for style in product(CHAPTERS, get_args(Counting), ((),)):
        if style in stack.memory:
            stack.memory[style] = path[0]
    return stack.push(stack.node(label, "decimal", path), path[:1], path[1])


def recover_decimal(stack: Stack, ahead: Ahead, index: int) -> Node | None:
    """Resume at `4.6` whose earlier siblings were not seen: it is ahead of what is open, and its successor follows."""
    label = ahead.labels[index]
    path = label.path
    if len(path) != 2:
        return None
    follows = [(path[0], path[1] + 1), (path[0] + 1, 1)]
    if not any(ahead.comes_soon(index, after, "dotted") for after in follows):
        return None
    base = stack.chapter_base()
    for frame in stack.frames[base:]:
        if frame.mark == "dotted" and (*frame.prefix, frame.last) >= path:
            return None
        if frame.is_chapter and frame.last > path[0]:
            return None
    for position, frame in enumerate(stack.frames):
        if frame.open.path == path[:1] and frame.mark in CHAPTERS:
            base = position + 1
            break
    stack.truncate(base)
    return stack.push(stack.node(label, "decimal", path), path[:1], path[1])
