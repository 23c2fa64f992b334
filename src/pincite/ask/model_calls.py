"""Calls of language models for one question, as they are put on the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from pincite.answering.examples import Example
from pincite.models.chat.prices import FREE, Rates
from pincite.models.chat.spending import NOTHING
from pincite.models.chat.tier import Tier
from pincite.models.ports import Completion, Message, Task, Usage
from pincite.routing.permits import Classification

Purpose = Literal["understand", "step back", "write", "check", "judge", "try", "verify"]
"""What a model was asked for: to read the question, to ask a more general one, to word the answer, to check a statement
of it, to judge answers of an evaluation, whether it answers at all, or whether it computes what its weights say."""

TASKS: Final[Mapping[Purpose, Task]] = {
    "understand": "extraction",
    "step back": "extraction",
    "write": "citing",
    "check": "judging",
    "judge": "judging",
    "try": "citing",
    "verify": "citing",
}
"""What each purpose asks of a model, by which its temperature is chosen."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a chat model: what it was sent and with which limits, and what came back, or why nothing did.

    `examples` are the approved answers that it showed. `leaves` are the classifications under which leave to send it
    was given, in the order of time, if it was tried; without any nothing was sent, and with them it may have been: what
    is stopped while a connection is made goes out, or does not. `ms` are the milliseconds until the end. `broken` is
    what came of a reply that has no end. `was_full` is true where the model had no room for it.
    """

    purpose: Purpose
    model: str
    messages: tuple[Message, ...]
    max_tokens: int
    schema: Mapping[str, object] | None
    completion: Completion | None
    ms: float
    problem: str = ""
    tier: Tier | None = None
    leaves: tuple[Classification, ...] = ()
    used: Usage = NOTHING
    rates: Rates = FREE
    priced_since: date | None = None
    broken: str = ""
    examples: tuple[Example, ...] = ()
    was_full: bool = False

    @property
    def cost(self) -> int:
        """What it cost, in pico-dollars."""
        return self.rates.cost(self.used)


Calls = list[Call]
"""The calls for one question, in the order of time; it grows as models are asked."""
