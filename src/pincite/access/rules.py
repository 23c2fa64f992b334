"""The rules of a workspace, and what they let one person see: pure functions over one frozen snapshot.

Allow is a grant of a matter to the user, or to a group the user is in. Deny is an ethical wall on the same names, and
it beats every allow. Whoever is unknown or disabled gets no scope at all.
"""

import shlex
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pincite.access.scope import Principal, Scope
from pincite.documents.span import MatterId
from pincite.errors import AccessError, NotVisible, UnknownPrincipal

SCOPE_MINUTES = 10
"""Minutes until a scope runs out.

A scope is made anew for each question, so this only bounds one walk: longer than the slowest answer expected (a model
on two cores, with retries), short enough that a wall raised during it binds before anybody has read on for long.
"""

LONGEST_NAME = 200
"""Characters of a name of a user, group or matter: a full client-and-matter title fits, a pasted page does not."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Who is known and what is allowed or denied, as of one version.

    `users` says for each name whether it is active. `groups` maps a group to its members; users and groups share one
    namespace. `grants` and `walls` map a user or group to matters.
    """

    version: int
    owner: str
    users: Mapping[str, bool]
    groups: Mapping[str, frozenset[str]]
    matters: frozenset[MatterId]
    grants: Mapping[str, frozenset[MatterId]]
    walls: Mapping[str, frozenset[MatterId]]

    def groups_of(self, user: str) -> tuple[str, ...]:
        """The groups that a user is in, in order of name."""
        return tuple(sorted(group for group, members in self.groups.items() if user in members))


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a user may see a matter, and each rule that bears on it as a sentence, walls first."""

    allowed: bool
    rules: tuple[str, ...]


def clean_name(text: str, kind: str) -> str:
    """A name as it is kept: trimmed, and in Unicode normal form C so that one name has one spelling.

    `kind` says what is named ("user", "group", "matter"), for the message.

    Raises:
        AccessError: it is empty, longer than `LONGEST_NAME`, or holds a character that cannot be seen.
    """
    name = unicodedata.normalize("NFC", text).strip()
    if not name:
        raise AccessError(f"the name of a {kind} is empty; give one of 1 to {LONGEST_NAME} characters")
    if len(name) > LONGEST_NAME:
        raise AccessError(
            f"the name of a {kind} has {len(name)} characters ({name[:30]!r}…); give at most {LONGEST_NAME}"
        )
    unseen = next((character for character in name if not character.isprintable()), None)
    if unseen is not None:
        raise AccessError(
            f"the {kind} {name!r} has the invisible character U+{ord(unseen):04X}; give a name without it"
        )
    return name


def require_active(user: str, rules: Rules) -> None:
    """Refuse a user who is unknown or disabled.

    Raises:
        UnknownPrincipal: with the command that would change it.
    """
    if user not in rules.users:
        if user in rules.groups:
            raise UnknownPrincipal(f"{user!r} is a group; only a user can ask, so name one of its members")
        raise UnknownPrincipal(
            f"nobody named {user!r} is known in this workspace; "
            f"its owner ({rules.owner}) can add them with: pincite access user add {shlex.quote(user)}"
        )
    if not rules.users[user]:
        raise UnknownPrincipal(
            f"the user {user!r} is disabled in this workspace; "
            f"its owner ({rules.owner}) can enable them with: pincite access user enable {shlex.quote(user)}"
        )


def principal_for(os_user: str, as_user: str | None, rules: Rules) -> Principal:
    """Who asks: the operating system's user as themselves, or on behalf of the user that `--as` names.

    Raises:
        UnknownPrincipal: one of the two is unknown or disabled.
        AccessError: `--as` names another user and the operating system's user is not the workspace's owner.
    """
    actor = unicodedata.normalize("NFC", os_user).strip()
    require_active(actor, rules)
    user = actor if as_user is None else clean_name(as_user, "user")
    if user != actor:
        if actor != rules.owner:
            raise AccessError(
                f"only the workspace's owner ({rules.owner}) may act for another user, and you are {actor}; "
                f"leave out --as to ask as yourself"
            )
        require_active(user, rules)
    return Principal(user=user, actor=actor)


def scope_of(principal: Principal, rules: Rules, now: datetime) -> Scope:
    """What the principal's user may see from `now` on, for `SCOPE_MINUTES`.

    Raises:
        UnknownPrincipal: the user is unknown or disabled.
    """
    require_active(principal.user, rules)
    names = (principal.user, *rules.groups_of(principal.user))
    nothing: frozenset[MatterId] = frozenset()
    allowed = nothing.union(*(rules.grants.get(name, nothing) for name in names))
    walled = nothing.union(*(rules.walls.get(name, nothing) for name in names))
    return Scope(
        principal=principal,
        matters=(allowed & rules.matters) - walled,
        denied=frozenset(),
        rules_version=rules.version,
        expires=now + timedelta(minutes=SCOPE_MINUTES),
    )


def explain(user: str, matter: str, rules: Rules) -> Explanation:
    """Why a user may or may not see a matter.

    A matter that does not exist is explained in the words of one that nobody granted.

    Raises:
        UnknownPrincipal: nobody of that name is known.
    """
    if rules.users.get(user) is False:
        return Explanation(False, (f"the user {user} is disabled, and a disabled user sees nothing",))
    require_active(user, rules)
    bearers = ((user, user), *((group, f"group {group}") for group in rules.groups_of(user)))
    walls = tuple(
        f"wall: {shown} may not see matter {matter}"
        + (f", and {user} is in it" if name != user else "")
        + "; a wall beats every grant"
        for name, shown in bearers
        if matter in rules.walls.get(name, frozenset())
    )
    grants = tuple(
        f"{shown} is a member of matter {matter}" + (f", and {user} is in that group" if name != user else "")
        for name, shown in bearers
        if matter in rules.grants.get(name, frozenset()) and matter in rules.matters
    )
    found = walls + grants
    return Explanation(bool(grants) and not walls, found or (f"no rule grants {user} the matter {matter}",))


def visible_matter(name: str, scope: Scope) -> MatterId:
    """The matter of that name.

    Raises:
        NotVisible: there is none, or the scope does not hold it; the words are the same.
    """
    matter = MatterId(unicodedata.normalize("NFC", name).strip())
    if matter not in scope.matters:
        user = scope.principal.user
        raise NotVisible(f"there is no matter {name!r} that {user} may see; ask the workspace's owner for access to it")
    return matter
