"""The gate that each request to a model goes through, and what it says where it is shut.

The clock is read within each step, so that times never go back in what is kept, whoever waited for whom.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final, Protocol

from pincite.errors import ModelError, ModelFull
from pincite.models.chat.limits import traffic as steps
from pincite.models.chat.limits.breaker import halted_until
from pincite.models.chat.limits.store import TrafficStore
from pincite.models.chat.limits.traffic import Closed, Later, Outcome, Rates, Ticket, Traffic
from pincite.threads import on_thread

LONGEST_TRIAL_S: Final = 120.0
"""Seconds after which a trial that came to no end, being killed, keeps nobody else from trying."""


class Halted(ModelError):  # noqa: N818 - reads as a sentence where it is raised
    """A model is not asked now, and nothing was sent to it."""


class NoRoom(Halted, ModelFull):
    """A model is not asked now, since its limits are reached."""


@dataclass(frozen=True, slots=True)
class HostedModel:
    """A model at an address."""

    url: str
    model: str

    @property
    def key(self) -> str:
        """Under what its traffic is kept."""
        return f"{self.model} at {self.url}"


class Gate(Protocol):
    """What each request to one model goes through, before and after."""

    async def admit(self, tokens: int) -> Ticket | Later:
        """Whether a request of at most `tokens` tokens may be sent; with a ticket, it has to be settled.

        Raises:
            Halted: the model is left alone.
            ModelError: it cannot be found out.
        """
        ...

    async def settle(self, ticket: Ticket, outcome: Outcome, asked_s: float = 0.0) -> None:
        """Say how a request ended; `asked_s` is for how many seconds the provider asks to be left alone.

        Raises:
            ModelError: it cannot be kept.
        """
        ...

    async def give_back(self, tokens: int) -> None:
        """Give back tokens that a reply did not take.

        Raises:
            ModelError: it cannot be kept.
        """
        ...

    async def is_shut(self) -> bool:
        """Whether the model is left alone at the moment.

        Raises:
            ModelError: it cannot be found out.
        """
        ...


class SharedGate:
    """The gate of a model for all who ask it, over what a store keeps. Implements `Gate`."""

    def __init__(
        self,
        store: TrafficStore,
        model: HostedModel,
        rates: Rates,
        timeout_s: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`timeout_s` is the longest that a request takes. `clock` gives the seconds since 1970."""
        self._store, self._model, self._rates, self._clock = store, model, rates, clock
        self._trial_s = min(timeout_s, LONGEST_TRIAL_S)

    async def admit(self, tokens: int) -> Ticket | Later:
        """A ticket for a request, or when to ask again.

        Raises:
            Halted: the model is left alone.
            ModelError: it cannot be found out.
        """

        def step(traffic: Traffic) -> tuple[Traffic, Ticket | Later | Closed]:
            return steps.admitted(traffic, self._rates, tokens, self._clock(), self._trial_s)

        found = await on_thread(partial(self._store.change, self._model.key, step))
        if isinstance(found, Closed):
            raise self._halted(found)
        return found

    async def settle(self, ticket: Ticket, outcome: Outcome, asked_s: float = 0.0) -> None:
        """Say how a request ended.

        Raises:
            ModelError: it cannot be kept.
        """

        def step(traffic: Traffic) -> tuple[Traffic, None]:
            return steps.settled(traffic, ticket, outcome, self._clock(), asked_s), None

        await on_thread(partial(self._store.change, self._model.key, step))

    async def give_back(self, tokens: int) -> None:
        """Give back what a reply did not take of its tokens.

        Raises:
            ModelError: it cannot be kept.
        """
        if self._rates.tokens_per_minute is None or tokens <= 0:
            return

        def step(traffic: Traffic) -> tuple[Traffic, None]:
            return steps.given_back(traffic, tokens), None

        await on_thread(partial(self._store.change, self._model.key, step))

    async def is_shut(self) -> bool:
        """Whether the breaker is open.

        Raises:
            ModelError: it cannot be found out.
        """

        def step(traffic: Traffic) -> tuple[Traffic, bool]:
            return traffic, halted_until(traffic.breaker, self._clock()) is not None

        return await on_thread(partial(self._store.change, self._model.key, step))

    def _halted(self, closed: Closed) -> Halted:
        at = datetime.fromtimestamp(closed.until, UTC).strftime("%H:%M:%S")
        return Halted(
            f"the language model {self._model.model} at {self._model.url} failed {closed.failures} times in a row and "
            f"is left alone; it is tried again in {max(1, round(closed.until - self._clock()))} s, from {at} UTC on"
        )


class _Unlimited:
    """No gate: for a model that this process runs itself, whose end it sees. Implements `Gate`."""

    async def admit(self, tokens: int) -> Ticket | Later:
        """A ticket, always."""
        return Ticket(0, tokens)

    async def settle(self, ticket: Ticket, outcome: Outcome, asked_s: float = 0.0) -> None:
        """Nothing."""

    async def give_back(self, tokens: int) -> None:
        """Nothing."""

    async def is_shut(self) -> bool:
        """Never."""
        return False


UNLIMITED: Final = _Unlimited()
