"""Views of the models that a firm has registered."""

from dataclasses import dataclass, replace

from pincite.models.registry import Registered, State


@dataclass(frozen=True, slots=True)
class RegisteredModel:
    """A registered model, whether its files are still what was registered, and the record of that."""

    model: Registered
    state: State
    record: int
    by: str

    def with_state(self, state: State) -> "RegisteredModel":
        """The same model in another state."""
        return replace(self, state=state)

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
        }


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
