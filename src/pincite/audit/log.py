"""A record over whatever keeps it: what is read, held, erased and proved, the same for every adapter.

An adapter gives the state that is stored (`Stored`) and has orders written; here is what is asked of them.
"""

import asyncio
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime

from pincite.access.scope import Principal
from pincite.audit.checkpoint import Head
from pincite.audit.erasing import check_chain, choose, erasure, erasures
from pincite.audit.event import Entry, Erasure, Event, Held, Hold, Json, Record
from pincite.audit.holding import hold_order, in_force, kept_by, on, release_order
from pincite.audit.merkle import consistency
from pincite.audit.proving import consistency_proof, inclusion_proof, sealed, signed_note
from pincite.audit.requests import Extent, Period, extent, header, rows
from pincite.audit.rows import Order, Plan, draft, entries, find
from pincite.audit.states import Store, newest, require_current
from pincite.audit.stored import Stored
from pincite.audit.texts import read
from pincite.audit.times import latest_time
from pincite.errors import RecordError
from pincite.sealing import Recorded

FEW = 10
"""Records of one user read at once: a first page names the newest six."""

PAGE = 100
"""Records read at once: a listing usually shows the newest twenty, and a record may have a megabyte."""


MANY = 1000
"""Rows without their contents that are read at once."""


class Log(ABC):
    """Implements the port (`AuditLog`), except how records are stored, written and verified."""

    def __init__(self, genesis: str) -> None:
        self._sound = (0, genesis)
        self._latest: tuple[int, datetime | None] = (0, None)

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Stored]:
        """One consistent state of what is stored, for as long as the block lasts."""

    @abstractmethod
    async def _write(self, plan: Plan) -> Record:
        """Have an order written at its turn."""

    @abstractmethod
    def _write_and_wait(self, plan: Plan) -> Record:
        """As `_write`, for a caller that cannot await."""

    @abstractmethod
    def _forget(self) -> None:
        """Make sure that nothing that was erased earlier is left where it was kept."""

    async def append(self, event: Event) -> Record:
        """See `Appending`."""
        return await self._write(_planned(event))

    def append_and_wait(self, event: Event) -> Record:
        """See `Appending`."""
        return self._write_and_wait(_planned(event))

    async def erase(self, key: str, principal: Principal, at: datetime, reason: str, owner: str) -> Record:
        """See `Keeping`."""
        if principal.user == owner:
            await asyncio.to_thread(self._check_chain)
        return await self._write(erasure(key, principal, at, reason, owner))

    async def erase_many(
        self, keys: Sequence[str], principal: Principal, at: datetime, reason: str, owner: str
    ) -> Erasure:
        """See `Keeping`."""
        chosen = await asyncio.to_thread(self._choose, keys, principal, owner)
        if not chosen.erased:
            return chosen
        await asyncio.to_thread(self._check_chain)
        return replace(chosen, record=await self._write(erasures(chosen, keys, principal, at, reason, owner)))

    async def hold(self, what: Held, principal: Principal, at: datetime, reason: str) -> Record:
        """See `Keeping`."""
        return await self._write(lambda stored: hold_order(stored, what, principal, at, reason))

    async def release(
        self,
        what: Held,
        principal: Principal,
        at: datetime,
        reason: str,
        hold: int | None = None,
        agreed: Collection[int] | None = None,
    ) -> Record:
        """See `Keeping`."""
        return await self._write(lambda stored: release_order(stored, what, principal, at, reason, hold, agreed))

    def holds_on(self, what: Held) -> tuple[int, ...]:
        """See `RecordReading`."""
        with self._reading() as stored:
            return on(stored, what)

    def latest_time(self) -> datetime | None:
        """See `RecordReading`."""
        with self._reading() as stored:
            self._latest = latest_time(stored, self._latest)
            return self._latest[1]

    def holds(self) -> tuple[Hold, ...]:
        """See `RecordReading`."""
        with self._reading() as stored:
            return in_force(stored)

    def holding(self, entry: Entry) -> Hold | None:
        """See `RecordReading`."""
        return kept_by(self.holds(), entry)

    def texts(self, entry: Entry) -> Mapping[str, str]:
        """See `RecordReading`."""
        if not entry.texts:
            return {}
        with self._reading() as stored:
            return read(stored, entry.texts)

    def state(self, store: Store) -> Recorded | None:
        """See `RecordReading`."""
        with self._reading() as stored:
            return newest(stored, store)

    def find(self, key: str) -> Entry | None:
        """See `RecordReading`."""
        with self._reading() as stored:
            return find(stored, key)

    def entries(
        self,
        first: int = 1,
        *,
        before: int | None = None,
        person: str | None = None,
        kinds: Collection[str] = (),
        backwards: bool = False,
    ) -> Iterator[Entry]:
        """See `RecordReading`."""
        with self._reading() as stored:
            places: Sequence[int] = range(first, _head(stored).seq + 1)
            if person is not None:
                places = [seq for seq in stored.of_person(person) if seq >= first]
            if kinds:
                places = sorted(set(places).intersection(stored.places_of_kinds(kinds, first)))
        places = places if before is None else places[: bisect_left(places, before)]
        places = places[::-1] if backwards else places
        for start in range(0, len(places), PAGE):
            with self._reading() as stored:
                page = list(entries(stored, places[start : start + PAGE]))
            yield from reversed(page) if backwards else page

    def newest(self, user: str, kinds: Collection[str], before: int | None = None, asked: str = "") -> Iterator[Entry]:
        """See `RecordReading`."""
        with self._reading() as stored:
            at = stored.size() + 1 if before is None else before
        while True:
            with self._reading() as stored:
                places = stored.of_user(user, kinds, at, FEW)
                wanted = [place for place in places if not asked or _has(stored.question(place), asked)]
                page = list(entries(stored, wanted))
            yield from reversed(page)
            if len(places) < FEW:
                return
            at = places[-1]

    def head(self) -> Head:
        """See `Proving`."""
        with self._reading() as stored:
            return _head(stored)

    def signed_head(self) -> str:
        """See `Proving`."""
        with self._reading() as stored:
            return signed_note(stored, _head(stored).seq)

    def sealed(self, seq: int, *, content: bool) -> dict[str, Json]:
        """See `Proving`."""
        with self._reading() as stored:
            return sealed(stored, seq, content=content)

    def prove(self, seq: int, *, content: bool) -> dict[str, Json]:
        """See `Proving`."""
        with self._reading() as stored:
            return inclusion_proof(stored, seq, content=content)

    def prove_requests(self, period: Period, mark: int) -> tuple[dict[str, Json], Extent]:
        """See `Proving`."""
        with self._reading() as stored:
            shown = extent(stored, period, mark)
            return header(stored, period, shown), shown

    def rows(self, first: int, last: int) -> Iterator[dict[str, Json]]:
        """See `Proving`."""
        for start in range(first, last + 1, MANY):
            with self._reading() as stored:
                page = rows(stored, start, min(MANY, last + 1 - start))
            yield from page

    def prove_growth(self, since: str) -> dict[str, Json]:
        """See `Proving`."""
        with self._reading() as stored:
            return consistency_proof(stored, since)

    def growth(self, old: int, new: int) -> tuple[bytes, ...]:
        """See `Proving`."""
        if not 0 < old < new:
            return ()
        with self._reading() as stored:
            return tuple(consistency(old, new, stored.node))

    def _choose(self, keys: Sequence[str], principal: Principal, owner: str) -> Erasure:
        with self._reading() as stored:
            chosen = choose(stored, keys, principal, owner)
        if not chosen.erased:
            self._forget()
        return chosen

    def _check_chain(self) -> None:
        with self._reading() as stored:
            self._sound = check_chain(stored, *self._sound)


def _has(question: str | None, words: str) -> bool:
    return question is not None and words.casefold() in question.casefold()


def _planned(event: Event) -> Plan:
    order = Order(draft(event))

    def plan(stored: Stored) -> Order:
        require_current(stored, event.facts)
        return order

    return plan


def _head(stored: Stored) -> Head:
    head = stored.head_at(stored.size())
    if head is None:
        raise RecordError(f"the audit record {stored.name} is damaged where it ends; run: pincite audit verify")
    return head
