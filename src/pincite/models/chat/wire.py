"""What the two protocols have in common: what is asked, how it is written down, and how a reply is read.

A wire is the grammar of one protocol. It opens no connection; `exchange.py` sends what it writes.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from pincite.models.chat.reply import Ended
from pincite.models.chat.sse import Event
from pincite.models.ports import Message, Progress, Task, Usage

DialectT = TypeVar("DialectT")
"""The optional parts of a protocol that a server accepts."""


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """What a reply is asked for: the turns so far, the most tokens, the schema if there is one, and the task.

    `require` looks at the leave to send it, and raises an error where there is none any more.
    """

    messages: Sequence[Message]
    max_tokens: int
    schema: Mapping[str, object] | None
    task: Task
    require: Callable[[], Awaitable[None]] = field(repr=False)


class Folding(Protocol):
    """Puts the events of one stream together."""

    def take(self, event: Event) -> str | Progress:
        """The text that an event adds, often none; or how far the model has read.

        Raises:
            ModelError: it is no event of the protocol, or says that the model failed.
        """
        ...

    @property
    def is_over(self) -> bool:
        """Whether the event that ends the stream has come."""
        ...

    def at_most(self, most: Usage) -> Usage:
        """What the request can have used, given what the stream has said so far about it."""
        ...

    def ended(self) -> Ended:
        """The whole reply."""
        ...


class Wire(Protocol[DialectT]):
    """The grammar of one protocol."""

    @property
    def path(self) -> str:
        """Where requests go, under the address up to and with `/v1`."""
        ...

    @property
    def see_url(self) -> str:
        """The remedy where the address seems to be another's."""
        ...

    def headers(self, key: str | None) -> Mapping[str, str]:
        """The headers of each request, the key in one of them."""
        ...

    def body(self, model: str, asked: CompletionRequest, dialect: DialectT, *, is_streamed: bool) -> bytes:
        """The JSON of one request, in UTF-8; lone surrogates, which cannot be encoded, are sent as question marks."""
        ...

    def plainer(self, dialect: DialectT, complaint: str, *, has_schema: bool) -> DialectT | None:
        """The dialect without the option that a refusal names; None if it names none of ours."""
        ...

    def read(self, content: bytes, model: str, secret: str | None) -> Ended:
        """The reply in the body of an answer with status 200.

        Raises:
            ModelError: it is no reply.
        """
        ...

    def folding(self, model: str, secret: str | None) -> Folding:
        """What puts the events of a stream together."""
        ...
