"""What waits for a second person, as it is given out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from pincite.access.second import PendingRequest
from pincite.audit.event import Json

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


@dataclass(frozen=True, slots=True)
class Pending:
    """All that waits for a second person, as far as its reader may know; the texts that are signed where asked for."""

    requests: tuple[Waiting, ...]
    with_text: bool = False

    def json(self) -> dict[str, object]:
        """The contract's waiting requests."""
        texts = [{"text": one.text} if self.with_text else {} for one in self.requests]
        return {"pending": [one.json() | text for one, text in zip(self.requests, texts, strict=True)]}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was done once a second person confirmed it: in words, by its request; `figures` of what was done."""

    done: str
    request: str
    second: str
    figures: Mapping[str, Json]

    def json(self) -> dict[str, object]:
        """The contract's confirmation."""
        return {"done": self.done, "request": self.request, "second": self.second, **self.figures}


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The request that waits no longer."""

    withdrawn: str

    def json(self) -> dict[str, object]:
        """The contract's withdrawal."""
        return asdict(self)
