"""Cuts a document into overlapping chunks at the largest break that fits: paragraph, sentence, then between two words.

It ignores clauses. It is for texts without an outline, and is the baseline of other ways of cutting. The overlap keeps
a sentence whole that would be cut in two, and costs a sixth more to embed.
"""

from collections.abc import Iterator, Sequence

from pincite.chunking.breaks import Ranges, paragraphs, short_sentences, without_furniture
from pincite.chunking.chunk import Chunk
from pincite.chunking.piece import HARD_MAXIMUM, TARGET, TINY, Piece, Unit, together
from pincite.chunking.stretches import is_table, parts_of, rows, stretches, units_of
from pincite.chunking.wording import chunks_from, holder, parents_of
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, VersionId
from pincite.structure.sentences import sentences

LEAST_OVERLAP, OVERLAP, MOST_OVERLAP = TARGET // 10, TARGET * 15 // 100, TARGET // 5
"""Characters of a piece that the next one repeats: between a tenth and a fifth, so that it can begin with a sentence;
if none begins there, 15 %."""


def recursive(document: DocumentId, version: VersionId, reading: Document, fingerprint: str) -> list[Chunk]:
    """The chunks of a document, in its order, numbered from 0.

    `fingerprint` goes before the words of each in `search_text`. Rows of a table are not repeated; instead, its column
    heads go before each piece of it.
    """
    return chunks_from(_pieces(reading), document, version, reading, fingerprint)


def _pieces(reading: Document) -> Iterator[Piece]:
    """Units put together up to `TARGET`; each piece but the first of a part begins within the one before it."""
    parents = parents_of(reading.clauses)
    furniture = reading.ranges("furniture")
    for units in parts_of(_units(reading, furniture)):
        before: list[Unit] = []
        for some in _full(units):
            start, end = some[0].start, some[-1].end
            if before and not is_table(some[0].part):
                repeated = _repeated(reading.text, before[0].start, before[-1].end, furniture)
                start = repeated if repeated is not None and end - repeated <= HARD_MAXIMUM else start
            yield together(some, holder(reading.clauses, parents, start, end), start)
            before = some


def _units(reading: Document, furniture: Ranges) -> Iterator[Unit]:
    """Paragraphs, the sentences of long ones, and the parts of sentences that are longer than `TARGET`."""
    text = reading.text
    for stretch in stretches(reading):
        if is_table(stretch.part):
            spans = rows(text, stretch)
        else:
            blocks = paragraphs(text, stretch.start, stretch.end, furniture)
            spans = [span for block in blocks for span in _short(text, *block, furniture)]
        yield from units_of(stretch, spans)


def _short(text: str, start: int, end: int, furniture: Ranges) -> Iterator[tuple[int, int]]:
    """A paragraph, or its sentences if it is longer than `TARGET`."""
    if end - start <= TARGET:
        yield start, end
    else:
        yield from short_sentences(text, start, end, furniture, TARGET)


def _full(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """Neighbours together up to `TARGET`; a tiny one goes with the next, or at the end with those before."""
    current: list[Unit] = []
    for at, unit in enumerate(units):
        if current and not _fits(current, unit, is_last=at == len(units) - 1):
            yield current
            current = []
        current.append(unit)
    if current:
        yield current


def _fits(current: Sequence[Unit], unit: Unit, *, is_last: bool) -> bool:
    """True if a unit still belongs to the piece before it."""
    start, length = current[0].start, unit.end - current[0].start
    is_tiny = current[-1].end - start < TINY or (is_last and unit.end - unit.start < TINY)
    return length <= (TARGET + TINY if is_tiny else TARGET)


def _repeated(text: str, start: int, end: int, furniture: Ranges) -> int | None:
    """Where in `text[start:end]` the next piece begins; None if there is nothing to repeat.

    It is the first sentence within the bounds of the overlap, else the word nearest to 15 %, else 15 %.
    """
    earliest, latest = max(start + 1, end - MOST_OVERLAP), end - LEAST_OVERLAP
    if earliest > latest:
        return None
    found = next((at for at, _ in sentences(text, start, end, furniture) if earliest <= at <= latest), None)
    if found is None:
        aim = max(earliest, end - OVERLAP)
        words = [at for at in range(earliest, latest + 1) if text[at - 1].isspace() and not text[at].isspace()]
        found = min(words, key=lambda at: abs(at - aim), default=aim)
    found, last = without_furniture(text, found, end, furniture)
    return found if found < last else None
