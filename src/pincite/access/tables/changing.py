"""Changes of the rules: planned, recorded, and made."""

import json
from collections.abc import Collection

from pincite.access import changes, covering, requests
from pincite.access.changes import Diff, State, Step
from pincite.access.clock import ACCEPTING, steady
from pincite.access.decision import widens
from pincite.access.fact_rows import read_facts
from pincite.access.facts import in_order
from pincite.access.history import Change, to_json
from pincite.access.roles import require
from pincite.access.rules import Rules
from pincite.access.scope import Principal
from pincite.access.second import PendingRequest, actions_in, awaits, demanded
from pincite.access.tables.reading import RulesReading
from pincite.access.tables.recorded import noted
from pincite.databases import pages_kept, transaction
from pincite.errors import AccessError, WorkspaceError


class _TakesTwo(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A change takes two people, and waits until another one confirms it."""

    def __init__(self, actions: frozenset[str], body: str) -> None:
        super().__init__()
        self.actions, self.body = actions, body


class Changing(RulesReading):
    """Implements the changing side of `AccessStore`."""

    def change(
        self,
        by: Principal,
        what: str,
        step: Step,
        undoes: int | None = None,
        labels: Collection[str] = (),
        waits: Collection[str] = (),
    ) -> int:
        """Make one change, all of it or nothing; `what` names it in the history, and `labels` are those of documents.

        `waits` are actions that take two people in this change, whatever is demanded.

        Raises:
            AwaitsSecond: it takes two people, and now waits for another one.
            AccessError: whoever asks may not, the step refuses, the facts could not stand together, or a new name could
                be taken for another.
            RecordError: it cannot be recorded; then nothing is changed.
            WorkspaceError: the file cannot be written, or its rules differ from the record.
        """
        try:
            return self._change(by, what, step, undoes, labels, waits=waits)
        except _TakesTwo as found:
            with self._mutex, self._reported(), transaction(self._database):
                asked = requests.keep(self._database, by, found.actions, what, self._bound(found.body), self.now())
        raise awaits(asked, self.rules())

    def accept_clock(self, by: Principal) -> int:
        """Note in the history that the clock is right although it is behind earlier changes; the rules stay.

        Raises:
            AccessError: whoever asks is not the owner.
        """
        if by.user != self._standing()[0]:
            raise AccessError(f"only the workspace's owner ({self._standing()[0]}) may accept the clock")
        return self.change(by, ACCEPTING, lambda _: Diff())

    def _change(
        self,
        by: Principal,
        what: str,
        step: Step,
        undoes: int | None,
        labels: Collection[str] = (),
        done: PendingRequest | None = None,
        waits: Collection[str] = (),
    ) -> int:
        """As `change`; `done` is the request that was confirmed, and is ended with it.

        Raises:
            _TakesTwo: it takes two people, and nothing was confirmed.
        """
        with self._mutex, self._reported():
            if self._is_together:
                with transaction(self._database):
                    change, version = self._planned(by, what, step, undoes, labels, done, waits)
                    if change is not None:
                        self._keep(change)
                    if done is not None:
                        requests.end(self._database, done, "done")
                return version
            with self._alone():
                self._settle()
                with pages_kept(self._database), transaction(self._database):
                    covering.prepare(self._database)
                    change, version = self._planned(by, what, step, undoes, labels, done, waits)
                    said = self._said(change, is_first=self._recorder.recorded() is None)
                    under_way = noted(change, said)
                    covering.note(self._database, under_way)
                try:
                    self._recorder.record(what, by, said)
                except BaseException:
                    with transaction(self._database):
                        # What somebody else noted, once the right to change was lost, is theirs.
                        if covering.pending(self._database) == under_way:
                            covering.note(self._database, None)
                    raise
                with transaction(self._database):
                    if covering.pending(self._database) != under_way:
                        raise WorkspaceError(
                            f"the access rules {self._name} were being changed by somebody else as well, since the "
                            "right to change them was lost; look whether it was done with: pincite access history"
                        )
                    if change is not None:
                        self._keep(change)
                    if done is not None:
                        requests.end(self._database, done, "done")
                    covering.note(self._database, None)
                return version

    def _planned(
        self,
        by: Principal,
        what: str,
        step: Step,
        undoes: int | None,
        labels: Collection[str],
        done: PendingRequest | None,
        waits: Collection[str],
    ) -> tuple[Change | None, int]:
        """The change that a request makes (None for none), and the version after it; within a transaction."""
        owner, version = self._standing()
        before = State(owner, read_facts(self._database))
        rules = Rules.of(version, owner, before.facts)
        require(by, "administer", rules)
        diff = step(before)
        after = before.after(diff)
        for _, why in changes.unclear_names(before, in_order(diff.added), labels):
            raise AccessError(why)
        if by.user != owner and widens(by.user, rules, Rules.of(version, owner, after.facts)):
            raise AccessError(
                f"{by.user} is an administrator and cannot change what they themselves may see; "
                f"ask {owner} or another administrator to do it"
            )
        if done is None:
            takes_two = actions_in(rules, Rules.of(version, owner, after.facts), diff)
            if takes_two := takes_two & (demanded(rules, self._confirming.actions) | set(waits)):
                facts = {"added": to_json(diff.added), "removed": to_json(diff.removed), "undoes": undoes}
                raise _TakesTwo(takes_two, json.dumps(facts))
        else:
            requests.require_waiting(self._database, done)
        if not diff and what != ACCEPTING:
            return None, version
        self._require_forward(what)
        return Change(version + 1, self.now(), by, what, diff, undoes), version + 1

    def _require_forward(self, what: str) -> None:
        """Refuse a change whose time lies before that of an earlier one, unless it accepts the clock."""
        self._latest = self._latest_after(self._latest)
        if what != ACCEPTING:
            steady(self.now(), self._latest[1])

    def _bound(self, body: str) -> str:
        """A request's body with the newest record, as `newest` names it: it is worth nothing in another history."""
        newest = self._confirming.newest
        return body if newest is None else json.dumps(json.loads(body) | {"head": newest()})
