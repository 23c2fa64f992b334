"""Views of requests that wait for a second person."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from pincite.access.second import PendingRequest
from pincite.audit.event import Json

WITHHELD = "withheld: it speaks of matters or documents that are not open to you"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits: whether its reader may know what it is about, and the text to be signed."""

    request: PendingRequest
    is_disclosed: bool
    text: str

    def json(self) -> dict[str, object]:
        """The contract's waiting request; `what` is withheld if the reader may not know it."""
        request = self.request
        return {
            "id": request.id,
            "at": request.at.isoformat(),
            "expires": request.expires.isoformat(),
            "user": request.by.user,
            "actor": request.by.actor,
            "actions": list(request.actions),
            "what": request.what if self.is_disclosed else None,
            **({} if self.is_disclosed else {"withheld": WITHHELD}),
        }


@dataclass(frozen=True, slots=True)
class Pending:
    """All waiting requests, as far as the reader may know them; `with_text` adds the texts to be signed."""

    requests: tuple[Waiting, ...]
    with_text: bool = False

    def json(self) -> dict[str, object]:
        """The contract's waiting requests."""
        texts = [{"text": one.text} if self.with_text else {} for one in self.requests]
        return {"pending": [one.json() | text for one, text in zip(self.requests, texts, strict=True)]}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was done after a second person confirmed it: in words, with the request's id; `figures` are its counts."""

    done: str
    request: str
    second: str
    figures: Mapping[str, Json]

    def json(self) -> dict[str, object]:
        """The contract's confirmation."""
        return {"done": self.done, "request": self.request, "second": self.second, **self.figures}


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A request that no longer waits."""

    withdrawn: str

    def json(self) -> dict[str, object]:
        """The contract's withdrawal."""
        return asdict(self)
