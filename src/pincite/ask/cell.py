"""The answer of one document to one question."""

from dataclasses import dataclass

from pincite.ask.reply import State
from pincite.catalogue.entry import Entry
from pincite.documents.span import DocumentId
from pincite.retrieval.evidence import Evidence, Passage
from pincite.verification.support import Support


@dataclass(frozen=True, slots=True)
class Cell:
    """The answer of one document to one question.

    `statements` are verified, and empty unless `state` is "found". `read` are the passages whose sentences were judged;
    the statements cite by their labels. `chance` is how likely the document answers, 0 to 1. `unread` counts its pages
    that could not be read: "not found" says nothing about them. `amending` are its amendments, which notes may name.
    """

    entry: Entry
    state: State
    statements: tuple[Support, ...]
    read: Evidence
    chance: float
    unread: int
    amending: frozenset[DocumentId] = frozenset()

    @property
    def cited(self) -> tuple[Passage, ...]:
        """The passages that the statements rest on."""
        labels = {one.label for support in self.statements for one in support.statement.cited}
        return tuple(passage for passage in self.read.passages if passage.label in labels)
