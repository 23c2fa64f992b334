"""Charges what a request asks of language models: reserved before each try, settled when it is known what was used."""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pincite.errors import NotPermitted, OverBudget
from pincite.ledger import Account, Budgets, Ledger, Limit, Reservation
from pincite.ledger.budget import Whose, burdens, require_within
from pincite.ledger.charge import ON_RECORD, month_of
from pincite.models.chat.prices import Rates
from pincite.models.chat.spending import NOTHING, bound
from pincite.models.chat.tier import Tier
from pincite.models.ports import Message, Usage
from pincite.routing.permits import Classification, Classifier
from pincite.threads import on_thread


@dataclass(frozen=True, slots=True)
class Accounts:
    """A firm's ledger, and the budgets that it is held to. A `payer` pays for all that is asked, in anybody's place."""

    ledger: Ledger
    budgets: Budgets
    payer: str | None = None

    def account(self, user: str, matters: frozenset[str]) -> Account:
        """Whom a call is charged to that a user makes, about documents of these matters; a payer's is of no matter."""
        return Account(user, matters) if self.payer is None else Account(self.payer)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a tier is not asked for the money's sake: in a few words without names, and as a sentence for the asker."""

    brief: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Purse:
    """Who pays for what one request asks of models.

    `request` is the id of the record that will tell of it. The matters of the account are those whose
    documents the words are about; none before a search.
    """

    accounts: Accounts
    account: Account
    request: str
    now: Callable[[], datetime]

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The budgets that bear on it."""
        return self.accounts.budgets.limits(self.account)

    async def refused(self, calls: Sequence[tuple[Tier, Usage]]) -> dict[str, Refused]:
        """Which of these tiers would be refused a call that uses so much, by name, and why.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        limits, now = self.limits, self.now()
        if not limits:
            return {}
        spent = await on_thread(self._spent, limits, month_of(now))
        found = ((tier.name, self._refused(tier, most, spent, now)) for tier, most in calls)
        return {name: refused for name, refused in found if refused is not None}

    def _refused(
        self, tier: Tier, most: Usage, spent: Mapping[tuple[Whose, str], int], now: datetime
    ) -> Refused | None:
        borne = burdens(self.account, tier.prices.at(now.date()).most(most))
        try:
            require_priced(tier, self.limits)
            for limit in self.limits:
                require_within((limit,), spent, borne, month_of(now))
        except OverBudget as error:
            return Refused(f"over the budget of {limit.owner_unnamed}", str(error))
        except NotPermitted as error:
            return Refused("no price is known, and a budget bears on it", str(error))
        return None

    def _spent(self, limits: Sequence[Limit], month: str) -> dict[tuple[Whose, str], int]:
        ledger = self.accounts.ledger
        return {(one.whose, one.name): ledger.spent(one.whose, one.name, month) for one in limits}

    def bill(
        self, tier: Tier, messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None
    ) -> "Bill":
        """The bill of one call, nothing of which is reserved yet."""
        return Bill(self, tier, bound(messages, max_tokens, schema), self.now())


class Bill:
    """What one call costs: it grows with each try, and is settled once."""

    def __init__(self, purse: Purse, tier: Tier, per_try: Usage, at: datetime) -> None:
        self._purse, self._tier, self._at = purse, tier, at
        self._per_try = per_try
        self._id = secrets.token_hex(8)
        self._most = self._lost = NOTHING
        self._is_reserved = False

    @property
    def rates(self) -> Rates:
        """The prices of the time when the call was made."""
        return self._tier.prices.at(self._at.date())

    @property
    def priced_since(self) -> date | None:
        """The day from which they hold."""
        return self._tier.prices.since(self._at.date())

    @property
    def is_tried(self) -> bool:
        """Whether a try was begun, so that something may have been sent."""
        return self._most != NOTHING

    def lost(self, used: Usage) -> None:
        """Note what was used under a leave that lapsed."""
        self._lost += used

    def used(self, told: Usage | None) -> Usage:
        """All that the call used, given what is known of its end; the most that all tries can have used if nothing is.

        What could not be reserved was not tried.
        """
        return self._most if told is None else self._lost + told

    def metering(self, classifier: Classifier) -> Classifier:
        """A classifier for one leave, by which each try that the leave is looked at for is reserved first."""
        return _Metering(classifier, self)

    async def reserve(self) -> None:
        """Reserve what one more try can cost.

        Raises:
            OverBudget: a budget does not allow for it.
            NotPermitted: a budget bears on it, and no price is known.
            LedgerError: the ledger cannot be used.
        """
        require_priced(self._tier, self._purse.limits)
        amount = self.rates.most(self._per_try)
        ledger, limits = self._purse.accounts.ledger, self._purse.limits
        if not self._is_reserved:
            purse = self._purse
            told_by = ON_RECORD + purse.request
            reservation = Reservation(self._id, told_by, purse.account, self._tier.name, self._at, amount)
            await on_thread(ledger.reserve, reservation, limits)
            self._is_reserved = True
        else:
            await on_thread(ledger.extend, self._id, amount, limits)

    async def begin_try(self) -> None:
        """Count what was reserved last as used from now on, unless more is known at the end."""
        await asyncio.sleep(0)  # a question that was stopped by now is cancelled here, before anything is sent
        self._most += self._per_try

    async def settle(self, used: Usage) -> None:
        """Charge what was used; nothing where nothing was tried.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        if not self._is_reserved:
            return
        await on_thread(self._purse.accounts.ledger.settle, self._id, used, self.rates.cost(used))


@dataclass(slots=True)
class _Metering:
    """Implements `Classifier`: the first question is for leave, and each after it for a try under that leave.

    A reservation may wait for other processes that write, so words are looked at after it and not before.
    """

    classifier: Classifier
    bill: Bill
    has_leave: bool = False

    async def classification(self, words: Sequence[str]) -> Classification:
        """How sensitive these words are; what a try can cost is reserved by then.

        Raises:
            OverBudget: a budget does not allow for a further try.
            PinciteError: it cannot be found out, or the ledger cannot be used.
        """
        is_try, self.has_leave = self.has_leave, True
        if is_try:
            await self.bill.reserve()
        classified = await self.classifier.classification(words)
        if is_try:
            await self.bill.begin_try()
        return classified


def require_priced(tier: Tier, limits: Sequence[Limit]) -> None:
    """Refuse to count what a model outside the firm costs as nothing where a budget bears on it.

    Raises:
        NotPermitted: no price of it is known.
    """
    if limits and is_unpriced(tier):
        raise NotPermitted(
            f"no price of tier {tier.name} is known, and the budget of {limits[0].owner} bears on it; add a table "
            f"[[{tier.name}]] to prices.toml"
        )


def is_unpriced(tier: Tier) -> bool:
    """True where what a model costs is not known, and will not be nothing."""
    return tier.leaves_firm and not tier.prices.entries
