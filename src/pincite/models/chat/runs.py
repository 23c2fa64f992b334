"""How an engine of the firm's own ran a model when it wrote: what the record says beside the model's name.

With weights, engine, cache, guessing and seed all the same, a reply may still be another: an engine that works on
several requests at once adds their numbers up in another order, and temperature 0 only takes the likeliest of what
comes out.
"""

from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from pincite.models.chat.dialect import SEED
from pincite.models.chat.llama_child import SPECULATION, UNSTRETCHED, Way

TEMPERATURE: Final = 0


@dataclass(frozen=True, slots=True)
class Runs:
    """How a model was run. `weights` and `adapter` are hashes (SHA-256); the adapter's is None without one.

    `yarn` is the factor by which positions were stretched; None where they were not.
    """

    weights: str
    adapter: str | None
    engine: str
    kv: str
    speculation: str
    seed: int
    temperature: float
    yarn: float | None = None

    def facts(self) -> dict[str, bool | int | float | str | None]:
        """What the record has of it; `repeats` is false, since the same request may have another reply."""
        return {
            "weights": self.weights,
            "adapter": self.adapter,
            "engine": self.engine,
            "kv": self.kv,
            **({"yarn": self.yarn} if self.yarn is not None else {}),
            "speculation": self.speculation,
            "seed": self.seed,
            "temperature": self.temperature,
            "repeats": False,
        }


def llama_runs(weights: str, way: Way) -> Runs:
    """How pincite runs llama.cpp's server, with weights of this hash."""
    engine = f"llama.cpp, xllamacpp {version('xllamacpp')}"
    yarn = None if way.yarn_factor == UNSTRETCHED else way.yarn_factor
    return Runs(weights, None, engine, way.kv, SPECULATION, SEED, TEMPERATURE, yarn)
