"""Builds a text from a file's paragraphs, for formats whose own bytes are not the text (HTML, DOCX)."""

from pincite.documents.document import Heading, Region, RegionKind
from pincite.documents.ranges import merged
from pincite.readers.reading import without_surrogates

CELL_BORDER = " | "
"""Separates the cells of a table row."""


class BuiltText:
    """A growing text of lines. It never holds an empty line, nor white space at the start or end of a line."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._at_line_start = True
        self._line_ends = False
        self._pending = ""
        self._headings: list[Heading] = []
        self._hidden: list[tuple[int, int]] = []
        self._regions: list[Region] = []
        self._tables = 0
        self._table_start: int | None = None

    @property
    def position(self) -> int:
        """Characters so far, without line ends and white space that may still be dropped."""
        return self._length

    @property
    def ends_blank(self) -> bool:
        """True when white space added now would stand at the start of a line or after other white space."""
        return self._at_line_start or self._line_ends or bool(self._pending)

    def words(self, words: str, hidden: bool = False) -> int | None:
        """Add words to the line. Returns the position of the first word, or None when there is only white space.

        White space at the end of the line is held back until something follows it on the same line.
        """
        body = words.strip()
        if not body:
            self._wait(words)
            return None
        self._wait(words[: len(words) - len(words.lstrip())])
        if self._line_ends:
            self._add("\n")
            self._line_ends, self._at_line_start = False, True
        if self._tables and self._table_start is None:
            self._table_start = self._length
        self._add(self._pending.lstrip() if self._at_line_start else self._pending)
        self._pending = ""
        start = self._length
        self._add(without_surrogates(body))
        if hidden:
            self._hidden.append((start, self._length))
        self._at_line_start = False
        self._wait(words[len(words.rstrip()) :])
        return start

    def line(self) -> None:
        """Start a new line for what follows, unless it comes first in its cell."""
        if CELL_BORDER in self._pending:
            return
        self._pending = ""
        self._line_ends = not self._at_line_start

    def border(self) -> None:
        """Begin another cell of a row. Borders are held back: those after the last filled cell are never written."""
        self._line_ends = False
        self._pending = self._pending.rstrip(" \t") + CELL_BORDER

    def begin_row(self) -> None:
        """Begin a row on a new line, unless it comes first in a cell of an outer table."""
        if CELL_BORDER not in self._pending:
            self.end_row()

    def end_row(self) -> None:
        """End a row for good: its last borders are dropped, and the next cell cannot join it."""
        self._pending = ""
        self._line_ends = False
        if not self._at_line_start:
            self._add("\n")
            self._at_line_start = True

    def begin_table(self) -> None:
        """Begin a table on a new line. Tables in its cells are part of it."""
        if not self._tables:
            self.end_row()
            self._table_start = None
        self._tables += 1

    def end_table(self) -> None:
        """End the innermost table. The outermost table becomes a region if it has words."""
        self._tables -= 1
        if self._tables == 0 and self._table_start is not None:
            self.region("table", self._table_start)

    def region(self, kind: RegionKind, start: int, note: str = "") -> None:
        """Make a region of everything added since a position, if there are words in it."""
        if start < self._length:
            self._regions.append(Region(kind, start, self._length, note))

    def heading(self, start: int, level: int) -> None:
        """Make a heading of everything added since a position, if there are words in it."""
        self._headings.append(Heading(start, self._length, level))

    def text(self) -> str:
        """All lines, without a line end after the last."""
        return "".join(self._parts).rstrip()

    def headings(self) -> tuple[Heading, ...]:
        """Headings in the order of the text, each from its first word to its last."""
        text = self.text()
        found: list[Heading] = []
        for heading in sorted(self._headings, key=lambda heading: heading.start):
            words = text[heading.start : heading.end]
            if words.strip():
                first = heading.start + len(words) - len(words.lstrip())
                found.append(Heading(first, first + len(words.strip()), heading.level))
        return tuple(found)

    def hidden(self) -> tuple[tuple[int, int], ...]:
        """Hidden ranges in the order of the text. White space between two of them is included."""
        text = self.text()
        ranges = merged(self._hidden)
        joined: list[tuple[int, int]] = []
        for start, end in ranges:
            if joined and not text[joined[-1][1] : start].strip():
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        return tuple(joined)

    def regions(self) -> tuple[Region, ...]:
        """Regions in the order of the text, each from its first word to its last."""
        text = self.text()
        found: list[Region] = []
        for region in self._regions:
            words = text[region.start : region.end]
            if words.strip():
                start = region.start + len(words) - len(words.lstrip())
                found.append(Region(region.kind, start, start + len(words.strip()), region.note))
        return tuple(sorted(found, key=lambda region: (region.start, -region.end)))

    def _wait(self, blank: str) -> None:
        """Hold white space back in case words follow it on the line."""
        if CELL_BORDER in self._pending or not (self._at_line_start or self._line_ends):
            self._pending += blank

    def _add(self, words: str) -> None:
        self._parts.append(words)
        self._length += len(words)
