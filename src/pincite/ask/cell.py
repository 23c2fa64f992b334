"""What one document says to one question that was put to it."""

from dataclasses import dataclass

from pincite.ask.reply import State
from pincite.catalogue.entry import Entry
from pincite.retrieval.evidence import Evidence, Passage
from pincite.verification.support import Support


@dataclass(frozen=True, slots=True)
class Cell:
    """What one document says to one question.

    `statements` are verified, none unless `state` is "found"; `read` are the passages whose sentences were judged, by
    which the statements are labelled. `chance` is how likely it is that the document answers, 0 to 1. `unread` counts
    its pages that could not be read: "not found" says nothing of them.
    """

    entry: Entry
    state: State
    statements: tuple[Support, ...]
    read: Evidence
    chance: float
    unread: int

    @property
    def cited(self) -> tuple[Passage, ...]:
        """The passages that the statements rest on."""
        labels = {one.label for support in self.statements for one in support.statement.cited}
        return tuple(passage for passage in self.read.passages if passage.label in labels)
