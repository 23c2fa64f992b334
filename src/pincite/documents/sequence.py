"""The stack that turns candidates into a tree of clauses: a number is believed when it continues or starts a sequence.

Second step of the outline. Each frame of the stack is one running sequence (`7.1, 7.2, …` or `(a), (b), …`) under an
open clause. A candidate either continues a frame, which closes all above it, or starts a new one on top, or is left out.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pincite.documents import numbering
from pincite.documents.headings import Span
from pincite.documents.labels import Label, Mark, Place

Counting = Literal["decimal", "letter", "LETTER", "roman", "ROMAN", "word", "none"]
NodeMark = Mark | Literal["root", "format", "capital", "recitals", "operative", "closing", "definition"]

UNNUMBERED = ("capital", "recitals", "operative", "closing")
"""Marks of headings in plain text that have no number."""

DEEPEST = 12
"""Levels of an outline; the deepest in CUAD is 8. A limit keeps the time linear on hostile text."""

FARTHEST_SKIP = 3
"""How many numbers may be missing in a sequence ("[Intentionally omitted]" clauses, redacted pages)."""

FARTHEST_RECOVERY = 40
"""The highest number at which a numbering is taken up again; higher ones are years, rooms and amounts."""

NEAR = 8
"""Candidates within which the missing number of a skipped sequence must not turn up."""

INDENTED = 2
"""Characters by which indents of different levels differ; hand-typed lists vary by one."""

AHEAD = 24
"""Candidates of one kind that are read ahead to tell a nested list from a numbering that starts again."""

_RANK = {"schedule": 0, "part": 1, "article": 2, "section": 3}
_CHAPTERS = ("dot", "bare", "section", "article")
_CONNECTED = re.compile(r"(?:[;,:.)”\"—–-]|\band|\bor|\bthen|\bthat)\s*$")


@dataclass(slots=True, eq=False)
class Node:
    """One clause while the tree grows. `path` is its decimal path where it has one."""

    start: int
    label_end: int
    mark: NodeMark
    token: str
    counting: Counting
    path: tuple[int, ...]
    place: Place
    parent: "Node | None"
    column: int = -1
    level: int = 0
    end: int = 0
    heading: Span | None = None
    is_definition: bool = False
    written: str = ""
    restarts: bool = False
    ends_with_sentence: bool = False
    is_dropped: bool = False
    is_format: bool = False
    children: list["Node"] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Frame:
    """One running sequence: its style, the last number, and the numbers to resume where a heading interrupted.

    `is_inline` is true of a list that runs inside a paragraph, `is_doubtful` of a sequence that began in the middle of a
    line: with one item only it is dropped in the end.
    """

    parent: Node
    mark: NodeMark
    counting: Counting
    prefix: tuple[int, ...]
    last: int
    is_inline: bool
    is_doubtful: bool
    column: int
    nodes: list[Node] = field(default_factory=list)
    resumable: dict[tuple[NodeMark, Counting, tuple[int, ...]], int] = field(default_factory=dict)

    @property
    def open(self) -> Node:
        """The clause of this sequence that is still open."""
        return self.nodes[-1]

    @property
    def style(self) -> tuple[NodeMark, Counting, tuple[int, ...]]:
        """What two frames have in common when one resumes the other."""
        return self.mark, self.counting, self.prefix


class Stack:
    """Grows the tree of one document, candidate by candidate, in order of position."""

    def __init__(self, text: str, labels: Sequence[Label], operative: int, *, renumbers: bool) -> None:
        """Start with an empty tree.

        `labels` are all candidates, for reading ahead; `operative` is where "NOW, THEREFORE" stands, -1 for nowhere.
        `renumbers` is true of formats that number items by their order (Markdown), whatever is written.
        """
        self._renumbers = renumbers
        self._operative = operative
        self.root = Node(0, 0, "root", "", "none", (), Place.PARAGRAPH, None)
        self._text = text
        self._labels = labels
        self._frames: list[Frame] = []
        self._all: list[Frame] = []
        self._resumable: dict[tuple[NodeMark, Counting, tuple[int, ...]], int] = {}
        self._where: dict[tuple[Mark, str], list[int]] = defaultdict(list)
        self._decimals: dict[Mark, list[int]] = defaultdict(list)
        for index, label in enumerate(labels):
            self._where[label.mark, label.token].append(index)
            if label.path and label.place >= Place.GAP:
                self._decimals[label.mark].append(index)
        self._read: dict[str, list[tuple[Counting, int]]] = {}
        self._repeated: int | None = None
        self._exhibit_number = ""

    @property
    def frames(self) -> list[Frame]:
        """Every sequence of the document, in the order of their starts."""
        return self._all

    @property
    def top(self) -> Node:
        """The innermost open clause."""
        return self._frames[-1].open if self._frames else self.root

    @property
    def is_empty(self) -> bool:
        """True before the first clause."""
        return not self.root.children

    @property
    def in_recitals(self) -> bool:
        """True while recitals are open."""
        return any(frame.mark == "recitals" for frame in self._frames)

    def add(self, index: int, *, has_heading: bool) -> Node | None:
        """Take one candidate; the clause it opened, None when it was left out."""
        label = self._labels[index]
        self._end_recitals(label)
        if label.mark == "schedule":
            return self._add_schedule(index)
        if label.mark in ("part", "article", "section"):
            return self._add_keyword(index)
        if label.mark == "dotted":
            return self._add_dotted(index) or self._recovered(index, has_heading=has_heading)
        if has_heading:
            self._rise_to_chapter(label)
        return self._add_counted(index) or self._recovered(index, has_heading=has_heading)

    def _recovered(self, index: int, *, has_heading: bool) -> Node | None:
        """Take up a numbering whose earlier numbers were not seen, None when this is no such number.

        It must stand where clauses begin, lie ahead of what is open, and be followed by its next number.
        """
        label = self._labels[index]
        if label.place < Place.BREAK or (not has_heading and label.place < Place.PARAGRAPH):
            return None
        if label.mark == "dotted":
            path = label.path
            if len(path) != 2 or not (
                self._comes_soon(index, (path[0], path[1] + 1), "dotted")
                or self._comes_soon(index, (path[0] + 1, 1), "dotted")
            ):
                return None
        elif label.mark == "dot" and label.path:
            path = label.path
            after = self._next("dot", str(path[0] + 1), index)
            if after is None or after - index > AHEAD * 2 or path[0] > FARTHEST_RECOVERY:
                return None
        else:
            return None
        base = self._chapter_base()
        for frame in self._frames[base:]:
            if frame.mark == "dotted" and frame.prefix + (frame.last,) >= path:
                return None
            if (
                frame.mark in ("dot", "bare", "section")
                and frame.counting == "decimal"
                and frame.last >= path[0] - (len(path) > 1)
            ):
                if len(path) == 1 or frame.last > path[0]:
                    return None
        if len(path) == 2:
            for position, frame in enumerate(self._frames):
                if frame.open.path == path[:1] and frame.mark in _CHAPTERS:
                    base = position + 1
                    break
        self._truncate(base)
        return self._push(self._node(label, "decimal", path), path[:-1], path[-1])

    def _end_recitals(self, label: Label) -> None:
        """Close recitals, operative and closing words where the numbering of the body begins."""
        if label.place < Place.BREAK or label.mark in ("paren", "half") or not (label.path or label.mark == "article"):
            return
        if label.mark == "dot" and label.start < self._operative:
            return
        for position, frame in enumerate(self._frames):
            if frame.mark in ("recitals", "operative", "closing"):
                del self._frames[position:]
                return

    def _rise_to_chapter(self, label: Label) -> None:
        """Close lists that stand before the first chapter: its heading shows that they do not hold it."""
        if label.mark not in ("dot", "half") or label.path != (1,) or label.place < Place.BREAK:
            return
        self._close_inline()
        if label.place < Place.GAP:
            return
        base = self._chapter_base()
        if all(
            frame.counting in ("letter", "roman") or frame.mark in ("paren", "half") for frame in self._frames[base:]
        ):
            del self._frames[base:]

    def add_format_heading(self, start: int, end: int, level: int, label: Label | None) -> Node:
        """Open a heading that the format marks; its level decides what it closes."""
        kept = next(
            (at for at, frame in enumerate(self._frames) if frame.mark != "format" or frame.last >= level),
            len(self._frames),
        )
        while kept > 0 and self._frames[kept - 1].last >= level:
            kept -= 1
        self._truncate(kept)
        return self._push(_heading_node(start, end, label, self._readings), (), level, mark="format")

    def add_unnumbered(self, start: int, end: int, mark: NodeMark, ahead: int) -> Node:
        """Open a heading in capitals, recitals or closing words; `ahead` is the next candidate's index.

        It closes what the next number shows to be closed: a number that continues a sequence keeps the clauses around
        that sequence open; when none does, all is closed but the schedule.
        """
        kept = self._kept_by_next(ahead) if mark == "capital" else None
        if kept is None:
            keep = [frame.mark in ("schedule", "format", "part") for frame in self._frames]
            kept = keep.index(False) if False in keep else len(keep)
        closed = self._frames[kept:]
        del self._frames[kept:]
        node = Node(start, end, mark, "", "none", (), Place.PARAGRAPH, None)
        pushed = self._push(node, (), 0)
        for frame in reversed(closed):
            if frame.mark in (*_CHAPTERS, "dotted"):
                self._frames[-1].resumable[frame.style] = frame.last
            self._frames[-1].resumable |= frame.resumable
        return pushed

    def _kept_by_next(self, ahead: int) -> int | None:
        """How many frames stay open below a heading, from the sequence that a candidate soon after continues."""
        for label in self._labels[ahead : ahead + NEAR]:
            if label.place < Place.GAP or label.mark in ("paren", "half"):
                continue
            for position in range(len(self._frames) - 1, -1, -1):
                frame = self._frames[position]
                if frame.mark == "dotted" and label.mark == "dotted":
                    if label.path[:-1] == frame.prefix and label.path[-1] == frame.last + 1:
                        return position
                elif frame.mark == label.mark and any(
                    counting == frame.counting and value == frame.last + 1 for counting, value in self._readings(label)
                ):
                    return position
            if label.mark in ("article", "schedule", "part"):
                break
        return None

    def add_definition(self, start: int) -> Node | None:
        """Open the definition of a term that has no number of its own."""
        self._close_inline()
        node = Node(start, start, "definition", "", "none", (), Place.PARAGRAPH, None, is_definition=True)
        for position in range(len(self._frames) - 1, -1, -1):
            if self._frames[position].mark == "definition":
                return self._append(position, node, 0)
        return self._push(node, (), 0) if len(self._frames) < DEEPEST else None

    def _append(self, position: int, node: Node, value: int) -> Node:
        """Continue a frame, closing all above it."""
        del self._frames[position + 1 :]
        frame = self._frames[position]
        frame.last = value
        frame.column = node.column
        frame.is_inline = frame.is_inline and node.place < Place.GAP
        node.parent = frame.parent
        node.parent.children.append(node)
        frame.nodes.append(node)
        return node

    def _push(self, node: Node, prefix: tuple[int, ...], value: int, mark: NodeMark | None = None) -> Node:
        """Start a frame under the innermost open clause; its mark is the clause's own unless another is given."""
        if self._frames and self._frames[-1].mark in ("operative", "closing") and node.place >= Place.GAP:
            self._frames.pop()
        parent = self.top
        is_inline = node.mark in ("paren", "half") and node.place < Place.GAP
        is_doubtful = node.place < Place.GAP and value == 1
        frame = Frame(
            parent, mark or node.mark, node.counting, prefix, value, is_inline, is_doubtful, node.column, [node]
        )
        node.parent = parent
        parent.children.append(node)
        self._frames.append(frame)
        self._all.append(frame)
        return node

    def _node(self, label: Label, counting: Counting, path: tuple[int, ...]) -> Node:
        start = label.start
        if label.follows_label and self._repeated is not None and label is self._labels[self._repeated + 1]:
            start = self._labels[self._repeated].start
        if not path and label.mark == "dot" and counting == "ROMAN":
            path = (numbering.roman(label.token) or 0,)
        return Node(
            start,
            label.end,
            label.mark,
            label.token,
            counting,
            path,
            label.place,
            None,
            label.column,
            written=label.token,
        )

    def _readings(self, label: Label) -> list[tuple[Counting, int]]:
        """What a numeral can stand for, likeliest first."""
        if label.path:
            return [("decimal", label.path[0])]
        known = self._read.get(label.token)
        if known is None:
            known = self._read[label.token] = _readings_of(label.token)
        return known

    def _next(self, mark: Mark, token: str, index: int) -> int | None:
        """The index of the next candidate with a label, None when there is none."""
        where = self._where.get((mark, token))
        if not where:
            return None
        position = bisect_right(where, index)
        return where[position] if position < len(where) else None

    def _comes_soon(self, index: int, path: tuple[int, ...], mark: Mark) -> bool:
        """True when a decimal number stands among the next candidates."""
        return any(
            label.path == path and (label.mark == mark or mark == "dotted")
            for label in self._labels[index + 1 : index + 1 + NEAR]
        )

    # Schedules and keywords

    def _add_schedule(self, index: int) -> Node | None:
        label = self._labels[index]
        written = self._text[label.start : label.end]
        if label.follows_label or (
            label.place < Place.GAP and not (label.place is Place.BREAK and written[:4].isupper())
        ):
            return None
        if self._is_exhibit_number(label):
            self._exhibit_number = label.token
            return None
        if self._frames and self._frames[0].mark == "schedule" and self._frames[0].open.token == label.token:
            if self._same_keyword(self._frames[0].open, label):
                return None
        if self._goes_on(index):
            return None
        node = self._node(label, "none", ())
        if self._frames and self._frames[0].mark == "schedule":
            return self._append(0, node, 0)
        self._frames.clear()
        return self._push(node, (), 0)

    def _goes_on(self, index: int) -> bool:
        """True when the numbering before a schedule goes on after it: then the schedule is only mentioned there."""
        chapters = [frame for frame in self._frames if frame.mark in (*_CHAPTERS, "dotted")]
        for label in self._labels[index + 1 : index + 1 + AHEAD]:
            if label.place < Place.GAP or label.mark not in (*_CHAPTERS, "dotted", "schedule"):
                continue
            if label.mark == "schedule":
                continue
            values = self._readings(label)
            for frame in chapters:
                if frame.mark == "dotted" and label.mark == "dotted":
                    if label.path[:-1] == frame.prefix and label.path[-1] == frame.last + 1:
                        return True
                elif _same_mark(frame.mark, label.mark) and (frame.counting, frame.last + 1) in values:
                    return True
            return False
        return False

    def _same_keyword(self, node: Node, label: Label) -> bool:
        return self._text[node.start : node.start + 4].lower() == self._text[label.start : label.start + 4].lower()

    def _is_exhibit_number(self, label: Label) -> bool:
        """True for the number under which a registrant filed the document ("Exhibit 10.13" at its head)."""
        if self._text[label.start : label.start + 2].lower() != "ex":
            return False
        return label.token == self._exhibit_number or (
            self.is_empty and label.token[:1].isdigit() and label.start < 400
        )

    def _add_keyword(self, index: int) -> Node | None:
        label = self._labels[index]
        for position in range(len(self._frames) - 1, -1, -1):
            frame = self._frames[position]
            if frame.mark != label.mark:
                continue
            for counting, value in self._readings(label):
                step = value - frame.last
                if counting == frame.counting and (
                    step == 1 or (1 < step <= FARTHEST_SKIP and label.place >= Place.GAP)
                ):
                    return self._append(position, self._node(label, counting, (value,)), value)
                if counting == frame.counting and step == 0:
                    return None
        readings = self._readings(label)
        if not readings or label.place is Place.INLINE:
            return None
        resumed = self._resumed(label)
        if resumed is not None:
            return resumed
        starts = [reading for reading in readings if reading[1] == 1]
        if not starts and (label.place < Place.GAP or any(frame.mark == label.mark for frame in self._frames)):
            return None
        counting, value = (starts or readings)[0]
        kept = next(
            (at for at, frame in enumerate(self._frames) if _RANK.get(frame.mark, 9) >= _RANK[label.mark]),
            len(self._frames),
        )
        kept = max(
            kept,
            max((at + 1 for at, frame in enumerate(self._frames) if frame.mark in ("format", "capital")), default=0),
        )
        self._truncate(kept)
        node = self._node(label, counting, (value,))
        node.restarts = value == 1
        return self._push(node, (), value)

    def _truncate(self, kept: int) -> None:
        """Close frames, and remember in the one below where their chapters had come to."""
        closed = self._frames[kept:]
        del self._frames[kept:]
        memory = self._frames[-1].resumable if self._frames else self._resumable
        for frame in closed:
            if frame.mark in ("dot", "bare", "section") and frame.counting == "decimal":
                memory[frame.style] = frame.last

    def _resumed(self, label: Label) -> Node | None:
        """Continue a chapter numbering that runs on through headings and articles, None when none does."""
        if label.place < Place.BREAK:
            return None
        for frame in reversed(self._frames):
            for counting, value in self._readings(label):
                style = (label.mark, counting, ())
                if frame.resumable.get(style, -1) == value - 1:
                    del self._frames[self._frames.index(frame) + 1 :]
                    frame.resumable[style] = value
                    return self._push(self._node(label, counting, (value,)), (), value)
            if frame.mark in ("schedule",):
                return None
        for counting, value in self._readings(label):
            if self._resumable.get((label.mark, counting, ()), -1) == value - 1:
                del self._frames[self._chapter_base() :]
                self._resumable[label.mark, counting, ()] = value
                return self._push(self._node(label, counting, (value,)), (), value)
        return None

    def _chapter_base(self) -> int:
        """How many frames lie below the chapters: schedules, parts, articles and headings."""
        return next(
            (
                at
                for at, frame in enumerate(self._frames)
                if frame.mark not in ("schedule", "part", "article", "format", "capital")
            ),
            len(self._frames),
        )

    # Decimal numbers with dots

    def _add_dotted(self, index: int) -> Node | None:
        label = self._labels[index]
        if label.place >= Place.BREAK:
            self._close_inline()
        path = label.path
        if any(frame.open.path == path and frame.mark == "dotted" for frame in self._frames):
            self._repeated = index
            return None
        for position in range(len(self._frames) - 1, -1, -1):
            frame = self._frames[position]
            if frame.mark == "dotted" and frame.prefix == path[:-1] and len(path) > 1:
                step = path[-1] - frame.last
                skipped = label.place >= Place.GAP and 1 < step <= 1 + FARTHEST_SKIP
                if step == 1 or (skipped and not self._comes_soon(index, (*path[:-1], path[-1] - 1), "dotted")):
                    return self._append(position, self._node(label, "decimal", path), path[-1])
                break
        first = 1 if label.place < Place.GAP else FARTHEST_SKIP
        for position in range(len(self._frames) - 1, -1, -1):
            frame = self._frames[position]
            resumes = frame.resumable.get(("dotted", "decimal", path[:-1]), 0)
            farthest = resumes + FARTHEST_SKIP if resumes and label.place >= Place.GAP else first
            if frame.open.path != path[:-1] or frame.mark not in (*_CHAPTERS, "dotted", "format"):
                continue
            if self._counts_already(position, path) and not self._begins_anew(index):
                return None
            if path[-1] <= farthest:
                del self._frames[position + 1 :]
                return self._push(self._node(label, "decimal", path), path[:-1], path[-1])
        if label.place is Place.INLINE or path[-1] > first:
            return None
        if len(path) > 2:
            for position in range(len(self._frames) - 1, -1, -1):
                if self._frames[position].open.path == path[:-2]:
                    self._frames[position].resumable["dotted", "decimal", path[:-2]] = path[-2]
                    del self._frames[position + 1 :]
                    return self._push(self._node(label, "decimal", path), path[:-1], path[-1])
            return None
        return self._add_chapterless(index)

    def _counts_already(self, position: int, path: tuple[int, ...]) -> bool:
        """True when the clauses below a chapter have begun to count."""
        return any(frame.mark == "dotted" and frame.prefix == path[:-1] for frame in self._frames[position + 1 :])

    def _begins_anew(self, index: int) -> bool:
        """True when a first number is followed by its second, so that a list starts again under the same chapter."""
        label = self._labels[index]
        after = (*label.path[:-1], label.path[-1] + 1)
        return label.place >= Place.GAP and label.path[-1] <= 1 and self._comes_soon(index, after, "dotted")

    def _add_chapterless(self, index: int) -> Node | None:
        """Open `4.1` although no `4` stands before it."""
        label = self._labels[index]
        path = label.path
        base = self._chapter_base()
        chapter = None
        for position in range(base, len(self._frames)):
            frame = self._frames[position]
            if frame.mark == "dotted" and len(frame.prefix) == 1:
                chapter = frame.prefix[0]
            elif frame.mark in ("dot", "bare", "section") and frame.counting == "decimal":
                chapter = frame.last
            if chapter is not None:
                base = position
                break
        if chapter is None:
            if base < len(self._frames) and label.place < Place.GAP:
                return None
            begins = path[0] <= 1 or path[0] == (self._article() or path[0])
            if not begins and label.place < Place.GAP:
                return None
        elif not (1 <= path[0] - chapter <= FARTHEST_SKIP) and not self._starts_again(index):
            return None
        self._truncate(base)
        memory = self._frames[-1].resumable if self._frames else self._resumable
        for style in list(memory):
            memory[style] = path[0]
        return self._push(self._node(label, "decimal", path), path[:1], path[1])

    def _article(self) -> int | None:
        """The value of the open article, None when there is none."""
        return next((frame.last for frame in self._frames if frame.mark == "article"), None)

    def _starts_again(self, index: int) -> bool:
        """True when `1.1` opens another agreement in the same text."""
        label = self._labels[index]
        return label.path in ((1, 1), (1, 0)) and label.place >= Place.GAP and self._comes_soon(index, (1, 2), "dotted")

    # Single numerals

    def _add_counted(self, index: int) -> Node | None:
        label = self._labels[index]
        readings = self._readings(label)
        continued = self._continued(index, readings)
        starts = [reading for reading in readings if reading[1] == 1]
        if continued is not None and not (starts and self._is_roman_start(index, continued)):
            position, counting, value = continued
            path = (value,) if counting == "decimal" and label.mark in _CHAPTERS else ()
            return self._append(position, self._node(label, counting, path), value)
        if starts:
            return self._started(index, *starts[0])
        chapter = self._after_chapterless(label) or self._resumed(label)
        if chapter is not None:
            return chapter
        return self._skipped(index, readings)

    def _continued(self, index: int, readings: list[tuple[Counting, int]]) -> tuple[int, Counting, int] | None:
        """The frame that a label continues: the innermost whose items stand as this one does, else the innermost."""
        label = self._labels[index]
        is_inline = label.place < Place.GAP
        found: list[tuple[tuple[bool, bool, int], tuple[int, Counting, int]]] = []
        for position, frame in enumerate(self._frames):
            for counting, value in readings:
                if counting != frame.counting or value != frame.last + 1 or not _same_mark(frame.mark, label.mark):
                    continue
                if is_inline and not frame.is_inline and not self._may_follow(label, position):
                    continue
                likeness = (frame.is_inline == is_inline and frame.mark == label.mark, not self._is_aside(label, frame))
                found.append(((*likeness, position), (position, counting, value)))
        return max(found)[1] if found else None

    def _is_aside(self, label: Label, frame: Frame) -> bool:
        """True when a label is indented otherwise than the items of a sequence, both at the start of a line."""
        return label.column >= 0 and frame.column >= 0 and abs(label.column - frame.column) >= INDENTED

    def _may_follow(self, label: Label, position: int) -> bool:
        """True when an item in the middle of a line can belong to a sequence whose items open lines."""
        if label.mark in ("dot", "bare"):
            return label.place is Place.BREAK
        before = self._text[max(0, label.start - 8) : label.start]
        return position == len(self._frames) - 1 or _CONNECTED.search(before) is not None

    def _is_roman_start(self, index: int, continued: tuple[int, Counting, int]) -> bool:
        """True when `(i)` after `(h)` opens a Roman list under it instead of being the ninth letter."""
        label = self._labels[index]
        position, _, _ = continued
        if label.token not in ("i", "I"):
            return False
        roman = self._next(label.mark, label.token * 2, index)
        letter = self._next(label.mark, chr(ord(label.token) + 1), index)
        again = self._next(label.mark, label.token, index)
        if roman is None or (again is not None and again < roman):
            return False
        if letter is not None and letter < roman:
            return False
        return roman - index <= NEAR * 4 or self._frames[position].is_inline

    def _started(self, index: int, counting: Counting, value: int) -> Node | None:
        """Open a new sequence, or the same one again, None when this is no start."""
        label = self._labels[index]
        if label.mark == "bare" or (label.mark == "dot" and label.place < Place.BREAK):
            if label.mark == "dot" or self._any_chapter():
                return None
        if label.place >= Place.LINE or (label.mark == "dot" and counting == "decimal"):
            self._close_inline()
        kept = len(self._frames)
        for position in range(len(self._frames) - 1, -1, -1):
            frame = self._frames[position]
            if (frame.mark, frame.counting) != (label.mark, counting):
                continue
            if label.mark in ("paren", "half") and frame.is_inline != (label.place < Place.GAP):
                continue
            if self._is_aside(label, frame):
                kept = kept if label.column > frame.column else position
            elif not self._nests(index, frame, counting) and not self._goes_on_above(index, position):
                kept = position
                if self._renumbers and {node.written for node in frame.nodes} == {label.token}:
                    node = self._node(label, counting, (frame.last + 1,))
                    node.token = str(frame.last + 1)
                    return self._append(position, node, frame.last + 1)
            break
        if kept >= DEEPEST:
            return None
        del self._frames[kept:]
        path = (value,) if counting == "decimal" and label.mark in _CHAPTERS else ()
        return self._push(self._node(label, counting, path), (), value)

    def _any_chapter(self) -> bool:
        return any(frame.mark in (*_CHAPTERS, "dotted") for frame in self._frames)

    def _nests(self, index: int, frame: Frame, counting: Counting) -> bool:
        """True when the outer sequence of the same style goes on after the list that starts here."""
        label = self._labels[index]
        expected, outer = 2, frame.last + 1
        seen = 0
        if counting == "decimal" and frame.last > FARTHEST_SKIP:
            after, before = self._next(label.mark, str(outer), index), self._next(label.mark, str(frame.last), index)
            if after is not None and (before is None or before > after):
                return not any(
                    other.mark == "schedule" and other.place >= Place.GAP and not other.follows_label
                    for other in self._labels[index:after]
                )
        for other in self._labels[index + 1 : index + 1 + AHEAD * 4]:
            if other.mark == "schedule" and other.place >= Place.GAP:
                return False
            if other.mark != label.mark or (other.place < Place.GAP) != (label.place < Place.GAP):
                continue
            values = [value for reading, value in self._readings(other) if reading == counting]
            if not values:
                continue
            seen += 1
            if values[0] == expected:
                expected += 1
            elif values[0] == outer:
                return True
            elif values[0] == 1:
                expected = 2
            if seen > AHEAD:
                break
        return False

    def _goes_on_above(self, index: int, position: int) -> bool:
        """True when a sequence inside a frame goes on after the list that starts here, so that the list stands in it."""
        for frame in self._frames[position + 1 :]:
            if frame.is_inline or frame.mark not in ("dot", "half", "paren"):
                continue
            after = self._next(frame.mark, numbering.written(frame.counting, frame.last + 1), index)
            again = self._next(frame.mark, numbering.written(frame.counting, 1), index)
            if after is not None and after - index <= AHEAD * 2 and (again is None or after < again):
                return True
        return False

    def _close_inline(self) -> None:
        """Close lists that run inside a paragraph: they end with it."""
        while self._frames and self._frames[-1].is_inline:
            self._frames.pop()

    def _after_chapterless(self, label: Label) -> Node | None:
        """Open `5.` after `4.9` where the chapters before had no number of their own."""
        if label.mark not in ("dot", "bare") or not label.path or label.place < Place.BREAK:
            return None
        for position, frame in enumerate(self._frames):
            if frame.mark == "dotted" and frame.prefix == (label.path[0] - 1,) and frame.parent.path != frame.prefix:
                del self._frames[position:]
                return self._push(self._node(label, "decimal", label.path), (), label.path[0])
        return None

    def _skipped(self, index: int, readings: list[tuple[Counting, int]]) -> Node | None:
        """Go on after a missing number, None when it is not missing or this is another list."""
        label = self._labels[index]
        if label.place < Place.GAP:
            return None
        for position in range(len(self._frames) - 1, -1, -1):
            frame = self._frames[position]
            for counting, value in readings:
                step = value - frame.last
                if (frame.mark, frame.counting) != (label.mark, counting) or not 1 < step <= FARTHEST_SKIP:
                    continue
                if frame.is_inline or (label.path and self._comes_soon(index, (value - 1,), label.mark)):
                    continue
                path = (value,) if counting == "decimal" and label.mark in _CHAPTERS else ()
                return self._append(position, self._node(label, counting, path), value)
        return None


def _same_mark(one: NodeMark, other: NodeMark) -> bool:
    """True for marks that one sequence of chapters mixes (`9.0`, `10`, `11.`)."""
    return one == other or (one in ("dot", "bare") and other in ("dot", "bare"))


def _heading_node(
    start: int, end: int, label: Label | None, readings: Callable[[Label], list[tuple[Counting, int]]]
) -> Node:
    """The clause of a heading that the format marks, with the number that its words begin with."""
    if label is None:
        return Node(start, end, "format", "", "none", (), Place.PARAGRAPH, None)
    read = readings(label)
    counting, value = read[0] if read else ("none", 0)
    path = label.path or ((value,) if counting in ("word", "ROMAN") else ())
    return Node(
        start,
        label.end,
        label.mark,
        label.token,
        counting,
        path,
        Place.PARAGRAPH,
        None,
        written=label.token,
        is_format=True,
    )


def _readings_of(token: str) -> list[tuple[Counting, int]]:
    """What a numeral of letters can stand for: Roman first, then a letter, then a word."""
    is_upper = token[0].isupper()
    found: list[tuple[Counting, int]] = []
    value = numbering.roman(token)
    if value is not None:
        found.append(("ROMAN" if is_upper else "roman", value))
    value = numbering.letters(token)
    if value is not None:
        found.append(("LETTER" if is_upper else "letter", value))
    value = numbering.words(token)
    if value is not None and len(token) > 2:
        found.append(("word", value))
    return found
