"""Views of routed questions, and of the router that a workspace keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pincite.routing.decision import TARGET, Decision

if TYPE_CHECKING:
    from pincite.routing.promising import Met
    from pincite.routing.weights import Card


@dataclass(frozen=True, slots=True)
class RoutedQuestion:
    """The tier that a question goes to, and why; `by` names what gave the chances.

    `ms` is what the decision took, `vector_ms` what the question's vector took that a learnt router looks at.
    """

    decision: Decision
    by: str
    ms: float
    vector_ms: float

    def json(self) -> dict[str, object]:
        """The contract's routed question."""
        found = self.decision
        return {
            "tier": found.tier,
            "p_ok": {tier: round(p_ok, 4) for tier, p_ok in found.p_ok},
            "reasons": list(found.reasons),
            "by": self.by,
            "ms": round(self.ms, 3),
            "vector_ms": round(self.vector_ms, 3),
        }


@dataclass(frozen=True, slots=True)
class KeptRouter:
    """The card of the router that a workspace keeps; `sha256` is the hash that the record has of it."""

    card: "Card"
    sha256: str

    @property
    def calibration_error(self) -> float:
        """The mean of the tiers' calibration errors."""
        return sum(self.card.calibration_error) / len(self.card.calibration_error)

    def json(self) -> dict[str, object]:
        """The contract's router."""
        card = self.card
        tiers = zip(card.tiers, card.right, card.calibration_error, strict=True)
        return {
            "router": self.sha256,
            "made": card.made,
            "embedder": card.embedder,
            "labels": card.labels,
            "tiers": [
                {"tier": tier, "right": round(right, 4), "calibration_error": round(error, 4)}
                for tier, right, error in tiers
            ],
            "calibration_error": round(self.calibration_error, 4),
            "calibration_interval": [round(end, 4) for end in card.calibration_interval],
            "target": TARGET,
            "targets": [_met(goal, card.tiers) for goal in card.met],
            "keeps": [
                {
                    "share": promise.share,
                    "cost": round(promise.cost, 4),
                    "tiers": _shares(card.tiers, promise.tiers),
                }
                for promise in card.promises
            ],
        }


def _met(goal: "Met", tiers: tuple[str, ...]) -> dict[str, object]:
    return {
        "target": goal.target,
        "promised": round(goal.promised, 4),
        "got": round(goal.got, 4),
        "cost": round(goal.cost, 4),
        "tiers": _shares(tiers, goal.tiers),
    }


def _shares(tiers: tuple[str, ...], shares: tuple[float, ...]) -> dict[str, float]:
    return {tier: round(share, 4) for tier, share in zip(tiers, shares, strict=True)}


@dataclass(frozen=True, slots=True)
class NoRouter:
    """What stands where no router is kept: the tiers that are known without one."""

    tiers: tuple[str, ...]

    def json(self) -> dict[str, object]:
        """The contract's absent router."""
        return {"router": None, "tiers": [{"tier": tier} for tier in self.tiers]}


@dataclass(frozen=True, slots=True)
class TaughtRouter:
    """A router that was just learnt and kept, with what was made of the lines of its file, and its record."""

    kept: KeptRouter
    repeats: int
    contradicted: int
    record: int
    seconds: float

    def json(self) -> dict[str, object]:
        """The contract's router that was trained."""
        found: Mapping[str, object] = self.kept.json()
        return {
            **found,
            "repeats": self.repeats,
            "contradicted": self.contradicted,
            "record": self.record,
            "seconds": round(self.seconds, 2),
        }


@dataclass(frozen=True, slots=True)
class ForgottenRouter:
    """A router that was taken away, by its hash, and the record that says so."""

    sha256: str
    record: int

    def json(self) -> dict[str, object]:
        """The contract's router that was taken away."""
        return {"forgotten": self.sha256, "record": self.record}
