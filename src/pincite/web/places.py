"""How much of what is dear a worker does at once, of one person and of all, and whose turn is next.

Comparing holds threads that every page needs, drawing starts a process each, a whole form lies on the disk twice, and a
password takes 64 MiB to look at. A worker's memory is where this is counted, since it is the worker that it bounds.

Whoever finds all places taken waits, without holding a thread. A place that comes free goes to whoever has the fewest,
and of those to who waited longest; where strangers wait, to one by lot. So a few people who ask for as much as they may
cannot keep another out: their next comes after everybody's first.
"""

import asyncio
import ipaddress
import random
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Final

from pincite.errors import BusyError
from pincite.serving.deliveries import SENT_AT_ONCE

PATIENCE_SECONDS: Final = 15.0
"""How long somebody waits for a place: a comparison of long agreements takes seconds."""

LOOKED_EVERY: Final = 0.05


@dataclass(eq=False, slots=True)
class _Waiting:
    """Somebody who waits for a place; among equals the lowest `rank` is next."""

    who: str
    group: str
    rank: float
    since: float = field(default_factory=time.monotonic)


class Places:
    """So many at once of one kind of work: `each` of one person, of whom `queued` more may wait for their own.

    `group_of` says who belongs together: the fewest places of a group come before the fewest of a person. `ranked`
    gives the rank of one who comes; by default whoever waited longest is next among equals.
    """

    def __init__(
        self,
        what: str,
        *,
        each: int,
        all_users: int,
        queued: int = 0,
        patience: float = PATIENCE_SECONDS,
        group_of: Callable[[str], str] = str,
        ranked: Callable[[], float] = time.monotonic,
    ) -> None:
        self.each = each
        self._group_of, self._ranked = group_of, ranked
        self._what, self._all_users, self._queued, self._patience = what, all_users, queued, patience
        self._taken: Counter[str] = Counter()
        self._waiting: list[_Waiting] = []
        self._lock = threading.Lock()

    @contextmanager
    def taken(self, who: str) -> Iterator[None]:
        """While this lasts, one of the places is somebody's; nobody waits for it.

        Raises:
            BusyError: as many as one person may have are theirs, or none is free for them.
        """
        with self._lock:
            self._require_own(who, 0)
            one = _Waiting(who, self._group_of(who), self._ranked())
            if not self._is_next(one):
                raise self._full()
            self._taken[who] += 1
        try:
            yield
        finally:
            self._free(who)

    @asynccontextmanager
    async def turn(self, who: str) -> AsyncIterator[None]:
        """While this lasts, one of the places is somebody's, once it is their turn.

        Raises:
            BusyError: as many as one person may have are theirs, or it was not their turn in time.
        """
        one = _Waiting(who, self._group_of(who), self._ranked())
        with self._lock:
            self._require_own(who, self._queued)
            self._waiting.append(one)
        try:
            while not self._takes(one):
                if time.monotonic() - one.since > self._patience:
                    raise self._full()
                await asyncio.sleep(LOOKED_EVERY)
        finally:
            with self._lock:
                self._waiting.remove(one)
        try:
            yield
        finally:
            self._free(who)

    def wanted_by(self, who: str) -> int:
        """How many places are somebody's, or are waited for by them."""
        with self._lock:
            return self._wanted_by(who)

    def _wanted_by(self, who: str) -> int:
        return self._taken[who] + sum(one.who == who for one in self._waiting)

    def _require_own(self, who: str, queued: int) -> None:
        if self._wanted_by(who) >= self.each + queued:
            raise BusyError(
                f"{self._what} for you already, as many as one person may have at once; wait until one is done"
            )

    def _full(self) -> BusyError:
        return BusyError(f"too many {self._what} at the moment; try again in a few seconds")

    def _takes(self, one: _Waiting) -> bool:
        """True, and a place is theirs, if it is their turn."""
        with self._lock:
            is_next = self._is_next(one)
            self._taken[one.who] += is_next
            return is_next

    def _is_next(self, one: _Waiting) -> bool:
        """True if a place is free, and nobody who waits comes before this one."""
        if self._taken.total() >= self._all_users or self._taken[one.who] >= self.each:
            return False
        groups = Counter(map(self._group_of, self._taken.elements()))

        def order(waiting: _Waiting) -> tuple[int, int, float]:
            return groups[waiting.group], self._taken[waiting.who], waiting.rank

        able = (other for other in self._waiting if self._taken[other.who] < self.each)
        own = order(one)
        return all(own <= order(other) for other in able)

    def _free(self, who: str) -> None:
        with self._lock:
            self._taken[who] -= 1
            self._taken += Counter()  # keeps no name without a place


def machine_of(address: str) -> str:
    """Whose an address is, as far as it tells: of version 6 one has as many as they like within the first 64 bits.

    >>> machine_of("2001:db8::1") == machine_of("2001:db8::ffff:2"), machine_of("10.0.0.7")
    (True, '10.0.0.7')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))


def network_of(machine: str) -> str:
    """The network of a machine as far as it is one customer's: of version 6 the first 48 bits, which are given to one.

    >>> network_of(machine_of("2001:db8:7:1::1")) == network_of(machine_of("2001:db8:7:ffff::1"))
    True
    >>> network_of("10.0.0.7")
    '10.0.0.7'
    """
    if not machine.endswith("/64"):
        return machine
    return str(ipaddress.IPv6Network(machine).supernet(new_prefix=48))


COMPARING: Final = Places("documents are being compared", each=2, all_users=3)
AMENDING: Final = Places("agreements are being put together", each=2, all_users=3)
AUDITING: Final = Places("parts of the record are being read", each=1, all_users=2, queued=1)
DRAWING: Final = Places("pages are being drawn", each=4, all_users=8)
SENDING: Final = Places("forms of files are being taken", each=1, all_users=3)
TAKING: Final = Places("pieces of files are being taken", each=SENT_AT_ONCE, all_users=60, queued=6)
"""Each holds a connection and some memory for as long as its bytes come."""
SIGNING_IN: Final = Places(
    "passwords are being looked at", each=3, all_users=6, queued=20, group_of=network_of, ranked=random.random
)
"""By network and machine: one that tries passwords has half of the places at most, and its next comes after everybody's
first. Among equals it is by lot: hundreds of machines that wait in a row would leave none who comes later a turn."""
