"""What a review found: for each document, an answer to each question."""

from dataclasses import dataclass

from pincite.ask.reply import State
from pincite.audit.event import Record
from pincite.catalogue.entry import Entry
from pincite.verification.support import Support


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a document to a question; `statements` are empty unless `state` is "found".

    `chance` is how likely the document answers, 0 to 1.
    """

    question: str
    state: State
    statements: tuple[Support, ...]
    chance: float


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A document with its answers, in the order of the questions, once they are on the record.

    `is_earlier` is true if an interrupted run had already put it on the record.
    """

    entry: Entry
    answers: tuple[Answer, ...]
    record: Record
    is_earlier: bool
