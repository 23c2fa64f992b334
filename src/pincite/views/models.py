"""Views of a workspace's models, and of a trial of its language model."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """The language model, without its key; `sources` are the settings that say where the model is, as written there.

    The two prices are in US$ per million tokens.
    """

    provider: str
    sources: Mapping[str, str]
    context_tokens: int
    leaves_firm: bool
    prompt_usd_per_million: float
    completion_usd_per_million: float

    def json(self) -> dict[str, object]:
        """The contract's language model."""
        return {
            "provider": self.provider,
            **self.sources,
            "context_tokens": self.context_tokens,
            "leaves_firm": self.leaves_firm,
            "usd_per_million_tokens": [self.prompt_usd_per_million, self.completion_usd_per_million],
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
    """The model behind each port, or None if there is none; `tried` is None unless the language model was tried."""

    embedder: str
    reranker: str | None
    entailment: str
    reader: str | None
    scanner: str
    language_model: LanguageModel | None
    tried: Tried | None = None

    def json(self) -> dict[str, object]:
        """The contract's models."""
        return {
            "embedder": self.embedder,
            "reranker": self.reranker,
            "entailment": self.entailment,
            "reader": self.reader,
            "scanner": self.scanner,
            "language_model": self.language_model.json() if self.language_model else None,
            **({"tried": asdict(self.tried)} if self.tried else {}),
        }
