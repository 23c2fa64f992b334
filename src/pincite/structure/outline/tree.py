"""The growing tree of clauses: clauses are nodes, running sequences of numbers are frames on a stack.

Each frame is one sequence (`7.1, 7.2, …` or `(a), (b), …`) under an open clause. Continuing it closes all frames above.
"""

from dataclasses import dataclass, field
from typing import Literal

from pincite.structure.outline.headings import Span
from pincite.structure.outline.labels import Label, LabelPosition, Mark

Counting = Literal["decimal", "letter", "LETTER", "twice", "TWICE", "roman", "ROMAN", "word", "none"]
"""How a sequence counts; capitals count separately. `twice` is `aa, bb, …` where no `z` stands before it."""

NodeMark = Mark | Literal["root", "format", "capital", "recitals", "operative", "closing", "definition"]

Style = tuple[NodeMark, Counting, tuple[int, ...]]
"""Mark, way of counting and decimal prefix. Two frames with the same style can continue each other."""

UNNUMBERED: tuple[NodeMark, ...] = ("capital", "recitals", "operative", "closing")
"""Marks of headings in plain text that have no number."""

CHAPTERS: tuple[Mark, ...] = ("dot", "bare", "section", "article")
"""Marks under which decimal numbers count: `7.2` stands under `7.`, `7`, `Section 7` or `ARTICLE VII`."""

DIVISIONS: tuple[Mark, ...] = ("title", "subtitle", "part", "article")
"""Marks of divisions that group sections, outermost first."""

LISTS: tuple[Mark, ...] = ("paren", "half")
"""Marks of items that may also run inside a paragraph."""

_GAP_AFTER_REPEATED = 4
"""Characters that may stand between `7.2` and `(c)` when the two are one label."""

DEEPEST = 12
"""Most levels of an outline; the deepest in CUAD has 8. A limit keeps the time linear on hostile text."""


@dataclass(slots=True, eq=False)
class Node:
    """One clause of the growing tree.

    `token` is its numeral; `written` is the numeral in the text, where the format renumbers. `path` is the decimal
    value that numbers below it extend. `stands_alone` is True for a number that is cited without the article around it.
    The last item of a list inside a paragraph `ends_with_sentence`.
    A clause reaches no further than `limit`, unless that is 0. `block_end` is where a signature block ends. A node
    that `is_dropped` is removed at the end; its children stay.
    """

    start: int
    label_end: int
    mark: NodeMark
    place: LabelPosition = LabelPosition.PARAGRAPH
    token: str = ""
    written: str = ""
    counting: Counting = "none"
    path: tuple[int, ...] = ()
    column: int = -1
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    heading: Span | None = None
    level: int = 0
    end: int = 0
    is_format: bool = False
    is_definition: bool = False
    stands_alone: bool = False
    ends_with_sentence: bool = False
    limit: int = 0
    is_dropped: bool = False
    block_end: int = 0


@dataclass(slots=True, eq=False)
class Frame:
    """One running sequence under an open clause.

    `last` is its last number. `is_inline` is True for a list inside a paragraph, `is_doubtful` for a sequence that
    began in the middle of a line. `resumable` maps styles to the last numbers of sequences that were closed inside and
    may be resumed here (chapters that count on through headings and articles). `rank` is the level, from 1, of a
    heading that the format marks. `series` and `depth` are the place of computed numbers.
    """

    parent: Node
    mark: NodeMark
    counting: Counting
    prefix: tuple[int, ...]
    last: int
    is_inline: bool
    is_doubtful: bool
    column: int
    nodes: list[Node]
    rank: int = 0
    series: int = -1
    depth: int = -1
    resumable: dict[Style, int] = field(default_factory=dict)

    @property
    def open(self) -> Node:
        """The clause of this sequence that is still open."""
        return self.nodes[-1]

    @property
    def style(self) -> Style:
        """Mark, way of counting and prefix."""
        return self.mark, self.counting, self.prefix

    @property
    def is_chapter(self) -> bool:
        """True for a sequence of chapters that counts in decimals."""
        return self.mark in ("dot", "bare", "section") and self.counting == "decimal"


class Stack:
    """The open sequences of one document, outermost first, and the tree that has grown from them."""

    def __init__(self) -> None:
        """Start with an empty tree."""
        self.root = Node(0, 0, "root")
        self.frames: list[Frame] = []
        self.every: list[Frame] = []
        self.resumable: dict[Style, int] = {}
        self.exhibit_number = ""
        self.repeated: Label | None = None

    @property
    def top(self) -> Node:
        """The innermost open clause."""
        return self.frames[-1].open if self.frames else self.root

    @property
    def is_empty(self) -> bool:
        """True before the first clause, not counting lists inside a paragraph."""
        return all(frame.is_inline for frame in self.every)

    @property
    def memory(self) -> dict[Style, int]:
        """What may be resumed under the innermost open clause."""
        return self.frames[-1].resumable if self.frames else self.resumable

    def holds(self, *marks: NodeMark) -> bool:
        """True while a sequence with one of these marks is open."""
        return any(frame.mark in marks for frame in self.frames)

    @property
    def is_statute(self) -> bool:
        """True within a title or code, where an unnumbered heading stands over notes on the section before it."""
        return self.holds("title", "subtitle", "code")

    def innermost_first(self) -> list[tuple[int, Frame]]:
        """Positions and frames from the innermost frame outward."""
        return list(enumerate(self.frames))[::-1]

    def append(self, position: int, node: Node, value: int) -> Node:
        """Continue the sequence at a position and close all frames above it."""
        del self.frames[position + 1 :]
        frame = self.frames[position]
        frame.last = value
        frame.column = node.column
        frame.is_inline = frame.is_inline and node.place < LabelPosition.GAP
        frame.nodes.append(node)
        node.parent = frame.parent
        frame.parent.children.append(node)
        return node

    def push(self, node: Node, prefix: tuple[int, ...], value: int, mark: NodeMark | None = None) -> Node:
        """Start a sequence under the innermost open clause. Its mark is the node's own unless another is given."""
        if self.frames and self.frames[-1].mark in ("operative", "closing") and node.place >= LabelPosition.GAP:
            self.frames.pop()
        in_line = node.place < LabelPosition.GAP
        frame = Frame(
            parent=self.top,
            mark=mark or node.mark,
            counting=node.counting,
            prefix=prefix,
            last=value,
            is_inline=in_line and node.mark in LISTS,
            is_doubtful=in_line and value == 1,
            column=node.column,
            nodes=[node],
        )
        node.parent = frame.parent
        frame.parent.children.append(node)
        self.frames.append(frame)
        self.every.append(frame)
        return node

    def close(self, kept: int) -> dict[Style, int]:
        """Close all but the outermost `kept` frames; returns the last numbers of those that may be resumed."""
        counted: dict[Style, int] = {}
        for frame in reversed(self.frames[kept:]):
            if frame.is_chapter or frame.mark in ("dotted", "section", "article"):
                counted[frame.style] = frame.last
            counted.update(frame.resumable)
        del self.frames[kept:]
        return counted

    def truncate(self, kept: int) -> None:
        """Close all but the outermost `kept` frames, and let the remaining ones resume the closed sequences."""
        counted = self.close(kept)
        self.memory.update(counted)

    def end_at(self, position: int, path: tuple[int, ...] = ()) -> None:
        """Close the clauses that do not hold a decimal number: none of them reaches beyond a position.

        A schedule or part around them stays open. Without a number everything else is closed.
        """
        kept = next((at for at, frame in enumerate(self.frames) if not _holds(frame, path)), len(self.frames))
        for frame in self.frames[kept:]:
            frame.open.limit = position
        self.truncate(kept)

    def close_inline(self) -> None:
        """Close the lists inside a paragraph, which end with it."""
        while self.frames and self.frames[-1].is_inline:
            self.frames.pop()

    def chapter_base(self) -> int:
        """How many frames lie below the chapters: schedules, parts, articles and headings."""
        below = ("schedule", *DIVISIONS, "format", "capital")
        return next((at for at, frame in enumerate(self.frames) if frame.mark not in below), len(self.frames))

    def node(self, label: Label, counting: Counting, path: tuple[int, ...]) -> Node:
        """A clause for a label. It begins at a preceding number that only repeats the open clause's (`7.2(c)`)."""
        start = label.start
        if self.repeated is not None and 0 <= label.start - self.repeated.end <= _GAP_AFTER_REPEATED:
            start = self.repeated.start
        self.repeated = None
        return Node(
            start=start,
            label_end=label.end,
            mark=label.mark,
            place=label.place,
            token=label.token,
            written=label.token,
            counting=counting,
            path=path,
            column=label.column,
        )


_AROUND: tuple[NodeMark, ...] = ("schedule", "title", "subtitle", "part")


def _holds(frame: Frame, path: tuple[int, ...]) -> bool:
    """True when the open clause of a sequence is a schedule or part, or its number is the beginning of a path.

    A heading without a number that stands above the numbers holds whatever path there is.
    """
    own = frame.open.path
    is_above = frame.mark in _AROUND or (bool(path) and not own and frame.mark in ("capital", "format"))
    return is_above or (0 < len(own) < len(path) and path[: len(own)] == own)
