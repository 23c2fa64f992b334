"""A chat model on any server that speaks the OpenAI protocol: vLLM, llama.cpp, Ollama, or a vendor's."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from pincite.models.chat.chat_completions import ChatCompletions
from pincite.models.chat.dialect import Dialect
from pincite.models.chat.exchange import Exchange
from pincite.models.chat.limits import UNLIMITED, Gate
from pincite.models.chat.transport import LONGEST_ANSWER, Endpoint, Unreachable
from pincite.models.ports import Provider

__all__ = ["LONGEST_ANSWER", "Endpoint", "OpenAIChat", "Unreachable"]


NEWEST = Dialect()
"""All that OpenAI's own servers take."""


class OpenAIChat(Exchange[Dialect]):
    """Asks for chat completions."""

    def __init__(
        self,
        endpoint: Endpoint,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        sends_for: Provider | None = None,
        gate: Gate = UNLIMITED,
        dialect: Dialect = NEWEST,
    ) -> None:
        """`pause` waits for so many seconds; `chance` draws from 0 to 1 how much of a wait is waited.

        `sends_for` is whom leave is given to, where that is not this itself. Each request goes through the `gate`.
        `dialect` is what is tried first.
        """
        super().__init__(endpoint, ChatCompletions(), dialect, pause, chance, sends_for, gate)
