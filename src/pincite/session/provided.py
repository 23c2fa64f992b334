"""Memberships that the firm's provider of accounts says, made and taken back when their user signs in.

They are marked as the provider's. What somebody set by hand is left alone: it neither goes when the provider does not
say it, nor becomes the provider's when it does. A membership whose change would take a user from behind a wall, or give
or take a role, is not made but waits for an administrator to confirm it, as whatever takes two people does.
"""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from pincite.access.changes import Diff, State
from pincite.access.decision import walls_of
from pincite.access.facts import Group, Membership, in_order, key
from pincite.access.names import clean_name
from pincite.access.roles import roles_of
from pincite.access.rules import Rules
from pincite.access.second import Action
from pincite.errors import AccessError, AwaitsSecond
from pincite.session.changing import recorded_change
from pincite.session.refusals import refusals_recorded_here

if TYPE_CHECKING:
    from pincite.session.session import Session

WHAT = "provider groups"
"""What the record calls it."""

WAITS: tuple[Action, ...] = ("wall remove", "role")
"""What the provider cannot do alone, whatever takes two people otherwise."""


def groups_here(claimed: Iterable[str], names: Mapping[str, str] | None) -> frozenset[str]:
    """The groups here that the provider's are: by the settings' table, or else each by its own name."""
    if names is not None:
        return frozenset(names[value] for value in claimed if value in names)
    found = set()
    for value in claimed:
        with suppress(AccessError):  # what cannot be a name is no group's
            found.add(clean_name(value, "group"))
    return frozenset(found)


def follow_provider(session: "Session", user: str, groups: Collection[str], provider: str) -> None:
    """Have the memberships of a user that are the provider's be in these groups, as far as there are such.

    The session is that of the server, which is the owner's. Waits for the disk.

    Raises:
        AccessError: the session's user may not change the rules.
        RecordError: the record cannot be written; then nothing is changed.
    """
    session.require("administer")
    at_once, waiting = _parted(session.firm.access.state(), user, groups)
    if at_once:
        _change(session, user, provider, at_once)
    said = _said(user, waiting)
    if waiting and not any(one.what == said for one in session.firm.access.pending()):
        # It waits, and is on the record; whoever signs in does so as they were.
        with suppress(AwaitsSecond), refusals_recorded_here(session, WHAT):
            _change(session, user, provider, waiting)


def _change(session: "Session", user: str, provider: str, diff: Diff) -> None:
    def step(state: State) -> Diff:
        # Whatever was set by hand meanwhile stays, and what is gone is gone.
        new = frozenset(fact for fact in diff.added if key(fact) not in state.about)
        return Diff(new, diff.removed & state.facts)

    changes = [*(("+", fact) for fact in in_order(diff.added)), *(("-", fact) for fact in in_order(diff.removed))]
    recorded_change(
        session,
        WHAT,
        {"user": user, "provider": provider},
        lambda rules: rules.change(session.principal, _said(user, diff), step, waits=WAITS),
        changes,
    )


def _said(user: str, diff: Diff) -> str:
    """A change in a line of the history."""
    signs = [(sign, facts) for sign, facts in (("into", diff.added), ("out of", diff.removed)) if facts]
    listed = [f"{sign} {', '.join(sorted(_groups(facts)))}" for sign, facts in signs]
    return f"{WHAT} {user}: {'; '.join(listed)}"


def _groups(facts: Iterable[object]) -> set[str]:
    return {fact.group for fact in facts if isinstance(fact, Membership)}


def _parted(state: State, user: str, groups: Collection[str]) -> tuple[Diff, Diff]:
    """What may be changed at once, and what waits."""
    theirs = {one.group: one for one in state.facts if isinstance(one, Membership) and one.member == user}
    known = {fact.name for fact in state.facts if isinstance(fact, Group)}
    joins = [
        Diff(added=frozenset({Membership(name, user, True)})) for name in sorted(known & set(groups) - set(theirs))
    ]
    leaves = [
        Diff(removed=frozenset({one})) for name, one in sorted(theirs.items()) if one.provided and name not in groups
    ]
    at_once, waiting = Diff(), Diff()
    for one in (*joins, *leaves):  # walls that come with a group before those that go with another
        after = state.after(one)
        if _is_free(user, state, after):
            at_once, state = _both(at_once, one), after
        else:
            waiting = _both(waiting, one)
    return at_once, waiting


def _is_free(user: str, before: State, after: State) -> bool:
    """True for a change of somebody's groups that takes them from behind no wall, and leaves their roles."""
    old, new = (Rules.of(0, state.owner, state.facts) for state in (before, after))
    return walls_of(user, old) <= walls_of(user, new) and roles_of(user, old).keys() == roles_of(user, new).keys()


def _both(one: Diff, other: Diff) -> Diff:
    return Diff(one.added | other.added, one.removed | other.removed)
