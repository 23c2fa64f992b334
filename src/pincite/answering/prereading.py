"""Lets a reader judge the passages before a model writes: which it should see first, and whether to ask it at all.

A model's attention and its budget are short, and each request costs time or money. A reader of every sentence knows
better than the search which passages have the answer (figures in `docs/benchmarks.md`), and whether any has.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pincite.answering import reading
from pincite.answering.best_reads import BestRead, best_reads
from pincite.answering.candidates import candidates
from pincite.answering.quote import Closest, closest_of
from pincite.documents.document import Document
from pincite.documents.regions import as_read
from pincite.documents.span import VersionId
from pincite.models.ports import Embedder, Reader
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.joining import as_passage, joined, may_join, piece_of
from pincite.retrieval.query import Query
from pincite.retrieval.understanding.many import many_in

HOPELESS = 0.12
"""Chance that the best sentence answers below which no model is asked. It is lower than quote mode's (`reading.THIN`):
the model and the checks after it can still refuse, but nobody can answer what is refused here. Of the questions for
steering, .01 of those that can be answered are below it and .45 of the others; at .20 these are .07 and .69."""

FIRST = 5
"""How many passages go before all others, each for its best sentence. Of the questions for steering, the marked
sentence is within the first, three and five passages for .58, .74 and .81, in the order of the search for .39, .60 and
.67; after the fifth, the reader's order is hardly better."""

ASKED = ("lookup", "list", "procedure")
"""Kinds of question whose answer may be one sentence, so that a reader can tell that there is none. No sentence answers
"summarise the lease", or a comparison of two documents."""


@dataclass(frozen=True, slots=True)
class Preread:
    """A reader's judgement of the passages found, by their labels.

    `by` names the reader. `best` has the best sentence of each passage of which any was read, the best passage first.
    `chance` is how likely the best one answers, 0 to 1. `closest` is what a refusal shows.
    """

    by: str
    chance: float
    best: tuple[BestRead, ...]
    closest: tuple[Closest, ...]

    @property
    def is_hopeless(self) -> bool:
        """True if a passage is so unlikely to answer that no model is asked."""
        return self.chance < HOPELESS


async def preread(
    query: Query,
    evidence: Evidence,
    content_of: Callable[[VersionId], Document],
    embedder: Embedder,
    reader: Reader,
) -> Preread | None:
    """A reader's judgement of the passages; None if it cannot judge the question, or no sentence may be quoted.

    Raises:
        ModelError: a file of the reader or of the embedder is missing or damaged.
    """
    if query.intent not in ASKED or many_in(query.text) is not None:
        return None
    found = candidates(query, evidence, content_of)
    if not found:
        return None
    read = await reading.read_through(query, evidence, found, content_of, embedder, reader)
    return Preread(reader.name, read.hope(), best_reads(found, read, content_of), closest_of(found, read.scores))


def best_first(
    passages: Sequence[Passage], read: Preread, content_of: Callable[[VersionId], Document]
) -> tuple[tuple[Passage, ...], int]:
    """Passages labelled in the order in which a model should get them, and how many of them go before all others.

    Those are the ones with the best sentences, each widened to its whole sentence with its lead-in. After them, the
    others keep their order.
    """
    by_label = {passage.label: passage for passage in passages}
    wanted = [one for one in read.best if one.label in by_label][:FIRST]
    first = [_widened(by_label[one.label], one, content_of) for one in wanted]
    labels = {one.label for one in wanted}
    ordered = [*first, *(passage for passage in passages if passage.label not in labels)]
    return tuple(replace(passage, label=label) for label, passage in enumerate(ordered, start=1)), len(first)


def placed(read: Preread, found: Evidence, passages: Sequence[Passage]) -> tuple[BestRead, ...]:
    """The best sentence that was read of each passage in a pack of those found, under the labels of the pack."""
    kept: dict[int, BestRead] = {}
    for one in read.best:
        version = found.cite(one.label).chunk.version
        for passage in passages:
            chunk = passage.chunk
            if chunk.version == version and chunk.start <= one.own_start and one.end <= chunk.end:
                kept.setdefault(passage.label, replace(one, label=passage.label))
                break
    return tuple(kept[label] for label in sorted(kept))


def closest_read(
    reads: Sequence[BestRead], passages: Sequence[Passage], content_of: Callable[[VersionId], Document]
) -> dict[int, Closest]:
    """The best sentence that was read of each passage, as a refusal shows it, by the passage's label."""
    versions = {passage.label: passage.chunk.version for passage in passages}
    return {
        one.label: Closest(one.label, one.start, one.end, as_read(content_of(versions[one.label]), one.start, one.end))
        for one in reads
        if one.label in versions
    }


def _widened(passage: Passage, one: BestRead, content_of: Callable[[VersionId], Document]) -> Passage:
    """A passage with its whole best sentence and the lead-in, unless that adds words that are hidden or read apart."""
    chunk = passage.chunk
    start, end = min(chunk.start, one.start), max(chunk.end, one.end)
    if (start, end) == (chunk.start, chunk.end):
        return passage
    content, piece = content_of(chunk.version), piece_of(passage)
    if not may_join(content, start, end, [piece]):
        return passage
    return as_passage(joined([piece], start, end), passage.label, content)
