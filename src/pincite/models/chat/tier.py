"""A tier: one language model that a question may go to, and all that decides whether it does."""

from dataclasses import dataclass
from typing import Literal

from pincite.models.chat.prices import Prices
from pincite.models.ports import Provider
from pincite.routing.permits import Recipient
from pincite.sensitivity import Sensitivity

Destination = Literal["on-prem", "remote"]
"""Where the text sent to a model goes: it stays within the firm, or leaves it."""


@dataclass(frozen=True, slots=True)
class Tier:
    """A model with its limits and its prices. `name` is what the settings call it among the models.

    `accepts` is the most sensitive that it may be sent. `context_tokens` is what it reads and writes at once,
    `answer_tokens` the longest answer that is asked of it.
    """

    name: str
    provider: Provider
    prices: Prices
    leaves_firm: bool
    accepts: Sensitivity
    context_tokens: int
    answer_tokens: int

    @property
    def place(self) -> Destination:
        """Where the text that is sent to it goes."""
        return "remote" if self.leaves_firm else "on-prem"

    @property
    def recipient(self) -> Recipient[Provider]:
        """The model as leave is given for it."""
        return Recipient(self.provider, self.provider.name, self.accepts)
