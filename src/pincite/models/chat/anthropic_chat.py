"""A chat model on a server that speaks Anthropic's Messages API: Anthropic's own, or a gateway before it."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from pincite.models.chat.anthropic_messages import AnthropicMessages, MessagesDialect
from pincite.models.chat.exchange import Exchange
from pincite.models.chat.limits import UNLIMITED, Gate
from pincite.models.chat.transport import Endpoint


class AnthropicChat(Exchange[MessagesDialect]):
    """Asks for messages."""

    def __init__(
        self,
        endpoint: Endpoint,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        gate: Gate = UNLIMITED,
    ) -> None:
        """`pause` waits for so many seconds; `chance` draws from 0 to 1 how much of a wait is waited.

        Each request goes through the `gate`.
        """
        super().__init__(endpoint, AnthropicMessages(), MessagesDialect(), pause, chance, gate=gate)
