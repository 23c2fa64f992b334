"""Writing records: those that come at the same time share one transaction, and one wait for the disk.

Waiting for the disk is most of the cost of an append. So one thread writes, and it writes together whatever came while
it waited: one commit, one published head. Each record still has its own signature, and none is given back before all
of it is durable.

The order of steps makes sure that a crash at any point neither loses a record that was given back nor leaves one
unsigned: rows, tree and signatures in one transaction; the new head durably beside its place; commit; the head into
its place, and into further places where it is due; only then are the records given back. A writer that dies between
commit and publishing leaves a log that ends as the staged head says, which the next append and `verify` accept.
"""

import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime

from pincite.access.scope import Principal
from pincite.audit.agreement import HeadAt, second_place_problems
from pincite.audit.chain import WITHOUT_TREE, row_hash
from pincite.audit.checkpoint import Head
from pincite.audit.event import Record
from pincite.audit.gaps import gaps, restored_at
from pincite.audit.heads import HeadKeeper
from pincite.audit.in_tables import InTables
from pincite.audit.merkle import EMPTY, NO_LEAVES, Frontier, frontier, leaf_hash
from pincite.audit.restoring import kept_until, lost, restoring
from pincite.audit.rows import Order, Plan, dated, insert, require_next
from pincite.audit.schema import QUOTED, bring_up_to_date
from pincite.audit.tables import Tables
from pincite.audit.texts import drop
from pincite.audit.times import latest_time
from pincite.audit.tree import head_at, nodes
from pincite.databases import Database, transaction
from pincite.errors import NotVisible, RecordError

MOST_TOGETHER = 64
"""Records in one transaction. Signing and writing so many takes about as long as one wait for the disk; more would only
make the first of them wait longer."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    plan: Plan
    done: "Future[Record]" = field(default_factory=Future)


@dataclass(slots=True)
class _End:
    """The end of the log, as it grows."""

    head: Head
    signature: bytes | None
    edge: Frontier


class Appender:
    """Writes the records of one log for all threads, one group after the other."""

    def __init__(self, tables: Tables, heads: HeadKeeper) -> None:
        self.tables = tables
        self.heads = heads
        self._waiting: deque[_Waiting] = deque()
        self._mutex = threading.Lock()
        self._thread: threading.Thread | None = None
        self._latest: tuple[int, datetime | None] = (0, None)

    def submit(self, plan: Plan) -> "Future[Record]":
        """Have a record written; it is written even if nobody waits for it any more.

        Raises:
            RecordError: no thread can be started to write it.
        """
        waiting = _Waiting(plan)
        waiting.done.set_running_or_notify_cancel()
        with self._mutex:
            if self._thread is None:
                # It lives as long as there is something to write.
                thread = threading.Thread(target=self._write_waiting, name="audit")
                try:
                    thread.start()
                except RuntimeError as error:
                    raise RecordError(
                        f"the audit record {self.tables.name} cannot be written any more ({error})"
                    ) from error
                self._thread = thread
            self._waiting.append(waiting)
        return waiting.done

    def close(self) -> None:
        """Return once all waiting records are written."""
        with self._mutex:
            thread = self._thread
        if thread is not None:
            thread.join()

    def begin(self) -> None:
        """Make an empty log and sign its head, unless there is one.

        Raises:
            RecordError: the tables are gone although a head was signed for them, or they cannot be made.
        """
        tables, log = self.tables, self.tables.log
        with tables.usable(), tables.turn():
            if tables.exist():
                return
            signed = self.heads.head(log)
            if signed is not None and signed.seq > 0:
                raise RecordError(
                    f"the audit record {tables.name} is missing, and its signed head counts {signed.seq} records; "
                    f"restore it from a backup"
                )
            # The head comes first: an empty log without one would look like a log whose head was removed.
            head = Head(0, self.heads.genesis, EMPTY.hex())
            self.heads.publish(log, head, self.heads.sign(head))
            tables.make()

    def _write_waiting(self) -> None:
        """Write waiting records, group by group, until none are left."""
        while True:
            with self._mutex:
                group = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]
                if not group:
                    self._thread = None
                    return
            try:
                self._write(group)
            except RecordError as error:
                _tell(group, error)
            except BaseException as error:
                with self._mutex:
                    self._thread = None
                    group += self._waiting
                    self._waiting.clear()
                _tell(group, error)
                raise

    def _write(self, group: Sequence[_Waiting]) -> None:
        written: list[tuple[_Waiting, Record]] = []
        is_erasing = False
        with self.tables.usable(), self.tables.turn():
            database = self.tables.writing()
            with transaction(database):
                end = self._sound_end(database)
                stored = self._stored(database)
                _, latest = latest_time(stored, self._latest)
                for waiting in group:
                    try:
                        order = waiting.plan(stored)
                        latest = require_next(stored, order.draft, latest)
                    except (RecordError, NotVisible) as error:
                        waiting.done.set_exception(error)
                        continue
                    record = self._add(database, end, order)
                    written.append((waiting, record))
                    is_erasing = is_erasing or bool(order.erased)
                if written:
                    self.heads.stage(self.tables.log, end.head, end.signature or b"")
            if not written:
                return
            self._latest = (end.head.seq, latest)
            self._publish(end)
            if is_erasing:
                self.tables.forget()
        for waiting, record in written:
            waiting.done.set_result(record)

    def restore(self, principal: Principal, at: datetime, reason: str) -> Record | None:
        """Continue a log that was put back from an older backup, with a record that says what is missing.

        None if nothing is missing, and so nothing was recorded.

        Raises:
            RecordError: the log is not an older state of itself, or the record could not be made durable.
        """
        log = self.tables.log
        with self.tables.usable(), self.tables.turn():
            database = self.tables.writing()
            with transaction(database):
                end = self._sound_end(database, agreement=False)
                found = lost(self.heads, log, end.head, self._head_at(database), gaps(database))
                if found is None:
                    return None
                order = restoring(found, end.head, kept_until(database), principal, at, reason)
                _, latest = latest_time(self._stored(database), (0, None))
                latest = dated(order.draft, latest)
                record = self._add(database, end, order)
                self.heads.settle()
                self.heads.keep_lost(log)
                self.heads.stage(log, end.head, end.signature or b"")
            self._latest = (end.head.seq, latest)
            self._publish(end)
        return record

    def _publish(self, end: _End) -> None:
        """Put the head into its place, and into the further ones where it is due."""
        log, signature = self.tables.log, end.signature or b""
        self.heads.publish(log, end.head, signature)
        self.heads.spread(log, end.head, signature, time.time())

    def _stored(self, database: Database) -> InTables:
        return InTables(database, self.heads, self.tables.name, self.tables.log)

    def _add(self, database: Database, end: _End, order: Order) -> Record:
        """Write one record and its nodes of the tree, and move the end of the log on."""
        seq = end.head.seq + 1
        row = {**order.draft.columns, "seq": seq, "prev": end.head.hash}
        digest = row_hash(row)
        end.edge, made = end.edge.grown(leaf_hash(bytes.fromhex(digest)))
        restored = (seq, digest) if row["kind"] == "restore" else end.head.restored
        end.head = Head(seq, digest, end.edge.root.hex(), restored)
        end.signature = self.heads.sign(end.head)
        insert(database, {**row, "hash": digest}, order.draft, end.signature)
        database.executemany("INSERT INTO tree VALUES (?, ?, ?)", made)
        for erased in order.erased:
            database.execute("UPDATE content SET salt = NULL, body = NULL WHERE seq = ?", (erased,))
            drop(database, erased)
        return Record(str(row["id"]), seq, digest)

    def _head_at(self, database: Database) -> HeadAt:
        return lambda at: head_at(database, at, self.heads.genesis)

    def _sound_end(self, database: Database, *, agreement: bool = True) -> _End:
        """The checked end of the log. Its head is in place when this returns, even if an earlier writer died.

        Without `agreement`, the log is not compared with the heads, and no head is put in place.

        Raises:
            RecordError: the last row does not match its hash, or the log is not what the signed head says.
        """
        last = database.execute(f"SELECT {QUOTED} FROM audit ORDER BY seq DESC LIMIT 1").fetchone()  # noqa: S608 - our own names
        seq = last["seq"] if last else 0
        if last and (not all(isinstance(value, str | int) for value in last) or row_hash(dict(last)) != last["hash"]):
            raise self._damaged(f"record {seq} was changed")
        bring_up_to_date(database)
        try:
            edge = frontier(seq, nodes(database))
        except RecordError as error:
            raise self._damaged(str(error)) from error
        tail = Head(seq, last["hash"] if last else self.heads.genesis, edge.root.hex(), restored_at(database, seq))
        if agreement:
            problems = second_place_problems(self.heads, self.tables.log, tail, self._head_at(database), gaps(database))
            if problems:
                raise self._damaged(problems[0].problem)
        if not last:
            return _End(tail, None, NO_LEAVES)
        signed = Head(seq, tail.hash, None) if last["format"] == WITHOUT_TREE else tail
        made = database.execute("SELECT signature FROM signature WHERE seq = ?", (seq,)).fetchone()
        if made is None or not isinstance(made[0], bytes) or not self.heads.is_signed(signed, made[0]):
            raise self._damaged(f"record {seq} was not signed by the workspace's key")
        if not agreement:
            return _End(tail, made[0], edge)
        published = self.heads.head(self.tables.log)
        if published is None or not published.agrees(signed):
            self.heads.publish(self.tables.log, signed, made[0])
        self.heads.make_up(self.tables.log, signed, made[0], time.time())
        return _End(tail, made[0], edge)

    def _damaged(self, what: str) -> RecordError:
        return RecordError(
            f"nothing more is written to the audit record {self.tables.name}, since its end cannot be trusted: {what}; "
            f"run: pincite audit verify"
        )


def _tell(group: Sequence[_Waiting], error: BaseException) -> None:
    """Give an error to those who still wait. Each gets a `RecordError` of their own, since raising one adds to it."""
    for waiting in group:
        if not waiting.done.done():
            waiting.done.set_exception(RecordError(str(error)) if isinstance(error, RecordError) else error)
