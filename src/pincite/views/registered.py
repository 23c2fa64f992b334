"""Views of the models that a firm has registered."""

from dataclasses import dataclass, replace

from pincite.models.registry import Registered, State
from pincite.models.standing import Standing, Verification


@dataclass(frozen=True, slots=True)
class Retirement:
    """Who retired a model, when and why, and the record of it; `reason` is None once it was erased."""

    by: str
    at: str
    reason: str | None
    record: int

    def json(self) -> dict[str, object]:
        """The contract's retirement."""
        return {"by": self.by, "at": self.at, "reason": self.reason, "record": self.record}


@dataclass(frozen=True, slots=True)
class RegisteredModel:
    """A registered model, whether its files are still what was registered, and the record of that.

    `sha256_now` is the hash of a file that is another by now, where it was read. `verified` is how its last
    verification ended, and `retired` its retirement, or None.
    """

    model: Registered
    state: State
    record: int
    by: str
    verified: Verification | None = None
    sha256_now: str | None = None
    retired: Retirement | None = None

    def with_state(self, state: State, sha256_now: str | None = None) -> "RegisteredModel":
        """The same model in another state."""
        return replace(self, state=state, sha256_now=sha256_now)

    def json(self) -> dict[str, object]:
        """The contract's registered model."""
        model = self.model
        return {
            "name": model.name,
            "state": self.state,
            "path": str(model.path),
            "sha256": model.sha256,
            "bytes": model.bytes,
            "architecture": model.family,
            "types": model.types,
            "parameters": model.parameters,
            "trained_context": model.trained_context,
            "chat_template_sha256": model.chat_template_sha256,
            "licence": model.licence,
            "record": self.record,
            "by": self.by,
            "verified": verification_json(self.verified),
            "sha256_now": self.sha256_now,
            "retired": None if self.retired is None else self.retired.json(),
        }


def verification_json(verified: Verification | None) -> dict[str, object] | None:
    """The contract's verification, with its time in ISO 8601."""
    if verified is None:
        return None
    return {"at": verified.at, "record": verified.record, "faults": list(verified.faults)}


def standing_json(standing: Standing) -> dict[str, object]:
    """The contract's standing of a model's file: which registration it is held to, if any."""
    found = standing.registration
    return {
        "state": standing.state,
        "name": None if found is None else found.model.name,
        "sha256": None if found is None else found.model.sha256,
        "record": None if found is None else found.record,
        "retired": None if found is None else found.retired,
        "verified": None if found is None else verification_json(found.verified),
    }


def standing_in_words(standing: Standing) -> str:
    """The same in one line."""
    found = standing.registration
    match standing.state:
        case "missing":
            return "its file is not there"
        case "unregistered":
            return "not registered"
    if found is None:
        raise AssertionError("such a file has a registration")
    named = f"registered as {found.model.name} ({found.model.sha256[:8]}, record {found.record})"
    if standing.state == "retired":
        return f"was {named} and retired (record {found.retired}): it is not used"
    if standing.state == "changed":
        return f"{named}, CHANGED since: it is not used"
    return f"{named}, {verification_in_words(found.verified)}"


def verification_in_words(verified: Verification | None) -> str:
    """When a model was last verified, and how that ended."""
    if verified is None:
        return "not verified"
    count = len(verified.faults)
    outcome = "no fault" if not count else "1 fault" if count == 1 else f"{count} faults"
    return f"verified on {verified.at[:10]} with {outcome} (record {verified.record})"


@dataclass(frozen=True, slots=True)
class RegisteredModels:
    """All models that were registered."""

    models: tuple[RegisteredModel, ...]

    def json(self) -> dict[str, object]:
        """The contract's list of registered models."""
        return {"models": [model.json() for model in self.models]}


@dataclass(frozen=True, slots=True)
class RetiredModel:
    """A model that was retired, by its name and hash, and the record that says so."""

    name: str
    sha256: str
    record: int

    def json(self) -> dict[str, object]:
        """The contract's retired model."""
        return {"retired": self.name, "sha256": self.sha256, "record": self.record}
