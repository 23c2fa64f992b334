"""Which of the passages found does a model read, and in which order?

Passages are taken best first, as many as the budget holds. Passages that touch in their document become one. If enough
of a clause was taken in pieces, the clause replaces them. If a question compares documents, each gets its share first.
Nothing is searched again: every word comes from the versions of the passages. Hidden text is included only if a passage
already had it, and is then left out of what is read.
"""

from bisect import bisect_left, bisect_right, insort
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pincite.chunking.chunk import Chunk
from pincite.chunking.piece import LONGEST_CLAUSE
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, Span, VersionId
from pincite.retrieval.evidence import Passage
from pincite.retrieval.joining import (
    Piece,
    as_passage,
    is_blank,
    joined,
    may_join,
    outside,
    piece_of,
    rank_of,
    reach,
    visible_words,
    worded,
)
from pincite.retrieval.tokens import estimated_tokens

LONGEST_PASSAGE = LONGEST_CLAUSE
"""The most characters of joined passages, or of a clause that replaces them: a label for more points at a page, not at
a clause. As long as the longest clause that a reader gets whole."""

CROWD = 0.33
"""The share of a clause's characters, taken in pieces, from which the whole clause is read. Measured by
`runs/measuring/packing.py` on 240 questions over 101 documents, recall within 1,000, 2,000, 4,000 and 8,000 tokens:
.70 .77 .85 .89 at a third (and down to .15), .70 .77 .85 .88 at a half, .68 .76 .84 .88 at two thirds, .67 .74 .83 .87
without joining anything. Whole clauses for everything found lose .05 at 1,000 if the ranking is good."""

FEWEST = 2
"""The fewest passages for which a clause is read whole: one alone stays as it was found, however short its clause."""

LABEL_TOKENS = 6
"""Tokens of a passage's label and of the line ends before the next passage."""

PASSED_OVER = 20
"""The number of successive passages that do not fit after which the rest is not tried: each try costs a count, and the
later passages are far worse."""

FLOOR = 0.6
"""The share of the budget that is divided evenly among compared documents; the rest goes to the best passages."""

MOST_COMPARED = 4
"""The most documents that are compared if the question does not name them; more would leave each a clause or two."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How passages are put together, so that each rule can be measured by itself.

    With `merges`, passages that touch become one; those that overlap always do. `crowd` is the share of a clause from
    which the whole clause is taken, None for never.
    """

    merges: bool = True
    crowd: float | None = CROWD


@dataclass(frozen=True, slots=True)
class Packed:
    """Passages labelled 1..n, best first, no character twice; their tokens; and the spans found that did not fit.

    A passage joined from several has their common heading and the clauses of all; its score, ranks, likeness, ordinal
    and search text are those of the best. `tokens` counts each passage as `joining.as_evidence` gives it, and its
    label. `left_out` is best first.
    """

    passages: tuple[Passage, ...]
    tokens: int
    left_out: tuple[Span, ...]


def pack(
    passages: Sequence[Passage],
    content_of: Callable[[VersionId], Document],
    budget: int,
    *,
    count: Callable[[str], int] = estimated_tokens,
    compared: Sequence[DocumentId] = (),
    manner: Manner = Manner(),
) -> Packed:
    """The best passages within a budget of tokens, as counted by `count`.

    The label decides which is better, then the score, then the place, but not the order in which they are given. A
    passage that does not fit is left out whole: half a clause may lack its exception. `compared` are the documents
    that a question compares. Each gets a share of the budget as far as its passages go. Each gets at least one passage
    if its best one takes no more than an even part of the budget.
    """
    ranked = sorted(passages, key=rank_of)
    taken = _Taken(content_of, budget, count, manner)
    fits: dict[int, bool] = {}
    queues = {
        document: deque(at for at, passage in enumerate(ranked) if passage.chunk.document == document)
        for document in dict.fromkeys(compared)
    }
    share, even_part = (int(part * budget) // max(1, len(queues)) for part in (FLOOR, 1))
    missed = Counter[DocumentId]()
    while queues:
        for document, queue in list(queues.items()):
            if queue and missed[document] < PASSED_OVER and taken.tokens_of(document) < share:
                at = queue.popleft()
                waiting = sum(other != document and not taken.tokens_of(other) for other in queues)
                taken.reserved = even_part * waiting
                fits[at] = taken.take(ranked[at])
                missed[document] += not fits[at]
            else:
                del queues[document]
    taken.reserved = misses = 0
    for at, passage in enumerate(ranked):
        if at not in fits:
            fits[at] = misses < PASSED_OVER and taken.take(passage)
            misses = 0 if fits[at] else misses + 1
    left_out = tuple(passage.span for at, passage in enumerate(ranked) if not fits[at])
    return Packed(taken.passages(), taken.tokens, left_out)


def edges_first(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Passages in the order in which a model should read them: the best at both ends, the weakest in the middle.

    The best comes first, the second last, the third second, and so on.

    Source: Liu et al., "Lost in the Middle: How Language Models Use Long Contexts", TACL 12, 2024, 157-173: answers
    are best if the relevant words are at the beginning or the end of the context.
    """
    return (*passages[::2], *reversed(passages[1::2]))


def concerned(passages: Sequence[Passage], most: int = MOST_COMPARED) -> tuple[DocumentId, ...]:
    """The documents of the best passages, best first: those that are compared if a question names none."""
    ranked = sorted(passages, key=rank_of)
    return tuple(dict.fromkeys(passage.chunk.document for passage in ranked))[:most]


@dataclass(slots=True)
class _Version:
    """One version of a document: the pieces taken of it, and the passages in them, both in the document's order."""

    content: Document
    pieces: list[Piece] = field(default_factory=list)
    passages: list[tuple[int, int]] = field(default_factory=list)

    def sharing(self, start: int, end: int) -> slice:
        """The pieces that share characters with a range, as a slice of `pieces`."""
        first = bisect_right(self.pieces, start, key=lambda piece: piece.end)
        return slice(first, max(first, bisect_left(self.pieces, end, key=lambda piece: piece.start)))

    def touching(self, start: int, end: int) -> list[Piece]:
        """The pieces with nothing between them and a range: one before, one after, or both."""
        shared = self.sharing(start, end)
        before = self.pieces[max(0, shared.start - 1) : shared.start]
        behind = self.pieces[shared.stop : shared.stop + 1]
        return [
            *(piece for piece in before if is_blank(self.content, piece.end, start)),
            *(piece for piece in behind if is_blank(self.content, end, piece.start)),
        ]


class _Taken:
    """The passages taken so far.

    `tokens` is their number of tokens; `reserved` is the part of the budget that must stay free for now.
    """

    def __init__(
        self, content_of: Callable[[VersionId], Document], budget: int, count: Callable[[str], int], manner: Manner
    ) -> None:
        self.tokens = self.reserved = 0
        self._content_of, self._budget, self._count, self._manner = content_of, budget, count, manner
        self._versions: dict[tuple[DocumentId, VersionId], _Version] = {}
        self._costs: dict[Piece, int] = {}

    def tokens_of(self, document: DocumentId) -> int:
        """The tokens of all that was taken from a document."""
        return sum(cost for piece, cost in self._costs.items() if piece.best.chunk.document == document)

    def passages(self) -> tuple[Passage, ...]:
        """The pieces as passages, labelled in the order of the best passage in each."""
        pieces = sorted(self._costs, key=lambda piece: rank_of(piece.best))
        return tuple(
            as_passage(piece, label, self._content_of(piece.best.chunk.version))
            for label, piece in enumerate(pieces, start=1)
        )

    def take(self, passage: Passage) -> bool:
        """Take a passage if it fits; True if all its visible words are then taken."""
        start, end = passage.chunk.start, passage.chunk.end
        key = passage.chunk.document, passage.chunk.version
        if key not in self._versions:
            self._versions[key] = _Version(self._content_of(passage.chunk.version))
        version = self._versions[key]
        if not 0 <= start < end <= len(version.content.text) or not visible_words(version.content, start, end):
            return False
        if not self._add(version, passage):
            return False
        at = bisect_left(version.passages, (start, end))
        if version.passages[at : at + 1] != [(start, end)]:
            version.passages.insert(at, (start, end))
        if self._manner.crowd is not None:
            self._raise(version, passage.chunk, self._manner.crowd)
        return True

    def _add(self, version: _Version, passage: Passage) -> bool:
        """Add a passage to the pieces, joined with as many neighbours as possible; otherwise its new parts only."""
        alone = piece_of(passage)
        length = alone.end - alone.start
        shared = version.pieces[version.sharing(alone.start, alone.end)]
        if not outside(shared, alone.start, alone.end):
            return True
        touching = version.touching(alone.start, alone.end) if self._manner.merges else []
        for others in ([*shared, *touching], *([*shared, one] for one in touching), shared):
            start, end = reach([alone, *others])
            is_short = end - start <= max(LONGEST_PASSAGE, length)
            if is_short and may_join(version.content, start, end, [alone, *others]):
                return self._put(version, joined([alone, *others], start, end), others)
        new = outside(shared, alone.start, alone.end)
        return all(
            self._put(version, joined([alone], *ends), ()) for ends in new if visible_words(version.content, *ends)
        )

    def _raise(self, version: _Version, child: Chunk, crowd: float) -> None:
        """Replace the pieces of a clause by the whole clause around a passage, if enough of it was taken."""
        text = version.content.text
        start, end = max(0, child.clause_start), min(child.clause_end, len(text))
        if end - start > LONGEST_PASSAGE:
            return
        start, end = _trimmed(text, start, end)
        begun = version.passages[bisect_left(version.passages, (start, 0)) : bisect_left(version.passages, (end, 0))]
        children = sum(child_end <= end for _, child_end in begun)
        pieces = version.pieces[version.sharing(start, end)]
        missing = sum(last - first for first, last in outside(pieces, start, end))
        if children < FEWEST or not 0 < missing <= (1 - crowd) * (end - start):
            return
        start, end = min(start, pieces[0].start), max(end, pieces[-1].end)
        if end - start <= LONGEST_PASSAGE and may_join(version.content, start, end, pieces):
            self._put(version, joined(pieces, start, end), pieces)

    def _put(self, version: _Version, piece: Piece, instead_of: Sequence[Piece]) -> bool:
        """Put a piece in place of others if the budget allows."""
        cost = LABEL_TOKENS + self._count(worded(piece, version.content))
        tokens = self.tokens + cost - sum(self._costs[other] for other in instead_of)
        if tokens > self._budget - self.reserved:
            return False
        for other in instead_of:
            del version.pieces[bisect_left(version.pieces, other.start, key=lambda one: one.start)]
            del self._costs[other]
        insort(version.pieces, piece, key=lambda one: one.start)
        self._costs[piece] = cost
        self.tokens = tokens
        return True


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())
