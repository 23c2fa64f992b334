"""What the settings of a workspace say of the tiers that a question may go to: levels, windows and prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pincite.models.chat.prices import Rates
from pincite.routing.decision import Need, Tier
from pincite.routing.heuristics import UNTRAINED
from pincite.routing.tiers import tiers_named
from pincite.sensitivity import UNKNOWN, Sensitivity, level_of
from pincite.wiring.model_settings import ModelSettings
from pincite.wiring.names import PRICES, SETTINGS
from pincite.wiring.price_file import prices_of
from pincite.wiring.settings import read_settings


@dataclass(frozen=True, slots=True)
class Limits:
    """The models of the settings by their tiers, the cheapest first, and what each costs today; none without settings.

    What is known of any other tier, its name says.
    """

    models: Mapping[str, ModelSettings] = field(default_factory=dict)
    rates: Mapping[str, Rates] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The tiers to choose among before anything was learnt."""
        return tuple(self.models) or UNTRAINED

    def tiers(self, names: Sequence[str], sensitivity: str) -> list[Tier]:
        """The tiers of these names, as far as one request of this sensitivity may go to them."""
        return [
            self._of_settings(self.models[tier.name], sensitivity) if tier.name in self.models else tier
            for tier in tiers_named(names, sensitivity)
        ]

    def need(self, sensitivity: str, prompt_tokens: int, budget: int | None) -> Need:
        """What a request takes whose answer may be as long as the settings of the model that is asked allow for."""
        longest = max((model.max_answer_tokens for model in self.models.values()), default=0)
        return Need(sensitivity, prompt_tokens if self.models else 0, longest, budget)

    def _of_settings(self, model: ModelSettings, sensitivity: str) -> Tier:
        rates = self.rates[model.tier]
        level = level_of(sensitivity)
        unknown = {sensitivity} if level is None and model.accepts is UNKNOWN else set[str]()
        return Tier(
            model.tier,
            frozenset(one.word for one in Sensitivity if one <= model.accepts) | unknown,
            model.context_tokens,
            rates.dearest_prompt,
            rates.completion,
            model.max_answer_tokens,
        )


def limits_of(workspace: Path) -> Limits:
    """What the settings in a folder say; nothing is opened there, and nothing is asked of the models.

    Raises:
        WorkspaceError: they cannot be read, or say what cannot be.
    """
    models = read_settings(workspace / SETTINGS).models
    today = datetime.now(UTC).date()
    prices = prices_of(models, workspace / PRICES)
    return Limits(
        {model.tier: model for model in models}, {model.tier: prices[model.tier].at(today) for model in models}
    )
