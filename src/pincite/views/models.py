"""Views of a workspace's models, and of a trial of its language model."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from pincite.models.standing import Standing
from pincite.views.registered import standing_json


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A language model, without its key; `sources` are the settings that say where the model is, as written there.

    `accepts` is the most sensitive that it is sent. The two prices are in US$ per million tokens, None where none is
    known, of the day `prices_of` (None where no day is known), and `price_problem` is what is odd about them; empty
    if nothing is. `limits` are the further settings, by their names, those that are not set as None. `cautions` are
    sentences about settings that are allowed and hardly meant. `tried` is None unless it was tried; `failed` says why
    it did not answer then. `standing` is what the registrations say of its file; None for a model without one.
    """

    tier: str
    provider: str
    sources: Mapping[str, str]
    context_tokens: int
    leaves_firm: bool
    accepts: str
    usd_per_million: tuple[float, float] | None
    prices_of: str | None = None
    price_problem: str = ""
    limits: Mapping[str, int | float | bool | None] = field(default_factory=dict)
    cautions: tuple[str, ...] = ()
    tried: "Tried | None" = None
    failed: str = ""
    standing: Standing | None = None

    def json(self) -> dict[str, object]:
        """The contract's language model."""
        return {
            "tier": self.tier,
            "provider": self.provider,
            **self.sources,
            "context_tokens": self.context_tokens,
            "leaves_firm": self.leaves_firm,
            "accepts": self.accepts,
            "usd_per_million_tokens": None if self.usd_per_million is None else list(self.usd_per_million),
            **({"prices_of": self.prices_of} if self.prices_of else {}),
            **({"price_problem": self.price_problem} if self.price_problem else {}),
            **self.limits,
            **({"registration": standing_json(self.standing)} if self.standing else {}),
            "cautions": list(self.cautions),
            **({"tried": asdict(self.tried)} if self.tried else {}),
            **({"failed": self.failed} if self.failed else {}),
        }


@dataclass(frozen=True, slots=True)
class Tried:
    """How the language model answered one line, with the time, tokens and cost of it."""

    model: str
    seconds: float
    prompt_tokens: int
    completion_tokens: int
    estimated: bool
    cost_usd: float
    keeps_to_schema: bool


@dataclass(frozen=True, slots=True)
class Models:
    """The model behind each port, or None if there is none; the language models are in the order of their tiers.

    `cautions` are sentences about budgets that limit nothing.
    """

    embedder: str
    reranker: str | None
    entailment: str
    reader: str | None
    scanner: str
    language_models: tuple[LanguageModel, ...] = ()
    cautions: tuple[str, ...] = ()

    def json(self) -> dict[str, object]:
        """The contract's models. `language_model` and `tried` are of the first: they are older than the others."""
        first = self.language_models[0] if self.language_models else None
        return {
            "embedder": self.embedder,
            "reranker": self.reranker,
            "entailment": self.entailment,
            "reader": self.reader,
            "scanner": self.scanner,
            "language_model": None if first is None else replace(first, tried=None, failed="").json(),
            "language_models": [model.json() for model in self.language_models],
            **({"cautions": list(self.cautions)} if self.cautions else {}),
            **({"tried": asdict(first.tried)} if first is not None and first.tried else {}),
        }
