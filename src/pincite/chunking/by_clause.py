"""A document in chunks that follow its clauses: small pieces to find, whole clauses to read.

A piece is a leaf clause, a few small neighbours, or some sentences of a long one. Each carries the range of the clause
that a reader gets with it. What is read by itself (a table, a footnote, a comment, struck words, an earlier writer's
words in an e-mail) is never in one piece with anything else. Every character but white space and what only the page
needs (running heads, page numbers) is in exactly one piece.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pincite.chunking.chunk import Chunk
from pincite.documents.document import Clause, Document, Region
from pincite.documents.regions import SET_APART, described, innermost, unseen
from pincite.documents.sentences import sentences
from pincite.documents.span import DocumentId, VersionId

TARGET = 600
"""Characters up to which neighbours are put together, about 130 tokens. Measured on 432 questions over 119 contracts,
policies and guides, BM25 and MiniLM fused: recall in the first 4,000 characters .58 at 600, .56 at 450 and at 750, .48
with recursive chunks of 500. At 450 there are a fifth more to embed."""

HARD_MAXIMUM = 1000
"""Characters that no piece exceeds: what follows them would fall out of the embedder's window of 256 tokens."""

TINY = 90
"""Characters below which a piece says nothing alone (a bare heading, a page number, "(a) such;"), so that it goes with
its neighbour even across a clause's border."""

LONGEST_CLAUSE = 3000
"""Characters of a clause that a reader gets whole; a longer one is given by its sub-clauses or its paragraphs."""

LONGEST_PATH = 150
"""Characters of a heading path in the index."""

LONGEST_NAME = 60
"""Characters of one heading in that path."""

LONGEST_COLUMN_HEADS = 200
"""Characters of a table's first row that are put before the rows of its later pieces."""

_SOFT_BREAK = re.compile(r"[;,](?=\s)|\s")
_LINE_HYPHEN = re.compile(r"(\w+)-[ \t]*\r?\n[ \t]*([a-z]\w*)")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A run of text that is not divided further: its range, the clause that owns it, what a reader gets with it.

    `part` is what it is read apart from the text as, None for running text.
    """

    start: int
    end: int
    owner: int
    reading_start: int
    reading_end: int
    part: Region | None


def by_clause(document: DocumentId, version: VersionId, reading: Document, fingerprint: str) -> list[Chunk]:
    """The chunks of a document, in its order, numbered from 0.

    `fingerprint` goes before the words of each in `search_text`; the ranges that the document hides are left out there.
    """
    clauses = reading.clauses
    parents = _parents(clauses)
    gaps = unseen(reading)
    chunks: list[Chunk] = []
    for start, end, reading_start, reading_end, owner, part in _pieces(reading, parents):
        path = _path(owner, parents)
        names = _heading_path(clauses, path, reading, described(reading, end - 1))
        words = _rejoined(_visible(reading.text, start, end, gaps), reading.text)
        if part is not None and part.kind == "table" and start > part.start:
            words = f"{_column_heads(reading.text, part)} {words}"
        chunks.append(
            Chunk(
                document=document,
                version=version,
                ordinal=len(chunks),
                start=start,
                end=end,
                section=next((clauses[at].number for at in reversed(path) if clauses[at].number), ""),
                heading=names,
                clause_start=reading_start,
                clause_end=reading_end,
                search_text=_search_text(fingerprint, names, words),
            )
        )
    return chunks


def _parents(clauses: Sequence[Clause]) -> list[int]:
    """For each clause the index of the one that holds it, -1 for the outermost."""
    parents: list[int] = []
    still_open: list[int] = []
    for at, clause in enumerate(clauses):
        while still_open and clauses[still_open[-1]].end <= clause.start:
            still_open.pop()
        parents.append(still_open[-1] if still_open else -1)
        still_open.append(at)
    return parents


def _path(at: int, parents: Sequence[int]) -> list[int]:
    """The clauses from the outermost to this one, as indexes; empty outside of clauses."""
    path: list[int] = []
    while at >= 0:
        path.append(at)
        at = parents[at]
    return path[::-1]


def _pieces(reading: Document, parents: Sequence[int]) -> Iterator[tuple[int, int, int, int, int, Region | None]]:
    """Pieces: start, end, the range that a reader gets, the innermost clause that holds all of it, what it is."""
    current: list[_Unit] = []
    for unit in _units(reading, parents):
        if current and not _joins(current, unit, parents):
            yield _piece(current, parents)
            current = []
        current.append(unit)
    if current:
        yield _piece(current, parents)


def _joins(current: Sequence[_Unit], unit: _Unit, parents: Sequence[int]) -> bool:
    """True when a unit still belongs to the piece before it."""
    start, last = current[0].start, current[-1]
    length = unit.end - start
    same = (last.reading_start, last.reading_end) == (unit.reading_start, unit.reading_end)
    if length > HARD_MAXIMUM or not _same_part(last, unit, start):
        return False
    if last.end - start < TINY:
        return same or unit.owner == last.owner or _common(unit.owner, last.owner, parents) >= 0
    if not same:
        return unit.end - unit.start < TINY // 2 and unit.owner == last.owner and length <= TARGET + TINY
    return length <= TARGET or (unit.end - unit.start < TINY and length <= TARGET + TINY)


def _same_part(last: _Unit, unit: _Unit, start: int) -> bool:
    """True when two units are read together; the heading of a table, which is tiny, goes with its rows."""
    if last.part is None and unit.part is not None:
        return unit.part.kind == "table" and last.end - start < TINY
    both_notes = last.part is not None and unit.part is not None and last.part.kind == unit.part.kind == "footnote"
    return last.part is unit.part or both_notes


def _common(one: int, other: int, parents: Sequence[int]) -> int:
    """The innermost clause that holds two, -1 when none does."""
    above = set(_path(one, parents))
    while other >= 0 and other not in above:
        other = parents[other]
    return other


def _piece(units: Sequence[_Unit], parents: Sequence[int]) -> tuple[int, int, int, int, int, Region | None]:
    """A piece from its units; a reader gets all their clauses, or that of the longest unit when all are too long."""
    owner = units[0].owner
    for unit in units[1:]:
        owner = _common(owner, unit.owner, parents)
    start, end = units[0].start, units[-1].end
    reading_start = min(unit.reading_start for unit in units)
    reading_end = max(unit.reading_end for unit in units)
    if reading_end - reading_start > LONGEST_CLAUSE:
        longest = max(units, key=lambda unit: unit.end - unit.start)
        reading_start, reading_end = min(start, longest.reading_start), max(end, longest.reading_end)
    return start, end, reading_start, reading_end, owner, units[-1].part


def _units(reading: Document, parents: Sequence[int]) -> Iterator[_Unit]:
    """The text cut at every border of a clause or a part, and what is long cut at the ends of sentences."""
    text, clauses = reading.text, reading.clauses
    parts = [region for region in reading.regions if region.kind in SET_APART]
    furniture = reading.ranges("furniture")
    ends = [(clause.start, clause.end) for clause in clauses] + [(part.start, part.end) for part in parts]
    borders = sorted({0, len(text), *(place for pair in ends for place in pair)})
    starts = [clause.start for clause in clauses]
    for start, end in pairwise(borders):
        start, end = _without_furniture(text, start, end, furniture)
        if start == end:
            continue
        owner = bisect_right(starts, start) - 1
        while owner >= 0 and clauses[owner].end <= start:
            owner = parents[owner]
        part = innermost(parts, start)
        whole = _whole_clause(clauses, parents, owner) if part is None else _whole_part(part)
        if part is not None and part.kind == "table":
            spans = list(_rows(text, start, end))
        else:
            spans = [(start, end)] if end - start <= TARGET else list(_short_spans(text, start, end, furniture))
        readings = [whole] * len(spans) if whole is not None else _windows(spans)
        for (unit_start, unit_end), (reading_start, reading_end) in zip(spans, readings, strict=True):
            yield _Unit(unit_start, unit_end, owner, reading_start, reading_end, part)


def _whole_part(part: Region) -> tuple[int, int] | None:
    """The range of a part that a reader gets whole, None when it is too long."""
    return (part.start, part.end) if part.end - part.start <= LONGEST_CLAUSE else None


def _rows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The rows of a table; one that is too long is cut."""
    at = start
    while at < end:
        line_end = text.find("\n", at, end)
        line_end = end if line_end < 0 else line_end
        row_start, row_end = _trimmed(text, at, line_end)
        while row_end - row_start > HARD_MAXIMUM - LONGEST_COLUMN_HEADS:
            cut = _soft_cut(text, row_start, row_start + HARD_MAXIMUM - LONGEST_COLUMN_HEADS)
            yield _trimmed(text, row_start, cut)
            row_start = _trimmed(text, cut, row_end)[0]
        if row_start < row_end:
            yield row_start, row_end
        at = line_end + 1


def _column_heads(text: str, table: Region) -> str:
    """The first row of a table, as far as it is short."""
    line_end = text.find("\n", table.start, table.end)
    return text[table.start : table.end if line_end < 0 else line_end][:LONGEST_COLUMN_HEADS]


def _without_furniture(text: str, start: int, end: int, furniture: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """A range without the white space and the furniture at its ends; empty when there is nothing else in it."""
    start, end = _trimmed(text, start, end)
    first = bisect_right(furniture, start, key=lambda ends: ends[1])
    while first < len(furniture) and furniture[first][0] <= start < end:
        start, end = _trimmed(text, min(end, max(start, furniture[first][1])), end)
        first += 1
    last = bisect_left(furniture, end, key=lambda ends: ends[0]) - 1
    while last >= 0 and start < end <= furniture[last][1]:
        start, end = _trimmed(text, start, max(start, furniture[last][0]))
        last -= 1
    return start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without the white space at its ends."""
    words = text[start:end]
    lead = len(words) - len(words.lstrip())
    return (start + lead, start + len(words.rstrip())) if lead < len(words) else (start, start)


def _whole_clause(clauses: Sequence[Clause], parents: Sequence[int], owner: int) -> tuple[int, int] | None:
    """The range of the clause that a reader gets, None when the innermost one is too long or there is none.

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


def _short_spans(text: str, start: int, end: int, furniture: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The sentences of a range; one that is too long is cut at a semicolon, comma or space."""
    for sentence_start, sentence_end in sentences(text, start, end, furniture):
        at = sentence_start
        while sentence_end - at > HARD_MAXIMUM - TINY:
            cut = _soft_cut(text, at, at + HARD_MAXIMUM - TINY)
            yield _trimmed(text, at, cut)
            at = cut
            while at < sentence_end and text[at].isspace():
                at += 1
        yield at, sentence_end


def _soft_cut(text: str, start: int, limit: int) -> int:
    """Where to cut a sentence: after the last semicolon or comma of the second half, else before a space, else hard."""
    comma = space = 0
    for match in _SOFT_BREAK.finditer(text, start + (limit - start) // 2, limit):
        if match[0] in ";,":
            comma = match.end()
        else:
            space = match.start()
    return comma or space or limit


def _windows(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """For each span the run of neighbours, at most `LONGEST_CLAUSE` long, that a reader gets around it."""
    found: list[tuple[int, int]] = []
    first = 0
    for at in range(1, len(spans) + 1):
        if at == len(spans) or spans[at][1] - spans[first][0] > LONGEST_CLAUSE:
            found.extend([(spans[first][0], spans[at - 1][1])] * (at - first))
            first = at
    return found


def _heading_path(clauses: Sequence[Clause], path: Sequence[int], reading: Document, part: str) -> str:
    """Headings with their numbers, outermost first, joined by " › ", at most `LONGEST_PATH` characters.

    A heading around the whole document that repeats its title is left out: the fingerprint has it. `part` comes last:
    what a reader must know about words that are no running text.
    """
    names: list[str] = []
    for at in path:
        clause = clauses[at]
        if not clause.heading or (clause.level == 0 and not clause.number and clause.heading == reading.title):
            continue
        names.append(_shortened(f"{clause.number} {clause.heading}".strip(), LONGEST_NAME))
    while len(names) > 2 and len(" › ".join(names)) > LONGEST_PATH:
        del names[len(names) // 2]
    return " › ".join([*names, _shortened(part, LONGEST_PATH)] if part else names)


def _shortened(name: str, limit: int) -> str:
    """A name cut at a space so that it fits."""
    if len(name) <= limit:
        return name
    return f"{name[: limit - 1].rsplit(' ', 1)[0]}…"


def _visible(text: str, start: int, end: int, gaps: Sequence[tuple[int, int]]) -> str:
    """The words of a range without those that a reader does not see, or jumps over."""
    shown: list[str] = []
    at = start
    for hidden_start, hidden_end in gaps[bisect_right(gaps, start, key=lambda ends: ends[1]) :]:
        if hidden_start >= end:
            break
        shown.append(text[at : max(at, hidden_start)])
        at = min(end, hidden_end)
    shown.append(text[at:end])
    return " ".join(shown)


def _rejoined(words: str, text: str) -> str:
    """Words with those put together that a line's end cut in two.

    Whether the hyphen is the word's own shows the rest of the document: "termi-" and "nation" are one word where it
    says "termination" elsewhere; else the hyphen stays ("non-exclusive").
    """
    if _LINE_HYPHEN.search(words) is None:
        return words
    known = _vocabulary(text)
    return _LINE_HYPHEN.sub(
        lambda cut: cut[1] + cut[2] if (cut[1] + cut[2]).lower() in known else f"{cut[1]}-{cut[2]}", words
    )


@lru_cache(maxsize=1)
def _vocabulary(text: str) -> frozenset[str]:
    """The words of a document, in small letters; kept while one document is cut."""
    return frozenset(_WORD.findall(text.lower()))


def _search_text(fingerprint: str, names: str, words: str) -> str:
    """What both legs of a search see: fingerprint, headings and words, in compatibility form, white space squeezed."""
    before = " › ".join(part for part in (fingerprint, names) if part)
    joined = f"{before}: {words}" if before else words
    return " ".join(unicodedata.normalize("NFKC", joined).split())
