"""The current rules and their history, from the file."""

import time
from collections.abc import Mapping
from datetime import datetime
from itertools import chain

from pincite.access import covering
from pincite.access.changes import State
from pincite.access.clock import ACCEPTING, newest
from pincite.access.fact_rows import read_facts
from pincite.access.facts import User
from pincite.access.history import Change
from pincite.access.rules import Rules
from pincite.access.tables.opened import change_of
from pincite.access.tables.recorded import Recorded
from pincite.databases import snapshot, writes
from pincite.errors import AccessError, WorkspaceError

TRIES, PAUSE_SECONDS = 5, 0.05
"""How often rules that differ from the record are read again, since somebody may be changing them just now."""


class RulesReading(Recorded):
    """Implements the reading side of `AccessStore`."""

    def rules(self) -> Rules:
        """The current rules; read again only after some process has changed them.

        Raises:
            WorkspaceError: the file cannot be read, or its rules differ from the record.
            RecordError: the record cannot be read.
        """
        for again in range(TRIES):
            if again:
                time.sleep(PAUSE_SECONDS)
            with self._mutex, self._reported():
                if self._seen is not None and self._seen[0] == self._key():
                    return self._seen[1]
            # Before the file is read: a change is on the record before it is made.
            recorded = self._recorded()
            with self._mutex, self._reported():
                self._require_whole()
                found, state, is_pending = self._read(is_compared=recorded is not None)
                if recorded is None or state == recorded.after:
                    self._seen = found
                    return found[1]
            if is_pending:
                with self._mutex, self._reported(), self._alone():
                    self._settle()
        raise self._altered()

    def unchecked(self) -> Rules:
        """The rules in the file, unchecked against the record: they tell who somebody is, not what they may see."""
        with self._mutex, self._reported():
            return self._read(is_compared=False)[0][1]

    def _key(self) -> tuple[int, int]:
        # The writes count another connection that writes, even one that forgot to raise the version.
        return writes(self._database), self._standing()[1]

    def _read(self, *, is_compared: bool) -> tuple[tuple[tuple[int, int], Rules], str, bool]:
        """The rules with their cache key and, if compared, their state's digest and whether a change is under way."""
        with snapshot(self._database):
            owner, version = self._standing()
            try:
                rules = Rules.of(version, owner, read_facts(self._database))
            except (ValueError, TypeError, AttributeError, AccessError) as error:
                raise self._altered() from error
            state = covering.state(self._database) if is_compared else ""
            is_pending = is_compared and covering.pending(self._database) is not None
            return (self._key(), rules), state, is_pending

    def state(self) -> State:
        """The facts as they stand now, for planning a change.

        Raises:
            WorkspaceError: the file cannot be read.
        """
        with self._mutex, self._reported(), snapshot(self._database):
            return State(self._standing()[0], read_facts(self._database))

    def history(self) -> list[Change]:
        """Every change that was made, the oldest first; none of those made before schema 2.

        Raises:
            WorkspaceError: the file cannot be read.
        """
        with self._mutex, self._reported():
            rows = self._database.execute(
                'SELECT number, at, "user", actor, what, added, removed, undoes FROM change ORDER BY number'
            ).fetchall()
        try:
            return [change_of(row) for row in rows]
        except (ValueError, KeyError, TypeError) as error:
            raise WorkspaceError(
                f"the history of the access rules {self._name} is damaged ({error}); restore it from a backup"
            ) from error

    def let_in_again(self) -> Mapping[str, datetime]:
        """When each user was last let in again, by the history; it is read again once the rules have changed.

        Raises:
            WorkspaceError: the file cannot be read.
        """
        with self._mutex, self._reported():
            version = self._standing()[1]
            if self._let_in is None or self._let_in[0] != version:
                self._let_in = version, self._read_let_in()
            return self._let_in[1]

    def _read_let_in(self) -> dict[str, datetime]:
        rows = self._database.execute(
            'SELECT number, at, "user", actor, what, added, removed, undoes FROM change '
            "WHERE removed LIKE '%\"active\":false%' ORDER BY number"
        ).fetchall()
        found = {}
        for change in map(change_of, rows):
            back = {fact.name for fact in change.diff.removed if isinstance(fact, User) and not fact.active}
            for fact in change.diff.added:
                if isinstance(fact, User) and fact.active and fact.name in back:
                    found[fact.name] = change.at
        return found

    def latest_time(self) -> datetime | None:
        """The latest time of all changes since the clock was last accepted; None before the first.

        Raises:
            WorkspaceError: the file cannot be read, or a time in it is not a time.
        """
        with self._mutex, self._reported():
            self._latest = self._latest_after(self._latest)
            return self._latest[1]

    def _latest_after(self, known: tuple[int, datetime | None]) -> tuple[int, datetime | None]:
        """The newest change's number, and the latest time; `known` is an earlier result."""
        number, before = known
        rows = self._database.execute(
            "SELECT number, what, at FROM change WHERE number > ? ORDER BY number DESC", (number,)
        )
        last = rows.fetchone()
        if last is None:
            return known
        times = ((what == ACCEPTING, datetime.fromisoformat(at)) for _, what, at in chain([last], rows))
        try:
            return last[0], newest(times, before)
        except (ValueError, TypeError) as error:
            raise WorkspaceError(
                f"the history of the access rules {self._name} is damaged ({error}); restore it from a backup"
            ) from error
