"""What may be watched of a question while it is answered: how long, how it ends, what models cost. Not a word of it.

Whoever runs a server watches it by this port. Questions, passages, documents, users and records have no place in its
values, so none can come out by it.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ModelCall:
    """A call of a language model: what for, of which model, and what it took; `tokens` are those read and written.

    `tokens` is None of a call that failed.
    """

    purpose: str
    model: str
    most_tokens: int
    tokens: tuple[int, int] | None
    seconds: float


class Observed(Protocol):
    """Is told of one question."""

    def stage(self, name: str, seconds: float) -> None:
        """A stage has ended just now, and took so long."""
        ...

    def called(self, call: ModelCall) -> None:
        """A model has answered just now, or failed to."""
        ...

    def released(self) -> None:
        """One more sentence was given out."""
        ...

    def ended(self, outcome: str) -> None:
        """The question came to an end: `answered`, the reason of a refusal, or `given_up`."""
        ...


class Observer(Protocol):
    """Is told of every question."""

    def begin(self, mode: str) -> Observed:
        """A question begins, to be answered by quotes or in a model's words."""
        ...


class Unobserved:
    """Watches nothing. Implements `Observer` and `Observed`."""

    def begin(self, mode: str) -> Observed:  # noqa: ARG002 - as the port has it
        """Nothing is told."""
        return self

    def stage(self, name: str, seconds: float) -> None:
        """Nothing is told."""

    def called(self, call: ModelCall) -> None:
        """Nothing is told."""

    def released(self) -> None:
        """Nothing is told."""

    def ended(self, outcome: str) -> None:
        """Nothing is told."""


UNOBSERVED = Unobserved()


@dataclass(frozen=True, slots=True)
class Several:
    """Tells several observers. Implements `Observer`."""

    observers: tuple[Observer, ...]

    def begin(self, mode: str) -> Observed:
        """A question begins."""
        return _SeveralObserved(tuple(observer.begin(mode) for observer in self.observers))


@dataclass(frozen=True, slots=True)
class _SeveralObserved:
    """One question, told to several. Implements `Observed`."""

    each: tuple[Observed, ...]

    def stage(self, name: str, seconds: float) -> None:
        """A stage has ended."""
        for one in self.each:
            one.stage(name, seconds)

    def called(self, call: ModelCall) -> None:
        """A model was called."""
        for one in self.each:
            one.called(call)

    def released(self) -> None:
        """A sentence was given out."""
        for one in self.each:
            one.released()

    def ended(self, outcome: str) -> None:
        """The question came to an end."""
        for one in self.each:
            one.ended(outcome)
