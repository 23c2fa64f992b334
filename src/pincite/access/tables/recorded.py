"""The rules file and the record: a change is recorded before it is made, and only recorded rules are read."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC

from pincite.access import covering
from pincite.access.history import Change, to_json
from pincite.access.schema import foreign
from pincite.access.scope import Principal
from pincite.access.tables.opened import RulesDatabase, change_of
from pincite.databases import as_if, refuse_planted, stale, transaction, writes
from pincite.sealing import Sealed, sealed


class Recorded(RulesDatabase):
    """A rules file that is checked against the record."""

    @contextmanager
    def together(self, by: Principal, what: str) -> Iterator[None]:
        """Make several changes under one record, written after them; only for setting up a workspace.

        Raises:
            RecordError: they cannot be recorded; they stay in force all the same.
        """
        if self._is_together:
            yield
            return
        with self._mutex, self._reported(), self._alone():
            self._settle()
            with transaction(self._database):
                covering.prepare(self._database)
            before, is_first = covering.read(self._database), self._recorder.recorded() is None
            self._is_together = True
            try:
                yield
            finally:
                self._is_together, self._seen = False, None
                self._recorder.record(what, by, _sealed(before, covering.read(self._database), is_first=is_first))

    def cover(self, by: Principal, what: str) -> None:
        """Record the current rules, whatever the record said before; for the owner, who answers for them.

        Raises:
            RecordError: they cannot be recorded.
        """
        if self._is_together:
            raise AssertionError("changes that are made together are recorded after them")
        with self._mutex, self._reported(), self._alone():
            with transaction(self._database):
                covering.prepare(self._database)
                covering.note(self._database, None)
                if isinstance(self._database, sqlite3.Connection):
                    self._database.execute("REINDEX")  # what is accepted is what stands in the tables
                said = self._said(None, is_first=True)
            self._require_whole()
            self._recorder.record(what, by, said)
            self._seen = None

    def _said(self, change: Change | None, *, is_first: bool) -> Sealed:
        """What the record is to say of a change; to tell, it makes the change and undoes it, within a transaction."""
        before = covering.read(self._database)
        if change is None:
            return _sealed(before, before, is_first=is_first)
        with as_if(self._database):
            self._keep(change)
            after = covering.read(self._database)
        return _sealed(before, after, is_first=is_first)

    def _settle(self) -> None:
        """Make a pending change that the record has, or forget one that the record lacks.

        Raises:
            WorkspaceError: the file's rules differ from the record.
        """
        recorded = self._recorded()
        self._require_whole()
        with transaction(self._database):
            noted = covering.pending(self._database)
            state = covering.state(self._database)
            if recorded is not None and state != recorded.after:
                if noted is None or noted.after != recorded.after or state != recorded.before:
                    raise self._altered()
                self._keep(change_of(noted.row))
                if covering.state(self._database) != recorded.after:
                    raise self._altered()
            if noted is not None:
                covering.note(self._database, None)

    def _require_whole(self) -> None:
        """Refuse a file that holds what pincite does not make, or whose indexes disagree with its tables.

        Raises:
            WorkspaceError: it does, or they do.
        """
        if self._is_together:
            return
        if not isinstance(self._database, sqlite3.Connection):
            self._database.require_as_made()  # nothing counts a change of the tables' make there
            return
        at = writes(self._database)
        if at != self._whole:
            refuse_planted(foreign(self._database))
            if stale(self._database):
                raise self._altered()
            self._whole = at


def _sealed(before: covering.Rows, after: covering.Rows, *, is_first: bool) -> Sealed:
    """What the record says of a change. Only rows that differ are sealed, so that it costs little among many rules."""
    only = None if is_first else covering.differing(before, after)
    return sealed((before.digest, after.digest), (before.things(only), after.things(only)), is_first=is_first)


def noted(change: Change | None, said: Sealed) -> covering.Pending | None:
    """A change in the form in which it is written down before it is made."""
    if change is None:
        return None
    at = change.at.astimezone(UTC).isoformat(timespec="microseconds")
    added, removed = to_json(change.diff.added), to_json(change.diff.removed)
    by = change.by
    row = (change.number, at, by.user, by.actor, change.what, added, removed, change.undoes)
    return covering.Pending(said.after, row)
