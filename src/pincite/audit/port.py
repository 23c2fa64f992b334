"""The port of the record: what is written to it, what is read of it, and what is done to its contents.

A call that reads waits for the disk, so nobody makes one on an event loop: a step that reads the record runs on a
thread (`asyncio.to_thread`). Any number of threads may call at once. What is read is whole: `audit.reading` decides who
may see what of it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pincite.access.scope import Principal
from pincite.audit.checkpoint import Head
from pincite.audit.event import Entry, Erasure, Event, Held, Hold, Json, Record
from pincite.audit.requests import Extent, Period
from pincite.audit.states import Store
from pincite.audit.verification import Verification
from pincite.sealing import Recorded


class Appending(Protocol):
    """An append-only, tamper-evident log."""

    async def append(self, event: Event) -> Record:
        """Write one event; it is durable when this returns, as durable as the log is.

        Raises:
            RecordError: it could not be made durable. Then nothing may be released.
        """
        ...


class RecordReading(Protocol):
    """What is on the record. Each call sees one consistent state; `entries` sees one for each page."""

    def find(self, key: str) -> Entry | None:
        """A record by its id or its seq; None if there is none.

        Raises:
            RecordError: the record cannot be read, or is not as it was written.
        """
        ...

    def entries(
        self,
        first: int = 1,
        *,
        before: int | None = None,
        person: str | None = None,
        kinds: Collection[str] = (),
        backwards: bool = False,
    ) -> Iterator[Entry]:
        """Every record from `first` on, in order or the newest first; none from the number `before` on.

        With `person`, only those of one user or actor; with `kinds`, only those of these kinds.

        Raises:
            RecordError: one cannot be read, or is not as it was written.
        """
        ...

    def newest(self, user: str, kinds: Collection[str], before: int | None = None, asked: str = "") -> Iterator[Entry]:
        """A user's records of these kinds before place `before`, the newest first, read as they are asked for.

        With `asked`, only those whose question has these words, in any case.

        Raises:
            RecordError: one cannot be read, or is not as it was written.
        """
        ...

    def texts(self, entry: Entry) -> Mapping[str, str]:
        """The long texts of a record by name; empty once they have been erased.

        Raises:
            RecordError: they cannot be read, or one is gone.
        """
        ...

    def holds(self) -> tuple[Hold, ...]:
        """The holds in force, oldest first, as the chain says.

        Raises:
            RecordError: they cannot be read, or a record of a hold was changed.
        """
        ...

    def holding(self, entry: Entry) -> Hold | None:
        """The oldest hold that keeps a record from being erased; None if it may be erased.

        Raises:
            RecordError: as `holds`.
        """
        ...

    def holds_on(self, what: Held) -> tuple[int, ...]:
        """The records of the holds in force on exactly this thing.

        Raises:
            RecordError: there is no such record, or a record of a hold was changed.
        """
        ...

    def latest_time(self) -> datetime | None:
        """The latest time of all records since the clock was last accepted; None for an empty log.

        Raises:
            RecordError: it cannot be read.
        """
        ...

    def state(self, store: Store) -> Recorded | None:
        """The newest state of a store on the record; None if there is none yet.

        Raises:
            RecordError: it cannot be read, or the record of the state is not as it was signed.
        """
        ...


class Proving(Protocol):
    """The parts of the record that somebody else can check, and whether all of it holds."""

    def head(self) -> Head:
        """The newest record's place and hash, and the root of the tree; 0 and the genesis hash for an empty log.

        Raises:
            RecordError: it cannot be read.
        """
        ...

    def signed_head(self) -> str:
        """The newest head as a signed note, as it was signed with its record.

        Raises:
            RecordError: it cannot be read, or there is no signature for the newest record.
        """
        ...

    def sealed(self, seq: int, *, content: bool) -> dict[str, Json]:
        """A record as it is stored, with its signature; the caller has checked that it may be read.

        Raises:
            RecordError: it cannot be read, or there is no such record.
        """
        ...

    def prove(self, seq: int, *, content: bool) -> dict[str, Json]:
        """The proof, as JSON, that a record is in the tree; the caller has checked that it may be read.

        Raises:
            RecordError: the newest head was signed before there was a tree, or something is damaged.
        """
        ...

    def prove_requests(self, period: Period, mark: int) -> tuple[dict[str, Json], Extent]:
        """The first line of a proof of a period's requests to models, as JSON, and which rows follow it.

        `mark` is the record of the making of the proof; what came after it is not proved.

        Raises:
            RecordError: it cannot be read, or something is damaged.
        """
        ...

    def rows(self, first: int, last: int) -> Iterator[dict[str, Json]]:
        """The rows of these records as they are stored, as JSON, each compared with its hash.

        Raises:
            RecordError: one cannot be read, is missing, or is not as it was written.
        """
        ...

    def prove_growth(self, since: str) -> dict[str, Json]:
        """The proof, as JSON, that the record begins with all records of an earlier checkpoint.

        Raises:
            RecordError: the checkpoint is not one of this record's tree, or the record was rewritten or cut.
        """
        ...

    def growth(self, old: int, new: int) -> tuple[bytes, ...]:
        """The hashes that prove that a record of `new` records begins with the first `old`; none unless 0 < old < new.

        Source: RFC 9162, 2.1.4.1.

        Raises:
            RecordError: it cannot be read, or the tree is damaged.
        """
        ...

    def verified(self, noted: Sequence[Head] = ()) -> Verification:
        """All of the record checked against itself, its signed heads and any heads noted earlier; raises nothing."""
        ...


class Keeping(Protocol):
    """What is done to contents on the record; each is a record itself."""

    async def erase(self, key: str, principal: Principal, at: datetime, reason: str, owner: str) -> Record:
        """Erase the content of a record for good, and record that, by whom and why; the chain still holds.

        The matters of the erased record go as well, and those of its texts that no other record has. The row itself
        (who, when, which kind, the facts) stays.

        Raises:
            NotVisible: there is no such record, or the principal's user is not the workspace's owner.
            RecordError: the record is under a legal hold, the chain is broken, or it could not be made durable.
        """
        ...

    async def erase_many(
        self, keys: Sequence[str], principal: Principal, at: datetime, reason: str, owner: str
    ) -> Erasure:
        """Erase the contents of many records at once, except those under a hold; one record says which, and why.

        Those that were erased before are left out of the result.

        Raises:
            NotVisible: one of them does not exist, or the principal's user is not the workspace's owner; nothing is
                erased then.
            RecordError: the chain is broken, or it could not be made durable.
        """
        ...

    async def hold(self, what: Held, principal: Principal, at: datetime, reason: str) -> Record:
        """Keep records from being erased until they are released; the caller has checked who may.

        A hold on a matter or a person also covers what is recorded later.

        Raises:
            RecordError: there is no such record, or it could not be made durable.
        """
        ...

    async def release(
        self,
        what: Held,
        principal: Principal,
        at: datetime,
        reason: str,
        hold: int | None = None,
        agreed: Collection[int] | None = None,
    ) -> Record:
        """Lift the holds on something: all of them, or the one that record `hold` put on it.

        `agreed` are the records of the holds that two people agreed to lift.

        Raises:
            RecordError: there is no such hold, there are others than were agreed to, or it could not be made durable.
        """
        ...

    async def restore(self, principal: Principal, at: datetime, reason: str) -> Record | None:
        """Continue a record that was put back from an older backup; the caller has checked who may.

        All of it is verified first, except for what heads elsewhere know beyond it. None if nothing is missing.

        Raises:
            RecordError: the record itself is damaged, or it could not be made durable.
        """
        ...


class AuditLog(Appending, RecordReading, Proving, Keeping, Protocol):
    """The record of one workspace."""

    def append_and_wait(self, event: Event) -> Record:
        """As `append`, for a caller that cannot await.

        Raises:
            RecordError: as `append`.
        """
        ...

    def close(self) -> None:
        """Let go of what was opened, once everything given to it is written."""
        ...
