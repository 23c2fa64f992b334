"""What goes on the record, and what the record gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from pincite.access.scope import Principal
from pincite.documents.span import MatterId

EventKind = Literal[
    "answer",
    "statement",
    "found",
    "refusal",
    "failure",
    "search",
    "review",
    "judge",
    "try",
    "feedback",
    "router",
    "model",
    "ingest",
    "remove",
    "move",
    "access",
    "read",
    "erase",
    "hold",
    "release",
    "retention",
    "trust",
    "backup",
    "restore",
    "clock",
    "seal",
]

QUESTION_KINDS: Final[tuple[EventKind, ...]] = ("answer", "refusal", "failure")
"""The kinds of records that replies to questions have."""

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    `content` is what may have to be erased one day (question, answer, evidence); the chain holds only a salted digest
    of it. `facts` stay in the chained row for ever and hold no text of clients (counts, versions, milliseconds).
    `matters` are those whose text or documents the content mentions. Whoever may not see all of them may not read the
    record, even if they asked the question. They are kept, and erased, with the content.
    `texts` are long texts that many records share, such as prompts and passages, by the names that the record gives
    them. Each is kept once, however many records have it; the content holds only its digest.
    """

    id: str
    kind: EventKind
    principal: Principal
    at: datetime
    matters: frozenset[MatterId]
    facts: Mapping[str, Json]
    content: Mapping[str, Json]
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """An event once it is durable: its place and its hash in the chain (hex SHA-256)."""

    id: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it was read back: the chained row, and the content unless it has been erased.

    `at` is ISO 8601 in UTC with microseconds. `matters`, `content` and `texts` are None once they have been erased.
    `texts` maps each name to the digest of its text: SHA-256 of its UTF-8, in hex; `Reading.texts` reads them.
    """

    seq: int
    id: str
    kind: str
    at: str
    user: str
    actor: str
    facts: Mapping[str, Json]
    matters: frozenset[MatterId] | None
    content: Mapping[str, Json] | None
    texts: Mapping[str, str] | None
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class Held:
    """What must not be erased: all records that mention a matter, all of a person (user or actor), or one record.

    A record is named by its id, or by its seq.
    """

    kind: Literal["matter", "person", "record"]
    name: str


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold that is in force: what is held, since when (as `Entry.at`), by whom, why, and the record's seq."""

    seq: int
    what: Held
    at: str
    user: str
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """The outcome of an erasure: the records that were erased, and those that a hold kept, by seq.

    `record` is the record of the erasure; None when nothing was left to erase.
    """

    record: Record | None
    erased: tuple[int, ...]
    kept: Mapping[int, Hold]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the record; `seq` is 0 when it concerns the log as a whole."""

    seq: int
    problem: str
