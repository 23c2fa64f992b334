"""A chat model on any server that speaks the OpenAI protocol: vLLM, llama.cpp, Ollama, or a vendor's."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from pincite.models.chat import text_completions
from pincite.models.chat.chat_completions import ChatCompletions
from pincite.models.chat.dialect import Dialect
from pincite.models.chat.exchange import NOT_UNDERSTOOD, Deadline, Exchange
from pincite.models.chat.limits import UNLIMITED, Gate
from pincite.models.chat.spending import Spending, at_most
from pincite.models.chat.transport import LONGEST_ANSWER, Endpoint, Request, Unreachable
from pincite.models.ports import Provider
from pincite.models.scoring import Scores, ToScore
from pincite.routing.permits import Allowed

__all__ = ["LONGEST_ANSWER", "Endpoint", "OpenAIChat", "Unreachable"]


NEWEST = Dialect()
"""All that OpenAI's own servers take."""


class OpenAIChat(Exchange[Dialect]):
    """Asks for chat completions, and for what the server makes of tokens. Implements `ScoringProvider`."""

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

    async def scores(self, allowed: Allowed[Provider], asked: ToScore) -> Scores:
        """The likeliest tokens after those that are sent; no answers where the server takes no such request.

        Raises:
            NotPermitted: these words may not be sent to it.
            LeaveLapsed: the rules changed between two tries.
            ModelError: the server cannot be reached or refuses, takes too long, or gives no log-probabilities.
        """
        endpoint, spending, deadline = self._endpoint, Spending(), Deadline(self._endpoint.timeout_s)
        body = text_completions.body(endpoint.model, asked)
        headers = {"Accept": "application/json", **self._wire.headers(endpoint.key)}
        require = partial(allowed.require, self._recipient, asked.turns, asked.form)
        most = at_most(body, text_completions.WRITTEN)
        request = Request(text_completions.PATH, body, headers, most, require, deadline.left_s)
        with spending.on_errors():
            try:
                async with deadline.limit():
                    answer = await self._transport.answered(request, spending)
            except TimeoutError as error:
                raise self._too_late() from error
            if asked.of_each and answer.status in NOT_UNDERSTOOD:
                return Scores({}, spending.total)
            if answer.status != 200:
                raise self._refused(answer)
            found = text_completions.read(answer.content, asked, endpoint.model, endpoint.key)
            spending.settle()
        await self._transport.used(most, found.usage)
        return replace(found, usage=found.usage + spending.total)
