"""Asks a language model in a request's name: only with leave, and every call noted word for word."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from pincite.ask.charging import Bill, Purse
from pincite.ask.observing import UNOBSERVED, ModelCall, Observed
from pincite.errors import LeaveLapsed, PinciteError
from pincite.models.chat.prices import FREE, Rates
from pincite.models.chat.spending import NOTHING, used_before
from pincite.models.chat.tier import Tier
from pincite.models.ports import Completion, Message, Usage
from pincite.routing.permits import Classification, Standing, allow

Purpose = Literal["understand", "write", "check", "judge", "try"]
"""What a model was asked for: to read the question, to word the answer, to check a statement of it, to judge answers of
an evaluation, or whether it answers at all."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a chat model: what it was sent and with which limits, and what came back, or why nothing did.

    `leaves` are the classifications under which leave to send it was given, in the order of time; none if it was never
    given, and then nothing was sent. `ms` are the milliseconds until the end.
    """

    purpose: Purpose
    model: str
    messages: tuple[Message, ...]
    max_tokens: int
    schema: Mapping[str, object] | None
    completion: Completion | None
    ms: float
    problem: str = ""
    tier: Tier | None = None
    leaves: tuple[Classification, ...] = ()
    used: Usage = NOTHING
    rates: Rates = FREE
    priced_since: date | None = None

    @property
    def cost(self) -> int:
        """What it cost, in pico-dollars."""
        return self.rates.cost(self.used)


Calls = list[Call]
"""The calls for one question, in the order of time; it grows as models are asked."""


LEAVES: Final = 3
"""How often leave is asked for in one call while the rules change: more often is no accident."""


class RecordedModel:
    """A tier's model as a request may ask it. Implements `ChatModel`.

    Each call asks for leave to send its words, which stand as `standing` says, is paid for from `purse`, is noted in
    `calls`, and is told to whoever watches.
    """

    def __init__(
        self,
        tier: Tier,
        standing: Standing,
        purpose: Purpose,
        calls: Calls,
        purse: Purse,
        clock: Callable[[], float] = time.perf_counter,
        observed: Observed = UNOBSERVED,
    ) -> None:
        self._tier, self._standing = tier, standing
        self._purpose: Purpose = purpose
        self._calls, self._purse = calls, purse
        self._clock = clock
        self._observed = observed

    @property
    def name(self) -> str:
        """The model's name."""
        return self._tier.provider.name

    async def complete(
        self, messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None = None
    ) -> Completion:
        """The assistant's next turn, noted together with what was asked; what was given up was sent all the same.

        Raises:
            NotPermitted: the words are more sensitive than the model may read, or a budget does not allow for it; that
                is noted as well.
            ModelError: the model gave none; that too is noted.
            PinciteError: how sensitive they are cannot be found out, or what it costs cannot be put down.
        """
        began, bill = self._clock(), self._purse.bill(self._tier, messages, max_tokens, schema)
        completion: Completion | None = None
        leaves: list[Classification] = []
        problem = "it was given up before there was a reply"
        used: Usage | None = None
        try:
            completion = await self._sent(bill, leaves, messages, max_tokens, schema)
            problem, used = "", completion.usage
        except PinciteError as error:
            problem, used = str(error), used_before(error)
            raise
        finally:
            charged = bill.used(used)
            seconds = self._clock() - began
            ms = round(seconds * 1000, 3)
            call = Call(
                self._purpose,
                self.name,
                tuple(messages),
                max_tokens,
                schema,
                completion,
                ms,
                problem,
                self._tier,
                tuple(leaves),
                charged,
                bill.rates,
                bill.priced_since,
            )
            self._calls.append(call)
            usage = completion.usage if completion is not None else None
            tokens = (usage.prompt_tokens, usage.completion_tokens) if usage is not None else None
            self._observed.called(ModelCall(self._purpose, self.name, max_tokens, tokens, seconds))
            await bill.settle(charged)
        return completion

    async def _sent(
        self,
        bill: Bill,
        leaves: list[Classification],
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None,
    ) -> Completion:
        """The reply, under leave that is asked for anew where the rules change meanwhile; each is put to `leaves`."""
        recipient = self._tier.recipient
        while True:
            allowed = await allow(recipient, bill.metering(self._standing), messages, schema)
            leaves.append(allowed.classified)
            try:
                return await allowed.provider.complete(allowed, messages, max_tokens, schema)
            except LeaveLapsed as lapsed:
                if len(leaves) == LEAVES:
                    raise
                bill.lost(used_before(lapsed))
