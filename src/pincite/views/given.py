"""What every door gives to programs: a value that says its own JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


class Given(Protocol):
    """A value that is given out."""

    def json(self) -> Mapping[str, object]:
        """The contract's object, with nothing in it but JSON."""
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """A JSON object whose fields another reader sets: a proof, exported rules, a line of a question file."""

    fields: Mapping[str, object]

    def json(self) -> Mapping[str, object]:
        """The fields as they are."""
        return self.fields


@dataclass(frozen=True, slots=True)
class Line:
    """What came of one line of a batch, under the line's own `id`; `ms` only where its time was taken."""

    id: object
    given: Given
    ms: float | None = None

    def json(self) -> dict[str, object]:
        """The contract's line: what came of it, with the line's id in the place of its own."""
        timed = {} if self.ms is None else {"ms": round(self.ms, 3)}
        fields = {name: value for name, value in self.given.json().items() if name != "id"}
        return {"id": self.id, **fields, **timed}


@dataclass(frozen=True, slots=True)
class FailedLine:
    """A line of a batch that nothing came of, and the sentence that says why."""

    id: object
    error: str

    def json(self) -> dict[str, object]:
        """The contract's line that failed."""
        return {"id": self.id, "error": self.error}
