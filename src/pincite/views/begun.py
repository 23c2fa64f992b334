"""Views of a question that is being answered."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Begun:
    """A question that is being answered; `id` is that of its reply."""

    id: str

    def json(self) -> dict[str, object]:
        """The contract's question under way."""
        return {"id": self.id, "events": f"questions/{self.id}/events", "reply": f"questions/{self.id}"}
