"""Which candidates are believed: a number that continues or starts a sequence, a heading where clauses begin.

Second step of the outline. Every function either opens a clause on the stack or leaves the candidate out.
"""

from pincite.documents.outline.ahead import NEAR, Ahead
from pincite.documents.outline.decimals import add_decimal, recover_decimal
from pincite.documents.outline.items import add_item, recover_chapter
from pincite.documents.outline.keywords import add_keyword, add_schedule
from pincite.documents.outline.labels import Label, Place
from pincite.documents.outline.tree import DEEPEST, LISTS, Node, NodeMark, Stack


def add_label(
    stack: Stack, ahead: Ahead, index: int, text: str, *, operative: int, has_heading: bool, renumbers: bool
) -> Node | None:
    """Open the clause of a candidate; None when it is left out.

    `operative` is where "NOW, THEREFORE" stands (-1 for nowhere): numbers before it belong to the recitals.
    `has_heading` says that words which read as a heading follow the number. `renumbers` is true of Markdown.
    """
    label = ahead.labels[index]
    _end_recitals(stack, label, operative)
    if label.mark == "schedule":
        return add_schedule(stack, ahead, index, text)
    if label.mark in ("part", "article", "section"):
        return add_keyword(stack, ahead, index, has_heading=has_heading)
    stands_clear = label.place >= Place.PARAGRAPH or (has_heading and label.place >= Place.BREAK)
    if label.mark == "dotted":
        found = add_decimal(stack, ahead, index)
        return found or (recover_decimal(stack, ahead, index) if stands_clear and stack.repeated is None else None)
    if has_heading:
        _rise_to_chapter(stack, label)
    found = add_item(stack, ahead, index, text, renumbers=renumbers)
    return found or (recover_chapter(stack, ahead, index) if stands_clear else None)


def _end_recitals(stack: Stack, label: Label, operative: int) -> None:
    """Close recitals, operative and closing words where the numbering of the body begins."""
    is_body = bool(label.path) or label.mark == "article"
    if label.place < Place.BREAK or label.mark in LISTS or not is_body:
        return
    if label.mark == "dot" and label.start < operative:
        return
    for position, frame in enumerate(stack.frames):
        if frame.mark in ("recitals", "operative", "closing"):
            del stack.frames[position:]
            return


def _rise_to_chapter(stack: Stack, label: Label) -> None:
    """Close lists that stand before the first chapter: its heading shows that they do not hold it."""
    if label.mark not in ("dot", "half") or label.path != (1,) or label.place < Place.BREAK:
        return
    stack.close_inline()
    base = stack.chapter_base()
    are_lists = all(frame.counting in ("letter", "roman") or frame.mark in LISTS for frame in stack.frames[base:])
    if label.place >= Place.GAP and are_lists:
        del stack.frames[base:]


def add_format_heading(stack: Stack, ahead: Ahead, start: int, end: int, level: int, label: Label | None) -> Node:
    """Open a heading that the format marks; its level decides what it closes, a label in it gives its number."""
    kept = 0
    while kept < len(stack.frames) and stack.frames[kept].mark == "format" and stack.frames[kept].last < level:
        kept += 1
    stack.truncate(kept)
    node = Node(start, end, "format", is_format=True)
    if label is not None:
        readings = ahead.readings(label)
        counting, value = readings[0] if readings else ("none", 0)
        node.label_end, node.mark, node.token, node.written = label.end, label.mark, label.token, label.token
        node.counting = counting
        node.path = label.path or ((value,) if counting in ("word", "ROMAN") else ())
    return stack.push(node, (), level, mark="format")


def add_unnumbered(stack: Stack, ahead: Ahead, start: int, end: int, mark: NodeMark, index: int) -> Node:
    """Open a heading in capitals, recitals or closing words; `index` is the next candidate's.

    A number soon after that continues a sequence keeps the clauses around that sequence open. When none does, all is
    closed but what stands above chapters.
    """
    kept = _kept_by_next(stack, ahead, index) if mark == "capital" else None
    if kept is None:
        keeps = ("schedule", "format", "part")
        kept = next((at for at, frame in enumerate(stack.frames) if frame.mark not in keeps), len(stack.frames))
    counted = stack.close(kept)
    node = stack.push(Node(start, end, mark), (), 0)
    stack.memory.update(counted)
    return node


def _kept_by_next(stack: Stack, ahead: Ahead, index: int) -> int | None:
    """How many frames stay open below a heading, by the sequence that a candidate soon after it continues."""
    for label in ahead.labels[index : index + NEAR]:
        if label.place < Place.GAP or label.mark in LISTS:
            continue
        for position, frame in stack.innermost_first():
            if ahead.continues(label, frame):
                return position
        if label.mark in ("article", "schedule", "part"):
            return None
    return None


def add_definition(stack: Stack, start: int) -> Node | None:
    """Open the definition of a term that has no number of its own; None when the stack is too deep."""
    stack.close_inline()
    node = Node(start, start, "definition", is_definition=True)
    for position, frame in stack.innermost_first():
        if frame.mark == "definition":
            return stack.append(position, node, 0)
    return stack.push(node, (), 0) if len(stack.frames) < DEEPEST else None
