"""A question with what it got, read back from the record as its reader may see it now."""

from dataclasses import dataclass
from typing import Literal

TurnState = Literal["answering", "answered", "refused", "failed"]
"""What became of a question; "answering" as long as the record of its reply is not written."""


@dataclass(frozen=True, slots=True)
class Pin:
    """Where the words stand that bear a sentence out; `[start, end)` are characters of that version's text.

    `cite` names the place as a lawyer does, `quote` are the document's words as they are printed, and `note` is what
    their reader must know of them, empty if nothing.
    """

    document: str
    version: str
    start: int
    end: int
    cite: str
    heading: str
    quote: str
    note: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an answer, or the closest sentence of a passage that a refusal shows.

    `place` names it for whoever wants to see its source: the id of its record, and its number there. `is_quote` is true
    for the document's own words. `replaces` are the words that an amendment or a later version took the place of.
    """

    number: int
    place: str
    text: str
    is_quote: bool
    pins: tuple[Pin, ...]
    replaces: tuple[Pin, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many documents the answer to a question about many was found, was not found, and was not looked for."""

    found: int
    not_found: int
    not_read: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with what it got.

    `id` is that of the reply's record and `seq` its number, None while it is being answered; `asked` is the time of the
    record, in ISO 8601. `understood` is the question as it was taken, and `about` names the documents that it carried
    over from an earlier one (`after`, a record's number). `message` says why there is no answer, empty if there is
    one. `closest` are the best sentences of what was found, for a refusal. `looked` says in how many documents there
    was something like the question, and how many were looked through.
    """

    id: str
    seq: int | None
    asked: str
    question: str
    state: TurnState
    message: str
    reason: str | None
    said: tuple[Said, ...]
    closest: tuple[Said, ...]
    after: int | None
    understood: str | None
    about: tuple[str, ...]
    counts: Counts | None
    looked: tuple[int, int]
    ms: float
    cost_usd: float
    model: str | None


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """A question of somebody's own, for a list of them."""

    id: str
    seq: int
    asked: str
    question: str
    state: TurnState
    after: int | None
