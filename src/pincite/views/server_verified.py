"""View of a server that was held against a model's weights, which no engine here runs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pincite.models.comparing.served import Served


@dataclass(frozen=True, slots=True)
class ServerVerified:
    """How far the server of a tier is from what a registered model's weights say, and the record of that."""

    model: str
    sha256: str
    adapter_sha256: str | None
    tier: str
    found: "Served"
    record: int
    seconds: float

    @property
    def is_ok(self) -> bool:
        """True if no fault was found."""
        return not self.faults

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong, in sentences."""
        return self.found.faults

    def json(self) -> dict[str, object]:
        """The contract's verification of a model, as far as a server alone can be compared."""
        found, server = self.found, self.found.server
        first = server.first_difference
        return {
            "ok": self.is_ok,
            "positions": server.positions,
            "kl": server.kl,
            "top1": server.top1,
            "floor": found.floor,
            "first_difference": None
            if first is None
            else {"position": first.position, "engine": first.server, "reference": first.reference},
            "faults": list(self.faults),
            "allowed": found.allowed,
            "floor_top1": found.floor_top1,
            "float32": None,
            "server": {"tier": self.tier, "positions": server.positions, "kl": server.kl, "top1": server.top1},
            "experts": [list(counts) for counts in found.load],
            "model": self.model,
            "sha256": self.sha256,
            "adapter_sha256": self.adapter_sha256,
            "engine": server.called,
            "kv": None,
            "flash_attention": None,
            "notes": [],
            "record": self.record,
            "seconds": round(self.seconds, 1),
        }
