"""A chat model on a server that speaks Anthropic's Messages API: Anthropic's own, or a gateway before it."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from functools import partial

from pincite.models.chat.anthropic_messages import AnthropicMessages, MessagesDialect
from pincite.models.chat.exchange import Exchange
from pincite.models.chat.temperature import Task
from pincite.models.chat.transport import Endpoint
from pincite.models.chat.wire import Asked
from pincite.models.ports import Completion, Message, Provider
from pincite.routing.permits import Allowed


class AnthropicChat:
    """Asks for messages. Implements `StreamingProvider`."""

    def __init__(
        self,
        endpoint: Endpoint,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`pause` waits for so many seconds; `chance` draws from 0 to 1 how much of a wait is waited."""
        self._name = endpoint.model
        self._exchange = Exchange(endpoint, AnthropicMessages(), MessagesDialect(), pause, chance)

    @property
    def name(self) -> str:
        """The name that the settings give."""
        return self._name

    @property
    def dialect(self) -> MessagesDialect:
        """The dialect that the model accepts, as far as known."""
        return self._exchange.dialect

    async def complete(
        self,
        allowed: Allowed[Provider],
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        task: Task = "citing",
    ) -> Completion:
        """The assistant's next turn, at most `max_tokens` long, bound to the schema if the model can be.

        Raises:
            NotPermitted: these words may not be sent to it.
            LeaveLapsed: the rules changed between two tries.
            ModelError: the server cannot be reached or refuses, takes too long, or gives no usable reply.
        """
        return await self._exchange.complete(self._asked(allowed, messages, max_tokens, schema, task))

    def stream(
        self,
        allowed: Allowed[Provider],
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        task: Task = "citing",
    ) -> AsyncGenerator[str | Completion, None]:
        """The same turn in pieces, as they are written, and then the whole of it.

        Raises:
            NotPermitted: these words may not be sent to it.
            LeaveLapsed: the rules changed between two tries.
            BrokenReply: the stream broke off; it has the text so far.
            ModelError: the server cannot be reached or refuses, takes too long, or gives no usable reply.
        """
        return self._exchange.stream(self._asked(allowed, messages, max_tokens, schema, task))

    def _asked(
        self,
        allowed: Allowed[Provider],
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None,
        task: Task,
    ) -> Asked:
        return Asked(messages, max_tokens, schema, task, partial(allowed.require, self, messages, schema))
