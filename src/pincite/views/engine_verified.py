"""View of an engine that was held against a model's weights."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pincite.models.comparing.serving import Sampled
    from pincite.models.comparing.verifying import Held, Verified


@dataclass(frozen=True, slots=True)
class EngineVerified:
    """How far an engine is from what a registered model's weights say, and the record of that.

    `tier` is that of a server which was sampled too; None where it was the one that answers are written with.
    """

    model: str
    sha256: str
    adapter_sha256: str | None
    found: "Verified"
    record: int
    seconds: float
    tier: str | None = None

    @property
    def is_ok(self) -> bool:
        """True if no fault was found."""
        return not self.faults

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong, in sentences."""
        return self.found.all_faults

    def json(self) -> dict[str, object]:
        """The contract's verification of a model."""
        found, served, server = self.found, self.found.served, self.found.server
        first = served.apart.first_difference
        return {
            "ok": self.is_ok,
            "positions": served.apart.positions,
            "kl": served.apart.kl,
            "top1": served.apart.top1,
            "floor": served.floor.kl,
            "first_difference": None
            if first is None
            else {"position": first.position, "engine": first.engine, "reference": first.reference},
            "faults": list(self.faults),
            "allowed": served.allowed,
            "floor_top1": served.floor.top1,
            "float32": None if found.sharp is None else _sharp(found.sharp),
            "server": None if server is None else self._server(server),
            "experts": [list(counts) for counts in found.load],
            "model": self.model,
            "sha256": self.sha256,
            "adapter_sha256": self.adapter_sha256,
            "engine": found.engine,
            "kv": found.running.kv,
            "flash_attention": found.running.flash,
            "notes": list(found.notes),
            "record": self.record,
            "seconds": round(self.seconds, 1),
        }

    def _server(self, server: "Sampled") -> dict[str, object]:
        return {"tier": self.tier, "positions": server.positions, "kl": server.kl, "top1": server.top1}


def _sharp(held: "Held") -> dict[str, object]:
    return {
        "kl": held.apart.kl,
        "top1": held.apart.top1,
        "largest": held.apart.largest,
        "floor": held.floor.largest,
        "allowed": held.allowed,
    }
