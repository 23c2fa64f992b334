"""Cuts a document into chunks that follow its clauses: small pieces to find, whole clauses to read.

A piece is a leaf clause, a few small neighbours, or some sentences of a long clause. Each has the range of the clause
that a reader gets with it. A part that is read by itself (a table, a footnote, a comment, struck words, an earlier
writer's words in an e-mail) is never in one piece with anything else. Every character except white space and page
furniture (running heads, page numbers) is in exactly one piece.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pincite.chunking.breaks import Ranges, short_sentences
from pincite.chunking.chunk import Chunk
from pincite.chunking.piece import HARD_MAXIMUM, LONGEST_CLAUSE, TARGET, TINY, Piece, Unit, together
from pincite.chunking.stretches import is_same_part, is_table, rows, stretches, units_of
from pincite.chunking.wording import chunks_from, parents_of, path_to
from pincite.documents.document import Clause, Document
from pincite.documents.span import DocumentId, VersionId

Divide = Callable[[str, int, int, Ranges], Iterable[tuple[int, int]]]
"""Divides a range of a text, given the ranges of its furniture; no part is longer than `HARD_MAXIMUM`."""


@dataclass(frozen=True, slots=True)
class _Owned:
    """A unit and the index of the innermost clause that it begins in, -1 outside of clauses."""

    unit: Unit
    owner: int


def by_clause(document: DocumentId, version: VersionId, reading: Document, fingerprint: str) -> list[Chunk]:
    """The chunks of a document, in its order, numbered from 0.

    `fingerprint` goes before the words of each in `search_text`; the ranges that the document hides are left out there.
    """
    return chunks_from(along_clauses(reading, _sentences), document, version, reading, fingerprint)


def along_clauses(reading: Document, divide: Divide) -> Iterator[Piece]:
    """Pieces that follow the clauses of a reading; `divide` divides what is longer than `TARGET`."""
    parents = parents_of(reading.clauses)
    current: list[_Owned] = []
    for owned in _units(reading, parents, divide):
        if current and not _joins(current, owned, parents, reading.text):
            yield _piece(current, parents, reading.text)
            current = []
        current.append(owned)
    if current:
        yield _piece(current, parents, reading.text)


def _sentences(text: str, start: int, end: int, furniture: Ranges) -> Iterable[tuple[int, int]]:
    """Sentences that still leave room for a tiny neighbour."""
    return short_sentences(text, start, end, furniture, HARD_MAXIMUM - TINY)


def _joins(current: Sequence[_Owned], owned: _Owned, parents: Sequence[int], text: str) -> bool:
    """True if a unit still belongs to the piece before it. A sign alone, such as a heading's "#", is no piece."""
    unit, last, start = owned.unit, current[-1].unit, current[0].unit.start
    length = unit.end - start
    same = (last.reading_start, last.reading_end) == (unit.reading_start, unit.reading_end)
    if length > HARD_MAXIMUM or not _is_read_with(last, unit, start):
        return False
    if not _has_words(text, start, last.end):
        return True
    if last.end - start < TINY:
        return same or owned.owner == current[-1].owner or _common(owned.owner, current[-1].owner, parents) >= 0
    if not same:
        return unit.end - unit.start < TINY // 2 and owned.owner == current[-1].owner and length <= TARGET + TINY
    return length <= TARGET or (unit.end - unit.start < TINY and length <= TARGET + TINY)


def _is_read_with(last: Unit, unit: Unit, start: int) -> bool:
    """True if two units are read together; the heading of a table, which is tiny, goes with its rows."""
    if last.part is None and unit.part is not None:
        return is_table(unit.part) and last.end - start < TINY
    return is_same_part(last.part, unit.part)


def _common(one: int, other: int, parents: Sequence[int]) -> int:
    """The innermost clause that contains two others, -1 if none does."""
    above = set(path_to(one, parents))
    while other >= 0 and other not in above:
        other = parents[other]
    return other


def _has_words(text: str, start: int, end: int) -> bool:
    return any(map(str.isalnum, text[start:end]))


def _piece(owned: Sequence[_Owned], parents: Sequence[int], text: str) -> Piece:
    """A piece from its units; the units with words decide its clause."""
    worded = [each for each in owned if _has_words(text, each.unit.start, each.unit.end)] or owned
    owner = worded[0].owner
    for each in worded[1:]:
        owner = _common(owner, each.owner, parents)
    return together([each.unit for each in owned], owner)


def _units(reading: Document, parents: Sequence[int], divide: Divide) -> Iterator[_Owned]:
    """The text cut at every border of a clause or a part; long stretches are divided."""
    text, clauses = reading.text, reading.clauses
    furniture = reading.ranges("furniture")
    starts = [clause.start for clause in clauses]
    for stretch in stretches(reading, (place for clause in clauses for place in (clause.start, clause.end))):
        owner = bisect_right(starts, stretch.start) - 1
        while owner >= 0 and clauses[owner].end <= stretch.start:
            owner = parents[owner]
        if is_table(stretch.part):
            spans = rows(text, stretch)
        elif stretch.end - stretch.start <= TARGET:
            spans = [(stretch.start, stretch.end)]
        else:
            spans = list(divide(text, stretch.start, stretch.end, furniture))
        for unit in units_of(stretch, spans, _whole_clause(clauses, parents, owner)):
            yield _Owned(unit, owner)


def _whole_clause(clauses: Sequence[Clause], parents: Sequence[int], owner: int) -> tuple[int, int] | None:
    """The range of the clause that a reader gets; None if the innermost one is too long or there is none.

    It is the numbered clause around lettered items (`7.2` for `7.2(b)(ii)`) when that fits, else the largest that does.
    """
    best: tuple[int, int] | None = None
    at = owner
    while at >= 0 and clauses[at].end - clauses[at].start <= LONGEST_CLAUSE:
        clause = clauses[at]
        best = (clause.start, clause.end)
        is_item = clause.kind == "definition" or clause.number.endswith(")")
        if not is_item and clause.end - clause.start > TINY:
            break
        at = parents[at]
    return best
