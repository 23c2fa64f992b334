"""What goes on the record, and what the record gives back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from pincite.access.scope import Principal

EventKind = Literal["answer", "refusal", "failure", "search", "ingest", "remove", "move", "access", "read"]

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    `content` is what may have to be erased one day (question, answer, evidence); the chain holds only a salted digest
    of it. `facts` stay in the chained row for ever and hold no text of clients (counts, versions, milliseconds).
    """

    id: str
    kind: EventKind
    principal: Principal
    at: datetime
    facts: Mapping[str, Json]
    content: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Record:
    """An event once it is durable: its place and its hash in the chain (hex SHA-256)."""

    id: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the record; `seq` is 0 when it concerns the log as a whole."""

    seq: int
    problem: str


class AuditLog(Protocol):
    """An append-only log whose alteration shows."""

    async def append(self, event: Event) -> Record:
        """Write one event; it is durable when this returns.

        Raises:
            RecordError: it could not be made durable. Nothing may be released then.
        """
        ...
