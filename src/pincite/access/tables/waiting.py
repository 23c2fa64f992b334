"""Requests that wait for a second person, and carrying them out once confirmed."""

import json

from pincite.access import requests
from pincite.access.changes import Diff, State
from pincite.access.history import from_json
from pincite.access.rules import Rules
from pincite.access.scope import Principal
from pincite.access.second import Action, PendingRequest, awaits, demanded, gains, none_waits
from pincite.access.tables.changing import Changing
from pincite.databases import transaction
from pincite.errors import AccessError


class Waiting(Changing):
    """Implements the waiting requests of `AccessStore`."""

    def ask_second(self, by: Principal, action: Action, what: str, body: str) -> None:
        """Have an action wait for another person, if it takes two; for actions that do not change the rules.

        Raises:
            AwaitsSecond: it takes two people, and now waits for another one.
        """
        rules = self.rules()
        if action not in demanded(rules, self._confirming.actions):
            return
        with self._mutex, self._reported(), transaction(self._database):
            asked = requests.keep(self._database, by, {action}, what, self._bound(body), self.now())
        raise awaits(asked, rules)

    def pending(self) -> list[PendingRequest]:
        """The requests that wait for another person and have not expired, the oldest first."""
        with self._mutex, self._reported():
            return requests.waiting(self._database, self.now())

    def request(self, name: str) -> PendingRequest:
        """The waiting request of that name.

        Raises:
            AccessError: none waits: it was never made, is done, was withdrawn, or has expired.
        """
        for request in self.pending():
            if request.id == name:
                return request
        raise none_waits(name)

    def withdraw(self, request: PendingRequest) -> None:
        """Withdraw a request."""
        with self._mutex, self._reported(), transaction(self._database):
            requests.end(self._database, request, "withdrawn")

    def withdraw_all(self) -> None:
        """Withdraw every waiting request."""
        with self._mutex, self._reported(), transaction(self._database):
            requests.withdraw_all(self._database)

    def claim(self, request: PendingRequest) -> None:
        """End a request before its action is done outside the rules, so that nobody does it twice.

        Raises:
            AccessError: it waits no longer.
        """
        with self._mutex, self._reported(), transaction(self._database):
            requests.end(self._database, request, "done")

    def carry_out(self, request: PendingRequest, second: str) -> int:
        """Make a rule change that another person confirmed, exactly as it was asked for, in the current rules.

        Raises:
            AccessError: it no longer waits, whoever asked may no longer make it, the rules have changed so that it
                cannot be made as it was asked for, or whoever confirmed it would see more by it.
        """
        body = json.loads(request.body)
        wanted = Diff(from_json(body["added"]), from_json(body["removed"]))

        def step(state: State) -> Diff:
            if not wanted.removed <= state.facts or wanted.added & state.facts:
                raise AccessError(
                    f"the rules have changed since {request.id} was asked for, so it cannot be done as asked; ask again"
                )
            before, after = (Rules.of(0, state.owner, facts.facts) for facts in (state, state.after(wanted)))
            if gains(second, before, after):
                raise AccessError(f"{second} would gain by it, so they cannot confirm it; have another person do so")
            return wanted

        what = f"{request.what} (asked for in {request.id}, confirmed by {second})"
        return self._change(request.by, what, step, body["undoes"], done=request)
