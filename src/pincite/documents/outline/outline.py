"""Numbers and headings in, clauses out: the outline of one document.

Candidates for numbers (`labels`) outside tables of contents (`contents`) and headings without a number (`openings`) are
offered in order of position; what is believed (`sequence`) grows a tree, which becomes flat clauses (`clauses`).
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Literal

from pincite.documents.document import Clause, Format, Heading
from pincite.documents.outline.ahead import Ahead
from pincite.documents.outline.clauses import clauses_of
from pincite.documents.outline.contents import contents_ranges, in_ranges, outside_furniture, repeated_lines
from pincite.documents.outline.headings import LONGEST_HEADING, Span, heading_after
from pincite.documents.outline.labels import Place, find_labels
from pincite.documents.outline.openings import capital_lines, defined_term, definition_starts, marked_lines, title_lines
from pincite.documents.outline.sequence import add_definition, add_format_heading, add_label, add_unnumbered
from pincite.documents.outline.tree import LISTS, Stack

FEWEST_HEADINGS = 3
"""A document with so many headings marked by its format needs none guessed from capitals."""

LONGEST_PLAIN_HEADING = 60
"""Characters of a heading of the format above which it may be a paragraph that begins with its heading."""

FEWEST_LABELS = 3
"""A text with fewer numbers is not numbered: its lines in capitals are its outline from the first one on."""

_Sort = Literal["a heading", "b label", "c marked", "d capitals", "e definition"]
"""What may open a clause; of two at one place the first in this order does."""


def outline(text: str, headings: Sequence[Heading], format: Format) -> tuple[Clause, ...]:
    """The clauses of a text in document order, each inside its parent.

    `headings` are those that the format marks. In a number path, a decimal number stands alone (`7.2`), letters and
    Roman numerals stand in brackets after what holds them (`7.2(b)(ii)`), and inside a schedule the schedule comes
    first (`SCHEDULE 1 2.1`). White space at the end of a clause is left out of its range.
    """
    growth = _Growth(text, headings, format)
    taken = 0
    for position, sort, at in growth.openings():
        if position >= taken or sort == "a heading":
            taken = max(taken, growth.open(sort, at))
    return clauses_of(text, growth.stack)


class _Growth:
    """One text, all that may open a clause in it, and the tree that grows from what does."""

    def __init__(self, text: str, headings: Sequence[Heading], format: Format) -> None:
        """Find what may open a clause."""
        self.stack = Stack()
        self._text = text
        self._renumbers = format == "markdown"
        self._furniture = repeated_lines(text)
        candidates = find_labels(text)
        self._contents = contents_ranges(text, candidates, self._furniture)
        self._labels = outside_furniture(text, in_ranges(self._contents, candidates), self._furniture)
        self._ahead = Ahead(self._labels)
        self._headings = headings
        self._heading_starts = sorted(heading.start for heading in headings)
        self._marked = marked_lines(text)
        self._operative = next((span[0] for span, kind in self._marked if kind == "operative"), -1)
        self._capitals = [] if len(headings) >= FEWEST_HEADINGS else self._unnumbered_lines(format)
        self._definitions = definition_starts(text)
        self._is_closed = False
        self._next_label = 0

    def _unnumbered_lines(self, format: Format) -> list[Span]:
        """Lines in capitals or title case that stand as headings."""
        lines = capital_lines(self._text, self._furniture)
        return sorted({*lines, *title_lines(self._text, self._furniture, is_paragraphs=format in ("docx", "html"))})

    def openings(self) -> Iterator[tuple[int, _Sort, int]]:
        """What may open a clause, in order of position: where, of which sort, and its place in the list of its sort."""
        found: list[tuple[int, _Sort, int]] = [(label.start, "b label", at) for at, label in enumerate(self._labels)]
        found += [(heading.start, "a heading", at) for at, heading in enumerate(self._headings)]
        outside: list[tuple[int, _Sort, int]] = [(span[0], "c marked", at) for at, (span, _) in enumerate(self._marked)]
        outside += [(span[0], "d capitals", at) for at, span in enumerate(self._capitals)]
        outside += [(start, "e definition", at) for at, (start, _) in enumerate(self._definitions)]
        found += [(start, sort, at) for start, sort, at in outside if not _is_within(start, self._contents)]
        for start, sort, at in sorted(found):
            while self._next_label < len(self._labels) and self._labels[self._next_label].start < start:
                self._next_label += 1
            yield start, sort, at

    def open(self, sort: _Sort, at: int) -> int:
        """Open a clause if it is one; where the words that it takes as number, heading or term end, else 0."""
        match sort:
            case "a heading":
                return self._open_heading(self._headings[at])
            case "b label":
                return self._open_label(at)
            case "c marked":
                return self._open_marked(*self._marked[at])
            case "d capitals":
                return self._open_capitals(self._capitals[at])
            case "e definition":
                return self._open_definition(*self._definitions[at])

    def _open_heading(self, heading: Heading) -> int:
        """A heading of the format; a number at its start becomes the clause's number.

        Word files give a heading's style to whole paragraphs: of a long one only the words before its first stop are
        the heading, and without such words or a number it is none.
        """
        label = self._labels[self._next_label] if self._next_label < len(self._labels) else None
        if label is not None and (
            label.start >= heading.end or self._text[heading.start : label.start].strip(" \t#*_")
        ):
            label = None
        start = heading.start if label is None else label.end
        while start < heading.end and self._text[start] in " \t\u00a0#*_:.-–—":
            start += 1
        words: Span | None = (start, heading.end) if start < heading.end else None
        if heading.end - start > LONGEST_PLAIN_HEADING:
            opening = heading_after(self._text, start, heading.end, self._furniture)
            words = opening if opening is not None or heading.end - start > LONGEST_HEADING else words
            if words is None and label is None:
                return 0
        node = add_format_heading(self.stack, self._ahead, heading.start, heading.end, heading.level, label)
        node.heading = words
        return words[1] if words is not None else node.label_end

    def _open_label(self, at: int) -> int:
        """A number; when it is believed, it gets its heading or its term."""
        label = self._labels[at]
        limit = self._labels[at + 1].start if at + 1 < len(self._labels) else len(self._text)
        below = bisect_left(self._heading_starts, label.end)
        limit = min([limit, *self._heading_starts[below : below + 1]])
        heading = heading_after(self._text, label.end, limit, self._furniture)
        is_item = label.place < Place.GAP and label.mark in LISTS
        if heading is not None and is_item and heading[1] >= limit - 2:
            heading = None
        if label.mark == "bare" and heading is None:
            return 0
        node = add_label(
            self.stack,
            self._ahead,
            at,
            self._text,
            operative=self._operative,
            has_heading=heading is not None,
            renumbers=self._renumbers,
        )
        if node is None:
            return 0
        self._is_closed = False
        term = defined_term(self._text, label.end)
        if term is None and heading is not None:
            term = defined_term(self._text, heading[1] + 1)
        node.is_definition = term is not None
        node.heading = heading or term
        return node.heading[1] if node.heading is not None else node.label_end

    def _open_marked(self, span: Span, kind: Literal["recitals", "operative", "closing"]) -> int:
        """Recitals at the start, the words of agreement after them, closing words anywhere."""
        if kind == "recitals" and not self.stack.is_empty:
            return 0
        if kind == "operative" and not self.stack.holds("recitals"):
            return 0
        add_unnumbered(self.stack, self._ahead, *span, kind, self._next_label).heading = span
        self._is_closed = kind == "closing"
        return span[1]

    def _open_capitals(self, span: Span) -> int:
        """A line in capitals: a heading, unless it is a title or party on the cover or at the signatures."""
        is_cover = self.stack.is_empty and len(self._labels) >= FEWEST_LABELS
        holds_label = self._next_label < len(self._labels) and self._labels[self._next_label].start < span[1]
        if is_cover or holds_label or self._is_closed:
            return 0
        add_unnumbered(self.stack, self._ahead, *span, "capital", self._next_label).heading = span
        return span[1]

    def _open_definition(self, start: int, term: Span) -> int:
        """A defined term without a number."""
        node = add_definition(self.stack, start)
        if node is None:
            return 0
        node.heading = term
        return term[1]


def _is_within(position: int, ranges: Sequence[Span]) -> bool:
    """True when one of a few ranges holds a position."""
    return any(start <= position < end for start, end in ranges)
