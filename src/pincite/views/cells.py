"""The view of a review: one object for each question and each document."""

from dataclasses import dataclass

from pincite.review import Answer, Reviewed
from pincite.views.reply import Statement


@dataclass(frozen=True, slots=True)
class Cell:
    """The outcome of one question in one document."""

    reviewed: Reviewed
    answer: Answer

    def json(self) -> dict[str, object]:
        """The contract's cell of a review; `chance` is how likely its answer is right, 0 to 1."""
        entry, answer = self.reviewed.entry, self.answer
        return {
            "document": entry.document,
            "path": entry.path,
            "title": entry.title,
            "matter": entry.matter,
            "question": answer.question,
            "state": answer.state,
            "statements": [Statement.of(support).json() for support in answer.statements],
            "chance": round(answer.chance, 4) if answer.statements else None,
            "unread_pages": entry.unread,
            "record": self.reviewed.record.seq,
        }


def cells_of(reviewed: Reviewed) -> tuple[Cell, ...]:
    """The cells of a document's row, in the order of the questions."""
    return tuple(Cell(reviewed, answer) for answer in reviewed.answers)
