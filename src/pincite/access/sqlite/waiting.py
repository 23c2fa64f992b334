"""What waits for a second person, and doing it once they have confirmed it."""

import json

from pincite.access import requests
from pincite.access.changes import Diff, State
from pincite.access.history import from_json
from pincite.access.rules import Rules
from pincite.access.scope import Principal
from pincite.access.second import Action, Request, awaits, demanded, gains
from pincite.access.sqlite.changing import Changing
from pincite.errors import AccessError


class Waiting(Changing):
    """Implements what of `AccessStore` waits for somebody."""

    def ask_second(self, by: Principal, action: Action, what: str, body: str) -> None:
        """Where an action takes two people, have it wait for another one; for what is no change of the rules.

        Raises:
            AwaitsSecond: it takes two people, and now waits for another one.
        """
        if action not in demanded(self.rules(), self.two_person):
            return
        with self._mutex, self._reported(), self._transaction():
            asked = requests.keep(self._database, by, {action}, what, self._bound(body), self.now())
        raise awaits(asked)

    def pending(self) -> list[Request]:
        """What waits for another person and has not expired, the oldest first."""
        with self._mutex, self._reported():
            return requests.waiting(self._database, self.now())

    def request(self, name: str) -> Request:
        """What waits under a name.

        Raises:
            AccessError: nothing does: it was never asked for, is done, was withdrawn, or has expired.
        """
        for request in self.pending():
            if request.id == name:
                return request
        raise AccessError(
            f"nothing waits under {name!r}: done, withdrawn, expired or never asked for; ask for it again"
        )

    def withdraw(self, request: Request) -> None:
        """Have a request wait no longer."""
        with self._mutex, self._reported(), self._transaction():
            requests.end(self._database, request, "withdrawn")

    def withdraw_all(self) -> None:
        """Have nothing wait any more that was asked for before now."""
        with self._mutex, self._reported(), self._transaction():
            requests.withdraw_all(self._database)

    def claim(self, request: Request) -> None:
        """End a request that is done outside the rules, before it is: nobody does it twice.

        Raises:
            AccessError: it waits no longer.
        """
        with self._mutex, self._reported(), self._transaction():
            requests.end(self._database, request, "done")

    def carry_out(self, request: Request, second: str) -> int:
        """Make a change of the rules that another person confirmed, exactly as it was asked for, as the rules now are.

        Raises:
            AccessError: it waits no longer, whoever asked may not any more, the rules have changed so that it cannot be
                made as it was asked for, or it would let who confirmed it see more.
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
