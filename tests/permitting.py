"""Leave for tests of what lies beside it: a provider as whoever has leave to send it anything sees it."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pincite.ask.charging import Accounts, Purse
from pincite.ledger import Account, Budgets
from pincite.ledger.memory import MemoryLedger
from pincite.models.chat.prices import Prices
from pincite.models.chat.tier import Tier
from pincite.models.fakes import InProcess
from pincite.models.ports import ChatModel, Completion, Message, Progress, Provider, Restart, StreamingProvider, never
from pincite.routing.permits import Allowed, Classification, Classifier, Recipient, allow
from pincite.sensitivity import Sensitivity

FREE = Prices()


def purse(accounts: Accounts | None = None) -> Purse:
    """A purse of alice's, without limits and in memory unless other accounts are given."""
    made = accounts or Accounts(MemoryLedger(), Budgets())
    return Purse(made, Account("alice"), "a request", lambda: datetime(2026, 11, 29, tzinfo=UTC))


class Public:
    """Words that anybody may read. Implements `Classifier`."""

    async def classification(self, words: Sequence[str]) -> Classification:
        return Classification(1, Sensitivity.PUBLIC)


@dataclass(frozen=True)
class Permitted:
    """Asks a provider for leave and sends. Implements `ChatModel`."""

    provider: Provider

    @property
    def name(self) -> str:
        return self.provider.name

    async def complete(
        self, messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None = None
    ) -> Completion:
        recipient = Recipient(self.provider, self.provider.name, Sensitivity.PRIVILEGED)
        allowed = await allow(recipient, Public(), messages, schema)
        return await self.provider.complete(allowed, messages, max_tokens, schema)


@dataclass(frozen=True)
class PermittedStream(Permitted):
    """The same for a provider that streams. Implements `StreamingProvider` but for the leave."""

    provider: StreamingProvider
    classifier: Classifier = field(default_factory=Public)
    accepts: Sensitivity = Sensitivity.PRIVILEGED

    async def complete(
        self, messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None = None
    ) -> Completion:
        allowed = await self._leave(messages, schema)
        return await self.provider.complete(allowed, messages, max_tokens, schema)

    async def stream(
        self,
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        may_restart: Callable[[], bool] = never,
    ) -> AsyncGenerator[str | Completion, None]:
        allowed = await self._leave(messages, schema)
        stream = self.provider.stream(allowed, messages, max_tokens, schema, may_restart=may_restart)
        async with aclosing(stream) as pieces:
            async for piece in pieces:
                if not isinstance(piece, Progress | Restart):
                    yield piece

    async def _leave(self, messages: Sequence[Message], schema: Mapping[str, object] | None) -> Allowed[Provider]:
        recipient: Recipient[Provider] = Recipient(self.provider, self.name, self.accepts)
        return await allow(recipient, self.classifier, messages, schema)


@dataclass(frozen=True)
class AtOnce:
    """Gives each reply whole, as whoever needs no pieces asks for it. Implements `StreamingChatModel`."""

    model: ChatModel

    @property
    def name(self) -> str:
        return self.model.name

    async def stream(
        self,
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        may_restart: Callable[[], bool] = never,
    ) -> AsyncGenerator[str | Completion, None]:
        yield await self.model.complete(messages, max_tokens, schema)


def tier_of(model: ChatModel, prices: Prices = FREE, context_tokens: int = 8_000, answer_tokens: int = 1_000) -> Tier:
    """A tier of the firm's own with a model in this process, which may read everything."""
    return Tier("on-prem", InProcess(model), prices, False, Sensitivity.PRIVILEGED, context_tokens, answer_tokens)
