"""What everything that is printed for programs has in common: a method that returns its JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


class Given(Protocol):
    """A value with JSON of its own."""

    def json(self) -> Mapping[str, object]:
        """The contract's object, made of JSON values only."""
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """A JSON object whose format is defined elsewhere: a proof, a line of a question file."""

    fields: Mapping[str, object]

    def json(self) -> Mapping[str, object]:
        """The fields, unchanged."""
        return self.fields


@dataclass(frozen=True, slots=True)
class Line:
    """The result of one line of a batch, under the line's own `id`; `ms` is None if no time was measured."""

    id: object
    given: Given
    ms: float | None = None

    def json(self) -> dict[str, object]:
        """The contract's line: the result, with the line's id in place of its own."""
        timed = {} if self.ms is None else {"ms": round(self.ms, 3)}
        fields = {name: value for name, value in self.given.json().items() if name != "id"}
        return {"id": self.id, **fields, **timed}


@dataclass(frozen=True, slots=True)
class FailedLine:
    """A line of a batch that failed, and the error as a sentence."""

    id: object
    error: str

    def json(self) -> dict[str, object]:
        """The contract's line that failed."""
        return {"id": self.id, "error": self.error}
