"""What a question costs if all documents are sent with it, against what is found for it alone."""

from dataclasses import dataclass
from typing import Final

from pincite.models.chat.prices import Rates
from pincite.models.ports import Usage

FOUND_TOKENS: Final = 7_000
"""What a model reads of a search: twenty passages of 1,000 characters, some 5,000 tokens, and the instructions."""


@dataclass(frozen=True, slots=True)
class ModelLimits:
    """A model of the settings: its window and its longest answer in tokens, and where what it is sent goes."""

    tier: str
    window: int
    answer_tokens: int
    leaves_firm: bool


@dataclass(frozen=True, slots=True)
class Reads:
    """A model as far as a plan depends on it: its window and its longest answer in tokens, and its prices."""

    tier: str
    window: int
    answer_tokens: int
    rates: Rates
    is_priced: bool = True


@dataclass(frozen=True, slots=True)
class QuestionCosts:
    """A question at one model, in pico-dollars, each with the longest answer.

    `all` is what sending everything costs, `again` the same for a further question within minutes, if the provider
    keeps the prompt in its cache and says so in its prices; None where cached tokens cost what others cost. `found` is
    what a search costs. All of it fits only if `fits`.
    """

    reads: Reads
    all_tokens: int
    all: int
    again: int | None
    found_tokens: int
    found: int

    @property
    def fits(self) -> bool:
        """Whether everything fits into the model's window together with an answer."""
        return self.all_tokens + self.reads.answer_tokens <= self.reads.window


def planned(reads: Reads, tokens: int) -> QuestionCosts:
    """What a question costs if all `tokens` are sent with it, and what it costs with what a search finds.

    >>> from pincite.models.chat.prices import usd
    >>> plan = planned(Reads("premium", 1_000_000, 0, Rates.per_million("2", "8")), 500_000)
    >>> usd(plan.all), usd(plan.found)
    (1.0, 0.014)
    """
    rates, answer = reads.rates, reads.answer_tokens
    found = max(min(FOUND_TOKENS, reads.window - answer, tokens), 0)
    is_cached = rates.cache_read != rates.prompt or rates.cache_write != rates.prompt
    first = Usage(tokens, answer, cache_write_tokens=tokens if is_cached else 0)
    again = rates.cost(Usage(tokens, answer, cache_read_tokens=tokens)) if is_cached else None
    return QuestionCosts(reads, tokens, rates.cost(first), again, found, rates.cost(Usage(found, answer)))
