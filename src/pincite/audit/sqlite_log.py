"""The record of one workspace in an SQLite file: appended to, read back, never changed in silence.

Table `audit` holds the chained rows, `tree` the Merkle tree over them, `content` and `text` what may be erased, and
`signature` what the workspace's key signed about each row. There are no triggers against changes: whoever can write the
file can drop them, and the chain shows a change anyway. `appending` says how records are written.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self

from pincite.access.scope import Principal
from pincite.audit.appending import Appender
from pincite.audit.checkpoint import Head
from pincite.audit.connection import Connection, empty_log, usable
from pincite.audit.erasing import check_chain, choose, erasure, erasures
from pincite.audit.erasing import not_visible as not_visible
from pincite.audit.event import Entry, Erasure, Event, Held, Hold, Json, Record
from pincite.audit.heads import HeadKeeper
from pincite.audit.holding import hold_order, in_force, kept_by, on, release_order
from pincite.audit.merkle import consistency
from pincite.audit.proving import consistency_proof, inclusion_proof, sealed, signed_note
from pincite.audit.rows import Order, Plan, draft, entries, find, of_person
from pincite.audit.states import Store, newest
from pincite.audit.texts import read
from pincite.audit.times import latest_time
from pincite.audit.tree import head_at, nodes
from pincite.audit.verification import verify
from pincite.errors import RecordError
from pincite.sealing import Recorded

PAGE = 100
"""Records read at once: a listing usually shows the newest twenty, and a record may have a megabyte."""


class SqliteAuditLog:
    """The audit record of a workspace, in a file, with its signed heads in a second place. Implements `AuditLog`."""

    def __init__(self, path: Path, heads: HeadKeeper) -> None:
        """Open the record, or start the record of a new workspace.

        Raises:
            RecordError: the file is gone although a head was signed for it, or it cannot be made.
        """
        self.path = path
        self.heads = heads
        self._mutex = threading.Lock()
        self._reader = Connection(path)
        self._appender = Appender(path, heads)
        self._sound = (0, heads.genesis)
        self._latest: tuple[int, datetime | None] = (0, None)
        if not path.exists():
            self._appender.begin()

    def close(self) -> None:
        """Close the file once everything given to it is written."""
        self._appender.close()
        with self._mutex:
            self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def append(self, event: Event) -> Record:
        """Write one event; it and its signed head are on disk when this returns.

        Raises:
            RecordError: it could not be made durable, or the record is damaged where it ends.
        """
        order = Order(draft(event))
        return await self._write(lambda _: order)

    async def erase(self, key: str, principal: Principal, at: datetime, reason: str, owner: str) -> Record:
        """Erase the content of a record for good, and record that, by whom and why; the chain still holds.

        The matters of the erased record go as well, and those of its texts that no other record has. The row itself
        (who, when, which kind, the facts) stays.

        Raises:
            NotVisible: there is no such record, or the principal's user is not the workspace's owner.
            RecordError: the record is under a legal hold, the chain is broken, or it could not be made durable.
        """
        if principal.user == owner:
            await asyncio.to_thread(self._check_chain)
        return await self._write(erasure(key, principal, at, reason, owner))

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
        with self._reading() as database:
            chosen = choose(database, keys, principal, owner)
        if not chosen.erased:
            # An earlier erasure may have left its text in the write-ahead log.
            with self._mutex, usable(self.path):
                empty_log(self._reader.open(), self.path)
            return chosen
        await asyncio.to_thread(self._check_chain)
        return replace(chosen, record=await self._write(erasures(chosen, keys, principal, at, reason, owner)))

    async def restore(self, principal: Principal, at: datetime, reason: str) -> Record | None:
        """Continue a record that was put back from an older backup; the caller has checked who may.

        All of it is verified first, except for what heads elsewhere know beyond it. None if nothing is missing.

        Raises:
            RecordError: the record itself is damaged, or it could not be made durable.
        """
        found = await asyncio.to_thread(verify, self.path, self.heads, (), alone=True)
        if found.problems:
            raise RecordError(
                f"the record that was put back does not hold, so it is not gone on with: {found.problems[0].problem}; "
                "put back another backup"
            )
        return await asyncio.to_thread(self._appender.restore, principal, at, reason)

    async def hold(self, what: Held, principal: Principal, at: datetime, reason: str) -> Record:
        """Keep records from being erased until they are released; the caller has checked who may.

        A hold on a matter or a person also covers what is recorded later.

        Raises:
            RecordError: there is no such record, or it could not be made durable.
        """
        return await self._write(lambda database: hold_order(database, what, principal, at, reason))

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
        return await self._write(lambda database: release_order(database, what, principal, at, reason, hold, agreed))

    def holds_on(self, what: Held) -> tuple[int, ...]:
        """The records of the holds in force on exactly this thing.

        Raises:
            RecordError: there is no such record, or a record of a hold was changed.
        """
        with self._reading() as database:
            return on(database, what)

    def latest_time(self) -> datetime | None:
        """The latest time of all records since the clock was last accepted; None for an empty log.

        Raises:
            RecordError: the file cannot be read.
        """
        with self._reading() as database:
            self._latest = latest_time(database, self._latest)
            return self._latest[1]

    def holds(self) -> tuple[Hold, ...]:
        """The holds in force, oldest first, as the chain says.

        Raises:
            RecordError: the file cannot be read, or a record of a hold was changed.
        """
        with self._reading() as database:
            return in_force(database)

    def holding(self, entry: Entry) -> Hold | None:
        """The oldest hold that keeps a record from being erased; None if it may be erased.

        Raises:
            RecordError: as `holds`.
        """
        return kept_by(self.holds(), entry)

    def texts(self, entry: Entry) -> Mapping[str, str]:
        """The long texts of a record by name; empty once they have been erased.

        Raises:
            RecordError: the file cannot be read, or a text is gone.
        """
        if not entry.texts:
            return {}
        with self._reading() as database:
            return read(database, entry.texts)

    def state(self, store: Store) -> Recorded | None:
        """The newest state of a store on the record; None if there is none yet.

        Raises:
            RecordError: the file cannot be read, or the record of the state is not as it was signed.
        """
        with self._reading() as database:
            return newest(database, store, self.heads)

    def append_and_wait(self, event: Event) -> Record:
        """As `append`, for a caller that cannot await.

        Raises:
            RecordError: as `append`.
        """
        order = Order(draft(event))
        return self._appender.submit(lambda _: order).result()

    def head(self) -> Head:
        """The newest record's place and hash, and the root of the tree; 0 and the genesis hash for an empty log.

        Raises:
            RecordError: the file cannot be read.
        """
        with self._reading() as database:
            return self._head(database)

    def signed_head(self) -> str:
        """The newest head as a signed note, as it was signed with its record.

        Raises:
            RecordError: the file cannot be read, or has no signature for its newest record.
        """
        with self._reading() as database:
            return signed_note(database, self.heads, self.path, self._head(database).seq)

    def sealed(self, seq: int, *, content: bool) -> dict[str, Json]:
        """A record as it is stored, with its signature; the caller has checked that it may be read.

        Raises:
            RecordError: the file cannot be read, or there is no such record.
        """
        with self._reading() as database:
            return sealed(database, seq, content=content)

    def prove(self, seq: int, *, content: bool) -> dict[str, Json]:
        """The proof, as JSON, that a record is in the tree; the caller has checked that it may be read.

        Raises:
            RecordError: the newest head was signed before there was a tree, or something is damaged.
        """
        with self._reading() as database:
            return inclusion_proof(database, self.heads, self.path, seq, content=content)

    def prove_growth(self, since: str) -> dict[str, Json]:
        """The proof, as JSON, that the record begins with all records of an earlier checkpoint.

        Raises:
            RecordError: the checkpoint is not one of this record's tree, or the record was rewritten or cut.
        """
        with self._reading() as database:
            return consistency_proof(database, self.heads, self.path, since)

    def growth(self, old: int, new: int) -> tuple[bytes, ...]:
        """The hashes that prove that a record of `new` records begins with the first `old`; none unless 0 < old < new.

        Source: RFC 9162, 2.1.4.1.

        Raises:
            RecordError: the file cannot be read, or the tree in it is damaged.
        """
        if not 0 < old < new:
            return ()
        with self._reading() as database:
            return tuple(consistency(old, new, nodes(database)))

    def find(self, key: str) -> Entry | None:
        """A whole record by its id or its seq; `audit.reading` decides who may see what of it.

        Raises:
            RecordError: the file cannot be read.
        """
        with self._reading() as database:
            seq = find(database, key)
            return next(entries(database, [seq]), None) if seq is not None else None

    def entries(self, first: int = 1, *, person: str | None = None, backwards: bool = False) -> Iterator[Entry]:
        """Every record from `first` on, in order or the newest first; with `person`, only those of one user or actor.

        They are whole; `audit.reading` decides who may see what of them.

        Raises:
            RecordError: the file cannot be read.
        """
        with self._reading() as database:
            last = self._head(database).seq
            own = None if person is None else of_person(database, person)
        places: Sequence[int] = range(first, last + 1) if own is None else [seq for seq in own if seq >= first]
        places = places[::-1] if backwards else places
        for start in range(0, len(places), PAGE):
            with self._reading() as database:
                page = list(entries(database, places[start : start + PAGE]))
            yield from reversed(page) if backwards else page

    async def _write(self, plan: Plan) -> Record:
        return await asyncio.wrap_future(self._appender.submit(plan))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one consistent state of the file."""
        with self._mutex, usable(self.path):
            database = self._reader.open()
            database.execute("BEGIN")
            try:
                yield database
            finally:
                database.execute("ROLLBACK")

    def _check_chain(self) -> None:
        with self._reading() as database:
            self._sound = check_chain(database, *self._sound)

    def _head(self, database: sqlite3.Connection) -> Head:
        (seq,) = database.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()
        head = head_at(database, seq, self.heads.genesis)
        if head is None:
            raise RecordError(f"the audit record {self.path} is damaged where it ends; run: pincite audit verify")
        return head
