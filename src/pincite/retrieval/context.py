"""All of it, or the best of it? What a model gets to read of a bounded set: one document, or a small matter.

A reader of everything misses nothing, and a long context beats retrieval on average if it is affordable (Li et al.,
"Retrieval Augmented Generation or Long-Context LLMs?", EMNLP 2024). Whether it is affordable is arithmetic: how much
the reader takes at once, what its reading costs, and how long it takes before the first word. The reply and its record
say what was decided.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pincite.access.scope import Scope
from pincite.catalogue.entry import Entry
from pincite.catalogue.names import no_such
from pincite.chunking.chunk import Chunk
from pincite.documents.document import Document, page_at
from pincite.documents.regions import confidence, page_label
from pincite.errors import DocumentError
from pincite.retrieval.evidence import Passage

READS_WELL = 32_000
"""Tokens up to which a model is trusted to use what it reads. Of 17 models that take more, half still answered well at
32,000 (Hsieh et al., "RULER: What's the Real Context Size of Your Long-Context Language Models?", COLM 2024)."""

MOST_USD = 0.10
"""US dollars that reading for one question may cost: 50,000 tokens at 2 dollars a million. A lawyer bills more for
every second."""

MOST_SECONDS = 2.0
"""Seconds that reading may last before the first word, so that a whole answer comes within three."""

PASSAGES_READ = 60
"""Passages of a bounded set that the selection of quotes reads whole; they have half as many sentences again as the
best 20. It costs time and no answers: of 200 questions (`runs/measuring/packing.py`), each asked of its own document,
the best quote is right as often when it is chosen from all of a document of up to 240 passages (.53) as from the best
20 (.53). In longer ones more passages mislead: .31 of the best 20, .24 of the best 100."""

Unit = Literal["token", "passage"]


@dataclass(frozen=True, slots=True)
class ReadingCapacity:
    """What reads the evidence, and at what cost.

    `window` is how many units it takes of evidence at once; `usd_per_million` the price of a million units, 0 where
    nothing is paid; `per_second` how many it reads in a second, `math.inf` where nothing is known of it.
    """

    unit: Unit
    window: int
    usd_per_million: float = 0.0
    per_second: float = math.inf

    def __post_init__(self) -> None:
        if self.window < 0 or self.usd_per_million < 0 or not self.per_second > 0:
            raise ValueError(
                f"a reader takes no fewer than 0 {self.unit}s, costs no less than 0 and reads more than 0 a second; "
                f"this one takes {self.window}, costs {self.usd_per_million} and reads {self.per_second}"
            )


SELECTION = ReadingCapacity("passage", PASSAGES_READ)
"""Quote mode: nothing is paid, and what counts is how many passages the sentences are chosen from."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading for one question may cost, in US dollars and in seconds before the first word."""

    usd: float = MOST_USD
    seconds: float = MOST_SECONDS


Reason = Literal["fits", "no_longer", "window", "price", "time"]
"""`fits`: all of it is within every limit. `no_longer`: all of it is no more than what was retrieved. Else the limit
that all of it would pass."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether all of a bounded set is read, why, and the figures: all of it plain values, for the record.

    `whole` and `retrieved` are in units. `usd` and `seconds` are what reading all of it takes or would take.
    `sentence` says it to the person who asked.
    """

    reads_whole: bool
    reason: Reason
    unit: Unit
    whole: int
    retrieved: int
    usd: float
    seconds: float
    sentence: str


def decide(
    name: str, size: int, retrieved: int, passages: int, reader: ReadingCapacity, limits: Limits = Limits()
) -> Choice:
    """Whether a bounded set goes into the context whole.

    `name` is what the set is called in a sentence ("the Dunmore lease", "what you may see"): who is walled off from
    part of a set must read the same words. `size` and `retrieved` are the units of all of it and of what retrieval
    gave, `passages` how many passages that is.
    """
    usd = size * reader.usd_per_million / 1_000_000
    seconds = size / reader.per_second
    units = f"{size:,} {reader.unit}" if size == 1 else f"{size:,} {reader.unit}s"
    reason: Reason = "fits"
    why = ""
    if size <= min(retrieved, reader.window):
        reason = "no_longer"
    elif size > reader.window:
        reason, why = "window", f"There are {units} in {name}, more than the {reader.window:,} that are read at once"
    elif usd > limits.usd:
        reason, why = "price", f"All of {name} ({units}) would cost ${usd:,.3f} to read, more than ${limits.usd:,.3f}"
    elif seconds > limits.seconds:
        reason, why = "time", f"All of {name} ({units}) would take {seconds:,.1f} s, more than {limits.seconds:,.1f} s"
    used = "the best passage was used" if passages == 1 else f"the {passages:,} best passages were used"
    sentence = f"{why}: {used}." if why else f"All of {name} was read ({units})."
    return Choice(not why, reason, reader.unit, size, retrieved, usd, seconds, sentence)


def part_read(choice: Choice, read: int, found: int) -> Choice:
    """The choice to read all, corrected: a model's window held only `read` of the `found` passages."""
    used = "the best passage was used" if read == 1 else f"the {read:,} best passages were used"
    sentence = f"There are {found:,} passages, more than the model reads at once: {used}."
    return replace(choice, reads_whole=False, reason="window", sentence=sentence)


@dataclass(frozen=True, slots=True)
class InPieces:
    """A document and its pieces, in its order."""

    entry: Entry
    content: Document
    chunks: Sequence[Chunk]


def whole(documents: Sequence[InPieces], scope: Scope, found: Sequence[Passage] = ()) -> tuple[Passage, ...]:
    """All of some documents as passages, labelled in the order of the documents and of their text.

    What retrieval found keeps its score, ranks and likeness; the rest has a score of 0, and neither ranks nor likeness.

    Raises:
        NotVisible: the scope does not permit one of the documents.
        DocumentError: a piece is of another document or version than its entry, or does not fit the text.
    """
    seen = {passage.span: passage for passage in found}
    passages: list[Passage] = []
    for one in documents:
        entry = one.entry
        if not scope.permits(entry.matter, entry.document, entry.labels):
            raise no_such(entry.document, scope)
        for chunk in one.chunks:
            if chunk.document != entry.document or chunk.version not in (entry.version, entry.staged):
                raise DocumentError(f"a piece of {entry.document} is of a version that no longer stands; ask again")
            if not 0 <= chunk.start < chunk.end <= len(one.content.text):
                raise DocumentError(
                    f"characters {chunk.start}-{chunk.end} are not in {entry.document}, "
                    f"which has {len(one.content.text)}; ingest it again"
                )
            label = len(passages) + 1
            found_as = seen.get(chunk.span)
            passages.append(replace(found_as, label=label) if found_as else _passage(one, chunk, label))
    return tuple(passages)


def _passage(one: InPieces, chunk: Chunk, label: int) -> Passage:
    page = page_at(one.content.pages, chunk.start)
    return Passage(
        label=label,
        chunk=chunk,
        matter=one.entry.matter,
        path=one.entry.path,
        title=one.content.title,
        page=page,
        page_label=page_label(one.content, page),
        confidence=confidence(one.content, chunk.start, chunk.end),
        text=one.content.text[chunk.start : chunk.end],
        score=0.0,
        lexical_rank=None,
        dense_rank=None,
        cosine=None,
        labels=one.entry.labels,
    )
