"""What a completion cost."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pincite.models.ports import Usage


@dataclass(frozen=True, slots=True)
class Prices:
    """US$ per million tokens that a model reads, and writes."""

    prompt: float = 0.0
    completion: float = 0.0

    def cost_usd(self, usage: "Usage") -> float:
        """US$ for the tokens that were used.

        >>> from pincite.models.ports import Usage
        >>> Prices(prompt=3, completion=15).cost_usd(Usage(prompt_tokens=2000, completion_tokens=100))
        0.0075
        """
        return (usage.prompt_tokens * self.prompt + usage.completion_tokens * self.completion) / 1_000_000
