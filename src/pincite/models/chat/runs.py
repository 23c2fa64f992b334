"""How an engine of the firm's own ran a model when it wrote: what the record says beside the model's name.

With weights, engine, cache, guessing and seed all the same, a reply may still be another: an engine that works on
several requests at once adds their numbers up in another order, and temperature 0 only takes the likeliest of what
comes out.
"""

from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from pincite.models.chat.dialect import SEED
from pincite.models.chat.llama_child import CACHE_TYPE, SPECULATION

TEMPERATURE: Final = 0


@dataclass(frozen=True, slots=True)
class Runs:
    """How a model was run. `weights` and `adapter` are hashes (SHA-256); the adapter's is None without one."""

    weights: str
    adapter: str | None
    engine: str
    kv: str
    speculation: str
    seed: int
    temperature: float

    def facts(self) -> dict[str, bool | int | float | str | None]:
        """What the record has of it; `repeats` is false, since the same request may have another reply."""
        return {
            "weights": self.weights,
            "adapter": self.adapter,
            "engine": self.engine,
            "kv": self.kv,
            "speculation": self.speculation,
            "seed": self.seed,
            "temperature": self.temperature,
            "repeats": False,
        }


def llama_runs(weights: str) -> Runs:
    """How pincite runs llama.cpp's server, with weights of this hash."""
    engine = f"llama.cpp, xllamacpp {version('xllamacpp')}"
    return Runs(weights, None, engine, CACHE_TYPE, SPECULATION, SEED, TEMPERATURE)
