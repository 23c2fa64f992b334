"""A ledger that is kept in memory, for tests and programs without a folder. Implements `Ledger`."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pincite.errors import LedgerError
from pincite.ledger.budget import Limit, Whose, burdens, require_within
from pincite.ledger.charge import Charge, Reservation, State, month_of
from pincite.models.ports import Usage

NOTHING = Usage(0, 0)


@dataclass(slots=True)
class Books:
    """What several in-memory ledgers share, as several processes share a file."""

    charges: dict[str, Charge] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    totals: Counter[tuple[str, Whose, str]] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


class MemoryLedger:
    """One process's view of the books."""

    def __init__(
        self, books: Books | None = None, worker: str = "alone", is_alive: Callable[[str], bool] = lambda _: True
    ) -> None:
        """`worker` names the process, and `is_alive` says of any such name whether its process lives."""
        self._books = books or Books()
        self._worker, self._is_alive = worker, is_alive

    def reserve(self, reservation: Reservation, limits: Sequence[Limit]) -> None:
        """Put a call down.

        Raises:
            OverBudget: a limit does not allow for it.
            LedgerError: there is a charge of that id.
        """
        one = reservation
        with self._books.lock:
            if one.id in self._books.charges:
                raise LedgerError(f"the call {one.id} is in the ledger already; a call is reserved once")
            charge = Charge(one.id, one.request, one.account, one.tier, one.at, "reserved", 0, NOTHING)
            self._put(replace(charge, amount=one.amount), charge, limits)
            self._books.holders[one.id] = self._worker

    def extend(self, identity: str, amount: int, limits: Sequence[Limit]) -> None:
        """Add a further try.

        Raises:
            OverBudget: a limit does not allow for it.
            LedgerError: the call is settled.
        """
        with self._books.lock:
            charge = self._reserved(identity)
            self._put(replace(charge, amount=charge.amount + amount), charge, limits)

    def settle(self, identity: str, used: Usage, amount: int) -> None:
        """Put what a call used in the place of what was reserved.

        Raises:
            LedgerError: it is settled, or was never reserved.
        """
        with self._books.lock:
            charge = self._reserved(identity)
            state: State = "estimated" if used.estimated else "counted"
            self._put(replace(charge, state=state, used=used, amount=amount), charge, ())

    def spent(self, whose: Whose, name: str, month: str) -> int:
        """What was spent in a month."""
        with self._books.lock:
            return self._books.totals[month, whose, name]

    def recover(self) -> int:
        """Mark the calls of processes that were killed as abandoned."""
        with self._books.lock:
            dead = [
                charge
                for charge in self._books.charges.values()
                if charge.state == "reserved" and not self._is_alive(self._books.holders[charge.id])
            ]
            for charge in dead:
                self._put(replace(charge, state="abandoned"), charge, ())
        return len(dead)

    def unseen(self, since: datetime) -> tuple[Charge, ...]:
        """The charges of processes that have ended, without those seen."""
        with self._books.lock:
            dead = {name for name in set(self._books.holders.values()) if name and not self._is_alive(name)}
            found = [one for one in self._books.charges.values() if self._books.holders[one.id] in dead]
        return tuple(sorted((one for one in found if one.at >= since), key=lambda one: (one.at, one.id)))

    def seen(self, identities: Collection[str]) -> None:
        """Note that these were looked at."""
        with self._books.lock:
            self._books.holders.update(dict.fromkeys(identities, ""))

    def charges(self, since: datetime, until: datetime) -> tuple[Charge, ...]:
        """The charges of a time."""
        with self._books.lock:
            found = [charge for charge in self._books.charges.values() if since <= charge.at < until]
        return tuple(sorted(found, key=lambda charge: (charge.at, charge.id)))

    def _reserved(self, identity: str) -> Charge:
        charge = self._books.charges.get(identity)
        if charge is None or charge.state != "reserved":
            raise LedgerError(f"the call {identity} is not under way in the ledger, so it cannot be changed")
        return charge

    def _put(self, charge: Charge, before: Charge, limits: Sequence[Limit]) -> None:
        """Put a charge in the place of what it was before, if the limits allow for what it is more."""
        month = month_of(charge.at)
        old, new = burdens(before.account, before.amount), burdens(charge.account, charge.amount)
        more = {key: amount - old[key] for key, amount in new.items()}
        require_within(limits, {key: self._books.totals[month, *key] for key in more}, more, month)
        for key, amount in more.items():
            self._books.totals[month, *key] += amount
        self._books.charges[charge.id] = charge
