"""The models of a workspace, and a trial of its language model, as they are given out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """The language model, without its key; `sources` are those of its settings that say where it is, as they are set.

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
    """How the language model answered one line, and what it took."""

    model: str
    seconds: float
    prompt_tokens: int
    completion_tokens: int
    estimated: bool
    cost_usd: float
    keeps_to_schema: bool


@dataclass(frozen=True, slots=True)
class Models:
    """What stands behind each port of a model, None where nothing does; `tried` only where it was tried."""

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
