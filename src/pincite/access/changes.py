"""Changes of the rules, as pure functions from a state to the facts that are added and removed; `store` applies them.

Each function returns the change that a request makes in a state, or raises the reason why it cannot be made. Asking
for what is already in force changes nothing.
"""

import shlex
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from pincite.access.facts import (
    ROLES,
    Appointment,
    Classification,
    Fact,
    Grant,
    Group,
    Key,
    Matter,
    Membership,
    Role,
    Target,
    User,
    Wall,
    in_order,
    key,
    members_of,
    problem,
    unclassifiable,
)
from pincite.access.lookalikes import Alike, alike_among, difference, like, unclear
from pincite.access.names import clean_name, unfit
from pincite.access.nesting import ways_up
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError
from pincite.sensitivity import UNKNOWN, WORDS, Sensitivity, level_of


@dataclass(frozen=True)
class State:
    """The facts in force, and the workspace's owner."""

    owner: str
    facts: frozenset[Fact]

    @cached_property
    def about(self) -> Mapping[Key, Fact]:
        """Each fact by its key."""
        return {key(fact): fact for fact in self.facts}

    def after(self, change: "Diff") -> "State":
        """The state after a change.

        Raises:
            AccessError: the facts cannot be in force together.
        """
        facts = (self.facts - change.removed) | change.added
        if why := problem(facts, self.owner):
            raise AccessError(f"this cannot be: {why}; change that first")
        return State(self.owner, facts)


@dataclass(frozen=True, slots=True)
class Diff:
    """What a change adds and what it removes; nothing is in both."""

    added: frozenset[Fact] = frozenset()
    removed: frozenset[Fact] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    @property
    def reversed(self) -> "Diff":
        """The change that takes this one back."""
        return Diff(self.removed, self.added)


Step = Callable[[State], Diff]


def unclear_names(state: State, added: Iterable[Fact], labels: Iterable[str]) -> Iterator[tuple[Fact, str]]:
    """New facts whose names people could mistake for another name, each with the reason.

    New names are compared with each other too, in order. `labels` are those that documents carry. Names that are
    already in the rules are not reported.
    """
    facts = list(added)
    for kinds in (("user", "group"), ("matter",), ("label",)):
        known = {name: kind for kind, name in _named(state.facts, kinds)}
        if "label" in kinds:
            known |= dict.fromkeys(labels, "label")
        made = {name: fact for fact in reversed(facts) for _, name in _named([fact], kinds)}
        new = {name: kind for kind, name in _named(facts, kinds) if name not in known}
        yield from ((made[name], why) for name, why in unclear(new, known))


def alike_in(state: State) -> list[Alike]:
    """Every pair of names in the rules that people could take for each other."""
    kinds = (("user", "group"), ("matter",), ("label",))
    return [pair for each in kinds for pair in alike_among({name: kind for kind, name in _named(state.facts, each)})]


def unfit_in(state: State) -> list[tuple[str, str]]:
    """The names in the rules that would be refused today, sorted, each with the reason (without a full stop)."""
    named = sorted(set(_named(state.facts, ("user", "group", "matter", "label"))))
    return [(name, f"the {kind} {name!r} {why}") for kind, name in named if (why := unfit(name)) is not None]


def _named(facts: Iterable[Fact], kinds: Collection[str]) -> Iterator[tuple[str, str]]:
    """The names of these kinds that facts introduce, as (kind, name)."""
    return ((kind, name) for fact in facts for kind, name in _naming(fact) if kind in kinds)


def _naming(fact: Fact) -> Iterator[tuple[str, str]]:
    """The name that a fact introduces, as (kind, name)."""
    match fact:
        case User(name):
            yield "user", name
        case Group(name):
            yield "group", name
        case Matter(name):
            yield "matter", name
        case Grant(_, Target(label=str(label))) | Classification(Target(label=str(label))):
            yield "label", label


def between(before: Iterable[Fact], after: Iterable[Fact]) -> Diff:
    """The change from one set of facts to another."""
    old, new = frozenset(before), frozenset(after)
    return Diff(new - old, old - new)


def standing(state: State, *facts: Fact) -> Diff:
    """Put facts in force; each replaces the fact with the same key."""
    replaced = {state.about[key(fact)] for fact in facts if key(fact) in state.about}
    return Diff(frozenset(facts) - replaced, frozenset(replaced) - frozenset(facts))


def gone(state: State, *facts: Fact) -> Diff:
    """Remove the facts in force that have the same keys as these."""
    return Diff(removed=frozenset(state.about[key(fact)] for fact in facts if key(fact) in state.about))


def add_user(state: State, user: str) -> Diff:
    """Make a user known."""
    name = clean_name(user, "user")
    _require_free(state, name)
    return standing(state, User(name))


def set_active(state: State, user: str, active: bool) -> Diff:
    """Shut a user out, or let them in again; their grants, groups and walls stay."""
    name = known(state, user, "user")
    if not active and name == state.owner:
        raise AccessError(f"{name} owns this workspace and cannot be disabled; disable another user")
    return standing(state, User(name, active))


def add_group(state: State, group: str, members: Iterable[str]) -> Diff:
    """Make a group of known users and groups."""
    name = clean_name(group, "group")
    _require_free(state, name)
    made = Group(name)
    inside = [Membership(name, known(state, member)) for member in members]
    return standing(state, made, *inside)


def add_members(state: State, group: str, members: Iterable[str]) -> Diff:
    """Put users and groups into a group."""
    name = known(state, group, "group")
    inside = [Membership(name, known(state, member)) for member in members]
    for each in inside:
        ways = ways_up(name, members_of(state.facts))
        if each.member == name or each.member in ways:
            way = (name,) if each.member == name else ways[each.member]
            ring = " → ".join((each.member, *way))
            raise AccessError(
                f"{each.member!r} cannot be in {name!r}, or the groups would be members of themselves: {ring}; "
                f"take one of them out of the next first"
            )
    return standing(state, *inside)


def remove_members(state: State, group: str, members: Iterable[str]) -> Diff:
    """Take users and groups out of a group; its walls, grants and roles no longer apply to them."""
    name = known(state, group, "group")
    return gone(state, *(Membership(name, known(state, member)) for member in members))


def remove_group(state: State, group: str) -> Diff:
    """Delete a group: its members lose what it granted them.

    Raises:
        AccessError: the group, or a group that it is in, is behind a wall or holds a role. Deleting the group would
            lift the wall, or what the role takes away, for all its members without anybody having said so.
    """
    name = known(state, group, "group")
    for above, way in {name: (name,), **ways_up(name, members_of(state.facts))}.items():
        for fact in in_order(state.facts):
            if not isinstance(fact, Wall | Appointment) or fact.who != above:
                continue
            undo = f"pincite access group remove {shlex.quote(way[1])} --member {name}" if len(way) > 1 else _undo(fact)
            what = f"is behind a wall from {fact.target}" if isinstance(fact, Wall) else f"is {fact.role}"
            who = f"the group {name!r}" + (f" is in {' → '.join(way[1:])}, which" if len(way) > 1 else "")
            raise AccessError(f"{who} {what}, which would go with it; undo that first: {undo}")
    return Diff(
        removed=frozenset(
            fact
            for fact in state.facts
            if key(fact) == Key("who", (name,))
            or (isinstance(fact, Membership) and name in (fact.group, fact.member))
            or (isinstance(fact, Grant) and fact.who == name)
        )
    )


def _undo(fact: Wall | Appointment) -> str:
    who = shlex.quote(fact.who)
    if isinstance(fact, Appointment):
        return f"pincite access role remove {who} {fact.role}"
    if fact.target.document is not None:
        return f"pincite access wall remove {who} --document {shlex.quote(fact.target.document)}"
    return f"pincite access wall remove {who} --matter {shlex.quote(str(fact.target.matter))}"


def add_matter(state: State, matter: str, first_member: str | None) -> Diff:
    """Open a matter; `first_member`, if given, is granted it."""
    name = MatterId(clean_name(matter, "matter"))
    if Key("matter", (name,)) in state.about:
        raise AccessError(f"there is a matter {name!r} already; choose another name, or use that one")
    grants = [Grant(first_member, Target(matter=name))] if first_member is not None else []
    return standing(state, Matter(name), *grants)


def grant(state: State, who: str, target: Target, until: datetime | None) -> Diff:
    """Let a user or group see something; this replaces an earlier grant of the same thing, with its end."""
    return standing(state, Grant(known(state, who), checked(state, target), until))


def revoke(state: State, who: str, target: Target) -> Diff:
    """Take back a grant made to exactly this user or group, of exactly this thing."""
    return gone(state, Grant(known(state, who), checked(state, target)))


def add_wall(state: State, who: str, target: Target) -> Diff:
    """Raise a wall between a user or group and a matter or a document."""
    return standing(state, Wall(known(state, who), checked(state, target)))


def remove_wall(state: State, who: str, target: Target) -> Diff:
    """Take down a wall raised on exactly this user or group."""
    return gone(state, Wall(known(state, who), checked(state, target)))


def appoint(state: State, who: str, role: str) -> Diff:
    """Give a role to a user or group."""
    return standing(state, Appointment(known(state, who), role_named(role)))


def dismiss(state: State, who: str, role: str) -> Diff:
    """Take a role away from exactly this user or group."""
    return gone(state, Appointment(known(state, who), role_named(role)))


def classify(state: State, target: Target, level: Sensitivity) -> Diff:
    """Say how sensitive a matter is, or what carries a label; this replaces what was said before."""
    if why := unclassifiable(target, level):
        raise AccessError(why)
    return standing(state, Classification(checked(state, target), level))


def declassify(state: State, target: Target) -> Diff:
    """Take back what was said: a matter is unknown again, and a label raises nothing beyond its name."""
    return gone(state, Classification(checked(state, target), UNKNOWN))


def role_named(text: str) -> Role:
    """The role of that name.

    Raises:
        AccessError: there is none.
    """
    for role in ROLES:
        if text.strip().lower() == role:
            return role
    raise AccessError(f"there is no role {text!r}; the roles are {', '.join(ROLES)}")


def level_named(text: str) -> Sensitivity:
    """The level of that name.

    Raises:
        AccessError: there is none.
    """
    level = level_of(text.strip())
    if level is None:
        raise AccessError(f"there is no level {text!r}; the levels are {', '.join(WORDS)}, the highest last")
    return level


def target(matter: str | None = None, document: str | None = None, label: str | None = None) -> Target:
    """What a grant or wall is about, with its names in their one spelling.

    Raises:
        AccessError: nothing is named, or too much.
    """
    return Target(
        matter=MatterId(clean_name(matter, "matter")) if matter is not None else None,
        document=DocumentId(clean_name(document, "document")) if document is not None else None,
        label=clean_name(label, "label") if label is not None else None,
    )


def checked(state: State, wanted: Target) -> Target:
    """The target itself, if its matter exists.

    Raises:
        AccessError: there is no such matter.
    """
    name = wanted.matter
    if name is not None and Key("matter", (name,)) not in state.about:
        fix = _resembling(state, name, "matter") or f"open it with: pincite access matter add {shlex.quote(name)}"
        raise AccessError(f"there is no matter {name!r}; {fix}")
    return wanted


def known(state: State, text: str, kind: Literal["user", "group"] | None = None) -> str:
    """The stored name of a user, a group, or (without `kind`) either.

    Raises:
        AccessError: nobody has that name, or it is of the other kind.
    """
    name = clean_name(text, kind or "user or group")
    fact = state.about.get(Key("who", (name,)))
    if fact is None:
        ways = {
            "user": f"pincite access user add {shlex.quote(name)}",
            "group": f"pincite access group add {shlex.quote(name)} --member USER",
        }
        fix = ways[kind] if kind else f"{ways['user']}, or: {ways['group']}"
        fix = _resembling(state, name, "who") or f"add one with: {fix}"
        raise AccessError(f"there is no {kind or 'user or group'} named {name!r}; {fix}")
    found = "user" if isinstance(fact, User) else "group"
    if kind and found != kind:
        raise AccessError(f"{name!r} is a {found}, and this needs a {kind}; name a {kind}")
    return name


def _resembling(state: State, name: str, kind: str) -> str:
    """The part of a message that names what an unknown name looks like; empty if it looks like none."""
    other = like(name, (each.parts[0] for each in state.about if each.kind == kind))
    return f"it looks like {other!r} ({difference(name, other)}); name that one if you mean it" if other else ""


def _require_free(state: State, name: str) -> None:
    fact = state.about.get(Key("who", (name,)))
    if fact is not None:
        kind = "user" if isinstance(fact, User) else "group"
        raise AccessError(
            f"there is a {kind} named {name!r} already; users and groups share their names, so choose another"
        )
