"""The text of an agreement as it reads while amendments are carried out, one change after the other.

It knows where each of its words comes from, and where its clauses and definitions stand by now.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from pincite.documents.document import Document
from pincite.structure.outline.definitions import defined_terms
from pincite.structure.outline.outline import outline
from pincite.structure.references.targets import Path, SplitNumber, Targets, split_number

Gap = Literal["", " ", "\n\n"]
"""White space before inserted words, which stands in no document."""

AGREEMENT = 0
"""Index of the agreement itself among the texts; its amendments count from 1."""

_CHAPTER = re.compile(r"(?:article|section) (\S+)")


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Words of the agreement as it now reads: `gap`, then `[start, end)` of the text numbered `source`.

    `by` is the index of the change (in `Consolidated.applied`) that inserted the words; None for the agreement's own. A
    piece without words marks where something was taken out.
    """

    source: int
    start: int
    end: int
    by: int | None = None
    gap: Gap = ""


@dataclass(slots=True)
class Range:
    """A clause or definition as the text now reads; `is_there` is False once its words were replaced or deleted."""

    start: int
    end: int
    is_there: bool = True


@dataclass(slots=True)
class CurrentText:
    """The text as it now reads, with its clauses and definitions.

    `clauses` are the agreement's own, in their order; `added` are new ones by schedule and path.
    """

    agreement: Document
    pieces: list[TextPiece] = field(init=False)
    text: str = field(init=False)
    targets: Targets = field(init=False)
    clauses: list[Range] = field(init=False)
    terms: list[tuple[str, Range]] = field(init=False)
    added: dict[tuple[str, Path], Range] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with the agreement as it was made."""
        clauses = self.agreement.clauses
        self.text = self.agreement.text
        self.pieces = [TextPiece(AGREEMENT, 0, len(self.text))]
        self.targets = Targets(clauses)
        self.clauses = [Range(clause.start, clause.end) for clause in clauses]
        self.terms = [
            (term.term.casefold(), Range(term.definition_start, term.definition_end))
            for term in defined_terms(self.text, clauses)
            if term.definition_start <= term.start and term.definition_end > term.end
        ]

    def found(self, target: str) -> tuple[int | None, Range | None]:
        """The clause of this number: its index among the agreement's own, and where it stands now."""
        if not target:
            return None, None
        number = split_number(target)
        added = self.added.get((number.schedule, number.path))
        at = self._own(target)
        if added is not None and added.is_there:
            return at, added
        return at, self.clauses[at] if at is not None else None

    def _own(self, target: str) -> int | None:
        """The index of a clause in the agreement as it was made; None when it is not certain which one is meant."""
        number = split_number(target)
        if number.schedule and not number.path:
            return self.targets.schedule(number.schedule)
        path = number.path
        chapter = _CHAPTER.fullmatch(path[0]) if path else None
        others = (
            [(chapter[1], *path[1:])] if chapter is not None else [(f"article {path[0]}", *path[1:])] if path else []
        )
        for known in (path, *others):
            at = self.targets.find(known, 0, number.schedule)
            if at is not None:
                return at
        return None

    def definitions(self, term: str) -> list[Range]:
        """The definitions of a term (in lower case) that stand."""
        return [range_ for known, range_ in self.terms if known == term and range_.is_there]

    def before(self, number: SplitNumber) -> Range | None:
        """The nearest clause that stands after which a new one of this number belongs; None if there is none."""
        for path in _before(number.path):
            added = self.added.get((number.schedule, path))
            if added is not None and added.is_there:
                return added
            found = self.targets.find(path, 0, number.schedule)
            if found is not None and self.clauses[found].is_there:
                return self.clauses[found]
        return None

    def ranges(self) -> list[Range]:
        """Every clause and definition, those that were added too."""
        return [*self.clauses, *(range_ for _, range_ in self.terms), *self.added.values()]

    def index(self, number: SplitNumber, put: Range) -> None:
        """Note the clauses within new words, so that later amendments find them."""
        words = self.text[put.start : put.end]
        for clause in outline(words, (), "text"):
            path = split_number(clause.number).path
            below = path[len(number.path) :] if path[: len(number.path)] == number.path else path
            if (
                below
                and path
                and not split_number(clause.number).schedule
                and (below != path or clause.number.startswith("("))
            ):
                known = number.schedule, (*number.path, *below)
                self.added[known] = Range(put.start + clause.start, put.start + clause.end)

    def within(self, start: int, end: int) -> list[TextPiece]:
        """The pieces of a range."""
        return _cut(self.pieces, start, end)[1]

    def replace(
        self, start: int, end: int, mark: TextPiece, words: str, target: Range | None, grow: Sequence[Range]
    ) -> list[TextPiece]:
        """Put words, which `mark` stands for, in place of `[start, end)`, and adjust every range; gives what was there.

        `target` is the clause whose words these were: it now has the new ones. Those in `grow` take new words in at
        their end.
        """
        before, removed, after = _cut(self.pieces, start, end)
        self.pieces = [*before, mark, *after]
        self.text = self.text[:start] + words + self.text[end:]
        delta = len(words) - (end - start)
        growing = {id(range_) for range_ in grow}
        for range_ in self.ranges():
            if range_ is target:
                range_.end += delta
            elif not range_.is_there:
                continue
            elif id(range_) in growing:
                range_.end += delta
            elif range_.start >= end and not (range_.start < end):
                if range_.start > start or start == end:
                    range_.start += delta
                    range_.end += delta
            elif range_.end <= start:
                continue
            elif range_.start <= start and range_.end >= end and (range_.start, range_.end) != (start, end):
                range_.end += delta
            else:
                range_.is_there = False
        return removed


def _cut(pieces: Sequence[TextPiece], start: int, end: int) -> tuple[list[TextPiece], list[TextPiece], list[TextPiece]]:
    """The pieces before, within and after a range of the text that they make up."""
    before: list[TextPiece] = []
    within: list[TextPiece] = []
    after: list[TextPiece] = []
    at = 0
    for piece in pieces:
        size = len(piece.gap) + piece.end - piece.start
        first, last = at, at + size
        at = last
        if last <= start and not (last == first == start == end):
            before.append(piece)
        elif first >= end:
            after.append(piece)
        else:
            left, middle, right = _split(piece, start - first, end - first)
            before += left
            within += middle
            after += right
    return before, within, after


def _split(piece: TextPiece, start: int, end: int) -> tuple[list[TextPiece], list[TextPiece], list[TextPiece]]:
    """One piece cut into three at characters of its source. The white space before it stays with the first part."""
    lead = len(piece.gap)
    first = max(piece.start, piece.start + start - lead)
    last = min(piece.end, max(piece.start, piece.start + end - lead))
    left = [replace(piece, end=first)] if first > piece.start else []
    middle = [TextPiece(piece.source, first, last, piece.by, "" if left else piece.gap)] if last > first else []
    right = [TextPiece(piece.source, last, piece.end, piece.by)] if piece.end > last else []
    return left, middle, right


def _before(path: Path) -> list[Path]:
    """The paths of the clauses after which a new one may stand, the nearest first, its parent last.

    >>> _before(("5.3",)), _before(("2", "c"))
    ([('5.2',), ('5.1',), ('5',), ('article 5',)], [('2', 'b'), ('2', 'a'), ('2',)])
    """
    if not path:
        return []
    *holder, last = path
    head, dot, tail = last.rpartition(".")
    match = re.fullmatch(r"(\d+)([A-Za-z]?)", tail)
    found: list[Path] = []
    if match is not None and match[2]:
        found = [(*holder, f"{head}{dot}{match[1]}")]
        found[:0] = [
            (*holder, f"{head}{dot}{match[1]}{chr(code)}")
            for code in range(ord(match[2]) - 1, ord("a" if match[2].islower() else "A") - 1, -1)
        ]
        return found
    if match is not None:
        found = [
            (*holder, f"{head}{dot}{number}") for number in range(int(match[1]) - 1, max(0, int(match[1]) - 40), -1)
        ]
    elif len(last) == 1 and last.isalpha():
        found = [(*holder, chr(code)) for code in range(ord(last) - 1, ord("a" if last.islower() else "A") - 1, -1)]
    if head:
        return [*found, (*holder, head), *([(f"article {head}",)] if not holder else [])]
    return [*found, *([tuple(holder)] if holder else [])]
