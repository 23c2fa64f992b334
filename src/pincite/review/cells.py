"""What a review found: for each document an answer to each question."""

from dataclasses import dataclass

from pincite.ask.reply import State
from pincite.audit.event import Record
from pincite.catalogue.entry import Entry
from pincite.verification.support import Support


@dataclass(frozen=True, slots=True)
class Answer:
    """What a document says to a question; `statements` are none unless `state` is "found".

    `chance` is how likely it is that the document answers, 0 to 1.
    """

    question: str
    state: State
    statements: tuple[Support, ...]
    chance: float


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A document with its answers, in the order of the questions, once they are on the record.

    `is_earlier` is true for what a run that was broken off had put on the record already.
    """

    entry: Entry
    answers: tuple[Answer, ...]
    record: Record
    is_earlier: bool
