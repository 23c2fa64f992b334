"""The view of what a model needs on a machine."""

from dataclasses import dataclass

from pincite.models.planning.assumptions import assumptions
from pincite.models.planning.plan import Plan
from pincite.models.registry import Registered


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """A plan, of a registered model where it was named so; times are in milliseconds.

    Bytes are of all devices together, but `memory_needed_bytes` and `memory_usable_bytes` of each.
    """

    plan: Plan
    registered: Registered | None = None

    def json(self) -> dict[str, object]:
        """The contract's plan; `token_ms` is null where nothing is written, `yarn_factor` where none is needed."""
        plan = self.plan
        return {
            "weights_bytes": plan.weights_bytes,
            "parameters": plan.model.parameters,
            "active_parameters": plan.model.active_parameters,
            "kv_bytes_per_token": plan.kv_bytes_per_token,
            "kv_bytes_per_user": plan.kv_bytes_per_user,
            "users_at_once": plan.users_at_once,
            "longest_context": plan.longest_context,
            "first_token_ms": round(plan.first_token_ms, 3),
            "token_ms": None if plan.token_ms is None else round(plan.token_ms, 3),
            "fits": plan.fits,
            "model": self.registered.name if self.registered else plan.model.title or plan.model.family,
            "engine": plan.engine.name,
            "machine": plan.machine.name,
            "tp": plan.demand.devices,
            "kv": plan.demand.kv,
            "context": plan.demand.context,
            "users": plan.demand.users,
            "memory_needed_bytes": plan.device_bytes,
            "memory_usable_bytes": plan.machine.usable_bytes,
            "yarn_factor": None if plan.stretch is None else plan.stretch.factor,
            "within_3s": plan.is_quick,
            "assumptions": list(assumptions(plan)),
        }
