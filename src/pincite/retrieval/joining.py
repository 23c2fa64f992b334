"""Which ranges of a document may be read as one passage, and which of their words does a model read?

A joined range is again a range of the text. It never adds hidden words that no passage had. It never mixes text that is
read by itself (a note, a remark, struck words, an earlier writer's mail) with the text around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from pincite.documents.document import Document, clause_path, page_at
from pincite.documents.regions import SET_APART, as_shown, confidence, page_label
from pincite.retrieval.evidence import Passage

Rank = tuple[int, float, str, str, int, int, int, int, float]


def rank_of(passage: Passage) -> Rank:
    """The sort key of passages, best first: the label, then the score, then the place."""
    chunk = passage.chunk
    place = chunk.start, chunk.end, chunk.clause_start, chunk.clause_end
    likeness = -2.0 if passage.cosine is None else passage.cosine
    return passage.label, -passage.score, chunk.document, chunk.version, *place, -likeness


@dataclass(frozen=True, slots=True)
class Piece:
    """A range that is read as one passage.

    `best` is the best passage in it, `heading` the common part of all headings; `[clause_start, clause_end)` covers
    the clauses of all.
    """

    start: int
    end: int
    clause_start: int
    clause_end: int
    heading: str
    best: Passage


def piece_of(passage: Passage) -> Piece:
    """A passage by itself."""
    chunk = passage.chunk
    first, last = min(chunk.start, chunk.clause_start), max(chunk.end, chunk.clause_end)
    return Piece(chunk.start, chunk.end, first, last, chunk.heading, passage)


def joined(pieces: Sequence[Piece], start: int, end: int) -> Piece:
    """One piece in place of one or several, with the given range."""
    return Piece(
        start,
        end,
        min(start, *(piece.clause_start for piece in pieces)),
        max(end, *(piece.clause_end for piece in pieces)),
        _common([piece.heading for piece in pieces]),
        min((piece.best for piece in pieces), key=rank_of),
    )


def reach(pieces: Sequence[Piece]) -> tuple[int, int]:
    """From where the first of some pieces begins to where the last ends."""
    return min(piece.start for piece in pieces), max(piece.end for piece in pieces)


def outside(pieces: Sequence[Piece], start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a range that no piece covers; pieces are given in order."""
    left: list[tuple[int, int]] = []
    for piece in pieces:
        left.append((start, min(piece.start, end)))
        start = max(start, piece.end)
    return [(first, last) for first, last in (*left, (start, end)) if first < last]


def is_blank(content: Document, start: int, end: int) -> bool:
    """True if there is only white space and page furniture between two places."""
    at = start
    for first, last in content.ranges("furniture"):
        if first < end and at < last:
            if content.text[at : max(at, first)].strip():
                return False
            at = max(at, last)
    return not content.text[at : max(at, end)].strip()


def may_join(content: Document, start: int, end: int, pieces: Sequence[Piece]) -> bool:
    """False if a range would add hidden words that no piece has, or words that are read apart from the others.

    A note, a remark or struck words beside the text would read as text; a table is part of its clause.
    """
    in_order = sorted(pieces, key=lambda piece: piece.start)
    for region in content.regions:
        if region.end <= start or end <= region.start:
            continue
        if region.kind == "hidden":
            if outside(in_order, max(start, region.start), min(end, region.end)):
                return False
        elif region.kind in SET_APART and region.kind != "table" and not (region.start <= start and end <= region.end):
            return False
    return True


def as_passage(piece: Piece, label: int, content: Document) -> Passage:
    """A piece as a passage: the best in it, with the range, the clause, the page and the words of the whole."""
    best, start, end = piece.best, piece.start, piece.end
    if (start, end) == (best.chunk.start, best.chunk.end):
        return replace(best, label=label)
    around = [clause for clause in clause_path(content.clauses, start) if clause.number and end <= clause.end]
    page = page_at(content.pages, start)
    return replace(
        best,
        label=label,
        chunk=replace(
            best.chunk,
            start=start,
            end=end,
            section=around[-1].number if around else "",
            heading=piece.heading,
            clause_start=piece.clause_start,
            clause_end=piece.clause_end,
        ),
        page=page,
        page_label=page_label(content, page),
        confidence=confidence(content, start, end),
        text=content.text[start:end],
    )


def as_evidence(passage: Passage, content: Document) -> str:
    """A passage as a model reads it, without its label: a line that says where it stands, then its words."""
    return worded(piece_of(passage), content)


def worded(piece: Piece, content: Document) -> str:
    """As `as_evidence`, of a piece."""
    where = " ".join(" › ".join(part for part in (piece.best.title, piece.heading) if part).split())
    words = visible_words(content, piece.start, piece.end)
    return f"{where}\n{words}" if where else words


def visible_words(content: Document, start: int, end: int) -> str:
    """The words of a range as a person sees them, each line with single spaces, without empty lines."""
    lines = (" ".join(line.split()) for line in as_shown(content, start, end, " ").splitlines())
    return "\n".join(line for line in lines if line)


def _common(headings: Sequence[str]) -> str:
    """The headings, outermost first, that several heading paths share."""
    paths = [heading.split(" › ") for heading in headings]
    same = takewhile(lambda level: len(set(level)) == 1, zip(*paths, strict=False))
    return " › ".join(level[0] for level in same)
