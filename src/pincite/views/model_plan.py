"""The view of what a model needs on a machine."""

from dataclasses import dataclass

from pincite.models.planning.assumptions import assumptions
from pincite.models.planning.plan import Plan


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """A plan; bytes are of all devices together, times in milliseconds."""

    plan: Plan

    def json(self) -> dict[str, object]:
        """The contract's plan; `token_ms` is null for a model that writes nothing."""
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
            "assumptions": list(assumptions(plan)),
        }
