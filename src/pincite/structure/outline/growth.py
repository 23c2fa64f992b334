"""Grows the tree of one text: possible openings of clauses are collected, offered in order, and opened if accepted.

Openings are candidates for numbers (`candidates`) outside tables of contents (`contents`), signature blocks and quoted
words; headings without a number (`unnumbered`); recitals and definitions (`openings`).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Literal

from pincite.documents.document import Format, Heading
from pincite.documents.ranges import is_within
from pincite.structure.outline import numbering
from pincite.structure.outline.ahead import FAR, Ahead
from pincite.structure.outline.candidates import find_labels
from pincite.structure.outline.columns import number_columns
from pincite.structure.outline.computed import with_computed
from pincite.structure.outline.contents import contents_ranges
from pincite.structure.outline.furniture import outside_furniture, repeated_lines
from pincite.structure.outline.headings import LONGEST_HEADING, Span, heading_after, heading_line, section_heading
from pincite.structure.outline.labels import KEYWORDS, Label, LabelPosition, may_open_part, opens_chapter
from pincite.structure.outline.lone import lone_labels
from pincite.structure.outline.openings import (
    Kind,
    defined_term,
    definition_starts,
    marked_lines,
    plain_definition_starts,
)
from pincite.structure.outline.plain_numbers import paragraph_numbers
from pincite.structure.outline.quoted import quoted_amendments
from pincite.structure.outline.sequence import (
    add_definition,
    add_format_heading,
    add_label,
    add_set_off,
    add_shown_number,
    add_unnumbered,
    end_lettered_recitals,
)
from pincite.structure.outline.set_off import goes_with_part, set_off_headings, without_title, words_after
from pincite.structure.outline.signatures import opening_words, signature_blocks
from pincite.structure.outline.tree import CHAPTERS, LISTS, NodeMark, Stack
from pincite.structure.outline.unnumbered import (
    LINES_ARE_PARAGRAPHS,
    bold_openings,
    capital_lines,
    capital_openings,
    is_of_opinion,
    note_lines,
    run_in_headings,
    title_lines,
)

FEWEST_HEADINGS = 3
"""With this many headings marked by its format, a document needs no headings guessed from capitals."""

LONGEST_PLAIN_HEADING = 60
"""Characters above which a heading marked by the format may be a paragraph that begins with its heading."""

FARTHEST_LOST = 6
"""How many chapters ahead a number that is not accepted may be; one still further on is an amount or a reference."""

FEWEST_LABELS = 3
"""A text with fewer numbers is not numbered: its lines in capitals are its outline from the first one on."""

LONGEST_RECITALS = 20_000
"""Characters after the start of recitals within which the operative words end them."""

_DEFINES = re.compile(r"efinition|EFINITION|efined|EFINED|nterpretation|NTERPRETATION|lossary|LOSSARY")

_SENTENCE = re.compile(r"[a-z)”\"]\.(?=\s)")

_Sort = Literal[
    "a column", "a heading", "b label", "c marked", "c signature", "d capitals", "d set off", "e definition"
]
"""What may open a clause. At one position, the first in this order wins."""


class Growth:
    """One text, everything that may open a clause in it, and the tree that grows from that."""

    def __init__(
        self,
        text: str,
        headings: Sequence[Heading],
        format: Format,
        computed: Sequence[Label],
        set_off: Sequence[Heading] = (),
    ) -> None:
        """Find everything that may open a clause."""
        self.stack = Stack()
        self._text = text
        self._renumbers = format == "markdown"
        self._has_paragraphs = format in LINES_ARE_PARAGRAPHS
        self._furniture = repeated_lines(text)
        candidates = sorted([*find_labels(text), *lone_labels(text)], key=lambda label: label.start)
        self._contents = contents_ranges(text, candidates, self._furniture)
        self._signatures = signature_blocks(text, [label.start for label in candidates if may_open_part(label)])
        self._quoted = quoted_amendments(text)
        columns = number_columns(text, candidates)
        self._columns = [span for span in columns if not is_within(span[0], self._contents)]
        for ranges in (self._contents, self._signatures, self._quoted, self._columns):
            candidates = _outside(ranges, candidates)
        typed = outside_furniture(text, candidates, self._furniture)
        self._labels = with_computed(typed, computed)
        self._ahead = Ahead(self._labels)
        self._numbered = paragraph_numbers(text, typed)
        self._headings = headings
        self._heading_starts = sorted(heading.start for heading in headings)
        self._marked = marked_lines(text)
        self._operatives = [span[0] for span, kind in self._marked if kind == "operative"]
        self._operative = self._operative_after(0)
        first_label = self._labels[0].start if self._labels else len(text)
        self._set_off = without_title(
            text, set_off_headings(text, set_off, self._furniture), first_label, len(self._labels)
        )
        self._looks = {heading.start: heading for heading in set_off}
        self._capitals = [] if len(headings) >= FEWEST_HEADINGS else self._unnumbered_lines(format)
        taken = {heading.start for heading in self._set_off}
        self._capitals = [span for span in self._capitals if span[0] not in taken]
        quoted = dict(definition_starts(text))
        plain = {start: term for start, term in plain_definition_starts(text, self._furniture) if start not in quoted}
        self._definitions = sorted([*quoted.items(), *plain.items()])
        self._plain = frozenset(plain)
        self._is_closed = False
        self._lost: Literal["", "a number", "all numbers"] = ""
        self._next_label = 0

    def _unnumbered_lines(self, format: Format) -> list[Span]:
        """Lines in capitals or title case that serve as headings."""
        lines = capital_lines(self._text, self._furniture, format)
        if any(self._text[label.start] == "§" for label in self._labels):
            lines += note_lines(self._text)
        if format == "text":
            lines += capital_openings(self._text)
        if format == "text" and not any(opens_chapter(label) for label in self._labels):
            lines += run_in_headings(self._text)
        if format == "markdown":
            lines += bold_openings(self._text)
        return sorted({*lines, *title_lines(self._text, self._furniture, format)})

    def openings(self) -> Iterator[tuple[int, _Sort, int]]:
        """What may open a clause, in order of position: (position, sort, index in the list of that sort)."""
        found: list[tuple[int, _Sort, int]] = [(label.start, "b label", at) for at, label in enumerate(self._labels)]
        found += [(heading.start, "a heading", at) for at, heading in enumerate(self._headings)]
        found += [(span[0], "a column", at) for at, span in enumerate(self._columns)]
        outside: list[tuple[int, _Sort, int]] = [(span[0], "c marked", at) for at, (span, _) in enumerate(self._marked)]
        outside += [(span[0], "d capitals", at) for at, span in enumerate(self._capitals)]
        outside += [(heading.start, "d set off", at) for at, heading in enumerate(self._set_off)]
        outside += [(start, "e definition", at) for at, (start, _) in enumerate(self._definitions)]
        for ranges in (self._contents, self._signatures, self._quoted):
            outside = [one for one in outside if not is_within(one[0], ranges)]
        found += outside
        for at, block in enumerate(self._signatures):
            if not is_within(block[0], self._contents):
                found.append((block[0], "c signature", at))
        for start, sort, at in sorted(found):
            while self._next_label < len(self._labels) and self._labels[self._next_label].start < start:
                self._next_label += 1
            yield start, sort, at

    def open(self, sort: _Sort, at: int) -> int:
        """Open a clause if it is one. Returns the end of the words taken as number, heading or term, or 0."""
        match sort:
            case "a column":
                return self._end_numbers(*self._columns[at])
            case "a heading":
                return self._open_heading(self._headings[at])
            case "b label":
                return self._open_label(at)
            case "c marked":
                return self._open_marked(*self._marked[at])
            case "c signature":
                return self._open_signature(*self._signatures[at])
            case "d capitals":
                return self._open_capitals(self._capitals[at])
            case "d set off":
                return self._open_set_off(self._set_off[at])
            case "e definition":
                return self._open_definition(*self._definitions[at])

    def _end_numbers(self, start: int, end: int) -> int:
        """End every open clause at a column of numbers whose words are elsewhere."""
        self.stack.end_at(start)
        self._lost = "all numbers"
        return end

    def _open_heading(self, heading: Heading) -> int:
        """Open a heading of the format; a number at its start becomes the clause's number.

        Word files give a heading's style to whole paragraphs. In a long one only the words before its first stop are
        the heading. Without such words or a number it is not a heading.
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
        index = self._next_label if label is not None else None
        node = add_format_heading(self.stack, self._ahead, heading.start, heading.end, heading.level, index)
        node.heading = words
        return words[1] if words is not None else node.label_end

    def _open_label(self, at: int) -> int:
        """Open a number that is accepted, with its heading or term."""
        label = self._labels[at]
        if not self._is_certain(label):
            return 0
        limit = self._labels[at + 1].start if at + 1 < len(self._labels) else len(self._text)
        below = bisect_left(self._heading_starts, label.end)
        limit = min([limit, *self._heading_starts[below : below + 1]])
        heading = heading_after(self._text, label.end, limit, self._furniture)
        is_item = label.place < LabelPosition.GAP and label.mark in LISTS
        if heading is not None and is_item and heading[1] >= limit - 2:
            heading = None
        if heading is None and (label.mark == "code" or self._text[label.start] == "§"):
            heading = section_heading(self._text, label.end, limit)
        if label.mark == "bare" and heading is None and self._counts_chapters(at, limit):
            heading = heading_line(self._text, label.end, limit)
        if label.mark == "bare" and heading is None and label.start not in self._numbered:
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
            if self._is_lost(at, has_heading=heading is not None):
                self.stack.end_at(label.start, label.path)
                self._lost = self._lost or "a number"
            return 0
        self._is_closed = False
        self._lost = ""
        term = defined_term(self._text, label.end)
        if term is None and heading is not None and not _DEFINES.search(self._text, *heading):
            term = defined_term(self._text, heading[1] + 1)
        node.is_definition = term is not None
        look = self._looks.get(label.start) if not is_item else None
        shown = words_after(label.end, self._text, look) if look is not None and look.end <= limit else None
        node.heading = heading or term or shown
        return node.heading[1] if node.heading is not None else node.label_end

    def _counts_chapters(self, at: int, limit: int) -> bool:
        """True for the next of chapters whose numbers have no mark, and for a first one that two more follow.

        The first holds sentences or smaller numbers up to `limit`, the number after it; a row of a table does not.
        """
        label = self._labels[at]
        if label.path == (1,):
            below = self._labels[at + 1].mark if at + 1 < len(self._labels) else label.mark
            holds_words = below in ("dotted", *LISTS) or _SENTENCE.search(self._text, label.end, limit) is not None
            return holds_words and not self.stack.holds(*CHAPTERS, "dotted") and self._ahead.counts_on(at)
        return any(frame.mark == "bare" and self._ahead.continues(label, frame) for frame in self.stack.frames)

    def _is_certain(self, label: Label) -> bool:
        """False for a number that may belong to words elsewhere, or stand under a number that was lost.

        Where numbers stand apart from their words, only one with a keyword is certain ("ARTICLE V", "SCHEDULE 1"). The
        items of a list after a number that could not be placed are that number's own.
        """
        if not self._lost or label.series >= 0 or label.mark in KEYWORDS.values():
            return True
        is_item = label.mark in LISTS or (not label.path and numbering.words(label.token) is None)
        return self._lost == "a number" and not is_item

    def _is_lost(self, at: int, *, has_heading: bool) -> bool:
        """True for a number that is not accepted, but stands further on than the clauses that are open.

        Some numbers between were not seen, so what is open does not hold the words after it. Where the number that
        comes next in what is open follows soon, this one is a slip.
        """
        label = self._labels[at]
        after = self._text[label.end : label.end + 4].strip(' \t\u00a0“"')
        if label.place < LabelPosition.BREAK or not after[:1].isupper() or not label.path:
            return False
        if self.stack.repeated is not None or not (label.mark == "dotted" or (label.mark == "dot" and has_heading)):
            return False
        opened = [frame.open.path for frame in self.stack.frames if frame.counting == "decimal" and frame.open.path]
        within = range(opened[0][0], opened[0][0] + FARTHEST_LOST) if opened else range(0)
        if label.path[0] not in within or label.path <= max(opened):
            return False
        soon = self._labels[at + 1 : at + 1 + FAR]
        dotted = [frame for frame in self.stack.frames if frame.mark == "dotted"]
        return not any(self._ahead.continues(other, frame) for other in soon for frame in dotted)

    def _open_marked(self, span: Span, kind: Kind) -> int:
        """Open recitals that come before any number, or the operative words after them."""
        if kind == "operative" and not self.stack.holds("recitals"):
            end_lettered_recitals(self.stack)
            return 0
        if kind != "operative":
            if not self._is_before_body() or (kind == "whereas" and self.stack.holds("recitals")):
                return 0
            self._operative = self._operative_after(span[0])
        mark: NodeMark = "operative" if kind == "operative" else "recitals"
        add_unnumbered(self.stack, self._ahead, *span, mark, self._next_label).heading = span
        return span[1]

    def _is_before_body(self) -> bool:
        """True while no numbered clause is open except those of recitals."""
        for frame in self.stack.frames:
            if frame.mark == "recitals":
                return True
            if frame.mark not in ("schedule", "capital") and not frame.is_inline:
                return False
        return True

    def _operative_after(self, position: int) -> int:
        """The position of the operative words that end recitals beginning at `position`; -1 if none are near."""
        at = bisect_left(self._operatives, position)
        found = self._operatives[at] if at < len(self._operatives) else -1
        return found if found - position <= LONGEST_RECITALS else -1

    def _open_signature(self, start: int, end: int) -> int:
        """Open a signature block, named by the words above it if it has any ("IN WITNESS WHEREOF")."""
        node = add_unnumbered(self.stack, self._ahead, start, start, "closing", self._next_label)
        node.block_end = end
        self._is_closed = True
        words = opening_words(self._text, start)
        node.heading = (start, words) if words is not None else None
        return words if words is not None else start + 1

    def _open_capitals(self, span: Span) -> int:
        """Open a line in capitals as a heading, unless it is a title or a party on the cover or at the signatures."""
        holds_label = self._next_label < len(self._labels) and self._labels[self._next_label].start < span[1]
        words = self._text[slice(*span)]
        if self._is_cover(words, words) or holds_label or self._is_closed:
            return 0
        add_unnumbered(self.stack, self._ahead, *span, "capital", self._next_label).heading = span
        return span[1]

    def _is_cover(self, words: str, opening: str) -> bool:
        """True for what stands before the first clause of a numbered text: a title, the names of parties.

        `opening` are the same words in capitals, as they would open a part of an opinion.
        """
        if not self.stack.is_empty or len(self._labels) < FEWEST_LABELS or is_of_opinion(opening):
            return False
        return words.isupper() or not self._has_paragraphs

    def _open_set_off(self, heading: Heading) -> int:
        """Open a heading that only its look marks, unless it stands on the cover or after the signatures.

        A heading that begins with a number comes here when the number continues nothing. It is still a heading.
        """
        span = heading.start, heading.end
        words = self._text[slice(*span)]
        is_title = self._is_cover(words, words.upper()) or goes_with_part(self._text, self.stack.top, heading.start)
        if is_title or self._is_closed:
            return 0
        label = self._labels[self._next_label] if self._next_label < len(self._labels) else None
        if label is not None and label.start == heading.start:
            node = add_shown_number(self.stack, self._ahead, self._next_label)
            if node is not None:
                node.heading = words_after(label.end, self._text, heading)
                return heading.end
        add_set_off(self.stack, self._ahead, *span, heading.level, self._next_label).heading = span
        return heading.end

    def _open_definition(self, start: int, term: Span) -> int:
        """Open a defined term without a number; without quotation marks, only in a clause that defines terms."""
        if start in self._plain and not self._defines():
            return 0
        node = add_definition(self.stack, start)
        if node is None:
            return 0
        node.heading = term
        return term[1]

    def _defines(self) -> bool:
        """True within a clause whose heading says that it defines terms."""
        headings = (frame.open.heading for frame in self.stack.frames if frame.open.mark != "definition")
        return any(heading is not None and _DEFINES.search(self._text, *heading) for heading in headings)


def _outside(ranges: Sequence[tuple[int, int]], labels: Sequence[Label]) -> list[Label]:
    """The labels outside every range."""
    kept: list[Label] = []
    index = 0
    for label in labels:
        while index < len(ranges) and ranges[index][1] <= label.start:
            index += 1
        if index == len(ranges) or label.start < ranges[index][0]:
            kept.append(label)
    return kept
