"""The rules as a set of facts, and what each fact depends on.

A state of the rules is a set of facts. A change adds some and removes some, so undoing it swaps the two. `problem` says
why a set of facts is not a valid state: a name that is unknown or means two things, a ring of groups, an owner who is
shut out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, get_args

from pincite.access.nesting import ring_of
from pincite.access.until import in_words
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError
from pincite.sensitivity import Sensitivity, level_of

Role = Literal["attorney", "knowledge-manager", "auditor", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Target:
    """What a grant opens or a wall closes.

    A matter; or one document, wherever it lies; or the documents that carry a label, in one matter or in all.
    """

    matter: MatterId | None = None
    document: DocumentId | None = None
    label: str | None = None

    def __post_init__(self) -> None:
        one = self.document is None if self.matter is not None or self.label is not None else self.document is not None
        if not one:
            raise AccessError("name a matter, or one document, or a label (with or without a matter)")

    def __str__(self) -> str:
        if self.document is not None:
            return f"document {self.document}"
        if self.label is None:
            return f"matter {self.matter}"
        return f"documents labelled {self.label}" + (f" in matter {self.matter}" if self.matter is not None else "")


@dataclass(frozen=True, slots=True)
class User:
    """A known user; one who is not `active` is shut out."""

    name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """A set of users and groups. Users and groups share their names."""

    name: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A user or a group is in a group; if it is `provided`, because the firm's provider of accounts says so.

    There is one for each pair: what somebody sets by hand takes the place of what the provider says, and stays.
    """

    group: str
    member: str
    provided: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter is open."""

    name: MatterId


@dataclass(frozen=True, slots=True)
class Grant:
    """A user or group may see something before `until` (UTC)."""

    who: str
    target: Target
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wall:
    """A user or group may not see a matter or a document, whatever was granted.

    A wall has no end date: on the day after, people would see what they must not, and nobody would have decided it.
    """

    who: str
    target: Target


@dataclass(frozen=True, slots=True)
class Appointment:
    """A user or group holds a role. It has no end date, since every role also takes something away."""

    who: str
    role: Role


@dataclass(frozen=True, slots=True)
class TwoPerson:
    """An action takes two people."""

    action: str


@dataclass(frozen=True, slots=True)
class Signer:
    """A user confirms what others ask for with the private half of this key."""

    user: str
    public: str


@dataclass(frozen=True, slots=True)
class Classification:
    """What lies in a matter, or carries a label, is of this sensitivity, or of a higher one by what else it has."""

    target: Target
    level: Sensitivity


Fact = User | Group | Membership | Matter | Grant | Wall | Appointment | TwoPerson | Signer | Classification


class Key(NamedTuple):
    """What a fact is about; a state has at most one fact for each key."""

    kind: str
    parts: tuple[str, ...]


def key(fact: Fact) -> Key:
    """What a fact is about: two facts with the same key cannot both be in force."""
    match fact:
        case User(name) | Group(name):
            return Key("who", (name,))
        case Matter(name):
            return Key("matter", (name,))
        case Membership(group, member):
            return Key("membership", (group, member))
        case Grant(who, target):
            return Key("grant", (who, target.matter or "", target.document or "", target.label or ""))
        case Wall(who, target):
            return Key("wall", (who, target.matter or "", target.document or ""))
        case Appointment(who, role):
            return Key("role", (who, role))
        case TwoPerson(action):
            return Key("two people", (action,))
        case Signer(user):
            return Key("signer", (user,))
        case Classification(target):
            return Key("sensitivity", (target.matter or "", target.document or "", target.label or ""))


def rests_on(fact: Fact) -> Iterator[Key]:
    """The keys of the facts that a fact depends on."""
    match fact:
        case Membership(group, member):
            yield Key("who", (group,))
            yield Key("who", (member,))
        case Grant(who, target) | Wall(who, target):
            yield Key("who", (who,))
            if target.matter is not None:
                yield Key("matter", (target.matter,))
        case Appointment(who):
            yield Key("who", (who,))
        case Signer(user):
            yield Key("who", (user,))
        case Classification(target):
            if target.matter is not None:
                yield Key("matter", (target.matter,))
        case User() | Group() | Matter() | TwoPerson():
            return


def words(fact: Fact) -> str:
    """A fact as people read it."""
    match fact:
        case User(name, active):
            return f"user {name}" + ("" if active else " (disabled)")
        case Group(name):
            return f"group {name}"
        case Membership(group, member, provided):
            return f"{member} in group {group}" + (" (by the provider)" if provided else "")
        case Matter(name):
            return f"matter {name}"
        case Grant(who, target, until):
            return f"grant: {who} may see {target}" + (f" until {in_words(until)}" if until else "")
        case Wall(who, target):
            return f"wall: {who} may not see {target}"
        case Appointment(who, role):
            return f"role: {who} is {role}"
        case TwoPerson(action):
            return f"two people: {action}"
        case Signer(user, public):
            return f"key: {user} confirms with {public}"
        case Classification(target, level):
            return f"sensitivity: {target} {'is' if target.matter is not None else 'are'} {level.word}"


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Facts in a fixed order, each after those that it depends on."""
    kinds = (User, Group, Matter, Membership, Grant, Wall, Appointment, TwoPerson, Signer, Classification)
    rank = {kind: place for place, kind in enumerate(kinds)}
    return sorted(facts, key=lambda fact: (rank[type(fact)], key(fact), words(fact)))


def unmet(facts: Iterable[Fact]) -> Iterator[tuple[Fact, Key]]:
    """Facts that depend on a missing one, each with the missing key."""
    standing = {key(fact) for fact in facts}
    for fact in in_order(facts):
        yield from ((fact, needed) for needed in rests_on(fact) if needed not in standing)


def problem(facts: frozenset[Fact], owner: str) -> str | None:
    """Why facts cannot be in force together, as a sentence without a full stop; None if they can."""
    about: dict[Key, Fact] = {}
    for fact in in_order(facts):
        if (other := about.setdefault(key(fact), fact)) is not fact:
            return f"{words(other)} and {words(fact)} cannot both stand"
    for fact, needed in unmet(facts):
        return f"{words(fact)!r} names {needed.parts[0]!r}, which is not known"
    for fact in in_order(facts):
        match fact:
            case Membership(group) if isinstance(about[Key("who", (group,))], User):
                return f"{group!r} is a user and cannot have members"
            case Signer(user) if isinstance(about[Key("who", (user,))], Group):
                return f"{user!r} is a group, and a key is one person's"
            case Wall(_, Target(label=str())):
                return "a wall is from a matter or a document, and not from a label"
            case Appointment(_, role) if role not in ROLES:
                return f"there is no role {role!r}; there are {', '.join(ROLES)}"
            case Classification(target, level) if (why := unclassifiable(target, level)) is not None:
                return why
    if User(owner) not in facts:
        return f"{owner} owns this workspace and cannot be disabled or left out"
    if ring := ring_of(members_of(facts)):
        return f"groups would be members of themselves: {' → '.join(ring)}"
    return None


def unclassifiable(target: Target, level: Sensitivity) -> str | None:
    """Why a level cannot be given to this, as a sentence without a full stop; None if it can."""
    if target.document is not None or (target.matter is not None and target.label is not None):
        return "a sensitivity is a matter's or a label's, and not one document's"
    if target.label is not None and (named := level_of(target.label)) is not None and level < named:
        return f"the label {target.label!r} counts as {named.word} by its name, and cannot count as {level.word}"
    return None


def members_of(facts: Iterable[Fact]) -> Mapping[str, frozenset[str]]:
    """The members of each group."""
    found: dict[str, set[str]] = {}
    for fact in facts:
        match fact:
            case Group(name):
                found.setdefault(name, set())
            case Membership(group, member):
                found.setdefault(group, set()).add(member)
    return {group: frozenset(members) for group, members in found.items()}
