"""What a question gets."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from pincite.answering.quote import Closest
from pincite.audit.event import Record
from pincite.documents.span import DocumentId, MatterId
from pincite.retrieval.context import Choice
from pincite.retrieval.evidence import Passage
from pincite.retrieval.not_searched import NotSearched
from pincite.verification.support import Support

RefusalReason = Literal[
    "no_evidence",
    "unsupported",
    "out_of_scope",
    "unclear",
    "no_permitted_model",
    "incomplete",
    "over_budget",
    "model_full",
    "not_recorded",
    "failed",
    "stopped",
]
"""Why there is no answer. With "incomplete" there is a part of one: the statements that a model had written, and that
passed, when its reply broke off. "stopped" stands on the record alone: whoever stops a question gets no reply."""


MOST_CLOSEST = 5
"""Passages of a refusal whose closest sentence is printed, and looked at for orders before that; the others' sentences
are looked at when one of them is opened."""


@dataclass(frozen=True, slots=True)
class Possible:
    """A document that a question could mean, among those that the asker may see, and what it is called (`name`)."""

    document: DocumentId
    path: str
    title: str
    name: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, or not the rest of it, as a code and as a sentence.

    `candidates` are the documents that could be meant.
    """

    reason: RefusalReason
    message: str
    candidates: tuple[Possible, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what was to be said passed its check: a gate that lets nothing through makes no mistake either.

    `reasons` are those against the statements that were kept back, one for each, in their order; what only those
    statements say is on the record and nowhere else.
    """

    statements: int
    released: int
    reasons: tuple[str, ...]


State = Literal["found", "not_found", "not_read"]
"""What became of a question in a document: it is answered there; what was read does not answer it; nothing was read."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A document that a question about many was put to, and what became of it there.

    `unread` counts pages of it that could not be read: "not_found" says nothing of them. `name` is what it is called.
    `chance` is how likely it answers, 0 to 1; in a comparison, how likely its sentence is the right one.
    """

    document: DocumentId
    path: str
    title: str
    state: State
    matter: MatterId
    unread: int = 0
    name: str = ""
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What became of a question about many documents in each of them, in the order in which they were looked into.

    With `is_lacking`, it is after those in which nothing is found. With `is_compared`, two are set side by side.
    """

    documents: tuple[Listed, ...]
    is_lacking: bool = False
    is_compared: bool = False

    @property
    def found(self) -> int:
        """In how many it is answered."""
        return self._count("found")

    @property
    def not_found(self) -> int:
        """In how many what was read does not answer it."""
        return self._count("not_found")

    @property
    def not_read(self) -> int:
        """How many could not be read."""
        return self._count("not_read")

    def _count(self, state: State) -> int:
        return sum(one.state == state for one in self.documents)


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """Of how many documents words were compared with the question, and how many the asker may see (`of`)."""

    documents: int
    of: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What a question gets: supported statements, or a refusal; always the passages found, and the record of it.

    `context` says whether all that may be seen was read, or the best of it; None where the search failed. `warnings`
    are sentences about words that address an assistant, in the question or in the passages. `understood` is the
    question as it was taken, None when as asked; `about` are the documents that an earlier question gave it.
    `listing` says of each document what became of a question about many; None for any other question. `looked` says how
    much was looked through, `closest` has for a refusal the best sentence of each passage that has one. `overview` is
    the document of which an overview was asked for. `chance` is how likely a quoted answer is right, 0 to 1; None for
    many documents, an overview, a model's words or a refusal. `left_firm` is true if a request with its words was sent
    to a model outside the firm. `found` are quotes that were shown before a model wrote; None where none were.
    `not_searched` says what the reply lacks because a part of the index could not be searched; None if all was.
    """

    id: str
    question: str
    refusal: Refusal | None
    statements: tuple[Support, ...]
    coverage: Coverage
    passages: tuple[Passage, ...]
    tier: str
    model: str | None
    cost_usd: float
    index_version: str
    context: Choice | None
    record: Record | None
    ms: Mapping[str, float]
    warnings: tuple[str, ...] = ()
    understood: str | None = None
    about: tuple[Possible, ...] = ()
    listing: Listing | None = None
    looked: LookedThrough = LookedThrough(0, 0)
    closest: tuple[Closest, ...] = ()
    overview: DocumentId | None = None
    chance: float | None = None
    left_firm: bool = False
    found: "Found | None" = None
    not_searched: NotSearched | None = None

    @property
    def answered(self) -> bool:
        """True when there is something that was said and supported."""
        return self.refusal is None


@dataclass(frozen=True, slots=True)
class Released:
    """A statement that may be shown before its reply is whole, since it has a record of its own; `number` is from 1."""

    number: int
    support: Support
    passage: Passage
    record: Record


@dataclass(frozen=True, slots=True)
class Found:
    """Quotes that are shown while a language model writes, with the one record that they have.

    They are the first that quote mode would state, and no part of the answer. `passages` are those that they cite,
    `documents` all that they rest on.
    """

    supports: tuple[Support, ...]
    passages: tuple[Passage, ...]
    documents: frozenset[DocumentId]
    record: Record


class Stopwatch:
    """Milliseconds per stage of one walk; what lies between two marks belongs to the stage that the second names."""

    def __init__(
        self,
        clock: Callable[[], float] = time.perf_counter,
        told: Callable[[str, float], None] = lambda _stage, _seconds: None,
    ) -> None:
        """`told` is given each stage at its end, with the seconds that it took."""
        self._clock = clock
        self._told = told
        self._began = self._last = clock()
        self.ms: dict[str, float] = {}

    def mark(self, stage: str) -> None:
        """Count the time since the last mark for a stage."""
        now = self._clock()
        self.ms[stage] = round(self.ms.get(stage, 0.0) + (now - self._last) * 1000, 3)
        self._told(stage, now - self._last)
        self._last = now

    def finished(self) -> dict[str, float]:
        """All stages, and their total."""
        return {"total": round((self._clock() - self._began) * 1000, 3), **self.ms}
