"""Clauses with a keyword: schedules and exhibits, parts, articles, and sections with a single number."""

from pincite.structure.outline.ahead import FAR, FARTHEST_SKIP, Ahead
from pincite.structure.outline.labels import Label, LabelPosition
from pincite.structure.outline.tree import CHAPTERS, Node, Stack

_RANK = {"schedule": 0, "title": 1, "subtitle": 2, "part": 3, "article": 4, "section": 5, "code": 5}
"""A keyword closes keywords of its own rank and below. Any keyword closes numbers without one."""

_HEAD = 400
"""Characters at the beginning of an SEC filing within which "Exhibit 10.13" is the number of the filing."""


_LEGEND = 60
"""Characters in capitals before a schedule that are a legend of the previous page, not a sentence naming it."""


def add_schedule(stack: Stack, ahead: Ahead, index: int, text: str) -> Node | None:
    """Open a schedule; None for a mention of one, a running header, or the number of an SEC exhibit."""
    label = ahead.labels[index]
    written = text[label.start : label.end]
    is_capital_break = label.place is LabelPosition.BREAK and (
        written[:4].isupper() or text[max(0, label.start - _LEGEND) : label.start].isupper()
    )
    if label.follows_label or (label.place < LabelPosition.GAP and not is_capital_break):
        return None
    if _is_exhibit_number(stack, label, written):
        stack.exhibit_number = label.token
        return None
    first = stack.frames[0] if stack.frames and stack.frames[0].mark == "schedule" else None
    opened = text[first.open.start : first.open.start + 4].lower() if first is not None else ""
    if first is not None and first.open.token == label.token and opened == written[:4].lower():
        return None
    if _numbering_goes_on(stack, ahead, index):
        return None
    node = stack.node(label, "none", ())
    if first is not None:
        return stack.append(0, node, 0)
    stack.frames.clear()
    return stack.push(node, (), 0)


def _is_exhibit_number(stack: Stack, label: Label, written: str) -> bool:
    """True for the number under which a registrant filed the document."""
    if written[:2].lower() != "ex":
        return False
    return label.token == stack.exhibit_number or (stack.is_empty and label.token[:1].isdigit() and label.start < _HEAD)


def _numbering_goes_on(stack: Stack, ahead: Ahead, index: int) -> bool:
    """True when the chapters before a schedule go on after it: it is then only mentioned there."""
    chapters = [frame for frame in stack.frames if frame.mark in (*CHAPTERS, "dotted")]
    for label in ahead.labels[index + 1 : index + 1 + FAR]:
        if label.place >= LabelPosition.GAP and label.mark in (*CHAPTERS, "dotted"):
            is_child = label.mark == "dotted" and any(frame.open.path == label.path[:-1] for frame in chapters)
            return is_child or any(ahead.continues(label, frame) for frame in chapters)
    return False


def add_keyword(stack: Stack, ahead: Ahead, index: int, *, has_heading: bool, is_capital: bool) -> Node | None:
    """Open a part, article or section; None when its number neither continues nor starts a sequence.

    With a heading, any higher number continues: at the start of a paragraph ("ITEM 110", "ITEM 115"), or at the start
    of a line when the keyword is in capitals or a sign ("SEC. 201", "§ 7").
    """
    label = ahead.labels[index]
    readings = ahead.readings(label)
    stands_clear = label.place is LabelPosition.PARAGRAPH or (label.place is LabelPosition.LINE and is_capital)
    farthest = 1000 if has_heading and stands_clear else FARTHEST_SKIP
    for position, frame in stack.innermost_first():
        if frame.mark != label.mark:
            continue
        for counting, value in readings:
            step = value - frame.last
            if counting != frame.counting:
                continue
            if step == 1 or (1 < step <= farthest and label.place >= LabelPosition.GAP):
                return stack.append(position, stack.node(label, counting, (value,)), value)
            if step == 0:
                return None
    if not readings or label.place < (
        LabelPosition.LINE if label.mark in ("title", "subtitle") else LabelPosition.BREAK
    ):
        return None
    resumed = resume(stack, ahead, label)
    if resumed is not None:
        return resumed
    starts = [reading for reading in readings if reading[1] == 1]
    is_certain = bool(starts) or (has_heading and farthest > FARTHEST_SKIP)
    if not is_certain and (label.place < LabelPosition.GAP or stack.holds(label.mark)):
        return None
    counting, value = (starts or readings)[0]
    stack.truncate(_kept_below(stack, label))
    return stack.push(stack.node(label, counting, (value,)), (), value)


def add_code(stack: Stack, ahead: Ahead, index: int, *, has_heading: bool, is_capital: bool) -> Node | None:
    """Open a section of a code. Any number may follow any other, so its position must show that it is a section."""
    label = ahead.labels[index]
    if label.place < LabelPosition.LINE or not (has_heading or is_capital):
        return None
    node = stack.node(label, "none", ())
    node.stands_alone = True
    for position, frame in stack.innermost_first():
        if frame.mark == "code":
            return stack.append(position, node, 0)
    stack.truncate(_kept_below(stack, label))
    return stack.push(node, (), 0)


def _kept_below(stack: Stack, label: Label) -> int:
    """How many frames stay open below a keyword: those of a higher rank, and headings that the format marks."""
    kept = len(stack.frames)
    for at, frame in enumerate(stack.frames):
        if _RANK.get(frame.mark, 9) >= _RANK[label.mark]:
            kept = at
            break
    marks = ("format",) if stack.is_statute else ("format", "capital")
    headings = [at + 1 for at, frame in enumerate(stack.frames) if frame.mark in marks]
    return max([kept, *headings])


def resume(stack: Stack, ahead: Ahead, label: Label) -> Node | None:
    """Resume chapters that count on through headings and articles; None when no such numbering is remembered."""
    if label.place < LabelPosition.BREAK:
        return None
    for counting, value in ahead.readings(label):
        style = (label.mark, counting, ())
        path = (value,) if counting in ("decimal", "ROMAN", "word") else ()
        for position, frame in stack.innermost_first():
            if frame.resumable.get(style, -1) == value - 1:
                del stack.frames[position + 1 :]
                frame.resumable[style] = value
                return stack.push(stack.node(label, counting, path), (), value)
            if frame.mark == "schedule":
                break
        else:
            if stack.resumable.get(style, -1) == value - 1:
                del stack.frames[stack.chapter_base() :]
                stack.resumable[style] = value
                return stack.push(stack.node(label, counting, path), (), value)
    return None
