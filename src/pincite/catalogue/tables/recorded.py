"""A catalogue's file against the record: nothing is given out that is not as the record has it.

Each connection compares what it sees when another one has written since, so that a reader on one thread never relies on
what another thread saw.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from pincite.catalogue import covered, covering, leaves, pending, version_parts
from pincite.catalogue import steps as changes
from pincite.catalogue.connections import Connection, Connections
from pincite.catalogue.entry import Entry
from pincite.catalogue.pending import Step
from pincite.catalogue.rows import HEAD_IN_COLUMNS, SEALED_HEAD, entry_of
from pincite.databases import Database, as_if, pages_kept
from pincite.documents.span import VersionId
from pincite.errors import Altered
from pincite.sealing import LastRecorded, Sealed, sealed
from pincite.sealing import Recorded as SealedState

TRIES, PAUSE_SECONDS = 5, 0.05
"""How often documents are compared again that are not those on the record, since an ingest may be changing them."""

EACH_TIME_SECONDS = 0.1
"""A comparison of all documents that takes less is made after each change of another process: below some 10,000."""

SHARE_OF_TIME = 0.1
"""Of the time while others read documents in, for which a connection compares all of them; see `_follow`."""


class Recorded:
    """A file of documents, and what the record says of it; `record` is None where no record covers it."""

    def __init__(
        self,
        connections: Connections,
        record: LastRecorded | None,
        alone: Callable[[], AbstractContextManager[bool]],
        original_of: Callable[[VersionId], bytes | None],
    ) -> None:
        """For the arguments see `SqliteCatalogue`."""
        self.name, self.connections, self.record = connections.name, connections, record
        self._alone, self._original_of = alone, original_of
        self.each_time_seconds = EACH_TIME_SECONDS

    @contextmanager
    def checked(self) -> Iterator[Connection]:
        """The calling thread's connection, once the documents are those that the record has.

        Raises:
            WorkspaceError: they are not, or the file cannot be used.
            RecordError: the record cannot be read.
        """
        with self.connections.one() as connection:
            self._require_recorded(connection)
            yield connection

    def _require_recorded(self, connection: Connection) -> None:
        """Refuse to go on with documents that are not those that the record has; cheap while nobody has changed them.

        Raises:
            WorkspaceError: they differ.
            RecordError: the record cannot be read.
        """
        if self.record is None:
            return
        for again in range(TRIES):
            if again:
                time.sleep(PAUSE_SECONDS)
            at = connection.state()
            is_sound = at == connection.sound and not (connection.is_following and _is_due(connection))
            if connection.db.in_transaction or (is_sound and not self._settle_noted(connection)):
                return
            # Before the file is read: a change is on the record before it is made.
            recorded = self.record.recorded()
            if recorded is not None and self._follow(connection, recorded):
                connection.sound = at
                return
            began, history = time.monotonic(), changes.last_of_history(connection.db)
            self._require_whole(connection)
            connection.is_covered = recorded is not None
            connection.leaves = leaves.leaves_of(connection.db, recorded.after) if recorded is not None else None
            if recorded is None or connection.leaves is not None:
                ended = time.monotonic()
                connection.sound, connection.compared = at, (ended, ended - began)
                connection.history, connection.is_following = history, False
                return
            noted = pending.under_way(connection.db)
            is_noted = noted is not None and noted.after == recorded.after
            if is_noted and leaves.leaves_of(connection.db, recorded.before) is not None:
                with self._alone() as is_mine:
                    if not is_mine:
                        # Somebody is just making the change; until it is made all is as it was before.
                        return
                    self._settle(connection)
            elif again >= 2:
                break
        raise self.altered()

    def _follow(self, connection: Connection, recorded: SealedState) -> bool:
        """Take over what another process has read in, without comparing all other documents; True if that will do.

        Only where all of them were compared a short time ago, the record has moved since or documents are announced,
        and the documents are those on the record if only those have changed that the history names. What somebody
        changed without pincite meanwhile is seen once all are compared again, when `_is_due` says so.
        """
        known, (_, took) = connection.leaves, connection.compared
        if known is None or took < self.each_time_seconds or _is_due(connection):
            return False
        history = changes.last_of_history(connection.db)
        touched = changes.read_since(connection.db, connection.history)
        if recorded.after == known.state and not changes.has_announced(connection.db):
            return False
        has = leaves.after(connection.db, known, touched)
        if has.state != recorded.after:
            return False
        connection.leaves, connection.history, connection.is_following = has, history, True
        return True

    def _settle_noted(self, connection: Connection) -> bool:
        """Make a change that was planned on this connection and is on the record, unless whoever planned it is at it.

        True if it was made.

        Raises:
            WorkspaceError, RecordError: as `_settle`.
        """
        recorded = self.record.recorded() if self.record is not None and connection.noted is not None else None
        if recorded is None or recorded.after != connection.noted:
            return False
        with self._alone() as is_mine:
            if is_mine:
                self._settle(connection)
        return is_mine

    def _leaves(self, connection: Connection) -> leaves.Leaves | None:
        """The leaves of the documents, if nobody else has written since they were compared; within a transaction."""
        return connection.leaves if connection.sound == connection.state() else None

    def _require_whole(self, connection: Connection, *, every_table: bool = False) -> None:
        """Refuse a file that holds what pincite does not make, or whose indexes say otherwise than its tables.

        Cheap while no other connection writes. Texts and cards are looked through before an erasure only
        (`changes.erases`), which takes long: what is read of them is compared each time with what it should be.

        Raises:
            WorkspaceError: it does.
        """
        at = connection.state()
        if connection.whole[0] != at or (every_table and not connection.whole[1]):
            if not connection.is_whole(every_table=every_table):
                raise self.altered()
            connection.whole = at, every_table

    def _settle(self, connection: Connection, steps: tuple[Step, ...] = ()) -> None:
        """Make the change that the record has and the file has not yet, or forget one that the record has not.

        `steps` are what is to be changed next.

        Raises:
            WorkspaceError: the file holds other documents than the record has.
        """
        recorded = self.record.recorded() if self.record is not None else None
        self._require_whole(connection)
        noted = pending.under_way(connection.db)
        waiting = noted.steps if noted is not None else ()
        if changes.erases((*waiting, *steps)):
            self._require_whole(connection, every_table=True)
        with connection.transaction() as db:
            known = self._leaves(connection)
            if known is None or recorded is None or known.state != recorded.after:
                known = self._settled(db, recorded) if recorded is not None else None
            pending.forget(db)
            connection.leaves, connection.is_covered, connection.noted = known, known is not None, None
            connection.sound = connection.state() if known is not None else None

    def _settled(self, db: Database, recorded: SealedState) -> leaves.Leaves:
        """The leaves of the documents once they are as the record has them; within a transaction.

        Raises:
            WorkspaceError: the file holds other documents than the record has.
        """
        found, noted = leaves.leaves_of(db, recorded.after), pending.under_way(db)
        planned = noted.steps if noted is not None and noted.after == recorded.after else ()
        if found is None and planned and leaves.leaves_of(db, recorded.before) is not None:
            for step in planned:
                changes.make(db, step)
            found = leaves.leaves_of(db, recorded.after)
        if found is None:
            raise self.altered()
        return found

    def planned(self, steps: tuple[Step, ...]) -> Sealed | None:
        """What the record is to say of changes that are about to be made; see `Changing.planned`.

        Raises:
            WorkspaceError: the file holds other documents than the record has, or cannot be written.
            RecordError: the record cannot be read.
        """
        if self.record is None:
            return None
        with self.connections.one() as connection:
            self._settle(connection, steps)
            recorded = self.record.recorded()
            with pages_kept(connection.db), connection.transaction() as db:
                known = self._leaves(connection)
                if recorded is None:
                    covering.prepare(db, self._original_of)
                touched = changes.touched(db, steps) if known is not None and recorded is not None else None
                had = leaves.now(db) if known is None or touched is None else known
                things = covered.things(db, touched)
                with as_if(db):
                    for step in steps:
                        changes.make(db, step)
                    has = leaves.now(db) if touched is None else leaves.after(db, had, touched)
                    changed = covered.things(db, touched)
                before = recorded.after if recorded is not None else had.state
                said = sealed((before, has.state), (things, changed), is_first=recorded is None)
                if steps:
                    pending.note(db, said, steps)
            connection.noted = said.after if steps else None
            return said

    def give_up(self, said: Sealed) -> Sealed:
        """What the record is to say when a change that it has is not made after all, and forget the change.

        Raises:
            WorkspaceError: the file cannot be written.
        """
        with self.connections.one() as connection, connection.transaction() as db:
            pending.forget(db)
            connection.noted = None
            state = leaves.now(db).state
            seals = {thing.token: thing.seal for thing in covered.things(db)}
        return Sealed(before=said.after, after=state, seals=seals, is_first=False, known_as=())

    def cover(self) -> Sealed:
        """What the record is to say of all that is there, whatever it said before.

        Raises:
            WorkspaceError: the file cannot be written.
        """
        with self.connections.one() as connection:
            with connection.transaction() as db:
                connection.renew_indexes()  # what is accepted is what stands in the tables
                db.execute("DELETE FROM agreement")
                pending.forget(db)
                covering.prepare(db, self._original_of)
                state, found = leaves.now(db).state, covered.things(db)
            self._require_whole(connection, every_table=True)
            connection.sound = None
        return sealed((state, state), ((), found), is_first=True)

    def change(self, step: Step) -> None:
        """Make a change, which is under way no longer.

        Raises:
            WorkspaceError: the file cannot be written.
            RecordError: the record cannot be read.
        """
        with self.connections.one() as connection:
            recorded = self.record.recorded() if self.record is not None else None
            with connection.transaction() as db:
                known = self._leaves(connection)
                touched = changes.touched(db, [step]) if known is not None else None
                changes.make(db, step)
                pending.forget(db)
                has = leaves.after(db, known, touched) if known is not None and touched is not None else None
            # Otherwise the next reading compares all of it.
            is_recorded = has is not None and recorded is not None and has.state == recorded.after
            connection.leaves, connection.sound = (has, connection.sound) if is_recorded else (None, None)
            connection.noted = None

    def entry(self, connection: Connection, row: tuple[Any, ...]) -> Entry:
        """The entry in a row of `COLUMNS`, as the record has it.

        Raises:
            WorkspaceError: its title or facts are not those that were read.
        """
        if connection.is_covered and row[4] is not None:
            head = version_parts.head_digest(row[place] for place in HEAD_IN_COLUMNS)
            if head != row[SEALED_HEAD]:
                raise self.altered()
        return entry_of(row)

    def altered(self) -> Altered:
        """The refusal of a file that somebody changed without pincite."""
        return Altered(
            f"the documents {self.name} are not those that the record has: the file was changed without pincite, "
            "or put back from a copy, so nothing of it is shown. Restore it from a backup; or the owner can see what "
            "differs with pincite audit verify, and accept it with: pincite audit seal --reason TEXT"
        )


def _is_due(connection: Connection) -> bool:
    """True once so much time has passed since all documents were compared that comparing them takes its share."""
    ended, took = connection.compared
    return time.monotonic() - ended >= took / SHARE_OF_TIME
