"""What waits for a second person, as it is given out."""

from dataclasses import dataclass

from pincite.access.second import PendingRequest

WITHHELD = "withheld: it speaks of matters or documents that are not open to you"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a second person: whether its reader may know what it is, and the text that is signed."""

    request: PendingRequest
    is_told: bool
    text: str

    def json(self) -> dict[str, object]:
        """The contract's waiting request; without what it is where its reader may not know."""
        request = self.request
        return {
            "id": request.id,
            "at": request.at.isoformat(),
            "expires": request.expires.isoformat(),
            "user": request.by.user,
            "actor": request.by.actor,
            "actions": list(request.actions),
            "what": request.what if self.is_told else None,
            **({} if self.is_told else {"withheld": WITHHELD}),
        }
