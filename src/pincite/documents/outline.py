"""Numbers and headings in, clauses out: the outline of one document.

Third step of reading: candidates (`labels`) without tables of contents (`contents`) go through a stack of sequences
(`sequence`); what it believes becomes a flat list of clauses, each range inside its parent's.
"""

import re
from collections.abc import Iterator, Sequence

from pincite.documents.contents import contents_ranges, in_ranges, outside_furniture, repeated_lines
from pincite.documents.document import Clause, ClauseKind, Format, Heading
from pincite.documents.headings import Span, heading_after
from pincite.documents.labels import Label, Place, find_labels
from pincite.documents.openings import Kind, capital_lines, defined_term, definition_starts, marked_lines
from pincite.documents.sentences import sentences
from pincite.documents.sequence import UNNUMBERED, Node, Stack

FEWEST_HEADINGS = 3
"""A document with so many headings marked by its format needs none guessed from capitals."""


def outline(text: str, headings: Sequence[Heading], format: Format) -> tuple[Clause, ...]:
    """The clauses of a text in document order, each inside its parent.

    `headings` are those that the format marks. In a number path, a decimal number stands alone (`7.2`), letters and
    Roman numerals stand in brackets after what holds them (`7.2(b)(ii)`), and inside a schedule the schedule comes
    first (`SCHEDULE 1 2.1`). White space at the end of a clause is left out of its range.
    """
    furniture = repeated_lines(text)
    candidates = find_labels(text)
    contents = contents_ranges(text, candidates, furniture)
    labels = outside_furniture(text, in_ranges(contents, candidates), furniture)
    marked = marked_lines(text)
    operative = next((span[0] for span, sort in marked if sort == "operative"), -1)
    stack = Stack(text, labels, operative, renumbers=format == "markdown")
    _grow(text, stack, labels, headings, marked, furniture, contents)
    _drop_lone(stack)
    nodes = list(_walk(stack.root))
    return tuple(_clauses(text, nodes))


def _grow(
    text: str,
    stack: Stack,
    labels: Sequence[Label],
    headings: Sequence[Heading],
    marked: Sequence[tuple[Span, Kind]],
    furniture: frozenset[str],
    contents: Sequence[Span],
) -> None:
    """Feed the stack everything that can open a clause, in order of position."""
    events: list[tuple[int, int, int]] = []
    events += [(heading.start, 0, at) for at, heading in enumerate(headings)]
    events += [(label.start, 1, at) for at, label in enumerate(labels)]
    events += [(span[0], 2, at) for at, (span, _) in enumerate(marked)]
    capitals = [] if len(headings) >= FEWEST_HEADINGS else capital_lines(text, furniture)
    events += [(span[0], 3, at) for at, span in enumerate(capitals)]
    definitions = definition_starts(text)
    events += [(start, 4, at) for at, (start, _) in enumerate(definitions)]
    events.sort()
    taken = 0
    is_closed = False
    ahead = 0
    inside = iter([*contents, (len(text) + 1, len(text) + 1)])
    table = next(inside)
    for position, kind, at in events:
        while ahead < len(labels) and labels[ahead].start < position:
            ahead += 1
        while table[1] <= position:
            table = next(inside)
        if position < taken or (table[0] <= position and kind > 1):
            continue
        if kind == 0:
            node = _add_heading(text, stack, headings[at], labels, ahead)
            taken = headings[at].end
        elif kind == 1:
            node = _add_label(text, stack, labels, at, furniture)
            if node is not None:
                is_closed = False
                taken = max(taken, node.heading[1] if node.heading else node.label_end)
        elif kind == 2:
            span, sort = marked[at]
            if (
                sort == "closing"
                or (sort == "recitals" and stack.is_empty)
                or (sort == "operative" and stack.in_recitals)
            ):
                node = stack.add_unnumbered(*span, sort, len(labels))
                node.heading = span
                taken = span[1]
                is_closed = sort == "closing"
        elif kind == 3:
            if not is_closed and _is_past_cover(stack, labels):
                node = stack.add_unnumbered(*capitals[at], "capital", ahead)
                node.heading = capitals[at]
                taken = capitals[at][1]
        elif kind == 4:
            definition = stack.add_definition(position)
            if definition is not None:
                definition.heading = definitions[at][1]
                taken = definitions[at][1][1]


def _is_past_cover(stack: Stack, labels: Sequence[Label]) -> bool:
    """True once a clause has begun; before that, lines in capitals are title and parties, unless nothing is numbered."""
    return not stack.is_empty or len(labels) < 3


def _add_label(text: str, stack: Stack, labels: Sequence[Label], at: int, furniture: frozenset[str]) -> Node | None:
    """Offer one candidate to the stack; an accepted one gets its heading or its term."""
    label = labels[at]
    limit = labels[at + 1].start if at + 1 < len(labels) else len(text)
    heading = heading_after(text, label.end, limit, furniture)
    if heading is not None and label.place < Place.GAP and label.mark in ("paren", "half") and heading[1] >= limit - 2:
        heading = None
    if label.mark == "bare" and heading is None:
        return None
    node = stack.add(at, has_heading=heading is not None)
    if node is None:
        return None
    term = defined_term(text, label.end) or (defined_term(text, heading[1]) if heading is not None else None)
    if term is not None:
        node.is_definition = True
    node.heading = heading or term
    return node


def _add_heading(text: str, stack: Stack, heading: Heading, labels: Sequence[Label], ahead: int) -> Node:
    """Open a heading of the format; a number at its start becomes the clause's number."""
    label = labels[ahead] if ahead < len(labels) and labels[ahead].start < heading.end else None
    if label is not None and text[heading.start : label.start].strip(" \t#*_"):
        label = None
    node = stack.add_format_heading(heading.start, heading.end, heading.level, label)
    start = node.label_end if label is not None else heading.start
    while start < heading.end and text[start] in " \t\u00a0#*_:.-–—":
        start += 1
    node.heading = (start, heading.end) if start < heading.end else None
    return node


def _drop_lone(stack: Stack) -> None:
    """Take out lists inside a paragraph that have one item only, or that no numbered clause holds.

    A lone `(a)` is a reference or a slip; a list in a preamble or in the words above signatures has no number to cite.
    """
    for frame in reversed(stack.frames):
        frame.nodes[-1].ends_with_sentence = frame.is_inline
        is_lone = frame.is_doubtful and len(frame.nodes) == 1
        if is_lone or (frame.is_inline and not _is_citable(frame.parent)):
            for node in frame.nodes:
                node.is_dropped = True


def _is_citable(node: Node | None) -> bool:
    """True when a clause or one that holds it has a number or a defined term."""
    while node is not None and node.mark != "root":
        if node.token or node.mark == "definition":
            return True
        node = node.parent
    return False


def _walk(root: Node) -> Iterator[Node]:
    """Every clause below the root in document order, with its level set."""
    pending = [(child, 0) for child in reversed(root.children)]
    while pending:
        node, level = pending.pop()
        if not node.is_dropped:
            node.level = level
            yield node
        below = level + (not node.is_dropped)
        pending.extend((child, below) for child in reversed(node.children))


def _clauses(text: str, nodes: Sequence[Node]) -> Iterator[Clause]:
    """Clauses from nodes: numbers from the path of their parents, ends from the next start of their level."""
    _set_ends(text, nodes)
    numbers: dict[int, str] = {}
    for node in nodes:
        number = _number(text, node, numbers)
        numbers[id(node)] = number
        heading = (
            " ".join(text[slice(*node.heading)].split()).strip("*_ ").rstrip(" .:") if node.heading is not None else ""
        )
        yield Clause(number, heading, node.start, node.end, node.level, _kind(node))


def _set_ends(text: str, nodes: Sequence[Node]) -> None:
    """Set where each clause ends: where the next of its level or a higher one begins.

    The last item of a list that runs inside a paragraph ends with its sentence, since what follows belongs to the
    clause around the list; a definition without a number ends with its paragraph for the same reason.
    """
    ends = [len(text)] * len(nodes)
    still_open: list[int] = []
    for at, node in enumerate(nodes):
        while still_open and nodes[still_open[-1]].level >= node.level:
            ends[still_open.pop()] = node.start
        still_open.append(at)
    for at in range(len(nodes) - 1, -1, -1):
        node = nodes[at]
        node.end = ends[at]
        if node.ends_with_sentence:
            inside = max((child.end for child in node.children), default=0)  # a dropped child ends at 0
            opening = node.heading[1] + 1 if node.heading is not None else node.label_end
            node.end = max(inside, _sentence_end(text, opening, node.end))
        elif node.mark == "definition" and not node.children:
            node.end = _paragraph_end(text, node.start, node.end)
        while node.end > node.start and text[node.end - 1].isspace():
            node.end -= 1


_LONGEST_ITEM = 4000
"""Characters within which the sentence of the last item of an inline list must end to end the item too."""


def _sentence_end(text: str, start: int, end: int) -> int:
    """Where the first sentence after a label ends, `end` when none does nearby."""
    for _, sentence_end in sentences(text, start, min(end, start + _LONGEST_ITEM)):
        if _ENDS_SENTENCE.search(text, max(start, sentence_end - 4), sentence_end):
            return sentence_end
    return end


_ENDS_SENTENCE = re.compile(r"[.!?][”\"')\]]*\Z")
_PARAGRAPH_END = re.compile(r"[.;:!?”\")](?=[ \t]*\r?\n[ \t]*\r?\n)")


def _paragraph_end(text: str, start: int, end: int) -> int:
    """Where the first paragraph that ends in a sign ends, `end` when none does."""
    match = _PARAGRAPH_END.search(text, start, end)
    return match.end() if match is not None else end


def _number(text: str, node: Node, numbers: dict[int, str]) -> str:
    """The full path of a clause's number, empty when it has none."""
    if node.mark in (*UNNUMBERED, "definition", "format"):
        return ""
    holder, term = node.parent, ""
    while holder is not None and not numbers.get(id(holder)):
        if holder.mark == "definition" and holder.heading is not None and not term:
            term = f"“{' '.join(text[slice(*holder.heading)].split())}”"
        holder = holder.parent
    above = numbers[id(holder)] if holder is not None else ""
    if term:
        return f"{above} {term}({node.token})".lstrip()
    if node.mark in ("schedule", "article", "part"):
        written = " ".join(text[node.start : node.label_end].replace('"', "").replace("“", "").replace("”", "").split())
        written = written.strip("#*_ .:")
        return f"{_schedule_of(node, numbers)}{written}" if node.mark != "schedule" else written
    if node.counting == "decimal" and len(node.path) > 1:
        return _schedule_of(node, numbers) + node.token
    if holder is None:
        return f"({node.token})" if node.mark == "paren" else node.token
    if holder.mark in ("schedule", "part", "article"):
        bare = f"({node.token})" if node.mark == "paren" else node.token
        is_own = node.mark in ("dot", "bare", "section") and holder.mark == "article" and not node.restarts
        return _schedule_of(node, numbers) + bare if is_own else f"{above} {bare}"
    return f"{above}({node.token})"


def _schedule_of(node: Node, numbers: dict[int, str]) -> str:
    """The number of the schedule that holds a clause, with a space after it; empty outside schedules."""
    holder = node.parent
    while holder is not None:
        if holder.mark == "schedule":
            return f"{numbers[id(holder)]} "
        holder = holder.parent
    return ""


def _kind(node: Node) -> ClauseKind:
    """What a clause is, from its mark and place."""
    if node.mark == "schedule":
        return "schedule"
    if node.is_definition:
        return "definition"
    if node.mark in UNNUMBERED:
        return "heading"
    if node.is_format or node.mark in ("format", "part", "article", "section"):
        return "section"
    return "section" if node.mark in ("dot", "bare") and node.path and not _has_counted_parent(node) else "clause"


def _has_counted_parent(node: Node) -> bool:
    """True when a numbered clause, not a schedule or heading, holds this one."""
    return node.parent is not None and node.parent.mark in ("dot", "bare", "section", "dotted", "half", "paren")
