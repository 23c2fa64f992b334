"""Numbers that a word processor computes: their position is certain, and they have a level in a list.

They are inserted into the text before their paragraphs, so that headings and definitions are found as after typed
numbers. Their place in the tree follows from their list and is not guessed.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pincite.documents.document import Numbering
from pincite.structure.outline import numbering
from pincite.structure.outline.ahead import FAR, Ahead
from pincite.structure.outline.excerpt import Excerpt
from pincite.structure.outline.labels import KEYWORDS, Label, LabelPosition, Mark
from pincite.structure.outline.regions import shown_number
from pincite.structure.outline.tree import DEEPEST, Counting, Node, Stack

_KEYWORD = re.compile(r"(?P<keyword>[A-Za-z§]+\.?)\s*(?P<token>\d{1,3}(?:\.\d{1,3})*|[A-Za-z]+)[.:)]*")
_PAREN = re.compile(r"\((?P<token>[A-Za-z]{1,7}|\d{1,3})\)[.:]?")
_DECIMAL = re.compile(r"(?P<token>(?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3})*)(?P<sign>[.):]*)")
_LETTER = re.compile(r"(?P<token>[A-Za-z]{1,7})(?P<sign>[.):])")


def computed_labels(numbers: Sequence[Numbering], seen: Excerpt) -> list[Label]:
    """The labels that were inserted into an excerpt, in order."""
    found: list[Label] = []
    for number in numbers:
        shown = shown_number(number.label)
        start = seen.place(number.start)
        while start < len(seen.text) and seen.text[start].isspace():
            start += 1
        if not shown or not seen.text.startswith(shown, start) or (found and start < found[-1].end):
            continue
        mark, token, path = read_number(shown.strip())
        end = start + len(shown) - 1
        found.append(
            Label(start, end, mark, token, path, LabelPosition.PARAGRAPH, -1, False, number.list, number.level)
        )
    return found


def with_computed(typed: Sequence[Label], computed: Sequence[Label]) -> list[Label]:
    """All labels in order. A computed label replaces any label read in its place."""
    starts, ends = [label.start for label in computed], [label.end for label in computed]
    kept = [label for label in typed if bisect_right(ends, label.start) >= bisect_left(starts, label.end)]
    return sorted([*kept, *computed], key=lambda label: label.start)


def read_number(shown: str) -> tuple[Mark, str, tuple[int, ...]]:
    """The mark, numeral and decimal path of a displayed number. One that cannot be read is kept as is, marked `whole`.

    >>> read_number("Article IV"), read_number("(b)"), read_number("7.2"), read_number("2-A/1")
    (('article', 'IV', ()), ('paren', 'b', ()), ('dotted', '7.2', (7, 2)), ('whole', '2-A/1', ()))
    """
    if (match := _PAREN.fullmatch(shown)) is not None:
        return "paren", match["token"], numbering.dotted(match["token"]) or ()
    if (match := _DECIMAL.fullmatch(shown)) is not None:
        return _decimal(match["token"], match["sign"])
    if (match := _LETTER.fullmatch(shown)) is not None:
        return ("half" if match["sign"].startswith(")") else "dot"), match["token"], ()
    match = _KEYWORD.fullmatch(shown)
    mark = KEYWORDS.get(match["keyword"].lower()) if match is not None else None
    if match is None or mark is None:
        return "whole", shown.rstrip(".:"), ()
    path = numbering.dotted(match["token"]) or ()
    return ("dotted" if mark == "section" and len(path) > 1 else mark), match["token"], path


def _decimal(token: str, sign: str) -> tuple[Mark, str, tuple[int, ...]]:
    """The reading of a number in figures, which may begin with a letter (`A.1`)."""
    parts = token.split(".")
    path = tuple(int(part) if part.isdecimal() else (numbering.letters(part) or 0) for part in parts)
    if len(path) == 2 and parts[1] == "0":
        return "dot", token, path[:1]
    if len(path) > 1:
        return "dotted", token, path
    return ("half" if sign.startswith(")") else "dot"), token, path


def add_computed(stack: Stack, ahead: Ahead, index: int) -> Node | None:
    """Open the clause of a computed number whose list is open; None when its place must be found another way."""
    label = ahead.labels[index]
    for position, frame in stack.innermost_first():
        if frame.series != label.series or frame.depth > label.depth:
            continue
        counting, value = reading_after(ahead, label, frame.last if frame.depth == label.depth else 0)
        node = stack.node(label, counting, _path(label, counting, value))
        if frame.depth == label.depth:
            frame.prefix = label.path[:-1]
            return stack.append(position, node, value)
        stack.truncate(position + 1)
        return _push(stack, node, label, value)
    return None


def push_computed(stack: Stack, ahead: Ahead, index: int) -> Node | None:
    """Open the clause of a computed number under the innermost open clause; None when the stack is too deep."""
    label = ahead.labels[index]
    for position, frame in stack.innermost_first():
        if frame.series == label.series:
            stack.truncate(position)
    if len(stack.frames) >= DEEPEST:
        return None
    counting, value = reading_after(ahead, label, 0)
    return _push(stack, stack.node(label, counting, _path(label, counting, value)), label, value)


def _push(stack: Stack, node: Node, label: Label, value: int) -> Node:
    """Start a sequence for a computed number."""
    stack.push(node, label.path[:-1], value)
    stack.frames[-1].series, stack.frames[-1].depth = label.series, label.depth
    return node


def reading_after(ahead: Ahead, label: Label, last: int) -> tuple[Counting, int]:
    """The reading of a numeral that continues from `last`, or else its likeliest reading."""
    readings = [(counting, label.path[-1] if label.path else value) for counting, value in ahead.readings(label)]
    return next((reading for reading in readings if reading[1] == last + 1), readings[0] if readings else ("none", 0))


def _path(label: Label, counting: Counting, value: int) -> tuple[int, ...]:
    """The decimal path that the numbers below it extend."""
    if label.path:
        return label.path if label.mark != "paren" else ()
    return (value,) if counting in ("ROMAN", "word") and label.mark not in ("paren", "half") else ()


def list_goes_on(stack: Stack, ahead: Ahead, index: int, position: int) -> bool:
    """True when the list of an open sequence goes on after the list that starts here: this one is nested in it."""
    frame = stack.frames[position]
    for other in ahead.labels[index + 1 : index + 1 + FAR * 4]:
        if other.series == frame.series:
            return other.depth == frame.depth and reading_after(ahead, other, frame.last)[1] == frame.last + 1
        if other.series >= 0 and any(below.series == other.series for below in stack.frames[:position]):
            return False
    return False
