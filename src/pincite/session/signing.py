"""Whose signatures confirm, and what takes two people."""

from typing import TYPE_CHECKING

from pincite.access.changes import Diff, State, Step, gone, known, standing
from pincite.access.facts import Signer, TwoPerson
from pincite.access.second import public_key
from pincite.errors import AccessError
from pincite.session.changing import change_rules
from pincite.views.rules import Changed

if TYPE_CHECKING:
    from pincite.session.session import Session


def register_key(session: "Session", user: str, public: str) -> Changed:
    """Register the key with which a user confirms; it takes two people once any demand for two people stands.

    Raises:
        AccessError: the session's user may not change the rules, there is no such user, or it is no key.
        AwaitsSecond: this takes two people.
        RecordError: the record cannot be written; then nothing is changed. So below.
    """

    def step(state: State) -> Diff:
        return standing(state, Signer(known(state, user, "user"), public_key(public)))

    return _change(session, "key add", {"user": user, "public": public}, step)


def remove_key(session: "Session", user: str) -> Changed:
    """Take the key of a user out; it takes two people once any demand for two people stands."""
    return _change(
        session, "key remove", {"user": user}, lambda state: gone(state, Signer(known(state, user, "user"), ""))
    )


def demand_two(session: "Session", action: str) -> Changed:
    """Demand two people for an action from now on; a key of a second person must be registered first."""

    def step(state: State) -> Diff:
        if not any(isinstance(fact, Signer) and fact.user != state.owner for fact in state.facts):
            raise AccessError(
                "nobody could confirm it: no key of a second person is registered; register one with: "
                "pincite access key add USER PUBLIC-KEY"
            )
        return standing(state, TwoPerson(action))

    return _change(session, "two-person add", {"action": action}, step)


def waive_two(session: "Session", action: str) -> Changed:
    """Stop demanding two people for an action; this takes two people itself."""
    return _change(session, "two-person remove", {"action": action}, lambda state: gone(state, TwoPerson(action)))


def _change(session: "Session", what: str, names: dict[str, str], step: Step) -> Changed:
    said = " ".join((what, *names.values()))
    return change_rules(session, what, names, lambda rules: rules.change(session.principal, said, step))
