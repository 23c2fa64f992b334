"""The port to a server that says what it makes of a text: the likeliest tokens after others, with their probabilities.

By that a server is held against the weights that it is said to run (`models.comparing`). It is sent the text's tokens,
so that both read the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from pincite.models.ports import Message, Provider, Usage
from pincite.routing.permits import Allowed

Likeliest = Mapping[int, float]
"""Tokens, with the logarithms of their probabilities in nats."""

Answers = Mapping[int, Likeliest]
"""By position: the likeliest tokens after tokens 0 to that one."""


@dataclass(frozen=True, slots=True)
class ToScore:
    """Tokens that are sent, of a text that begins with them.

    What comes after each of them is asked for if `of_each`, else what comes after the last.
    """

    text: str
    tokens: tuple[int, ...]
    of_each: bool = False

    @property
    def turns(self) -> tuple[Message, ...]:
        """The words for which leave is asked."""
        return (Message("user", self.text),)

    @property
    def form(self) -> Mapping[str, object]:
        """What the leave is bound to beside the words."""
        return {"tokens": list(self.tokens)}


@dataclass(frozen=True, slots=True)
class Scores:
    """What a server says. `answers` lack the positions of which it says nothing; `usage` is what it took."""

    answers: Answers
    usage: Usage


@runtime_checkable
class ScoringProvider(Provider, Protocol):
    """A provider that can say what it makes of tokens."""

    async def scores(self, allowed: "Allowed[Provider]", asked: ToScore) -> Scores:
        """The likeliest tokens after those that are sent; no answers where the server takes no such request.

        Raises:
            NotPermitted: the leave is for something else, or the rules forbid it by now.
            LeaveLapsed: the rules changed since.
            ModelError: the server cannot be reached or refuses, or gives no log-probabilities of tokens.
        """
        ...
