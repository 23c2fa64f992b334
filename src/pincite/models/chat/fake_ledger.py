"""What the fake provider notes of each request, so that what a client believes to have used can be compared."""

from collections.abc import Mapping
from dataclasses import dataclass

from pincite.models.chat.fake_wires import AnthropicWire, FakeRequest, FakeWire, OpenAIWire
from pincite.models.ports import Usage

WIRES: Mapping[str, FakeWire] = {"/v1/chat/completions": OpenAIWire(), "/v1/messages": AnthropicWire()}

NOTHING = Usage(0, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One request, as the provider saw it.

    `counted` is what it took by the provider's own count, `said` what the client was told. `is_whole` says whether the
    whole reply was sent, `client_left` whether the client ended the connection before. `at` is in seconds since 1970.
    The key of the request stands nowhere.
    """

    at: float
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, object]
    request_bytes: int
    question: FakeRequest | None = None
    status: int = 0
    counted: Usage = NOTHING
    said: Usage | None = None
    reply_bytes: int = 0
    is_whole: bool = False
    client_left: bool = False

    @property
    def wire(self) -> str:
        """Which protocol it spoke; empty if none that is known."""
        return WIRES[self.path].name if self.path in WIRES else ""
