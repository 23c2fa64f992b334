"""Turns the grown tree into flat clauses with full numbers, ends and kinds. Third step of the outline."""

import re
from collections.abc import Iterator, Sequence

from pincite.documents.document import Clause, ClauseKind
from pincite.structure.outline.tree import DIVISIONS, LISTS, UNNUMBERED, Node, Stack
from pincite.structure.sentences import sentences

LONGEST_ITEM = 4000
"""Characters within which the sentence of an inline list's last item must end for the item to end there too."""

_ENDS_SENTENCE = re.compile(r"[.!?][”\"')\]]*\Z")
_PARAGRAPH_END = re.compile(r"[.;:!?”\")](?=[ \t]*\r?\n[ \t]*\r?\n)")


def clauses_of(text: str, stack: Stack) -> tuple[Clause, ...]:
    """The clauses of a tree in document order, each inside its parent."""
    _drop_lone(stack)
    _set_alone(stack)
    nodes = list(_walk(stack.root))
    _set_ends(text, nodes)
    opening = _opening_schedules(nodes)
    numbers: dict[int, str] = {}
    found: list[Clause] = []
    for node in nodes:
        numbers[id(node)] = _number(text, node, numbers, opening)
        found.append(Clause(numbers[id(node)], _heading(text, node), node.start, node.end, node.level, _kind(node)))
    return tuple(found)


def _drop_lone(stack: Stack) -> None:
    """Remove lists inside a paragraph that have only one item, or that no numbered clause holds.

    A lone `(a)` is a reference or a slip. A list in a preamble or above signatures has no number to cite.
    """
    for frame in stack.every:
        frame.nodes[-1].ends_with_sentence = frame.is_inline
        if frame.is_doubtful and len(frame.nodes) == 1:
            frame.open.is_dropped = True
    for frame in stack.every:
        if frame.is_inline and not _is_citable(frame.parent):
            for node in frame.nodes:
                node.is_dropped = True


def _is_citable(node: Node | None) -> bool:
    """True when a clause or one of its parents stays and has a number or a defined term."""
    while node is not None and node.mark != "root":
        if (node.token and not node.is_dropped) or node.mark == "definition":
            return True
        node = node.parent
    return False


def _set_alone(stack: Stack) -> None:
    """Mark chapters whose numbers run on through the articles: they are cited without the article.

    Chapters that begin anew in each article are cited with it. Sections in a title of a statute always run on.
    """
    within = [frame for frame in stack.every if frame.is_chapter and frame.parent.mark in DIVISIONS]
    counts_on = any(frame.nodes[0].path > (1,) for frame in within)
    for frame in within:
        for node in frame.nodes:
            node.stands_alone = counts_on
    for frame in stack.every:
        if frame.mark == "section" and _is_in_title(frame.parent):
            for node in frame.nodes:
                node.stands_alone = True


def _is_in_title(node: Node | None) -> bool:
    """True for a title of a statute, and for the subtitles, chapters, parts and headings in it."""
    while node is not None and (node.mark in DIVISIONS or node.mark in UNNUMBERED):
        if node.mark in ("title", "subtitle"):
            return True
        node = node.parent
    return False


def _opening_schedules(nodes: Sequence[Node]) -> frozenset[int]:
    """Schedules that stand before every numbered clause, by identity.

    The document is itself an exhibit, or lists its exhibits first. It has no body whose clauses could be confused with
    theirs, so these clauses are cited by their numbers alone.
    """
    opening: list[int] = []
    for node in nodes:
        if node.mark == "schedule":
            opening.append(id(node))
        elif node.token and node.mark not in (*UNNUMBERED, "definition", "format"):
            break
    return frozenset(opening)


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


def _set_ends(text: str, nodes: Sequence[Node]) -> None:
    """Set the end of each clause: where the next one of its level or a higher level begins.

    The last item of a list inside a paragraph ends with its sentence, since the rest belongs to the clause around the
    list. A definition without a number ends with its paragraph for the same reason. No clause goes beyond a column of
    lost numbers.
    """
    ends = [len(text)] * len(nodes)
    still_open: list[int] = []
    for at, node in enumerate(nodes):
        while still_open and nodes[still_open[-1]].level >= node.level:
            closed = still_open.pop()
            ends[closed] = min(ends[closed], node.start)
        ends[at] = min([len(text), *([node.limit] if node.limit else []), *(ends[outer] for outer in still_open[-1:])])
        still_open.append(at)
    for at in range(len(nodes) - 1, -1, -1):
        node = nodes[at]
        node.end = ends[at]
        if node.ends_with_sentence:
            inside = max((child.end for child in node.children), default=0)  # a dropped child ends at 0
            opening = node.heading[1] + 1 if node.heading is not None else node.label_end
            node.end = max(inside, _sentence_end(text, opening, node.end))
        elif node.mark == "closing":
            node.end = min(node.end, max(node.block_end, node.start + 1))
        elif node.mark == "definition" and not node.children:
            node.end = _paragraph_end(text, node.start, node.end)
        while node.end > node.start and text[node.end - 1].isspace():
            node.end -= 1


def _sentence_end(text: str, start: int, end: int) -> int:
    """Where the first sentence after a label ends; `end` when none ends nearby."""
    for _, sentence_end in sentences(text, start, min(end, start + LONGEST_ITEM)):
        if _ENDS_SENTENCE.search(text, max(start, sentence_end - 4), sentence_end):
            return sentence_end
    return end


def _paragraph_end(text: str, start: int, end: int) -> int:
    """Where the first paragraph that ends in a punctuation mark ends; `end` when there is none."""
    match = _PARAGRAPH_END.search(text, start, end)
    return match.end() if match is not None else end


def _heading(text: str, node: Node) -> str:
    """The words of a clause's heading on one line, without the marks around them; empty when it has none."""
    if node.heading is None:
        return ""
    return " ".join(text[slice(*node.heading)].split()).strip("*_ ").rstrip(" .:")


def _number(text: str, node: Node, numbers: dict[int, str], opening: frozenset[int]) -> str:
    """The full path of a clause's number; empty when it has none."""
    if node.mark in (*UNNUMBERED, "definition", "format"):
        return ""
    holder, term = node.parent, ""
    while holder is not None and (id(holder) in opening or not numbers.get(id(holder))):
        if holder.mark == "definition" and holder.heading is not None and not term:
            term = f"“{' '.join(text[slice(*holder.heading)].split())}”"
        holder = holder.parent
    above = numbers[id(holder)] if holder is not None else ""
    if term:
        return f"{above} {term}({node.token})".lstrip()
    if node.mark == "schedule" or node.mark in DIVISIONS:
        written = " ".join(text[node.start : node.label_end].replace('"', "").replace("“", "").replace("”", "").split())
        written = written.strip("#*_ .:")
        if node.mark == "subtitle" and holder is not None and holder.mark == "title":
            return f"{above} {written}"
        return f"{_schedule_of(node, numbers, opening)}{written}" if node.mark != "schedule" else written
    if node.mark in ("whole", "code") or (node.counting == "decimal" and len(node.path) > 1):
        return _schedule_of(node, numbers, opening) + node.token
    if holder is None:
        return f"({node.token})" if node.mark == "paren" else node.token
    if holder.mark == "schedule" or holder.mark in DIVISIONS:
        bare = f"({node.token})" if node.mark == "paren" else node.token
        return _schedule_of(node, numbers, opening) + bare if node.stands_alone else f"{above} {bare}"
    return f"{above}({node.token})"


def _schedule_of(node: Node, numbers: dict[int, str], opening: frozenset[int]) -> str:
    """The number of the schedule that holds a clause, followed by a space; empty outside schedules."""
    holder = node.parent
    while holder is not None:
        if holder.mark == "schedule" and id(holder) not in opening:
            return f"{numbers[id(holder)]} "
        holder = holder.parent
    return ""


def _kind(node: Node) -> ClauseKind:
    """The kind of a clause, from its mark and position."""
    if node.mark == "schedule":
        return "schedule"
    if node.is_definition:
        return "definition"
    if node.mark == "closing":
        return "signature"
    if node.mark in UNNUMBERED:
        return "heading"
    if node.is_format or node.mark in ("format", "section", "code", *DIVISIONS):
        return "section"
    return "section" if node.mark in ("dot", "bare") and not _has_counted_parent(node) else "clause"


def _has_counted_parent(node: Node) -> bool:
    """True when the parent is a numbered clause or recitals, not a schedule, article or heading."""
    counted = ("dot", "bare", "section", "dotted", "recitals", "definition", *LISTS)
    return node.parent is not None and node.parent.mark in counted
