"""The port of a ledger. Whoever calls it waits for a disk, so nothing of it is called on an event loop."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from pincite.ledger.budget import Limit, Whose
from pincite.ledger.charge import Charge, Reservation

if TYPE_CHECKING:
    from pincite.models.ports import Usage


class Ledger(Protocol):
    """The charges of a firm, in one order for all of its processes."""

    def reserve(self, reservation: Reservation, limits: Sequence[Limit]) -> None:
        """Put a call down at the most that its first try costs, if all limits allow for it together with all others.

        Raises:
            OverBudget: one does not; nothing was put down.
            LedgerError: the ledger cannot be used.
        """
        ...

    def extend(self, identity: str, amount: int, limits: Sequence[Limit]) -> None:
        """Add what a further try of a call costs at most.

        Raises:
            OverBudget: a limit does not allow for it; the reservation is as it was.
            LedgerError: the call is settled, or the ledger cannot be used.
        """
        ...

    def settle(self, identity: str, used: "Usage", amount: int) -> None:
        """Put what a call used in the place of what was reserved for it. This is done once for each.

        Raises:
            LedgerError: it is settled, or was never reserved; or the ledger cannot be used.
        """
        ...

    def spent(self, whose: Whose, name: str, month: str) -> int:
        """What was spent in a month (`YYYY-MM`), in pico-dollars, with all that is reserved.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        ...

    def recover(self) -> int:
        """Mark the calls under way of processes that were killed as abandoned; returns how many there were.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        ...

    def unseen(self, since: datetime) -> tuple[Charge, ...]:
        """The charges since a moment of processes that have ended, in the order of time, without those `seen`.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        ...

    def seen(self, identities: Collection[str]) -> None:
        """Note that the record was looked at for these charges of processes that have ended.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        ...

    def charges(self, since: datetime, until: datetime) -> tuple[Charge, ...]:
        """The charges from one moment up to, and without, another one, in the order of time.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        ...
